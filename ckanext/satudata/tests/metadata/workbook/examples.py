"""A kegiatan with what belongs to it, its workbook, and that workbook after somebody has worked on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from ckanext.satudata.metadata.workbook import reading, writing
from ckanext.satudata.metadata.workbook.found import Read
from ckanext.satudata.metadata.workbook.writing import Content
from ckanext.satudata.tests.metadata import strategies

SCHEMAS = {kind: strategies.schema(kind) for kind in ("kegiatan", "variabel", "indikator")}
WORDS = {name: f"({name})" for name in (
    "form_title", "form_how", "options", "options_sum", "codes", "day", "days", "lines", "count")} | {"on_sheet": "({sheet})"}
KEGIATAN, VARIABEL, INDIKATOR, DOMAIN = "MS-Kegiatan", "MS-Variabel", "MS-Indikator", "Klasifikasi Isian"
Sheets = dict[str, list[list[Any]]]

EXAMPLE = Content(
    {"title": "Survei Kepuasan Masyarakat", "tahun_kegiatan": "2025", "cara_pengumpulan_data": "SURVEI",
     "iv_metode_pengumpulan_data": ["wawancara", "pengamatan"], "iii_jadwal_desain_awal": "2026-01-31",
     "vi_jumlah_petugas_supervisor": "12", "viii_rencana_jadwal_rilis_produk_digital": ["2026-12-31", "2027-01-31"],
     "iii_variabel_yang_dikumpulkan": [{"nama": "Umur", "konsep": "Penduduk"}],
     "iv_sebagian_cakupan_wilayah": [{"kode_wilayah": "33.10"}]},
    [{"nama": "Jenis Kelamin", "konsep": ["Penduduk", "Gender"], "definisi": "Baris satu\nbaris dua", "tipe_data": "INTEGER",
      "value_domain": [{"kode": "01", "nilai": "Laki-laki"}, {"kode": "02", "nilai": "Perempuan"}]},
     {"nama": "Umur", "konsep": ["Penduduk"], "definisi": "=SUM(A1)", "tipe_data": "INTEGER"}],
    [{"title": "Indeks Kepuasan", "konsep": ["Kepuasan"], "level_estimasi": "kecamatan", "apakah_indikator_komposit": "ya",
      "indikator_pembangun": [{"nama": "Waktu Pelayanan"}]}],
    {"ii_pj_nama": "Sri Wahyuni"})


def workbook(content: Content | None = EXAMPLE, schemas: Mapping[str, Any] = SCHEMAS) -> bytes:
    return writing.write(schemas, WORDS, content)


def values(content: bytes) -> Sheets:
    """All cells of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def saved(sheets: Sheets, after: Callable[[Any], None] | None = None, **options: Any) -> bytes:
    """A workbook with these cells and nothing else of ours: no formats, no hidden columns, no lists."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, **options}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date | datetime):
                        page.write_datetime(number, place, value, day)
                    elif value != "":
                        page.write(number, place, value)
        if after:
            after(book)
    return stream.getvalue()


def edited(change: Callable[[Sheets], None], content: Content = EXAMPLE) -> bytes:
    """The example's workbook after somebody has changed cells in it."""
    sheets = values(workbook(content))
    change(sheets)
    return saved(sheets)


def answer_row(sheets: Sheets, name: str) -> list[Any]:
    """The row of a question or an option, by its hidden name."""
    return next(row for row in sheets[KEGIATAN] if row[4] == name)


def column(sheets: Sheets, sheet: str, label: str) -> int:
    """Place of a column, by its name in the first row."""
    return [str(cell).removesuffix(" *") for cell in sheets[sheet][0]].index(label)


def read(content: bytes, label: str = "xlsx") -> Read:
    return reading.read(io.BytesIO(content), label, SCHEMAS)


def filled(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty."""
    return {name: answer for name, answer in answers.items() if answer not in ("", [], None)}


def content_of(found: Read) -> Content:
    """What was read, for writing it again."""
    return Content(found.kegiatan.answers if found.kegiatan else {}, [record.answers for record in found.variabel or ()],
                   [record.answers for record in found.indikator or ()], found.contacts.answers if found.contacts else None)
