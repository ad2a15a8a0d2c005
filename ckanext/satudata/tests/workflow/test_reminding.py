"""Reminders of deadlines: each once, to who has to know, and anew when the deadline has moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow.test_clocks import EXTEND, arrived, start
from ckanext.satudata.workflow import events, reminding
from ckanext.satudata.workflow.model import Case, Notification

Under = Callable[[str], None]
WIT = ZoneInfo("Asia/Jayapura")
DUE = datetime(2030, 6, 6, 16, 0, tzinfo=WIT)


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji")
    model.Session.execute(sa.update(Case).where(Case.status == "open").values(status="closed", outcome="cancelled"))
    model.Session.commit()


def stages(case_id: str) -> list[str]:
    query = sa.select(events.Event.data["stage"].astext).where(
        events.Event.stream == events.case_stream(case_id), events.Event.type == events.DEADLINE_REMINDED)
    return list(model.Session.scalars(query.order_by(events.Event.seq)))


def told(case_id: str, template: str) -> set[str]:
    query = sa.select(Notification.recipient).where(Notification.case_id == case_id, Notification.template == template)
    return set(model.Session.scalars(query))


def test_each_stage_is_told_once_and_in_order(house: House):
    case_id = start(house)
    arrived(case_id)
    assert reminding.send(DUE - timedelta(days=3)) == 0, "it is not near yet"
    for at, expected in (
        (DUE - timedelta(days=1, hours=2), ["soon"]),
        (DUE - timedelta(days=1, hours=1), ["soon"]),
        (DUE - timedelta(hours=4), ["soon", "due"]),
        (DUE, ["soon", "due"]),
        (DUE + timedelta(minutes=1), ["soon", "due", "overdue"]),
        (DUE + timedelta(days=30), ["soon", "due", "overdue"]),
    ):
        reminding.send(at)
        assert stages(case_id) == expected, at


def test_who_was_not_reminded_for_a_week_is_told_the_strongest_only(house: House):
    case_id = start(house)
    arrived(case_id)
    reminding.send(DUE + timedelta(days=7))
    assert stages(case_id) == ["overdue"]


def test_the_superior_is_told_only_of_what_is_overdue(house: House):
    house.user("kabid")
    case_id = start(house)
    arrived(case_id)
    reminding.send(DUE - timedelta(hours=4))
    assert house.user_id("kasi") in told(case_id, "due") and house.user_id("kabid") not in told(case_id, "due")
    reminding.send(DUE + timedelta(hours=4))
    assert {house.user_id("kasi"), house.user_id("kabid")} <= told(case_id, "overdue")


def test_a_deadline_that_has_moved_is_reminded_of_anew(house: House):
    case_id = start(house)
    arrived(case_id)
    reminding.send(DUE - timedelta(hours=4))
    house.act("kasi", EXTEND, id=case_id, value="5", unit="working_days", reason="Sakit.")
    reminding.send(DUE - timedelta(hours=3))
    assert stages(case_id) == ["due"]
    reminding.send(DUE + timedelta(days=7, hours=-4))
    assert stages(case_id) == ["due", "due"]


def test_a_finished_task_is_not_reminded_of(house: House):
    case_id = start(house)
    arrived(case_id)
    house.act("kasi", "satudata_workflow_case_cancel", id=case_id, reason="Tidak jadi.")
    assert reminding.send(DUE + timedelta(days=1)) == 0
