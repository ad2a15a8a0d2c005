"""What a file really is, by its bytes: kind, encoding, separator."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from . import refusals
from .refusals import Refused

CSV, XLSX = "csv", "xlsx"
TABLE_FORMATS = frozenset({"", "csv", "tsv", "tab", "txt", "text/csv", "text/plain", "xlsx", "xls"})
HEAD = 4096
SAMPLE = 1 << 16
CHUNK = 1 << 20
SAMPLE_ROWS = 200
SEPARATORS = (";", ",", "\t")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BM")
# What reading a broken archive raises; found by changing bytes of whole ones
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, IndexError,
                  NotImplementedError, RuntimeError)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})


def kind_of(stream: BinaryIO, label: str) -> str:
    """`csv` or `xlsx`, by content; the format that somebody typed (`label`) only explains a refusal better.

    Raises:
        Refused: empty_file, unsupported_format, not_a_table
    """
    named = label.strip().lower().lstrip(".")
    if named not in TABLE_FORMATS:
        raise Refused(refusals.UNSUPPORTED_FORMAT, format=label.strip())
    stream.seek(0)
    head = stream.read(HEAD)
    if not head.strip():
        raise Refused(refusals.EMPTY_FILE)
    if head.startswith(_ZIP):
        return _workbook(stream, named)
    if head.startswith(_OLD_OFFICE):
        raise Refused(refusals.UNSUPPORTED_FORMAT, format="XLS")
    if head.startswith(_PICTURES):
        raise Refused(refusals.NOT_A_TABLE)
    if head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        raise Refused(refusals.NOT_A_TABLE)         # an error page saved under the name of the table
    return CSV


def _workbook(stream: BinaryIO, named: str) -> str:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return XLSX
    except BROKEN_ARCHIVE:
        raise Refused(refusals.BROKEN_FILE) from None
    raise Refused(refusals.UNSUPPORTED_FORMAT, format=named.upper() or "ZIP")


def encoding_of(stream: BinaryIO) -> str:
    """`utf-8-sig` or `cp1252`; reads the whole file, in pieces.

    Raises:
        Refused: broken_encoding, or not_a_table if there are bytes that no text has
    """
    stream.seek(0)
    utf8 = codecs.getincrementaldecoder("utf-8")()
    windows = codecs.getincrementaldecoder("cp1252")()
    is_utf8 = is_windows = True
    first = True
    while chunk := stream.read(CHUNK):
        if first and chunk.startswith(_UTF16):
            raise Refused(refusals.BROKEN_ENCODING)
        first = False
        if len(chunk.translate(None, _CONTROLS)) != len(chunk):
            raise Refused(refusals.NOT_A_TABLE)
        is_utf8 = is_utf8 and _decodes(utf8, chunk)
        is_windows = is_windows and _decodes(windows, chunk)
        if not is_utf8 and not is_windows:
            raise Refused(refusals.BROKEN_ENCODING)
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    if is_windows:
        return "cp1252"
    raise Refused(refusals.BROKEN_ENCODING)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(stream: BinaryIO, encoding: str) -> str:
    """The sign between the columns: the one under which most rows have as many columns as the first.

    Raises:
        Refused: not_a_table if none of them divides the file
    """
    stream.seek(0)
    sample = stream.read(SAMPLE)
    text = codecs.getincrementaldecoder(encoding)().decode(sample)
    if len(sample) == SAMPLE:
        text = text[:text.rfind("\n") + 1] or text
    score, separator = max((_score(text, sign), sign) for sign in SEPARATORS)
    if not score[1]:
        raise Refused(refusals.NOT_A_TABLE)
    return separator


def _score(text: str, separator: str) -> tuple[bool, bool, float, int]:
    """Does it divide the first row, and most rows; how many are as wide as the first; the usual width."""
    widths = [len(row) for row in _rows(text, separator)]
    if not widths:
        return False, False, 0.0, 0
    usual, _ = Counter(widths).most_common(1)[0]
    return widths[0] > 1, usual > 1, widths.count(widths[0]) / len(widths), usual


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number == SAMPLE_ROWS:
                return
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error:
        return
