"""The pages on which administrators name, end and prolong officers: what stands there, for whom, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import ckan.model as model
import pytest
from bs4 import BeautifulSoup
from ckan.lib.redis import connect_to_redis

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.tests.form_browser import HOSTILE, PASSWORD, Browser, filled
from ckanext.satudata.tests.workflow.test_officer_administration import SEARCH, day
from ckanext.satudata.tests.workflow.test_pages import DESK, words

PATH = "/satudata/workflow/officers"
NIP_DIGITS = "197001011990031077"
NAMED = "#sd-officer"


@pytest.fixture
def app(web_app: Any, on_portal: None) -> Iterator[Any]:
    """With CKAN's check of tokens, as in production."""
    with mock.patch.dict(web_app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        yield web_app


@pytest.fixture
def admin(app: Any, new_house: House) -> Browser:
    return browser(app, new_house, "admin")


def browser(app: Any, house: House, who: str) -> Browser:
    name = house.user(who)
    user = model.User.get(name)
    assert user is not None
    user.password = PASSWORD
    model.Session.commit()
    return Browser(app, {"name": name})


def named(person: Browser, **typed: Any) -> Any:
    """Fill in the form of a new office and send it; gives the answer."""
    return person.send(person.open(f"{PATH}/new"), typed, form=NAMED, path=f"{PATH}/new")


def held(house: House, **more: Any) -> list[dict[str, Any]]:
    return house.act("admin", SEARCH, org=house.org["id"], state="all", **more)["results"]


def errors(page: BeautifulSoup) -> dict[str, str]:
    """Sentences of the summary by the field that each leads to; every field is on the page."""
    found = {}
    for link in page.select("#sd-errors li a"):
        assert page.select_one(link["href"]) is not None, link
        found[link["href"].removeprefix("#field-")] = link.text
    return found


@pytest.mark.parametrize(
    "path", ["", "?tab=vacant", "/new", "/accounts?user=admin", "/office/walidata", "/{id}/end", "/{id}/prolong"])
@pytest.mark.parametrize("who", ["operator", "walidata", "stranger"])
def test_the_pages_are_for_administrators_only(who: str, path: str, house: House, web: Any):
    office = house.name_officer(unique("orang"), "pembina_data", valid_until=day(9))
    answer = web.get(house.user(who), PATH + path.format(id=office["id"]))
    assert answer.status_code == 403 and "administrator" in words(answer)
    assert "/user/login" in web.get("", PATH + path.format(id=office["id"])).headers["Location"]


def test_the_desk_of_an_administrator_leads_to_the_officers(house: House, web: Any):
    page = BeautifulSoup(web.get(house.user("admin"), DESK).data, "html.parser")
    links = [link["href"] for link in page.select(".sd-kepala a")]
    assert PATH in links and "/satudata/workflow/days" in links
    assert PATH not in web.get(house.user("walidata"), DESK).body


def test_an_officer_is_named_on_the_page(new_house: House, admin: Browser):
    house = new_house
    who = house.user("stranger")
    answer = named(admin, user=who, role="kepala_opd", organization=house.org["id"], valid_from=day(0), valid_until=day(30),
                   acting_as="plt", acting_for=house.user("operator"), decree="800/12", decree_on="2026-03-02",
                   _nip=NIP_DIGITS)
    assert answer.status_code == 302 and "/office/kepala_opd" in answer.location
    office = next(one for one in held(house) if one["role"] == "kepala_opd")
    assert (office["user_name"], office["valid_until"], office["acting_as"], office["decree"], office["decree_on"]) == \
        (who, day(30), "plt", "800/12", "2026-03-02")
    shown = admin.open(answer.location)
    assert "Stranger is named: Kepala OPD, Dinas Uji." in shown.text and "Plt for Operator" in shown.text
    assert "800/12" in shown.text and "2 March 2026" in shown.text and NIP_DIGITS not in str(shown)


def test_who_holds_the_office_too_is_said_once_somebody_is_named(new_house: House, admin: Browser):
    house = new_house
    house.user("kepala")
    answer = named(admin, user=house.user("stranger"), role="kepala_opd", organization=house.org["id"])
    assert "is held today by Kepala too" in admin.open(answer.location).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"user": "tidak-ada"}, "user"),
        ({"user": ""}, "user"),
        ({"role": ""}, "role"),
        ({"role": "walidata"}, "organization"),             # government-wide
        ({"organization": ""}, "organization"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_from": "besok"}, "valid_from"),
        ({"_nip": "19850101201001"}, "nip"),          # four digits are missing; no id holds these by chance
        ({"acting_as": "plt"}, "decree"),
        ({"acting_as": "plt", "acting_for": "tidak-ada"}, "acting_for"),
        ({"decree_on": "2026-02-30"}, "decree_on"),
        ({"decree": HOSTILE, "role": ""}, "role"),
    ],
)
def test_a_refused_form_loses_nothing_but_the_nip(typed: dict[str, str], field: str, new_house: House, admin: Browser):
    house = new_house
    whole = {"user": house.user("stranger"), "role": "kepala_opd", "organization": house.org["id"], "valid_from": day(0),
             "valid_until": day(9), "acting_as": "", "acting_for": "", "decree": "800/1", "decree_on": "2026-03-02",
             "_nip": NIP_DIGITS} | typed
    page = Browser.read(named(admin, **whole))
    assert list(errors(page)) == [field] and page.title.text.strip().startswith("Error:")
    again = filled(page.select_one(NAMED))
    for name, text in whole.items():
        # what a menu does not offer and what is no day cannot stand in its field
        if name != "_nip" and (name, text) not in {("valid_from", "besok")}:
            assert again[name] == text, name
    assert again["_nip"] == "" and whole["_nip"] not in str(page) and "has to be typed again" in page.text
    assert "<script>alert" not in str(page) and held(house) == []


def test_the_offices_of_an_opd_that_was_closed_can_be_looked_at(new_house: House, admin: Browser):
    house = new_house
    house.name_officer("stranger", "kepala_opd")
    house.act("admin", "organization_delete", id=house.org["id"])
    page = admin.open(f"{PATH}/office/kepala_opd?organization={house.org['id']}")
    assert "Stranger" in page.text


def test_an_overlap_is_told_with_whom_and_when(new_house: House, admin: Browser):
    house = new_house
    house.name_officer("stranger", "kepala_opd", valid_from="2026-01-05", valid_until=day(30))
    page = Browser.read(named(admin, user=house.user("stranger"), role="kepala_opd", organization=house.org["id"]))
    told = errors(page)["valid_from"]
    assert "Stranger holds “Kepala OPD” already" in told and "5 January 2026" in told


def test_a_login_that_ends_loses_nothing_and_keeps_no_nip(new_house: House, app: Any, admin: Browser):
    house = new_house
    page = admin.open(f"{PATH}/new")
    typed = {"user": house.user("stranger"), "role": "kepala_opd", "organization": house.org["id"], "decree": "800/3",
             "_nip": NIP_DIGITS}
    admin.forget_cookies()
    answer = admin.send(page, typed, form=NAMED, path=f"{PATH}/new")
    store = connect_to_redis()
    kept = [store.get(key) or b"" for key in store.scan_iter("*satudata*") if store.type(key) == b"string"]
    assert any(b"800/3" in value for value in kept) and not any(NIP_DIGITS.encode() in value for value in kept)
    assert NIP_DIGITS not in answer.body and held(house) == []
    came_from = answer.location.split("came_from=")[1]
    again = admin.open(admin.login(came_from).location)
    back = filled(again.select_one(NAMED))
    assert {name: back[name] for name in typed} == typed | {"_nip": ""} and "has to be typed again" in again.text


@pytest.mark.parametrize("token", [None, "salah"])
def test_nothing_is_named_without_the_token_of_the_page(token: str | None, new_house: House, admin: Browser):
    house = new_house
    data = {"user": house.user("stranger"), "role": "kepala_opd", "organization": house.org["id"]}
    answer = admin.client.post(f"{PATH}/new", data=data | ({"_csrf_token": token} if token else {}))
    assert answer.status_code == 400 and held(house) == []
    assert filled(Browser.read(answer).select_one(NAMED))["user"] == data["user"]


def test_the_list_has_filters_and_a_row_for_each_office(new_house: House, admin: Browser):
    house = new_house
    house.user("kepala")
    acting = house.name_officer("stranger", "kepala_opd", acting_as="plh", acting_for=house.user("kepala"), decree="800/7",
                                valid_until=day(9))
    org = house.org["id"]
    rows = admin.open(f"{PATH}?org={org}").select("tbody tr")
    assert len(rows) == 2
    page = admin.open(f"{PATH}?org={org}&acting=1")
    assert [row.select_one(".fw-semibold").text for row in page.select("tbody tr")] == ["Stranger"]
    links = [link["href"] for link in page.select("tbody a")]
    assert links == [f"{PATH}/office/kepala_opd?organization={org}", f"{PATH}/{acting['id']}/prolong",
                     f"{PATH}/{acting['id']}/end"]
    nothing = admin.open(f"{PATH}?org={org}&q=tidakada")
    assert "No office fits." in nothing.text and not nothing.select("tbody")
    wrong = admin.open(f"{PATH}?org=tidak-ada")
    assert "tidak-ada" in wrong.select_one("#sd-errors").text


def test_an_office_is_ended_after_its_consequences_were_read(new_house: House, admin: Browser, under: Callable[[str], None]):
    under("way_kanan")
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_from=day(-30))
    record = house.linked()
    house.walk(record, "validasi")
    house.act("orang", "satudata_workflow_task_claim", id=house.case(record)["task"]["id"])
    path = f"{PATH}/{office['id']}/end"
    page = admin.open(path)
    assert "One task goes back to the office." in page.text and "Nobody else holds it. One task waits" in page.text
    refused = Browser.read(admin.send(page, {"last_day": day(-1)}, form="#sd-office-form", path=path))
    assert list(errors(refused)) == ["reason"] and filled(refused.select_one("#sd-office-form"))["last_day"] == day(-1)
    assert held(house)[0]["valid_until"] is None
    answer = admin.send(refused, {"reason": f"Mutasi. {HOSTILE}"}, form="#sd-office-form", path=path)
    shown = admin.open(answer.location)
    assert "Mutasi." in shown.text and "<script>alert" not in str(shown) and "The office of Orang ends" in shown.text
    assert held(house)[0]["valid_until"] == day(-1) and house.case(record)["task"]["holding"]["holder"] is None
    vacant = admin.open(f"{PATH}?tab=vacant").select("tbody tr")
    row = next(row for row in vacant if f"organization={house.org['id']}" in str(row) and "kepala_opd" in str(row))
    assert row.select_one("b").text == "1"
    prefilled = filled(admin.open(row.select_one("td.n a")["href"]).select_one(NAMED))
    assert (prefilled["role"], prefilled["organization"]) == ("kepala_opd", house.org["id"])


def test_an_office_is_prolonged_on_the_page(new_house: House, admin: Browser):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_until=day(2))
    path = f"{PATH}/{office['id']}/prolong"
    page = admin.open(path)
    empty = Browser.read(admin.send(page, {"reason": "SK baru"}, form="#sd-office-form", path=path))
    assert list(errors(empty)) == ["valid_until"] and filled(empty.select_one("#sd-office-form"))["reason"] == "SK baru"
    answer = admin.send(empty, {"valid_until": day(60)}, form="#sd-office-form", path=path)
    assert answer.status_code == 302 and held(house)[0]["valid_until"] == day(60)
    assert "SK baru" in admin.open(answer.location).text
    admin.send(admin.open(path), {"without_end": "1"}, form="#sd-office-form", path=path)
    assert held(house)[0]["valid_until"] is None


def test_accounts_are_proposed_after_three_letters(new_house: House, admin: Browser):
    house = new_house
    name = house.user("stranger")
    assert [option["value"] for option in admin.open(f"{PATH}/accounts?user={name[:12]}").select("option")] == [name]
    assert not admin.open(f"{PATH}/accounts?acting_for={name[:2]}").select("option")


def test_what_is_not_there_is_said(house: House, web: Any):
    for path in ("/tidak-ada/end", "/tidak-ada/prolong", "/office/tidak-ada"):
        answer = web.get(house.user("admin"), PATH + path)
        assert answer.status_code == 404 and "no such office" in words(answer)
