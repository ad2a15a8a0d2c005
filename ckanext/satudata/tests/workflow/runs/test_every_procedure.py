"""Every procedure of every government from its start to each of its ends, with an officer for every role."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow.runs.parts import Part, all_parts
from ckanext.satudata.tests.workflow.runs.walker import DECIDE, SHOW, Walker, cast, name_all_roles
from ckanext.satudata.workflow import events, flow
from ckanext.satudata.workflow.model import Case, Decision, Task
from ckanext.satudata.workflow.procedures import END

Under = Callable[[str], None]
PARTS = all_parts()


@pytest.fixture
def everyone(house: House) -> House:
    for who in cast():
        house.user(who)
    name_all_roles(house)
    return house


def outcomes(part: Part) -> set[str]:
    ends = [d for step in part.steps.values() for d in step.decisions.values() if d.to == END]
    return {d.outcome or ("rejected" if d.verb == "reject" else "completed") for d in ends}


def check_closed(case: Case, part: Part) -> None:
    """The case is at its end: nothing waits, its chain of events holds, and who approved had not made it."""
    assert case.outcome in outcomes(part), part
    tasks = list(model.Session.scalars(sa.select(Task).where(Task.case_id == case.id)))
    assert {task.status for task in tasks} <= {"done", "skipped", "cancelled"}
    assert list(events.broken(events.case_stream(case.id))) == []
    rows = model.Session.execute(
        sa.select(Decision.by, Decision.verb, Decision.step).where(Decision.case_id == case.id).order_by(Decision.at)).all()
    for number, (by, verb, step) in enumerate(rows):
        checked = flow.checked_by(part.procedure.segment_steps(part.segment), part.procedure.steps[step])
        made = {row.by for row in rows[:number] if row.verb == "finish" and row.step in checked}
        assert verb != "approve" or by not in made, f"{part}: {step}"


def test_there_is_a_run_for_each_procedure():
    assert len({(part.government, part.key) for part in PARTS}) >= 40
    governments = {part.government for part in PARTS}
    assert governments >= {"way_kanan", "magetan", "maluku_utara", "banyuwangi", "bandar_lampung", "default"}


def test_no_procedure_needs_what_the_engine_cannot_do():
    assert {str(part): part.unsupported for part in PARTS if part.unsupported} == {}


@pytest.mark.parametrize("part", PARTS, ids=str)
def test_it_runs_straight_to_its_end_and_who_made_it_checks_nothing(part: Part, everyone: House, under: Under):
    under(part.government)
    walker = Walker(everyone, part, set(), alone=True, straight=True)
    check_closed(walker.walk(walker.open()), part)


@pytest.mark.parametrize("part", PARTS, ids=str)
def test_each_return_choice_and_end_is_taken_by_its_office_and_nobody_else(part: Part, everyone: House, under: Under):
    take_all_ways(part, everyone, under, everybody=False)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS, ids=str)
def test_nobody_of_all_the_others_can_act_at_any_step(part: Part, everyone: House, under: Under):
    take_all_ways(part, everyone, under, everybody=True)


@pytest.mark.parametrize("government", ["way_kanan", "banyuwangi"])
def test_the_office_of_a_request_has_to_say_which_opd_is_asked(government: str, everyone: House, under: Under):
    """One requester's question goes to the OPD that has the data, not to all of the government."""
    under(government)
    part = Part(government, "layanan_permintaan_data", "permintaan" if government == "way_kanan" else "layanan")
    untaken = {("periksa_ketersediaan", "tidak_tersedia")}
    walker = Walker(everyone, part, untaken)
    case_id = walker.open()
    walker.walk(case_id, until="hubungi_opd")
    shown = everyone.act("kasi", SHOW, id=case_id)
    assert shown["task"]["answers"][0]["organizations_required"] is True
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "finish"}
    with pytest.raises(tk.ValidationError, match="Choose the OPD that is asked"):
        everyone.act("kasi", DECIDE, **sent)
    everyone.act("kasi", DECIDE, **sent, organizations=[everyone.elsewhere["id"]])
    asked = model.Session.scalars(sa.select(Case.org_id).where(Case.parent_id == case_id)).all()
    assert asked == [everyone.elsewhere["id"]]


def take_all_ways(part: Part, house: House, under: Under, *, everybody: bool) -> None:
    under(part.government)
    untaken, ended = part.ways, set()
    while untaken or not ended:
        left = len(untaken)
        walker = Walker(house, part, untaken, everybody=everybody)
        case = walker.walk(walker.open())
        check_closed(case, part)
        ended.add(case.outcome)
        assert len(untaken) < left or not untaken, f"{part}: no way leads to {untaken}"
    assert ended == outcomes(part) or not part.ways
