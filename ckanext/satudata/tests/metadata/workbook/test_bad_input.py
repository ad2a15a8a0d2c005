"""What people send instead of a filled template: each fault is named with its cell, and nothing is guessed."""

import io
import zipfile
from datetime import date

import pytest

from ckanext.satudata.metadata.tables import refusals
from ckanext.satudata.metadata.workbook import layout, problems
from ckanext.satudata.metadata.workbook.writing import Content

from .examples import (
    DOMAIN,
    INDIKATOR,
    KEGIATAN,
    VARIABEL,
    answer_row,
    column,
    edited,
    filled,
    read,
    saved,
    values,
    workbook,
)

LAST = "the row below"


def found_in(content, label="xlsx"):
    return [(problem.code, problem.place) for problem in read(content, label).problems]


def answer(name, value):
    def change(sheets):
        answer_row(sheets, name)[2] = value
    return change


def cell(sheet, row, label, value):
    def change(sheets):
        sheets[sheet][row][column(sheets, sheet, label)] = value
    return change


def rename(old, new):
    def change(sheets):
        sheets[new] = sheets.pop(old)
    return change


def header(sheet, old, new):
    def change(sheets):
        sheets[sheet][0][column(sheets, sheet, old)] = new
    return change


def drop(sheet):
    return lambda sheets: sheets.pop(sheet)


def add_rows(sheet, *rows):
    return lambda sheets: sheets[sheet].extend(map(list, rows))


@pytest.mark.parametrize(("change", "expected"), [
    # sheets
    (drop(KEGIATAN), [("missing_sheet", "")]),
    (rename(VARIABEL, "Variabel"), [("missing_sheet", "")]),
    (drop("Daftar Kode"), []),
    (lambda sheets: sheets.update({"Catatan": [["milik saya"]]}), []),
    (rename(VARIABEL, "ms variabel"), []),
    (rename(VARIABEL, "MS-Var"), []),
    # columns
    (header(VARIABEL, "Definisi", "Definsi"), [("unknown_column", "MS-Variabel!F1"), ("missing_column", "MS-Variabel")]),
    (header(VARIABEL, "Definisi", "Warna"), [("unknown_column", "MS-Variabel!F1"), ("missing_column", "MS-Variabel")]),
    (header(VARIABEL, "Definisi", "Konsep"), [("column_twice", "MS-Variabel!F1"), ("missing_column", "MS-Variabel")]),
    (header(VARIABEL, "Definisi", ""), [("outside", "MS-Variabel!F2"), ("missing_column", "MS-Variabel")]),
    (lambda sheets: sheets[VARIABEL].pop(0), [("no_header", "MS-Variabel")]),
    (lambda sheets: sheets[KEGIATAN].__setitem__(2, [""] * 5), [("no_header", "MS-Kegiatan")]),
    # rows
    (cell(VARIABEL, 2, "Nama Variabel", ""), [("no_name", "MS-Variabel!C3")]),
    (cell(VARIABEL, 2, "Nama Variabel", "jenis  kelamin"), [("same_name", "MS-Variabel!C3")]),
    (add_rows(DOMAIN, ["", "Agama", "1", "Islam"]), [("no_parent", "'Klasifikasi Isian'!B4")]),
    (add_rows(DOMAIN, [2, "Jenis Kelamin", "1", "Islam"]), [("parents_differ", "'Klasifikasi Isian'!B4")]),
    # answers
    (answer("cara_pengumpulan_data", "Surveii"), [("unknown_code", "cara_pengumpulan_data")]),
    (answer("vi_jumlah_petugas_supervisor", "12 orang"), [("bad_count", "vi_jumlah_petugas_supervisor")]),
    (answer("vi_jumlah_petugas_supervisor", 12.5), [("bad_count", "vi_jumlah_petugas_supervisor")]),
    (answer("iii_jadwal_desain_awal", "akhir Januari"), [("bad_day", "iii_jadwal_desain_awal")]),
    (answer("iii_jadwal_desain_awal", "31/02/2026"), [("bad_day", "iii_jadwal_desain_awal")]),
    (answer("iii_jadwal_desain_awal", 2026), [("bad_day", "iii_jadwal_desain_awal")]),
    (answer("iii_jadwal_desain_awal", 46053), [("serial_day", "iii_jadwal_desain_awal")]),
    (answer("iii_variabel_yang_dikumpulkan", "Umur"), [("belongs_to_sheet", "iii_variabel_yang_dikumpulkan")]),
    (answer("iv_metode_pengumpulan_data=pengamatan", "mungkin"), [("unknown_code", "iv_metode_pengumpulan_data=pengamatan")]),
    (answer("iv_metode_pengumpulan_data", 2), [("two_answers", "iv_metode_pengumpulan_data")]),
    (answer("iv_metode_pengumpulan_data#jumlah", 3), [("two_answers", "iv_metode_pengumpulan_data")]),
    (answer("iv_metode_pengumpulan_data#jumlah", 99), [("bad_sum", "iv_metode_pengumpulan_data#jumlah")]),
    (answer("iv_sarana_pengumpulan_data", 64), [("bad_sum", "iv_sarana_pengumpulan_data")]),
    (answer("iv_sarana_pengumpulan_data", "PAPI; tatap muka"), [("unknown_code", "iv_sarana_pengumpulan_data")]),
    (answer("i_telepon", 286591234), [("code_as_number", "i_telepon")]),
    (cell(DOMAIN, 1, "Kode", 1), [("code_as_number", "'Klasifikasi Isian'!C2")]),
    (add_rows(KEGIATAN, ["4.99", "Warna kesukaan", "biru"]), [("unknown_question", LAST)]),
    (add_rows(KEGIATAN, ["", "Judul Kegiatan", "Lain"]), [("asked_twice", LAST)]),
])
def test_a_fault_is_named_with_its_cell(change, expected):
    """A name stands for the cell of that question, `LAST` for the one below all questions."""
    rows = [row[4] for row in values(workbook())[KEGIATAN]]
    cells = {name: f"MS-Kegiatan!C{number}" for number, name in enumerate([*rows, LAST], start=1)}
    assert found_in(edited(change)) == [(code, cells.get(place, place) if place else "") for code, place in expected]


def test_a_wrong_code__the_nearest_one_is_named():
    (problem,) = read(edited(answer("cara_pengumpulan_data", "Surveii"))).problems
    assert problem.values["like"] == "2. Survei"


@pytest.mark.parametrize(("change", "is_whole"), [
    (cell(DOMAIN, 1, "Kode", 1), True),                                     # said, and taken
    (header(VARIABEL, "Definisi", "Warna"), True),                          # somebody's own column
    (header(VARIABEL, "Definisi", "Definsi"), False),                       # a slip: its content would be lost
    (answer("cara_pengumpulan_data", "Surveii"), False),
    (drop("Klasifikasi Penyajian"), True),                                  # an older template
    (drop(INDIKATOR), False),
])
def test_nothing_is_taken_over_by_halves(change, is_whole):
    assert read(edited(change)).is_whole is is_whole


@pytest.mark.parametrize(("name", "written", "expected"), [
    ("cara_pengumpulan_data", 2, "SURVEI"), ("cara_pengumpulan_data", "2. Survei", "SURVEI"),
    ("cara_pengumpulan_data", "02", "SURVEI"), ("cara_pengumpulan_data", "survei", "SURVEI"),
    ("cara_pengumpulan_data", "Sample survey", "SURVEI"),
    ("vi_apakah_melakukan_uji_coba", True, "ya"), ("vi_apakah_melakukan_uji_coba", 2, "tidak"),
    ("vi_jumlah_petugas_supervisor", "1.200", "1200"), ("vi_jumlah_petugas_supervisor", "012", "12"),
    ("iii_jadwal_desain_awal", "14 Oktober 2022", "2022-10-14"), ("iii_jadwal_desain_awal", "3/4/2026", "2026-04-03"),
    ("iii_jadwal_desain_awal", date(2026, 4, 3), "2026-04-03"),
    ("viii_rencana_jadwal_rilis_produk_digital", date(2026, 4, 3), ["2026-04-03"]),
    ("viii_rencana_jadwal_rilis_produk_digital", "1/4/2026\n2 Mei 2026", ["2026-04-01", "2026-05-02"]),
    ("iv_sarana_pengumpulan_data", 5, ["papi", "cati"]),                    # the sum of the paper form
    ("iv_sarana_pengumpulan_data", "CATI; PAPI", ["papi", "cati"]),
    ("iv_sarana_pengumpulan_data", "1+4", ["papi", "cati"]), ("iv_sarana_pengumpulan_data", "1, 4", ["papi", "cati"]),
    ("iv_sarana_pengumpulan_data#jumlah", 5, ["papi", "cati"]), ("iv_sarana_pengumpulan_data#jumlah", 0, []),
    ("iv_sarana_pengumpulan_data=mail", "x", ["mail"]), ("tahun_kegiatan", 2024.0, "2024"),
    ("iii_latar_belakang_kegiatan", "  satu\r\ndua ", "satu\ndua"),
])
def test_answers_in_the_many_ways_people_write_them(name, written, expected):
    found = read(edited(answer(name, written), Content({"title": "A"})))
    assert found.kegiatan.answers[name.partition("=")[0].partition("#")[0]] == expected
    assert found.is_whole


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_of_both_calendars(is_1904):
    sheets = values(workbook(Content({"iii_jadwal_desain_awal": "2026-01-31"})))
    answer_row(sheets, "iii_jadwal_desain_akhir")[2] = 46053 - (1462 if is_1904 else 0)
    found = read(saved(sheets, date_1904=is_1904))
    assert filled(found.kegiatan.answers) == {"iii_jadwal_desain_awal": "2026-01-31", "iii_jadwal_desain_akhir": "2026-01-31"}


def test_columns_in_another_order_and_further_down():
    def change(sheets):
        sheets[VARIABEL] = [[], ["", "Daftar variabel"], *([row[0], "", *reversed(row[2:])] for row in sheets[VARIABEL])]
    found = read(edited(change))
    assert found.problems == ()
    assert [record.answers["nama"] for record in found.variabel] == ["Jenis Kelamin", "Umur"]
    assert found.variabel[0].answers["value_domain"][0] == {"kode": "01", "nilai": "Laki-laki"}


def test_without_the_hidden_names_questions_are_known_by_number_and_label():
    def change(sheets):
        sheets[KEGIATAN] = [row[:4] for row in sheets[KEGIATAN]]
    found = read(edited(change))
    assert found.problems == ()
    assert filled(found.kegiatan.answers) == filled(read(workbook()).kegiatan.answers)


def test_rows_that_were_sorted_without_their_hidden_names():
    """What is to be seen counts: the hidden column stayed where it was."""
    def change(sheets):
        one, other = answer_row(sheets, "title"), answer_row(sheets, "i_alamat")
        one[:4], other[:4] = other[:4], one[:4]
        one[2] = "Jalan Ahmad Yani"
    found = read(edited(change))
    assert found.kegiatan.answers["i_alamat"] == "Jalan Ahmad Yani"
    assert found.kegiatan.answers["title"] == "Survei Kepuasan Masyarakat"


def test_parts_below_each_other_name_their_variable_once():
    found = read(edited(add_rows(DOMAIN, ["", "Umur", "1", "0-4"], ["", "", "2", "5-9"])))
    assert [part["kode"] for part in found.variabel[1].answers["value_domain"]] == ["1", "2"]


def formula(value):
    def write(book):
        book.get_worksheet_by_name(VARIABEL).write_formula(1, 5, "=A1", None, value)
    return write


@pytest.mark.parametrize(("value", "code", "read_as"), [
    ("Hasil", problems.FORMULA, "Hasil"), ("#REF!", problems.ERROR_VALUE, ""),
])
def test_formulas(value, code, read_as):
    found = read(saved(values(workbook()), formula(value)))
    assert [(problem.code, problem.place) for problem in found.problems] == [(code, "MS-Variabel!F2")]
    assert found.variabel[0].answers["definisi"] == read_as


def test_a_formula_that_no_program_has_computed():
    content = saved(values(workbook()), formula("Hasil"))
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for item in source.namelist():
            archive.writestr(item, source.read(item).replace(b"<v>Hasil</v>", b""))
    assert found_in(target.getvalue()) == [(problems.FORMULA_EMPTY, "MS-Variabel!F2")]


@pytest.mark.parametrize(("cells", "is_fault"), [
    ((1, 4, 2, 4), True),           # one concept for two variables
    ((0, 4, 1, 4), True),           # a name over two rows
    ((0, 20, 1, 22), False),        # beside the table
])
def test_merged_cells(cells, is_fault):
    def write(book):
        book.get_worksheet_by_name(VARIABEL).merge_range(*cells, "Konsep")
    codes = {problem.code for problem in read(saved(values(workbook()), write)).problems}
    assert (problems.MERGED in codes) is is_fault


def test_merged_headings_and_wide_answers_are_fine():
    sheets = values(workbook())
    row = next(number for number, row in enumerate(sheets[KEGIATAN]) if row[4] == "title")

    def write(book):
        page = book.get_worksheet_by_name(KEGIATAN)
        page.merge_range(row, 2, row, 3, "Judul")
        page.merge_range(0, 0, 0, 3, "MS-Keg")
    found = read(saved(sheets, write))
    assert found.problems == ()
    assert found.kegiatan.answers["title"] == "Judul"


def test_10_000_rows():
    rows = [["", "", f"Variabel {number}"] for number in range(10_000)]
    found = read(edited(add_rows(VARIABEL, *rows)))
    assert [problem.values["most"] for problem in found.problems if problem.code == problems.TOO_MANY_ROWS] == [
        layout.MOST_RECORDS]
    assert found.variabel is None and not found.is_whole


def test_a_wrong_file_is_refused_with_a_page_and_not_with_a_book():
    rows = [["", "", f"Variabel {number}", "", "", "", "", "", "", "", "salah"] for number in range(1_500)]
    found = read(edited(add_rows(VARIABEL, *rows)))
    assert len(found.problems) == problems.Problems.MOST + 1
    assert found.problems[-1].code == problems.TOO_MANY and not found.is_whole


def test_a_foreign_workbook():
    (problem,) = read(saved({"Series Row": [["No", "Wilayah"], [1, "Cileunyi"]], "Data": [["x"]]})).problems
    assert (problem.code, problem.values["sheets"]) == (problems.FOREIGN, ["Series Row", "Data"])


def bomb():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", "x")
        target.writestr("xl/worksheets/sheet1.xml", b"0" * (20 << 20))
    return archive.getvalue()


@pytest.mark.parametrize(("content", "label", "code"), [
    (b"", "xlsx", refusals.EMPTY_FILE), (b"PK\x03\x04 broken", "xlsx", refusals.BROKEN_FILE),
    (workbook()[:-100], "xlsx", refusals.BROKEN_FILE), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "xls", refusals.UNSUPPORTED_FORMAT),
    (b"%PDF-1.7", "xlsx", refusals.NOT_A_TABLE), (b"{}", "json", refusals.UNSUPPORTED_FORMAT),
    (bomb(), "xlsx", refusals.TOO_LARGE), (b"Kode;Warna\n1;biru\n", "csv", problems.FOREIGN),
    (b"a,b\n\x81\x8d,2\n", "csv", refusals.BROKEN_ENCODING), (b'Nama Variabel,Konsep\n1,"2\n', "csv", refusals.BROKEN_QUOTES),
])
def test_files_that_are_none(content, label, code):
    found = read(content, label)
    assert [problem.code for problem in found.problems] == [code]
    assert not found.is_whole and found.kegiatan is None and found.variabel is None


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_one_sheet_as_separated_values(encoding):
    text = 'Nama Variabel;Konsep;Definisi;Tipe Data\r\nUmur “lengkap”;"Satu\nDua";Définisi;INTEGER\r\nAgama;;;salah\r\n'
    found = read(text.encode(encoding), "csv")
    assert found.kegiatan is None and found.indikator is None
    assert found.variabel[0].answers["nama"] == "Umur “lengkap”"
    assert found.variabel[0].answers["konsep"] == ["Satu", "Dua"]
    # the address is that of the spreadsheet: a text of two lines is one row
    assert [problem.place for problem in found.problems if not problem.is_note] == ["MS-Variabel!D3"]


def test_the_questions_as_separated_values():
    found = read(b"No.;Pertanyaan;Jawaban\n;Judul Kegiatan;Survei\n4.7;Sarana Pengumpulan Data;5\n", "csv")
    assert filled(found.kegiatan.answers) == {"title": "Survei", "iv_sarana_pengumpulan_data": ["papi", "cati"]}
    assert found.is_whole and found.variabel is None


def test_parts_alone_belong_to_nobody():
    found = read(b"No.;Nama Variabel;Kode;Nilai\n;Umur;1;0-4\n", "csv")
    assert [problem.code for problem in found.problems] == [problems.MISSING_SHEET]


def test_regions_that_a_spreadsheet_took_for_numbers():
    found = read(edited(add_rows("4.5 Jika sebagian, wilayah", [33.1], [33.04], [33], ["33.04.01"])))
    codes = [part["kode_wilayah"] for part in found.kegiatan.answers["iv_sebagian_cakupan_wilayah"]]
    assert codes == ["33.10", "33.10", "33.04", "33", "33.04.01"]


def test_a_text_longer_than_a_cell():
    rows = "Nama Variabel,Definisi\nUmur," + "x" * 40_000 + "\n"
    assert (problems.TOO_LONG, "MS-Variabel!B2") in found_in(rows.encode(), "csv")
