"""The list that comes with several files: what it may look like, and that nothing of it is lost without a word."""

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ckanext.satudata.metadata import sheet, sheet_template
from ckanext.satudata.metadata.sheet import Pair, Row
from ckanext.satudata.metadata.tables import refusals
from ckanext.satudata.metadata.tables.refusals import Refused

SCHEMA = {"dataset_fields": [
    {"field_name": "title", "label": {"id": "Judul", "en": "Title"}, "satudata_required": True,
     "help_text": {"id": "Tanpa tahun.", "en": "No year."}},
    {"field_name": "name", "label": {"id": "Alamat", "en": "Address"}},
    {"field_name": "owner_org", "label": {"id": "OPD", "en": "Office"}},
    {"field_name": "theme", "label": {"id": "Tema", "en": "Theme"}},
    {"field_name": "periode_awal", "label": "Periode awal"},
    {"field_name": "license_id", "label": {"id": "Lisensi", "en": "Licence"}},
    {"field_name": "attribution", "label": {"id": "Sumber", "en": "Source"}, "satudata_derived": True},
]}
WORDS = {"file": "nama berkas", "required": "Wajib.", "optional": "Opsional."}


def read(text, choices=None):
    return sheet.read(io.BytesIO(text.encode()), "csv", SCHEMA, choices)


def test_columns__by_name_or_by_label_in_either_language():
    found = read("BERKAS;Judul;theme;Periode  awal *;Licence\na.csv;A;RAB.01;2024-03;cc-by\n")
    answers = {"title": "A", "theme": "RAB.01", "periode_awal": "2024-03", "license_id": "cc-by"}
    assert found.rows == (Row(2, "a.csv", answers),)
    assert not found.unknown


def test_columns__unknown_ones_are_named():
    found = read("Berkas;Judul;Warna;Alamat;OPD;Sumber;Judul\na;A;biru;x;y;z;B\n")
    assert found.unknown == ("Warna", "Alamat", "OPD", "Sumber", "Judul")
    assert found.rows[0].answers == {"title": "A"}


@pytest.mark.parametrize(("text", "code"), [
    ("", refusals.EMPTY_FILE), ("Warna;Rasa\n1;2\n", sheet.NO_COLUMNS), ("Berkas;Judul\n", sheet.NO_ROWS),
    ("Berkas;Judul\n;\n", sheet.NO_ROWS), ("satu kata", refusals.NOT_A_TABLE), ("%PDF-1.4", refusals.NOT_A_TABLE),
])
def test_lists_that_are_none(text, code):
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.code == code


def test_labels_of_choices_become_codes():
    found = read("Berkas;Lisensi\na;Creative  Commons\nb;lain\n", {"license_id": {"creative commons": "cc-by"}})
    assert [row.answers["license_id"] for row in found.rows] == ["cc-by", "lain"]


def test_rows_beyond_the_limit_are_said_to_be_left():
    found = read("Berkas;Judul\n" + "a;b\n" * (sheet.MOST_ROWS + 1))
    assert len(found.rows) == sheet.MOST_ROWS and found.is_cut
    assert not read("Berkas;Judul\n" + "a;b\n" * sheet.MOST_ROWS).is_cut


def test_the_template__can_be_filled_in_and_read_again():
    content = sheet_template.write(SCHEMA, {"theme": ["Kesehatan", "=1+1"]}, WORDS)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [sheet.LIST_SHEET, sheet_template.CHOICES_SHEET]
    assert book.get_sheet_by_index(0).to_python()[0] == ["Berkas", "Judul", "Tema", "Periode awal", "Lisensi"]
    assert [row[-1] for row in book.get_sheet_by_index(1).to_python()] == ["Tema", "Kesehatan", "=1+1"]
    with pytest.raises(Refused) as refused:
        sheet.read(io.BytesIO(content), "xlsx", SCHEMA)
    assert refused.value.code == sheet.NO_ROWS


def test_a_workbook__numbers_are_texts():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("Lain")
        page.write_row(0, 0, ["Berkas", "Periode awal"])
        page.write_row(1, 0, ["a.csv", 2024])
    assert sheet.read(stream, "xlsx", SCHEMA).rows == (Row(2, "a.csv", {"periode_awal": "2024"}),)


ROW = Row(2, "A.csv", {})


@pytest.mark.parametrize(("names", "rows", "pairs"), [
    (["a.csv"], [ROW], [Pair(0, ROW)]),
    (["b.csv"], [ROW], [Pair(None, ROW, missing="A.csv"), Pair(0, None)]),
    (["a.csv"], [ROW, ROW], [Pair(0, ROW), Pair(None, ROW, again=True)]),
    (["a.csv", "a.csv"], [ROW], [Pair(0, ROW), Pair(1, None)]),
    ([], [Row(2, "", {"title": "A"})], [Pair(None, Row(2, "", {"title": "A"}))]),
    (["a.csv"], [Row(2, "C:\\data\\a.csv", {})], [Pair(0, Row(2, "C:\\data\\a.csv", {}))]),
    ([], [], []),
])
def test_files_and_rows_are_brought_together(names, rows, pairs):
    assert sheet.pair(names, rows) == pairs


names = st.lists(st.sampled_from(["a.csv", "A.CSV", "b.csv", "", "c"]), max_size=6)


@settings(max_examples=200, deadline=None)
@given(names, names)
def test_nothing_is_lost(files, named):
    rows = [Row(number, name, {"title": "x"}) for number, name in enumerate(named)]
    pairs = sheet.pair(files, rows)
    assert sorted(pair.file for pair in pairs if pair.file is not None) == list(range(len(files)))
    assert [pair.row for pair in pairs if pair.row is not None] == rows


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["csv", "xlsx", ""]))
def test_any_bytes(content, label):
    try:
        sheet.read(io.BytesIO(content), label, SCHEMA)
    except Refused as refused:
        assert refused.code
