"""A kabid decides five cases in a row on a phone: after each answer the next case is one press away."""

import pytest

from ckanext.satudata.tests.journeys import shortcuts
from ckanext.satudata.tests.journeys.effort import Effort
from ckanext.satudata.tests.journeys.looks import sideways, too_small
from ckanext.satudata.tests.journeys.people import KABID, STAFF
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "bandar_lampung"
PHONE = {"width": 390, "height": 844}
REASON = "Sebutkan tahun dan rincian kecamatan yang diminta."
SAID, NEXT = "Keputusan Anda tersimpan", "#content a.btn:text-is('Tugas berikutnya')"
SUBJECTS = tuple(f"Surat permintaan data ke-{number}" for number in range(1, 6))
# one of each way that the SOP leaves the kabid, and the frequent one again
ANSWERS = ("kirim", "ke_kepala_dinas", "perbaiki", "kirim", "kirim")


@pytest.fixture
def cases(portal):
    """Ids of five cases that wait for the kabid, in the order in which they came."""
    staff = Api(portal, STAFF)
    return [shortcuts.letter_drafted(staff, subject) for subject in SUBJECTS]


class Phone:
    """The kabid at the phone: what is done is counted, and each page that comes is measured."""

    def __init__(self, kabid):
        self.person, self.effort, self.faults = kabid, Effort(kabid), []
        kabid.page.set_viewport_size(PHONE)

    def press(self, selector):
        self.effort.click(selector)
        self.measure()

    def measure(self):
        page = self.person.page
        self.faults += [f"{page.url}: {fault}" for fault in (*sideways(page), *too_small(page))]


def test_a_kabid_decides_five_cases_in_a_row_on_a_phone(enter, portal, cases, look):
    phone = Phone(enter(KABID))
    kabid, effort = phone.person, phone.effort
    kabid.open("/satudata/workflow/desk")
    phone.measure()
    look(kabid.page, "kabid-desk")
    assert effort.read("#content tbody tr") >= len(cases)
    phone.press("#content tbody tr:first-child a.btn")
    for subject, answer in zip(SUBJECTS, ANSWERS, strict=True):
        decide(phone, subject, answer, look)
        if subject != SUBJECTS[-1]:
            phone.press(NEXT)
    assert not kabid.page.locator(NEXT).count()
    kabid.reads(SAID)
    staff = Api(portal, STAFF)
    steps = [(case["step"], case["status"]) for case in (staff("satudata_workflow_case_show", id=id_) for id_ in cases)]
    closed = ("periksa_konsep", "closed")
    assert steps == [closed, ("tanda_tangan", "open"), ("konsep", "open"), closed, closed]
    assert not phone.faults, "\n".join(phone.faults)
    print("kabid:", effort.told())
    assert effort.clicks <= 2 * len(cases) + 1, effort.told()       # one more to open the first, one more for the reason
    assert effort.seconds <= 200, effort.told()


def decide(phone, subject, answer, look):
    """Reads what the case is about and what follows from each answer, then gives one."""
    kabid, effort = phone.person, phone.effort
    kabid.reads(subject)
    assert effort.read(".sd-putusan form, .sd-putusan a.btn, .sd-fakta > div") > 5
    if subject == SUBJECTS[0]:
        look(kabid.page, "kabid-case")
    if answer == "perbaiki":
        phone.press(f"#to-{answer}")
        effort.write(f"#answer-{answer} textarea", REASON)
        look(kabid.page, "kabid-return")
    phone.press(f"#answer-{answer} [type=submit]")
    kabid.reads(SAID, subject)
