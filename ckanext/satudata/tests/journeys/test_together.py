"""A head of an OPD signs twenty tables on a phone: one letter, one answer, few touches."""

import time

import pytest

from ckanext.satudata.tests.journeys import shortcuts
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import HEAD, OFFICE, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "way_kanan"
PHONE = {"width": 390, "height": 844}
CASES = 20
TOUCHES = 25
SECONDS = 120
NUMBER = "400.3/200/Disdik/2026"
pytestmark = pytest.mark.long


@pytest.fixture
def titles(portal):
    """Twenty tables of one OPD that the Walidata found in order."""
    operator, walidata = Api(portal, OPERATOR), Api(portal, WALIDATA)
    found = []
    for number in range(1, CASES + 1):
        name = f"tabel-ditandatangani-bersama-{number}"
        fields = SCHOOL_FIELDS | {"title": f"Tabel ditandatangani bersama {number}", "name": name, "owner_org": OFFICE}
        link = {"name": "Tabel", "url": f"https://opd.example.id/{number}.csv", "format": "CSV"}
        operator("package_create", **fields, resources=[link])
        shortcuts.answer(operator, name, "finish")
        shortcuts.answer(walidata, name, "sesuai")
        found.append(fields["title"])
    return found


class Touches:
    """Counts what a thumb does: each click, each field that is typed into, each file that is chosen."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, selector, *, leads_on=False):
        self.count += 1
        if leads_on:
            with self.page.expect_navigation():
                self.page.click(selector)
        else:
            self.page.click(selector)

    def choose(self, selector, path):
        self.count += 2  # the field, and the file in the phone's own list
        self.page.set_input_files(selector, path)

    def type(self, selector, text):
        self.count += 1
        self.page.fill(selector, text)


def test_twenty_tables_on_a_phone(enter, portal, titles, chromium, tmp_path, look):
    letter = letter_of_validation(chromium, tmp_path, titles[0], NUMBER)
    head = enter(HEAD)
    page, touches, begin = head.page, Touches(head.page), time.monotonic()
    page.set_viewport_size(PHONE)
    head.open("/")
    touches.tap("a[href='/satudata/workflow/desk'] >> nth=0", leads_on=True)
    touches.tap("a[href*='/satudata/workflow/together']", leads_on=True)
    head.reads(*titles)
    look(page, "together-1-list")
    page.set_viewport_size(PHONE)
    apart = titles[3]
    touches.tap(f"label:has-text('{apart}') >> nth=0")
    touches.choose("#sd-together input[type=file]", letter)
    touches.type("#sd-together input[name^=number_]", NUMBER)
    touches.tap("#sd-together button[type=submit]", leads_on=True)
    head.reads(f"{CASES - 1} dari {CASES - 1} kasus sudah diputuskan")
    look(page, "together-2-done")
    assert touches.count <= TOUCHES and time.monotonic() - begin <= SECONDS
    walidata = Api(portal, WALIDATA)
    for title in titles:
        case = walidata.case(title.lower().replace(" ", "-"))
        assert (case["step"], len(case["documents"])) == (("validasi", 0) if title == apart else ("terbit", 1))
    assert len({d["id"] for t in titles for d in walidata.case(t.lower().replace(" ", "-"))["documents"]}) == 1
