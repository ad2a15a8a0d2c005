"""The pages about who has a task, and comments: what stands there for whom, and the forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.tests.workflow.test_escalating import Name, lonely, name  # noqa: F401  (name: a fixture)
from ckanext.satudata.tests.workflow.test_pages import DESK, case_path, typed_in, words
from ckanext.satudata.tests.workflow.test_tasks import CLAIM, row, task_id
from ckanext.satudata.workflow import governments

Under = Callable[[str], None]


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    under("way_kanan")
    for who in ("walidata", "walidata_b", "kabid", "sekretaris"):
        house.user(who)
    record = house.linked(title="Jumlah Guru")
    house.walk(record, "periksa")
    return record


def offered(answer: Any) -> list[str]:
    """What the page offers to do with the task."""
    soup = BeautifulSoup(answer.data, "html.parser")
    return [tag["id"].removeprefix("task-") for tag in soup.select("form[id^=task-], a[id^=task-]")]


def press(house: House, web: Any, who: str, record: Record, verb: str) -> Any:
    """Press a button as it stands on the page."""
    page = BeautifulSoup(web.get(house.user(who), case_path(record)).data, "html.parser")
    form = page.find("form", id=f"task-{verb}")
    assert form is not None
    return web.post(house.user(who), form["action"], data={i["name"]: i["value"] for i in form.find_all("input")})


@pytest.mark.parametrize(
    ("who", "free", "taken"),
    [
        ("walidata", ["claim", "escalate"], ["release", "escalate"]),
        ("walidata_b", ["claim", "escalate"], ["take_over", "escalate"]),
        ("kabid", ["take_over", "assign", "escalate"], ["release", "take_over", "assign", "escalate"]),
        ("operator", ["escalate"], ["escalate"]),
        ("kepala", ["escalate"], ["escalate"]),
        ("admin", [], []),
    ],
)
def test_the_case_offers_what_each_reader_may_do_with_the_task(
    who: str, free: list[str], taken: list[str], at_check: Record, house: House, web: Any,
):
    assert offered(web.get(house.user(who), case_path(at_check))) == free
    house.act("walidata", CLAIM, id=task_id(house, at_check))
    page = web.get(house.user(who), case_path(at_check))
    assert offered(page) == taken
    assert ("You have this task." if who == "walidata" else "Walidata has this task.") in words(page)


def test_a_task_is_taken_and_given_back_by_a_button(at_check: Record, house: House, web: Any):
    id_ = task_id(house, at_check)
    assert press(house, web, "walidata", at_check, "claim").status_code == 302
    assert row(id_).claimed_by == house.user_id("walidata")
    page = web.get(house.user("walidata"), case_path(at_check))
    assert "You have this task." in words(page) and "What you can do now" in words(page)
    press(house, web, "walidata", at_check, "release")
    assert row(id_).status == "ready"


def test_who_comes_second_finds_who_has_it(at_check: Record, house: House, web: Any):
    second = BeautifulSoup(web.get(house.user("walidata_b"), case_path(at_check)).data, "html.parser").find(
        "form", id="task-claim")
    press(house, web, "walidata", at_check, "claim")
    data = {field["name"]: field["value"] for field in second.find_all("input")}
    assert web.post(house.user("walidata_b"), second["action"], data=data).status_code == 302
    page = words(web.get(house.user("walidata_b"), case_path(at_check)))
    assert "Walidata has this task." in page and "This task is another officer's." in page


def test_a_superior_chooses_among_the_officers_of_the_office(at_check: Record, house: House, web: Any):
    path = case_path(at_check, "/task/assign")
    page = web.get(house.user("kabid"), path)
    options = [one.get("value") for one in BeautifulSoup(page.data, "html.parser").select("select[name=assignee] option")]
    assert {house.user_id("walidata"), house.user_id("walidata_b")} <= set(options)
    id_ = task_id(house, at_check)
    refused = web.post(house.user("kabid"), path, data={"task": id_, "assignee": ""})
    assert refused.status_code == 200 and "Missing value" in words(refused)
    assert web.post(house.user("kabid"), path, data={"task": id_, "assignee": house.user_id("walidata_b")}).status_code == 302
    assert row(id_).assignee == house.user_id("walidata_b")
    assert "It was given to Walidata B." in words(web.get(house.user("walidata"), case_path(at_check)))


@pytest.mark.parametrize("verb", ["take_over", "escalate"])
def test_what_needs_a_reason_has_a_page_that_loses_nothing(verb: str, at_check: Record, house: House, web: Any):
    house.act("walidata", CLAIM, id=task_id(house, at_check))
    path, id_ = case_path(at_check, f"/task/{verb}"), task_id(house, at_check)
    page = words(web.get(house.user("kabid"), path))
    assert "Walidata has this task." in page
    above = governments.current().role_title("kabid_statistik")
    assert (f"The next office is: {above}." in page) == (verb == "escalate")
    refused = web.post(house.user("kabid"), path, data={"task": id_, "reason": " "})
    assert refused.status_code == 200 and "Write the reason" in words(refused)
    long = "a" * 10_001
    refused = web.post(house.user("kabid"), path, data={"task": id_, "reason": long})
    assert "more than 10000 characters" in words(refused) and typed_in(refused, "reason") == [long]
    assert web.post(house.user("kabid"), path, data={"task": id_, "reason": "Dua minggu tanpa jawaban."}).status_code == 302
    page = words(web.get(house.user("kabid"), case_path(at_check)))
    assert "Dua minggu tanpa jawaban." in page and f"Also asked: {above}." in page


@pytest.mark.parametrize("verb", ["assign", "take_over"])
def test_a_page_that_is_not_for_the_reader_leads_back_to_the_case(verb: str, at_check: Record, house: House, web: Any):
    answer = web.get(house.user("operator"), case_path(at_check, f"/task/{verb}"))
    assert answer.status_code == 302 and answer.location.endswith(case_path(at_check))
    assert web.get(house.user("operator"), case_path(at_check, "/task/curi")).status_code == 404
    assert web.get(house.user("stranger"), case_path(at_check, f"/task/{verb}")).status_code == 403


@pytest.mark.parametrize("path", ["/claim", "/release", "/task/assign", "/task/take_over", "/task/escalate", "/comment"])
def test_a_visitor_logs_in_first_and_nothing_is_done(path: str, at_check: Record, house: House, web: Any):
    answer = web.post("", case_path(at_check, path), data={"task": task_id(house, at_check), "reason": "Uji.", "text": "Uji."})
    assert answer.status_code in (302, 400, 401)
    assert row(task_id(house, at_check)).status == "ready"


# comments


def test_a_comment_is_written_on_the_page_of_the_case(at_check: Record, house: House, web: Any):
    page = BeautifulSoup(web.get(house.user("operator"), case_path(at_check)).data, "html.parser")
    form = page.find("form", id="sd-comment")
    assert [option["value"] for option in form.select("select[name=audience] option")] == ["parties", "internal"]
    sent = {"text": "Tabel <b>2</b> menyusul.", "audience": "internal"}
    assert web.post(house.user("operator"), form["action"], data=sent).status_code == 302
    answer = web.get(house.user("operator"), case_path(at_check))
    assert "Tabel <b>2</b> menyusul." in words(answer) and b"Tabel <b>" not in answer.data
    assert "Only officers of your own office" in words(answer)
    assert "menyusul" not in words(web.get(house.user("walidata"), case_path(at_check)))


def test_a_refused_comment_stands_in_its_form_again(at_check: Record, house: House, web: Any):
    long = "a" * 10_001
    answer = web.post(house.user("operator"), case_path(at_check, "/comment"), data={"text": long, "audience": "parties"})
    assert answer.status_code == 200 and "more than 10000 characters" in words(answer)
    assert typed_in(answer, "text") == [long]
    assert b"field-text" in answer.data, "the summary leads to the field"


def test_an_administrator_reads_and_has_no_form(at_check: Record, house: House, web: Any):
    assert b'id="sd-comment"' not in web.get(house.user("admin"), case_path(at_check)).data


# nobody holds it; one person


def test_the_case_and_the_administrator_s_desk_say_that_nobody_holds_the_office(
    house: House, name: Name, web: Any,  # noqa: F811
):
    case_id = lonely(house)
    path = f"/satudata/workflow/case/{case_id}"
    assert "Nobody holds Juru Uji today" in words(web.get(house.user("walidata"), path))
    above = words(web.get(house.user("walidata"), f"{path}/task/escalate"))
    assert "No office above this one is held by anybody." in above and "The office above can do" not in above
    desk = web.get(house.user("admin"), DESK)
    assert "waits for nobody" in words(desk) or "wait for nobody" in words(desk)
    assert path.encode() in desk.data
    assert path.encode() not in web.get(house.user("stranger"), DESK).data
    name("stranger", "juru_uji")
    assert "Nobody holds" not in words(web.get(house.user("walidata"), path))


def test_a_decision_of_one_person_is_marked_on_the_page(
    new_house: House, under: Under, web: Any, monkeypatch: pytest.MonkeyPatch,
):
    under("uji")
    house = new_house
    house.name_officer("operator", "walidata")
    record = house.linked()
    house.walk(record, "periksa")
    allowed = dataclasses.replace(governments.of_case("uji"), single_officer=frozenset({(house.org["name"], "walidata")}))
    monkeypatch.setattr(governments, "of_case", lambda slug: allowed)
    assert "one person" not in words(web.get(house.user("operator"), case_path(record)))
    house.answer("operator", record, "sesuai")
    page = BeautifulSoup(web.get(house.user("operator"), case_path(record)).data, "html.parser")
    assert "one person" in page.select_one("ol.sd-langkah").get_text()
    assert "one person" in page.select_one("ol.sd-waktu").get_text()
    assert "who had also made the data" in page.select_one("section[aria-labelledby=sd-facts]").get_text()
