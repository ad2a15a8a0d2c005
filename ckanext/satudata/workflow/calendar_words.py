"""Moments, runs of days and amounts of time in words, as the sentences of the calendar need them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import ckan.plugins.toolkit as tk
from babel.dates import format_date

from ckanext.satudata.language import language

from .government import ZONES

_ = tk._
ungettext = tk.ungettext

ZONE_NAMES = {place: name for name, place in ZONES.items()}


def moment(when: date | datetime | None, with_zone: bool = False) -> str:
    """A day, with the time of day where there is one: `Jum, 13 Maret 2026 pukul 13.45 WIB`."""
    if when is None:
        return ""
    day = format_date(when, "EEE, d MMMM y", locale=language())
    if not isinstance(when, datetime):
        return day
    zone = f" {ZONE_NAMES.get(str(when.tzinfo), when.tzname())}" if with_zone else ""
    return f"{day} pukul {clock(when)}{zone}" if language() == "id" else f"{day}, {clock(when)}{zone}"


def clock(when: datetime) -> str:
    """Time of day as the language writes it, with seconds where there are any."""
    written = when.strftime("%H:%M:%S" if when.second else "%H:%M")
    return written.replace(":", ".") if language() == "id" else written


def days_between(first: date | datetime | None, last: date | datetime | None) -> str:
    """A run of days; one day once."""
    return moment(first) if first == last else f"{moment(first)} – {moment(last)}"


def times_between(first: date | datetime | None, last: date | datetime | None) -> str:
    """From one moment to another, or since it; the day once where it is the same."""
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() == last.date():
        return f"{moment(first)}–{clock(last)}"
    return f"{moment(first)} – {moment(last)}" if last else _("since {moment}").format(moment=moment(first))


def duration(time: timedelta | None) -> str:
    """Hours, minutes and seconds, as far as they are not 0."""
    whole = int(time.total_seconds()) if time else 0
    parts = [counted(whole // 3600, "hours"), counted(whole // 60 % 60, "minutes"), counted(whole % 60, "seconds")]
    return " ".join(filter(None, parts)) or amount(Decimal(0), "minutes")


def counted(number: int, unit: str) -> str:
    """A number of a unit; empty for 0."""
    return amount(Decimal(number), unit) if number else ""


def amount(value: Decimal, unit: str, least: Decimal | None = None) -> str:
    """A time as it is written: `1.5 hours`, `1–15 minutes`."""
    number = f"{least:f}–{value:f}" if least is not None else f"{value:f}"
    if language() == "id":
        number = number.replace(".", ",")
    count = int(value) if value == int(value) and least is None else 2
    return {
        "seconds": lambda: ungettext("{n} second", "{n} seconds", count),
        "minutes": lambda: ungettext("{n} minute", "{n} minutes", count),
        "hours": lambda: ungettext("{n} hour", "{n} hours", count),
        "working_days": lambda: ungettext("{n} working day", "{n} working days", count),
        "days": lambda: ungettext("{n} day", "{n} days", count),
        "weeks": lambda: ungettext("{n} week", "{n} weeks", count),
        "months": lambda: ungettext("{n} month", "{n} months", count),
    }[unit]().format(n=number)
