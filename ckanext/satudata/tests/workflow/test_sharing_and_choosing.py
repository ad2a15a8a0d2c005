"""Who is chosen, who agrees, who sees: several offices at one step, officers picked by others, cases opened by colleagues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.tests.workflow.test_kinds_of_steps import SHOW, answer, children, refusal, start
from ckanext.satudata.workflow import governments, holders, moving, opening
from ckanext.satudata.workflow.model import Case, Pause, Task
from ckanext.satudata.workflow.offices import Actor

Under = Callable[[str], None]
LIST = "satudata_workflow_task_list"


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji")


def people(shown: dict[str, Any]) -> set[str]:
    return {one["id"] for one in shown["task"]["answers"][0]["people"]}


# disposisi


def test_whoever_did_the_work_is_not_chosen_to_check_it(new_house: House):
    house = new_house
    house.user("kasi"), house.user("kasi_b")
    case_id = start(house, "kasi", "tunjuk_pemeriksa")
    answer(house, "kasi", case_id)
    shown = house.act("kabid", SHOW, id=case_id)
    assert house.user_id("kasi") not in people(shown) and house.user_id("kasi_b") in people(shown)
    assert "cannot do that step today" in refusal(house, "kabid", case_id, assignee=house.user_id("kasi"))
    answer(house, "kabid", case_id, assignee=house.user_id("kasi_b"))
    assert answer(house, "kasi_b", case_id, "setuju")["outcome"] == "completed"


def test_whoever_disposes_does_not_choose_himself_to_check_what_he_disposed(new_house: House):
    house = new_house
    house.user("kasi"), house.user("kasi_b")
    house.name_officer("kabid", "kasi_statistik")
    case_id = start(house, "kasi", "tunjuk_pemeriksa")
    answer(house, "kasi", case_id)
    assert house.user_id("kabid") not in people(house.act("kabid", SHOW, id=case_id))


def test_whoever_was_chosen_and_then_did_the_work_leaves_the_check_to_the_others(new_house: House):
    house = new_house
    house.user("kasi"), house.user("kasi_b")
    case_id = start(house, "kabid", "tunjuk_dulu")
    answer(house, "kabid", case_id, assignee=house.user_id("kasi_b"))
    answer(house, "kasi_b", case_id)
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == case_id, Task.status == "ready")).one()
    assert task.assignee is None
    assert answer(house, "kasi", case_id, "setuju")["outcome"] == "completed"


# several offices at one step


@pytest.mark.parametrize("first", ["kasi", "kabid"])
def test_of_several_who_answer_a_question_all_say_the_first_answer_or_the_other_one_holds(house: House, first: str):
    second = {"kasi": "kabid", "kabid": "kasi"}[first]

    def asked() -> str:
        case_id = start(house, "walidata", "tanya_bersama")
        answer(house, "walidata", case_id)
        return case_id

    agreed = asked()
    assert answer(house, first, agreed, "ada")["step"] == "jawab", "the other has not said so yet"
    assert answer(house, second, agreed, "ada")["step"] == "siapkan"
    doubted = asked()
    answer(house, first, doubted, "ada")
    assert answer(house, second, doubted, "tidak_ada")["outcome"] == "not_available"
    denied = asked()
    assert answer(house, first, denied, "tidak_ada")["outcome"] == "not_available", "nobody can outvote it"


def test_a_case_that_a_colleague_has_stands_on_the_desk_whichever_of_its_tasks_is_the_first(house: House):
    house.user("kabid_b")
    case_id = start(house, "walidata", "bersama", subject=(words := unique("bersama")))
    answer(house, "walidata", case_id)
    tasks = model.Session.scalars(sa.select(Task).where(Task.case_id == case_id, Task.status == "ready")).all()
    for task in tasks:
        if any("kabid" in key for key in task.offices):
            task.claimed_by, task.status, task.id = house.user_id("kabid_b"), "claimed", "zzz" + task.id[3:]
        else:
            task.id = "000" + task.id[3:]
    model.Session.commit()
    for who in ("kabid", "kabid_b", "kasi"):
        tabs = [tab for tab in ("mine", "others") if house.act(who, LIST, tab=tab, q=words)["count"]]
        assert tabs == [{"kabid": "others"}.get(who, "mine")], who


# who reads, who is asked


def test_a_colleague_reads_what_the_opds_answer_to_the_question_of_the_other(new_house: House):
    house = new_house
    house.user("operator"), house.user("walidata_b")
    case_id = start(house, "walidata", "tanya_opd")
    answer(house, "walidata", case_id, organizations=[house.org["id"]])
    child = children(case_id)[0]
    assert house.act("walidata_b", SHOW, id=child.id)["id"] == child.id
    assert house.act("operator", SHOW, id=child.id)["task"]["mine"]
    for who in ("kasi", "operator_elsewhere", "stranger"):
        with pytest.raises(Exception, match="Only the offices that work on this case"):
            house.act(who, SHOW, id=child.id)


def test_an_opd_that_was_dissolved_starts_nothing_and_is_not_asked(new_house: House):
    house = new_house
    house.user("operator")

    def offered() -> list[str]:
        listed = house.act("operator", "satudata_workflow_startable_list")
        return [office["id"] for one in listed for office in one["organizations"] or () if one["segment"] == "usulan"]

    assert offered() == [house.org["id"]]
    group = model.Group.get(house.org["id"])
    group.state = "deleted"
    model.Session.commit()
    assert offered() == []
    group.state = "active"
    model.User.get(house.user("operator")).state = "deleted"
    model.Session.commit()
    assert house.org["id"] not in [id_ for id_, _ in holders.organizations(governments.current())], "nobody could answer"


# a case that ends, a record that moves


def test_a_case_that_ends_while_its_clock_stands_still_leaves_no_clock_that_stands(house: House):
    case_id = start(house, "kasi", "bertempo")
    house.act("kasi", "satudata_workflow_case_pause", id=case_id, whose="outside", reason="Menunggu BPS.")
    house.act("kasi", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    pause = model.Session.scalars(sa.select(Pause).where(Pause.case_id == case_id)).one()
    case = model.Session.get(Case, case_id)
    assert case is not None and pause.until == case.closed_at


def test_a_case_about_several_records_follows_when_the_last_of_them_has_moved(new_house: House):
    house = new_house
    records = sorted([house.linked().id, house.linked().id])
    government = governments.current()
    run = opening.Run(government, government.procedures["pantau"], None, (house.org["id"], house.org["title"]))
    actor = Actor(house.user_id("walidata"), "Walidata")
    case = opening.open_run(run, actor, [("dataset", id_) for id_ in records]).case
    for number, id_ in enumerate(reversed(records)):
        package = model.Package.get(id_)
        package.owner_org = house.elsewhere["id"]
        model.Session.flush()
        moving.reassign(case, house.elsewhere["id"])
        tasks = model.Session.scalars(sa.select(Task.org_id).where(Task.case_id == case.id)).all()
        there = [house.org["id"], house.elsewhere["id"]][number]
        assert (case.org_id, tasks) == (there, [there])
    model.Session.rollback()
