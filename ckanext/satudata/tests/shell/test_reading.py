"""Numbers, sizes, days and moments as people read them, in both languages and in the portal's zone."""

from datetime import date, datetime, timezone

import pytest
from flask_babel import force_locale

from ckanext.satudata import helpers

pytestmark = pytest.mark.usefixtures("with_plugins", "with_request_context")


@pytest.fixture(params=["id", "en"])
def tongue(request, monkeypatch):
    monkeypatch.setattr(helpers, "language", lambda: request.param)
    with force_locale(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [(176080, "176.080", "176,080"), (1234.5, "1.234,5", "1,234.5"), (0, "0", "0"), (-7.25, "-7,25", "-7.25"), (None, "", "")],
)
def test_numbers(tongue, value, indonesian, english):
    assert helpers.satudata_number(value) == (indonesian if tongue == "id" else english)


@pytest.mark.parametrize(
    ("octets", "indonesian"), [(0, "0 B"), (999, "999 B"), (7_210, "7 kB"), (1_440_000, "1,4 MB"), (52_000_000, "52 MB")]
)
def test_sizes(tongue, octets, indonesian):
    assert helpers.satudata_size(octets) == (indonesian if tongue == "id" else indonesian.replace(",", "."))


@pytest.mark.parametrize("when", [date(2026, 3, 12), "2026-03-12", datetime(2026, 3, 12, 1, tzinfo=timezone.utc)])
def test_days(tongue, when):
    assert helpers.satudata_date(when) == ("12 Maret 2026" if tongue == "id" else "12 March 2026")


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [
        ("Asia/Jakarta", "13 Maret 2026 pukul 00.05 WIB", "13 March 2026, 00:05 WIB"),
        ("Asia/Makassar", "13 Maret 2026 pukul 01.05 WITA", "13 March 2026, 01:05 WITA"),
        ("Asia/Jayapura", "13 Maret 2026 pukul 02.05 WIT", "13 March 2026, 02:05 WIT"),
        ("UTC", "12 Maret 2026 pukul 17.05 UTC", "12 March 2026, 17:05 UTC"),
        ("Asia/Kathmandu", "12 Maret 2026 pukul 22.50 UTC+05:45", "12 March 2026, 22:50 UTC+05:45"),
    ],
)
def test_moments_are_told_in_the_portals_zone(tongue, zone, indonesian, english, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.display_timezone", zone)
    expected = indonesian if tongue == "id" else english
    assert helpers.satudata_moment("2026-03-12T17:05:00+00:00") == expected
    assert helpers.satudata_moment(datetime(2026, 3, 12, 17, 5)) == expected      # CKAN's own times have no zone
