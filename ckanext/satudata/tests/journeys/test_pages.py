"""Pages of ours that lie beside the way: the form, the desk's other lists, a case that is cancelled and begun again."""

import shutil

import pytest

from ckanext.satudata.tests.journeys import shortcuts
from ckanext.satudata.tests.journeys.people import ADMIN, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import GRANARIES, SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "way_kanan"
NAME = "lumbung-yang-dibatalkan"
TITLE = "Lumbung yang Dibatalkan"
PHONE = {"width": 390, "height": 900}
REASON = "Tabel ini sudah ada pada data lain."


@pytest.fixture
def submitted(portal, tmp_path):
    operator, file = Api(portal, OPERATOR), tmp_path / f"{NAME}.csv"
    shutil.copy(GRANARIES, file)        # a name that no public record has
    shortcuts.draft(operator, SCHOOL_FIELDS | {"title": TITLE}, NAME, file)
    shortcuts.answer(operator, NAME, "finish")


def test_a_cancelled_case__and_a_new_one_for_the_same_record(enter, public, submitted, look):
    operator = enter(OPERATOR)
    known = operator.record(NAME)
    operator.open("/satudata/workflow/desk?tab=others")
    look(operator.page, "desk-others")
    operator.page.fill("#field-q", TITLE)
    operator.click(".sd-saring [type=submit]")
    operator.click(f"#content a:text-is('{TITLE}')")
    operator.click("#content a[href$='/cancel']")
    operator.click("#content form button[type=submit]")
    look(operator.page, "cancel")
    operator.reads("Tulis alasannya")
    operator.page.fill("#sd-cancel [name=reason]", REASON)
    operator.click("#content form button[type=submit]")
    operator.reads("Kasus dibatalkan", REASON, "Ditutup")
    operator.open("/satudata/workflow/desk?tab=finished")
    operator.reads(TITLE, "dibatalkan")
    look(operator.page, "desk-finished")
    public.sees_nothing(known)
    operator.open(f"/dataset/{NAME}")
    look(operator.page, "record-without-a-case")
    operator.page.set_viewport_size(PHONE)
    assert top_of(operator, ".sd-standing") < top_of(operator, ".secondary"), "on a phone what to do comes first"
    operator.click(".sd-standing button")
    operator.reads("Menunggu Operator Data", TITLE)


def top_of(person, selector):
    return person.page.locator(selector).bounding_box()["y"]


def test_forms(enter, look):
    operator = enter(OPERATOR)
    operator.open("/dataset/new?manual=1")
    look(operator.page, "form-new")
    operator.describe({"title": "x", "periode_awal": "tahun lalu", "kode_wilayah": "Atlantis"})
    operator.click("#dataset-edit button[name=save]")
    operator.reads("Atlantis", "tahun lalu")
    assert operator.page.input_value("[name=periode_awal]") == "tahun lalu"
    look(operator.page, "form-refused")


def test_the_header(enter, submitted_to_walidata):
    """The number of waiting tasks stands beside the desk; only somebody who is logged in sees the desk."""
    desk = "a[href='/satudata/workflow/desk']"
    walidata = enter(WALIDATA)
    walidata.open("/")
    waiting = int(walidata.page.inner_text(f".account-masthead {desk} .badge").split()[0])
    walidata.open("/satudata/workflow/desk")
    walidata.reads(f"Menunggu keputusan saya ({waiting})")
    administrator = enter(ADMIN)
    administrator.open("/")
    assert administrator.page.locator(f".account-masthead {desk}").count() == 1
    assert not administrator.page.locator(f".account-masthead {desk} .badge").count()
    anybody = enter()
    anybody.open("/")
    assert not anybody.page.locator(desk).count()


@pytest.fixture
def submitted_to_walidata(portal):
    operator, name = Api(portal, OPERATOR), "lumbung-untuk-kepala-halaman"
    shortcuts.draft(operator, SCHOOL_FIELDS | {"title": "Lumbung untuk Kepala Halaman"}, name, GRANARIES)
    shortcuts.answer(operator, name, "finish")
