"""What the columns of a table are, by table; and that nothing strange in them stops the look."""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.publication.figures import periods, words
from ckanext.satudata.publication.figures.make import make
from ckanext.satudata.publication.figures.shape import Column, shape
from ckanext.satudata.publication.figures.words import About

NONE = About()


@pytest.mark.parametrize(("written", "key"), [
    ("2024", "2024"), (Decimal("2024"), "2024"), (2024, "2024"), ("Tahun 2024", "2024"), ("2024*", "2024"),
    ("2021/2022", "2021/2022"), ("2021-2022", "2021/2022"), ("2021/22", "2021/2022"), ("2021/2023", None),
    ("2024-03", "2024-03"), ("Maret 2024", "2024-03"), ("Mar 2024", "2024-03"), ("Nopember 2024", "2024-11"),
    ("2024-03-15", "2024-03-15"), ("15/03/2024", "2024-03-15"), ("03/15/2024", None), (date(2024, 3, 15), "2024-03-15"),
    ("Triwulan III 2024", "2024-Q3"), ("2024 TW2", "2024-Q2"), ("Semester 2 2024", "2024-S2"), ("Semester 3 2024", None),
    ("1850", None), ("2024-13", None), ("31/02/2024", None), ("", None), ("Susukan", None), (Decimal("2024.5"), None),
    (Decimal("NaN"), None), (float("inf"), None), (True, None), ("9" * 80, None),
])
def test_a_period_is_read_as_it_is_written(written, key):
    assert periods.read(written) == key


@pytest.mark.parametrize(("key", "indonesian", "english", "mark"), [
    ("2024", "2024", "2024", "2024"), ("2021/2022", "2021/2022", "2021/2022", "2021/2022"),
    ("2024-12", "Desember 2024", "December 2024", "Des 2024"),
    ("2024-Q3", "triwulan III 2024", "quarter III 2024", "TW 3 2024"),
    ("2024-S1", "semester I 2024", "semester I 2024", "S1 2024"), ("2024-03-15", "15 Maret 2024", "15 March 2024", "15 Mar"),
])
def test_a_period_is_said_in_the_readers_language(key, indonesian, english, mark):
    assert (periods.label(key, "id"), periods.label(key, "en"), periods.mark(key, "id")) == (indonesian, english, mark)


@pytest.mark.parametrize(("label", "rest", "unit", "adds_up"), [
    ("Produksi Padi Sawah (Ton)", "Produksi Padi Sawah", "ton", True),
    ("Produksi Padi Ladang(Ton)", "Produksi Padi Ladang", "ton", True),
    ("Rata-rata Produksi Padi Sawah(Kw/Ha)", "Rata-rata Produksi Padi Sawah", "kw/ha", False),
    ("Nilai Produksi (ribu rupiah) Pembesaran", "Nilai Produksi Pembesaran", "ribu rupiah", True),
    ("Produksi Jagung (KW)", "Produksi Jagung", "kuintal", True), ("Daya Terpasang (KW)", "Daya Terpasang", "kW", True),
    ("Genset (kW)", "Genset", "kW", True),
    ("Ketinggian (m)", "Ketinggian", "m", False), ("Jarak ke Ibu Kota (km)", "Jarak ke Ibu Kota", "km", False),
    ("Hari Hujan (hari)", "Hari Hujan", "hari", False), ("Panjang Jalan (km)", "Panjang Jalan", "km", True),
    ("Luas (m2)", "Luas", "m²", True), ("Penduduk (jiwa)", "Penduduk", "jiwa", True),
    ("Kemiskinan (%)", "Kemiskinan", "%", False), ("Rata-rata Umur (orang)", "Rata-rata Umur", "orang", False),
    ("Harga Beras (rupiah)", "Harga Beras", "rupiah", False), ("Kepadatan (jiwa/km2)", "Kepadatan", "jiwa/km²", False),
    ("Realisasi (Miliar Rp)", "Realisasi", "miliar rupiah", True),
    ("Murid (M)", "Murid (M)", None, False),                # a letter is an abbreviation of the column, no metre
    ("Panjang Jalan (M)", "Panjang Jalan", "m", True),
    ("Jumlah Sekolah", "Jumlah Sekolah", None, True),       # a count needs no unit
    ("Murid (Negeri)", "Murid (Negeri)", None, False),      # these brackets hold no unit
    ("Produksi", "Produksi", None, False),                  # nobody says of what unit
])
def test_units_come_from_the_name_and_ratios_do_not_add_up(label, rest, unit, adds_up):
    (known,) = shape([Column(label, "numeric")], [[Decimal(1)]], NONE).columns
    assert (known.words, known.unit.text if known.unit else None, known.adds_up) == (rest, unit, adds_up)


@pytest.mark.parametrize(("column", "units", "unit"), [
    ("Sapi", "ekor (tidak tertulis dalam berkas)", "ekor"), ("Karya Umum", "tidak disebut dalam berkas", None),
    ("Luas Panen Jagung", "hektare, ton, kuintal per hektare", "ha"), ("Produksi Jagung", "hektare, ton", "ton"),
    ("Rata Rata Produksi Jagung", "hektare, ton, kuintal per hektare", "kw/ha"),
    ("Sekolah Negeri", "sekolah, orang", "sekolah"), ("Murid sekolah negeri", "sekolah, orang", "orang"),
    ("Kapasitas", "unit; satuan kapasitas tidak disebut", None), ("Persentase Miskin", "jiwa", None),
])
def test_the_records_unit_counts_where_the_column_names_none(column, units, unit):
    (known,) = shape([Column(column, "numeric")], [[Decimal(1)]], About(units=units)).columns
    assert (known.unit.text if known.unit else None) == unit


def test_the_data_dictionary_wins():
    (known,) = shape([Column("x", "numeric", "Luas lahan (ha)", "m2")], [[Decimal(1)]], About(units="ton")).columns
    assert (known.words, known.unit.text) == ("Luas lahan", "m²")


@pytest.mark.parametrize(("column", "cells", "kind"), [
    (Column("Tahun", "numeric"), [Decimal(2018), Decimal(2019)], "time"),
    (Column("Tahun Ajaran"), ["2018/2019", "2019/2020"], "time"), (Column("Periode"), ["2024-01", "2024-02"], "time"),
    (Column("Produksi", "numeric"), [Decimal(2018), Decimal(2019)], "measure"),     # figures that look like years
    (Column("Kecamatan"), ["Batur", "Rakit"], "dimension"), (Column("Kode Wilayah"), ["33.04", "33.05"], "code"),
    (Column("No", "numeric"), [Decimal(1), Decimal(2)], "code"), (Column("NIK"), ["1", "2"], "code"),
    (Column("Satuan"), ["ton", "ton"], "unit"), (Column("Kapasitas"), ["11.3", " 4,332 "], "figures"),
    (Column("Kosong"), [" - ", None], "empty"), (Column("Koordinator"), ["Ani", "Budi"], "dimension"),
    (Column("Bulan"), ["Januari", "Februari"], "dimension"),        # of no year
    (Column("mulai", "timestamp"), [date(2024, 1, 1), date(2024, 2, 1)], "time"),
])
def test_a_column_is_what_its_name_and_cells_say(column, cells, kind):
    assert shape([column], [[cell] for cell in cells], NONE).columns[0].kind == kind


def test_months_join_their_years():
    found = shape([Column("Bulan"), Column("Tahun", "numeric")], [["Januari", Decimal(2024)], ["Des", Decimal(2024)]], NONE)
    assert [found.period(row) for row in (["Januari", Decimal(2024)], ["Des", Decimal(2024)], ["?", Decimal(2024)])] == [
        "2024-01", "2024-12", None]


def test_months_of_a_record_of_one_year_are_of_that_year():
    assert shape([Column("Bulan")], [["Januari"], ["Mei"]], About(year=2023)).period(["Mei"]) == "2023-05"


@pytest.mark.parametrize(("category", "is_total"), [
    ("Jumlah", True), ("TOTAL", True), ("Jumlah/Total", True), ("L+P", True), ("Laki-laki + Perempuan", True),
    ("Jumlah Kabupaten Banjarnegara", True), ("Jumlah Lahan Sawah", False), ("Jumlahan", False), ("Totogan", False),
])
def test_a_total_is_known_by_its_name(category, is_total):
    assert words.is_total(category) is is_total


@pytest.mark.parametrize(("written", "said"), [
    ("Produksi Padi Sawah", "Produksi padi sawah"), ("Karyawan/PNS Perempuan", "Karyawan/PNS perempuan"),
    ("Kecamatan Batur", "Kecamatan Batur"), ("Kambing/Domba", "Kambing/Domba"), ("kulit Kambing/Domba", "Kulit kambing/domba"),
])
def test_names_in_a_sentence_keep_their_capitals_where_they_mean_something(written, said):
    assert words.sentence_case(written) == said


anything = st.one_of(st.none(), st.text(max_size=30), st.decimals(allow_nan=True, allow_infinity=True), st.floats(),
                     st.integers(), st.dates(), st.booleans(), st.sampled_from(["-", " - ", "2024", "Jumlah", "2021/2022"]))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.sampled_from(["text", "numeric", "date"])), min_size=1,
                max_size=5), st.data())
def test_no_table_stops_the_making(columns, data):
    names = [Column(name, kind) for name, kind in columns]
    rows = data.draw(st.lists(st.tuples(*(anything for _ in names)), max_size=12))
    made = make(names, lambda: rows, About("Judul", data.draw(st.text(max_size=20)), ""))
    assert made["preview"]["total"] == len(rows)
    assert made["chart"]["kind"] in (None, "line", "bars")
    numbers = [float(value) for _key, value in made["chart"].get("points", []) if value is not None]
    assert all(map(math.isfinite, numbers))
