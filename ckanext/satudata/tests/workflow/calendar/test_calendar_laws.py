"""What holds for every start, amount, holiday and pause."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.tests.workflow.calendar.office import HOURS, government
from ckanext.satudata.workflow import calendar
from ckanext.satudata.workflow.calendar import OwnDay, Pause
from ckanext.satudata.workflow.calendar.pauses import is_touched
from ckanext.satudata.workflow.times import Time

ZONE = ZoneInfo("Asia/Jakarta")
FIRST = datetime(2026, 2, 1, tzinfo=ZONE)
OFFICE_UNITS = ("seconds", "minutes", "hours")
DAY_UNITS = ("working_days", "days", "weeks", "months")

hours = st.sampled_from(sorted(HOURS))
moments = st.integers(0, 90 * 24 * 3600).map(lambda second: FIRST + timedelta(seconds=second))
minutes = st.integers(0, 6000)
closed_days = st.lists(st.dates(date(2026, 2, 1), date(2026, 6, 1)), max_size=6, unique=True)
amounts = {"seconds": 400000, "minutes": 6000, "hours": 100, "working_days": 30, "days": 40, "weeks": 6, "months": 3}
times = st.sampled_from(OFFICE_UNITS + DAY_UNITS).flatmap(
    lambda unit: st.integers(0, amounts[unit]).map(lambda value: Time(Decimal(value), unit, "term"))
)
pauses = st.lists(st.tuples(moments, st.integers(0, 10 * 24 * 60)), max_size=3).map(
    lambda found: [Pause(since, since + timedelta(minutes=length)) for since, length in found]
)
examples = settings(max_examples=150, deadline=None)


def of(hours: str, closed: list[date]) -> calendar.Calendar:
    return calendar.of(government(hours), [OwnDay(day, "closed", "test") for day in closed])


def office(value: int) -> Time:
    return Time(Decimal(value), "minutes", "term")


def at(of: calendar.Calendar, start: datetime, time: Time, pauses: list[Pause] | None = None) -> datetime:
    found = of.deadline(start, time, pauses or ()).at
    assert found is not None
    return found


@examples
@given(hours, closed_days, moments, times, pauses)
def test_a_deadline_lies_in_office_hours_and_never_in_a_pause(hours, closed, start, time, pauses):
    found = of(hours, closed)
    due = at(found, start, time, pauses)
    local = due.replace(tzinfo=None)
    assert any(begin <= local <= end for begin, end in found.days[due.date()].spans)
    assert not any(pause.since < due < pause.until for pause in pauses)
    if time.unit in DAY_UNITS:
        assert local == found.days[due.date()].closes
    if time.unit in DAY_UNITS and time.value:
        assert not is_touched(found.days[due.date()], found._still(pauses))
    assert due >= start


# Not months: 30 and 31 January + 1 month both end on 28 February, and a pause on the 31st is day zero for one of them only.
@examples
@given(hours, closed_days, moments, moments, times.filter(lambda time: time.unit != "months"), pauses)
def test_who_comes_later_is_never_due_earlier(hours, closed, one, other, time, pauses):
    found = of(hours, closed)
    assert at(found, min(one, other), time, pauses) <= at(found, max(one, other), time, pauses)


@examples
@given(hours, closed_days, moments, times, st.integers(1, 5), pauses)
def test_more_time_is_never_due_earlier(hours, closed, start, time, more, pauses):
    found = of(hours, closed)
    longer = Time(time.value + more, time.unit, "term")
    assert at(found, start, time, pauses) <= at(found, start, longer, pauses)


@examples
@given(hours, closed_days, moments, minutes, minutes, pauses)
def test_office_time_in_two_parts_is_the_same_as_at_once(hours, closed, start, one, other, pauses):
    found = of(hours, closed)
    in_parts = at(found, at(found, start, office(one), pauses), office(other), pauses)
    assert in_parts == at(found, start, office(one + other), pauses)


@examples
@given(hours, closed_days.filter(bool), moments, times, pauses)
def test_a_holiday_taken_away_makes_nothing_later(hours, closed, start, time, pauses):
    assert at(of(hours, closed[1:]), start, time, pauses) <= at(of(hours, closed), start, time, pauses)


@examples
@given(hours, closed_days, moments, times, pauses.filter(bool))
def test_a_pause_makes_nothing_earlier(hours, closed, start, time, pauses):
    found = of(hours, closed)
    assert at(found, start, time, pauses[1:]) <= at(found, start, time, pauses)


@examples
@given(hours, closed_days, moments, minutes)
def test_at_the_start_the_whole_office_time_is_left(hours, closed, start, amount):
    found = of(hours, closed)
    left = found.left(found.deadline(start, office(amount)), start)
    assert (left.state, left.office) == ("running", timedelta(minutes=amount))


@examples
@given(hours, closed_days, moments, st.integers(1, 30), pauses)
def test_at_the_start_all_working_days_are_left(hours, closed, start, amount, pauses):
    found = of(hours, closed)
    left = found.left(found.deadline(start, Time(Decimal(amount), "working_days", "term"), pauses), start)
    assert left.working_days == amount


@examples
@given(hours, closed_days, moments, minutes, pauses)
def test_the_lines_add_up_to_the_time_that_was_counted(hours, closed, start, amount, pauses):
    lines = of(hours, closed).deadline(start, office(amount), pauses).explanation
    assert sum((line.office for line in lines if line.code == "worked"), timedelta()) == timedelta(minutes=amount)


@examples
@given(hours, closed_days, moments, st.integers(1, 30), pauses)
def test_the_days_add_up_to_the_days_that_were_counted(hours, closed, start, amount, pauses):
    lines = of(hours, closed).deadline(start, Time(Decimal(amount), "working_days", "term"), pauses).explanation
    assert sum(line.days for line in lines if line.code == "counted") == amount


@examples
@given(hours, closed_days, moments, times, moments)
def test_a_clock_that_stands_still_has_no_later_date(hours, closed, start, time, since):
    found = of(hours, closed)
    standing = found.deadline(start, time, [Pause(since)])
    assert standing.is_standing == (standing.at is None)
    if standing.at:
        assert standing.at == at(found, start, time)
