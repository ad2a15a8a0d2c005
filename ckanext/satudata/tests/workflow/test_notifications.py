"""Who is told of what, in the same transaction as the event, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.workflow import cases, governments, notices, notify
from ckanext.satudata.workflow.model import Event, Notification, Outbox
from ckanext.satudata.workflow.model.base import now

Under = Callable[[str], None]
LIST, READ = "satudata_workflow_notification_list", "satudata_workflow_notification_read"
SETTING = "satudata_workflow_mail_setting_update"


def told(case_id: str, template: str | None = None) -> set[tuple[str, str]]:
    """Recipient and template of all that was told of a case."""
    query = sa.select(Notification.recipient, Notification.template).where(Notification.case_id == case_id)
    return {(user, kind) for user, kind in model.Session.execute(query) if template in (None, kind)}


def mails(case_id: str) -> dict[str, tuple[str, bool]]:
    """Template and whether it waits for the digest, by recipient, of the last mail of each."""
    query = sa.select(Outbox.recipient, Outbox.template, Outbox.is_digest).join(
        Notification, sa.and_(Notification.event_id == Outbox.event_id, Notification.recipient == Outbox.recipient))
    rows = model.Session.execute(query.where(Notification.case_id == case_id).order_by(Outbox.created_at))
    return {user: (template, is_digest) for user, template, is_digest in rows}


def last_event(case_id: str) -> Event:
    query = sa.select(Event).where(Event.stream == f"case:{case_id}").order_by(Event.seq.desc()).limit(1)
    return model.Session.scalars(query).one()


def returned(house: House) -> Record:
    """A record that Walidata, who had been told of it, has sent back."""
    house.user("walidata")
    record = house.linked()
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason="Kolom 3 kosong.")
    return record


# whom


def test_a_new_task_is_told_to_all_who_hold_its_office_but_not_to_who_brought_it_there(new_house: House):
    house = new_house
    colleague, walidata, other = (house.user_id(who) for who in ("operator_b", "walidata", "walidata_b"))
    record = house.linked()
    assert told(record.case_id) == set(), "an own draft is no news to colleagues"
    house.answer("operator", record, "finish")
    assert {(walidata, "task"), (other, "task")} <= told(record.case_id)
    assert not {user for user, _ in told(record.case_id)} & {house.user_id("operator"), colleague, house.user_id("kepala")}
    assert mails(record.case_id)[walidata] == ("task", True), "it waits for the digest"


def test_a_return_is_told_to_the_makers_office_at_once_and_the_earlier_tasks_count_as_read(new_house: House):
    house = new_house
    house.user("operator_b")
    record = returned(house)
    assert {(house.user_id("operator"), "returned"), (house.user_id("operator_b"), "returned")} <= told(record.case_id)
    assert mails(record.case_id)[house.user_id("operator")] == ("returned", False)
    shown = house.act("operator", LIST, unread=True)
    assert (shown["count"], shown["unread"]) == (1, 1)
    entry = shown["results"][0]
    assert (entry["heading"], entry["case_id"], entry["is_read"]) == ("Returned for correction", record.case_id, False)
    assert entry["title"] and entry["number"] and entry["detail"].startswith("Step: ")
    unread = [one for one in house.act("walidata", LIST, limit=100)["results"] if one["case_id"] == record.case_id]
    assert [one["is_read"] for one in unread] == [True], "the task that Walidata has done needs nobody any more"


def test_the_end_of_a_case_is_told_to_who_opened_it(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record)
    assert told(record.case_id, "closed") == {(house.user_id("operator"), "closed")}
    entry = next(one for one in house.act("operator", LIST)["results"] if one["case_id"] == record.case_id)
    assert (entry["heading"], entry["detail"]) == ("The case is closed", "Result: completed")


def test_of_a_chosen_officer_the_colleagues_hear_nothing(new_house: House, under: Under):
    under("uji")
    house = new_house
    kasi, other = house.user_id("kasi"), house.user_id("kasi_b")
    case = house.act("kabid", "satudata_workflow_case_create", procedure="disposisi")
    house.act("kabid", "satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"],
              answer="finish", assignee=kasi)
    assert (kasi, "task") in told(case["id"]) and other not in {user for user, _ in told(case["id"])}


def test_a_task_that_is_given_to_somebody_is_told_to_that_person(new_house: House, under: Under):
    under("uji")
    house = new_house
    kasi, other = house.user_id("kasi"), house.user_id("kasi_b")
    case = house.act("kabid", "satudata_workflow_case_create", procedure="disposisi")
    house.act("kabid", "satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"],
              answer="finish", assignee=kasi)
    task = cases.open_tasks(case["id"])[0].id
    house.act("kabid", "satudata_workflow_task_assign", id=task, assignee=other)
    assert told(case["id"], "assigned") == {(other, "assigned")}


def test_an_opd_that_is_asked_hears_of_its_case_and_who_asked_of_its_end(new_house: House, under: Under):
    under("uji")
    house = new_house
    operator, walidata = house.user_id("operator"), house.user_id("walidata")
    case = house.act("walidata", "satudata_workflow_case_create", procedure="tanya_opd")
    house.act("walidata", "satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"],
              answer="finish", organizations=[house.org["id"]])
    child = model.Session.scalars(sa.select(notices.Case).where(notices.Case.parent_id == case["id"])).one()
    assert told(child.id) == {(operator, "task")}
    shown = house.act("operator", "satudata_workflow_case_show", id=child.id)
    house.act("operator", "satudata_workflow_task_decide", id=shown["task"]["id"], lock_version=shown["lock_version"],
              answer="finish")
    assert (walidata, "child_closed") in told(case["id"])


def test_a_comment_is_told_to_those_who_take_part_and_may_read_it(new_house: House):
    house = new_house
    record = returned(house)
    house.act("walidata", "satudata_workflow_comment_create", id=record.case_id, text="Tabel 2 juga.")
    assert told(record.case_id, "comment") == {(house.user_id("operator"), "comment")}
    model.Session.execute(sa.delete(Notification).where(Notification.case_id == record.case_id))
    house.act("walidata", "satudata_workflow_comment_create", id=record.case_id, text="Di antara kita.", audience="internal")
    assert told(record.case_id, "comment") == set(), "the OPD does not read what is internal to Diskominfo"


def test_what_is_due_today_goes_at_once_and_what_is_due_soon_with_the_digest(new_house: House):
    house = new_house
    walidata, kabid = house.user_id("walidata"), house.user_id("kabid")
    record = house.linked()
    house.answer("operator", record, "finish")
    task, event = cases.open_tasks(record.case_id)[0], last_event(record.case_id)
    case = model.Session.get(notices.Case, record.case_id)
    assert case is not None
    for stage, template, is_digest in (("soon", "due_soon", True), ("due", "due", False), ("overdue", "overdue", True)):
        model.Session.execute(sa.delete(Notification).where(Notification.event_id == event.id))
        model.Session.execute(sa.delete(Outbox).where(Outbox.event_id == event.id))
        notify.due(case, task, stage, event, None if stage != "overdue" else [kabid])
        assert mails(record.case_id)[kabid if stage == "overdue" else walidata] == (template, is_digest)
    model.Session.rollback()


# once, and together with the event


def test_what_is_rolled_back_was_never_told(house: House):
    record = house.linked()
    house.answer("operator", record, "finish")
    task = cases.open_tasks(record.case_id)[0]
    before = told(record.case_id)
    case = model.Session.get(notices.Case, record.case_id)
    assert case is not None
    notify.tell(last_event(record.case_id), case, "comment", [house.user_id("kepala")], task=task)
    assert told(record.case_id) != before
    model.Session.rollback()
    assert told(record.case_id) == before
    assert house.user_id("kepala") not in mails(record.case_id)


def test_the_same_event_told_twice_is_told_once(house: House):
    record = house.linked()
    house.answer("operator", record, "finish")
    case, event = model.Session.get(notices.Case, record.case_id), last_event(record.case_id)
    assert case is not None
    walidata = house.user_id("walidata")
    for _ in range(2):
        notify.tell(event, case, "task", [walidata, walidata])
    model.Session.commit()
    for table in (Notification, Outbox):
        query = sa.select(sa.func.count()).select_from(table).where(table.event_id == event.id, table.recipient == walidata)
        assert model.Session.scalar(query) == 1


def test_a_deleted_account_is_told_nothing(new_house: House):
    house = new_house
    record = returned(house)
    house.answer("operator", record, "finish")
    house.act("admin", "user_delete", id=house.user("operator"))
    house.answer("walidata", record, "tidak_sesuai", reason="Lagi.")
    assert (house.user_id("operator"), "returned") in told(record.case_id), "of the first round"
    query = sa.select(sa.func.count()).select_from(Notification).where(
        Notification.case_id == record.case_id, Notification.recipient == house.user_id("operator"))
    assert model.Session.scalar(query) == 1


# how often


@pytest.mark.parametrize(("frequency", "task", "back"), [
    ("at_once", ("task", False), ("returned", False)), ("digest", ("task", True), ("returned", False)), ("none", None, None),
])
def test_each_chooses_how_often_mail_comes_and_the_page_has_everything(new_house: House, frequency: str, task, back):
    house = new_house
    for who in ("operator", "walidata"):
        assert house.act(who, SETTING, frequency=frequency)["frequency"] == frequency
    record = house.linked()
    house.answer("operator", record, "finish")
    assert mails(record.case_id).get(house.user_id("walidata")) == task
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    assert mails(record.case_id).get(house.user_id("operator")) == back
    assert house.act("operator", LIST)["count"] == 1


@pytest.mark.parametrize("data", [{"frequency": "hourly"}, {"frequency": "digest", "language": "fr"}, {}])
def test_a_frequency_or_language_that_there_is_not_is_refused(house: House, data: dict):
    with pytest.raises(tk.ValidationError):
        house.act("operator", SETTING, **data)


@pytest.mark.parametrize(("at", "opens"), [
    ("2026-03-06T20:00+07:00", "2026-03-09T08:00+07:00"),      # Friday evening → Monday
    ("2026-03-09T07:59+07:00", "2026-03-09T08:00+07:00"),      # before the office opens: today
    ("2026-03-09T08:00+07:00", "2026-03-10T08:00+07:00"),      # when it opens the digest has gone: tomorrow
    ("2026-03-08T20:00+00:00", "2026-03-09T08:00+07:00"),      # Sunday in UTC is Monday 03:00 here
    ("2026-03-18T10:00+07:00", "2026-03-25T08:00+07:00"),      # Nyepi, Idulfitri and its cuti bersama
])
def test_the_digest_goes_out_when_the_office_opens_next(on_portal: None, at: str, opens: str):
    government = governments.configured()["magetan"]
    assert notify.next_opening(government, datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


# reading


def test_nobody_reads_or_marks_what_another_person_was_told(new_house: House):
    house = new_house
    returned(house)
    mine = house.act("operator", LIST)["results"][0]["id"]
    assert house.act("kepala", READ, ids=[mine]) == {"read": 0, "unread": 0}
    assert house.act("admin", LIST)["count"] == 0
    assert house.act("operator", READ, ids=[mine]) == {"read": 1, "unread": 0}
    assert house.act("operator", READ)["read"] == 0
    for action in (LIST, READ, "satudata_workflow_mail_setting_show", SETTING):
        with pytest.raises(tk.NotAuthorized):
            house.act("anonymous", action, **({"frequency": "none"} if action == SETTING else {}))


def test_of_a_case_that_one_may_read_no_more_neither_title_nor_number_is_shown(new_house: House):
    house = new_house
    record = returned(house)
    house.user("operator_b")
    house.answer("operator", record, "finish")
    house.answer("walidata", record, "tidak_sesuai", reason="Sekali lagi.")
    entry = house.act("operator_b", LIST)["results"][0]
    assert entry["is_visible"] and entry["title"]
    found = [o for o in house.act("admin", "satudata_workflow_officer_list") if o["user_id"] == house.user_id("operator_b")]
    yesterday = (now() - timedelta(days=2)).date().isoformat()
    house.act("admin", "satudata_workflow_officer_end", id=found[0]["id"], last_day=yesterday)
    entry = next(e for e in house.act("operator_b", LIST)["results"] if e["case_id"] == record.case_id)
    assert (entry["is_visible"], entry["title"], entry["number"], entry["detail"]) == (False, "", None, "")


def test_the_number_in_the_head_is_one_query_of_an_index(house: House, statements: list[str]):
    user = house.user_id("operator")
    statements.clear()
    notices.number_unread(user)
    assert len(statements) == 1
    model.Session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    plan = model.Session.execute(
        sa.text("EXPLAIN SELECT count(*) FROM satudata_workflow_notification WHERE recipient = 'x' AND read_at IS NULL"))
    assert "satudata_workflow_notification_unread" in "\n".join(row[0] for row in plan)


def test_what_is_older_than_180_days_is_forgotten(new_house: House):
    house = new_house
    record = returned(house)
    old = datetime.now(timezone.utc) - timedelta(days=181)
    operator = house.user_id("operator")
    model.Session.execute(sa.update(Notification).where(Notification.recipient == operator).values(at=old))
    model.Session.execute(sa.update(Outbox).where(Outbox.recipient == operator).values(created_at=old))
    notices.purge()
    model.Session.commit()
    assert operator not in {user for user, _ in told(record.case_id)} and operator not in mails(record.case_id)
    assert (house.user_id("walidata"), "task") in told(record.case_id), "what is newer stays"
