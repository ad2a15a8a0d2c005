"""What three frequent ways cost the people who walk them (effort.py): the next period, twenty signatures, a number."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ckanext.satudata.tests.journeys import operating, processes
from ckanext.satudata.tests.journeys.effort import Effort
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import HEAD, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import GRANARIES, GRANARY_FIELDS, SCHOOL_FIELDS, SCHOOLS
from ckanext.satudata.tests.journeys.shortcuts import Api, answer, published, submitted

GOVERNMENT = "way_kanan"
PHONE = {"width": 390, "height": 844}
LAST, NEXT = "2024/2025", "2025/2026"


@pytest.fixture(scope="module")
def letter(chromium, tmp_path_factory):
    return letter_of_validation(chromium, tmp_path_factory.mktemp("surat"), "20 tabel", "400.3/120/Disdik/2026")


@pytest.fixture
def people(portal):
    return {account: Api(portal, account) for account in (OPERATOR, WALIDATA, HEAD)}


@pytest.fixture
def last_period(people, letter):
    """A record of last period, public; its title is its own, so that a search finds it alone."""
    name = "angka-partisipasi-sekolah-berkala"
    title = "Angka Partisipasi Sekolah Berkala"
    submitted(people[OPERATOR], SCHOOL_FIELDS | {"title": title}, name, SCHOOLS)
    return published(people[OPERATOR], people[WALIDATA], people[HEAD], name, letter), title


def test_last_periods_record_again_in_three_minutes_and_a_number_in_three_clicks(enter, people, last_period, tmp_path, look):
    name, title = last_period
    a_citizen_finds_a_number(enter(), title, look)
    the_operator_submits_the_next_period(enter(OPERATOR), people[OPERATOR], title, next_period(tmp_path), look)


def next_period(folder):
    """The same table a year later."""
    file = folder / "angka-partisipasi-sekolah-berkala-2026.csv"
    file.write_text(SCHOOLS.read_text(encoding="utf-8-sig").replace(LAST, NEXT), encoding="utf-8")
    return file


def a_citizen_finds_a_number(citizen, title, look):
    citizen.open("/")
    effort = Effort(citizen)
    effort.write("#content input[type=search]", "partisipasi sekolah berkala")
    effort.click("#content form[role=search] [type=submit]")
    effort.click(f"#content a:text-is('{title}')")
    look(citizen.page, "timed-citizen")
    citizen.reads(title, "Susukan", "6.661")
    print("citizen:", effort.told())
    assert effort.clicks <= 3, effort.told()


def the_operator_submits_the_next_period(operator, api, title, file, look):
    operator.open("/satudata/workflow/desk")
    effort = Effort(operator)
    effort.click("#content a[href*='tab=finished']")
    effort.click(f"#content a:text-is('{title}')")                  # its case
    effort.click(f"#content a:text-is('{title}')")                  # its page
    effort.click("#content a[href$='/copy']")
    effort.choose_file("input[name=upload]", file)
    effort.click("#content form [type=submit]")
    name = operator.page.url.split("/")[-2]
    assert processes.wait_until(lambda: operating.is_read(operator, name), processes.PATIENCE, 0.25)
    look(operator.page, "timed-operator-overview")
    operator.reads(title)
    effort.click("#content a.btn-primary")
    assert "/check" in operator.page.url, operator.page.url
    look(operator.page, "timed-operator-check")
    assert effort.read("#content dl.sd-ringkas > div") > 10
    effort.click("#content form [type=submit]")
    look(operator.page, "timed-operator-receipt")
    operator.reads("PUB-")
    print("operator:", effort.told())
    assert effort.seconds <= 180, effort.told()
    assert effort.clicks <= 10, effort.told()


@pytest.mark.long
def test_a_head_signs_twenty_on_a_phone_in_two_minutes(enter, people, letter, look):
    names = [f"tabel-untuk-tanda-tangan-{number:02}" for number in range(20)]

    def made(name):
        title = f"Lumbung Pangan Desa {name[-2:]}"
        submitted(people[OPERATOR], GRANARY_FIELDS | {"title": title}, name, GRANARIES)
        answer(people[WALIDATA], name, "sesuai")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(made, names))
    head = enter(HEAD)
    head.page.set_viewport_size(PHONE)
    head.open("/satudata/workflow/desk")
    effort = Effort(head)
    effort.click("#content a[href*='/together']")
    look(head.page, "timed-head-together")
    number = effort.read("input[name=task]")     # cases of other journeys may wait beside them, and take their time too
    assert number >= 20
    effort.choose_file("input[type=file]", letter)
    effort.write("input[name^=number_]", "400.3/120")
    effort.click("input[name=answer][value=setuju]", leads_on=False)
    effort.click("#sd-together [type=submit]")
    look(head.page, "timed-head-done")
    head.reads(f"{number} dari {number} kasus")
    cases = [people[WALIDATA].case(name) for name in names]
    assert {case["step"] for case in cases} == {"terbit"}
    assert len({document["id"] for case in cases for document in case["documents"]}) == 1, "one letter is kept once"
    print("head:", effort.told())
    assert effort.seconds <= 120, effort.told()
