"""Deadlines computed by hand, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from ckanext.satudata.tests.workflow.calendar.office import government
from ckanext.satudata.workflow import calendar
from ckanext.satudata.workflow.calendar import Extension, OwnDay, Pause
from ckanext.satudata.workflow.government import ZONES
from ckanext.satudata.workflow.times import Time

FILES = ("examples.yaml", "examples_more.yaml")


def examples() -> Iterator[dict[str, Any]]:
    for name in FILES:
        for group in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8")):
            shared = {key: group[key] for key in group if key != "examples"}
            yield from ({**shared, **example} for example in group["examples"])


def name_of(example: dict[str, Any]) -> str:
    what = example.get("time") or example.get("every") or example.get("by") or "no time"
    return f"{example['group']}: {example['start']} + {what}: {example['because']}"


def time_of(written: str | None, **more: Any) -> Time:
    value, unit = written.split() if written else (None, None)
    return Time(value and Decimal(value), unit, **{"clock": "term", **more})


def moment(written: str, zone: ZoneInfo) -> datetime:
    if written.endswith("Z"):
        return datetime.fromisoformat(written[:-1] + "+00:00")
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def own_day(row: dict[str, Any]) -> OwnDay:
    hours = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in row.get("hours", ()))
    return OwnDay(date.fromisoformat(row["day"]), "row of the test", "decree", "local", row.get("open", False), hours)


def due(example: dict[str, Any]) -> str | None:
    zone = ZoneInfo(ZONES[example["zone"]])
    office = government(example["hours"], example["zone"])
    found = calendar.of(office, map(own_day, example.get("holidays", ())), example.get("national", True))
    more = {key: example[key] for key in ("clock", "elapsed", "every", "by") if key in example}
    if "min" in example:
        more |= {"kind": "range", "min": Decimal(example["min"])}
    pauses = [pause.split("/") for pause in example.get("pauses", ())]
    deadline = found.deadline(
        moment(example["start"], zone), time_of(example.get("time"), **more),
        [Pause(moment(since, zone), moment(until, zone) if until else None) for since, until in pauses],
        [Extension(time_of(written), "reason") for written in example.get("extensions", ())],
        date.fromisoformat(example["release"]) if "release" in example else None,
    )
    return deadline.at and deadline.at.astimezone(zone).replace(tzinfo=None).isoformat(" ")


def test_there_are_more_than_120_examples():
    assert len(list(examples())) > 120


@pytest.mark.parametrize("example", list(examples()), ids=name_of)
def test_a_deadline_is_what_was_computed_by_hand(example: dict[str, Any]):
    expected = example["due"] and datetime.fromisoformat(example["due"]).isoformat(" ")
    assert due(example) == expected, example["because"]
