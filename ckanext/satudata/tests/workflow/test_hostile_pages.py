"""What people type (titles, names, reasons, file names) on the pages of the room: shown whole, as text, and nothing else.

Texts of procedure files: test_procedure_pages.py.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import ckan.model as model
import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories as ckan_factories

from ckanext.satudata.tests.factories import PDF, House, Record, unique

Under = Callable[[str], None]
DESK, TOGETHER = "/satudata/workflow/desk", "/satudata/workflow/together"
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><b>tebal</b>&amp;"
TURNED = "Jumlah \u202eudneP kud\u202d \u05d0\u05d1\u05d2 \u0633\u0643\u0627\u0646"
LONG = "Panjang" * 43
CODE = "{{ 7 * 7 }} {offices} {0} {% raise %} %s %(name)s ${x}"
TITLES = {"markup": MARKUP, "right to left": TURNED, "300 letters": LONG, "placeholders": CODE}
BLOCKS = ("p", "td", "th", "li", "dd", "dt", "div", "h1", "h2", "h3", "blockquote", "caption")
OFFICERS = ("operator", "walidata", "kepala")


@pytest.fixture(params=TITLES.values(), ids=TITLES.keys())
def hostile(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def bad_house(hostile: str, on_portal: None) -> House:
    """An OPD, people and an administrator whose names are as bad as the titles."""
    house = House(org=ckan_factories.Organization(name=unique("opd"), title=hostile))
    for who in OFFICERS:
        found = model.User.get(house.user(who))
        assert found is not None
        found.fullname = hostile
    model.Session.commit()
    return house


def soup(answer: Any) -> BeautifulSoup:
    assert answer.status_code == 200, answer.headers.get("Location", answer.status_code)
    return BeautifulSoup(answer.data, "html.parser")


def one_line(text: str) -> str:
    return " ".join(text.split())


def check(answer: Any, *shown: str) -> BeautifulSoup:
    """The page is whole, runs nothing of what was typed, and shows all of `shown`."""
    page = soup(answer)
    raw = answer.get_data(as_text=True)
    assert "<script>alert(1)" not in raw and "<img src=x" not in raw and "<b>tebal" not in raw
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") and name != "on"], tag
        assert not str(tag.get("href", "")).strip().lower().startswith("javascript:"), tag
    assert not [script for script in page.find_all("script") if "alert(" in script.get_text()]
    assert len(page.select("h1")) == 1 and len(page.select("footer.site-footer")) == 1
    text = one_line(page.get_text(" "))
    for words in shown:
        assert one_line(words) in text, words
    return page


def turned_around(page: BeautifulSoup) -> Iterator[str]:
    """Places where a text that turns the direction stands beside other words without being set apart from them."""
    for found in page.find_all(string=lambda s: bool(s) and "\u202e" in s):
        holders = [tag for tag in found.parents if tag.name not in ("body", "html", "[document]")]
        if any(tag.name in ("textarea", "title") for tag in holders):   # plain text, to be copied; the browser's own bar
            continue
        apart = [tag for tag in holders if tag.has_attr("dir") or tag.name in ("bdi", "option")]
        holder = apart[0] if apart else next((tag for tag in holders if tag.name in BLOCKS), found.parent)
        if one_line(holder.get_text()) != one_line(TURNED):
            yield str(holder)[:300]


def case_path(record: Record, more: str = "") -> str:
    return f"/satudata/workflow/case/{record.case_id}{more}"


def form(page: BeautifulSoup, key: str) -> dict[str, str]:
    found = page.find("form", id=f"answer-{key}")
    assert isinstance(found, Tag), f"the page offers no “{key}”"
    fields = [field for field in found.find_all("input") if field.get("name") and field.get("type") != "file"]
    return {str(field["name"]): str(field.get("value", "")) for field in fields}


def answer_page(house: House, web: Any, who: str, record: Record, key: str) -> BeautifulSoup:
    """Where an answer is given: on the case page, or on a page of its own."""
    page = soup(web.get(house.user(who), case_path(record)))
    if page.find("form", id=f"answer-{key}"):
        return page
    return soup(web.get(house.user(who), case_path(record, f"/decide/{key}")))


def test_titles_names_and_offices__on_desk_and_case(hostile: str, bad_house: House, web: Any, under: Under):
    under("way_kanan")
    record = bad_house.linked(title=hostile)
    check(web.get(bad_house.user("operator"), DESK), hostile)
    check(web.get(bad_house.user("operator"), case_path(record)), hostile)
    bad_house.walk(record, "periksa")
    for who, where in (
        ("walidata", DESK), ("operator", f"{DESK}?tab=others"), ("walidata", case_path(record)), ("kepala", case_path(record)),
        ("walidata", case_path(record, "/decide/tidak_sesuai")), ("operator", case_path(record, "/cancel")),
    ):
        check(web.get(bad_house.user(who), where), hostile)
    bad_house.walk(record)
    check(web.get(bad_house.user("operator"), f"{DESK}?tab=finished"), hostile)
    check(web.get(bad_house.user("operator"), case_path(record)), hostile)


def test_reasons__in_the_timeline_and_in_a_refused_form(hostile: str, bad_house: House, web: Any, under: Under):
    under("way_kanan")
    record = bad_house.linked(title="Jumlah Guru")
    bad_house.walk(record, "periksa")
    page = answer_page(bad_house, web, "walidata", record, "tidak_sesuai")
    typed = form(page, "tidak_sesuai") | {"reason": hostile, "lock_version": "77"}
    refused = web.post(bad_house.user("walidata"), case_path(record, "/answer"), data=typed)
    page = check(refused)
    assert hostile in [area.get_text() for area in page.find_all("textarea")], "what was typed is still there"
    bad_house.answer("walidata", record, "tidak_sesuai", reason=hostile)
    for who in ("operator", "walidata"):
        check(web.get(bad_house.user(who), case_path(record)), hostile)
    check(web.get(bad_house.user("operator"), DESK))


def test_file_names_and_numbers_of_letters(hostile: str, bad_house: House, web: Any, under: Under):
    under("way_kanan")
    record = bad_house.linked(title=hostile)
    bad_house.walk(record, "validasi")
    name = hostile.replace("/", "").replace("\\", "")[:150]
    bad_house.letter("kepala", record, filename=f"{name}.pdf", number=hostile[:190])
    page = check(web.get(bad_house.user("kepala"), case_path(record)), hostile)
    link = page.select_one('a[href*="/satudata/workflow/document/"]')
    assert link is not None
    letter = web.get(bad_house.user("kepala"), str(link["href"]))
    assert letter.status_code == 200 and letter.data == PDF
    assert letter.headers["X-Content-Type-Options"] == "nosniff"
    assert "\n" not in letter.headers["Content-Disposition"] and "<" not in letter.headers["Content-Type"]


def test_cases_decided_together(hostile: str, bad_house: House, web: Any, under: Under):
    under("way_kanan")
    records = [bad_house.linked(title=f"{hostile} {n}") for n in (1, 2)]
    for record in records:
        bad_house.walk(record, "validasi")
    page = check(web.get(bad_house.user("kepala"), f"{TOGETHER}?step=validasi"), f"{hostile} 1", f"{hostile} 2")
    sheet = page.find("form", id="sd-together")
    assert isinstance(sheet, Tag)
    ticked = [str(box["value"]) for box in sheet.select('input[name="task"]')]
    data: dict[str, Any] = {
        str(f["name"]): str(f.get("value", "")) for f in sheet.select("input[type=hidden][name]") if f["name"] != "task"
    }
    data |= {"task": ticked, "answer": "setuju", "document_surat_validasi": (io.BytesIO(PDF), "surat.pdf"),
             "number_surat_validasi": hostile[:190]}
    action = str(sheet["action"])
    done = check(web.post(bad_house.user("kepala"), action, data=data, content_type="multipart/form-data"), f"{hostile} 1")
    assert done.select("h1")


@pytest.mark.parametrize("where", ["q", "org", "step", "tab", "page", "against"])
def test_what_stands_in_the_address(hostile: str, where: str, house: House, web: Any, under: Under):
    under("way_kanan")
    target = case_path(house.linked(title="Jumlah Guru")) if where == "against" else DESK
    answer = web.get(house.user("operator"), f"{target}?{where}={quote(hostile)}")
    if answer.status_code == 200:
        check(answer)
    else:
        assert answer.status_code in (302, 400, 404)
        assert MARKUP not in answer.get_data(as_text=True) and "<script>alert(1)" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("more", ["", "/cancel", "/decide/x"])
def test_a_case_that_does_not_exist(hostile: str, more: str, house: House, web: Any, under: Under):
    under("way_kanan")
    answer = web.get(house.user("operator"), f"/satudata/workflow/case/{quote(hostile, safe='')}{more}")
    assert answer.status_code == 404 and "<script>alert(1)" not in answer.get_data(as_text=True)


def test_a_title_that_turns_the_direction_turns_nothing_beside_it(on_portal: None, web: Any, under: Under):
    under("way_kanan")
    house = House(org=ckan_factories.Organization(name=unique("opd"), title=TURNED))
    record = house.linked(title=TURNED)
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason=TURNED)
    for who, where in (
        ("operator", DESK), ("walidata", f"{DESK}?tab=others"), ("operator", case_path(record)),
        ("walidata", case_path(record)), ("operator", case_path(record, "/cancel")),
    ):
        page = check(web.get(house.user(who), where), TURNED)
        assert not list(turned_around(page)), where
