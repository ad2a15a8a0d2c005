"""What no person does: a process that dies in the middle of an answer, and a machine whose clock goes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from datetime import datetime, timedelta, timezone
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa
from freezegun import freeze_time

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.workflow import events, verifying
from ckanext.satudata.workflow.model import Case, Decision, Event, Outbox, Task

DECIDE = "satudata_workflow_task_decide"
ANSWERING = textwrap.dedent("""
    import json, os, signal, sys
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    job = json.loads(sys.argv[1])
    conf = load_config(job["ini"])
    conf["ckan.plugins"] = job["plugins"]
    conf["ckanext.satudata.government"] = job["government"]
    app = make_app(conf)
    import ckan.model as model
    import ckan.plugins.toolkit as tk

    commit = model.Session.commit

    def die(*args, **kwargs):
        if job["point"] == "after the commit":
            commit()
        os.kill(os.getpid(), signal.SIGKILL)

    model.Session.commit = die
    with app._wsgi_app.test_request_context():
        user = model.User.get(job["user"])
        context = {"user": user.name, "auth_user_obj": user, "ignore_auth": False}
        tk.get_action("satudata_workflow_task_decide")(context, job["sent"])
""")


def killed_while_answering(ini: str, house: House, who: str, sent: dict[str, Any], point: str) -> None:
    model.Session.remove()
    job = {"ini": ini, "point": point, "user": house.user(who), "sent": sent, "government": "way_kanan",
           "plugins": "satudata satudata_publication satudata_workflow harvest"}
    died = subprocess.run([sys.executable, "-c", ANSWERING, json.dumps(job)], capture_output=True, env=os.environ, timeout=180)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    model.Session.remove()


def counted(record: Record) -> dict[str, int]:
    """Rows of a case, by kind of row."""
    stream = events.case_stream(record.case_id)
    of_case = {"decisions": Decision.case_id, "tasks": Task.case_id}
    found = {name: sa.select(sa.func.count()).where(column == record.case_id) for name, column in of_case.items()}
    found["events"] = sa.select(sa.func.count()).where(Event.stream == stream)
    found["outbox"] = sa.select(sa.func.count()).where(Outbox.event_id.in_(sa.select(Event.id).where(Event.stream == stream)))
    return {name: model.Session.scalar(query) or 0 for name, query in found.items()}


@pytest.mark.long
def test_a_process_that_dies_before_its_commit_leaves_nothing_and_the_answer_is_given_again(house: House, request: Any):
    record = house.linked()
    house.walk(record, "periksa")
    sent, before = house.sent(record, "sesuai"), counted(record)
    killed_while_answering(request.config.option.ckan_ini, house, "walidata", sent, "before the commit")
    assert counted(record) == before
    assert house.act("walidata", DECIDE, **sent)["case"]["step"] == "validasi"
    assert counted(record)["decisions"] == before["decisions"] + 1


@pytest.mark.long
def test_a_process_that_dies_after_its_commit_has_decided_once_and_its_mails_are_sent_by_the_next(house: House, request: Any):
    house.user("kepala")        # there is somebody to be told
    record = house.linked()
    house.walk(record, "periksa")
    sent, before = house.sent(record, "sesuai"), counted(record)
    killed_while_answering(request.config.option.ckan_ini, house, "walidata", sent, "after the commit")
    after = counted(record)
    assert after["decisions"] == before["decisions"] + 1 and after["outbox"] > before["outbox"]
    assert house.act("walidata", DECIDE, **sent)["case"]["step"] == "validasi", "the person sends it again"
    assert counted(record) == after
    assert not [fault for fault in verifying.faults() if fault.stream == events.case_stream(record.case_id)]


def test_a_clock_that_goes_back_stops_nobody_and_no_time_is_negative(house: House):
    for who in ("operator", "walidata"):
        house.user(who)         # in office since the right day
    with freeze_time(datetime.now(timezone.utc) + timedelta(days=3)):
        record = house.linked()
        house.walk(record, "periksa")
    assert house.walk(record, "validasi")["step"] == "validasi"
    case = model.Session.get(Case, record.case_id)
    assert case is not None and case.status == "open"
    tasks = model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id, Task.status == "done"))
    assert all(task.started_at is None or task.started_at <= task.finished_at for task in tasks)
    assert not [fault for fault in verifying.faults() if fault.stream == events.case_stream(record.case_id)]
    told = list(model.Session.scalars(
        sa.select(Event.seq).where(Event.stream == events.case_stream(record.case_id)).order_by(Event.seq)))
    assert told == list(range(1, len(told) + 1))
