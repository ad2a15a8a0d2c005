"""Steps that wait outside, are skipped, are done by the portal, by several, by who was chosen, or by cases of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, errors_of, unique
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.workflow.model import Case, Decision, Task
from ckanext.satudata.workflow.rules import Problem

Under = Callable[[str], None]
CREATE, DECIDE, SHOW = "satudata_workflow_case_create", "satudata_workflow_task_decide", "satudata_workflow_case_show"


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji")


@pytest.fixture
def hooks() -> Iterator[Any]:
    yield trial.hooks
    trial.hooks.effect, trial.hooks.guard, trial.hooks.fact = None, None, None


def start(house: House, who: str, procedure: str, **data: Any) -> str:
    """Id of a new case."""
    return house.act(who, CREATE, procedure=procedure, **data)["id"]


def answer(house: House, who: str, case_id: str, key: str = "finish", **data: Any) -> dict[str, Any]:
    """Answer as somebody who has read the page; gives the case as it then is."""
    shown = house.act(who, SHOW, id=case_id)
    house.act(who, DECIDE, id=shown["task"]["id"], lock_version=shown["lock_version"], answer=key, **data)
    return house.act(who, SHOW, id=case_id)


def refusal(house: House, who: str, case_id: str, key: str = "finish", **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as refused:
        answer(house, who, case_id, key, **data)
    return errors_of(refused.value)


def children(case_id: str) -> list[Case]:
    return list(model.Session.scalars(sa.select(Case).where(Case.parent_id == case_id).order_by(Case.org_id)))


# a case about no record


def test_a_case_about_no_record_has_its_number_and_its_subject_at_once(house: House):
    case_id = start(house, "kasi", "minta_pendapat", subject="Data Stunting 2026")
    shown = house.act("kasi", SHOW, id=case_id)
    assert shown["number"].startswith("KSS-") and shown["subject"] == "Data Stunting 2026" and shown["topics"] == []
    desk = house.act("kasi", "satudata_workflow_task_list", q=shown["number"])
    assert [(row["title"], row["topic_id"]) for row in desk["results"]] == [("Data Stunting 2026", None)]
    found = house.act("kasi", "satudata_workflow_task_list", q="stunting 2026")
    assert shown["number"] in [row["number"] for row in found["results"]]


def test_only_an_office_of_the_first_step_can_start_it(house: House):
    offered = house.act("kasi", "satudata_workflow_startable_list")
    assert ("minta_pendapat", None) in [(one["procedure"], one["segment"]) for one in offered]
    for who in ("walidata", "operator", "stranger", "admin"):
        listed = house.act(who, "satudata_workflow_startable_list")
        assert "minta_pendapat" not in [one["procedure"] for one in listed], who
        with pytest.raises(tk.ValidationError, match="Your office cannot start this"):
            start(house, who, "minta_pendapat")


def test_who_made_it_does_not_approve_it_though_there_is_no_record(new_house: House):
    house = new_house
    house.name_officer("kabid", "kasi_statistik")
    case_id = start(house, "kabid", "minta_pendapat")
    answer(house, "kabid", case_id)
    answer(house, "kabid", case_id, "diterima")
    assert refusal(house, "kabid", case_id, "setuju") == "You helped to make this data. Another officer has to check it."
    shown = answer(house, "kabid_b", case_id, "setuju")
    assert (shown["status"], shown["outcome"]) == ("closed", "completed")
    rows = model.Session.execute(
        sa.select(Decision.step, Decision.verb, Decision.topic_id).where(Decision.case_id == case_id).order_by(Decision.at))
    assert [tuple(row) for row in rows] == [
        ("susun", "finish", None), ("tunggu", "choose", None), ("periksa", "approve", None)]


# when, portal, wait


def test_a_step_whose_fact_does_not_hold_is_skipped_and_the_case_says_so(house: House, hooks: Any):
    case_id = start(house, "kasi", "minta_pendapat")
    shown = answer(house, "kasi", case_id)
    assert shown["step"] == "tunggu", "the portal's step was done, BPS was not asked"
    said = [entry["sentence"] for entry in shown["timeline"]]
    assert "“Langkah saring” was skipped: it does not apply here." in said
    assert "The portal finished “Langkah catat”." in said
    states = model.Session.execute(sa.select(Task.step, Task.status).where(Task.case_id == case_id).order_by(Task.created_at))
    assert sorted(map(tuple, states)) == [("catat", "done"), ("saring", "skipped"), ("susun", "done"), ("tunggu", "ready")]


def test_a_step_whose_fact_holds_is_done_by_its_office(house: House, hooks: Any):
    hooks.fact = lambda situation: situation.case.payload.get("subject") == "prioritas"
    case_id = start(house, "kasi", "minta_pendapat", subject="prioritas")
    assert answer(house, "kasi", case_id)["step"] == "saring"
    assert answer(house, "pembina", case_id)["step"] == "tunggu"


def test_what_the_portal_cannot_do_yet_is_told_to_who_would_bring_it_there_and_nothing_moves(house: House, hooks: Any):
    hooks.guard = lambda situation: [Problem("uji.kurang", None, {"apa": "lampiran"})]
    case_id = start(house, "kasi", "minta_pendapat")
    assert "Isi lampiran." in refusal(house, "kasi", case_id)
    assert house.act("kasi", SHOW, id=case_id)["step"] == "susun"


def test_what_comes_from_outside_is_noted_by_the_office_that_had_the_case(house: House, hooks: Any):
    case_id = start(house, "kasi", "minta_pendapat")
    answer(house, "kasi", case_id)
    assert refusal(house, "kabid", case_id, "diterima").startswith("This step belongs to another office")
    assert answer(house, "kasi", case_id, "diterima")["step"] == "periksa"


def test_a_return_brings_a_case_without_record_through_all_its_checks_again(house: House, hooks: Any):
    case_id = start(house, "kasi", "minta_pendapat")
    answer(house, "kasi", case_id)
    answer(house, "kasi", case_id, "diterima")
    shown = answer(house, "kabid", case_id, "kembali", reason="Lengkapi.")
    assert (shown["step"], shown["round"]) == ("susun", 2)
    assert answer(house, "kasi", case_id)["step"] == "tunggu"


# together


def test_what_several_offices_do_together_is_done_when_all_have_done_it(house: House):
    case_id = start(house, "walidata", "bersama")
    answer(house, "walidata", case_id)
    shown = answer(house, "kasi", case_id, "setuju")
    assert (shown["step"], shown["status"]) == ("setujui", "open"), "the head of the division has not agreed yet"
    assert shown["task"]["mine"] is False
    shown = answer(house, "kabid", case_id, "setuju")
    assert shown["step"] == "arsipkan"


def test_one_of_several_sends_it_back_for_all_and_all_are_asked_again(house: House):
    case_id = start(house, "walidata", "bersama")
    answer(house, "walidata", case_id)
    answer(house, "kasi", case_id, "setuju")
    shown = answer(house, "kabid", case_id, "kembali", reason="Lengkapi.")
    assert (shown["step"], shown["round"]) == ("usulkan", 2)
    answer(house, "walidata", case_id)
    answer(house, "kabid", case_id, "setuju")
    assert house.act("kasi", SHOW, id=case_id)["task"]["mine"], "the first agreement was about what was sent back"
    assert answer(house, "kasi", case_id, "setuju")["step"] == "arsipkan"


def test_a_case_at_a_shared_step_stands_once_on_each_desk(house: House):
    case_id = start(house, "walidata", "bersama", subject=(words := unique("bersama")))
    answer(house, "walidata", case_id)
    for who, tab in (("kasi", "mine"), ("kabid", "mine"), ("walidata", "others")):
        assert house.act(who, "satudata_workflow_task_list", tab=tab, q=words)["count"] == 1, who


# disposisi


def test_only_the_officer_who_was_chosen_does_the_step(house: House):
    house.user("kasi"), house.user("kasi_b")
    case_id = start(house, "kabid", "disposisi")
    assert refusal(house, "kabid", case_id) == "Choose the officer who does the next step."
    assert "cannot do that step today" in refusal(house, "kabid", case_id, assignee=house.user_id("walidata"))
    shown = house.act("kabid", SHOW, id=case_id)
    people = {one["id"] for one in shown["task"]["answers"][0]["people"]}
    assert {house.user_id("kasi"), house.user_id("kasi_b")} <= people
    shown = answer(house, "kabid", case_id, assignee=house.user_id("kasi_b"))
    assert shown["task"]["assignee"] == "Kasi B"
    assert refusal(house, "kasi", case_id).startswith("This task is another officer's.")
    number = shown["number"]
    assert house.act("kasi", "satudata_workflow_task_list", q=number)["count"] == 0
    assert house.act("kasi_b", "satudata_workflow_task_list", q=number)["count"] == 1
    answer(house, "kasi_b", case_id)
    answer(house, "kabid", case_id)         # `auto`: the portal chooses who has the least to do
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == case_id, Task.step == "ulangi")).one()
    assert task.assignee in people


def test_a_chosen_officer_whose_office_has_ended_leaves_the_task_to_the_others(new_house: House):
    house = new_house
    second = house.user("kasi_b")
    office = next(o for o in house.act("admin", "satudata_workflow_officer_list") if o["user_id"] == house.user_id("kasi_b"))
    case_id = start(house, "kabid", "disposisi")
    shown = house.act("kabid", SHOW, id=case_id)
    house.act("admin", "satudata_workflow_officer_end", id=office["id"], last_day="2020-01-01")
    with pytest.raises(tk.ValidationError, match="cannot do that step"):
        house.act("kabid", DECIDE, id=shown["task"]["id"], lock_version=shown["lock_version"], answer="finish",
                  assignee=model.User.get(second).id)


# cases of their own


def test_a_case_that_asks_two_opds_goes_on_when_both_have_answered(house: House):
    house.user("operator"), house.user("operator_elsewhere")
    case_id = start(house, "walidata", "tanya_opd", subject="Rekap")
    shown = answer(house, "walidata", case_id, organizations=[house.org["id"], house.elsewhere["id"]])
    assert shown["step"] == "tanya" and shown["task"]["mine"] is False
    asked = {child.org_id: child for child in children(case_id)}
    assert set(asked) == {house.org["id"], house.elsewhere["id"]}
    assert {child.payload["subject"] for child in asked.values()} == {"Rekap"}
    assert refusal(house, "walidata", case_id).startswith("This step belongs to another office"), "nobody can pass over it"
    answer(house, "operator", asked[house.org["id"]].id)
    assert house.act("walidata", SHOW, id=case_id)["step"] == "tanya"
    answer(house, "operator_elsewhere", asked[house.elsewhere["id"]].id)
    shown = house.act("walidata", SHOW, id=case_id)
    assert shown["step"] == "rangkum"
    sentences = [entry["sentence"] for entry in shown["timeline"]]
    assert sentences.count("A case that was opened at this step has ended: completed.") == 2


def test_without_a_choice_every_opd_that_has_officers_is_asked(house: House):
    house.user("operator"), house.user("operator_elsewhere")
    case_id = start(house, "walidata", "kabari_opd")
    shown = answer(house, "walidata", case_id)
    assert shown["step"] == "tutup", "it waits for none of them"
    assert {house.org["id"], house.elsewhere["id"]} <= {child.org_id for child in children(case_id)}
    assert {child.status for child in children(case_id)} == {"open"}


def test_an_opd_that_does_not_exist_is_not_asked(house: House):
    case_id = start(house, "walidata", "tanya_opd")
    assert "does not exist any more" in refusal(house, "walidata", case_id, organizations=["tidak-ada"])


def test_a_cancelled_case_ends_those_that_it_waits_for(house: House):
    house.user("operator")
    case_id = start(house, "walidata", "tanya_opd")
    answer(house, "walidata", case_id, organizations=[house.org["id"]])
    house.act("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    assert [(child.status, child.outcome) for child in children(case_id)] == [("closed", "cancelled")]
    shown = house.act("walidata", SHOW, id=case_id)
    assert (shown["outcome"], shown["step"]) == ("cancelled", "tanya"), "it does not go on because the last one has ended"
    states = model.Session.execute(sa.select(Task.step, Task.status).where(Task.case_id == case_id))
    assert sorted(map(tuple, states)) == [("siapkan", "done"), ("tanya", "cancelled")]


def test_a_cancelled_answer_counts_as_ended_for_the_case_that_waits(house: House):
    house.user("operator")
    case_id = start(house, "walidata", "tanya_opd")
    answer(house, "walidata", case_id, organizations=[house.org["id"]])
    child = children(case_id)[0]
    house.act("operator", "satudata_workflow_case_cancel", id=child.id, reason="Tidak punya data.")
    assert house.act("walidata", SHOW, id=case_id)["step"] == "rangkum"


# parts of an SOP that run for an OPD or for the government


def test_a_part_that_runs_for_an_opd_is_started_by_its_own_officer_for_it_alone(house: House):
    offered = {(one["procedure"], one["segment"]): one for one in house.act("operator", "satudata_workflow_startable_list")}
    assert [office["id"] for office in offered["tahunan", "usulan"]["organizations"]] == [house.org["id"]]
    with pytest.raises(tk.ValidationError, match="cannot start this"):
        start(house, "operator", "tahunan", segment="usulan", organization=house.elsewhere["id"])
    case_id = start(house, "operator", "tahunan", segment="usulan", organization=house.org["id"])
    shown = answer(house, "operator", case_id)
    assert (shown["org_id"], shown["status"]) == (house.org["id"], "closed")


def test_a_part_that_runs_for_the_government_belongs_to_no_opd(house: House):
    case_id = start(house, "kabid", "tahunan", segment="laporan")
    shown = house.act("kabid", SHOW, id=case_id)
    assert (shown["org_id"], shown["subject"], shown["kind"]) == (None, "Yearly report", "report")
    assert answer(house, "kabid", case_id)["status"] == "closed"


def test_a_procedure_about_records_is_not_started_without_one(house: House):
    with pytest.raises(tk.ValidationError, match="cannot start this"):
        start(house, "operator", "terbitkan", organization=house.org["id"])


# the page


def test_the_page_of_what_can_be_started_offers_the_offices_own_and_keeps_what_was_typed(web: Any, house: House):
    page = web.get(house.user("kasi"), "/satudata/workflow/start").get_data(as_text=True)
    assert 'id="start-minta_pendapat"' in page and 'id="start-bersama"' not in page
    sent = {"procedure": "bersama", "subject": "Stunting"}
    refused = web.post(house.user("kasi"), "/satudata/workflow/start", data=sent).get_data(as_text=True)
    assert "Your office cannot start this." in refused and "Stunting</textarea>" in refused
    opened = web.post(house.user("kasi"), "/satudata/workflow/start", data=sent | {"procedure": "minta_pendapat"})
    assert opened.status_code == 302 and "/satudata/workflow/case/" in opened.headers["Location"]
    assert web.get("", "/satudata/workflow/start").status_code == 302


def test_the_page_of_a_case_about_no_record_offers_its_answer(web: Any, house: House):
    house.user("kasi"), house.user("kasi_b")
    case_id = start(house, "kabid", "disposisi", subject="Undangan Rapat")
    page = web.get(house.user("kabid"), f"/satudata/workflow/case/{case_id}").get_data(as_text=True)
    assert "Undangan Rapat" in page and 'name="assignee"' in page and "Kasi B" in page


def test_a_form_that_is_sent_twice_starts_one_case(house: House):
    first = start(house, "kasi", "minta_pendapat", form="borang-1")
    assert start(house, "kasi", "minta_pendapat", form="borang-1") == first
    assert start(house, "kasi", "minta_pendapat", form="borang-2") != first
    assert start(house, "kasi_b", "minta_pendapat", form="borang-1") != first, "a form is its sender's own"


def test_cases_that_nobody_waits_for_go_on_when_the_one_that_opened_them_is_cancelled(house: House):
    house.user("operator")
    case_id = start(house, "walidata", "kabari_opd")
    answer(house, "walidata", case_id, organizations=[house.org["id"]])
    house.act("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    assert [child.status for child in children(case_id)] == ["open"]
    assert answer(house, "operator", children(case_id)[0].id)["outcome"] == "completed"
