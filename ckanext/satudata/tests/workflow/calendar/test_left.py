"""What is left, reminders, and what the explanation says."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ckanext.satudata.tests.workflow.calendar.office import government
from ckanext.satudata.workflow import calendar
from ckanext.satudata.workflow.calendar import Extension, OwnDay, Pause, to_send
from ckanext.satudata.workflow.times import Time

ZONE = ZoneInfo("Asia/Jakarta")
HOUR = timedelta(hours=1)
PLAIN = calendar.of(government())


def on(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-{written}").replace(tzinfo=ZONE)


def term(value: str, unit: str, **more) -> Time:
    return Time(Decimal(value), unit, **{"clock": "term", **more})


def codes(deadline) -> list[str]:
    return [line.code for line in deadline.explanation]


@pytest.mark.parametrize(("now", "state", "office", "working_days", "days"), [
    ("03-01 10:00", "running", 12, 2, 2),        # before the arrival: all of it, from the arrival on
    ("03-02 14:00", "running", 13, 2, 2),        # an hour of day zero and two whole days of six
    ("03-03 08:00", "running", 12, 1, 1),
    ("03-04 14:00", "running", 1, 0, 0),
    ("03-04 15:00", "running", 0, 0, 0),         # at the deadline itself nobody is late
    ("03-04 15:01", "late", 0, 0, 0),
    ("03-05 09:00", "late", 1, 1, 1),
    ("03-09 08:00", "late", 10, 3, 5),           # Thursday 6, Friday 4, and Monday's day has begun
])
def test_what_is_left_is_office_time(now, state, office, working_days, days):
    start = "03-02 15:00" if now == "03-01 10:00" else "03-02 10:00"
    left = PLAIN.left(PLAIN.deadline(on(start), term("2", "working_days")), on(now))
    assert (left.state, left.office, left.working_days, left.days) == (state, office * HOUR, working_days, days)


def test_a_pause_is_not_left_time():
    deadline = PLAIN.deadline(on("03-02 09:00"), term("3", "hours"), [Pause(on("03-02 10:00"), on("03-02 11:00"))])
    assert PLAIN.left(deadline, on("03-02 09:30")).office == 2.5 * HOUR
    assert PLAIN.left(deadline, on("03-02 10:30")).office == 2 * HOUR


def test_a_clock_that_stands_still_tells_what_will_be_left():
    deadline = PLAIN.deadline(on("03-02 09:00"), term("3", "hours"), [Pause(on("03-02 10:00"), whose="requester")])
    left = PLAIN.left(deadline, on("03-06 13:00"))
    assert (deadline.at, deadline.is_standing, left.state, left.office) == (None, True, "standing", 2 * HOUR)
    assert codes(deadline)[-1] == "standing"


def test_without_a_time_nothing_is_left_even_in_a_pause():
    deadline = PLAIN.deadline(on("03-02 09:00"), Time(clock="term"), [Pause(on("03-02 10:00"))])
    assert not deadline.is_standing
    assert PLAIN.left(deadline, on("03-02 11:00")).state == "none"


def test_clock_hours_are_left_on_a_closed_day_too():
    deadline = PLAIN.deadline(on("03-06 13:00"), term("24", "hours", elapsed=True))
    left = PLAIN.left(deadline, on("03-07 10:00"))
    assert (left.office, left.clock) == (timedelta(), 3 * HOUR)


def test_overlapping_pauses_are_taken_from_clock_hours_once():
    pauses = [Pause(on("03-02 12:00"), on("03-02 14:00")), Pause(on("03-02 13:00"), on("03-02 15:00"))]
    deadline = PLAIN.deadline(on("03-02 10:00"), term("24", "hours", elapsed=True), pauses)
    assert PLAIN.left(deadline, on("03-02 10:00")).clock == 24 * HOUR


@pytest.mark.parametrize(("now", "sent", "reminder"), [
    ("03-05 14:59", [], None),                            # due on Monday the 9th: Friday is the open day before it
    ("03-06 07:59", [], None),
    ("03-06 08:00", [], "soon"),
    ("03-08 12:00", ["soon"], None),                      # once each
    ("03-09 08:00", ["soon"], "due"),
    ("03-09 08:00", [], "due"),                           # "soon" was missed, and is not sent after the fact
    ("03-09 15:00", ["soon", "due"], None),               # not late yet
    ("03-09 15:01", ["soon", "due"], "overdue"),
    ("03-09 15:01", [], "overdue"),
    ("03-20 10:00", ["overdue"], None),
    ("03-06 08:00", ["overdue"], None),                   # a clock that was set back sends nothing again
])
def test_each_reminder_is_sent_once(now, sent, reminder):
    deadline = PLAIN.deadline(on("03-02 10:00"), term("5", "working_days"))
    assert to_send(deadline, on(now), {(kind, deadline.at) for kind in sent}) == reminder


def test_a_task_of_today_is_due_and_never_soon_due():
    deadline = PLAIN.deadline(on("03-02 10:00"), term("2", "hours"))
    assert deadline.soon_from is None
    assert to_send(deadline, on("03-02 10:00"), ()) == "due"


def test_a_deadline_that_moved_is_reminded_of_anew():
    before = PLAIN.deadline(on("03-02 10:00"), term("5", "working_days"))
    sent = {("overdue", before.at)}
    after = calendar.of(government(), [OwnDay(date(2026, 3, 9), "Hari jadi", "SK Bupati")]).deadline(before.start, before.time)
    assert after.at == on("03-10 15:00")
    assert to_send(after, on("03-10 08:00"), sent) == "due"


def test_no_reminder_while_the_clock_stands_still():
    deadline = PLAIN.deadline(on("03-02 10:00"), term("1", "working_days"), [Pause(on("03-02 11:00"))])
    assert to_send(deadline, on("03-20 10:00"), ()) is None


def test_the_explanation_follows_the_days():
    deadline = PLAIN.deadline(on("03-13 13:45"), term("3", "working_days"))
    assert [(line.code, str(line.first)[:10], line.days) for line in deadline.explanation if line.first] == [
        ("started", "2026-03-13", None), ("day_zero", "2026-03-13", None), ("weekend", "2026-03-14", None),
        ("counted", "2026-03-16", 2), *[("holiday", f"2026-03-{day}", None) for day in (18, 19, 20, 21, 22, 23, 24)],
        ("counted", "2026-03-25", 1), ("due", "2026-03-25", None),
    ]


def test_office_time_is_explained_span_by_span_and_whole_days_in_one_run():
    deadline = PLAIN.deadline(on("03-06 13:30"), term("19", "hours"))
    worked = [(line.first, line.last, line.office) for line in deadline.explanation if line.code == "worked"]
    assert worked == [
        (on("03-06 13:30"), on("03-06 14:00"), HOUR / 2),
        (on("03-09 08:00"), on("03-11 15:00"), 18 * HOUR),
        (on("03-12 08:00"), on("03-12 08:30"), HOUR / 2),
    ]


def test_an_arrival_outside_hours_says_when_the_clock_starts():
    line = next(line for line in PLAIN.deadline(on("03-02 15:00"), term("1", "hours")).explanation if line.code == "opened")
    assert line.last == on("03-03 08:00")


@pytest.mark.parametrize(("start", "time", "code"), [
    ("03-02 10:00", term("1", "hours", clock="work"), "take_up"),
    ("03-02 10:00", term("50", "hours", clock="work"), "act"),
    ("01-31 10:00", term("1", "months"), "month_end"),
    ("03-02 10:00", term("5", "days"), "moved"),
    ("03-02 10:00", Time(clock="window", every="year"), "period"),
    ("03-02 10:00", Time(clock="window", by="release"), "by_release"),
    ("03-02 10:00", Time(clock="term", as_written="Sesuai kebutuhan"), "no_time"),
    ("03-06 13:00", term("24", "hours", elapsed=True), "elapsed"),
])
def test_the_explanation_names_the_rule(start, time, code):
    assert code in codes(PLAIN.deadline(on(start), time))


def test_a_range_shows_its_lower_end_and_an_extension_its_reason():
    more = Extension(term("1", "hours"), "Listrik padam")
    deadline = PLAIN.deadline(on("03-02 10:00"), term("15", "minutes", kind="range", min=Decimal(1)), extensions=[more])
    counts, extended = (next(line for line in deadline.explanation if line.code == code) for code in ("counts", "extended"))
    assert (counts.min, counts.value, extended.name) == (1, 15, "Listrik padam")


def test_a_pause_says_whose_clock_ran():
    pause = Pause(on("03-02 11:00"), on("03-03 09:00"), "Data belum lengkap", "producer")
    deadline = PLAIN.deadline(on("03-02 10:00"), term("1", "working_days"), [pause])
    line = next(line for line in deadline.explanation if line.code == "paused")
    assert (line.name, line.kind) == ("Data belum lengkap", "producer")
    assert "stood_still" in codes(deadline)


def test_the_explanation_is_json():
    deadline = PLAIN.deadline(on("03-02 10:00"), term("2.5", "hours"), [Pause(on("03-02 11:00"), on("03-02 11:30"))])
    found = json.loads(json.dumps(deadline.as_dict()))
    assert found["at"] == "2026-03-02T14:00:00+07:00"
    assert found["explanation"][-1] == {"code": "due", "first": "2026-03-02T14:00:00+07:00"}


def test_a_time_for_each_record_is_multiplied():
    assert calendar.for_topics(term("15", "minutes", per="topic"), 11).value == 165
    assert calendar.for_topics(term("15", "minutes"), 11).value == 15
