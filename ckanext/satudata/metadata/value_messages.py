"""Sentences about an answer whose form is wrong, for the kinds of values of MS-Keg, MS-Ind and publications."""

from __future__ import annotations

from typing import Any

from ckan.plugins.toolkit import _

MOST_QUOTED = 60        # characters of a wrong answer that are said back


def bad_count(value: Any) -> str:
    """No whole number."""
    return _("“{value}” is not a whole number. Write digits only, such as 12; write 0 if there are none.").format(
        value=_quoted(value))


def bad_date(value: Any) -> str:
    """No day of the calendar."""
    return _("“{value}” is not a date. Write year, month and day, such as 2025-12-31.").format(value=_quoted(value))


def bad_lines() -> str:
    """Something else than lines of text."""
    return _("Send a text with one entry on each line, or a list of texts.")


def too_many_lines(most: int) -> str:
    """More lines than a field holds."""
    return _("Write at most {most} lines.").format(most=most)


def bad_record(value: Any) -> str:
    """Neither id nor name of a record."""
    return _("“{value}” is not the id or the address of a record.").format(value=_quoted(value))


def bad_sum(value: Any, numbers: str) -> str:
    """A sum of paper codes that no choice of answers gives."""
    return _("“{value}” is not a sum of the codes of this question. Add the numbers of the answers: {numbers}.").format(
        value=_quoted(value), numbers=numbers)


def bad_issn(value: Any) -> str:
    """No ISSN."""
    return _("“{value}” is not an ISSN. Write its eight digits as printed, such as 2089-7367.").format(value=_quoted(value))


def bad_isbn(value: Any) -> str:
    """No ISBN."""
    return _("“{value}” is not an ISBN. Write its 10 or 13 digits as printed, such as 978-602-438-148-6.").format(
        value=_quoted(value))


def _quoted(value: Any) -> str:
    return str(value)[:MOST_QUOTED]
