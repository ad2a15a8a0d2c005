"""Why a file is not loaded as a table. The sentences for people stand in `metadata/messages.py`, one for each code."""

from __future__ import annotations

from typing import Any

LINK = "link"                                # the file lies outside the portal
MISSING_FILE = "missing_file"
UNSUPPORTED_FORMAT = "unsupported_format"
NOT_A_TABLE = "not_a_table"                  # a picture, a web page, or running text under the name of a table
EMPTY_FILE = "empty_file"                    # 0 bytes, or nothing but blanks
BROKEN_FILE = "broken_file"                  # a workbook that cannot be opened
BROKEN_ENCODING = "broken_encoding"          # neither UTF-8 nor Windows-1252
BROKEN_QUOTES = "broken_quotes"              # line
RAGGED_ROWS = "ragged_rows"                  # line, found, expected
NO_HEADER = "no_header"                      # a title or figures stand where the column names should be
NO_ROWS = "no_rows"                          # column names and nothing under them
TOO_MANY_COLUMNS = "too_many_columns"        # found, most
MANY_SHEETS = "many_sheets"                  # found
MERGED_CELLS = "merged_cells"                # sheet
TOO_LARGE = "too_large"                      # a workbook that would fill the memory once unpacked

CODES = (
    LINK, MISSING_FILE, UNSUPPORTED_FORMAT, NOT_A_TABLE, EMPTY_FILE, BROKEN_FILE, BROKEN_ENCODING, BROKEN_QUOTES, RAGGED_ROWS,
    NO_HEADER, NO_ROWS, TOO_MANY_COLUMNS, MANY_SHEETS, MERGED_CELLS, TOO_LARGE,
)


class Refused(Exception):
    """This file is not loaded: `code` says why, `details` holds the numbers and names for the sentence."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details
