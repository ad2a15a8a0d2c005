"""The head of the agency has left: an administrator names a Plt, who signs and decides as such, until the day of his end."""

from datetime import date, timedelta

import pytest

from ckanext.satudata.tests.journeys import shortcuts
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import ACTING_CHIEF, ADMIN, FORMER_CHIEF, KABID, STAFF
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "bandar_lampung"
PLT = "Plt. Kepala Dinas"
NUMBER = "400.5/21/Diskominfo/2026"
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
FIRST, SECOND = "Surat untuk Plt", "Surat sesudah masa Plt"


@pytest.fixture
def waiting(portal):
    """Ids of two cases that wait for the head of the agency, whose office nobody holds."""
    staff, kabid = Api(portal, STAFF), Api(portal, KABID)
    ids = [shortcuts.letter_drafted(staff, subject) for subject in (FIRST, SECOND)]
    for id_ in ids:
        assert shortcuts.finish(kabid, id_, "ke_kepala_dinas")["step"] == "tanda_tangan"
    return ids


@pytest.fixture
def office(portal):
    """Nobody holds the office after the journey either, also where it has failed."""
    yield
    for row in offices(portal):
        Api(portal, ADMIN)("satudata_workflow_officer_end", id=row["id"], last_day=YESTERDAY)


def offices(portal):
    """Of the Plt, those that have no end."""
    found = Api(portal, ADMIN)("satudata_workflow_officer_list")
    return [row for row in found if (row["acting_as"], row["valid_until"]) == ("plt", None)]


def name(admin, look):
    """The administrator names the Plt, since ten days, by a decree."""
    admin.open("/satudata/workflow/officers/new")
    admin.describe({
        "user": ACTING_CHIEF.name, "role": "kepala_dinas", "valid_from": (date.today() - timedelta(days=10)).isoformat(),
        "acting_as": "plt", "acting_for": FORMER_CHIEF.name, "decree": "SK Wali Kota 821/12/2026",
    }, "#sd-officer")
    admin.click("#sd-officer [type=submit]")
    admin.reads("Eko Prasetyo", "Plt", "Sri Wahyuni")
    look(admin.page, "plt-named")


def end(admin, portal, look):
    """The administrator ends the office with the day before today: this is the day after his end."""
    (row,) = offices(portal)
    admin.open(f"/satudata/workflow/officers/{row['id']}/end")
    admin.describe({"last_day": YESTERDAY, "reason": "Kepala dinas yang baru dilantik."}, "#sd-office-form")
    look(admin.page, "plt-is-ended")
    admin.click("#sd-office-form [type=submit]")
    assert not offices(portal)


@pytest.mark.long
def test_a_plt_signs_and_decides_as_such_and_the_day_after_his_end_he_may_not(
    enter, portal, chromium, tmp_path, look, waiting, office,
):
    name(enter(ADMIN), look)
    plt = enter(ACTING_CHIEF)
    document = sign(plt, letter_of_validation(chromium, tmp_path, FIRST, NUMBER), look)
    decide(plt, portal, waiting[0], look)
    anybody = enter()
    anybody.open(document)
    anybody.reads(PLT, NUMBER, "Dokumen ini berlaku")
    look(anybody.page, "plt-check-page")
    the_day_after(plt, enter(ADMIN), portal, waiting[1], look)


def sign(plt, letter, look):
    """He uploads the letter and confirms that it bears his signature; the address of its check page."""
    plt.open_case(FIRST)
    plt.reads("Menunggu Kepala Dinas")
    plt.answer("setuju", letter=letter, number=NUMBER)
    plt.reads("menunggu tanda tangan")
    look(plt.page, "plt-unsigned")
    plt.click("#content .module a[href*='/document/'][href$='/about']")
    plt.click("#content form[action$='/sign'] >> nth=0 >> [type=submit]")
    plt.reads("Tanda tangan Anda tersimpan", f"Eko Prasetyo ({PLT})")
    look(plt.page, "plt-signed")
    address = plt.page.get_attribute("#content a[href*='/workflow/verify/']", "href")
    plt.click(".breadcrumb a[href*='/workflow/case/']")
    return address


def decide(plt, portal, case_id, look):
    plt.answer("setuju")
    plt.reads("Ditutup", f"Eko Prasetyo ({PLT})")
    look(plt.page, "plt-decided")
    case = Api(portal, STAFF)("satudata_workflow_case_show", id=case_id)
    said = {entry["type"].rpartition(".")[2]: entry["sentence"] for entry in case["timeline"]}
    assert PLT in said["step_approved"] and PLT in said["document_signed"], said
    assert [attempt["role"] for step in case["steps"] for attempt in step["attempts"]][-1] == PLT


def the_day_after(plt, admin, portal, case_id, look):
    """He has the case open while his office ends: what he sends is refused, and his desk has nothing for him."""
    plt.open_case(SECOND)
    plt.reads("Menunggu Kepala Dinas")
    end(admin, portal, look)
    with plt.page.expect_navigation():
        plt.page.locator("#answer-setuju").evaluate("form => { form.submit(); }")
    assert "Keputusan Anda tersimpan" not in plt.text()
    look(plt.page, "plt-after-his-end")
    case = Api(portal, STAFF)("satudata_workflow_case_show", id=case_id)
    assert (case["step"], case["status"]) == ("tanda_tangan", "open")
    assert not any(attempt["by"] for step in case["steps"] if step["id"] == "tanda_tangan" for attempt in step["attempts"])
    plt.open("/satudata/workflow/desk")
    plt.reads("Tidak ada tugas")
