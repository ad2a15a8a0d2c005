"""One letter that the portal writes for many cases: written, signed and decided on the page on which they stand together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from ckanext.satudata.tests.factories import House, upload
from ckanext.satudata.tests.workflow.test_signing import SHOW, scan_of, start
from ckanext.satudata.tests.workflow.test_together import PATH
from ckanext.satudata.workflow import documents

STEP = "satudata_workflow_step_show"
HERE = f"{PATH}?step=tulis"


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


@pytest.fixture
def cases(new_house: House) -> list[str]:
    """Three cases that wait for the statement that the kasi writes; others of the room wait there too."""
    return [start(new_house, "tertulis") for _ in range(3)]


def page_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def sent(house: House, page: BeautifulSoup, cases: list[str], **more: str) -> MultiDict:
    """The form with just these cases ticked."""
    form = page.select_one("#sd-together")
    tasks = {house.act("kasi", SHOW, id=case_id)["task"]["id"] for case_id in cases}
    ticked = [("task", box["value"]) for box in form.select("input[name=task]") if box["value"].partition(":")[0] in tasks]
    assert len(ticked) == len(cases)
    hidden = [(field["name"], field.get("value", "")) for field in form.select("input[type=hidden]")]
    return MultiDict([*hidden, *ticked, ("answer", "finish"), *more.items()])


def post(house: House, web: Any, data: MultiDict) -> Any:
    return web.post(house.user("kasi"), PATH, data=data, content_type="multipart/form-data")


def letters(house: House, case_id: str) -> list[dict[str, Any]]:
    return house.act("kasi", SHOW, id=case_id)["documents"]


def test_one_letter_is_written_signed_and_the_cases_are_decided(new_house: House, cases: list[str], web: Any):
    house = new_house
    page = page_of(web.get(house.user("kasi"), HERE))
    button = page.select_one("#sd-together button[name=make]")
    assert button is not None and button["value"] == "keterangan"
    assert page.select_one("#sd-together button[type=submit]").get("name") is None, "Enter decides, and writes nothing"
    made = post(house, web, sent(house, page, cases[:2], make="keterangan"))
    assert made.status_code == 200 and "The letter is written" in page_of(made).text
    first, second, third = (letters(house, case_id) for case_id in cases)
    assert first[0]["id"] == second[0]["id"] and first[0]["state"] == "unsigned" and third == []
    assert documents.store().path(first[0]["sha256"]).read_bytes().startswith(b"%PDF")
    again = page_of(made)
    data = sent(house, again, cases[:2])
    ticked = [box["value"] for box in again.select("input[name=task][checked]")]
    assert sorted(ticked) == sorted(data.getlist("task")), "what was ticked stays so"
    form = next(form for form in again.select("form.sd-surat") if first[0]["id"] in form["action"])
    fields = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    signed = web.post(house.user("kasi"), form["action"], content_type="multipart/form-data",
                      data=fields | {"upload": (upload(scan_of("bertanda")).stream, "pindai.pdf")})
    assert signed.status_code == 302 and signed.headers["Location"].endswith(HERE)
    assert letters(house, cases[0])[0]["state"] == "valid"
    done = post(house, web, sent(house, page_of(web.get(house.user("kasi"), HERE)), cases[:2]))
    assert done.status_code == 200
    assert [house.act("kasi", SHOW, id=case_id)["step"] for case_id in cases] == ["terima", "terima", "tulis"]


def test_a_button_that_is_pressed_twice_writes_one_letter(new_house: House, cases: list[str], web: Any):
    house = new_house
    data = sent(house, page_of(web.get(house.user("kasi"), HERE)), cases, make="keterangan")
    post(house, web, data)
    post(house, web, data)
    assert [len(letters(house, case_id)) for case_id in cases] == [1, 1, 1]


def test_the_cases_are_not_decided_before_the_letter_is_signed(new_house: House, cases: list[str], web: Any):
    house = new_house
    page = page_of(web.get(house.user("kasi"), HERE))
    post(house, web, sent(house, page, cases, make="keterangan"))
    told = post(house, web, sent(house, page, cases))
    assert "waits for the signature" in told.body
    assert [house.act("kasi", SHOW, id=case_id)["step"] for case_id in cases] == ["tulis"] * 3


def test_without_a_ticked_case_no_letter_is_written(new_house: House, cases: list[str], web: Any):
    house = new_house
    data = sent(house, page_of(web.get(house.user("kasi"), HERE)), [], make="keterangan")
    told = post(house, web, data)
    assert "Tick at least one case." in page_of(told).select_one("#sd-errors").text
    assert [letters(house, case_id) for case_id in cases] == [[]] * 3


def test_letters_are_told_with_their_cases_and_who_signs_next(new_house: House, cases: list[str]):
    house = new_house
    tasks = [house.act("kasi", SHOW, id=case_id)["task"]["id"] for case_id in cases]
    made = house.act("kasi", "satudata_workflow_document_make", task_ids=tasks, kind="keterangan")
    told = {one["id"]: one for one in house.act("kasi", STEP, step="tulis")["letters"]}[made["id"]]
    assert (told["cases"], told["signs"], told["is_scan"]) == (3, "signature", False) and told["waits_for"]
    house.act("kasi", "satudata_workflow_document_void", id=made["id"], reason="Salah.")
    assert made["id"] not in {one["id"] for one in house.act("kasi", STEP, step="tulis")["letters"]}


def test_many_letters_take_as_many_statements_as_one(new_house: House, cases: list[str], statements: list[str]):
    house = new_house
    counts = []
    for case_id in cases:
        task = house.act("kasi", SHOW, id=case_id)["task"]["id"]
        house.act("kasi", "satudata_workflow_document_make", task_id=task, kind="keterangan")
        statements.clear()
        found = house.act("kasi", STEP, step="tulis")["letters"]
        counts.append((len(found), len(statements)))
    assert len({number for _, number in counts}) == 1 and counts[-1][0] >= counts[0][0]
