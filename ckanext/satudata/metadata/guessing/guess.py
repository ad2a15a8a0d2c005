"""A value for a field, and where it was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

COLUMN = "column"                   # column: the values of one column
COLUMN_NAMES = "column_names"       # the names of the columns
FILE_NAME = "file_name"             # the name of the file
HEADING = "heading"                 # a title above the table
PORTAL = "portal"                   # the portal's own region
SDI = "sdi_sheet"                 # place: a cell of the metadata sheet within the file
SHEET = "sheet"                     # sheet, row: a row of the list that came with the files
COPIED = "copied"                   # title: of the record that this one was made from

ORIGINS = (COLUMN, COLUMN_NAMES, FILE_NAME, HEADING, PORTAL, SDI, SHEET, COPIED)


@dataclasses.dataclass(frozen=True, slots=True)
class Guess:
    """`field` and `value` as the schema stores them; `origin` is one of `ORIGINS`, `details` the words of its sentence."""

    field: str
    value: str
    origin: str
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)
