"""The ten SOPs of Way Kanan as a portal runs them: what is one task, what is bound, whose name is shown."""

import pytest

from ckanext.satudata.tests.workflow.test_sops import way
from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.government import text_of
from ckanext.satudata.workflow.procedures import Procedure

WAY_KANAN = governments.load_all()["way_kanan"]
SOPS = WAY_KANAN.own_procedures


def sop(key: str) -> Procedure:
    return WAY_KANAN.procedures[key]


WAYS = [
    # SOP, segment, answers, steps and roles
    ("verifikasi_validasi", None, {"koreksi_kepala_seksi": "perbaiki", "koreksi_kepala_bidang": "perbaiki"}, [
        "ajukan:operator_opd", "disposisi_kepala_dinas:kepala_dinas", "disposisi_kepala_bidang:kabid_statistik",
        "susun_formulasi:kasi_statistik", "perintahkan_olah:kasi_statistik", "serahkan_hasil:staf_statistik",
        "koreksi_kepala_seksi:kasi_statistik", "serahkan_hasil:staf_statistik", "koreksi_kepala_seksi:kasi_statistik",
        "koreksi_kepala_bidang:kabid_statistik", "koreksi_kepala_seksi:kasi_statistik",
        "koreksi_kepala_bidang:kabid_statistik", "laporkan:kabid_statistik", "kirimkan:kasi_statistik"]),
    ("distribusi_publikasi", "publikasi", {}, [
        "koordinasi_pelaksana:staf_statistik", "koordinasi_kasi:kasi_statistik", "koreksi_kepala_bidang:kabid_statistik",
        "terbit:tim_aplikasi"]),
    ("pengumpulan_analisa_diseminasi", "pengumpulan", {"periksa_kelengkapan": "belum_lengkap"}, [
        "sampaikan_data:operator_opd", "periksa_kelengkapan:staf_statistik", "sampaikan_data:operator_opd",
        "periksa_kelengkapan:staf_statistik"]),
    ("penjaminan_kualitas", "penjaminan", {"konfirmasi": "perlu_perbaikan"}, [
        "terima_isian:walidata", "periksa_qc:walidata", "rinci_hasil:walidata", "konfirmasi:walidata", "perbaiki:operator_opd",
        "sampaikan_kembali:verifikator_instansi", "periksa_qc:walidata", "rinci_hasil:walidata", "konfirmasi:walidata",
        "tentukan:walidata", "tetapkan:koordinator_forum"]),
    ("rekomendasi_kegiatan_statistik", None, {"pilah": "tidak_perlu"}, [
        "usulkan:operator_opd", "perintahkan:kepala_dinas", "pilah:kabid_statistik"]),
    ("layanan_permintaan_data", "opd", {"konfirmasi_opd": "tidak_tersedia"}, ["konfirmasi_opd:operator_opd"]),
    ("informasi_dikecualikan", None, {"tetapkan": "tidak_dikecualikan"}, [
        "kumpulkan:ppid_petugas", "kaji:ppid_utama", "pertimbangkan:tim_pertimbangan", "tetapkan:ppid_utama"]),
]


@pytest.mark.parametrize(("key", "segment", "answers", "expected"), WAYS)
def test_ways(key: str, segment: str | None, answers: dict[str, str], expected: list[str]):
    assert way(sop(key), segment, dict(answers)) == expected


def test_a_request_that_the_walidata_cannot_answer_asks_the_opd_in_a_case_of_its_own():
    request = sop("layanan_permintaan_data")
    assert {key: d.to for key, d in request.steps["periksa_ketersediaan"].decisions.items()} == {
        "tersedia": "sampaikan", "tidak_tersedia": "hubungi_opd"}
    asked = request.steps["tanya_opd"].cases
    assert asked is not None and (asked.each, asked.procedure, asked.wait) == (
        "organization", "layanan_permintaan_data#opd", "all")
    outcomes = {d.outcome for step in request.steps.values() for d in step.decisions.values() if d.outcome}
    assert outcomes == {"delivered", "not_available"}


def test_the_eleven_checks_of_the_quality_sop_are_one_task():
    quality = sop("penjaminan_kualitas")
    assert [row.number for row in quality.rows_of(quality.steps["periksa_qc"])] == list(range(2, 13))
    times = [row.time for row in quality.rows_of(quality.steps["periksa_qc"])]
    assert {(time.value, time.unit, time.per) for time in times if time} == {(15, "minutes", "topic")} and all(times)


def test_24_jam_is_a_day_on_the_clock():
    time = sop("verifikasi_validasi").steps["disposisi_kepala_dinas"].time
    assert time is not None and time.elapsed and time.clock == "term"


@pytest.mark.parametrize("procedure", SOPS, ids=lambda procedure: procedure.key)
def test_another_government_shows_its_own_name(procedure: Procedure):
    """Some SOPs were copied from Lampung Tengah and Lampung province; the demo runs them under a third name."""
    banjarnegara = governments.load_all()["banjarnegara"]
    steps = procedure.steps.values()
    items = [item.text for step in steps for item in (*step.inputs, *step.outputs) if item.text]
    texts = [*items, *procedure.warnings, *procedure.records, procedure.title]
    shown = [governments.shown(text, banjarnegara) for text in texts]
    said = " ".join([*(text_of(step, banjarnegara) for step in steps), *shown])
    assert not [name for name in ("Lampung", "lampung", "Way Kanan", "waykanan", "PPID Provinsi") if name in said]


def test_bindings__each_kind_that_an_sop_of_the_book_gives():
    assert {kind: f"{b.procedure}#{b.segment}" if b.segment else b.procedure for kind, b in WAY_KANAN.bindings.items()
            if WAY_KANAN.procedures[b.procedure].government == "way_kanan"} == {
        "publication": "penyelenggaraan_sistem_informasi#publikasi",
        "revision": "penyelenggaraan_sistem_informasi#publikasi",
        "data_list": "penyelenggaraan_sistem_informasi#daftar_data",
        "collection": "penyelenggaraan_sistem_informasi#pengumpulan",
        "report": "penyelenggaraan_sistem_informasi#laporan",
        "dissemination": "distribusi_publikasi#publikasi",
        "exclusion": "informasi_dikecualikan",
        "verification": "verifikasi_validasi",
        "data_request": "layanan_permintaan_data#permintaan",
        "recommendation": "rekomendasi_kegiatan_statistik",
        "interoperability": "interoperabilitas",
        "quality": "penjaminan_kualitas#penjaminan",
        "metadata": "penyusunan_metadata",
    }
