"""The metadata sheet of older portals becomes answers about a dataset, and what it says beside that is named."""

import io

import pytest
import xlsxwriter

from ckanext.satudata.metadata.workbook import problems, sdi_sheet
from ckanext.satudata.tests.metadata import strategies

from .examples import saved

SCHEMA = strategies.schema("dataset")

# Kab. Bandung, penduduk3204.xlsx (satudata.bandungkab.go.id, 2024), sheet "Metadata": all cells and merged ranges
CELLS = {
    "A1": "Data Konsolidasi Bersih dari Kemandagri", "A2": "DISDUKCAPIL/074",
    "A4": "Kode", "B4": ":  DISDUKCAPIL/074", "H4": "Frekuensi Data", "I4": ":  Tahunan",
    "A5": "Produsen Data", "B5": ":  Dinas Administrasi Kependudukan dan Pencatatan Sipil (DISDUKCAPIL)",
    "H5": "Tgl. Input Data", "I5": ":  14 Oktober 2022",
    "A6": "Sifat Data", "B6": ":  Data Prioritas", "H6": "Tgl. Data Diperbaharui", "I6": ":  03 Juli 2024, Pukul 10:24 WIB",
    "A8": "Kegiatan Statistik Penghasil Data", "H8": "Konsep", "A9": "Kompilasi Produk Administrasi", "H9": "Data Penduduk",
    "A11": "Klasifikasi", "H11": "Definisi", "A12": "-",
    "H12": "Informasi atau statistik yang telah melalui proses pengumpulan, pemrosesan, dan eliminasi kesalahan atau "
           "duplikasi data",
    "A14": "Ukuran", "H14": "Satuan", "A15": "Jumlah", "H15": "Data", "A17": "Keterangan",
}
MERGED = ("A1:M1", "A2:C2", "B4:F4", "I4:M4", "B5:F5", "I5:M5", "B6:F6", "I6:M6", "A8:F8", "H8:M8", "A9:F9", "H9:M9",
          "A11:F11", "H11:M11", "A12:F12", "H12:M12", "A14:F14", "H14:M14", "A15:F15", "H15:M15", "A17:F17", "A18:F18")


def sheet(changes=()):
    """The workbook of Kab. Bandung, with some cells changed."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("Metadata")
        cells = CELLS | dict(changes)
        for area in MERGED:
            page.merge_range(area, cells.get(area.partition(":")[0], ""))
        for place, text in cells.items():
            if not any(area.startswith(f"{place}:") for area in MERGED):
                page.write_string(place, text)
        book.add_worksheet("Series Column").write_row(0, 0, ["Tahun", 2018, 2019])
        book.add_worksheet("Series Row").write_row(0, 0, ["No", "Kode Wilayah", "Wilayah", "Tahun"])
    return stream


def read(changes=()):
    return sdi_sheet.read(sheet(changes), "xlsx", SCHEMA)


def test_the_sheet_of_kabupaten_bandung():
    found = read()
    assert found.answers == {
        "title": "Data Konsolidasi Bersih dari Kemandagri", "accrualPeriodicity": "TAHUNAN", "konsep": "Data Penduduk",
        "definisi": CELLS["H12"], "ukuran": "Jumlah", "satuan": "Data"}
    assert {said.label: said.reason for said in found.left} == {
        "Kode": sdi_sheet.NO_FIELD, "Produsen Data": sdi_sheet.CHOSEN, "Tgl. Input Data": sdi_sheet.PORTAL,
        "Sifat Data": sdi_sheet.NO_FIELD, "Tgl. Data Diperbaharui": sdi_sheet.PORTAL,
        "Kegiatan Statistik Penghasil Data": sdi_sheet.CHOSEN, "Klasifikasi": sdi_sheet.NOTHING_SAID,
        "Keterangan": sdi_sheet.NOTHING_SAID}


def test_every_value_has_its_cell():
    found = read()
    places = {said.label: said.place for said in found.said}
    assert (places["Kode"], places["Konsep"], places["Judul"]) == ("Metadata!B4", "Metadata!H9", "Metadata!A1")


@pytest.mark.parametrize(("changes", "label", "reason"), [
    ({"I4": ":  Kadang-kadang"}, "Frekuensi Data", problems.UNKNOWN_CODE),
    ({"A18": "Disalin dari Kemendagri"}, None, None),                       # now the value of Keterangan
    ({"A20": "Catatan kaki"}, "", sdi_sheet.NO_LABEL),
    ({"A20": "Warna", "B20": ": biru"}, "Warna", sdi_sheet.NO_FIELD),
    ({"A20": "Konsep: Rumah tangga"}, "Konsep", sdi_sheet.TWICE),
])
def test_what_is_not_understood_is_named(changes, label, reason):
    added = {(said.label, said.reason) for said in read(changes).left} - {(said.label, said.reason) for said in read().left}
    assert added == ({(label, reason)} if reason else set())


def test_a_label_without_a_value_does_not_take_the_next_label():
    found = read({"H9": "", "H10": ""})
    assert "konsep" not in found.answers
    assert found.answers["definisi"] == CELLS["H12"]


def test_other_workbooks_have_no_such_sheet():
    assert sdi_sheet.read(io.BytesIO(saved({"Metadata": [["Konsep", "Penduduk"]]})), "xlsx", SCHEMA) is None
    assert sdi_sheet.read(io.BytesIO(saved({"Data": [["Konsep"]]})), "xlsx", SCHEMA) is None
    assert sdi_sheet.read(io.BytesIO(b"a,b\n1,2\n"), "csv", SCHEMA) is None
