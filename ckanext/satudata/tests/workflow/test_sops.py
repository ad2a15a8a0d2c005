"""The shipped procedures against the words of the SOPs: every printed row, one for one, and the ways between them.

`printed/*.tsv` are the rows as they stand in the two documents (public regulations of Kabupaten Way Kanan, 2023, and
Kota Bandar Lampung, 2023), broken lines joined, nothing else changed.
"""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from ckanext.satudata.workflow import export, governments
from ckanext.satudata.workflow.government import text_of
from ckanext.satudata.workflow.loading import shipped
from ckanext.satudata.workflow.procedures import END, Item, Procedure

PRINTED = Path(__file__).parent / "printed"
SOPS = [
    ("way_kanan", "penyelenggaraan_sistem_informasi", "way_kanan_212_j.tsv", 11),
    ("bandar_lampung", "pemeriksaan_verifikasi_data", "bandar_lampung_331_l.tsv", 6),
]


@cache
def loaded(slug: str, key: str) -> Procedure:
    return governments.load_all()[slug].procedures[key]


def printed(name: str) -> list[dict[str, str]]:
    with (PRINTED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def written(items: tuple[Item, ...]) -> str:
    return "; ".join(item.written for item in items)


@pytest.mark.parametrize(("slug", "key", "name", "count"), SOPS)
def test_every_printed_row__one_for_one(slug: str, key: str, name: str, count: int):
    rows = printed(name)
    assert len(rows) == count
    assert [
        {"no": str(step.number), "aktivitas": step.written, "kelengkapan": written(step.inputs),
         "waktu": step.time.as_written if step.time else "", "output": written(step.outputs), "ket": step.note}
        for step in loaded(slug, key).steps.values() if step.printed
    ] == rows


@pytest.mark.parametrize(("slug", "key", "name", "count"), SOPS)
def test_json__printed_rows_in_steps(slug: str, key: str, name: str, count: int):
    found = next(p for p in export.document(governments.load_all()) if (p["government"], p["key"]) == (slug, key))
    assert [step["no"] for step in found["steps"]] == list(range(1, count + 1))
    assert [step["text_as_written"] for step in found["steps"]] == [row["aktivitas"] for row in printed(name)]
    assert found["added_steps"] == []


WAY_KANAN = loaded("way_kanan", "penyelenggaraan_sistem_informasi")
BANDAR_LAMPUNG = loaded("bandar_lampung", "pemeriksaan_verifikasi_data")

TIMES = [
    # SOP, step, value, unit, clock
    (WAY_KANAN, "bina", None, None, "work"),
    (WAY_KANAN, "tentukan_daftar_data", 3, "days", "term"),
    (WAY_KANAN, "kumpulkan", None, None, "window"),
    (WAY_KANAN, "unggah", 1, "hours", "work"),
    (WAY_KANAN, "periksa", 1, "hours", "work"),
    (WAY_KANAN, "validasi", 5, "days", "term"),
    (WAY_KANAN, "terbit", 3, "minutes", "work"),
    (WAY_KANAN, "evaluasi", 2, "days", "term"),
    (BANDAR_LAMPUNG, "isi", 30, "minutes", "work"),
    (BANDAR_LAMPUNG, "verifikasi_instansi", 15, "minutes", "work"),
    (BANDAR_LAMPUNG, "periksa_walidata", None, None, "window"),
]


@pytest.mark.parametrize(("procedure", "step_id", "value", "unit", "clock"), TIMES)
def test_times(procedure: Procedure, step_id: str, value: int | None, unit: str | None, clock: str):
    time = procedure.steps[step_id].time
    assert time is not None
    assert (time.value, time.unit, time.clock) == (value, unit, clock)


def way(procedure: Procedure, segment: str | None, answers: dict[str, str]) -> list[str]:
    """Steps and roles of a case that gets these answers; where none is given, what leads on."""
    step = procedure.segment_steps(segment)[0]
    found = [f"{step.id}:{step.actors[0].role}"]
    while True:
        key = answers.pop(step.id, None)
        decision = step.decisions[key] if key else step.onward
        assert decision is not None
        if decision.to == END:
            return found
        step = procedure.steps[decision.to]
        found.append(f"{step.id}:{step.actors[0].role}")


WAYS = [
    (WAY_KANAN, "publikasi", {}, ["unggah:operator_opd", "periksa:walidata", "validasi:kepala_opd", "terbit:walidata"]),
    (WAY_KANAN, "publikasi", {"periksa": "tidak_sesuai", "validasi": "kembalikan"}, [
        "unggah:operator_opd", "periksa:walidata", "unggah:operator_opd", "periksa:walidata", "validasi:kepala_opd",
        "unggah:operator_opd", "periksa:walidata", "validasi:kepala_opd", "terbit:walidata"]),
    (WAY_KANAN, "daftar_data", {}, ["tentukan_daftar_data:forum"]),
    (WAY_KANAN, "pengumpulan", {}, ["periksa_ketersediaan:operator_opd", "kumpulkan:operator_opd"]),
    (WAY_KANAN, "laporan", {}, ["evaluasi:sekretariat_forum", "sampaikan:koordinator_forum"]),
    (BANDAR_LAMPUNG, None, {}, [
        "isi:operator_opd", "verifikasi_instansi:verifikator_instansi", "periksa_walidata:walidata", "terbit:walidata"]),
    (BANDAR_LAMPUNG, None, {"periksa_walidata": "perbaiki"}, [
        "isi:operator_opd", "verifikasi_instansi:verifikator_instansi", "periksa_walidata:walidata", "isi:operator_opd",
        "verifikasi_instansi:verifikator_instansi", "periksa_walidata:walidata", "terbit:walidata"]),
    (loaded("default", "publikasi"), None, {}, ["susun:operator_opd", "periksa:walidata", "terbit:walidata"]),
]


@pytest.mark.parametrize(("procedure", "segment", "answers", "expected"), WAYS)
def test_ways(procedure: Procedure, segment: str | None, answers: dict[str, str], expected: list[str]):
    assert way(procedure, segment, dict(answers)) == expected


def test_way_kanan__nothing_is_published_without_the_letter_of_validation():
    terbit, validasi = WAY_KANAN.steps["terbit"], WAY_KANAN.steps["validasi"]
    assert [item.document for item in terbit.inputs] == ["surat_validasi"]
    assert [item.document for item in validasi.outputs] == ["surat_validasi"]
    kind = governments.load_all()["way_kanan"].document_kind("surat_validasi", WAY_KANAN)
    assert kind is not None and kind.upload and kind.series == "external"
    assert terbit.does == ("publication.publish",)
    assert WAY_KANAN.steps["unggah"].does == ("publication.seal",)


def test_way_kanan__what_is_printed_and_what_is_ours():
    """Only row 7 prints two answers; the head of the OPD is named in the words of row 8; every column was drawn and lost."""
    ours = {f"{step.id}.{d.key}" for step in WAY_KANAN.steps.values() for d in step.decisions.values() if d.inferred}
    assert ours == {"validasi.kembalikan"}
    assert [step.id for step in WAY_KANAN.steps.values() if not all(actor.inferred for actor in step.actors)] == ["validasi"]


def test_way_kanan__lampung_tengah_stands_only_in_the_print():
    """The SOP was copied from Lampung Tengah: rows 2, 6, 9, 10, and the kelengkapan of row 7."""
    way_kanan = governments.load_all()["way_kanan"]
    steps = list(WAY_KANAN.steps.values())
    shown = " ".join(text_of(step, way_kanan) for step in steps)
    assert "Lampung" not in shown
    assert shown.count("Kabupaten Way Kanan") == 4
    assert [step.number for step in steps if "Lampung Tengah" in step.written] == [2, 6, 9, 10]
    assert [step.number for step in steps if "Lampung Tengah" in written(step.inputs)] == [7]


def test_bandar_lampung__rows_done_in_one_sitting():
    """Row 2 is the button that ends row 1; to take the task of row 5 is row 4."""
    tasks = [step for step in BANDAR_LAMPUNG.steps.values() if not step.is_row]
    rows = {step.id: [row.number for row in BANDAR_LAMPUNG.rows_of(step)] for step in tasks}
    assert rows == {"isi": [1, 2], "verifikasi_instansi": [3], "periksa_walidata": [4, 5], "terbit": [6]}


COVER = [
    (WAY_KANAN, "legal_basis", 4, "Peraturan Bupati Way Kanan Nomor 4 Tahun 2022 tentang Penyelenggaraan Satu Data Way Kanan"),
    (WAY_KANAN, "related", 1, "SOP Pengumpulan Analisa Pengolahan dan Desiminasi Data Sektoral"),
    (WAY_KANAN, "qualifications", 2, "Tenaga Teknis Ahli/Terampil"),
    (WAY_KANAN, "equipment", 3, "Peralatan Lunak (Aplikasi)"),
    (WAY_KANAN, "warnings", 3,
     "Kegiatan Penyelenggaraan Simassadawan dalam mengunduh data dan penggunaan data wajib mencantumkan "
                               "https://data.waykanankab.go.id/"),
    (WAY_KANAN, "records", 1, "Disimpan dalam sistem informasi dan manual"),
    (BANDAR_LAMPUNG, "legal_basis", 6, "Peraturan Walikota Nomor 35 Tahun 2022 tentang SDI Tingkat Kota Bandar Lampung"),
    (BANDAR_LAMPUNG, "related", 2, "SOP Penyelenggaraan SI Satu Data Bandar Lampung"),
    (BANDAR_LAMPUNG, "qualifications", 2, "Pelaksana mampu mengoperasikan komputer minimal Microsoft Office"),
    (BANDAR_LAMPUNG, "equipment", 3, "Daftar Data"),
    (BANDAR_LAMPUNG, "warnings", 3,
     "Tidak tercapainya target Data Statistik Sektoral pada Produsen data dalam Portal Satu Data Kota "
                                    "Bandar Lampung"),
    (BANDAR_LAMPUNG, "records", 3, "Ekspose progress triwulan capaian Satu Data Bandar Lampung"),
]


@pytest.mark.parametrize(("procedure", "part", "count", "words"), COVER)
def test_cover_sheet(procedure: Procedure, part: str, count: int, words: str):
    government = governments.load_all()[procedure.government]
    found = [governments.shown(text, government) for text in getattr(procedure, part)]
    assert len(found) == count and words in found


def test_json__the_same_every_time_and_each_procedure_once():
    document = export.document(governments.load_all())
    again = export.document(dict(reversed(governments.load_all().items())))
    assert json.dumps(document) == json.dumps(again)
    files = sorted((file.parents[1].name, file.stem) for file in Path(str(shipped())).glob("*/procedures/*.yaml"))
    assert [(p["government"], p["key"]) for p in document] == files


def test_json__the_shape_that_was_promised():
    found = next(p for p in export.document(governments.load_all()) if (p["government"], p["key"]) == SOPS[0][:2])
    assert list(found) == [
        "government", "key", "version", "kind", "title", "source", "related", "warnings", "segments", "steps", "added_steps"]
    assert set(found["steps"][0]) == {
        "no", "id", "text", "text_as_written", "actors", "type", "time", "inputs", "outputs", "note", "decisions"}
    assert found["steps"][8]["inputs"] == [{"document": "surat_validasi", "text": "Surat Validasi Kepala OPD"}]
    assert found["steps"][6]["decisions"]["tidak_sesuai"] == {
        "verb": "return", "to": "unggah", "reason": "required", "does": [], "outcome": None, "back": "resume",
            "inferred": False}
    assert found["steps"][5]["time"] == {"value": 1, "unit": "hours", "kind": "max", "clock": "work", "as_written": "1 jam"}
    assert found["segments"]["laporan"]["starts"] == {"by": "schedule", "every": "year", "per": None, "after": None}
    assert found["title"]["en"] == "Running the Satu Data information system of Way Kanan Regency"


def test_json__steps_of_ours_stand_apart():
    way_kanan = governments.load_all()["way_kanan"]
    body = WAY_KANAN.body
    body["steps"].insert(6, {"id": "catat", "text": "Mencatat", "type": "task", "printed": False})
    found = export.procedure_json(Procedure.from_body(body), way_kanan)
    assert len(found["steps"]) == 11
    assert [(step["after"], step["id"], step["no"]) for step in found["added_steps"]] == [("unggah", "catat", None)]
