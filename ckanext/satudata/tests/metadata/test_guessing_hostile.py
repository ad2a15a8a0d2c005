"""Whatever is sent, guessing ends, soon, and with values that the form can hold."""

import io
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata import guessing, periods, regions, vocabularies
from ckanext.satudata.metadata.guessing import reading
from ckanext.satudata.metadata.tables import extent
from ckanext.satudata.metadata.tables.refusals import TOO_LARGE, Refused
from ckanext.satudata.metadata.tables.sources import open_workbook

NAMES = ("Kabupaten Banjarnegara",)
LONGEST = 1000


def guess(content, name="tabel.csv", label="csv", seconds=reading.MOST_SECONDS):
    look = guessing.look(io.BytesIO(content), label, seconds)
    found = guessing.of_file(name, look, "33.04", NAMES)
    _check(found)
    return {item.field: item.value for item in found}


def _check(found):
    fields = [item.field for item in found]
    assert len(fields) == len(set(fields))
    for item in found:
        assert item.value.strip() and len(item.value) <= LONGEST and "\0" not in item.value
        assert item.origin in guessing.ORIGINS
        if item.field.startswith("periode"):
            assert periods.parse(item.value)
        elif item.field == "kode_wilayah":
            assert regions.find(item.value)
        elif item.field == "accrualPeriodicity":
            assert vocabularies.load("frequency").get(item.value)
        elif item.field == "level_penyajian":
            assert vocabularies.load("level_penyajian").get(item.value)


def workbook(rows, merged=(), sheets=1):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for _ in range(sheets):
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                sheet.write(y, x, value)
        for place, text in merged:
            sheet.merge_range(place, text)
    book.close()
    return stream.getvalue()


TABLE = [["Kecamatan", "Jumlah", "Tahun"], ["Susukan", 3, 2023], ["Mandiraja", 4, 2023], ["Bawang", 5, 2024]]


@pytest.mark.parametrize(("content", "label"), [
    (b"", "csv"), (b" \n\n", "csv"), (b"x", "csv"), (b"\xff\xfe\x00x", "csv"), (b"\x00" * 5000, "csv"),
    (b"%PDF-1.7 ...", "csv"), (b"PK\x03\x04 no archive", "xlsx"), (b"<html><body>404</body></html>", "csv"),
    (b"a,b\n\"open,1\n", "csv"), (("k," * 16384 + "\n" + "1," * 16384).encode(), "csv"), (b"," * 100_000, "csv"),
    (b"\n" * 100_000 + b"a,b\n1,2", "csv"),
    (b"a;b\n" + b"x" * 500_000 + b";1\n", "csv"), (b"a,b\n1,2,3,4,5\n", "csv"), (b"\xef\xbb\xbf", "csv"),
    (workbook([["k"] * 16384, [1] * 16384]), "xlsx"), (workbook([[]]), "xlsx"), (workbook([["x"]]), "xlsx"),
    (workbook(TABLE), "csv"),
], ids=range(19))
def test_hostile_files(content, label):
    begun = time.monotonic()
    guess(content, label=label)
    assert time.monotonic() - begun < 10


def test_a_limit_of_time__says_nothing_of_what_was_not_read():
    rows = b"Kecamatan,Jumlah,Tahun\n" + b"".join(b"Susukan,%d,2023\n" % n for n in range(20_000))
    found = guess(rows, seconds=0.0)
    assert "periode_awal" not in found and "accrualPeriodicity" not in found


def test_titles_in_merged_cells_above_a_table():
    rows = [["Jumlah Ternak Besar Kabupaten Banjarnegara"], [], *TABLE]
    found = guess(workbook(rows, merged=[("A1:C1", "Jumlah Ternak Besar Kabupaten Banjarnegara")]), "Book1.xlsx", "xlsx")
    assert (found["title"], found["periode_akhir"], found["level_penyajian"]) == ("Jumlah Ternak Besar", "2024", "kecamatan")


def test_merged_heads_of_columns__only_the_title_is_believed():
    rows = [["Jumlah Ternak Besar"], ["Kecamatan", "Jumlah", ""], ["", "Sapi", "Kuda"], ["Susukan", 1, 2]]
    found = guess(workbook(rows, merged=[("A2:A3", "Kecamatan"), ("B2:C2", "Jumlah")]), "Book1.xlsx", "xlsx")
    assert found["title"] == "Jumlah Ternak Besar"
    assert found.get("level_penyajian") is None and "dimensi" not in found


def test_the_row_of_column_numbers_is_no_data():
    found = guess(workbook([["Kecamatan", "Luas", "Tahun"], ["(1)", "(2)", "(3)"], ["Susukan", 3, 2023], ["Bawang", 4, 2024]]),
                  label="xlsx")
    assert (found["periode_awal"], found["accrualPeriodicity"]) == ("2023", "TAHUNAN")


def stray_cell(cell):
    """A workbook as programs write it, with one more cell far away."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(TABLE))) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", f"<row r=\"1048576\">{cell}</row></sheetData>".encode())
            new.writestr(item, content)
    return stream.getvalue()


@pytest.mark.parametrize("cell", [
    '<c r="XFD1048576"><v>1</v></c>', "<c  r='XFD1048576'><v>1</v></c>", '<c r="&#88;FD1048576"><v>1</v></c>',
    '<c t="n" r="XFD1048576"><v>1</v></c>', '<c/>' * 100 + "<c><v>1</v></c>",
])
def test_a_stray_cell_in_the_last_corner__is_refused_before_room_is_made_for_it(cell):
    # 17 thousand million cells: the reader would ask for 500 GB, and the process would end
    with pytest.raises(Refused) as refused:
        open_workbook(io.BytesIO(stray_cell(cell)))
    assert refused.value.code == TOO_LARGE
    guess(stray_cell(cell), label="xlsx")


def test_an_empty_cell_far_away_is_none():
    with zipfile.ZipFile(io.BytesIO(stray_cell('<c r="XFD1048576" s="1"/>'))) as archive:
        extent.check(archive)


text = st.text(st.characters(codec="utf-8"), max_size=40)
cell = st.one_of(text, st.sampled_from(["Tahun", "Bulan", "Kecamatan", "2023", "2023/2024", "Januari", "Susukan", "-", "1.234",
                                        "Satuan", "kg", "Luas (Ha)", "Triwulan", "I", "kode_wilayah", "33.04.01",
                                        "31/02/2024"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cell, min_size=1, max_size=6), max_size=8), text, st.sampled_from([",", ";", "\t"]))
def test_any_table__any_name(rows, name, separator):
    content = "\n".join(separator.join(row) for row in rows)
    guess(content.encode("utf-8"), name)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), text)
def test_any_bytes(content, name):
    guess(content, name)
    guess(content, name, "xlsx")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=3))
def test_broken_workbooks(place, noise):
    content = workbook(TABLE)
    place = place % len(content)
    guess(content[:place] + noise + content[place + len(noise):], label="xlsx")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_file_name__has_words_or_none(name):
    found = guessing.fallback_title(name)
    assert len(found) <= 200 and found == found.strip()
