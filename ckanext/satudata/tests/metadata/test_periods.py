"""Periods as tables print them."""

from datetime import date

import pytest

from ckanext.satudata.metadata import periods


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2024-03-15", date(2024, 3, 15), date(2024, 3, 15)),
    (" 2018/2019 ", date(2018, 7, 1), date(2019, 6, 30)),
])
def test_read(text, first, last):
    period = periods.parse(text)
    assert (period.text, period.first, period.last) == (text.strip(), first, last)


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "2018/2020", "2018/19", "2018-2019", "TW I 2024", "3304"])
def test_not_read(text):
    assert periods.parse(text) is None


@pytest.mark.parametrize(("start", "end", "is_right"), [
    ("2018", "2024", True), ("2024", "2024", True), ("2024", "2024-03", True), ("2018/2019", "2024/2025", True),
    ("2024", "2023", False), ("2024-04", "2024-03-31", False), ("2018/2019", "2017", False),
])
def test_order(start, end, is_right):
    assert periods.in_order(periods.parse(start), periods.parse(end)) is is_right
