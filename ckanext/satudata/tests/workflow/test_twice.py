"""The same answer twice, another one late, and two people at the same moment: exactly one decision."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, Record, act, errors_of, unique
from ckanext.satudata.workflow import events, opening
from ckanext.satudata.workflow.errors import CaseRefused
from ckanext.satudata.workflow.model import Case, CaseTopic, Decision, Event, Task
from ckanext.satudata.workflow.offices import Actor

Under = Callable[[str], None]
DECIDE = "satudata_workflow_task_decide"


def decisions(record: Record) -> int:
    model.Session.rollback()
    return (
        model.Session.scalar(sa.select(sa.func.count()).select_from(Decision).where(Decision.case_id == record.case_id)) or 0
    )


def told(record: Record) -> int:
    stream = events.case_stream(record.case_id)
    return model.Session.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.stream == stream)) or 0


def test_the_second_click_gets_the_result_of_the_first(house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai")
    first = house.act("walidata", DECIDE, **dict(sent))
    rows, entries = decisions(record), told(record)
    second = house.act("walidata", DECIDE, **dict(sent))
    assert second == first
    assert (decisions(record), told(record)) == (rows, entries)
    assert second["case"]["step"] == "validasi"


def test_a_retry_of_the_last_answer_of_a_closed_case_gets_its_result(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record, "terbit")
    sent = house.sent(record, "finish")
    first = house.act("walidata", DECIDE, **dict(sent))
    assert house.act("walidata", DECIDE, **dict(sent)) == first
    assert first["case"]["outcome"] == "completed"


@pytest.mark.parametrize(
    ("who", "change"),
    [
        ("walidata", {"answer": "tidak_sesuai", "reason": "Ternyata salah."}),  # the same person, another answer
        ("walidata_b", {}),  # the same answer, another person
        ("walidata", {"lock_version": 99}),  # the same answer to a page never shown
    ],
)
def test_another_answer_to_an_answered_task_is_refused(who: str, change: dict, house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai")
    house.act("walidata", DECIDE, **dict(sent))
    rows = decisions(record)
    with pytest.raises(tk.ValidationError, match="answered already"):
        house.act(who, DECIDE, **(sent | change))
    assert decisions(record) == rows


def test_a_task_of_an_earlier_round_stays_answered(house: House):
    record = house.linked()
    house.walk(record, "periksa")
    old = house.sent(record, "sesuai")
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == "periksa"
    with pytest.raises(tk.ValidationError, match="answered already"):
        house.act("walidata", DECIDE, **old)


@pytest.mark.parametrize("off", [-1, 1, 1000])
def test_an_answer_to_another_state_of_the_case_is_stale(off: int, house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai")
    sent["lock_version"] += off
    with pytest.raises(tk.ValidationError, match="moved on"):
        house.act("walidata", DECIDE, **sent)
    assert house.case(record)["step"] == "periksa"


@pytest.mark.parametrize("version", [None, "", "abc"])
def test_the_lock_version_has_to_be_a_number(version: Any, house: House):
    record = house.linked()
    with pytest.raises(tk.ValidationError) as refused:
        house.act("operator", DECIDE, **(house.sent(record, "finish") | {"lock_version": version}))
    assert "lock_version" in refused.value.error_dict


# at the same moment: real threads, each with its own connection


class Side(threading.Thread):
    """One of those who act at the same moment; keeps what it got or why it was refused."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.work, self.result, self.error = work, None, None

    def run(self) -> None:
        try:
            self.result = self.work()
        except Exception as error:
            self.error = error
        finally:
            model.Session.rollback()
            model.Session.remove()


@contextmanager
def held(statement: str, **values: Any) -> Iterator[None]:
    """A row lock that keeps everybody waiting until all are there."""
    with model.ensure_engine().connect() as connection, connection.begin():
        connection.execute(sa.text(statement), values)
        yield


def waiting() -> int:
    with model.ensure_engine().connect() as connection:
        return (
            connection.execute(
                sa.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
            ).scalar()
            or 0
        )


def at_once(hold: str, values: dict, *works: Callable[[], Any]) -> list[Side]:
    """Start all, let go when each waits for the lock, and give what became of them."""
    model.Session.remove()
    sides = [Side(work) for work in works]
    with held(hold, **values):
        for number, side in enumerate(sides, 1):
            side.start()
            for _ in range(400):
                if waiting() >= number or not side.is_alive():
                    break
                time.sleep(0.01)
            assert side.is_alive(), f"did not wait for the lock: {side.error or side.result}"
    for side in sides:
        side.join(30)
        assert not side.is_alive()
    return sides


CASE = "SELECT 1 FROM satudata_workflow_case WHERE id = :id FOR UPDATE"


def deciding(house: House, who: str, sent: dict) -> Callable[[], Any]:
    user = house.user(who)
    return lambda: act(user, DECIDE, **dict(sent))


def test_two_walidata_who_approve_at_the_same_moment_make_one_approval(house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent, rows = house.sent(record, "sesuai"), decisions(record)
    house.user("walidata_b")
    sides = at_once(CASE, {"id": record.case_id}, deciding(house, "walidata", sent), deciding(house, "walidata_b", sent))
    assert sorted(side.error is None for side in sides) == [False, True]
    assert "answered already" in errors_of(next(s.error for s in sides if s.error))
    assert decisions(record) == rows + 1
    assert house.case(record)["step"] == "validasi"


def test_a_double_click_at_the_same_moment_gives_both_the_one_result(house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent, rows = house.sent(record, "sesuai"), decisions(record)
    sides = at_once(CASE, {"id": record.case_id}, *[deciding(house, "walidata", sent)] * 3)
    assert [side.error for side in sides] == [None, None, None]
    assert sides[0].result == sides[1].result == sides[2].result
    assert decisions(record) == rows + 1


def test_an_approval_and_a_return_at_the_same_moment_leave_the_first(house: House):
    record = house.linked()
    house.walk(record, "periksa")
    yes, no = house.sent(record, "sesuai"), house.sent(record, "tidak_sesuai", reason="Kurang.")
    house.user("walidata_b")
    sides = at_once(CASE, {"id": record.case_id}, deciding(house, "walidata", yes), deciding(house, "walidata_b", no))
    assert [side.error is None for side in sides] == [True, False], "PostgreSQL lets them in as they came"
    assert house.case(record)["step"] == "validasi"


def test_a_publication_and_a_cancellation_at_the_same_moment_do_not_both_happen(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record, "terbit")
    sent, operator = house.sent(record, "finish"), house.user("operator")
    sides = at_once(
        CASE,
        {"id": record.case_id},
        lambda: act(operator, "satudata_workflow_case_cancel", id=record.case_id, reason="Jangan."),
        deciding(house, "walidata", sent),
    )
    assert [side.error is None for side in sides] == [True, False]
    assert house.case(record)["outcome"] == "cancelled"
    with pytest.raises(tk.NotAuthorized):
        act(None, "package_show", id=record.id)


def test_a_decision_and_a_deletion_at_the_same_moment_wait_for_each_other(house: House):
    """Both need the case and the record: taken in one order everywhere, neither dies of a deadlock."""
    record = house.linked()
    sent, operator = house.sent(record, "finish"), house.user("operator")
    sides = at_once(
        "SELECT 1 FROM satudata_publication_record WHERE package_id = :id FOR UPDATE",
        {"id": record.id},
        lambda: act(operator, "package_delete", id=record.id),
        deciding(house, "operator", sent),
    )
    for side in sides:
        assert side.error is None or isinstance(side.error, (tk.ValidationError, tk.NotAuthorized)), side.error
    assert house.case(record)["outcome"] == "cancelled"


def test_an_edit_and_a_submission_at_the_same_moment_seal_what_stands_in_the_record(house: House):
    record = house.linked(notes="Sebelum.")
    sent, colleague = house.sent(record, "finish"), house.user("operator_b")
    sides = at_once(
        "SELECT 1 FROM satudata_publication_record WHERE package_id = :id FOR UPDATE",
        {"id": record.id},
        lambda: act(colleague, "package_patch", id=record.id, notes="Sesudah."),
        deciding(house, "operator", sent),
    )
    for side in sides:
        assert side.error is None or isinstance(side.error, (tk.ValidationError, tk.NotAuthorized)), side.error
    assert sides[1].error is None
    shown = house.case(record)
    assert shown["topics"][0]["content"]["package"]["notes"] == house.act("operator", "package_show", id=record.id)["notes"]
    assert house.walk(record)["outcome"] == "completed"


def test_a_record_that_is_opened_twice_at_the_same_moment_has_one_case(house: House):
    record = house.linked()
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Ulang.")
    users = [house.user("operator"), house.user("operator_b")]
    sides = at_once(
        "SELECT 1 FROM satudata_publication_record WHERE package_id = :id FOR UPDATE",
        {"id": record.id},
        *[lambda user=user: act(user, "satudata_publication_case_open", id=record.id) for user in users],
    )
    assert sorted(side.error is None for side in sides) == [False, True]
    assert "open case" in errors_of(next(s.error for s in sides if s.error))
    open_ones = sa.select(sa.func.count()).select_from(CaseTopic).where(CaseTopic.topic_id == record.id, CaseTopic.is_open)
    assert model.Session.scalar(open_ones) == 1


def test_the_database_itself_allows_one_open_case_for_a_record_and_lane(house: House):
    """Two processes that both saw none: the partial index refuses the second, in the service's words."""
    record = house.linked()
    actor = Actor(house.user_id("operator"), "Operator")
    with pytest.raises(CaseRefused) as refused:
        opening.open_case("publication", "dataset", record.id, actor)
    assert refused.value.code == "already_open"
    cases = model.Session.scalar(
        sa.select(sa.func.count())
        .select_from(Case)
        .join(CaseTopic, CaseTopic.case_id == Case.id)
        .where(CaseTopic.topic_id == record.id)
    )
    assert cases == 1, "nothing of the second stays in the transaction"


def test_two_who_write_to_one_stream_at_the_same_moment_do_not_break_the_chain(house: House):
    stream = f"uji:{unique('rantai')}"

    def write() -> None:
        for number in range(10):
            events.record(stream, "satudata.uji.ditulis", None, data={"n": number})
            model.Session.commit()

    sides = [Side(write) for _ in range(3)]
    for side in sides:
        side.start()
    for side in sides:
        side.join(30)
        assert side.error is None
    numbers = list(model.Session.scalars(sa.select(Event.seq).where(Event.stream == stream).order_by(Event.seq)))
    assert numbers == list(range(1, 31))
    assert list(events.broken(stream)) == []


def test_answered_tasks_are_never_cleared(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record)
    rows = model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id))
    assert all(t.finished_by and t.finished_at and t.answer_key and t.answered_version for t in rows)
