"""The fourteen SOPs of Kota Bandar Lampung: their ways, their times, their cover sheets, and what is not theirs.

The printed rows are held against a second reading in `test_printed.py`; here stands what is more than the print: who is
read to act, where a case goes, what was added.
"""

from decimal import Decimal

import pytest

from ckanext.satudata.tests.workflow.test_sops import loaded, way
from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.procedures import Procedure

SLUG = "bandar_lampung"
OWN = {procedure.key: procedure for procedure in governments.load_all()[SLUG].own_procedures}

COVER = [
    # SOP, legal basis, related, qualifications, equipment, warnings, records
    ("penyusunan_metadata", 6, 1, 5, 1, 1, 1),
    ("identifikasi_kebutuhan_data", 7, 4, 5, 1, 1, 1),
    ("pengumpulan_data", 6, 2, 5, 1, 1, 2),
    ("pengolahan_data", 6, 2, 5, 1, 1, 1),
    ("analisis_data", 6, 2, 5, 1, 1, 1),
    ("penyebarluasan_data", 6, 3, 5, 1, 1, 1),
    ("penjaminan_kualitas", 6, 3, 5, 1, 1, 1),
    ("pengelolaan_pengamanan_data", 7, 1, 6, 1, 1, 1),
    ("penyelenggaraan_sistem_informasi", 6, 1, 2, 5, 3, 3),
    ("penarikan_revisi_data", 6, 3, 2, 3, 3, 3),
    ("pengambilan_data_online", 6, 1, 1, 4, 2, 3),
    ("pemeriksaan_verifikasi_data", 6, 2, 2, 3, 3, 3),
    ("pengajuan_rekomendasi", 6, 1, 5, 1, 1, 1),
    ("pemanfaatan_big_data", 5, 3, 5, 1, 1, 1),
]


@pytest.mark.parametrize(("key", "laws", "related", "qualifications", "equipment", "warnings", "records"), COVER)
def test_cover_sheet(
    key: str, laws: int, related: int, qualifications: int, equipment: int, warnings: int, records: int,
):
    sop = OWN[key]
    assert len(sop.legal_basis) == laws and len(sop.related) == related and len(sop.qualifications) == qualifications
    assert len(sop.equipment) == equipment and len(sop.warnings) == warnings and len(sop.records) == records
    assert (sop.source["created"], sop.source["revised"]) == ("2023-12-28", "2023-12-28")
    assert "effective" not in sop.source, "blank in all fourteen"


def test_cover_sheets__all_fourteen_are_read():
    assert {key for key, *_ in COVER} == set(OWN)


def test_a_cover_sheet_alone_is_shown_and_opens_no_case():
    alone = {key for key, sop in OWN.items() if not sop.steps}
    assert alone == {"pengolahan_data", "analisis_data", "pengajuan_rekomendasi"}
    bindings = governments.load_all()[SLUG].bindings.values()
    assert alone.isdisjoint(binding.procedure for binding in bindings)


def test_big_data__the_printed_table_and_no_step_of_ours():
    big, quality = OWN["pemanfaatan_big_data"], OWN["penjaminan_kualitas"]
    assert [step.written for step in big.steps.values()] == [step.written for step in quality.steps.values()]
    assert all(step.printed for step in big.steps.values())
    assert [remark.partition(":")[0] for remark in big.remarks if remark.startswith("Stage ")] == [
        "Stage a of the prose, Persiapan", "Stage b of the prose, Pengumpulan Data",
        "Stage c of the prose, Preprocessing (Optional)", "Stage d of the prose, Analisis",
        "Stage e of the prose, Implementasi", "Stage f of the prose, Sosialisasi Penggunaan"]


WAYS = [
    ("penyusunan_metadata", "metadata", {"periksa": "perbaiki", "verifikasi": "perbaiki"}, [
        "identifikasi:operator_opd", "isi:operator_opd", "sampaikan:operator_opd", "periksa:walidata", "isi:operator_opd",
        "sampaikan:operator_opd", "periksa:walidata", "input_data:operator_opd", "verifikasi:walidata",
        "input_data:operator_opd", "verifikasi:walidata", "sebarkan:walidata"]),
    ("penyusunan_metadata", "laporan", {}, ["laporan:walidata"]),
    ("pengumpulan_data", None, {"periksa_konsep": "kirim"}, [
        "periksa_data:staf_statistik", "analisis:staf_statistik", "konsep:staf_statistik", "periksa_konsep:kabid_statistik"]),
    ("pengumpulan_data", None, {"tanda_tangan": "tidak_setuju"}, [
        "periksa_data:staf_statistik", "analisis:staf_statistik", "konsep:staf_statistik", "periksa_konsep:kabid_statistik",
        "tanda_tangan:kepala_dinas", "periksa_konsep:kabid_statistik", "tanda_tangan:kepala_dinas"]),
    ("penyebarluasan_data", "rilis", {"setujui": "perbaiki"}, [
        "sinkronisasi:kabid_statistik", "susun:kabid_statistik", "setujui:kepala_dinas", "susun:kabid_statistik",
        "setujui:kepala_dinas", "rilis:kabid_statistik"]),
    ("penyebarluasan_data", "tindak_lanjut", {}, [
        "promosi:kabid_statistik", "dukungan:kabid_statistik", "laporan:kabid_statistik"]),
    ("pengelolaan_pengamanan_data", None, {"periksa_pengawas": "belum_selesai", "periksa_administrator": "belum_selesai"}, [
        "sampaikan:kabid_statistik", "surat:kasi_statistik", "terima:pengelola_ti", "simpan:pengelola_ti",
        "lapor:pengelola_ti", "periksa_pengawas:kasi_statistik", "lapor:pengelola_ti", "periksa_pengawas:kasi_statistik",
        "periksa_administrator:kabid_statistik", "periksa_pengawas:kasi_statistik", "periksa_administrator:kabid_statistik",
        "laporan_akhir:kasi_statistik", "serahkan:pengelola_ti"]),
    ("penyelenggaraan_sistem_informasi", "publikasi", {"periksa": "tidak_sesuai"}, [
        "unggah:operator_opd", "periksa:walidata", "unggah:operator_opd", "periksa:walidata", "validasi:kepala_opd",
        "terbit:walidata"]),
    ("penarikan_revisi_data", None, {}, [
        "ajukan:operator_opd", "catat:walidata", "tarik:walidata", "informasikan:walidata", "revisi:operator_opd"]),
    ("penjaminan_kualitas", None, {}, [
        f"{step}:kabid_statistik"
        for step in ("kesesuaian", "masalah", "kelengkapan", "ketepatan_waktu", "hasil", "laporan")]),
]


@pytest.mark.parametrize(("key", "segment", "answers", "expected"), WAYS)
def test_ways(key: str, segment: str | None, answers: dict[str, str], expected: list[str]):
    assert way(loaded(SLUG, key), segment, dict(answers)) == expected


def test_a_request__only_what_is_not_there_is_a_case():
    """Rows 1 to 3 and 6 are done on the public pages: no officer has a task of three seconds."""
    sop = OWN["pengambilan_data_online"]
    assert [step.id for step in sop.steps.values() if not step.is_row] == ["siapkan", "unggah"]
    assert {d.outcome for step in sop.steps.values() for d in step.decisions.values() if d.to == "end"} == {
        "not_available", "delivered"}
    assert sop.limit is not None and (sop.limit.value, sop.limit.unit, sop.limit.clock) == (10, "days", "term")
    assert sop.starts is not None and sop.starts.by == "public"


def test_a_withdrawal_opens_the_printed_check_for_each_record():
    revisi = OWN["penarikan_revisi_data"].steps["revisi"]
    assert revisi.cases is not None
    assert (revisi.cases.each, revisi.cases.procedure, revisi.cases.wait) == ("topic", "pemeriksaan_verifikasi_data", "all")


def test_dissemination__what_is_ours_is_the_approval_before_the_release():
    sop = OWN["penyebarluasan_data"]
    assert [step.id for step in sop.steps.values() if not step.printed] == ["setujui"]
    assert [(step.id, step.does) for step in sop.steps.values() if step.does] == [
        ("susun", ("publication.seal",)), ("rilis", ("publication.publish",))]


def test_the_combined_column_lets_either_act():
    for key in ("identifikasi_kebutuhan_data", "penyebarluasan_data", "penjaminan_kualitas"):
        for step in (step for step in OWN[key].steps.values() if step.printed):
            assert {actor.role for actor in step.actors} == {"kabid_statistik", "staf_statistik"} and not step.together


def inferred(sop: Procedure) -> set[str]:
    return {f"{step.id}.{d.key}" for step in sop.steps.values() for d in step.decisions.values() if d.inferred}


OURS = [
    ("penyusunan_metadata", {"periksa.lengkap", "periksa.perbaiki", "verifikasi.sesuai", "verifikasi.perbaiki"}),
    ("pengumpulan_data", {"periksa_konsep.perbaiki"}),
    ("penyebarluasan_data", {"setujui.setuju", "setujui.perbaiki"}),
    ("pengelolaan_pengamanan_data", set()),
    ("penyelenggaraan_sistem_informasi", {"validasi.kembalikan"}),
    ("pengambilan_data_online", {"siapkan.siap", "siapkan.tidak_tersedia", "unggah.terkirim"}),
]


@pytest.mark.parametrize(("key", "answers"), OURS)
def test_answers_that_are_not_printed_are_marked(key: str, answers: set[str]):
    assert inferred(OWN[key]) == answers


def test_protection_of_data__the_prose_names_who_acts_but_for_one():
    sop = OWN["pengelolaan_pengamanan_data"]
    assert [step.number for step in sop.steps.values() for actor in step.actors if actor.inferred] == [7]


TIMES = [
    ("identifikasi_kebutuhan_data", "kumpulkan", 1, "months", "max", "term"),
    ("penyusunan_metadata", "laporan", 2, "weeks", "max", "term"),
    ("penarikan_revisi_data", "catat", 15, "minutes", "range", "work"),
    ("pengambilan_data_online", "buka", 3, "seconds", "max", "work"),
    ("pengambilan_data_online", "siapkan", 10, "days", "max", "term"),
    ("pengelolaan_pengamanan_data", "sampaikan", 1, "hours", "max", "work"),
    ("penyelenggaraan_sistem_informasi", "kumpulkan", None, None, "max", "window"),
]


@pytest.mark.parametrize(("key", "step_id", "value", "unit", "kind", "clock"), TIMES)
def test_times(key: str, step_id: str, value: int | None, unit: str | None, kind: str, clock: str):
    time = OWN[key].steps[step_id].time
    assert time is not None and (time.value, time.unit, time.kind, time.clock) == (value, unit, kind, clock)
    assert time.min == (Decimal(1) if kind == "range" else None)


def test_which_sop_opens_which_cases():
    government = governments.load_all()[SLUG]
    own = {kind: binding for kind, binding in government.bindings.items() if binding.procedure in OWN}
    assert {kind: "#".join(part for part in binding if part) for kind, binding in own.items()} == {
        "publication": "pemeriksaan_verifikasi_data", "revision": "pemeriksaan_verifikasi_data",
        "dissemination": "penyebarluasan_data#rilis", "withdrawal": "penarikan_revisi_data",
        "data_request": "pengambilan_data_online", "data_list": "penyelenggaraan_sistem_informasi#daftar_data",
        "collection": "pengumpulan_data", "metadata": "penyusunan_metadata#metadata", "quality": "penjaminan_kualitas",
        "security": "pengelolaan_pengamanan_data", "report": "penyelenggaraan_sistem_informasi#laporan"}
