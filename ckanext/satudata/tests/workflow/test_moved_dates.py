"""Who has a task is told when a closed day moves its date, and when that day is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow.test_clocks import DAY, answer, arrived, due, start
from ckanext.satudata.tests.workflow.test_notifications import LIST, mails
from ckanext.satudata.workflow import clocks, notices
from ckanext.satudata.workflow.model import Holiday, Notification


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> Iterator[None]:
    under("uji")
    yield
    model.Session.rollback()
    model.Session.execute(sa.delete(Holiday))
    model.Session.commit()


def told(house: House, case_id: str) -> list[dict[str, Any]]:
    """What the head of the section was told of moved dates, latest first."""
    found = house.act("kasi", LIST, limit=100)["results"]
    return [one for one in found if (one["case_id"], one["template"]) == (case_id, "moved")]


def close(house: House, day: str) -> str:
    added = house.act("admin", DAY, day=day, name="Hari Jadi", source="SK 1/2030")["id"]
    clocks.rebuild("days")
    return added


def test_a_closed_day_is_told_to_who_has_the_task_with_the_new_date(house: House):
    case_id = start(house)
    arrived(case_id)
    close(house, "2030-06-05")
    (one,) = told(house, case_id)
    assert due(house, case_id) == "2030-06-07T16:30:00+09:00"
    assert one["heading"] == "Due on another day" and "7 Jun" in one["detail"] and "16:30 WIT" in one["detail"]
    assert mails(case_id)[house.user_id("kasi")] == ("moved", True), "no mail of its own: it waits for the digest"
    clocks.rebuild("days")
    assert len(told(house, case_id)) == 1, "computed again it is where it was, and nobody hears of it"


def test_of_a_day_that_is_taken_back_the_last_word_alone_is_unread(house: House):
    case_id = start(house)
    arrived(case_id)
    added = close(house, "2030-06-05")
    house.act("admin", "satudata_workflow_holiday_delete", id=added)
    clocks.rebuild("days")
    assert [one["is_read"] for one in told(house, case_id)] == [False, True]
    assert "6 Jun" in told(house, case_id)[0]["detail"]
    answer(house, "kasi", case_id)
    assert all(one["is_read"] for one in told(house, case_id)), "who has done the task need not read of its date"


def test_a_mail_about_the_date_of_a_task_that_is_done_is_not_sent(house: House):
    case_id = start(house)
    arrived(case_id)
    close(house, "2030-06-05")
    answer(house, "kasi", case_id)
    query = sa.select(Notification).where(Notification.case_id == case_id, Notification.template == "moved")
    rows = model.Session.scalars(query).all()
    user = model.User.get(house.user("kasi"))
    assert {row.recipient for row in rows} >= {house.user_id("kasi")}
    assert set(notices.standing(user, rows).values()) == {"over"}
