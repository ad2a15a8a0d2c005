"""An administrator closes a day: the date of a case moves and says why, who has it is told; taken back, it moves back."""

import pytest

from ckanext.satudata.tests.journeys import processes, shortcuts
from ckanext.satudata.tests.journeys.people import ADMIN, KABID, STAFF
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "bandar_lampung"
NAME = "Hari Jadi Kota Bandar Lampung"
SOURCE = "Keputusan Wali Kota 400/17/2026"
DUE = ".sd-fakta div:has(> dt:text-is('Tenggat langkah'))"


@pytest.fixture
def case_id(portal):
    """A case that waits for the kabid; decided at the end, so that no other journey meets it."""
    id_ = shortcuts.letter_drafted(Api(portal, STAFF), "Surat sebelum hari jadi")
    yield id_
    shortcuts.finish(Api(portal, KABID), id_, "kirim")


def told(portal, case_id):
    """What the kabid was told of moved dates of the case."""
    found = Api(portal, KABID)("satudata_workflow_notification_list", limit=100)["results"]
    return [one for one in found if (one["case_id"], one["template"]) == (case_id, "moved")]


def due(kabid, case_id):
    """On the page of the case: the moment at which it is due, and how that was computed."""
    kabid.open(f"/satudata/workflow/case/{case_id}")
    place = kabid.page.locator(DUE)
    return place.locator("time").first.get_attribute("datetime"), place.locator("details").text_content()


@pytest.mark.long
def test_a_closed_day_moves_the_date_and_taken_back_it_moves_back(enter, portal, case_id, look):
    kabid, admin = enter(KABID), enter(ADMIN)
    before, explained = due(kabid, case_id)
    assert NAME not in explained
    close(admin, before[:10], look)
    after, explained = due(kabid, case_id)
    assert after > before and after[:10] != before[:10]
    assert NAME in explained and SOURCE in explained
    kabid.page.locator(DUE).locator("summary").click()
    look(kabid.page, "closed-day-case")
    assert processes.wait_until(lambda: len(told(portal, case_id)) == 1, processes.PATIENCE, 0.25), "told nothing"
    hears(kabid, case_id, look)
    admin.click(f"#content button[name=remove]:has-text('{NAME}')")
    assert due(kabid, case_id) == (before, due(kabid, case_id)[1]) and NAME not in due(kabid, case_id)[1]
    assert processes.wait_until(lambda: len(told(portal, case_id)) == 2, processes.PATIENCE, 0.25), "nor that it moved back"
    assert sorted(one["is_read"] for one in told(portal, case_id)) == [False, True]


def close(admin, day, look):
    admin.open(f"/satudata/workflow/days?year={day[:4]}")
    admin.page.click("#content details:has(#sd-day) > summary")
    for field, text in (("day", day), ("name", NAME), ("source", SOURCE)):
        admin.page.fill(f"#sd-day [name={field}]", text)
    admin.click("#sd-day [type=submit]")
    admin.reads("Hari kerja telah diubah", NAME, SOURCE)
    look(admin.page, "closed-day-calendar")


def hears(kabid, case_id, look):
    """From the page of notifications to the case, whose history says that the date was computed anew."""
    kabid.open("/satudata/workflow/notifications?unread=1")
    look(kabid.page, "closed-day-notifications")
    kabid.click(f"#content form:has(input[name=case][value='{case_id}']) button >> nth=0")
    assert kabid.page.url.endswith(f"/case/{case_id}")
    kabid.reads("dihitung ulang")
