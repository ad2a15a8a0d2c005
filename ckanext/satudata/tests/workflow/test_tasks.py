"""A task is taken, given back, given to somebody, taken over; the second of two is told, and no right comes from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, Record, act, errors_of
from ckanext.satudata.tests.workflow.test_kinds_of_steps import answer, start
from ckanext.satudata.tests.workflow.test_twice import CASE, at_once, told
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.model import Decision, Event, Task

Under = Callable[[str], None]
CLAIM, RELEASE, ASSIGN, TAKE_OVER, ESCALATE = (
    f"satudata_workflow_task_{verb}" for verb in ("claim", "release", "assign", "take_over", "escalate")
)
SHOW, DECIDE = "satudata_workflow_case_show", "satudata_workflow_task_decide"


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    """A case that waits for the Walidata, whom a Kepala Bidang stands above; a Kepala Seksi counts as one."""
    under("way_kanan")
    for who in ("walidata", "walidata_b", "kasi", "kabid", "operator_b"):
        house.user(who)
    record = house.linked()
    house.walk(record, "periksa")
    return record


def task_id(house: House, record: Record) -> str:
    return house.case(record)["task"]["id"]


def row(id_: str) -> Task:
    model.Session.rollback()
    found = model.Session.get(Task, id_, populate_existing=True)
    assert found is not None
    return found


def refused(house: House, who: str, action: str, **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as refusal:
        house.act(who, action, **data)
    return errors_of(refusal.value)


def sentences(house: House, record: Record, who: str = "operator") -> list[str]:
    return [entry["sentence"] for entry in house.case(record, who)["timeline"]]


def test_who_takes_a_task_has_it_and_the_colleague_is_told(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    taken = house.act("walidata", CLAIM, id=id_)
    assert (taken["status"], taken["claimed_by"]) == ("claimed", house.user_id("walidata"))
    assert row(id_).started_at is not None, "the clock of the work begins"
    assert "Another officer has taken this task" in refused(house, "walidata_b", CLAIM, id=id_)
    assert "This task is another officer's" in refused(house, "walidata_b", DECIDE, **house.sent(at_check, "sesuai"))
    assert house.case(at_check)["task"]["holding"]["holder"] == "Walidata"
    assert "Walidata (Walidata) took the task" in sentences(house, at_check)[-1]
    house.answer("walidata", at_check, "sesuai")
    assert house.case(at_check)["step"] == "validasi"


def test_nobody_has_to_take_a_task_before_answering_it(at_check: Record, house: House):
    house.answer("walidata", at_check, "sesuai")
    assert house.case(at_check)["step"] == "validasi"


def test_to_take_it_twice_is_to_take_it_once(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    first = house.act("walidata", CLAIM, id=id_)
    number = told(at_check)
    assert house.act("walidata", CLAIM, id=id_) == first
    assert told(at_check) == number


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("operator", "belongs to another office"),
        ("operator_elsewhere", "belongs to another office"),
        ("kepala", "belongs to another office"),
        ("kabid", "belongs to another office"),         # a superior takes over, which needs a reason
        ("stranger", "belongs to another office"),
        ("admin", "belongs to another office"),
        ("site", "portal itself"),
    ],
)
def test_who_is_no_officer_of_the_step_takes_nothing(who: str, says: str, at_check: Record, house: House):
    id_ = task_id(house, at_check)
    assert says in refused(house, who, CLAIM, id=id_)
    assert row(id_).status == "ready"


@pytest.mark.parametrize("action", [CLAIM, RELEASE, ASSIGN, TAKE_OVER, ESCALATE, "satudata_workflow_task_people"])
def test_a_visitor_does_nothing_with_tasks(action: str, at_check: Record, house: House):
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", action, id=task_id(house, at_check), reason="Uji.", assignee="x")


@pytest.mark.parametrize("action", [CLAIM, RELEASE, ASSIGN, TAKE_OVER, ESCALATE, "satudata_workflow_task_people"])
def test_a_task_that_is_not_there_is_said(action: str, house: House):
    assert "There is no such task" in refused(house, "walidata", action, id="tidak-ada", reason="Uji.", assignee="x")


def test_a_maker_takes_no_task_in_which_he_would_approve_his_own(new_house: House, under: Under):
    under("way_kanan")
    new_house.name_officer("operator", "walidata")
    record = new_house.linked()
    new_house.walk(record, "periksa")
    id_ = task_id(new_house, record)
    assert "You helped to make this data" in refused(new_house, "operator", CLAIM, id=id_)
    new_house.act("walidata", CLAIM, id=id_)
    assert "You helped to make this data" in refused(new_house, "operator", TAKE_OVER, id=id_, reason="Sakit.")
    new_house.user("kabid")
    people = {one["id"] for one in new_house.act("kabid", "satudata_workflow_task_people", id=id_)}
    assert new_house.user_id("operator") not in people and new_house.user_id("walidata") in people
    assert "cannot do that step" in refused(new_house, "kabid", ASSIGN, id=id_, assignee=new_house.user_id("operator"))


def test_who_has_it_or_a_superior_gives_it_back_to_the_office(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    house.act("walidata", CLAIM, id=id_)
    for who in ("walidata_b", "operator", "kepala", "admin"):
        assert "or a superior, can give it back" in refused(house, who, RELEASE, id=id_), who
    assert house.act("walidata", RELEASE, id=id_)["status"] == "ready"
    number = told(at_check)
    house.act("walidata", RELEASE, id=id_)
    assert told(at_check) == number, "given back already"
    house.act("walidata", CLAIM, id=id_)
    assert house.act("kabid", RELEASE, id=id_)["claimed_by"] is None
    assert "Kabid (" in sentences(house, at_check)[-1] and "gave the task of Walidata back" in sentences(house, at_check)[-1]
    house.answer("walidata_b", at_check, "sesuai")


def test_a_superior_gives_a_task_to_one_officer_of_the_office(at_check: Record, house: House):
    id_, chosen = task_id(house, at_check), house.user_id("walidata_b")
    house.act("walidata", CLAIM, id=id_)
    for who in ("walidata", "walidata_b", "operator", "kepala", "admin"):
        assert "Only a superior" in refused(house, who, ASSIGN, id=id_, assignee=chosen), who
    assert "cannot do that step" in refused(house, "kabid", ASSIGN, id=id_, assignee=house.user_id("operator"))
    given = house.act("kabid", ASSIGN, id=id_, assignee=chosen)
    assert (given["assignee"], given["claimed_by"], given["status"]) == (chosen, None, "ready")
    number = told(at_check)
    house.act("kabid", ASSIGN, id=id_, assignee=chosen)
    assert told(at_check) == number
    assert "This task is another officer's" in refused(house, "walidata", DECIDE, **house.sent(at_check, "sesuai"))
    assert "gave the task “" in sentences(house, at_check)[-1] and "to Walidata B." in sentences(house, at_check)[-1]
    house.answer("walidata_b", at_check, "tidak_sesuai", reason="Ubah.")
    house.answer("operator", at_check, "finish")
    assert row(task_id(house, at_check)).assignee == chosen, "in the next round too"


def test_whoever_disposed_of_a_step_may_give_it_to_somebody_else(new_house: House, under: Under):
    under("uji")
    house = new_house
    for who in ("kabid", "kabid_b", "kasi", "kasi_b"):
        house.user(who)
    case_id = start(house, "kabid", "disposisi")
    shown = answer(house, "kabid", case_id, assignee=house.user_id("kasi"))
    id_ = shown["task"]["id"]
    assert house.act("kabid", ASSIGN, id=id_, assignee=house.user_id("kasi_b"))["assignee"] == house.user_id("kasi_b")
    assert "Only a superior" in refused(house, "kasi", ASSIGN, id=id_, assignee=house.user_id("kasi"))
    assert answer(house, "kasi_b", case_id)["step"] == "bagi"


def test_a_colleague_takes_over_with_a_reason_that_the_parties_read(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    assert "Nobody has this task" in refused(house, "walidata_b", TAKE_OVER, id=id_, reason="Cuti.")
    house.act("walidata", CLAIM, id=id_)
    assert "Write the reason" in refused(house, "walidata_b", TAKE_OVER, id=id_, reason="  ")
    for who in ("operator", "kepala", "stranger", "admin"):
        assert "belongs to another office" in refused(house, who, TAKE_OVER, id=id_, reason="Cuti."), who
    house.act("walidata_b", TAKE_OVER, id=id_, reason="Walidata sedang cuti.")
    number = told(at_check)
    house.act("walidata_b", TAKE_OVER, id=id_, reason="Walidata sedang cuti.")
    assert told(at_check) == number
    last = house.case(at_check)["timeline"][-1]
    assert last["reason"] == "Walidata sedang cuti." and "took over the task" in last["sentence"]
    assert "from Walidata." in last["sentence"]
    assert "This task is another officer's" in refused(house, "walidata", DECIDE, **house.sent(at_check, "sesuai"))
    house.answer("walidata_b", at_check, "sesuai")


def test_a_superior_who_takes_over_acts_in_his_own_office(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    assert "belongs to another office" in refused(house, "kabid", DECIDE, **house.sent(at_check, "sesuai"))
    taken = house.act("kabid", TAKE_OVER, id=id_, reason="Walidata sakit.")
    assert taken["offices"] == ["walidata", "kabid_statistik"]
    house.answer("kabid", at_check, "sesuai")
    decided = model.Session.execute(
        sa.select(Decision.role, Decision.by, Decision.single_officer).where(Decision.task_id == id_)).one()
    assert tuple(decided) == ("kabid_statistik", house.user_id("kabid"), False)
    assert house.walk(at_check)["outcome"] == "completed", "the approval of the superior counts"


def test_those_above_read_a_case_while_it_waits_for_those_below(at_check: Record, house: House):
    assert house.case(at_check, "kabid")["task"]["holding"]["verbs"] == ["assign", "take_over", "escalate"]
    house.answer("walidata", at_check, "sesuai")
    with pytest.raises(tk.NotAuthorized):
        house.case(at_check, "kabid")


def test_a_draft_is_not_read_by_those_above_its_opd(house: House, under: Under):
    under("way_kanan")
    house.name_officer("stranger_b", "pimpinan_daerah")
    record = house.linked()
    with pytest.raises(tk.NotAuthorized):
        house.case(record, "stranger_b")


def test_what_a_colleague_has_stands_among_what_waits_for_others(at_check: Record, house: House):
    def on(tab: str, who: str) -> bool:
        found = house.act(who, "satudata_workflow_task_list", tab=tab, q=house.case(at_check)["number"])
        return bool(found["results"])

    assert on("mine", "walidata_b") and not on("others", "walidata_b")
    house.act("walidata", CLAIM, id=task_id(house, at_check))
    assert on("mine", "walidata") and not on("mine", "walidata_b") and on("others", "walidata_b")


def test_two_who_take_a_task_at_the_same_moment_are_one(at_check: Record, house: House):
    id_, number = task_id(house, at_check), told(at_check)
    users = [house.user("walidata"), house.user("walidata_b")]
    sides = at_once(CASE, {"id": at_check.case_id}, *[lambda user=user: act(user, CLAIM, id=id_) for user in users])
    assert [side.error is None for side in sides] == [True, False], "as they came"
    assert "Another officer has taken" in errors_of(sides[1].error)
    assert told(at_check) == number + 1 and row(id_).claimed_by == house.user_id("walidata")


def test_an_answer_and_a_take_over_at_the_same_moment_leave_the_first(at_check: Record, house: House):
    id_ = task_id(house, at_check)
    house.act("walidata", CLAIM, id=id_)
    sent, first, second = house.sent(at_check, "sesuai"), house.user("walidata"), house.user("walidata_b")
    sides = at_once(
        CASE, {"id": at_check.case_id},
        lambda: act(first, DECIDE, **sent), lambda: act(second, TAKE_OVER, id=id_, reason="Cuti."))
    assert sides[0].error is None and "answered already" in errors_of(sides[1].error)
    assert row(id_).finished_by == house.user_id("walidata")


# officers who are gone


def yesterday() -> str:
    from ckanext.satudata.workflow import officers

    return str(officers.today() - officers.date.resolution)


def last_event(record: Record) -> Event:
    stream = events.case_stream(record.case_id)
    found = model.Session.scalar(sa.select(Event).where(Event.stream == stream).order_by(Event.seq.desc()).limit(1))
    assert found is not None
    return found


def test_the_task_of_an_officer_whose_office_ends_is_the_office_s_again(new_house: House, under: Under):
    under("way_kanan")
    house = new_house
    office = house.name_officer("stranger", "walidata", valid_from=yesterday())
    record = house.linked()
    house.walk(record, "periksa", walidata="stranger")
    id_ = task_id(house, record)
    house.act("stranger", CLAIM, id=id_)
    house.act("admin", "satudata_workflow_officer_end", id=office["id"])
    assert row(id_).claimed_by == house.user_id("stranger"), "the last day still counts"
    house.act("admin", "satudata_workflow_officer_end", id=office["id"], last_day=yesterday())
    found = row(id_)
    assert (found.status, found.claimed_by, found.started_at) == ("ready", None, None)
    said = last_event(record)
    assert (said.type, said.actor, said.data["because"]) == (events.TASK_FREED, None, "office_ended")
    assert "The office of Stranger has ended" in sentences(house, record)[-1]
    house.answer("walidata", record, "sesuai")


def test_the_daily_tidying_frees_tasks_of_offices_that_ended_by_themselves(new_house: House, under: Under):
    from ckanext.satudata.workflow import officers
    from ckanext.satudata.workflow.model import Officer

    under("way_kanan")
    house = new_house
    office = house.name_officer("stranger", "walidata", valid_from=yesterday())
    kept, lost = house.linked(), house.linked()
    for record in (kept, lost):
        house.walk(record, "periksa")
    house.act("walidata", CLAIM, id=task_id(house, kept))
    id_ = task_id(house, lost)
    house.act("stranger", CLAIM, id=id_)
    model.Session.execute(
        sa.update(Officer).where(Officer.id == office["id"]).values(valid_until=officers.today() - officers.date.resolution))
    officers.expire()
    model.Session.commit()
    assert row(id_).status == "ready" and row(task_id(house, kept)).status == "claimed"
    number = told(lost)
    officers.expire()
    assert told(lost) == number


def test_a_record_that_moves_to_another_opd_takes_its_task_along_from_who_had_it(house: House, under: Under):
    under("way_kanan")
    record = house.linked()
    id_ = task_id(house, record)
    house.act("operator", CLAIM, id=id_)
    house.user("operator_elsewhere")
    house.act("admin", "package_patch", id=record.id, owner_org=house.elsewhere["id"])
    found = row(id_)
    assert (found.status, found.claimed_by, found.org_id) == ("ready", None, house.elsewhere["id"])
    assert house.act("operator_elsewhere", CLAIM, id=id_)["status"] == "claimed"


def test_the_tasks_of_a_deleted_account_are_free_in_the_same_transaction(new_house: House, under: Under):
    under("way_kanan")
    house = new_house
    house.name_officer("stranger", "walidata")
    record = house.linked()
    house.walk(record, "periksa")
    id_ = task_id(house, record)
    house.act("stranger", CLAIM, id=id_)
    with pytest.raises(tk.NotAuthorized):
        house.act("walidata", "user_delete", id=house.user("stranger"))
    assert row(id_).status == "claimed"
    house.act("admin", "user_delete", id=house.user("stranger"))
    assert row(id_).status == "ready" and last_event(record).data["because"] == "account_deleted"
    house.answer("walidata", record, "sesuai")
    assert list(events.broken(events.case_stream(record.case_id))) == []
