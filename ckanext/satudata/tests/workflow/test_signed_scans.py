"""A scan that bears the signature already is added and signed in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House, unique, upload
from ckanext.satudata.tests.form_browser import filled
from ckanext.satudata.tests.workflow.test_signing import (
    ADD,
    SHOW,
    add,
    answer,
    letter_of,
    refusal,
    scan_of,
    sign,
    start,
)

CASE = "/satudata/workflow/case/"


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


@pytest.fixture
def case_id(house: House) -> str:
    """A case that stands at the step in which the kasi puts a paraf on the letter, then the kabid signs."""
    found = start(house)
    add(house, found)
    answer(house, "kasi", found)
    return found


def signatures(house: House, case_id: str) -> list[tuple[str, str]]:
    return [(one["kind"], one["by"]) for one in letter_of(house, case_id)["signatures"]]


def test_a_signed_scan_needs_no_second_step(house: House, case_id: str):
    given = add(house, case_id, content=scan_of("berparaf"), signed=True)
    assert signatures(house, case_id) == [("paraf", "Kasi")] and letter_of(house, case_id)["due"]["kind"] == "signature"
    sign(house, "kabid", case_id)
    assert answer(house, "kasi", case_id)["step"] == "kirim"
    assert given["id"] == letter_of(house, case_id)["id"]


def test_without_the_mark_the_signature_is_a_step_of_its_own(house: House, case_id: str):
    add(house, case_id, content=scan_of("belum"))
    assert signatures(house, case_id) == []


def test_a_signed_scan_that_is_sent_twice_is_signed_once(house: House, case_id: str):
    content = scan_of(unique("dua kali"))
    first, second = (add(house, case_id, content=content, signed=True) for _ in range(2))
    assert first["id"] == second["id"] and signatures(house, case_id) == [("paraf", "Kasi")]


def test_who_does_not_sign_first_cannot_say_so_and_nothing_is_kept(house: House):
    """At the first step of this SOP nobody signs: the letter is added without a mark, or not at all."""
    case_id = start(house)
    task = house.act("kasi", SHOW, id=case_id)["task"]["id"]
    sent = {"task_id": task, "kind": "nota_dinas", "signed": True}
    told = refusal(lambda: house.act("kasi", ADD, upload=upload(scan_of("x"), "nota.pdf"), **sent))
    assert "waits for no signature" in told and house.act("kasi", SHOW, id=case_id)["documents"] == []


def test_who_made_it_signs_no_letter_of_the_check(new_house: House):
    """The mark is no way around four eyes."""
    house = new_house
    case_id = start(house, "bertinjau")
    house.name_officer("kasi", "kabid_statistik", valid_from="2020-01-01")
    answer(house, "kasi", case_id)
    told = refusal(lambda: add(house, case_id, signed=True))
    assert "Another officer" in told and house.act("kasi", SHOW, id=case_id)["documents"] == []


def form_of(house: House, web: Any, who: str, case_id: str) -> tuple[Any, dict[str, Any]]:
    page = BeautifulSoup(web.get(house.user(who), CASE + case_id).data, "html.parser")
    form = page.select_one("#answer-finish, #answer-setuju")
    return form, filled(form)


def test_the_page_offers_the_mark_to_who_signs_first_and_the_case_goes_on_at_once(new_house: House, web: Any):
    house = new_house
    case_id = start(house, "bertinjau")
    form, _ = form_of(house, web, "kasi", case_id)
    assert form.select_one("[name^=signed_]") is None, "nothing is signed at this step"
    answer(house, "kasi", case_id)
    house.user("kabid")
    form, sent = form_of(house, web, "kabid", case_id)
    box = form.select_one("input[type=checkbox][name=signed_nota_dinas]")
    assert box is not None and not box.has_attr("checked")
    assert form.select_one(f"label[for={box['id']}]").text == "The scan bears my signature already"

    def send(**more: str) -> Any:
        data = sent | more | {"document_nota_dinas": (upload(scan_of("bertanda")).stream, "nota.pdf")}
        return web.post(house.user("kabid"), f"{CASE}{case_id}/answer", data=data, content_type="multipart/form-data")

    refused = send()
    assert refused.status_code == 200 and "waits for the signature" in refused.body
    assert send(signed_nota_dinas="1").status_code == 302
    assert house.act("kabid", SHOW, id=case_id)["outcome"] == "completed"


def test_a_mark_stays_ticked_in_a_refused_form(new_house: House, web: Any):
    house = new_house
    case_id = start(house, "bertinjau")
    answer(house, "kasi", case_id)
    house.user("kabid")
    _, sent = form_of(house, web, "kabid", case_id)
    data = sent | {"signed_nota_dinas": "1", "document_nota_dinas": (upload(b"bukan surat").stream, "nota.txt")}
    refused = web.post(house.user("kabid"), f"{CASE}{case_id}/answer", data=data, content_type="multipart/form-data")
    box = BeautifulSoup(refused.data, "html.parser").select_one("input[name=signed_nota_dinas]")
    assert box.has_attr("checked")
    assert house.act("kabid", SHOW, id=case_id)["documents"] == []
