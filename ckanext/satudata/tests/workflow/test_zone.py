"""Pages show the government's time: ours and CKAN's, in the portal's language."""

from datetime import datetime, timedelta, timezone

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib import formatters
from flask_babel import force_locale

from ckanext.satudata import helpers

PLUGINS = "satudata satudata_publication satudata_workflow satudata_metadata"
GOVERNMENT = "government: kota\nnames: {nama: Kota, daerah: Kota Bitung, portal: Satu Data Bitung}\nzone: WITA\n"
AT_SEVEN = datetime(2026, 3, 12, 7, 5, tzinfo=timezone.utc)


@pytest.fixture
def portal(ckan_config, monkeypatch, tmp_path):
    """Starts a portal whose own government lies in the zone of Makassar."""

    def start(zone, government="kota"):
        (tmp_path / "kota").mkdir()
        (tmp_path / "kota" / "government.yaml").write_text(GOVERNMENT)
        monkeypatch.setitem(ckan_config, "ckan.plugins", PLUGINS)
        monkeypatch.setitem(ckan_config, "ckanext.satudata.workflow.governments_folder", str(tmp_path))
        monkeypatch.setitem(ckan_config, "ckanext.satudata.government", government)
        monkeypatch.setitem(ckan_config, "ckan.display_timezone", zone)
        p.load_all(force_update=True)
        return tk.config["ckan.display_timezone"]

    yield start
    p.unload_all()


def test_the_portal_has_the_zone_of_its_government(portal):
    assert portal("UTC") == "Asia/Makassar"


@pytest.mark.parametrize("chosen", ["Asia/Jayapura", "Etc/UTC", "server"])
def test_what_the_administrator_chose_stays(portal, chosen):
    assert portal(chosen) == chosen


def test_a_government_that_is_not_there_has_no_zone(portal):
    """`ckan satudata doctor` says so; a portal that ran before still starts."""
    assert portal("UTC", government="nowhere") == "UTC"


@pytest.fixture
def tongue(request, monkeypatch):
    """The language of the request, for CKAN and for us."""
    monkeypatch.setattr(helpers, "language", lambda: request.param)
    with force_locale(request.param):
        yield request.param


@pytest.mark.usefixtures("with_plugins", "with_request_context", "tongue")
@pytest.mark.parametrize(
    ("tongue", "how", "shown"),
    [
        ("id", {}, "12 Maret 2026"),
        ("id", {"with_hours": True}, "12 Maret 2026 pukul 14.05 WIB"),
        ("id", {"date_format": "%Y-%m-%dT%H:%M%z"}, "2026-03-12T14:05+0700"),
        ("en", {}, "March 12, 2026"),
        ("en", {"with_hours": True}, "March 12, 2026, 14:05 (+0700)"),
    ],
    indirect=["tongue"],
)
@pytest.mark.parametrize("when", [AT_SEVEN.replace(tzinfo=None), "2026-03-12T07:05:00"])
def test_ckans_dates(how, shown, when):
    """CKAN keeps instants without a zone, which are UTC."""
    assert tk.h.render_datetime(when, **how) == shown


@pytest.mark.usefixtures("with_plugins", "with_request_context", "tongue")
@pytest.mark.parametrize("tongue", ["id"], indirect=True)
@pytest.mark.parametrize("when", [None, "", "soon", "2026-13-40"])
def test_what_is_no_date_shows_nothing(when):
    assert tk.h.render_datetime(when, with_hours=True) == ""


@pytest.mark.usefixtures("with_plugins", "with_request_context")
def test_ckans_words_for_how_long_ago():
    with force_locale("id"):
        said = formatters.localised_nice_date(datetime.now(timezone.utc) - timedelta(hours=3))
        assert said == "3 jam yang lalu"
        assert formatters.localised_nice_date(datetime.now(timezone.utc)) == "Baru saja"
        assert (formatters.localised_number(1234.5), formatters.localised_SI_number(14_700)) == ("1.234,5", "14,7 rb")
        assert formatters.localised_filesize(1_500_000) == "1,4 MiB"
