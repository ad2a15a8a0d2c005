"""Workbooks: only a sheet that is a plain rectangle is loaded."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from ckanext.satudata.metadata.tables import refusals
from ckanext.satudata.metadata.tables.profile import profile, records
from ckanext.satudata.metadata.tables.sources import open_source

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*sheets, merged=""):
    """The bytes of a workbook; each sheet is a list of rows of texts, numbers and None."""
    numbers = range(1, len(sheets) + 1)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", _relations(
            f'<Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/>'))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations("".join(
            f'<Relationship Id="s{n}" Type="{RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)))
        named = "".join(f'<sheet name="Lembar {n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{named}</sheets></workbook>')
        for n, rows in zip(numbers, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(rows, merged))
    return target.getvalue()


def _relations(inner):
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _sheet(rows, merged):
    lines = []
    for y, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{chr(65 + x)}{y}", value) for x, value in enumerate(row) if value is not None)
        lines.append(f'<row r="{y}">{cells}</row>')
    joined = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{joined}</worksheet>'


def _cell(place, value):
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def read(content):
    source = open_source(io.BytesIO(content), "XLSX")
    found = profile(source)
    return found, list(records(source, found))


def refusal(content):
    with pytest.raises(refusals.Refused) as caught:
        read(content)
    return caught.value.code


def test_a_plain_rectangle():
    """Whole numbers come without .0; numbers stored as text (T11) are numbers where nothing speaks against it."""
    found, rows = read(workbook([["Desa", 2024, "SD"], ["Arjasari", 28390.5, "270"], ["Padaulun", 12, "-"]]))
    types = {column.name: column.type for column in found.columns}
    assert types == {"Desa": "text", "2024": "numeric", "SD": "numeric"}
    assert rows == [["Arjasari", "28390.5", "270"], ["Padaulun", "12", None]]


def test_numbers_and_texts_that_mean_numbers_are_text():
    found, rows = read(workbook([["Desa", "Luas"], ["A", 3.25], ["B", "1,5"]]))
    assert [column.type for column in found.columns] == ["text", "text"]
    assert [row[1] for row in rows] == ["3.25", "1,5"]


def test_empty_rows_and_sheets_are_left_out():
    found, rows = read(workbook([["a", "b"], [None, None], ["x", 1], ["  ", None]], []))
    assert (found.rows, rows) == (1, [["x", "1"]])


def test_a_native_number_is_never_in_doubt():
    found, _rows = read(workbook([["a", "b"], ["x", 1.234]]))
    assert found.columns[1].type == "numeric"


@pytest.mark.parametrize(("content", "code"), [
    (workbook([["a", "b"], ["x", 1]], [["c", "d"], ["y", 2]]), refusals.MANY_SHEETS),
    (workbook([["Judul tabel", None], ["x", 1]], merged="A1:B1"), refusals.MERGED_CELLS),
    (workbook([["Judul tabel", None, None], ["a", "b", "c"], ["x", 1, 2]]), refusals.NO_HEADER),
    (workbook([]), refusals.EMPTY_FILE),
    (workbook([["a", "b"]]), refusals.NO_ROWS),
], ids=["many_sheets", "merged_cells", "no_header", "empty_file", "no_rows"])
def test_refused(content, code):
    assert refusal(content) == code


def test_a_cut_workbook():
    assert refusal(workbook([["a", "b"], ["x", 1]])[:-40]) == refusals.BROKEN_FILE
