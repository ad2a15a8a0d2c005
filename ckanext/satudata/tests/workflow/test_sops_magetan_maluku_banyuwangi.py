"""The SOPs of Magetan, Maluku Utara and Banyuwangi, and the procedures of `default`: ways, times, what is not printed.

The printed rows are held against a second reading in `test_printed.py`; here stands what is more than the print.
"""

from decimal import Decimal

import pytest

from ckanext.satudata.tests.workflow.test_sops import loaded
from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.procedures import END, KINDS, Procedure
from ckanext.satudata.workflow.times import Time

MAGETAN = loaded("magetan", "penyelenggaraan_statistik_sektoral")
STANDARD = loaded("magetan", "standar_pelayanan")
MALUKU = loaded("maluku_utara", "pengumpulan_analisis_diseminasi")
DISSEMINATION = loaded("banyuwangi", "diseminasi_data_sektoral")
REQUEST = loaded("banyuwangi", "layanan_permintaan_data")
ALL = (MAGETAN, STANDARD, MALUKU, DISSEMINATION, REQUEST)
DEFAULT = governments.load_all()[governments.DEFAULT].own_procedures


def way(procedure: Procedure, segment: str | None, answers: dict[str, str]) -> list[str]:
    """Ids of the steps of a case that gets these answers, each once; where none is left, what leads on; the outcome last."""
    step = procedure.segment_steps(segment)[0]
    found = [step.id]
    while True:
        key = answers.pop(step.id, None)
        decision = step.decisions[key] if key else step.onward
        assert decision is not None
        if decision.to == END:
            return [*found, decision.outcome] if decision.outcome else found
        step = procedure.steps[decision.to]
        found.append(step.id)


WAYS = [
    (MAGETAN, "daftar_data", {"sepakati_daftar_data": "perbaiki"},
     ["ajukan_daftar_data", "sepakati_daftar_data", "ajukan_daftar_data", "sepakati_daftar_data"]),
    (MAGETAN, "pengumpulan", {}, ["rekomendasi", "kumpulkan"]),
    (MAGETAN, "publikasi", {}, ["unggah", "periksa", "sebarkan"]),
    (MAGETAN, "publikasi", {"periksa": "perbaiki"}, ["unggah", "periksa", "unggah", "periksa", "sebarkan"]),
    (STANDARD, "pelayanan", {}, ["kesepakatan_daftar", "rekomendasi", "kumpulkan", "perbarui", "verifikasi", "sebarluaskan"]),
    (STANDARD, "pelayanan", {"verifikasi": "perbaiki"},
     ["kesepakatan_daftar", "rekomendasi", "kumpulkan", "perbarui", "verifikasi", "perbaiki", "verifikasi", "sebarluaskan"]),
    (MALUKU, "permintaan", {}, ["minta_data", "tunggu_opd"]),
    (MALUKU, "penyampaian", {"periksa_kelengkapan": "belum_lengkap"},
     ["sampaikan_data", "periksa_kelengkapan", "sampaikan_data", "periksa_kelengkapan"]),
    (MALUKU, "pengolahan", {}, ["olah"]),
    (MALUKU, "diseminasi", {"periksa_draft": "perbaiki"},
     ["susun_draft", "periksa_draft", "susun_draft", "periksa_draft", "publikasi"]),
    (DISSEMINATION, None, {}, ["buat_konsep", "buat", "periksa_subkoordinator", "periksa_kabid", "unggah"]),
    (DISSEMINATION, None, {"periksa_subkoordinator": "koreksi", "periksa_kabid": "koreksi"},
     ["buat_konsep", "buat", "periksa_subkoordinator", "buat", "periksa_subkoordinator", "periksa_kabid", "buat",
      "periksa_subkoordinator", "periksa_kabid", "unggah"]),
    (REQUEST, "layanan", {"periksa_ketersediaan": "tersedia"},
     ["ajukan", "tugaskan", "periksa_ketersediaan", "sampaikan", "konfirmasi_selesai", "delivered"]),
    (REQUEST, "layanan", {"periksa_ketersediaan": "tidak_tersedia", "konfirmasi_selesai": "tidak_tersedia"},
     ["ajukan", "tugaskan", "periksa_ketersediaan", "hubungi_opd", "tunggu_opd", "serahkan", "sampaikan",
      "konfirmasi_selesai", "not_available"]),
    (REQUEST, "tanya_opd", {}, ["konfirmasi_opd", "kirim_data"]),
    (REQUEST, "tanya_opd", {"konfirmasi_opd": "tidak_tersedia"}, ["konfirmasi_opd", "not_available"]),
]


@pytest.mark.parametrize(("procedure", "segment", "answers", "expected"), WAYS)
def test_ways(procedure: Procedure, segment: str | None, answers: dict[str, str], expected: list[str]):
    assert way(procedure, segment, dict(answers)) == expected


def test_ways__each_decision_of_the_five_is_walked():
    """Else a decision that is added to a file would be in no row above."""
    walked = {(procedure.key, step, answer) for procedure, _, answers, _ in WAYS for step, answer in answers.items()}
    onward = {(p.key, s.id, s.onward.key) for p in ALL for s in p.steps.values() if s.onward}
    every = {(p.key, s.id, key) for p in ALL for s in p.steps.values() for key in s.decisions}
    assert every == walked | onward


GATES = [
    # SOP, who seals, who approves after that, who publishes
    (MAGETAN, ["unggah:operator_opd"], ["periksa:walidata"], ["sebarkan:walidata"]),
    (MALUKU, ["susun_draft:staf_statistik"], ["periksa_draft:kabid_statistik+kepala_dinas"], ["publikasi:staf_statistik"]),
    (DISSEMINATION, ["buat:staf_statistik"],
     ["periksa_subkoordinator:kasi_statistik", "periksa_kabid:kabid_statistik"], ["unggah:staf_statistik"]),
    (STANDARD, [], ["verifikasi:walidata"], []),
    (REQUEST, [], [], []),
]


@pytest.mark.parametrize(("procedure", "seals", "approves", "publishes"), GATES)
def test_the_gate(procedure: Procedure, seals: list[str], approves: list[str], publishes: list[str]):
    def who(effect: str) -> list[str]:
        return [named(step) for step in procedure.steps.values() if effect in step.does]

    def named(step) -> str:
        return f"{step.id}:{('+' if step.together else '/').join(actor.role for actor in step.actors)}"

    assert (who("publication.seal"), who("publication.publish")) == (seals, publishes)
    ids = list(procedure.steps)
    first = ids.index(seals[0].partition(":")[0]) if seals else 0
    reviews = [step for step in procedure.steps.values() if step.type == "review" and ids.index(step.id) > first]
    assert [named(step) for step in reviews] == approves


TIMES = [
    # SOP, step, value, unit, clock
    (MAGETAN, "ajukan_daftar_data", 2, "days", "term"),
    (MAGETAN, "sepakati_daftar_data", None, None, "work"),
    (MAGETAN, "kumpulkan", 14, "days", "term"),
    (MALUKU, "minta_data", 5, "working_days", "term"),
    (MALUKU, "olah", 60, "working_days", "term"),
    (DISSEMINATION, "buat", 240, "minutes", "work"),
    (DISSEMINATION, "ajukan", 20, "minutes", "work"),
    (REQUEST, "hubungi_opd", 120, "minutes", "work"),
    (REQUEST, "tugaskan", 10, "minutes", "work"),
]


@pytest.mark.parametrize(("procedure", "step_id", "value", "unit", "clock"), TIMES)
def test_times(procedure: Procedure, step_id: str, value: int | None, unit: str | None, clock: str):
    time = procedure.steps[step_id].time
    assert time is not None
    assert (time.value, time.unit, time.clock) == (value, unit, clock)


def test_times__the_sums_that_the_documents_contradict_themselves_with():
    def total(procedure: Procedure) -> Decimal:
        return sum((s.time.value for s in procedure.steps.values() if s.time and s.time.value), Decimal(0))

    assert (total(MAGETAN), total(MALUKU), total(REQUEST), total(DISSEMINATION)) == (28, 142, 310, 455)
    assert STANDARD.segments["pelayanan"].limit == Time(
        Decimal(15), "working_days", "term", "3 minggu pada hari kerja (tergantung banyaknya data)")


def test_what_is_ours():
    """Steps that no SOP prints, and answers that none prints."""
    added = {(p.key, step.id) for p in ALL for step in p.steps.values() if not step.printed}
    assert added == {
        ("pengumpulan_analisis_diseminasi", "tunggu_opd"), ("pengumpulan_analisis_diseminasi", "periksa_kelengkapan"),
        ("layanan_permintaan_data", "tunggu_opd")}
    assert all(step.remark for p in ALL for step in p.steps.values() if not step.printed)
    printed = {(p.key, s.id, d.key) for p in ALL for s in p.steps.values() for d in s.decisions.values()
               if not d.inferred and d.verb != "finish"}
    assert printed == {
        ("penyelenggaraan_statistik_sektoral", "sepakati_daftar_data", "sepakat"),
        ("pengumpulan_analisis_diseminasi", "periksa_kelengkapan", "lengkap"),
        ("pengumpulan_analisis_diseminasi", "periksa_kelengkapan", "belum_lengkap"),
        ("pengumpulan_analisis_diseminasi", "periksa_draft", "setuju"),
        ("diseminasi_data_sektoral", "periksa_subkoordinator", "setuju"),
        ("diseminasi_data_sektoral", "periksa_kabid", "setuju")}


def test_banyuwangi__every_row_names_who_acts():
    assert not [a for p in (DISSEMINATION, REQUEST) for s in p.steps.values() for a in s.actors if a.inferred]


def test_banyuwangi__the_paraf_and_the_disposisi():
    assert [(s.id, [(one.role, one.kind) for one in s.signs]) for s in DISSEMINATION.steps.values() if s.signs] == [
        ("periksa_subkoordinator", [("kasi_statistik", "paraf")]), ("periksa_kabid", [("kabid_statistik", "paraf")])]
    assert [item.document for item in DISSEMINATION.steps["unggah"].inputs] == ["paparan_infografis"]
    assigned = {s.id: s.assigns for p in (DISSEMINATION, REQUEST) for s in p.steps.values() if s.assigns}
    assert assigned == {"buat_konsep": "buat", "tugaskan": "periksa_ketersediaan"}


def test_an_opd_is_asked_in_a_case_with_its_own_clock_and_the_whole_waits():
    for procedure, segment in ((MALUKU, "penyampaian"), (REQUEST, "tanya_opd")):
        cases = procedure.steps["tunggu_opd"].cases
        assert cases is not None
        assert (cases.each, cases.procedure, cases.wait) == ("organization", f"{procedure.key}#{segment}", "all")
        assert procedure.segments[segment].per == "organization"


def test_maluku_utara__twice_a_year():
    starts = MALUKU.segments["permintaan"].starts
    assert starts is not None and (starts.by, starts.every) == ("schedule", "half_year")


def test_magetan__no_collection_without_the_letter_of_bps():
    for step, column in (("rekomendasi", "outputs"), ("kumpulkan", "inputs")):
        assert "surat_rekomendasi" in [item.document for item in getattr(MAGETAN.steps[step], column)]
    assert MAGETAN.steps["rekomendasi"].type == "wait"


COVER = [
    # SOP, legal basis, related, qualifications, equipment, warnings, records
    (MAGETAN, 5, 2, 4, 2, 1, 1),
    (STANDARD, 5, 0, 2, 1, 0, 0),
    (MALUKU, 7, 1, 5, 6, 1, 1),
    (DISSEMINATION, 8, 2, 3, 4, 3, 0),
    (REQUEST, 8, 2, 3, 3, 3, 0),
]


@pytest.mark.parametrize(("sop", "laws", "related", "qualifications", "equipment", "warnings", "records"), COVER)
def test_cover_sheet(
    sop: Procedure, laws: int, related: int, qualifications: int, equipment: int, warnings: int, records: int,
):
    assert len(sop.legal_basis) == laws and len(sop.related) == related and len(sop.qualifications) == qualifications
    assert len(sop.equipment) == equipment and len(sop.warnings) == warnings and len(sop.records) == records


@pytest.mark.parametrize("procedure", DEFAULT, ids=lambda procedure: procedure.key)
def test_default__each_procedure_is_plain(procedure: Procedure):
    """In both languages, without letters that must be there, and at least two offices see each case."""
    assert procedure.kind in KINDS and isinstance(procedure.title, dict) and "en" in procedure.title
    for step in procedure.steps.values():
        assert isinstance(step.text, dict) and set(step.text) == {"id", "en"}
        assert not [item for item in (*step.inputs, *step.outputs) if item.document]
        labels = [d.label for d in step.decisions.values() if d.verb != "finish"]
        assert all(isinstance(label, dict) and "en" in label for label in labels)
    assert len({actor.role for step in procedure.steps.values() for actor in step.actors}) > 1
    assert not [s.id for s in procedure.steps.values() if s.type == "review" and procedure.topics.min == 0
                and procedure.kind in ("verification", "quality", "metadata")], "a draft has no seal to approve"
