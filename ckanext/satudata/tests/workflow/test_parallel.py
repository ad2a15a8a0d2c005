"""Many people at once, over HTTP, at a portal of several web processes: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import configparser
import os
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import requests
import sqlalchemy as sa

from ckanext.satudata.tests.factories import WAYS, House, Record
from ckanext.satudata.tests.journeys import processes
from ckanext.satudata.tests.journeys.portals import ONLY_FOR_PYTEST
from ckanext.satudata.tests.workflow.conftest import PLUGINS
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.model import Case, Decision, Event, Notification, Task
from devstack.ports import is_free
from devstack.profiles import HOST, ROOT

GOVERNMENT = "bandar_lampung"
LIST, SHOW, DECIDE = "satudata_workflow_task_list", "satudata_workflow_case_show", "satudata_workflow_task_decide"
CLIENTS, CASES = 20, 50
PORTS = range(5121, 5179)       # those of the journeys come after
SECONDS = 900                   # on a machine that does much else
# what somebody reads who was slower: after the answer of the other, or while that one moved the case
QUICKER = ("answered already", "case is closed", "moved on", "does not offer that answer")
# whose clients they are: whoever checks has colleagues, and all have more windows than one
ACCOUNTS = ("operator", "operator_b", "verifikator", "verifikator_b", "walidata", "walidata_b")

pytestmark = pytest.mark.long


@dataclass
class Client:
    """A program of one account."""

    url: str
    token: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, action: str, **data: Any) -> requests.Response:
        headers = {"Authorization": self.token}
        return self.session.post(f"{self.url}/api/3/action/{action}", json=data, headers=headers, timeout=SECONDS)

    def get(self, action: str, **data: Any) -> Any:
        answer = self.ask(action, **data)
        assert answer.status_code == 200, answer.text[:500]
        return answer.json()["result"]


def configuration(folder: Path) -> Path:
    """test.ini as several processes have it that are no test."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(ROOT / "test.ini")
    app = parser["app:main"]
    for option in ONLY_FOR_PYTEST:
        app.pop(option, None)
    app.update({"ckan.plugins": " ".join(PLUGINS), "ckan.views.default_views": "", "ckan.search.solr_commit": "false",
                "ckanext.satudata.government": GOVERNMENT, "ckan.site_url": f"http://{HOST}"})
    ini = folder / "parallel.ini"
    with ini.open("w") as file:
        parser.write(file)
    return ini


@pytest.fixture
def url(on_portal: None, tmp_path: Path) -> Iterator[str]:
    """Address of a portal with two web processes, on the database of the tests."""
    port = next(number for number in PORTS if is_free(number))
    slot = {key: value for key, value in os.environ.items() if key.startswith("CKAN_")}
    environment = processes.environment("parallel", **slot | {"CKAN_INI": str(configuration(tmp_path))})
    command = [str(Path(sys.executable).with_name("gunicorn")), "--bind", f"{HOST}:{port}", "--workers", "2",
               "--worker-class", "gthread", "--threads", str(CLIENTS), "--timeout", "300", "devstack.wsgi:application"]
    program = processes.Program("web", command, environment, tmp_path / "web.log")
    program.start()
    try:
        found = f"http://{HOST}:{port}"
        assert processes.wait_until(lambda: program.has_ended() or answers(found), 180, 0.25), program.last_words()
        assert not program.has_ended(), program.last_words()
        yield found
    finally:
        program.stop()


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/api/3/action/status_show", timeout=60).status_code == 200
    except requests.ConnectionError:
        return False


def client(house: House, url: str, who: str) -> Client:
    context = {"user": house.user(who), "ignore_auth": True}
    made = tk.get_action("api_token_create")(context, {"user": house.user(who), "name": f"{who}-{random.random()}"})
    return Client(url, made["token"])


def sent(shown: dict[str, Any], key: str) -> dict[str, Any]:
    """What the form of an answer sends."""
    seal = shown["topics"][0]["seal"]
    return {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": key, "seal": seal}


class Work:
    """What all clients do until every case is closed: take one of the oldest tasks, read its case, answer in favour.

    Nobody knows of the others: they are refused where somebody was quicker, and look for the next task.
    """

    def __init__(self, cases: set[str]) -> None:
        self.open = set(cases)
        self.lock = threading.Lock()
        self.answered: list[tuple[str, str]] = []           # (task, step), as the clients were told
        self.refused: set[tuple[int, str]] = set()

    def done(self, one: Client) -> None:
        while self.open:
            rows = [row for row in one.get(LIST, limit=100)["results"] if row["case_id"] in self.open]
            if rows:
                self.answer(one, random.choice(rows[:5]))

    def answer(self, one: Client, row: dict[str, Any]) -> None:
        shown = one.get(SHOW, id=row["case_id"])
        if not shown["task"] or not shown["task"]["mine"]:
            return                                          # answered since
        key = next(key for step, _, key in WAYS[GOVERNMENT] if step == shown["step"])
        answer = one.ask(DECIDE, **sent(shown, key))
        with self.lock:
            if answer.status_code == 200:
                result = answer.json()["result"]
                self.answered.append((result["id"], result["step"]))
                if result["case"]["status"] == "closed":
                    self.open.discard(row["case_id"])
            else:
                self.refused.add((answer.status_code, str(answer.json()["error"].get("answer"))))


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """All at the same moment, each in a thread of its own; what they gave."""
    ready = threading.Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        ready.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(SECONDS) for future in [pool.submit(begun, work) for work in works]]


def all_of(entity: Any, *where: Any) -> list[Any]:
    model.Session.rollback()
    return list(model.Session.scalars(sa.select(entity).where(*where)))


def test_twenty_clients_make_two_hundred_transitions__none_lost_none_twice(new_house: House, url: str, under: Callable):
    under(GOVERNMENT)
    house, way = new_house, [step for step, _, _ in WAYS[GOVERNMENT]]
    clients = [client(house, url, ACCOUNTS[number % len(ACCOUNTS)]) for number in range(CLIENTS)]
    records: list[Record] = [house.linked() for _ in range(CASES)]
    ids = [record.case_id for record in records]
    work = Work(set(ids))
    together([lambda one=one: work.done(one) for one in clients])

    told = Counter(set(work.answered))
    assert len(told) == CASES * len(way) == 200, "whoever was told that his answer is kept"
    for row in all_of(Case, Case.id.in_(ids)):
        assert (row.status, row.outcome, row.lock_version, row.round) == ("closed", "completed", 1 + len(way), 1)
    tasks = all_of(Task, Task.case_id.in_(ids))
    assert {(task.id, task.step) for task in tasks} == set(told), "each answer is kept in its own task, and there is no other"
    assert {task.status for task in tasks} == {"done"}
    decisions = all_of(Decision, Decision.case_id.in_(ids))
    assert Counter((row.case_id, row.step) for row in decisions) == Counter((id_, step) for id_ in ids for step in way)
    assert {row.task_id: row.by for row in decisions} == {task.id: task.finished_by for task in tasks}
    checked_in_the_log(ids, way)
    numbers = [row.number for row in all_of(Case, Case.id.in_(ids))]
    assert len(set(numbers)) == CASES and None not in numbers
    assert all(status == 409 and any(said in why for said in QUICKER) for status, why in work.refused), work.refused


def checked_in_the_log(ids: list[str], way: list[str]) -> None:
    """One event for each answer, in the order of the steps, in chains that hold; nobody is told twice of one."""
    rows = all_of(Event, Event.stream.in_([events.case_stream(id_) for id_ in ids]), Event.type.in_(events.OF_VERB.values()))
    steps: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda event: event.seq):
        steps.setdefault(row.stream, []).append(row.data["step"])
    assert steps == {events.case_stream(id_): way for id_ in ids}
    assert [broken for id_ in ids for broken in events.broken(events.case_stream(id_))] == []
    sent_to = [(row.event_id, row.recipient) for row in all_of(Notification, Notification.case_id.in_(ids))]
    assert sent_to and len(sent_to) == len(set(sent_to))


def test_twenty_clients_of_one_account_at_one_case__all_get_the_one_result(new_house: House, url: str, under: Callable):
    under(GOVERNMENT)
    record = new_house.linked()
    new_house.walk(record, "periksa_walidata")
    answer = sent(new_house.case(record, "walidata"), "sesuai")
    one = client(new_house, url, "walidata")
    clients = [Client(one.url, one.token) for _ in range(CLIENTS)]
    results = together([lambda each=each: each.get(DECIDE, **answer) for each in clients])
    assert results == [results[0]] * CLIENTS
    assert results[0]["case"]["step"] == "terbit"
    answered_once(record, answer["id"])


def test_twenty_clients_of_four_accounts_at_one_case__one_wins_and_its_colleagues_read_so(
    new_house: House, url: str, under: Callable
):
    under(GOVERNMENT)
    record = new_house.linked()
    new_house.walk(record, "periksa_walidata")
    answer = sent(new_house.case(record, "walidata"), "sesuai")
    people = ["walidata", "walidata_b", "walidata_b_b", "walidata_b_b_b"]
    for who in people[2:]:
        new_house.user(who)
        new_house.name_officer(who, "walidata")
    of_each = [client(new_house, url, who) for who in people]
    clients = [(place, Client(one.url, one.token)) for place, one in enumerate(of_each) for _ in range(CLIENTS // len(people))]
    results = together([lambda place=place, each=each: (place, each.ask(DECIDE, **answer)) for place, each in clients])
    winners = {place for place, given in results if given.status_code == 200}
    assert len(winners) == 1
    won = [given.json()["result"] for place, given in results if place in winners]
    assert won == [won[0]] * 5, "in whichever of his windows"
    lost = [given for place, given in results if place not in winners]
    assert all(given.status_code == 409 and QUICKER[0] in given.text for given in lost), [g.text for g in lost]
    assert answered_once(record, answer["id"]) == new_house.user_id(people[winners.pop()])


def answered_once(record: Record, task_id: str) -> str:
    """By whom."""
    found = all_of(Decision, Decision.task_id == task_id)
    assert len(found) == 1
    said = all_of(Event, Event.id == found[0].event_id)
    assert len(said) == 1 and said[0].actor == found[0].by
    stream = events.case_stream(record.case_id)
    at_this_step = [row for row in all_of(Event, Event.stream == stream) if row.data.get("step") == found[0].step]
    assert [row.id for row in at_this_step if row.type == events.STEP_APPROVED] == [said[0].id]
    assert list(events.broken(stream)) == []
    return found[0].by
