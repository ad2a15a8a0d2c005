"""The rules of guessing, by table: no database, the whole case in the row."""

import io
from datetime import date

import pytest

from ckanext.satudata.metadata import guessing
from ckanext.satudata.metadata.guessing import labels, spoken, times, titles, units
from ckanext.satudata.metadata.guessing.places import key

HERE, NAMES = "33.04", ("Kabupaten Banjarnegara",)


def guess(content, name="tabel.csv", portal=HERE):
    """Field → value of what the file says."""
    return {field: found.value for field, found in guesses(content, name, portal).items()}


def guesses(content, name="tabel.csv", portal=HERE):
    look = guessing.look(io.BytesIO(content.encode()), "csv")
    return {found.field: found for found in guessing.of_file(name, look, portal, NAMES)}


@pytest.mark.parametrize(("name", "title"), [
    ("jumlah-penduduk-menurut-kecamatan.csv", "Jumlah Penduduk Menurut Kecamatan"),
    ("JUMLAH PENDUDUK KABUPATEN BANJARNEGARA TAHUN 2023.xlsx", "Jumlah Penduduk"),
    ("Jumlah_Penduduk_2018-2024 (final) rev2.xlsx", "Jumlah Penduduk"),
    ("Tabel 3.1.2 Luas Panen Padi Sawah.xlsx", "Luas Panen Padi Sawah"),
    ("2. Data Guru SD Tahun Ajaran 2023-2024.xlsx", "Data Guru SD"),
    ("jumlah-rata-rata-buah-buahan.csv", "Jumlah Rata-Rata Buah-Buahan"),
    ("JumlahPendudukMenurutUmur.csv", "Jumlah Penduduk Menurut Umur"),
    ("Copy of Produksi Padi (1).xlsx", "Produksi Padi"),
    ("produksi padi 20240312.csv", "Produksi Padi"),
    ("sarana_air_bersih_se-kabupaten_banjarnegara.csv", "Sarana Air Bersih"),
    ("C:\\data\\jumlah kasus dbd triwulan III 2024.csv", "Jumlah Kasus DBD"),
    ("Realisasi PAD s.d. Maret 2024.xlsx", "Realisasi PAD"), ("Jumlah UMKM sampai dengan 2023.xlsx", "Jumlah UMKM"),
    ("Realisasi DAK Fisik TA. 2024.xlsx", "Realisasi DAK Fisik"), ("Jumlah Guru SD 2024.xlsx", "Jumlah Guru SD"),
    # nothing in it: the record is called as the file, but nobody calls that a guess
    ("Book1.xlsx", None), ("data final.csv", None), ("2024.csv", None), ("IMG_20240312_1234.xlsx", None), ("", None),
    ("....", None), ("🙂.csv", None),
])
def test_title__of_a_file_name(name, title):
    assert titles.of_file_name(name, NAMES) == title


def test_title__above_the_table_goes_before_the_file_name():
    found = guesses("TABEL 4.2 JUMLAH TERNAK BESAR;;\nDI KABUPATEN BANJARNEGARA TAHUN 2023;;\nKecamatan;Sapi;Kuda\n"
                    "Susukan;1;2\nMandiraja;3;4\n", "Book1.csv")
    assert (found["title"].value, found["title"].origin) == ("Jumlah Ternak Besar", guessing.HEADING)
    assert (found["periode_awal"].value, found["periode_awal"].origin) == ("2023", guessing.HEADING)
    assert found["level_penyajian"].value == "kecamatan"


@pytest.mark.parametrize(("values", "first", "last", "frequency"), [
    ("2022 2023 2024", "2022", "2024", "TAHUNAN"),
    ("2024 2022 2023*", "2022", "2024", "TAHUNAN"),           # BPS marks provisional years so
    ("2020 2022 2024", "2020", "2024", "DUA_TAHUNAN"),
    ("2010 2020", "2010", "2020", "LEBIH_DARI_DUA_TAHUNAN"),
    ("2018 2019 2021", "2018", "2021", None),                 # a gap: yearly, or now and then?
    ("2024", "2024", "2024", None),                           # one year says nothing of the next
    ("2022/2023 2023/2024", "2022/2023", "2023/2024", "TAHUNAN"),
    ("2022-2023 2023-2024", "2022/2023", "2023/2024", "TAHUNAN"),
    ("2021/22 2022/23", "2021/2022", "2022/2023", "TAHUNAN"),
    ("2024-01-01 2024-01-02 2024-01-03 2024-01-04 2024-01-05", "2024-01-01", "2024-01-05", "HARIAN"),
])
def test_period__of_a_column(values, first, last, frequency):
    span = times.of_values(values.split())
    assert (span.first, span.last, span.frequency) == (first, last, frequency)


@pytest.mark.parametrize("values", [["2023", "tahun lalu", "baru"], ["2023", "2022/2023"], ["12", "2023"], ["2023", "3024"],
                                    ["2020/2022"], []])
def test_period__of_a_column_that_is_none(values):
    assert times.of_values(values) is None


@pytest.mark.parametrize(("rows", "first", "last", "frequency"), [
    ("Bulan,Jumlah,Tahun\nJanuari,1,2023\nFebruari,2,2023\nMaret,3,2023", "2023-01", "2023-03", "BULANAN"),
    ("tahun,bulan,n\n2023,12,5\n2024,1,6", "2023-12", "2024-01", "BULANAN"),
    ("Tahun,Bulan,n\n2023,Maret,5\n2023,September,6\n2024,Maret,6", "2023-03", "2024-03", "SEMESTERAN"),
    ("Triwulan,Tahun,n\nI,2024,1\nII,2024,2", "2024-01", "2024-06", "TRIWULANAN"),
    ("Triwulan,Tahun,n\nTriwulan IV,2023,1\nTriwulan I,2024,2", "2023-10", "2024-03", "TRIWULANAN"),
    ("Semester;Tahun;n\n1;2023;2\n2;2023;4", "2023-01", "2023-12", "SEMESTERAN"),
    ("Kecamatan,2022,2023,2024\nSusukan,1,2,3\nBawang,4,5,6", "2022", "2024", "TAHUNAN"),
    ("Kecamatan,Jumlah 2023,Jumlah 2024\nSusukan,1,2\nBawang,4,5", "2023", "2024", "TAHUNAN"),
])
def test_period__of_a_table(rows, first, last, frequency):
    found = guess(rows)
    assert (found["periode_awal"], found["periode_akhir"], found.get("accrualPeriodicity")) == (first, last, frequency)


@pytest.mark.parametrize("rows", [
    "Nama,Tahun Berdiri\nPasar A,1998\nPasar B,2001",                 # an attribute of the row, not the time of the figures
    "Kecamatan,PDRB Harga Konstan 2010\nSusukan,12\nBawang,14",       # a base year
    "Kecamatan,Target 2025,Realisasi 2024\nSusukan,12,3\nBawang,14,5",
    "Bulan,n\nJanuari,1\nFebruari,2",                                 # which year?
    "Tahun,Tahun,n\n2020,2021,3\n2022,2023,3",
])
def test_period__is_not_guessed(rows):
    assert "periode_awal" not in guess(rows)


@pytest.mark.parametrize(("text", "first", "last"), [
    ("jumlah penduduk 2023", "2023", "2023"),
    ("Jumlah penduduk tahun 2018 s.d. 2024", "2018", "2024"),
    ("stunting 2018-2024", "2018", "2024"),
    ("siswa tahun ajaran 2023/2024", "2023/2024", "2023/2024"),
    ("guru TP 2023/2024", "2023/2024", "2023/2024"),
    ("harga beras Maret 2024", "2024-03", "2024-03"),
    ("harga beras Januari - Maret 2024", "2024-01", "2024-03"),
    ("kasus dbd triwulan iii tahun 2024", "2024-07", "2024-09"),
    ("realisasi semester 1 2024", "2024-01", "2024-06"), ("realisasi Q1 2024", "2024-01", "2024-03"),
    ("penduduk Januari s.d. Maret 2024", "2024-01", "2024-03"),
    ("jumlah SD 2024", "2024", "2024"), ("mahasiswa per semester 2024", "2024", "2024"),
    ("rekap 20240312 jumlah 2023", "2023", "2023"),                   # a day on which the file was saved
])
def test_period__in_words(text, first, last):
    found = spoken.period_in(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", [
    "jumlah penduduk", "jumlah siswa sekolah 2023-2024",              # a school year, or two years
    "data 2019, 2021 dan 2023", "sesuai perda nomor 5 tahun 2010", "ekspor 2024-03-12", "nomor 120234 5", "2024/2022",
    # only the end, or only the beginning
    "realisasi s.d. Maret 2024", "realisasi s/d bulan maret 2024", "umkm sampai dengan tahun 2023", "umkm hingga 2023",
    "aset sejak 2020", "realisasi sampai dengan triwulan III 2024",
    # less than the year
    "panen triwulan I-III 2024", "murid semester 1 dan 2 2024", "harga caturwulan II 2024", "harga 2024 januari",
])
def test_period__words_that_name_none(text):
    assert spoken.period_in(text) is None


@pytest.mark.parametrize(("rows", "code", "level"), [
    ("Kecamatan,n\nSusukan,1\nMandiraja,2\nBawang,3", "33.04", "kecamatan"),
    ("Kecamatan,n\n1. Kec. Susukan,1\n2. M a n d i r a j a,2\n3. B a w a n g,3\nJumlah,6", "33.04", "kecamatan"),
    ("Wilayah,n\nSusukan,1\nMandiraja,2\nBawang,3\nSigaluh,4\nBatur,5", "33.04", "kecamatan"),
    ("Kecamatan,Desa,n\nSusukan,Derik,1\nSusukan,Kedawung,2\nBawang,Binorong,3", "33.04", "desa_kelurahan"),
    ("Jenis ternak,n\nSapi,1\nKuda,2", "33.04", "kabupaten_kota"),
    ("kode_kecamatan,n\n33.04.01,1\n33.04.02,2", "33.04", None),
    ("Kabupaten,n\nBanjarnegara,1\nWonosobo,2\nPurbalingga,3\nCilacap,4", "33", "kabupaten_kota"),
    # names that are not of here: another regency's table
    ("Kecamatan,n\nBlambangan Umpu,1\nBaradatu,2\nKasui,3\nBanjit,5\nPakuan Ratu,1", "18.08", "kecamatan"),
    ("Puskesmas,n\nSusukan 1,1\nMandiraja 2,2", "33.04", None),       # smaller than a kecamatan, or not
    ("Kecamatan,n\nAlfa,1\nBeta,2\nGama,3", None, "kecamatan"),
    ("Ibukota Kecamatan,n\nX,1\nY,2", "33.04", None),
])
def test_region__of_a_table(rows, code, level):
    found = guess(rows)
    assert (found.get("kode_wilayah"), found.get("level_penyajian")) == (code, level)


def test_region__wide_table():
    found = guesses("Jenis,Susukan,Mandiraja,Bawang,Sigaluh,Batur,Rakit,Pagentan,Pejawaran,Wanayasa,Kalibening,Wanadadi,"
                    "Punggelan\nSapi,1,2,3,4,5,6,7,8,9,1,2,3\n")
    assert (found["level_penyajian"].value, found["level_penyajian"].origin) == ("kecamatan", guessing.COLUMN_NAMES)


def test_region__of_the_portal_is_said_to_be_that():
    found = guesses("Jenis,n\nSapi,1")["kode_wilayah"]
    assert (found.value, found.origin) == (HERE, guessing.PORTAL)
    assert "kode_wilayah" not in guess("Jenis,n\nSapi,1", portal="")


def test_region__another_regency_in_the_file_name():
    assert "kode_wilayah" not in guess("Jenis,n\nSapi,1", "ternak kabupaten wonosobo.csv")


@pytest.mark.parametrize("text", ["Bawang", " bawang ", "B a w a n g", "3. Kec. BAWANG", "Kecamatan Bawang", "3) B A W A N G"])
def test_region__names_as_tables_write_them(text):
    assert key(text) == "bawang"


@pytest.mark.parametrize(("names", "unit"), [
    (["Sapi (Kg)", "Kuda (kg.)"], "kilogram"),
    (["Luas (Ha)", "Produksi(Ton)", "Rata-rata (Kw/Ha)"], "hektare, ton, kuintal per hektare"),
    (["luas_ha", "produksi ton"], "hektare, ton"),
    (["Nilai (juta rupiah)"], "juta rupiah"),
    (["Sapi (Kg)", "Kuda"], None),                    # half of them would look like all
    (["Penduduk (L)", "Penduduk (P)"], None),
    (["Produksi (KW)"], "kuintal"), (["Daya Terpasang (KW)"], "kilowatt"), (["Genset (kW)"], "kilowatt"),
    (["Jumlah Kw"], None), ([], None),
    (["Murid (M)"], None), (["Panjang (M)"], "meter"), (["Realisasi (Miliar Rp)"], "miliar rupiah"),
    (["Sarana Kesehatan (Puskesmas)"], None),         # what is counted, in brackets: rather a kind than a unit
])
def test_unit__of_column_names(names, unit):
    assert units.of_labels(names) == unit


def test_unit__of_a_column():
    found = guesses("Uraian,Nilai,Satuan\nJalan,12,km\nJembatan,3,unit")["satuan"]
    assert (found.value, found.details) == ("kilometer, unit", {"column": "Satuan"})


@pytest.mark.parametrize(("name", "rows", "measure"), [
    ("jumlah-penduduk.csv", "Kecamatan,L,P\nSusukan,1,2", "Jumlah"),
    ("luas panen, produksi, dan rata-rata produksi padi.csv", "Kecamatan,a,b\nSusukan,1,2", "Luas; Produksi; Rata-rata"),
    ("jumlah-produksi-susu.csv", "Kecamatan,Sapi\nSusukan,1", "Produksi"),
    ("lumbung.csv", "Kecamatan,Jumlah,Kapasitas\nSusukan,1,2", "Jumlah; Kapasitas"),
    ("produksi-ikan.csv", "Kecamatan,Luas\nSusukan,1", None),         # the name says one thing and the column another
    ("anggota-perpustakaan.csv", "Bulan,Umum\nMei,1", None),
])
def test_measure(name, rows, measure):
    assert guess(rows, name).get("ukuran") == measure


@pytest.mark.parametrize(("name", "rows", "groups"), [
    ("ternak menurut kecamatan dan jenis ternak.csv", "Kecamatan,Sapi,Kuda,Tahun\nSusukan,1,2,2023\nBawang,1,2,2023",
     "kecamatan, jenis ternak, tahun"),
    ("penduduk.csv", "Kecamatan,Jenis kelamin,Jumlah,Tahun\nSusukan,L,2,2023\nBawang,P,2,2023",
     "kecamatan, jenis kelamin, tahun"),
    ("ternak.csv", "Kecamatan,Sapi,Kuda\nSusukan,1,2\nBawang,1,2", None),             # what are Sapi and Kuda to each other?
    ("ikan menurut kabupaten.csv", "Kecamatan,Jumlah\nSusukan,1\nBawang,1", None),    # the name contradicts the columns
    ("penghasilan per kapita.csv", "Kecamatan,Rupiah\nSusukan,1\nBawang,1", None),
])
def test_dimensions(name, rows, groups):
    assert guess(rows, name).get("dimensi") == groups


@pytest.mark.parametrize(("label", "kind"), [
    ("Tahun", labels.YEAR), ("tahun ", labels.YEAR), ("Tahun Ajaran", labels.SCHOOL_YEAR), ("Bulan", labels.MONTH),
    ("Tahun Berdiri", None), ("Jumlah Tahun 2019", None), ("Tanggal Lahir", None), ("", None), ("Lama (bulan)", None),
])
def test_label__of_time(label, kind):
    assert labels.time_of(label) == kind


@pytest.mark.parametrize(("label", "kind"), [
    ("Kecamatan Subdistrick", "kecamatan"), ("Nama Desa/Kelurahan", "desa_kelurahan"), ("KAB/KOTA", "kabupaten_kota"),
    ("Jumlah Desa", None), ("Ibukota Kecamatan", None), ("Camat", None),
])
def test_label__of_places(label, kind):
    assert labels.place_of(label) == kind


def test_day_of_a_date_that_does_not_exist():
    assert times.of_values(["31/02/2024", "x"]) is None
    assert times.of_values(["29/02/2024"]).first == date(2024, 2, 29).isoformat()
