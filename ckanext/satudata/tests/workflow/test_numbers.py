"""Numbers of cases: by kind and year, without a gap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.common import config
from freezegun import freeze_time

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.workflow import governments, numbers
from ckanext.satudata.workflow.errors import DecisionRefused
from ckanext.satudata.workflow.model import Case, Counter


@pytest.fixture
def kind(on_portal: None) -> Iterator[str]:
    """A kind of case that nobody else counts."""
    yield unique("jenis")
    model.Session.rollback()


def case(kind: str, government: str = "way_kanan") -> Case:
    return Case(id=unique("kasus"), kind=kind, government=government)


def running(number: str) -> int:
    return int(number.rpartition("-")[2])


def test_a_number_is_prefix_year_and_five_digits(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(config, "ckanext.satudata.government", "way_kanan")
    record = house.linked()
    house.answer("operator", record, "finish")
    number = house.case(record)["number"]
    year = governments.current().today().year
    assert number.startswith(f"PUB-{year}-") and len(number) == len(f"PUB-{year}-00001")


def test_a_case_keeps_its_first_number(kind: str):
    one = case(kind)
    assert numbers.give_number(one) == numbers.give_number(one) == one.number


def test_numbers_are_counted_for_each_kind_and_year(kind: str):
    other = unique("jenis")
    with freeze_time("2026-06-01"):
        assert [running(numbers.give_number(case(kind))) for _ in range(3)] == [1, 2, 3]
        assert running(numbers.give_number(case(other))) == 1
    with freeze_time("2027-06-01"):
        found = numbers.give_number(case(kind))
    assert (running(found), found.split("-")[1]) == (1, "2027")


@pytest.mark.parametrize(
    ("instant", "government", "year"),
    [
        ("2026-12-31 16:59:59", "way_kanan", "2026"),  # WIB is seven hours ahead
        ("2026-12-31 17:00:00", "way_kanan", "2027"),
        ("2026-12-31 14:59:59", "uji", "2026"),  # WIT is nine
        ("2026-12-31 15:00:00", "uji", "2027"),
    ],
)
def test_the_year_begins_in_the_zone_of_the_government(instant: str, government: str, year: str, kind: str):
    with freeze_time(instant):
        assert numbers.give_number(case(kind, government)).split("-")[1] == year


def test_a_number_that_is_rolled_back_goes_to_the_next_case(kind: str):
    first = running(numbers.give_number(case(kind)))
    model.Session.commit()
    assert running(numbers.give_number(case(kind))) == first + 1
    model.Session.rollback()
    assert running(numbers.give_number(case(kind))) == first + 1, "no gap"


def refuse(situation: Any) -> None:
    raise DecisionRefused("not_ready")


def test_a_submission_that_is_refused_uses_no_number(house: House, under: Callable[[str], None]):
    """The second is refused by an effect after the seal that numbers it."""
    under("uji")
    one, two, three = house.linked(), house.linked(), house.linked()
    house.answer("operator", one, "finish")
    trial.hooks.effect = refuse
    with pytest.raises(tk.ValidationError, match="cannot be finished yet"):
        house.answer("operator", two, "finish")
    trial.hooks.effect = None
    house.answer("operator", three, "finish")
    assert running(house.case(three)["number"]) == running(house.case(one)["number"]) + 1
    assert house.case(two)["number"] is None


def test_many_at_the_same_moment_get_each_number_once(kind: str):
    """Five threads give four numbers each; every second transaction is rolled back."""
    kept: list[int] = []

    def work() -> None:
        for turn in range(4):
            number = running(numbers.give_number(case(kind)))
            if turn % 2:
                model.Session.rollback()
            else:
                model.Session.commit()
                kept.append(number)
        model.Session.remove()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(kept) == list(range(1, 11))
    year = governments.of_case("way_kanan").today().year
    assert model.Session.get(Counter, f"case:{kind}:{year}").value == 10
