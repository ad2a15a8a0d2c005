"""Cases that wait for others, and the case that is waited for: cancelled, ended, numbered, each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.tests.workflow.test_kinds_of_steps import answer, children, refusal, start
from ckanext.satudata.workflow import cancelling, clockface, events, governments, opening
from ckanext.satudata.workflow.model import Case, Event, Opening, Task
from ckanext.satudata.workflow.offices import Actor
from ckanext.satudata.workflow.rules import Problem

Under = Callable[[str], None]


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji")


def asking(house: House, procedure: str = "tanya_opd", **data: str) -> tuple[str, Case]:
    """A case that waits for the answer of one OPD, and the case of that OPD."""
    house.user("operator")
    case_id = start(house, "walidata", procedure, **data)
    answer(house, "walidata", case_id, organizations=[house.org["id"]])
    return case_id, children(case_id)[0]


def told(case_id: str, event_type: str) -> list[dict]:
    query = sa.select(Event.data).where(Event.stream == events.case_stream(case_id), Event.type == event_type)
    return list(model.Session.scalars(query.order_by(Event.seq)))


@pytest.mark.parametrize("procedure", ["tanya_opd", "tampung"])
def test_a_case_that_is_cancelled_while_it_waits_does_not_go_on_first(house: House, procedure: str):
    case_id, _ = asking(house, procedure)
    house.act("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    tasks = model.Session.execute(sa.select(Task.step, Task.status).where(Task.case_id == case_id).order_by(Task.created_at))
    assert [tuple(row) for row in tasks] == [("siapkan", "done"), ("tanya", "cancelled")]
    assert [data["outcome"] for data in told(case_id, events.CASE_CLOSED)] == ["cancelled"], "it ended once"


def test_a_case_that_ends_with_the_answers_has_done_its_last_step(house: House):
    case_id, child = asking(house, "tampung")
    answer(house, "operator", child.id)
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == case_id, Task.step == "tanya")).one()
    assert (task.status, task.answer_key) == ("done", "finish")
    assert house.act("walidata", "satudata_workflow_case_show", id=case_id)["outcome"] == "completed"


def test_a_step_that_waited_for_answers_is_told_to_be_finished(house: House):
    case_id, child = asking(house)
    answer(house, "operator", child.id)
    assert [data["step"] for data in told(case_id, events.STEP_FINISHED)] == ["siapkan", "tanya"]


def test_an_opd_that_is_named_by_its_short_name_is_asked(house: House):
    house.user("operator")
    case_id = start(house, "walidata", "tanya_opd")
    answer(house, "walidata", case_id, organizations=[house.org["name"]])
    assert [child.org_id for child in children(case_id)] == [house.org["id"]]


def about(house: House, *record_ids: str, procedure: str = "pantau") -> str:
    """Id of a case about records that looks at each of them in a case of its own."""
    government = governments.current()
    actor = Actor(house.user_id("walidata"), "Walidata")
    run = opening.Run(government, government.procedures[procedure])
    case_id = opening.open_run(run, actor, [("dataset", id_) for id_ in record_ids]).case.id
    model.Session.commit()
    return case_id


def test_a_case_about_a_record_that_nobody_seals_has_its_number_and_its_clock_at_once(house: House):
    record = house.linked()
    case_id = about(house, record.id)
    answer(house, "walidata", case_id)
    child = children(case_id)[0]
    model.Session.refresh(child)
    assert child.number is not None
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == child.id)).one()
    assert task.due_at is not None
    assert datetime.fromisoformat(clockface.of_case(child, task)["limit"]["start"]) == child.opened_at
    shown = house.act("kasi", "satudata_workflow_case_show", id=child.id)
    assert shown["number"] == child.number and shown["task"]["mine"]
    assert answer(house, "kasi", child.id)["status"] == "closed"


def test_what_the_end_of_a_waited_for_case_leaves_to_do_is_done_after_that_of_the_case_that_waits(house: House):
    record = house.linked()
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Ulang.")
    case_id = about(house, record.id, procedure="ajukan")
    answer(house, "walidata", case_id)
    assert children(case_id)[0].kind == "publication"
    cancelled = cancelling.cancel(case_id, "Tidak jadi.", Actor(house.user_id("walidata"), "Walidata"))
    assert cancelled.afterwards, "the record is indexed anew"
    model.Session.commit()


def lacks_a_letter(situation: object) -> list[Problem]:
    return [Problem("uji.kurang", None, {"apa": "lampiran"})]


def test_what_the_portal_cannot_do_after_the_last_answer_holds_up_no_opd_that_answers(house: House):
    case_id, child = asking(house, "catat_jawaban")
    trial.hooks.guard = lacks_a_letter
    assert answer(house, "operator", child.id)["status"] == "closed"
    shown = house.act("walidata", "satudata_workflow_case_show", id=case_id)
    assert (shown["status"], shown["step"], shown["task"]["mine"]) == ("open", "tanya", True)
    assert "Isi lampiran." in refusal(house, "walidata", case_id), "who can mend it is told what is missing"
    assert [data["step"] for data in told(case_id, events.STEP_FINISHED)] == ["siapkan"]
    trial.hooks.guard = None
    assert answer(house, "walidata", case_id)["outcome"] == "completed"
    assert list(events.broken(events.case_stream(case_id))) == []


def test_a_part_that_cannot_begin_holds_up_neither_the_end_before_it_nor_the_part_beside_it(house: House):
    trial.hooks.guard = lacks_a_letter
    case_id = start(house, "walidata", "berlanjut", segment="usulan")
    assert answer(house, "walidata", case_id)["outcome"] == "completed"
    model.Session.remove()
    rows = model.Session.scalars(sa.select(Opening).where(Opening.occasion == f"case:{case_id}")).all()
    assert [(row.segment, row.case_id is not None) for row in rows] == [("pengumuman", True)]
    first = model.Session.get(Case, case_id)
    assert first is not None
    query = sa.select(Case.segment).where(Case.procedure_id == first.procedure_id, Case.opened_at > first.opened_at)
    assert list(model.Session.scalars(query)) == ["pengumuman"], "nothing half open is left"
