"""From bytes to rows: encodings, separators, workbooks, and plain refusals."""

import io
import tempfile
import tracemalloc
import zipfile

import pytest

from ckanext.satudata.metadata.tables import detect, refusals
from ckanext.satudata.metadata.tables.names import column_names
from ckanext.satudata.metadata.tables.profile import MOST_COLUMNS, profile, records
from ckanext.satudata.metadata.tables.sources import open_source

# Kab. Banjarnegara, Dindikpora, t-jumlah-sekolah-sd.csv: first lines as published (T5)
SEKOLAH = b"""Kecamatan,Sekolah Negeri,Sekolah Swasta,Guru Negeri,Murid Negeri,Tahun Ajaran
Susukan, 49 , - , 352 ," 5,469 ",2018/2019
Purwareja Klampok, 31 , 3 , 211 ," 3,012 ",2018/2019
"""
# Kab. Bandung, penduduk3204.csv: three columns that a spreadsheet left behind, dots for thousands (T10)
PENDUDUK = b"""\xef\xbb\xbf"No";"Kode Wilayah";"Wilayah";"Tahun";"DATA PENDUDUK ";"";"";""\r
"1";"32. 04. 05";"CILEUNYI";"2018";"167.228";"";"";""\r
"3";"32. 04. 07";"CILENGKRANG";"2018";"50.36";"";"";""\r
"""
# BPS, pengangguran-pendidikan: a title, a blank line, two header rows (T15)
PENGANGGURAN = b"""Pengangguran Terbuka Menurut Pendidikan,,,,
,,,,
No.,Pendidikan,2005,,2006
,,Februari,November,Februari
1,Tidak/belum pernah sekolah,264458,234465,170666
"""


def read(content: bytes, label="CSV"):
    source = open_source(io.BytesIO(content), label)
    found = profile(source)
    return found, list(records(source, found))


def refusal(content: bytes, label="CSV") -> refusals.Refused:
    with pytest.raises(refusals.Refused) as caught:
        read(content, label)
    return caught.value


def types(found):
    return [column.type for column in found.columns]


def test_a_real_table():
    found, rows = read(SEKOLAH)
    assert types(found) == ["text", "numeric", "numeric", "numeric", "numeric", "text"]
    assert found.rows == 2
    assert rows[0] == ["Susukan", "49", None, "352", "5469", "2018/2019"]


def test_left_behind_columns_vanish_and_lost_zeros_stay_text():
    found, rows = read(PENDUDUK)
    assert [column.name for column in found.columns] == ["No", "Kode Wilayah", "Wilayah", "Tahun", "DATA PENDUDUK"]
    assert rows[1] == ["3", "32. 04. 07", "CILENGKRANG", "2018", "50.36"]
    assert types(found) == ["numeric", "text", "text", "numeric", "text"]


def test_text_stays_as_it_was_written():
    _found, rows = read(b"Nama;Nilai\n  Aglonema *) ;(65)\nSoka;-\n")
    assert rows == [["  Aglonema *) ", "(65)"], ["Soka", "-"]]


def test_a_title_above_the_table():
    assert refusal(PENGANGGURAN).code == refusals.NO_HEADER


def test_decimal_commas():
    """T16, prov-jabar/jumlah_tbc-desimal-koma.csv: BOM, semicolons, CRLF."""
    found, rows = read(b"\xef\xbb\xbfKabupaten/Kota;Y;X2\r\nBogor;28527;93,93\r\nCianjur;11924;91,6\r\n")
    assert types(found) == ["text", "numeric", "numeric"]
    assert rows[0] == ["Bogor", "28527", "93.93"]


@pytest.mark.parametrize(("content", "expected"), [
    ("kecamatan;penduduk é\nA;1\nB;2\n".encode("cp1252"), "penduduk é"),
    ("kecamatan;penduduk é\nA;1\nB;2\n".encode(), "penduduk é"),
    ("kecamatan;penduduk é\nA;1\nB;2\n".encode("utf-8-sig"), "penduduk é"),
])
def test_encodings(content, expected):
    found, _rows = read(content)
    assert [column.name for column in found.columns] == ["kecamatan", expected]


@pytest.mark.parametrize(("content", "separator"), [
    (b"a,b\n1,2\n", ","), (b"a;b\n1,5;2\n3,5;4\n", ";"), (b"a\tb\n1\t2\n", "\t"),
    (b"nama;nilai\nA, B;1\nC, D;2\n", ";"),
    (b"a,b\r1,2\r3,4\r", ","),                                  # CR only, as old spreadsheets write
])
def test_separators(content, separator):
    assert open_source(io.BytesIO(content), "CSV").separator == separator
    assert len(read(content)[0].columns) == 2


def test_a_separator_in_the_last_piece_of_a_cut_sample():
    rows = b"".join(b"Kecamatan nomor %d;%d,5\n" % (number, number) for number in range(5000))
    assert len(rows) > detect.SAMPLE
    assert read(b"nama;nilai\n" + rows)[0].rows == 5000


def test_short_blank_and_padded_rows():
    found, rows = read(b"a,b\n1,2\n\n , \n3,4,,\n")
    assert (found.rows, rows) == (2, [["1", "2"], ["3", "4"]])


@pytest.mark.parametrize(("content", "label", "code"), [
    (b"", "CSV", refusals.EMPTY_FILE),
    (b" \n\n", "CSV", refusals.EMPTY_FILE),
    (b"a,b\n", "CSV", refusals.NO_ROWS),
    (b"a,b\n1,2,3\n", "CSV", refusals.RAGGED_ROWS),
    (b"a,b,c\n1,2\n", "CSV", refusals.RAGGED_ROWS),
    (b'a,b\n1,"2\n3,4\n', "CSV", refusals.BROKEN_QUOTES),
    (b'a,b\n1,"2" x\n', "CSV", refusals.BROKEN_QUOTES),
    (b"Daftar desa di kecamatan\nSusukan\n", "CSV", refusals.NOT_A_TABLE),
    (b"Jumlah penduduk\nkecamatan,jumlah\nSusukan,1\nBatur,2\n", "CSV", refusals.NO_HEADER),
    (b"2018,2019\n1,2\n", "CSV", refusals.NO_HEADER),
    (b"<!doctype html><html><body>404</body></html>", "CSV", refusals.NOT_A_TABLE),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "CSV", refusals.NOT_A_TABLE),      # as seen on the portal of Kab. Muara Enim
    (b"%PDF-1.7 a,b", "CSV", refusals.NOT_A_TABLE),
    (b"a,b\n1\x00,2\n", "CSV", refusals.NOT_A_TABLE),
    ("a,b\n1,2\n".encode("utf-16"), "CSV", refusals.BROKEN_ENCODING),
    (b"a,b\n\x81\x8d,2\n", "CSV", refusals.BROKEN_ENCODING),
    (b"%PDF-1.7", "PDF", refusals.UNSUPPORTED_FORMAT),
    (b"{}", "GeoJSON", refusals.UNSUPPORTED_FORMAT),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "XLS", refusals.UNSUPPORTED_FORMAT),
    (b"PK\x03\x04 broken", "XLSX", refusals.BROKEN_FILE),
    (",".join(f"k{n}" for n in range(MOST_COLUMNS + 1)).encode() + b"\n" + b"1," * MOST_COLUMNS + b"1\n", "CSV",
     refusals.TOO_MANY_COLUMNS),
])
def test_refused(content, label, code):
    assert refusal(content, label).code == code


def test_a_refusal_says_where():
    assert refusal(b"a,b\n1,2\n1,2,3\n").details == {"line": 3, "found": 3, "expected": 2}


def test_an_archive_is_no_workbook():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("data.csv", "a,b")
    assert refusal(archive.getvalue(), "").code == refusals.UNSUPPORTED_FORMAT


def test_a_bomb_is_refused_before_it_is_unpacked():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", "x")
        target.writestr("xl/worksheets/sheet1.xml", b"0" * (20 << 20))
    assert refusal(archive.getvalue(), "XLSX").code == refusals.TOO_LARGE


@pytest.mark.parametrize(("header", "names"), [
    ([" Kecamatan ", "Jumlah"], ["Kecamatan", "Jumlah"]),
    (["a", "", "a", "a"], ["a", "Kolom 2", "a_2", "a_3"]),
    (["Luas\n(Ha)", 'Kata "asing"', "_id"], ["Luas (Ha)", "Kata 'asing'", "id"]),
    (["Jumlah :laki", "A:B", "nol\u200blebar"], ["Jumlah : laki", "A:B", "nollebar"]),
    (["é" * 40, "é" * 40], ["é" * 31, "é" * 30 + "_2"]),        # 63 bytes, never half a letter
])
def test_column_names(header, names):
    assert column_names(header) == names
    assert all(len(name.encode()) <= 63 for name in column_names(header))


def test_codes_are_never_numbers():
    """33.10 is a regency; as a number it would be shown as 33.1."""
    found, rows = read(b"kode_kabupaten,Persen\n33.04,10.5\n33.10,11.5\n")
    assert types(found) == ["text", "numeric"]
    assert rows[1] == ["33.10", "11.5"]


def test_memory_does_not_grow_with_the_rows():
    """The file is on disk; what is kept of it is one row and a few flags a column (and short texts seen before)."""
    with tempfile.TemporaryFile() as stream:
        stream.write(b"Kecamatan,Tahun,Jumlah\n")
        stream.writelines(b'Susukan,2024,"%d,%03d"\n' % (number % 90 + 1, number % 1000) for number in range(60_000))
        tracemalloc.start()
        source = open_source(stream, "CSV")
        found = profile(source)
        assert sum(1 for _row in records(source, found)) == found.rows == 60_000
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 24 * (1 << 20)
