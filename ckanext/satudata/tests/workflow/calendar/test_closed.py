"""Closed days, years that nobody has decided, impossible input, purity and cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest

from ckanext.satudata.tests.workflow.calendar.office import HOURS, government
from ckanext.satudata.workflow import calendar, governments
from ckanext.satudata.workflow.calendar import OwnDay, Pause
from ckanext.satudata.workflow.government import Government
from ckanext.satudata.workflow.times import Time

ZONE = ZoneInfo("Asia/Jakarta")
ROOM = Path(calendar.__file__).parent


def due(of: calendar.Calendar, start: str, value: str, unit: str, **more):
    return of.deadline(datetime.fromisoformat(start).replace(tzinfo=ZONE), Time(Decimal(value), unit, "term", **more))


def years_in_doubt(deadline) -> list[int]:
    return [int(line.value) for line in deadline.explanation if line.code == "undecided"]


def test_the_closed_days_of_2026_are_those_of_the_decree():
    days = calendar.official(2026).days
    assert [f"{day:%m-%d}" for day in sorted(days) if days[day].kind == "cuti_bersama"] == [
        "02-16", "03-18", "03-20", "03-23", "03-24", "05-15", "05-28", "12-24",
    ]
    assert len([day for day in days.values() if day.kind == "national"]) == 17
    assert days[date(2026, 3, 19)].source.startswith("holidays ")


def test_a_year_without_decree_computes_and_says_so():
    of = calendar.of(government())
    deadline = due(of, "2028-12-28 10:00", "3", "working_days")
    assert deadline.at is not None
    assert years_in_doubt(deadline) == [2028, 2029]
    assert years_in_doubt(due(of, "2026-03-02 10:00", "3", "working_days")) == []


def test_an_own_cuti_bersama_decides_its_year():
    of = calendar.of(government(), [OwnDay(date(2028, 2, 29), "Cuti bersama", "SKB 2028", "cuti_bersama")])
    deadline = due(of, "2028-02-25 10:00", "1", "working_days")
    assert deadline.at == datetime(2028, 3, 1, 15, tzinfo=ZONE)      # 28 February is Idulfitri, 29 the own row
    assert years_in_doubt(deadline) == []


def test_an_estimated_holiday_is_named():
    deadline = due(calendar.of(government()), "2028-02-25 10:00", "1", "working_days")
    line = next(line for line in deadline.explanation if line.code == "estimated")
    assert (line.first, line.name) == (date(2028, 2, 27), "Hari Raya Idul Fitri")


def test_a_year_beyond_the_lists_computes():
    assert due(calendar.of(government()), "2150-03-02 10:00", "1", "hours").at is not None


def test_a_year_is_read_once(monkeypatch):
    asked = []
    real = holidays.country_holidays
    monkeypatch.setattr(holidays, "country_holidays", lambda *args, **more: asked.append(more["years"]) or real(*args, **more))
    calendar.official.cache_clear()
    for _ in range(3):
        due(calendar.of(government()), "2026-03-02 10:00", "30", "working_days")
    assert asked == [2026, 2026]                                     # public holidays and cuti bersama


@pytest.mark.parametrize(("value", "unit"), [
    ("99999999", "hours"), ("9999999", "working_days"), ("9999999", "days"), ("9999999", "weeks"), ("99999", "months"),
    ("999999999999999", "hours"),
])
def test_a_time_beyond_all_years_is_refused(value, unit):
    with pytest.raises(calendar.TooFar):
        due(calendar.of(government()), "2026-03-02 10:00", value, unit)


@pytest.mark.parametrize("value", ["99999999", "999999999999999"])
def test_clock_hours_beyond_all_years_are_refused(value):
    with pytest.raises(calendar.TooFar):
        due(calendar.of(government()), "2026-03-02 10:00", value, "hours", elapsed=True)


def test_an_office_that_never_opens_is_refused():
    with pytest.raises(calendar.NeverOpen):
        calendar.of(Government("uji", {}, "WIB"))


def test_a_moment_without_zone_is_refused():
    of = calendar.of(government())
    with pytest.raises(calendar.NoZone):
        of.deadline(datetime(2026, 3, 2), Time(Decimal(1), "hours", "term"))
    with pytest.raises(calendar.NoZone):
        of.deadline(datetime(2026, 3, 2, tzinfo=ZONE), Time(Decimal(1), "hours", "term"), [Pause(datetime(2026, 3, 2))])


@pytest.mark.parametrize(("value", "unit"), [("10000", "minutes"), ("28", "working_days")])
def test_counting_looks_at_days_and_not_at_minutes(value, unit):
    of = calendar.of(government())
    due(of, "2026-03-02 08:00", value, unit)
    looked_at = len(of.days._known)
    assert looked_at < 60
    steps = []
    sys.setprofile(lambda frame, event, _arg: steps.append(event) if event == "call" else None)
    try:
        due(of, "2026-03-02 08:00", value, unit)
    finally:
        sys.setprofile(None)
    assert len(steps) < 60 * looked_at


def test_the_room_imports_neither_ckan_nor_a_database_nor_its_neighbours():
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", ""][:1] if not node.level else []
                assert node.level < 2 or node.module == "times", f"{file.name}: {ast.unparse(node)}"
            assert all(name.split(".")[0] in {*sys.stdlib_module_names, "holidays"} for name in names), f"{file.name}: {names}"


def test_importing_the_room_reads_no_holidays():
    code = "import sys, ckanext.satudata.workflow.calendar; assert 'holidays' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_holiday_that_is_added_moves_the_deadline():
    before = due(calendar.of(government()), "2026-03-02 10:00", "1", "working_days")
    own = [OwnDay(date(2026, 3, 3), "Hari jadi", "SK Bupati")]
    after = calendar.of(government(), own).deadline(before.start, before.time)
    assert after.at - before.at == timedelta(days=1)
    line = next(line for line in after.explanation if line.code == "holiday")
    assert (line.name, line.kind, line.source) == ("Hari jadi", "local", "SK Bupati")


def test_every_time_of_every_shipped_sop_can_be_computed():
    found = 0
    for office in governments.load().governments.values():
        of = calendar.of(office)
        for procedure in office.procedures.values():
            times = [procedure.limit, *(part.limit for part in procedure.segments.values())]
            for time in filter(None, [*times, *(step.time for step in procedure.steps.values())]):
                deadline = of.deadline(datetime(2026, 3, 13, 13, 45, tzinfo=ZONE), time)
                assert deadline.at or deadline.explanation[-1].code in ("no_time", "by_release"), (procedure.key, time)
                found += 1
    assert found > 100


def test_magetan_has_the_printed_hours_of_the_examples():
    """Source: service standard of Magetan (mgt-sp), row 2, Jam Pelayanan."""
    assert governments.load().governments["magetan"].hours == HOURS["magetan"]
