"""A row of the desk says who has its task: taken, given, or free for the whole office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.tests.workflow.test_pages import DESK, words

LIST = "satudata_workflow_task_list"


@pytest.fixture
def town(new_house: House, under: Callable[[str], None]) -> House:
    under("way_kanan")
    for who in ("walidata", "walidata_b", "kabid"):
        new_house.user(who)
    return new_house


def waiting(house: House, number: int = 1) -> list[Record]:
    records = [house.linked(title=f"Tabel {n}") for n in range(1, number + 1)]
    for record in records:
        house.walk(record, "periksa")
    return records


def task_of(house: House, record: Record) -> str:
    return house.case(record)["task"]["id"]


def row(house: House, who: str, record: Record, tab: str = "mine") -> tuple[Any, ...]:
    found = house.act(who, LIST, tab=tab, org=house.org["id"])["results"]
    one = next(one for one in found if one["case_id"] == record.case_id)
    return one["held"], one["holder"], one["is_mine"]


def test_a_task_that_nobody_has_is_the_whole_office_s(town: House):
    record, = waiting(town)
    assert row(town, "walidata", record) == ("pooled", None, False)
    assert row(town, "operator", record, "others") == ("pooled", None, False)


def test_a_task_that_was_taken_names_who_has_it(town: House, web: Any):
    record, = waiting(town)
    town.act("walidata_b", "satudata_workflow_task_claim", id=task_of(town, record))
    assert row(town, "walidata_b", record) == ("claimed", "Walidata B", True)
    assert row(town, "walidata", record, "others") == ("claimed", "Walidata B", False)
    assert "You have this task." in words(web.get(town.user("walidata_b"), f"{DESK}?org={town.org['id']}"))
    page = words(web.get(town.user("operator"), f"{DESK}?tab=others"))
    assert "Walidata B has this task." in page


def test_a_task_that_was_given_says_to_whom(town: House, web: Any):
    record, = waiting(town)
    town.act("kabid", "satudata_workflow_task_assign", id=task_of(town, record), assignee=town.user_id("walidata_b"))
    assert row(town, "walidata_b", record) == ("assigned", "Walidata B", True)
    assert row(town, "operator", record, "others") == ("assigned", "Walidata B", False)
    assert "It was given to you." in words(web.get(town.user("walidata_b"), f"{DESK}?org={town.org['id']}"))
    assert "It was given to Walidata B." in words(web.get(town.user("operator"), f"{DESK}?tab=others"))


def test_what_is_closed_nobody_has(town: House):
    record, = waiting(town)
    town.walk(record)
    assert row(town, "operator", record, "finished") == (None, None, False)


def test_the_names_of_many_holders_come_by_one_query(town: House, statements: list[str]):
    records = waiting(town, 4)
    counts = []
    for number, who in enumerate(("walidata", "walidata_b", "kasi")):
        town.user(who)
        town.act(who, "satudata_workflow_task_claim", id=task_of(town, records[number]))
        statements.clear()
        found = town.act("operator", LIST, tab="others")["results"]
        counts.append((len({one["holder"] for one in found} - {None}), len(statements)))
    assert [holders for holders, _ in counts] == [1, 2, 3] and len({number for _, number in counts}) == 1
