"""A table taken away: as CSV, XLSX or JSON, row by row, with its source named.

Where the source is named, and why there:
- CSV: in the header of the answer (`Link`, `X-Attribution`). A comment line in the file, first or last, would be read as
  column names or as a row by most programs: it would break the data in order to say whose it is.
- XLSX: on a sheet of its own, `Sumber`, so that the sheet of the data begins with its column names.
- JSON: as the member `source`, before the rows.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter

from . import rows
from .figures import cells

CSV, XLSX, JSON = "csv", "xlsx", "json"
TYPES = {
    CSV: "text/csv; charset=utf-8; header=present",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON: "application/json; charset=utf-8",
}
EXCEL_CELL, EXCEL_DIGITS = 32_767, 15
MOST_CELLS = 300_000    # of a workbook, which is made whole while somebody waits; far fewer than a sheet holds
PIECE = 1 << 15         # characters that are sent at once
# Where a spreadsheet program would begin a formula: at the start of a cell, and behind each sign at which a program with
# other settings begins a cell of its own. `-` and `+` alone, dashes, and figures with signs are none.
_FORMULA = re.compile(r"""(^(?=[\t\r\n])|(?:^|[;\t\r\n])
    (?=[" ]*(?:[=@]|[+-](?!(?:[\d.,()%/+–-]|[^\S\t\r\n])*(?:[;\t\r\n]|\Z)))))""", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Source:
    """Who is to be named: title and office of the record, its licence and address, and the government's sentence."""

    title: str
    office: str
    licence: str
    licence_url: str
    url: str
    attribution: str
    asked: dict[str, Any] = field(default_factory=dict)     # filters and order, where not all rows were asked for

    def as_dict(self) -> dict[str, Any]:
        said = {"title": self.title, "publisher": self.office, "license": self.licence, "license_url": self.licence_url,
                "url": self.url, "attribution": self.attribution}
        return {key: value for key, value in said.items() if value} | ({"rows": self.asked} if self.asked else {})


def headers(source: Source, name: str, kind: str) -> dict[str, str]:
    """Of the answer: what it is called, and whose it is. Header values are ASCII, so words are percent-encoded UTF-8."""
    links = [f'<{quote(source.url, safe=_IN_URL)}>; rel="describedby"']
    if source.licence_url:
        links.append(f'<{quote(source.licence_url, safe=_IN_URL)}>; rel="license"')
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:100] or "data"
    return {
        "Content-Type": TYPES[kind], "Content-Disposition": f'attachment; filename="{plain}.{kind}"',
        "Link": ", ".join(links), "X-Attribution": f"UTF-8''{quote(source.attribution[:1000])}",
        "X-Content-Type-Options": "nosniff",
    }


_IN_URL = ":/?#[]@!$&'()*+,;=%~"


def begin(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first piece now: what goes wrong in the database then is an error page and no broken file."""
    return _Begun(next(pieces, b""), pieces)


class _Begun(Iterator[bytes]):
    """The first piece, then the others. Closed by the server: a reader who went away, or only asked for the head, holds no
    connection.
    """

    def __init__(self, first: bytes, rest: Iterator[bytes]) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return next(self._rest) if first is None else first

    def close(self) -> None:
        self._first = None
        getattr(self._rest, "close", lambda: None)()


def _pieces(texts: Iterator[str]) -> Iterator[bytes]:
    """Put short texts together; a piece is sent once it is long enough to be worth it."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


# CSV


def as_csv(table: rows.Table, question: rows.Question, bom: bool = False) -> Iterator[bytes]:
    """Comma separated, point as decimal sign, column names first, RFC 4180.

    Numbers are left as they are, negative ones too. A *text* that a spreadsheet would run as a formula gets an apostrophe
    in front (as OWASP advises): it is the one change, and the file as it was uploaded stays beside it unchanged. Excel with
    Indonesian settings splits a line at `;` and knows no quotes in its middle, so the apostrophe is also set within a text,
    behind `;`, tab or line end. What remains: a program that was told to split at yet another sign, and one that runs what
    begins with an apostrophe. XLSX has neither question.

    Args:
        bom: begin with the mark by which Excel knows UTF-8; other programs take it for a part of the first name
    Raises:
        QuestionRefused: at the call
    """
    return _pieces(_csv_lines(table, rows.stream(table, question), bom))


def _csv_lines(table: rows.Table, found: Iterator[Sequence[Any]], bom: bool) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")

    def written(values: Iterable[str]) -> str:
        writer.writerow(values)
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    yield ("\ufeff" if bom else "") + written(_defused(column.id) for column in table.columns)
    writes = [_number_cell if column.is_numeric else _text_cell for column in table.columns]
    for row in found:
        yield written([write(value) for write, value in zip(writes, row, strict=True)])


def _number_cell(value: Any) -> str:
    return cells.text(value) or ""


def _text_cell(value: Any) -> str:
    return _defused(cells.text(value) or "")


def _defused(text: str) -> str:
    return _FORMULA.sub(r"\1'", text)


# JSON


def as_json(table: rows.Table, question: rows.Question, source: Source) -> Iterator[bytes]:
    """`{"source": …, "fields": […], "records": [{column: value}]}`; numbers as JSON numbers, digit by digit.

    Raises:
        QuestionRefused: at the call
    """
    return _pieces(_json_texts(table, rows.stream(table, question), source))


def _json_texts(table: rows.Table, found: Iterator[Sequence[Any]], source: Source) -> Iterator[str]:
    fields = [{"id": c.id, "type": c.type} | ({"label": c.label} if c.label else {}) | ({"unit": c.unit} if c.unit else {})
              for c in table.columns]
    yield f'{{"source": {_json(source.as_dict())},\n"fields": {_json(fields)},\n"records": ['
    keys = [_json(column.id) for column in table.columns]
    before = "\n"
    for row in found:
        yield before + "{" + ", ".join([f"{key}: {_json_value(value)}" for key, value in zip(keys, row, strict=True)]) + "}"
        before = ",\n"
    yield "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return _json(value)
    if isinstance(value, int | float | Decimal):
        return cells.text(value) or "null"
    return _json(cells.text(value))


# XLSX


class TooMuchForExcel(Exception):
    """More cells than are made for one reader, or a longer text than a cell holds: CSV has no such limit."""


def as_xlsx(table: rows.Table, question: rows.Question, source: Source, labels: dict[str, str]) -> Iterator[bytes]:
    """A workbook with the rows, and a sheet that names the source. Written to a temporary file, row by row.

    Texts are written as texts: `=1+1` is no formula there. A number of more digits than Excel keeps becomes a text too.

    Args:
        labels: words of the second sheet: `sheet`, and one for each member of the source
    Raises:
        QuestionRefused, TooMuchForExcel, rows.Busy
    """
    if rows.count(table, question) * len(table.columns) > MOST_CELLS:
        raise TooMuchForExcel
    out = tempfile.TemporaryFile()
    try:
        _workbook(out, table, rows.stream(table, question), source, labels)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return _file(out)


def _workbook(
    out: IO[bytes], table: rows.Table, found: Iterator[Sequence[Any]], source: Source, labels: dict[str, str]
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, max(10, min(40, len(column.id) + 2)))
            _cell(sheet, 0, place, column.id, bold)
        for number, row in enumerate(found, start=1):
            if number * len(table.columns) > MOST_CELLS:        # it grows meanwhile
                raise TooMuchForExcel
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                if value is not None:
                    _cell(sheet, number, place, value if column.is_numeric else cells.text(value))
        about = workbook.add_worksheet(labels["sheet"])
        about.set_column(0, 0, 22)
        about.set_column(1, 1, 90)
        for line, (key, value) in enumerate(source.as_dict().items()):
            _cell(about, line, 0, labels.get(key, key), bold)
            _cell(about, line, 1, value if isinstance(value, str) else _json(value))


def _cell(sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
    number = cells.number(value)
    if number is not None and len(number.normalize().as_tuple().digits) <= EXCEL_DIGITS:
        sheet.write_number(row, column, float(number), look)
        return
    text = cells.text(value)
    if text is None:
        return
    if len(text) > EXCEL_CELL:
        raise TooMuchForExcel
    sheet.write_string(row, column, text, look)


def _file(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        while piece := out.read(1 << 16):
            yield piece


WRITERS: dict[str, Callable[..., Iterator[bytes]]] = {CSV: as_csv, JSON: as_json, XLSX: as_xlsx}
