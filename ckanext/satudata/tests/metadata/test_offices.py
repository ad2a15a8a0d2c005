"""The page of an office: what it has published, how fresh it is, whom to ask."""

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.satudata.metadata import cards

from .conftest import call

pytestmark = pytest.mark.usefixtures("portal")


def page(app, address, **kwargs):
    return BeautifulSoup(app.get(address, **kwargs).body, "html.parser")


def fill(complete, count, **more):
    for number in range(count):
        call("package_create", **complete | {"name": f"data-{number}", "title": f"Data {number}"} | more)


def test_freshness_and_contact(app, office, complete):
    contact = {"maintainer": "Pengelola Data", "maintainer_email": "data@example.org"}
    call("package_create", **complete | {"name": "lama", "title": "Data <b>lama</b>", "periode_akhir": "2019/2020"} | contact)
    fixed = {"name": "tetap", "accrualPeriodicity": "TETAP", "periode_akhir": "2018/2019"}
    call("package_create", **complete | fixed | contact)
    call("package_create", **complete | {"name": "entah", "accrualPeriodicity": "SEWAKTU_WAKTU"})
    call("package_create", **complete | {"name": "rahasia", "title": "Rahasia", "private": True,
                                         "maintainer_email": "rahasia@example.org"})
    shown = page(app, f"/organization/{office['name']}").select_one(".sd-opd-keadaan")
    assert [entry.b.text for entry in shown.select(".sd-hitung li")] == ["3", "1", "1", "1"]
    (due,) = shown.select("details li")
    assert "Data <b>lama</b>" in due.a.text and "2019/2020" in due.p.text and "31 December 2021" in due.p.text
    assert shown.select_one("a[href^=mailto]").text == "data@example.org"
    assert "ahasia" not in shown.text


def test_more_records_than_are_looked_at_are_said(app, office, complete, monkeypatch):
    fill(complete, 3)
    shown = page(app, f"/organization/{office['name']}").select_one(".sd-opd-keadaan")
    assert "changed last" not in shown.text
    monkeypatch.setattr(cards, "MOST_RECORDS", 2)
    shown = page(app, f"/organization/{office['name']}").select_one(".sd-opd-keadaan")
    numbers = [int(entry.b.text) for entry in shown.select(".sd-hitung li")]
    assert numbers[0] == 3 and sum(numbers[1:]) == 2 and "of the 2 datasets that were changed last" in shown.text


def test_an_office_without_data(app, office):
    shown = page(app, f"/organization/{office['name']}")
    assert "has not published a dataset yet" in shown.text
    assert not shown.select(".sd-hitung")


def test_the_facets_of_an_office_leave_the_office_out(app, office, complete):
    fill(complete, 2)
    text = page(app, f"/id/organization/{office['name']}?theme=RAB.06").select_one(".sd-pilihan").get_text(" ", strip=True)
    assert "Pendidikan dan Tenaga Kerja" in text and office["title"] not in text


def test_members_find_their_ways__others_meet_no_persons(app, office):
    editor = factories.UserWithToken()
    call("member_create", id=office["id"], object=editor["id"], object_type="user", capacity="admin")
    ways = page(app, f"/organization/{office['name']}", headers={"Authorization": editor["token"]}).select(".sd-tab a")
    assert f"/organization/members/{office['name']}" in [way["href"] for way in ways]
    ways = page(app, f"/organization/{office['name']}").select(".sd-tab a")
    assert [way["href"] for way in ways] == [
        f"/organization/{office['name']}", f"/organization/about/{office['name']}",
        *(f"/{kind}/?organization={office['name']}" for kind in ("kegiatan", "indikator", "publikasi"))]


def test_the_pages_of_an_office_have_one_heading(app, office):
    for address in ("/organization/", f"/organization/{office['name']}", f"/organization/about/{office['name']}"):
        assert len(page(app, address).select("h1")) == 1


def test_the_list_of_offices(app, office, complete):
    fill(complete, 2)
    factories.Organization(title='<script>alert("x")</script>' + "x" * 250, name="panjang")
    answer = app.get("/organization/")
    assert '<script>alert("x")' not in answer.body
    listed = BeautifulSoup(answer.body, "html.parser").select(".primary .sd-baris > li")
    rows = {row.h3.text.strip(): row.span.text for row in listed}
    assert rows[office["title"]].strip() == "2 datasets"
    assert "Show all offices" in page(app, "/organization/?q=tidakada").text


def test_the_home_page_of_a_portal_without_cases_lists_what_was_made_last(app, office, complete):
    fill(complete, 2)
    call("package_create", **complete | {"name": "rahasia", "title": "Rahasia", "private": True})
    shown = page(app, "/")
    assert [link.text for link in shown.select(".sd-tumpuk h3 a")] == ["Data 1", "Data 0"]
    assert "2 datasets from 1 office." in " ".join(shown.text.split()) and "Rahasia" not in shown.text
