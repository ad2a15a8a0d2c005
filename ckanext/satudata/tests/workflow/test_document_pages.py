"""The page of a document, and the public one to which its QR code leads."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House, act, unique
from ckanext.satudata.tests.workflow.test_signing import VOID, add, answer, letter_of, scan_of, sign, start
from ckanext.satudata.workflow.model import Document

VERIFY = "satudata_workflow_document_verify"


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


@pytest.fixture
def to_sign(house: House) -> str:
    case_id = start(house)
    add(house, case_id)
    answer(house, "kasi", case_id)
    return case_id


@pytest.fixture
def signed(house: House, to_sign: str) -> str:
    for who in ("kasi", "kabid"):
        sign(house, who, to_sign)
    return to_sign


def code_of(house: House, case_id: str) -> str:
    return letter_of(house, case_id)["code"]


def text_of(page: Any) -> str:
    assert page.status_code == 200, page.status
    return " ".join(BeautifulSoup(page.data, "html.parser").select_one("main, [role=main], body").get_text(" ").split())


def about(letter: dict[str, Any], verb: str = "about") -> str:
    return f"/satudata/workflow/document/{letter['id']}/{verb}"


def verify_path(code: str) -> str:
    return f"/satudata/workflow/verify/{code}"


# the public page


def test_a_decree_whose_kind_is_public_is_read_by_everybody_once_it_is_decided(house: House, web: Any):
    case_id = start(house, "berterbuka")
    add(house, case_id, "sk_uji")
    code = code_of(house, case_id)
    path = f"{verify_path(code)}/file"

    def read() -> int:
        assert act(None, VERIFY, code=code)["is_public"] == (web.get("", path).status_code == 200)
        return web.get("", path).status_code

    assert read() == 404, "not signed yet"
    sign(house, "kasi", case_id)
    answer(house, "kasi", case_id)
    assert read() == 404, "not decided yet"
    answer(house, "kasi", case_id)
    assert read() == 200
    given = web.get("", path)
    assert hashlib.sha256(given.data).hexdigest() == letter_of(house, case_id)["sha256"]
    assert "no-store" in given.headers["Cache-Control"] and given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sk_uji.pdf" in given.headers["Content-Disposition"]
    assert f'href="{path}"' in web.get("", verify_path(code)).get_data(as_text=True)
    house.act("kasi", VOID, id=letter_of(house, case_id)["id"], reason="Salah lampiran.")
    assert read() == 404, "void"


def test_a_decree_of_a_case_that_was_rejected_and_a_letter_of_another_kind_are_read_by_nobody_else(
    house: House, signed: str, web: Any,
):
    case_id = start(house, "berterbuka")
    add(house, case_id, "sk_uji")
    sign(house, "kasi", case_id)
    answer(house, "kasi", case_id)
    shown = house.act("kasi", "satudata_workflow_case_show", id=case_id)
    house.act("kasi", "satudata_workflow_task_decide", id=shown["task"]["id"], lock_version=shown["lock_version"],
              answer="tolak", reason="Batal.")
    answer(house, "kasi", signed)
    answer(house, "walidata", signed)
    for code in (code_of(house, case_id), code_of(house, signed), "0" * 32):
        assert web.get("", f"{verify_path(code)}/file").status_code == 404


def test_everybody_sees_that_a_document_is_valid_and_which_offices_stand_behind_it(house: House, signed: str, web: Any):
    letter = letter_of(house, signed)
    page = web.get("", verify_path(letter["code"]))
    text = text_of(page)
    for words in ("This document is valid", letter["number"], letter["sha256"], "Kabupaten Uji", "Kepala Bidang Statistik"):
        assert words in BeautifulSoup(page.data, "html.parser").get_text(" "), words
    assert "Kepala Seksi Statistik" in text


def test_it_never_names_a_person_nor_what_the_case_is_about(house: House, signed: str, web: Any):
    letter, shown = letter_of(house, signed), house.act("kasi", "satudata_workflow_case_show", id=signed)
    said = web.get("", verify_path(letter["code"])).get_data(as_text=True) + str(act(None, VERIFY, code=letter["code"]))
    for who in ("kasi", "kabid"):
        assert house.user(who) not in said and house.user_id(who) not in said
        assert not re.search(rf"\b{who.title()}\b", said)
    assert shown["number"] not in said and letter["filename"] not in said and letter["id"] not in said


@pytest.mark.parametrize(
    ("state", "words"),
    [("unsigned", "It does not hold yet"), ("superseded", "a newer one has taken its place"), ("void", "It holds no more")],
)
def test_it_says_when_a_document_does_not_hold(state: str, words: str, house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)
    if state == "superseded":
        add(house, to_sign)
    if state == "void":
        house.act("kasi", VOID, id=letter["id"], reason="Rahasia kantor.")
    assert act(None, VERIFY, code=letter["code"])["state"] == state
    page = web.get("", verify_path(letter["code"])).get_data(as_text=True)
    assert words in page and "This document is valid" not in page and "Rahasia" not in page


@pytest.mark.parametrize("code", ["0" * 32, "x", "%27%20or%201=1", "surat-0123456789"])
def test_an_unknown_code_opens_nothing(code: str, on_portal: None, web: Any):
    assert web.get("", verify_path(code)).status_code == 404


def test_neither_the_id_nor_the_hash_of_a_document_opens_its_page(house: House, signed: str, web: Any):
    letter = letter_of(house, signed)
    for known in (letter["id"], letter["sha256"], letter["number"].replace("/", "-")):
        assert web.get("", verify_path(known)).status_code == 404


def test_a_code_cannot_be_guessed(house: House, signed: str):
    codes = [row.code for row in model.Session.query(Document)]
    assert len(set(codes)) == len(codes) and all(re.fullmatch("[0-9a-f]{32}", code) for code in codes)


def test_a_file_is_compared_and_kept_nowhere(house: House, to_sign: str, web: Any):
    first = letter_of(house, to_sign)
    sign(house, "kasi", to_sign, content=scan_of("diparaf " + first["id"]))
    sign(house, "kabid", to_sign, content=scan_of("diteken " + first["id"]))

    def sent(content: bytes) -> str:
        data = {"upload": (io.BytesIO(content), "surat.pdf")}
        answered = web.post("", verify_path(first["code"]), data=data, content_type="multipart/form-data")
        assert answered.status_code == 200
        return answered.get_data(as_text=True)

    assert "Your file is this document, unchanged" in sent(scan_of("diteken " + first["id"]))
    assert "before its last signature" in sent(scan_of("diparaf " + first["id"]))
    changed = scan_of("diteken " + first["id"]) + b" "
    assert "not this document, or it was changed" in sent(changed)
    digest = hashlib.sha256(changed).hexdigest()
    assert act(None, VERIFY, code=first["code"], sha256=digest)["file"] == "other"
    assert "Choose the file that you want to compare" in web.post("", verify_path(first["code"])).get_data(as_text=True)


def test_a_file_that_is_too_large_is_refused_in_words(house: House, signed: str, web: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(tk.config, "ckanext.satudata.workflow.document_limit_mb", 1)
    data = {"upload": (io.BytesIO(b"%PDF-1.4" + b" " * (1 << 20)), "surat.pdf")}
    page = web.post("", verify_path(code_of(house, signed)), data=data, content_type="multipart/form-data")
    assert "larger than 1 MB" in page.get_data(as_text=True)


def test_the_page_is_in_no_index_and_its_address_goes_nowhere(house: House, signed: str, web: Any):
    headers = web.get("", verify_path(code_of(house, signed))).headers
    assert headers["X-Robots-Tag"] == "noindex" and headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"] and "public" not in headers["Cache-Control"]


# the page of the officers


def test_the_page_of_a_document_has_the_forms_of_what_the_reader_may_do(house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)

    def forms(who: str) -> set[str]:
        page = BeautifulSoup(web.get(house.user(who), about(letter)).data, "html.parser")
        return {form["action"].rpartition("/")[2] for form in page.select("main form") if form.get("method") == "post"}

    assert forms("kasi") == {"sign", "void"}
    assert forms("kabid") == {"void"}, "it is not the turn of the head of the division"
    assert forms("walidata") == set()
    assert web.get(house.user("stranger"), about(letter)).status_code == 403
    assert web.get("", about(letter)).status_code == 302


def test_a_scan_that_is_sent_on_the_page_signs_it(house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)
    data = {"sha256": letter["sha256"], "way": "scan", "upload": (io.BytesIO(scan_of(unique("teken"))), "pindai.pdf")}
    answered = web.post(house.user("kasi"), about(letter, "sign"), data=data, content_type="multipart/form-data")
    assert answered.status_code == 302 and answered.location.endswith(about(letter))
    assert letter_of(house, to_sign)["signed"] == 1
    data = {"sha256": letter["sha256"], "upload": (io.BytesIO(scan_of(unique("teken"))), "pindai.pdf")}
    again = web.post(house.user("kabid"), about(letter, "sign"), data=data, content_type="multipart/form-data")
    assert "has signed this document since" in again.get_data(as_text=True)


def test_a_reason_that_is_missing_is_asked_for_where_it_is_typed(house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)
    page = web.post(house.user("kasi"), about(letter, "void"), data={"reason": " "})
    assert page.status_code == 200 and BeautifulSoup(page.data, "html.parser").select_one("#field-reason-error")
    answered = web.post(house.user("kasi"), about(letter, "void"), data={"reason": "Salah."})
    assert answered.status_code == 302 and letter_of(house, to_sign)["state"] == "void"


def test_a_passphrase_is_kept_nowhere_when_the_login_has_ended(house: House, to_sign: str, web: Any):
    letter = letter_of(house, to_sign)
    answered = web.post("", about(letter, "sign"), data={"sha256": letter["sha256"], "passphrase": "kunci-rahasia"})
    assert answered.status_code == 302 and "kunci" not in answered.location and "kept" not in answered.location


def test_the_case_leads_to_the_document_that_waits_for_the_reader(house: House, to_sign: str, web: Any):
    page = BeautifulSoup(web.get(house.user("kasi"), f"/satudata/workflow/case/{to_sign}").data, "html.parser")
    links = {link["href"]: link.get_text() for link in page.select("#sd-documents ~ ul a")}
    assert "Sign it" in next(words for href, words in links.items() if href.endswith("/about"))
