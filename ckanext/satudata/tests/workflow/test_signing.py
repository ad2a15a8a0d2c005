"""Letters that are signed in order, numbered by the portal, or declared void."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import PDF, PNG, House, act, errors_of, unique, upload
from ckanext.satudata.tests.workflow.test_twice import at_once
from ckanext.satudata.workflow import documents, events, numbers
from ckanext.satudata.workflow.model import Document, Officer, Signature

ADD, SIGN, VOID = (f"satudata_workflow_document_{verb}" for verb in ("add", "sign", "void"))
NUMBER, SHOW, DECIDE = "satudata_workflow_document_number", "satudata_workflow_case_show", "satudata_workflow_task_decide"


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


OURS = ":800/{number:3}/UJI/{year}"         # the pattern of `nota_dinas`


def scan_of(word: str) -> bytes:
    return PDF + b"%" + word.encode() + b"\n"


def start(house: House, procedure: str = "bertanda", who: str = "kasi") -> str:
    return house.act(who, "satudata_workflow_case_create", procedure=procedure)["id"]


def add(
    house: House, case_id: str, kind: str = "nota_dinas", who: str = "kasi", content: bytes | None = None, **more: Any,
) -> dict[str, Any]:
    task = house.act(who, SHOW, id=case_id)["task"]["id"]
    content = scan_of(unique("surat")) if content is None else content
    return house.act(who, ADD, task_id=task, kind=kind, upload=upload(content, "nota.pdf"), **more)


def answer(house: House, who: str, case_id: str, key: str = "finish") -> dict[str, Any]:
    shown = house.act(who, SHOW, id=case_id)
    house.act(who, DECIDE, id=shown["task"]["id"], lock_version=shown["lock_version"], answer=key)
    return house.act(who, SHOW, id=case_id)


def sign(house: House, who: str, case_id: str, word: str | None = None, content: bytes | None = None, **more: Any) -> dict:
    """Sign the newest letter of a case as somebody who has read it."""
    letter = house.act("kasi", SHOW, id=case_id)["documents"][-1]
    content = scan_of(word or unique("pindai")) if content is None else content
    sent = {"id": letter["id"], "sha256": letter["sha256"], "upload": upload(content, "pindai.pdf")} | more
    return house.act(who, SIGN, **sent)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(tk.ValidationError) as refused:
        call()
    return errors_of(refused.value)


def letter_of(house: House, case_id: str, who: str = "kasi") -> dict[str, Any]:
    return house.act(who, SHOW, id=case_id)["documents"][-1]


@pytest.fixture
def to_sign(house: House) -> str:
    """A case whose letter waits for its two signatures."""
    case_id = start(house)
    add(house, case_id)
    answer(house, "kasi", case_id)
    return case_id


# signatures


def test_a_letter_is_signed_in_order_and_only_then_the_step_is_finished(house: House, to_sign: str):
    assert "“Memorandum” waits for the signature of" in refusal(lambda: answer(house, "kasi", to_sign))
    assert letter_of(house, to_sign)["due"]["kind"] == "paraf"
    assert "waits for the signature of" in refusal(lambda: sign(house, "kabid", to_sign)), "not before the paraf"
    sign(house, "kasi", to_sign)
    assert letter_of(house, to_sign, "kabid")["due"]["mine"], "an office that only signs reads the case"
    assert "waits for the signature of" in refusal(lambda: answer(house, "kasi", to_sign))
    sign(house, "kabid", to_sign)
    shown = answer(house, "kasi", to_sign)
    assert shown["step"] == "kirim" and shown["documents"][0]["state"] == "valid"
    assert [(one["kind"], one["by"], one["method"]) for one in shown["documents"][0]["signatures"]] == [
        ("paraf", "Kasi", "scan"), ("signature", "Kabid", "scan")]
    assert answer(house, "walidata", to_sign)["outcome"] == "completed"


def test_each_signature_makes_a_new_frozen_file_and_the_earlier_ones_stay(house: House, to_sign: str):
    first = letter_of(house, to_sign)
    signed = sign(house, "kasi", to_sign, content=scan_of("berparaf"))
    assert signed["sha256"] == hashlib.sha256(scan_of("berparaf")).hexdigest() != first["sha256"]
    for sha256 in (first["sha256"], signed["sha256"]):
        assert hashlib.sha256(documents.store().path(sha256).read_bytes()).hexdigest() == sha256
    row = model.Session.scalars(sa.select(Signature).where(Signature.document_id == first["id"])).one()
    assert (row.before_sha256, row.sha256, row.kind) == (first["sha256"], signed["sha256"], "paraf")


def test_a_signed_file_is_the_one_that_is_served(house: House, to_sign: str, web: Any):
    sign(house, "kasi", to_sign, content=scan_of("yang dipindai"))
    page = web.get(house.user("kasi"), f"/satudata/workflow/document/{letter_of(house, to_sign)['id']}")
    assert page.data == scan_of("yang dipindai")


def test_the_same_signature_sent_twice_is_one(house: House, to_sign: str):
    letter = letter_of(house, to_sign)
    sent = {"id": letter["id"], "sha256": letter["sha256"]}
    one = house.act("kasi", SIGN, **sent, upload=upload(scan_of("sekali"), "a.pdf"))
    two = house.act("kasi", SIGN, **sent, upload=upload(scan_of("sekali"), "a.pdf"))
    assert one == two
    types = [event["type"] for event in house.act("kasi", SHOW, id=to_sign)["timeline"]]
    assert types.count(events.DOCUMENT_SIGNED) == 1


def test_what_is_signed_is_what_was_read(house: House, to_sign: str):
    sign(house, "kasi", to_sign)
    assert "has signed this document since" in refusal(lambda: sign(house, "kabid", to_sign, sha256="0" * 64))


def test_the_unsigned_file_is_no_signature(house: House):
    case_id = start(house)
    content = scan_of(unique("konsep"))
    add(house, case_id, content=content)
    answer(house, "kasi", case_id)
    assert "without your signature" in refusal(lambda: sign(house, "kasi", case_id, content=content))
    sign(house, "kasi", case_id)
    assert "without your signature" in refusal(lambda: sign(house, "kabid", case_id, upload=None))


def test_who_added_a_signed_scan_signs_without_another_one(house: House, to_sign: str):
    before = letter_of(house, to_sign)["sha256"]
    assert sign(house, "kasi", to_sign, upload=None)["sha256"] == before
    assert letter_of(house, to_sign)["due"]["kind"] == "signature"


@pytest.mark.parametrize("who", ["walidata", "operator", "stranger", "admin", "anonymous"])
def test_nobody_else_signs(who: str, house: House, to_sign: str):
    with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
        sign(house, who, to_sign)
    assert letter_of(house, to_sign)["signatures"] == []


def test_one_person_gives_one_signature_only_also_in_two_offices_or_for_another(new_house: House):
    house = new_house
    house.name_officer("kasi", "kabid_statistik")
    case_id = start(house)
    add(house, case_id)
    answer(house, "kasi", case_id)
    sign(house, "kasi", case_id)
    assert "has to be another person's" in refusal(lambda: sign(house, "kasi", case_id))
    house.name_officer("walidata_b", "kabid_statistik", acting_as="plh", acting_for=house.user("kasi"), decree="800/1")
    assert "has to be another person's" in refusal(lambda: sign(house, "walidata_b", case_id)), "who acts for the first"
    assert sign(house, "kabid", case_id)["signed"] == 2


def test_who_made_it_does_not_sign_it_at_a_review(new_house: House):
    house = new_house
    house.name_officer("kasi", "kabid_statistik")
    case_id = start(house, "bertinjau")
    answer(house, "kasi", case_id)
    add(house, case_id, who="kabid")
    assert "Another officer has to check it" in refusal(lambda: sign(house, "kasi", case_id))
    sign(house, "kabid", case_id, upload=None)
    assert answer(house, "kabid", case_id, "setuju")["outcome"] == "completed"


@pytest.fixture
def witness(new_house: House) -> Iterator[Callable[[str], None]]:
    """Name somebody of the new house a witness; their offices end with the test: no other test waits for their signatures."""
    ids: list[str] = []
    yield lambda who: ids.append(new_house.name_officer(who, "saksi_uji")["id"])
    model.Session.rollback()
    model.Session.execute(sa.delete(Officer).where(Officer.id.in_(ids)))
    model.Session.commit()


def test_where_all_sign_the_last_one_finishes_it(new_house: House, witness: Callable[[str], None]):
    house = new_house
    witness("ppid")
    witness("pembina")
    case_id = start(house, "bersemua")
    add(house, case_id, "piagam")
    sign(house, "ppid", case_id)
    assert "waits for the signature of" in refusal(lambda: answer(house, "kasi", case_id))
    assert "has to be another person's" in refusal(lambda: sign(house, "ppid", case_id))
    sign(house, "pembina", case_id)
    assert answer(house, "kasi", case_id)["outcome"] == "completed"


def test_a_corrected_letter_is_signed_anew(house: House, to_sign: str):
    sign(house, "kasi", to_sign)
    sign(house, "kabid", to_sign)
    add(house, to_sign)
    old, new = house.act("kasi", SHOW, id=to_sign)["documents"]
    assert (old["state"], new["state"], new["supersedes"]) == ("superseded", "unsigned", old["id"])
    assert "waits for the signature of" in refusal(lambda: answer(house, "kasi", to_sign))
    sent = {"id": old["id"], "sha256": old["sha256"], "upload": upload(PNG, "a.png")}
    assert "has taken the place" in refusal(lambda: house.act("kabid", SIGN, **sent))


# numbers


def counter() -> str:
    """Name of the row that counts the series."""
    return model.Session.scalars(sa.select(Document.series).where(Document.series.endswith(OURS)).limit(1)).one()


def series_of() -> list[int]:
    numbers_given = model.Session.scalars(sa.select(Document.number).where(Document.series.endswith(OURS)))
    return sorted(int(number.split("/")[1]) for number in numbers_given if number)


def test_the_portal_numbers_its_series_without_a_gap(house: House):
    case_id = start(house)
    found = [add(house, case_id)["number"] for _ in range(3)]
    running = [int(number.split("/")[1]) for number in found]
    assert running == list(range(running[0], running[0] + 3))
    assert series_of() == list(range(1, running[-1] + 1)), "no number is missing, none is given twice"


def test_a_number_that_is_rolled_back_is_given_to_the_next(house: House):
    case_id = start(house)
    before = int(add(house, case_id)["number"].split("/")[1])
    numbers.next_of(counter())
    model.Session.rollback()
    assert int(add(house, case_id)["number"].split("/")[1]) == before + 1


def test_letters_added_at_the_same_moment_have_different_numbers(house: House):
    user, name = house.user("kasi"), "nota.pdf"
    add(house, start(house))
    tasks = [house.act("kasi", SHOW, id=start(house))["task"]["id"] for _ in range(2)]
    series = counter()
    works = [
        lambda task=task: act(user, ADD, task_id=task, kind="nota_dinas", upload=upload(scan_of(unique("a")), name))
        for task in tasks
    ]
    found = at_once("SELECT 1 FROM satudata_workflow_counter WHERE series = :series FOR UPDATE", {"series": series}, *works)
    one, two = (int(side.result["number"].split("/")[1]) for side in found)
    assert abs(one - two) == 1
    assert series_of() == list(range(1, max(one, two) + 1))


def test_the_same_letter_sent_twice_takes_one_number(house: House):
    case_id, content = start(house), scan_of(unique("sama"))
    one, two = add(house, case_id, content=content), add(house, case_id, content=content)
    assert (one["id"], one["number"]) == (two["id"], two["number"])


def test_nobody_types_a_number_that_the_portal_gives(house: House):
    assert "gives this document its number" in refusal(lambda: add(house, start(house), number="800/9"))


def test_the_number_of_an_office_may_come_later_and_comes_once(new_house: House, witness: Callable[[str], None]):
    house = new_house
    witness("ppid")
    case_id = start(house, "bersemua")
    letter = add(house, case_id, "piagam")
    assert letter["number"] is None and letter_of(house, case_id)["lacks_number"]
    assert house.act("kasi", NUMBER, id=letter["id"], number=" 045/12 ")["number"] == "045/12"
    assert house.act("kasi", NUMBER, id=letter["id"], number="045/12")["number"] == "045/12", "a retry"
    assert "has a number already" in refusal(lambda: house.act("kasi", NUMBER, id=letter["id"], number="045/13"))
    assert "Write the number" in refusal(lambda: house.act("kasi", NUMBER, id=letter["id"], number=" "))
    with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
        house.act("walidata", NUMBER, id=letter["id"], number="045/14")


def test_a_kind_that_is_a_pdf_takes_no_picture(house: House):
    case_id = start(house, "bersemua")
    assert "of the type PDF" in refusal(lambda: add(house, case_id, "piagam", content=PNG))


# void


def test_a_void_letter_keeps_its_number_and_counts_no_more(house: House, to_sign: str):
    letter = letter_of(house, to_sign)
    sign(house, "kasi", to_sign)
    found = house.act("kabid", VOID, id=letter["id"], reason="Salah alamat.")
    assert found["number"] == letter["number"] and found["voided_at"]
    shown = house.act("kasi", SHOW, id=to_sign)
    assert shown["documents"][-1]["state"] == "void"
    assert ("Salah alamat.", events.DOCUMENT_VOIDED) in [(event["reason"], event["type"]) for event in shown["timeline"]]
    assert "A document of this step is missing" in refusal(lambda: answer(house, "kasi", to_sign))
    assert "is void" in refusal(lambda: sign(house, "kabid", to_sign))
    new = add(house, to_sign)
    assert int(new["number"].split("/")[1]) == int(letter["number"].split("/")[1]) + 1, "its number is not given again"


def test_what_was_superseded_does_not_come_back_when_the_newer_is_void(house: House):
    case_id = start(house)
    add(house, case_id)
    newer = add(house, case_id)
    house.act("kasi", VOID, id=newer["id"], reason="Keliru.")
    assert "A document of this step is missing" in refusal(lambda: answer(house, "kasi", case_id))


def test_the_same_file_can_be_added_again_after_it_was_void(house: House):
    case_id, content = start(house), scan_of(unique("ulang"))
    one = add(house, case_id, content=content)
    house.act("kasi", VOID, id=one["id"], reason="Keliru.")
    assert add(house, case_id, content=content)["id"] != one["id"]


def test_to_void_twice_is_once_and_needs_a_reason(house: House):
    case_id = start(house)
    letter = add(house, case_id)
    assert "reason" in refusal(lambda: house.act("kasi", VOID, id=letter["id"], reason=" "))
    one = house.act("kasi", VOID, id=letter["id"], reason="Keliru.")
    assert house.act("kasi", VOID, id=letter["id"], reason="Lagi.") == one


@pytest.mark.parametrize("who", ["walidata", "operator", "stranger", "admin", "anonymous"])
def test_only_who_brings_it_about_or_signs_it_declares_it_void(who: str, house: House):
    case_id = start(house)
    letter = add(house, case_id)
    with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
        house.act(who, VOID, id=letter["id"], reason="Tidak suka.")
    assert letter_of(house, case_id)["state"] != "void"


# the desk


def test_who_only_signs_finds_the_letter_on_the_desk_until_it_is_signed(house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)

    def waits_on_desk_of(who: str) -> bool:
        page = web.get(house.user(who), "/satudata/workflow/desk").get_data(as_text=True)
        return f"/satudata/workflow/document/{letter['id']}/about" in page

    assert waits_on_desk_of("kasi") and not waits_on_desk_of("kabid"), "one after the other"
    sign(house, "kasi", to_sign)
    assert waits_on_desk_of("kabid") and not waits_on_desk_of("kasi")
    assert not waits_on_desk_of("walidata")
    sign(house, "kabid", to_sign)
    assert not waits_on_desk_of("kabid")
