"""What cannot be computed. One tree: CalendarError → NeverOpen, TooFar, NoZone."""

from __future__ import annotations


class CalendarError(ValueError):
    """Base: no date follows from what was given."""


class NeverOpen(CalendarError):
    """The office has no hours on any day of the week."""


class TooFar(CalendarError):
    """The date lies beyond the years that are computed."""


class NoZone(CalendarError):
    """A moment without a time zone: it could be an hour off in either direction."""
