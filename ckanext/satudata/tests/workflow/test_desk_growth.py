"""What keeps a desk quick after years: who took part in which case stands in a table of its own, and each list has its index.

Plans are asked for, not times: a plan that reads every case that ever was is wrong on a small database, too.
"""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ckanext.satudata.tests.factories import House, context_of
from ckanext.satudata.workflow import desk, officers
from ckanext.satudata.workflow.model import Case, Part, Task
from ckanext.satudata.workflow.offices import Actor

Under = Callable[[str], None]


def out_of_step() -> list[tuple[str, str]]:
    """Persons and cases for which the table says something else than cases and tasks do."""
    model.Session.flush()
    opened = sa.select(Case.opened_by, Case.id, Case.closed_at)
    finished = sa.select(Task.finished_by, Case.id, Case.closed_at).join(Case, Case.id == Task.case_id)
    true = sa.union(opened, finished.where(Task.finished_by.is_not(None)))
    kept = sa.select(Part.user_id, Part.case_id, Part.closed_at)
    return [(row[0], row[1]) for query in (sa.except_(true, kept), sa.except_(kept, true))
            for row in model.Session.execute(query)]


def parts(case_id: str) -> dict[str, bool]:
    """Who took part in a case, and whether it is kept as closed for him."""
    return {row.user_id: row.closed_at is not None
            for row in model.Session.scalars(sa.select(Part).where(Part.case_id == case_id))}


def test_who_opened_a_case_or_finished_a_task_of_it_takes_part_in_it(house: House, under: Under):
    under("default")
    record = house.linked()
    operator, walidata = house.user_id("operator"), house.user_id("walidata")
    assert parts(record.case_id) == {operator: False}
    house.walk(record, "terbit")
    assert parts(record.case_id) == {operator: False, walidata: False}
    house.walk(record)
    assert parts(record.case_id) == {operator: True, walidata: True}
    assert out_of_step() == [], "nor is it in any case that another test has left"


def test_a_case_that_is_cancelled_is_closed_for_all_who_took_part(house: House, under: Under):
    under("default")
    record = house.linked()
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Dibuat dua kali.")
    assert parts(record.case_id) == {house.user_id("operator"): True}
    assert out_of_step() == []


def plan_of(query: sa.Select) -> str:
    """How the database would answer if reading a whole table were dear, as it is on a portal of many years."""
    compiled = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    model.Session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    model.Session.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
    connection = model.Session.connection()
    return "\n".join(row[0] for row in connection.exec_driver_sql("EXPLAIN " + str(compiled).replace("%", "%%")))


@pytest.fixture
def operator(house: House, under: Under) -> Actor:
    under("default")
    house.walk(house.linked())
    return officers.actor_of(context_of(house.user("operator")))


def test_the_last_finished_cases_are_read_in_the_order_of_their_index(operator: Actor):
    plan = plan_of(desk._query(operator, desk.FINISHED).order_by(*desk.LAST_CLOSED).limit(20))
    assert "satudata_workflow_part_finished" in plan
    assert "Sort" not in plan and "Seq Scan" not in plan, plan


def test_finished_cases_are_counted_without_reading_a_case(operator: Actor):
    plan = plan_of(desk._count_all(operator, desk.FINISHED))
    assert "satudata_workflow_case" not in plan and "Seq Scan" not in plan, plan


@pytest.mark.parametrize("tab", [desk.MINE, desk.OTHERS])
def test_open_cases_are_found_without_a_look_at_closed_ones(tab: str, operator: Actor):
    plan = plan_of(desk._query(operator, tab).order_by(Task.created_at, Case.id).limit(20))
    assert "finished_by" not in plan, f"all tasks that somebody ever did would be read:\n{plan}"
    if tab == desk.OTHERS:
        assert "satudata_workflow_part_open" in plan and "satudata_workflow_case_open" in plan, plan


def test_a_narrowed_tab_counts_what_it_shows(operator: Actor):
    found, total = desk.rows(operator, desk.FINISHED, 5, wanted=desk.Wanted(org=operator.offices[0].org_id))
    assert total == desk.rows(operator, desk.FINISHED, 0)[1] and 0 < len(found) <= total
    assert desk.rows(operator, desk.FINISHED, 5, wanted=desk.Wanted(org="nobody")) == ([], 0)
