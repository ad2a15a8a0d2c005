"""Whether a dataset is as new as its frequency promises: a table of days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata import vocabularies
from ckanext.satudata.metadata.freshness import CURRENT, DUE, FIXED, UNKNOWN, Freshness, freshness

TODAY = date(2026, 3, 12)
CODES = [entry.value for entry in vocabularies.load("frequency").entries]


@pytest.mark.parametrize(("frequency", "last_period", "published_on", "today", "expected"), [
    # yearly, ends with 2024: 2025 is over on 31 December, and half a year more is given
    ("TAHUNAN", "2024", None, date(2026, 6, 30), Freshness(CURRENT, date(2026, 6, 30))),
    ("TAHUNAN", "2024", None, date(2026, 7, 1), Freshness(DUE, date(2026, 6, 30))),
    # a school year ends on 30 June
    ("TAHUNAN", "2024/2025", None, TODAY, Freshness(CURRENT, date(2026, 12, 31))),
    # the period speaks, whenever it was published: old numbers do not get younger by a late release
    ("TAHUNAN", "2023", date(2026, 3, 1), TODAY, Freshness(DUE, date(2025, 6, 30))),
    # no period: the day of publication counts
    ("TAHUNAN", None, date(2025, 3, 1), TODAY, Freshness(CURRENT, date(2026, 9, 1))),
    ("TAHUNAN", "tahun lalu", date(2024, 1, 31), TODAY, Freshness(DUE, date(2025, 7, 31))),
    # 29 February has no partner in most years
    ("DUA_TAHUNAN", None, date(2024, 2, 29), TODAY, Freshness(CURRENT, date(2027, 2, 28))),
    ("BULANAN", "2026-01", None, TODAY, Freshness(CURRENT, date(2026, 3, 15))),
    ("BULANAN", "2025-12", None, TODAY, Freshness(DUE, date(2026, 2, 15))),
    ("TRIWULANAN", "2025-09", None, TODAY, Freshness(DUE, date(2026, 2, 15))),
    ("EMPAT_BULANAN", "2025-12", None, TODAY, Freshness(CURRENT, date(2026, 6, 30))),
    ("SEMESTERAN", "2025-06", None, TODAY, Freshness(CURRENT, date(2026, 3, 31))),
    ("MINGGUAN", "2026-03-01", None, TODAY, Freshness(CURRENT, date(2026, 3, 12))),
    ("HARIAN", "2026-03-09", None, TODAY, Freshness(DUE, date(2026, 3, 11))),
    # nothing is promised
    ("LEBIH_DARI_DUA_TAHUNAN", "2010", None, TODAY, Freshness(UNKNOWN)),
    ("SEWAKTU_WAKTU", "2010", None, TODAY, Freshness(UNKNOWN)),
    (None, "2024", None, TODAY, Freshness(UNKNOWN)),
    ("UNTAHUN", "2024", None, TODAY, Freshness(UNKNOWN)),
    ("TAHUNAN", None, None, TODAY, Freshness(UNKNOWN)),
    # never updated: never old
    ("TETAP", "1990", None, TODAY, Freshness(FIXED)),
])
def test_freshness(frequency, last_period, published_on, today, expected):
    assert freshness(frequency, last_period, published_on, today) == expected


@given(st.sampled_from([*CODES, "", None]), st.dates(date(1900, 1, 1), date(2100, 12, 31)),
       st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_newer_data_is_never_older_by_its_promise(frequency, published_on, today):
    one = freshness(frequency, None, published_on, today)
    later = freshness(frequency, None, published_on.replace(year=published_on.year + 1, day=min(published_on.day, 28)), today)
    assert (one.until is None) == (later.until is None)
    if one.until and later.until:
        assert one.until < later.until and one.until > published_on
        assert not (one.state == CURRENT and later.state == DUE)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_answered(frequency, last_period):
    assert freshness(frequency, last_period, None, TODAY).state in (CURRENT, DUE, UNKNOWN, FIXED)
