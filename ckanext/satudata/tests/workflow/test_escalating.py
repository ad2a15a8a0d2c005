"""A task is raised to the office above: by whoever waits, or by the portal where nobody holds its offices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from click.testing import CliRunner

from ckanext.satudata.tests.factories import House, Record, act
from ckanext.satudata.tests.workflow.test_kinds_of_steps import answer, start
from ckanext.satudata.tests.workflow.test_tasks import DECIDE, ESCALATE, SHOW, refused, row, task_id, yesterday
from ckanext.satudata.tests.workflow.test_twice import CASE, at_once, told
from ckanext.satudata.workflow import doctor, escalating, events
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Task
from ckanext.satudata.workflow.superiors import ADMINISTRATOR

Under = Callable[[str], None]
WHY = "Dua minggu tanpa jawaban."


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    under("way_kanan")
    for who in ("walidata", "kabid"):
        house.user(who)
    record = house.linked()
    house.walk(record, "periksa")
    return record


Name = Callable[[str, str], None]


@pytest.fixture
def name(house: House, under: Under) -> Iterator[Name]:
    """Names somebody to a role that nobody else holds, until the test ends: `juru_uji`, above it `lurah_uji`, `camat_uji`."""
    under("uji")
    given: list[str] = []

    def named(who: str, role: str) -> None:
        given.append(house.name_officer(who, role)["id"])

    yield named
    for office_id in given:
        house.act("admin", "satudata_workflow_officer_end", id=office_id, last_day=yesterday())


def lonely(house: House) -> str:
    """Id of a case whose step belongs to an office that nobody holds."""
    case_id = start(house, "walidata", "sepi")
    assert answer(house, "walidata", case_id)["step"] == "jaga"
    return case_id


def open_task(case_id: str) -> Task:
    model.Session.rollback()
    return model.Session.query(Task).filter_by(case_id=case_id, status="ready").one()


def said(house: House, case_id: str) -> str:
    return house.act("walidata", SHOW, id=case_id)["timeline"][-1]["sentence"]


@pytest.mark.parametrize("who", ["operator", "operator_b", "verifikator", "kepala", "walidata", "kasi", "kabid"])
def test_who_works_on_a_case_or_waits_for_it_asks_the_office_above(who: str, at_check: Record, house: House):
    id_ = task_id(house, at_check)
    house.user("sekretaris")
    raised = house.act(who, ESCALATE, id=id_, reason=WHY)
    assert raised["offices"] == ["walidata", "kabid_statistik"]
    last = house.case(at_check)["timeline"][-1]
    assert last["reason"] == WHY and "asked the office above: Kepala Bidang" in last["sentence"]
    house.answer("kabid", at_check, "sesuai")


@pytest.mark.parametrize("who", ["operator_elsewhere", "kepala_elsewhere", "pembina", "stranger", "admin"])
def test_nobody_else_asks_it(who: str, at_check: Record, house: House):
    assert "Only who works on this case" in refused(house, who, ESCALATE, id=task_id(house, at_check), reason=WHY)


def test_a_reason_is_needed_and_the_second_click_raises_it_no_higher(at_check: Record, house: House):
    house.user("sekretaris")
    id_ = task_id(house, at_check)
    assert "Write the reason" in refused(house, "operator", ESCALATE, id=id_, reason=" ")
    to = house.case(at_check)["task"]["holding"]["rises_to"]
    first = house.act("operator", ESCALATE, id=id_, reason=WHY, to=to)
    number = told(at_check)
    assert house.act("operator", ESCALATE, id=id_, reason=WHY, to=to) == first and told(at_check) == number
    second = house.act("operator", ESCALATE, id=id_, reason=WHY)
    assert second["offices"] == ["walidata", "kabid_statistik", "sekretaris_dinas"]


def test_two_who_press_it_at_the_same_moment_raise_it_once(at_check: Record, house: House):
    house.user("sekretaris")
    id_, number = task_id(house, at_check), told(at_check)
    users = [house.user("operator"), house.user("walidata")]
    to = house.case(at_check)["task"]["holding"]["rises_to"]
    sides = at_once(CASE, {"id": at_check.case_id},
                    *[lambda user=user: act(user, ESCALATE, id=id_, reason=WHY, to=to) for user in users])
    assert [side.error for side in sides] == [None, None]
    assert told(at_check) == number + 1 and len(row(id_).offices) == 2


def test_an_office_above_that_nobody_holds_is_passed_over(house: House, name: Name):
    name("stranger", "camat_uji")
    case_id = lonely(house)
    raised = house.act("walidata", ESCALATE, id=open_task(case_id).id, reason=WHY)
    assert raised["offices"] == ["juru_uji", "camat_uji"]
    assert answer(house, "stranger", case_id)["outcome"] == "completed"


def test_at_the_end_of_the_chain_stands_the_administrator(house: House, name: Name):
    case_id = lonely(house)
    id_ = open_task(case_id).id
    assert house.act("walidata", ESCALATE, id=id_, reason=WHY)["offices"] == ["juru_uji", ADMINISTRATOR]
    assert "asked the administrator of the portal to name an officer" in said(house, case_id)
    assert case_id in waiting(house)
    assert "has been asked already" in refused(house, "walidata", ESCALATE, id=id_, reason=WHY)
    assert "belongs to another office" in refused(house, "admin", DECIDE, id=id_, lock_version=2, answer="finish")
    name("stranger", "juru_uji")
    assert case_id in waiting(house), "the administrator was asked, and the task is not done"
    assert answer(house, "stranger", case_id)["outcome"] == "completed"
    assert case_id not in waiting(house)


def waiting(house: House) -> list[str]:
    return [entry["case_id"] for entry in house.act("admin", "satudata_workflow_unheld_list")["results"]]


def test_the_case_the_doctor_and_the_administrator_say_that_it_waits_for_nobody(house: House, name: Name):
    case_id = lonely(house)
    shown = house.act("walidata", SHOW, id=case_id)
    assert shown["task"]["holding"]["unheld"] == (
        "Nobody holds Juru Uji today, so this case waits. The administrator of the portal has to name an officer.")
    assert case_id in waiting(house)
    assert any("Juru Uji" in finding.sentence for finding in doctor.waiting_for_nobody())
    for who in ("walidata", "stranger"):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "satudata_workflow_unheld_list")
    name("stranger", "juru_uji")
    assert case_id not in waiting(house)
    assert house.act("walidata", SHOW, id=case_id)["task"]["holding"]["unheld"] is None


def test_the_portal_raises_what_nobody_can_do_to_who_can(house: House, name: Name):
    case_id = lonely(house)
    name("stranger", "lurah_uji")
    assert escalating.of_empty_offices() >= 1
    model.Session.commit()
    assert open_task(case_id).offices == ["juru_uji", "lurah_uji"]
    assert said(house, case_id) == "Nobody holds the office of “Langkah jaga”. Lurah Uji, the office above, can do it now."
    assert escalating.of_empty_offices() == 0, "asked again it does nothing more"
    assert answer(house, "stranger", case_id)["outcome"] == "completed"


def test_where_nobody_stands_above_either_the_portal_asks_the_administrator_once(house: House, name: Name):
    case_id = lonely(house)
    for number in (1, 0):
        assert (escalating.of_empty_offices() > 0) == bool(number)
        model.Session.commit()
    assert open_task(case_id).offices == ["juru_uji", ADMINISTRATOR]
    assert "The administrator has to name an officer." in said(house, case_id)
    name("stranger", "camat_uji")
    assert escalating.of_empty_offices() >= 1, "an office above is held now"
    model.Session.commit()
    assert open_task(case_id).offices == ["juru_uji", ADMINISTRATOR, "camat_uji"]
    assert answer(house, "stranger", case_id)["outcome"] == "completed"


def test_cron_raises_them_by_a_command(house: House, name: Name):
    case_id = lonely(house)
    name("stranger", "lurah_uji")
    result = CliRunner().invoke(satudata_workflow, ["escalate"])
    assert result.exit_code == 0, result.output
    assert open_task(case_id).offices == ["juru_uji", "lurah_uji"]
    assert list(events.broken(events.case_stream(case_id))) == []
    answer(house, "stranger", case_id)
