"""Mails leave the outbox once, whatever happens meanwhile: to a real mail server, through CKAN's own mailer."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.common import config
from ckan.lib import jobs

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.tests.workflow import post as posts
from ckanext.satudata.tests.workflow.post import Post, text_of
from ckanext.satudata.tests.workflow.test_notifications import last_event, returned
from ckanext.satudata.workflow import cases, doctor, governments, mailing, mailjobs, notify, superiors
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Case, Outbox
from ckanext.satudata.workflow.model.base import now

SETTING = "satudata_workflow_mail_setting_update"
Under = Callable[[str], None]


@pytest.fixture
def post(web_app: Any, on_portal: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The mail server of the portal; nothing waits from other tests."""
    model.Session.execute(sa.update(Outbox).where(Outbox.status.in_(("waiting", "failed"))).values(status="dropped"))
    model.Session.commit()
    with posts.office() as (address, found):
        monkeypatch.setitem(config, "smtp.server", address)
        yield found


def address(house: House, who: str) -> str:
    user = model.User.get(house.user(who))
    assert user is not None and user.email
    return user.email


def rows(house: House, who: str) -> list[Outbox]:
    model.Session.rollback()
    query = sa.select(Outbox).where(Outbox.recipient == house.user_id(who)).order_by(Outbox.created_at)
    return list(model.Session.scalars(query.execution_options(populate_existing=True)))


def make_due(*which: sa.ColumnElement[bool]) -> None:
    """The next opening, or the next attempt, has come."""
    model.Session.execute(sa.update(Outbox).where(Outbox.status == "waiting", *which).values(due_at=now()))
    model.Session.commit()


def one(mails: list[EmailMessage]) -> EmailMessage:
    assert len(mails) == 1
    return mails[0]


# what arrives


def test_a_return_arrives_at_once_in_text_and_html_and_leads_to_the_case(post: Post, house: House):
    record = returned(house)
    done = mailing.send_due()
    assert done["sent"] >= 1 and done["failed"] == 0
    mail = one([m for m in post.to(address(house, "operator")) if record.case_id in text_of(m)])
    case = house.case(record)
    assert str(mail["Subject"]).startswith("Returned for correction: ") and case["number"] in mail["Subject"]
    assert "Operator" in mail["To"] and mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        assert f"http://test.ckan.net/satudata/workflow/case/{record.case_id}" in words
        assert "/satudata/workflow/notifications/settings" in words and "Dear Operator," in words
        assert "Kolom 3 kosong" not in words and "Walidata" not in words, "neither words nor names of others"
    assert [row.status for row in rows(house, "operator") if row.template == "returned"][-1] == "sent"
    post.mails.clear()
    assert mailing.send_due()["sent"] == 0 and post.mails == []


def test_a_mail_comes_in_the_language_that_its_reader_chose(post: Post, new_house: House):
    house = new_house
    house.act("operator", SETTING, frequency="digest", language="id")
    record = returned(house)
    mailing.send_due()
    mail = one(post.to(address(house, "operator")))
    assert f"/id/satudata/workflow/case/{record.case_id}" in text_of(mail)
    assert 'lang="id"' in text_of(mail, "html")


def test_what_waits_for_the_digest_comes_as_one_mail_when_the_office_opens(post: Post, new_house: House):
    house = new_house
    house.user("walidata")
    records = [house.linked() for _ in range(3)]
    for record in records:
        house.answer("operator", record, "finish")
    assert mailing.send_due()["sent"] == 0 and post.mails == [], "not before the office opens"
    make_due(Outbox.recipient == house.user_id("walidata"))
    assert mailing.send_due()["sent"] == 1
    mail = one(post.to(address(house, "walidata")))
    assert "3 notifications" in mail["Subject"]
    words = text_of(mail)
    places = [words.index(record.case_id) for record in records]
    assert places == sorted(places) and words.count("A task waits for you") == 3
    make_due(Outbox.recipient == house.user_id("walidata"))
    mailing.send_due()
    assert len(post.to(address(house, "walidata"))) == 1


def test_a_task_that_a_colleague_has_done_meanwhile_is_left_out(post: Post, new_house: House):
    house = new_house
    house.user("walidata_b")
    records = [house.linked() for _ in range(2)]
    for record in records:
        house.answer("operator", record, "finish")
    house.answer("walidata", records[0], "sesuai")
    make_due(Outbox.recipient == house.user_id("walidata_b"))
    mailing.send_due()
    mail = one(post.to(address(house, "walidata_b")))
    assert records[1].case_id in text_of(mail) and records[0].case_id not in text_of(mail)
    assert sorted((row.status, row.why) for row in rows(house, "walidata_b")) == [("dropped", "over"), ("sent", None)]


def test_what_is_overdue_also_comes_to_the_office_above_until_it_is_done(post: Post, new_house: House):
    house = new_house
    record = house.linked()
    house.answer("operator", record, "finish")
    case = model.Session.get(Case, record.case_id)
    assert case is not None
    task, government = cases.open_tasks(case.id)[0], governments.of_case(case.government)
    role = superiors.above(government, task.offices)[0]
    house.name_officer("boss", role)
    boss = house.user_id("boss")
    notify.due(case, task, "overdue", last_event(case.id), [boss])
    model.Session.commit()
    make_due(Outbox.recipient == boss)
    mailing.send_due()
    assert str(one(post.to(address(house, "boss")))["Subject"]).startswith("Overdue: ")


HOSTILE = 'Judul\r\nBcc: orang@lain.id\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \u202etxt.exe'


def test_a_hostile_title_or_name_makes_neither_a_header_nor_a_tag(post: Post, new_house: House):
    house = new_house
    user = model.User.get(house.user("operator"))
    assert user is not None
    user.fullname = "Budi\r\nBcc: orang@lain.id <b>x</b>"
    model.Session.commit()
    house.user("walidata")
    record = house.linked(title=HOSTILE)
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    assert mailing.send_due()["failed"] == 0
    mail = one(post.to(address(house, "operator")))
    assert mail["Bcc"] is None and post.to("orang@lain.id") == [] and "Bcc: orang@lain.id" in mail["Subject"]
    assert "\n" not in mail["Subject"] and "\u202e" not in mail["Subject"]
    html = text_of(mail, "html")
    assert not any(tag in html for tag in ("<script", "<img", "<b>x")) and "&lt;script&gt;" in html and "{{ 7*7 }}" in html
    assert "\nBcc:" not in text_of(mail) and "<script>" in text_of(mail), "plain text is written as it is"


# who gets none


def test_who_has_no_address_is_told_on_the_page_only_and_others_get_theirs(post: Post, new_house: House):
    house = new_house
    other = address(house, "operator_b")
    user = model.User.get(house.user("operator"))
    assert user is not None
    user.email = None
    model.Session.commit()
    returned(house)
    mailing.send_due()
    assert len(post.to(other)) == 1
    assert [(row.status, row.why) for row in rows(house, "operator")] == [("dropped", "no_address")]
    assert house.act("operator", "satudata_workflow_notification_list")["unread"] == 1


@pytest.mark.parametrize("gone", ["deleted", "office ended", "no mail any more", "too old"])
def test_who_may_not_or_will_not_read_it_any_more_gets_no_mail(post: Post, new_house: House, gone: str):
    house = new_house
    house.user("operator_b")
    returned(house)
    mine = Outbox.recipient == house.user_id("operator_b")
    if gone == "deleted":
        house.act("admin", "user_delete", id=house.user("operator_b"))
    elif gone == "office ended":
        offices = house.act("admin", "satudata_workflow_officer_list")
        office = next(o for o in offices if o["user_id"] == house.user_id("operator_b"))
        day = (now() - timedelta(days=2)).date().isoformat()
        house.act("admin", "satudata_workflow_officer_end", id=office["id"], last_day=day)
    elif gone == "no mail any more":
        house.act("operator_b", SETTING, frequency="none")
    else:
        model.Session.execute(sa.update(Outbox).where(mine).values(created_at=now() - timedelta(days=15)))
        model.Session.commit()
    to = address(house, "operator_b")
    mailing.send_due()
    assert post.to(to) == [] and len(post.to(address(house, "operator"))) == 1
    why = {"deleted": "no_account", "office ended": "no_right", "no mail any more": "not_wanted", "too old": "too_old"}[gone]
    assert [(row.status, row.why) for row in rows(house, "operator_b")] == [("dropped", why)]


# faults


def test_a_worker_killed_between_the_mail_and_its_mark_leaves_the_same_mail_to_the_next(post: Post, new_house: House):
    house = new_house
    returned(house)
    model.Session.remove()
    child = os.fork()
    if child == 0:                      # a worker's work horse: its own connection, and an end without goodbye
        model.ensure_engine().dispose(close=False)
        try:
            mailing.send_due()
        finally:
            os._exit(0)
    post.arrived = lambda: os.kill(child, signal.SIGKILL)       # the server has it, the sender never hears of that
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was killed while it sent"
    post.arrived = lambda: None
    first = one(post.to(address(house, "operator")))
    row = rows(house, "operator")[-1]
    assert (row.status, row.attempts) == ("waiting", 1) and row.due_at > now()
    assert mailing.send_due()["sent"] == 0, "not before the pause is over"
    make_due()
    assert mailing.send_due()["sent"] == 1
    second = post.to(address(house, "operator"))[1]
    assert second["Message-ID"] == first["Message-ID"], "mail programs show it once"
    assert text_of(second) == text_of(first) and rows(house, "operator")[-1].status == "sent"


def test_two_workers_at_once_send_each_mail_once_and_tear_no_digest(post: Post, new_house: House):
    house = new_house
    people = ["walidata", "walidata_b", "kasi_b"]
    house.name_officer("kasi_b", "walidata")
    for who in people:
        house.user(who)
    for _ in range(3):
        house.answer("operator", house.linked(), "finish")
    make_due(Outbox.recipient.in_([house.user_id(who) for who in people]))
    post.arrived = lambda: time.sleep(0.05)
    together = threading.Barrier(3)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            together.wait()
            mailing.send_due()
        except BaseException as error:
            failures.append(error)
        finally:
            model.Session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    for who in people:
        assert text_of(one(post.to(address(house, who)))).count("A task waits for you") == 3


def test_one_address_that_is_refused_holds_up_nobody(post: Post, new_house: House):
    house = new_house
    post.refused.add(address(house, "operator"))
    house.user("operator_b")
    returned(house)
    assert mailing.send_due()["failed"] == 1
    assert len(post.to(address(house, "operator_b"))) == 1
    row = rows(house, "operator")[-1]
    assert (row.status, row.attempts, row.why) == ("waiting", 1, "MailerException")


def test_a_mail_server_that_is_down_is_tried_at_growing_pauses_then_given_up_and_doctor_tells(
    post: Post, new_house: House, monkeypatch: pytest.MonkeyPatch,
):
    house = new_house
    there = config["smtp.server"]
    monkeypatch.setitem(config, "smtp.server", f"127.0.0.1:{posts.free_port()}")
    returned(house)
    pauses = []
    for _ in range(mailing.ATTEMPTS):
        make_due()
        assert mailing.send_due()["failed"] >= 1
        row = rows(house, "operator")[-1]
        pauses.append(row.due_at - now())
    assert [round(pause / timedelta(minutes=1)) for pause in pauses[:6]] == [2, 8, 32, 128, 512, 720]
    assert row.status == "failed"
    assert [finding.level for finding in doctor.mails()][:1] == ["problem"]
    make_due()
    assert mailing.send_due()["failed"] == 0, "it is left alone now"
    monkeypatch.setitem(config, "smtp.server", there)
    assert mailing.try_again() >= 1
    model.Session.commit()
    mailing.send_due()
    assert len(post.to(address(house, "operator"))) == 1 and list(doctor.mails()) == []


def test_when_the_mail_server_is_down_not_every_mail_is_tried(post: Post, new_house: House, monkeypatch: pytest.MonkeyPatch):
    house = new_house
    for who in ("operator", "operator_b"):
        house.user(who)
    for _ in range(3):
        returned(house)
    monkeypatch.setitem(config, "smtp.server", f"127.0.0.1:{posts.free_port()}")
    assert mailing.send_due()["failed"] == mailing.IN_A_ROW
    assert sorted(row.attempts for who in ("operator", "operator_b") for row in rows(house, who)) == [0, 0, 0, 1, 1, 1]


def test_without_a_mail_server_nothing_is_taken_for_sent(post: Post, new_house: House, monkeypatch: pytest.MonkeyPatch):
    house = new_house
    monkeypatch.setitem(config, "smtp.server", "")
    returned(house)
    assert mailing.send_due() == {}
    assert [(row.status, row.attempts) for row in rows(house, "operator")] == [("waiting", 0)]
    assert [finding.level for finding in doctor.mails()] == ["advice"]


def test_doctor_tells_that_nobody_sends(post: Post, new_house: House):
    house = new_house
    returned(house)
    assert list(doctor.mails()) == []
    model.Session.execute(sa.update(Outbox).where(Outbox.status == "waiting").values(due_at=now() - timedelta(hours=2)))
    model.Session.commit()
    assert ["problem"] == [finding.level for finding in doctor.mails()]


# who sends


def test_a_return_asks_a_worker_once_and_only_after_the_commit(post: Post, house: House):
    queue = jobs.get_queue(mailjobs.QUEUE)
    queue.empty()
    record: Record = returned(house)
    asked = [job for job in queue.jobs if job.func_name == mailjobs.JOB]
    assert [job.id for job in asked] == [mailjobs.JOB_ID]
    asked[0].func(*asked[0].args)
    assert any(record.case_id in text_of(mail) for mail in post.to(address(house, "operator")))
    queue.empty()
    again = house.linked()
    house.answer("operator", again, "finish")
    assert [job for job in queue.jobs if job.func_name == mailjobs.JOB] == [], "a digest needs no worker now"


def test_cron_sends_what_a_dead_worker_left(post: Post, new_house: House, cli: Any):
    house = new_house
    returned(house)
    done = cli.invoke(satudata_workflow, ["notify"])
    assert done.exit_code == 0, done.output
    assert len(post.to(address(house, "operator"))) == 1
    done = cli.invoke(satudata_workflow, ["notify"])
    assert done.exit_code == 0 and len(post.to(address(house, "operator"))) == 1
