"""Each procedure from its first step to the public, and each way back, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.common import config

from ckanext.satudata.tests.factories import WAYS, House, Record, act, errors_of
from ckanext.satudata.tests.workflow import files, trial
from ckanext.satudata.workflow.model import Decision, Task

Under = Callable[[str], None]


def is_public(record: Record) -> bool:
    """Whether a visitor gets the record."""
    try:
        return act(None, "package_show", id=record.id)["private"] is False
    except tk.NotAuthorized:
        return False


def standing(house: House, record: Record) -> tuple[str, str]:
    shown = house.act("operator", "satudata_publication_record_show", id=record.id)
    return shown["visibility"], shown["basis"]


@pytest.mark.parametrize("government", ["way_kanan", "bandar_lampung", "default", "uji"])
def test_nothing_is_public_before_the_last_step_and_the_record_is_after_it(government: str, house: House, under: Under):
    under(government)
    record = house.record()
    for step, _who, _key in WAYS[government]:
        shown = house.walk(record, step)
        assert shown["step"] == step
        assert not is_public(record), f"public at {step}"
        assert (shown["number"] is None) == (step == WAYS[government][0][0]), "the number comes with the first seal"
    shown = house.walk(record)
    assert (shown["status"], shown["outcome"], shown["task"]) == ("closed", "completed", None)
    assert is_public(record)
    assert standing(house, record) == ("published", "case")


def test_every_step_leaves_a_task_a_decision_and_who_did_it(house: House, under: Under):
    under("bandar_lampung")
    record = house.record()
    house.walk(record)
    seal = house.case(record)["topics"][0]["seal"]
    tasks = list(model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id).order_by(Task.created_at)))
    assert [(t.step, t.status, t.finished_role) for t in tasks] == [
        ("isi", "done", "operator_opd"),
        ("verifikasi_instansi", "done", "verifikator_instansi"),
        ("periksa_walidata", "done", "walidata"),
        ("terbit", "done", "walidata"),
    ]
    rows = model.Session.execute(
        sa.select(Decision.step, Decision.verb, Decision.sha256, Decision.by)
        .where(Decision.case_id == record.case_id)
        .order_by(Decision.at)
    )
    assert [tuple(row) for row in rows] == [
        ("isi", "finish", seal, house.user_id("operator")),
        ("verifikasi_instansi", "approve", seal, house.user_id("verifikator")),
        ("periksa_walidata", "approve", seal, house.user_id("walidata")),
        ("terbit", "finish", seal, house.user_id("walidata")),
    ]


def test_rows_that_join_another_are_done_in_its_sitting(house: House, under: Under):
    under("bandar_lampung")
    record = house.record()
    assert "ajukan" not in [step["id"] for step in house.case(record)["steps"]]
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == "verifikasi_instansi", "row 2 (ajukan) is the button of row 1"
    house.answer("verifikator", record, "sesuai")
    assert house.case(record)["step"] == "periksa_walidata", "row 4 (terima) is the beginning of row 5"


RETURNS = [
    # government, who returns at which step with which answer, where the corrected content goes, where the same content goes
    ("way_kanan", "periksa", "tidak_sesuai", "periksa", "periksa"),
    ("way_kanan", "validasi", "kembalikan", "periksa", "validasi"),
    ("bandar_lampung", "verifikasi_instansi", "perbaiki", "verifikasi_instansi", "verifikasi_instansi"),
    ("bandar_lampung", "periksa_walidata", "perbaiki", "verifikasi_instansi", "periksa_walidata"),
    ("default", "periksa", "tidak_sesuai", "periksa", "periksa"),
    ("uji", "sahkan", "perbaiki", "periksa", "sahkan"),
    ("uji", "sahkan", "ulangi", "periksa", "periksa"),  # restart: through all again, changed or not
    ("uji", "nilai", "kembali", "periksa", "nilai"),  # returned by a step that approves nothing
]


@pytest.mark.parametrize(("government", "step", "key", "after_change", "after_none"), RETURNS)
@pytest.mark.parametrize("changed", [True, False], ids=["changed", "unchanged"])
def test_a_returned_case_goes_on_where_an_approval_is_lacking(
    government: str, step: str, key: str, after_change: str, after_none: str, changed: bool, house: House, under: Under
):
    under(government)
    first, (_, who, _) = WAYS[government][0][0], next(entry for entry in WAYS[government] if entry[0] == step)
    record = house.record()
    house.walk(record, step)
    number = house.case(record)["number"]
    house.answer(who, record, key, reason="Kolom satuan kosong.")
    shown = house.case(record)
    assert (shown["step"], shown["round"], shown["number"]) == (first, 2, number)
    if changed:
        house.edit("operator", record, notes="Satuan: jiwa.")
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == (after_change if changed else after_none)
    shown = house.walk(record)
    assert (shown["outcome"], shown["round"], shown["number"]) == ("completed", 2, number)
    assert act(None, "package_show", id=record.id)["notes"] == ("Satuan: jiwa." if changed else "Uji.")


def test_each_round_has_rows_of_its_own_and_the_reason_stays(house: House, under: Under):
    under("default")
    record = house.linked()
    for reason in ("Satuan kosong.", "Periode kosong."):
        house.walk(record, "periksa")
        house.answer("walidata", record, "tidak_sesuai", reason=reason)
    shown = house.walk(record)
    attempts = {step["id"]: [a["round"] for a in step["attempts"]] for step in shown["steps"]}
    assert attempts == {"susun": [1, 2, 3], "periksa": [1, 2, 3], "terbit": [3]}
    assert [e["reason"] for e in shown["timeline"] if e["reason"]] == ["Satuan kosong.", "Periode kosong."]


def test_content_that_returns_to_an_approved_hash_is_not_asked_of_the_same_reviewer_again(house: House, under: Under):
    """Two approvals on the first content, then a correction is taken back: those approvals name this content again."""
    under("way_kanan")
    record = house.linked(notes="Satu.")
    house.walk(record, "validasi")
    house.answer("kepala", record, "kembalikan", reason="Ubah.")
    house.edit("operator", record, notes="Dua.")
    house.answer("operator", record, "finish")
    house.answer("walidata", record, "tidak_sesuai", reason="Yang lama benar.")
    house.edit("operator", record, notes="Satu.")
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == "periksa", "it goes to who returned it last"
    house.answer("walidata", record, "sesuai")
    assert house.walk(record)["outcome"] == "completed"


@pytest.mark.parametrize(("key", "outcome"), [("tolak", "rejected"), ("tidak_layak", "lapsed")])
def test_a_rejected_record_stays_invisible_and_its_next_case_begins_anew(key: str, outcome: str, house: House, under: Under):
    under("uji")
    record = house.linked()
    house.walk(record, "periksa")
    house.answer("walidata", record, key, reason="Bukan statistik.")
    shown = house.case(record)
    assert (shown["status"], shown["outcome"], shown["waits_for"]) == ("closed", outcome, [])
    assert not is_public(record)
    house.edit("operator", record, notes="Sekarang statistik.")
    again = Record(record.id, record.name, house.act("operator", "satudata_publication_case_open", id=record.id)["case_id"])
    assert again.case_id != record.case_id
    assert house.walk(again, "sahkan")["number"] != shown["number"]
    assert house.walk(again)["outcome"] == "completed"


def test_an_approval_of_an_earlier_case_does_not_count_in_the_next(house: House, under: Under):
    under("uji")
    record = house.linked()
    house.walk(record, "sahkan")
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Salah tabel.")
    again = Record(record.id, record.name, house.act("operator", "satudata_publication_case_open", id=record.id)["case_id"])
    house.answer("operator", again, "finish")
    assert house.case(again)["step"] == "periksa"
    assert house.walk(again)["outcome"] == "completed"
    approved = sa.select(Decision.step).where(Decision.case_id == again.case_id, Decision.verb == "approve")
    assert set(model.Session.scalars(approved)) == {"periksa", "sahkan"}


def test_an_answer_may_end_the_case_without_publishing(house: House, under: Under):
    under("uji")
    record = house.linked()
    house.walk(record, "nilai")
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("kabid", record, "tidak")
    assert "Minutes" in errors_of(refused.value) or "berita_acara" in errors_of(refused.value), "choosing ends the step too"
    house.letter("kabid", record, kind="berita_acara")
    house.answer("kabid", record, "tidak")
    assert house.case(record)["outcome"] == "not_available"
    assert not is_public(record)


def test_an_approval_that_publishes_counts_for_its_own_publication(house: House, under: Under):
    under("uji_sekali")
    record = house.linked()
    house.answer("operator", record, "finish")
    house.answer("walidata", record, "setuju")
    assert house.case(record)["outcome"] == "published"
    assert is_public(record)


@pytest.mark.parametrize("step", ["unggah", "periksa", "validasi", "terbit"])
def test_a_case_can_be_cancelled_at_every_step_and_the_record_can_be_worked_on(step: str, house: House, under: Under):
    under("way_kanan")
    record = house.linked()
    task = house.walk(record, step)["task"]["id"]
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Tabel tertukar.")
    shown = house.case(record)
    assert (shown["status"], shown["outcome"], shown["task"]) == ("closed", "cancelled", None)
    assert model.Session.get(Task, task).status == "cancelled"
    assert "Tabel tertukar." in [entry["reason"] for entry in shown["timeline"]]
    assert not is_public(record)
    assert house.edit("operator", record, title="Judul Baru")["title"] == "Judul Baru"
    with pytest.raises(tk.ValidationError, match="closed"):
        house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Lagi.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_case_is_not_cancelled_without_a_reason(reason: str, house: House):
    record = house.record(content=None)
    with pytest.raises(tk.ValidationError):
        house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason=reason)
    assert house.case(record)["status"] == "open"


def test_who_may_cancel_a_case(house: House, under: Under):
    """Its OPD, and once it is submitted the Walidata (in Way Kanan the Kepala Seksi counts as one); nobody else."""
    under("way_kanan")
    record = house.linked()
    for step in ("unggah", "periksa"):
        house.walk(record, step)
        for who in ("kabid", "ppid_elsewhere", "operator_elsewhere", "stranger", "admin", "site", "anonymous"):
            with pytest.raises((tk.NotAuthorized, tk.ValidationError)):
                house.act(who, "satudata_workflow_case_cancel", id=record.case_id, reason="Uji.")
            assert house.case(record)["status"] == "open", who
    for who in ("walidata", "kasi", "operator", "operator_b", "verifikator", "kepala"):
        house.act(who, "satudata_workflow_case_cancel", id=record.case_id, reason="Uji.")
        assert house.case(record)["status"] == "closed", who
        opened = house.act("operator", "satudata_publication_case_open", id=record.id)
        record = Record(record.id, record.name, opened["case_id"])
        if who == "walidata":
            house.answer("operator", record, "finish")


def test_what_a_guard_finds_is_said_on_its_field_and_nothing_moves(house: House, under: Under):
    under("uji")
    record = house.linked()
    trial.hooks.guard = lambda situation: [trial.Problem("uji.kurang", "notes", {"apa": "satuan"})]
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("operator", record, "finish")
    assert refused.value.error_dict["notes"] == ["Isi satuan."]
    assert "answer" in refused.value.error_dict
    shown = house.case(record)
    assert (shown["step"], shown["number"], shown["task"]["answers"][0]["refusal"]) == ("siapkan", None, "not_ready")
    trial.hooks.guard = None
    house.answer("operator", record, "finish")


def test_an_open_case_ends_under_the_procedure_it_began_with(
    house: House, under: Under, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    under("uji")
    old = house.linked()
    house.answer("operator", old, "finish")
    shorter = trial.TERBITKAN | {
        "version": "2",
        "steps": [s for s in trial.TERBITKAN["steps"] if s["id"] not in ("nilai", "sahkan")],
    }
    shorter["steps"][1] = shorter["steps"][1] | {"decisions": {"sesuai": {"verb": "approve", "to": "terbit"}}}
    files.write(tmp_path, trial.GOVERNMENT, shorter, *trial.PROCEDURES[1:])
    for more in trial.MORE_GOVERNMENTS:     # cases of other tests run under them
        files.write(tmp_path, more)
    monkeypatch.setitem(config, "ckanext.satudata.workflow.governments_folder", str(tmp_path))
    assert house.case(old)["procedure"]["version"] == "1"
    house.answer("walidata", old, "sesuai")
    assert house.case(old)["step"] == "nilai"
    new = house.linked()
    house.answer("operator", new, "finish")
    house.answer("walidata", new, "sesuai")
    shown = house.case(new)
    assert (shown["procedure"]["version"], shown["step"]) == ("2", "terbit")
