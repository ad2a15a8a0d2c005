"""Many records in one case: submitted together, decided one by one, those decided otherwise go on in a case of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.publication.model import Record as Row
from ckanext.satudata.tests.factories import PDF, House, Record, errors_of, upload
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.workflow import cases, events
from ckanext.satudata.workflow.model import Case, CaseTopic, Decision, DocumentCase, Event, Task
from ckanext.satudata.workflow.rules import Problem

Under = Callable[[str], None]
SHOW, DECIDE, JOIN = "satudata_workflow_case_show", "satudata_workflow_task_decide", "satudata_workflow_case_join"


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji_berbanyak")


def drafts(house: House, number: int = 3, who: str = "operator") -> list[Record]:
    return [house.linked(who) for _ in range(number)]


def joined(house: House, records: list[Record], who: str = "operator") -> str:
    """Id of the case into which the records of the others were taken."""
    first, *others = records
    return house.act(who, JOIN, id=first.case_id, cases=[other.case_id for other in others])["id"]


def answer(
    house: House, who: str, case_id: str, key: str, answers: dict[str, Any] | None = None, **data: Any,
) -> dict[str, Any]:
    """What the action answers to somebody who has read the case as it is."""
    shown = house.act(who, SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "seal": shown["seal"], "answer": key}
    return house.act(who, DECIDE, **sent, **({"answers": answers} if answers else {}), **data)


def at_check(house: House, number: int = 3) -> tuple[str, list[Record]]:
    """A case with several submitted records."""
    records = drafts(house, number)
    case_id = joined(house, records)
    answer(house, "operator", case_id, "finish")
    return case_id, records


def records_of(case_id: str) -> set[str]:
    return set(model.Session.scalars(sa.select(CaseTopic.topic_id).where(CaseTopic.case_id == case_id)))


def parts(case_id: str) -> list[Case]:
    model.Session.expire_all()
    return list(model.Session.scalars(sa.select(Case).where(Case.parent_id == case_id).order_by(Case.branch)))


def told(case_id: str) -> list[str]:
    query = sa.select(Event.type).where(Event.stream == events.case_stream(case_id)).order_by(Event.seq)
    return [name.rpartition(".")[2] for name in model.Session.scalars(query)]


def back(*records: Record, reason: str = "Satuan kurang.") -> dict[str, Any]:
    return {record.id: {"answer": "perbaiki", "reason": reason} for record in records}


def letter(house: House, who: str, case_id: str) -> None:
    task = house.act(who, SHOW, id=case_id)["task"]["id"]
    house.act(who, "satudata_workflow_document_add", task_id=task, kind="berita_acara", upload=upload(PDF, "surat.pdf"))


def visibility(record: Record) -> str:
    return model.Session.get_one(Row, record.id, populate_existing=True).visibility


def refused(house: House, who: str, case_id: str, key: str, answers: dict[str, Any] | None = None, **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as error:
        answer(house, who, case_id, key, answers, **data)
    return errors_of(error.value)


def test_drafts_become_one_case_that_is_submitted_at_once(house: House):
    records = drafts(house)
    case_id = joined(house, records)
    assert records_of(case_id) == {record.id for record in records}
    others = [model.Session.get_one(Case, record.case_id) for record in records[1:]]
    assert [(other.status, other.outcome) for other in others] == [("closed", "cancelled")] * 2
    answer(house, "operator", case_id, "finish")
    shown = house.act("walidata", SHOW, id=case_id)
    assert shown["step"] == "periksa" and shown["number"] and all(topic["seal"] for topic in shown["topics"])
    again = house.act("operator", JOIN, id=case_id, cases=[record.case_id for record in records[1:]])
    assert again["lock_version"] == shown["lock_version"], "sent again it changes nothing"


def test_only_own_drafts_of_one_opd_become_one_case(house: House):
    mine, submitted = house.linked(), house.linked()
    elsewhere = house.linked("operator_elsewhere", owner_org=house.elsewhere["id"])
    house.answer("operator", submitted, "finish")
    for other, why in ((submitted, "nobody has submitted"), (elsewhere, "of one OPD")):
        with pytest.raises(tk.ValidationError, match=why):
            house.act("operator", JOIN, id=mine.case_id, cases=[other.case_id])
        model.Session.rollback()
    with pytest.raises(tk.ValidationError, match="another office"):
        house.act("kepala", JOIN, id=mine.case_id, cases=[house.linked().case_id])
    assert records_of(mine.case_id) == {mine.id}
    assert elsewhere.case_id not in {one["case_id"] for one in house.act(
        "operator", "satudata_workflow_case_joinable_list", id=mine.case_id)}


def test_who_may_not_read_a_case_is_told_nothing_of_it_by_joining(house: House):
    record = house.linked()
    for who in ("stranger", "operator_elsewhere"):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, JOIN, id=record.case_id, cases=[record.case_id])


def test_other_drafts_are_named_to_who_may_submit_them_only(house: House):
    record, other = drafts(house, 2)
    listed = "satudata_workflow_case_joinable_list"
    assert other.case_id in {one["case_id"] for one in house.act("operator", listed, id=record.case_id)}
    assert house.act("kepala", listed, id=record.case_id) == []


def test_a_draft_with_a_letter_of_its_own_stays_alone(house: House):
    case_id, _ = at_check(house)
    answer(house, "walidata", case_id, "sesuai")
    letter(house, "kabid", case_id)
    written = model.Session.scalars(sa.select(DocumentCase.document_id).where(DocumentCase.case_id == case_id)).one()
    record, other = drafts(house, 2)
    # as where the first step takes one
    model.Session.add(DocumentCase(document_id=written, case_id=other.case_id, step="siapkan", round=1))
    model.Session.commit()
    for first, second in ((record, other), (other, record)):
        with pytest.raises(tk.ValidationError, match="has a letter already"):
            house.act("operator", JOIN, id=first.case_id, cases=[second.case_id])
        model.Session.rollback()


def test_a_record_that_went_on_elsewhere_while_its_case_was_waited_for_is_found_there(
        house: House, monkeypatch: pytest.MonkeyPatch):
    case_id, (_one, _two, gone) = at_check(house)
    answer(house, "walidata", case_id, "sesuai", back(gone))
    (part,) = parts(case_id)
    seen = iter([model.Session.get_one(Case, case_id), part, part])      # what was read before the lock was got is old
    monkeypatch.setattr(cases.lookup, "open_case_of", lambda *_: next(seen))
    found = cases.lock_open_case("dataset", gone.id)
    assert found is not None and found.id == part.id


def test_where_the_sop_has_one_record_a_case_drafts_stay_apart(house: House, under: Under):
    under("uji")
    records = drafts(house, 2)
    with pytest.raises(tk.ValidationError, match="has one record"):
        joined(house, records)


def test_records_decided_otherwise_than_the_rest_go_on_in_a_case_of_their_own(house: House):
    case_id, (a, b, c) = at_check(house)
    done = answer(house, "walidata", case_id, "sesuai", back(b))
    [part] = parts(case_id)
    case = model.Session.get_one(Case, case_id)
    assert done["parted"] == [{"case_id": part.id, "number": f"{case.number}/1", "status": "open", "step": "siapkan",
                               "records": [b.id]}]
    assert (case.step, case.round, records_of(case_id)) == ("nilai", 1, {a.id, c.id})
    assert (part.step, part.round, part.branch, records_of(part.id)) == ("siapkan", 2, 1, {b.id})
    assert told(case_id)[-2:] == ["records_left", "step_approved"]
    assert told(part.id) == ["case_parted", "case_returned"]
    assert list(events.broken(events.case_stream(part.id))) == []


def test_records_answered_alike_stay_together(house: House):
    case_id, records = at_check(house)
    answer(house, "walidata", case_id, "perbaiki", {r.id: {"answer": "sesuai"} for r in records}, reason="Satuan kurang.")
    assert parts(case_id) == []
    assert model.Session.get_one(Case, case_id).step == "nilai", "each was named, and all alike"


def test_two_other_answers_are_two_cases(house: House):
    case_id, (a, b, c, d) = at_check(house, 4)
    others = back(b) | {c.id: {"answer": "tolak", "reason": "Ganda."}} | back(d, reason="Judul.")
    answer(house, "walidata", case_id, "sesuai", others)
    returned, rejected = parts(case_id)
    assert (returned.step, records_of(returned.id)) == ("siapkan", {b.id, d.id})
    assert (rejected.status, rejected.outcome, records_of(rejected.id)) == ("closed", "rejected", {c.id})
    assert told(returned.id) == ["case_parted", "case_returned", "case_returned"], "each reason is told of its record"
    assert records_of(case_id) == {a.id}
    assert model.Session.get_one(Case, case_id).status == "open"


def test_a_part_publishes_by_itself_and_never_comes_back(house: House):
    case_id, (a, b, _) = at_check(house)
    answer(house, "walidata", case_id, "sesuai", back(b))
    part = parts(case_id)[0].id
    house.edit("operator", b, notes="Satuan: jiwa.")
    answer(house, "operator", part, "finish")
    for case in (case_id, part):
        if model.Session.get_one(Case, case, populate_existing=True).step == "periksa":
            answer(house, "walidata", case, "sesuai")
        letter(house, "kabid", case)
        answer(house, "kabid", case, "tersedia")
        answer(house, "kepala", case, "setuju")
        assert visibility(b) == "unpublished"
        answer(house, "walidata", case, "finish")
        assert model.Session.get_one(Case, case, populate_existing=True).outcome == "completed"
    assert (visibility(a), visibility(b)) == ("published", "published")
    assert told(case_id)[-1] == "case_closed", "it waited for nothing, and heard nothing after its end"


def test_an_approval_goes_with_its_record(house: House):
    """Approved by the Walidata, returned by the head: unchanged it comes back to him, and to nobody before him."""
    case_id, (_, b, _) = at_check(house)
    answer(house, "walidata", case_id, "sesuai")
    letter(house, "kabid", case_id)
    answer(house, "kabid", case_id, "tersedia")
    answer(house, "kepala", case_id, "setuju", back(b))
    part = parts(case_id)[0].id
    answer(house, "operator", part, "finish")
    assert house.act("kepala", SHOW, id=part)["step"] == "sahkan"
    answer(house, "kepala", part, "setuju")
    answer(house, "walidata", part, "finish")
    assert visibility(b) == "published"


def test_the_letter_of_all_is_the_letter_of_each_part(house: House):
    case_id, (a, b, _) = at_check(house)
    answer(house, "walidata", case_id, "sesuai")
    letter(house, "kabid", case_id)
    before = house.act("kabid", SHOW, id=case_id)
    assert [document["seal"] for document in before["documents"]] == [before["seal"]]
    answer(house, "kabid", case_id, "tersedia", {b.id: {"answer": "tidak"}})
    part = house.act("kabid", SHOW, id=parts(case_id)[0].id)
    own = next(topic["seal"] for topic in before["topics"] if topic["id"] == b.id)
    assert (part["outcome"], [document["seal"] for document in part["documents"]]) == ("not_available", [own])
    rest = house.act("kabid", SHOW, id=case_id)
    assert [document["seal"] for document in rest["documents"]] == [rest["seal"]] and rest["seal"] != before["seal"]


def test_whoever_made_one_of_the_records_is_told_of_which(new_house: House):
    house = new_house
    house.name_officer("walidata_b", "operator_opd")
    records = [*drafts(house, 2), house.linked("walidata_b")]
    case_id = joined(house, records)
    answer(house, "operator", case_id, "finish")
    own = house.act("operator", "package_show", id=records[2].id)["title"]
    assert own in refused(house, "walidata_b", case_id, "sesuai")
    assert parts(case_id) == [], "nothing is left of a refused decision"
    answer(house, "walidata_b", case_id, "sesuai", back(records[2]))
    assert records_of(parts(case_id)[0].id) == {records[2].id}


def test_the_same_answers_again_change_nothing_and_others_are_refused(house: House):
    case_id, (_, b, c) = at_check(house)
    shown = house.act("walidata", SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "seal": shown["seal"], "answer": "sesuai"}
    first = house.act("walidata", DECIDE, **sent, answers=back(b))
    again = house.act("walidata", DECIDE, **sent, answers=back(b))
    assert again == first and len(parts(case_id)) == 1
    for others in (back(c), back(b, c)):
        with pytest.raises(tk.ValidationError, match="answered already"):
            house.act("walidata", DECIDE, **sent, answers=others)
        model.Session.rollback()


@pytest.mark.parametrize(("answers", "why"), [
    ({"lain": {"answer": "perbaiki", "reason": "x"}}, "not in this case"),
    ({"B": {"answer": "perbaiki"}}, "Write the reason"),
    ({"B": {"answer": "terbang"}}, "does not offer"),
    ({"B": {"answer": "perbaiki", "reason": "x", "fields": ["tidak_ada"]}}, "no field of that name"),
    ({"B": "perbaiki"}, "Name for each record its answer"),
    ("bukan JSON", "Name for each record its answer"),
])
def test_answers_that_are_none_are_refused_whole(house: House, answers: Any, why: str):
    case_id, (_, b, _) = at_check(house)
    if isinstance(answers, dict):
        answers = {b.id if key == "B" else key: value for key, value in answers.items()}
    assert why in refused(house, "walidata", case_id, "sesuai", answers)
    model.Session.rollback()
    assert parts(case_id) == [] and model.Session.get_one(Case, case_id).step == "periksa"


def test_a_reason_for_all_is_the_reason_of_each_that_has_none(house: House):
    case_id, (_, b, c) = at_check(house)
    answer(house, "walidata", case_id, "sesuai", {r.id: {"answer": "perbaiki"} for r in (b, c)}, reason="Satuan kurang.")
    part = parts(case_id)[0].id
    timeline = house.act("operator", SHOW, id=part)["timeline"]
    assert [entry["reason"] for entry in timeline if entry["type"].endswith("case_returned")] == ["Satuan kurang."]


def test_what_changed_since_it_was_read_is_not_approved(house: House):
    case_id, _ = at_check(house)
    shown = house.act("walidata", SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "sesuai"}
    for seal in (None, "0" * 64, shown["topics"][0]["seal"]):
        with pytest.raises(tk.ValidationError, match="changed since"):
            house.act("walidata", DECIDE, **sent, seal=seal)
        model.Session.rollback()


def test_a_part_keeps_its_past_and_its_time(house: House):
    case_id, (_, b, _) = at_check(house)
    limit = house.act("walidata", SHOW, id=case_id)["clock"]["limit"]["at"]
    answer(house, "walidata", case_id, "sesuai", back(b))
    part = house.act("operator", SHOW, id=parts(case_id)[0].id)
    assert part["clock"]["limit"]["at"] == limit, "what was promised for the record is promised still"
    assert part["parted_from"]["id"] == case_id
    attempts = {step["id"]: [(a["round"], a["answer"]) for a in step["attempts"]] for step in part["steps"]}
    assert attempts["siapkan"] == [(1, "finish")] and attempts["periksa"] == [(1, "perbaiki")]
    letter(house, "kabid", case_id)
    answer(house, "kabid", case_id, "tersedia")
    later = house.act("operator", SHOW, id=part["id"])
    assert [e["id"] for e in later["timeline"]] == [e["id"] for e in part["timeline"]], "what the rest does is not its story"
    assert [one["id"] for one in house.act("walidata", SHOW, id=case_id)["parts"]] == [part["id"]]


def test_cancelling_the_rest_leaves_the_part_open(house: House):
    case_id, (_, b, _) = at_check(house)
    answer(house, "walidata", case_id, "sesuai", back(b))
    house.act("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    assert [part.status for part in parts(case_id)] == ["open"]


def test_a_part_that_is_parted_again_is_numbered_below_it(house: House):
    case_id, (_, b, c) = at_check(house)
    answer(house, "walidata", case_id, "sesuai", back(b, c))
    part = parts(case_id)[0].id
    answer(house, "operator", part, "finish")
    answer(house, "walidata", part, "sesuai", {c.id: {"answer": "tolak", "reason": "Ganda."}})
    number = model.Session.get_one(Case, case_id).number
    [last] = parts(part)
    assert (last.number, last.outcome) == (f"{number}/1/1", "rejected")
    assert house.act("walidata", SHOW, id=last.id)["steps"][0]["attempts"], "all of its past is there"


def test_a_deleted_record_leaves_the_others_where_they_are(house: House):
    case_id, (a, b, c) = at_check(house)
    house.act("admin", "package_delete", id=b.id)
    assert records_of(case_id) == {a.id, c.id}
    assert [(part.outcome, records_of(part.id)) for part in parts(case_id)] == [("cancelled", {b.id})]
    answer(house, "walidata", case_id, "sesuai")


def test_a_guard_says_which_record_is_not_ready(house: House):
    records = drafts(house)
    case_id = joined(house, records)
    trial.hooks.guard = lambda situation: [
        Problem("uji.kurang", values={"apa": "satuan"}) for topic in situation.topics if topic.topic_id == records[1].id]
    title = house.act("operator", "package_show", id=records[1].id)["title"]
    assert f"{title}: Isi satuan." in refused(house, "operator", case_id, "finish")


def test_where_several_decide_together_a_returned_record_does_not_wait_for_the_others(house: House, under: Under):
    under("uji_beramai")
    records = drafts(house)
    case_id = joined(house, records)
    answer(house, "operator", case_id, "finish")
    read = house.act("kepala_dinas", SHOW, id=case_id)["lock_version"]
    answer(house, "kasi", case_id, "setuju", back(records[0]))
    assert [(part.step, records_of(part.id)) for part in parts(case_id)] == [("siapkan", {records[0].id})]
    case = model.Session.get_one(Case, case_id)
    assert (case.step, case.lock_version) == ("setujui", read + 1), "whoever has read it with three records reads it again"
    answer(house, "kepala_dinas", case_id, "setuju")
    assert model.Session.get_one(Case, case_id, populate_existing=True).step == "terbit"


def test_where_several_decide_together_a_part_waits_for_the_others_too(house: House, under: Under):
    under("uji_beramai")
    records = drafts(house)
    case_id = joined(house, records)
    answer(house, "operator", case_id, "finish")
    answer(house, "kasi", case_id, "perbaiki", {records[0].id: {"answer": "setuju"}}, reason="Satuan kurang.")
    part = parts(case_id)[0].id
    assert (model.Session.get_one(Case, case_id).step, model.Session.get_one(Case, part).step) == ("siapkan", "setujui")
    answer(house, "kepala_dinas", part, "setuju")
    answer(house, "walidata", part, "finish")
    assert visibility(records[0]) == "published"
    tasks = model.Session.execute(sa.select(Task.step, Task.status).where(Task.case_id == part).order_by(Task.step))
    assert [tuple(row) for row in tasks] == [("setujui", "done"), ("setujui", "done"), ("terbit", "done")]


def test_decisions_name_the_hash_of_their_own_record(house: House):
    case_id, records = at_check(house)
    shown = house.act("walidata", SHOW, id=case_id)
    answer(house, "walidata", case_id, "sesuai", back(records[0]))
    given = model.Session.execute(
        sa.select(Decision.topic_id, Decision.verb, Decision.sha256)
        .where(Decision.step == "periksa", Decision.topic_id.in_([r.id for r in records])))
    seals = {topic["id"]: topic["seal"] for topic in shown["topics"]}
    assert {(row.topic_id, row.verb, row.sha256) for row in given} == {
        (r.id, "return" if r is records[0] else "approve", seals[r.id]) for r in records}
