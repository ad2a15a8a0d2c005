"""Every line of an explanation is a sentence in English; `make i18n` watches over the Indonesian."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from ckanext.satudata.tests.workflow.calendar.office import government
from ckanext.satudata.workflow import calendar, calendar_messages, calendar_words
from ckanext.satudata.workflow.calendar import Extension, Left, Pause, explanation
from ckanext.satudata.workflow.times import Time

pytestmark = pytest.mark.usefixtures("with_request_context")

ZONE = ZoneInfo("Asia/Jakarta")
START = datetime(2026, 3, 13, 13, 45, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar_words, "language", lambda: "en")
    with force_locale("en"):
        yield


def test_each_code_of_the_room_has_a_sentence_and_stands_in_the_list():
    room = Path(calendar.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in room.glob("*.py"))
    used = set(re.findall(r'(?:Line\(|code=|code = |late = \[Line\()"([a-z_]+)"', source))
    assert used | {"period"} == set(calendar_messages.SENTENCES)
    listed = re.findall(r"^\| ([a-z_, ]+) \|", explanation.__doc__ or "", re.MULTILINE)
    assert {code for row in listed for code in row.split(", ")} - {"code"} == set(calendar_messages.SENTENCES)


def test_a_deadline_over_idulfitri_is_told_day_by_day():
    deadline = calendar.of(government()).deadline(START, Time(Decimal(3), "working_days", "term"))
    told = calendar_messages.explanation(deadline)
    source = calendar.official(2026).days[date(2026, 3, 18)].source
    assert told[:6] == [
        "It arrived on Fri, 13 March 2026, 13:45 WIB.",
        "Time that counts: 3 working days.",
        "The day of arrival, Fri, 13 March 2026, does not count.",
        "Sat, 14 March 2026 – Sun, 15 March 2026: closed.",
        "Mon, 16 March 2026 – Tue, 17 March 2026: 2 days.",
        f"Wed, 18 March 2026: closed, Cuti Bersama Hari Suci Nyepi (cuti bersama; {source}).",
    ]
    assert told[-1] == "Due on Wed, 25 March 2026, 15:00 WIB."


def test_office_time_is_told_with_its_edges():
    pause = Pause(START + timedelta(minutes=5), START + timedelta(minutes=10), "Listrik padam", "outside")
    deadline = calendar.of(government(), national=False).deadline(
        START, Time(Decimal("20.5"), "minutes", "term", kind="range", min=Decimal(5)), [pause],
        [Extension(Time(Decimal(1), "hours"), "Listrik padam lagi")],
    )
    assert calendar_messages.explanation(deadline)[1:] == [
        "The clock stood still: Fri, 13 March 2026, 13:50–13:55 (waiting for an outside body, Listrik padam).",
        "Time that counts: 5–20.5 minutes, of which the longest counts.",
        "Fri, 13 March 2026, 13:45–14:00: 10 minutes of office time.",
        "Sat, 14 March 2026 – Sun, 15 March 2026: closed.",
        "Mon, 16 March 2026, 08:00–08:10:30: 10 minutes 30 seconds of office time.",
        "Extended by 1 hour. Reason: Listrik padam lagi",
        "Mon, 16 March 2026, 08:10:30–09:10:30: 1 hour of office time.",
        "Due on Mon, 16 March 2026, 09:10:30 WIB.",
    ]


@pytest.mark.parametrize(("left", "words"), [
    (Left("running", timedelta(hours=13), timedelta(hours=53), 2, 2), "2 working days left"),
    (Left("running", timedelta(hours=1, minutes=5)), "1 hour 5 minutes left"),
    (Left("running"), "0 minutes left"),
    (Left("late", timedelta(hours=1), timedelta(hours=1), 1, 1), "1 working day late"),
    (Left("standing", timedelta(minutes=30)), "the clock stands still; 30 minutes left"),
    (Left("none"), ""),
])
def test_what_is_left_is_told(left, words):
    assert calendar_messages.left(left) == words


def test_clock_hours_are_told_by_the_clock():
    assert calendar_messages.left(Left("running", timedelta(), timedelta(hours=3)), by_clock=True) == "3 hours left"


@pytest.mark.parametrize(("kind", "words"), [
    ("soon", "“Periksa” is due soon: Mon, 16 March 2026, 15:00 WIB."),
    ("due", "“Periksa” is due now: Mon, 16 March 2026, 15:00 WIB."),
    ("overdue", "“Periksa” was due on Mon, 16 March 2026, 15:00 WIB. Do it now; being late does not prevent it."),
])
def test_reminders_are_told(kind, words):
    deadline = calendar.of(government()).deadline(START, Time(Decimal(1), "working_days", "term"))
    assert calendar_messages.reminder(kind, "Periksa", deadline) == words


def test_indonesian_times_are_written_as_indonesians_write_them(monkeypatch):
    monkeypatch.setattr(calendar_words, "language", lambda: "id")
    assert calendar_words.moment(START, with_zone=True) == "Jum, 13 Maret 2026 pukul 13.45 WIB"
    assert calendar_words.amount(Decimal("1.5"), "hours").startswith("1,5 ")
