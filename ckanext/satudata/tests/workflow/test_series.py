"""Patterns of the numbers that the portal gives to documents."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.satudata.workflow import series

DAY = date(2026, 8, 17)


@pytest.mark.parametrize(
    ("pattern", "running", "number"),
    [
        ("{number}", 7, "7"),
        ("800/{number:3}/DISKOMINFO/{year}", 7, "800/007/DISKOMINFO/2026"),
        ("800/{number:3}/DISKOMINFO/{year}", 1234, "800/1234/DISKOMINFO/2026"),  # longer than its digits: no digit is lost
        ("{number:2}/SV/{roman_month}/{year}", 12, "12/SV/VIII/2026"),
        ("{year}{month}-{number:4}", 1, "202608-0001"),
    ],
)
def test_a_number_is_written_as_its_pattern_says(pattern: str, running: int, number: str):
    assert series.faults(pattern) == []
    assert series.number(pattern, running, DAY) == number


@pytest.mark.parametrize(("month", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (12, "XII")])
def test_months_stand_in_roman_numerals_as_letters_write_them(month: int, roman: str):
    assert series.number("{number}/{roman_month}", 1, date(2026, month, 1)) == f"1/{roman}"


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("external", []),
        ("800/DISKOMINFO/{year}", ["series_without_number"]),  # every document would have the same number
        ("{number}/{bulan}", ["series_place"]),
        ("{}/{number}", ["series_place"]),
        ("surat", ["series_without_number"]),
    ],
)
def test_a_pattern_that_cannot_count_is_found_before_it_counts(pattern: str, codes: list[str]):
    assert series.faults(pattern) == codes


def test_a_series_begins_anew_each_year_only_where_its_number_says_the_year():
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    assert series.counter_of("uji", "{number}/{year}", last) != series.counter_of("uji", "{number}/{year}", first)
    assert series.counter_of("uji", "SV-{number}", last) == series.counter_of("uji", "SV-{number}", first)


def test_kinds_of_one_pattern_count_together_and_governments_apart():
    assert series.counter_of("uji", "SV-{number}", DAY) != series.counter_of("uji", "SK-{number}", DAY)
    assert series.counter_of("uji", "SV-{number}", DAY) != series.counter_of("desa", "SV-{number}", DAY)
