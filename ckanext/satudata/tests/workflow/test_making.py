"""Letters that the portal writes from a government's template."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from pyhanko.pdf_utils.reader import PdfFileReader

from ckanext.satudata.tests.factories import House, errors_of, unique, upload
from ckanext.satudata.tests.workflow.test_signing import add, answer, letter_of, refusal, scan_of, sign, start
from ckanext.satudata.workflow import documents, governments, rendering
from ckanext.satudata.workflow.rendering import Letter, Row

MAKE, SHOW = "satudata_workflow_document_make", "satudata_workflow_case_show"
URL = "https://data.example.id/satudata/workflow/verify/" + "a" * 32


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


def letter(**changes: Any) -> Letter:
    facts: dict[str, Any] = {
        "title": "Surat Validasi", "number": "800/1", "dated_on": date(2026, 8, 17), "region": "Kabupaten Uji",
        "government": "Pemerintah Kabupaten Uji", "office": "Diskominfo", "organization": "Dinas Uji",
        "signers": ["Kepala OPD"], "rows": [Row("PUB-2026-00001", "Jumlah Penduduk", 2, "ab" * 32)], "verify_url": URL,
    }
    return Letter(**(facts | changes))


def shipped() -> dict[str, Any]:
    return governments.load().governments["default"].templates


def page_of(**changes: Any) -> BeautifulSoup:
    found = rendering.environment(shipped()).get_template("surat_validasi.html").render(letter(**changes).facts)
    return BeautifulSoup(found, "html.parser")


def make(house: House, case_id: str, kind: str = "keterangan", who: str = "kasi", **more: Any) -> dict[str, Any]:
    return house.act(who, MAKE, task_id=house.act(who, SHOW, id=case_id)["task"]["id"], kind=kind, **more)


# the template


def test_the_letter_has_its_head_number_date_office_and_the_code_that_leads_to_its_page():
    page = page_of()
    text = page.get_text(" ", strip=True)
    for words in ("Pemerintah Kabupaten Uji", "Dinas Uji", "Nomor: 800/1", "Kabupaten Uji, 17 Agustus 2026", "Kepala OPD",
                  "Jumlah Penduduk", "ab" * 32, URL):
        assert words in text, words
    assert page.img["src"] == rendering.qr(URL) != rendering.qr(URL[:-1] + "b")
    assert page.img["src"].startswith("data:image/svg+xml")


def test_what_people_typed_is_text_and_never_markup():
    page = page_of(rows=[Row("PUB-1", "<script>x</script><img src=file:///etc/passwd>", 1, None)], organization="<b>Dinas</b>")
    assert page.script is None and len(page.find_all("img")) == 1 and page.b is None
    assert "<script>x</script>" in page.get_text()


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (2, 2), (100, 5)])
def test_a_letter_for_many_cases_has_an_annex(number: int, pages: int):
    rows = [Row(f"PUB-2026-{at:05}", f"Data {at}", 1, "ab" * 32) for at in range(number)]
    content = rendering.pdf(shipped(), "surat_validasi.html", letter(rows=rows))
    assert content.startswith(b"%PDF-")


    found = PdfFileReader(io.BytesIO(content)).root["/Pages"]["/Count"]
    assert found == pages if number < 3 else found >= pages


class Page:
    """A template in memory."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read_text(self, encoding: str) -> str:
        return self.text

    def read_bytes(self) -> bytes:
        return self.text.encode()


def test_a_template_fetches_nothing_of_the_server_and_no_address(tmp_path: Path):
    secret = tmp_path / "rahasia.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='600' height='600'><text y='20'>RAHASIA</text></svg>")
    plain = rendering.pdf({"a.html": Page("<p>x</p>")}, "a.html", letter())
    with_files = rendering.pdf({"a.html": Page(f"<p>x</p><img src='{secret.as_uri()}'><img src='http://127.0.0.1:1/x.png'>"
                                               f"<link rel=attachment href='{secret.as_uri()}'>")}, "a.html", letter())
    assert b"RAHASIA" not in with_files and abs(len(with_files) - len(plain)) < 600


@pytest.mark.parametrize("text", ["{{ tidak }}", "{{ title.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{% if %}"])
def test_a_template_that_asks_for_more_is_refused(text: str):
    with pytest.raises(rendering.Broken):
        rendering.pdf({"a.html": Page(text)}, "a.html", letter())


# the act


def test_a_letter_that_the_portal_writes_holds_once_it_is_signed(house: House):
    case_id = start(house, "tertulis")
    made = make(house, case_id)
    content = documents.store().path(made["sha256"]).read_bytes()
    assert content.startswith(b"%PDF-") and made["mimetype"] == "application/pdf" and made["template"]
    assert made["number"].endswith(f"/SK/{made['dated_on'][:4]}") and made["filename"].startswith("Surat-Keterangan-")
    assert "waits for the signature of" in refusal(lambda: answer(house, "kasi", case_id))
    assert letter_of(house, case_id)["state"] == "unsigned"
    assert "without your signature" in refusal(lambda: sign(house, "kasi", case_id, upload=None)), "it is no scan yet"
    sign(house, "kasi", case_id)
    assert letter_of(house, case_id)["state"] == "valid"
    assert answer(house, "kasi", case_id)["step"] == "terima"


def test_a_receipt_that_nobody_uploads_needs_no_signature(house: House):
    case_id = start(house, "tertulis")
    add(house, case_id, "keterangan")
    answer(house, "kasi", case_id)
    assert "writes this document itself" in refusal(lambda: add(house, case_id, "tanda_terima"))
    make(house, case_id, "tanda_terima")
    assert answer(house, "kasi", case_id)["outcome"] == "completed"


def test_the_same_letter_asked_for_twice_is_one_with_one_number(house: House):
    case_id = start(house, "tertulis")
    one, two = make(house, case_id), make(house, case_id)
    assert (one["id"], one["number"]) == (two["id"], two["number"])
    house.act("kasi", "satudata_workflow_document_void", id=one["id"], reason="Keliru.")
    assert make(house, case_id)["number"] != one["number"]


def test_a_letter_that_cannot_be_written_takes_no_number(house: House, monkeypatch: pytest.MonkeyPatch):
    case_id = start(house, "tertulis")
    before = make(house, start(house, "tertulis"))["number"]

    def broken(*_: Any) -> bytes:
        raise rendering.Broken("surat_validasi.html: 'x' is undefined")

    monkeypatch.setattr(rendering, "pdf", broken)
    assert "cannot be filled in" in refusal(lambda: make(house, case_id))
    monkeypatch.undo()
    assert int(make(house, case_id)["number"].split("/")[0]) == int(before.split("/")[0]) + 1


@pytest.mark.parametrize("who", ["kabid", "walidata", "stranger", "admin"])
def test_nobody_else_lets_it_be_written(who: str, house: House):
    task = house.act("kasi", SHOW, id=start(house, "tertulis"))["task"]["id"]
    with pytest.raises((tk.ValidationError, tk.NotAuthorized)) as refused:
        house.act(who, MAKE, task_id=task, kind="keterangan")
    assert "another office" in errors_of(refused.value)


@pytest.mark.parametrize(("kind", "sentence"), [("nota_dinas", "does not ask for a document"), ("tidak_ada", "does not ask")])
def test_only_what_the_step_asks_for_is_written(kind: str, sentence: str, house: House):
    assert sentence in refusal(lambda: make(house, start(house, "tertulis"), kind))


def test_a_kind_without_a_template_is_uploaded(house: House):
    assert "no template of this document" in refusal(lambda: make(house, start(house), "nota_dinas"))


# Way Kanan's Surat Validasi


def test_the_head_of_an_opd_has_one_letter_written_for_all_data_signs_it_once_and_publishes(
    house: House, under: Callable[[str], None]
):
    under("way_kanan")
    records = [house.linked() for _ in range(2)]
    for record in records:
        house.walk(record, "validasi")
    tasks = [house.case(record, "kepala")["task"]["id"] for record in records]
    made = house.act("kepala", MAKE, task_ids=tasks, kind="surat_validasi", number="800/77")
    assert made["number"] == "800/77"
    for record in records:
        with pytest.raises(tk.ValidationError, match="waits for the signature of"):
            house.answer("kepala", record, "setuju")
    scan = upload(scan_of(unique("validasi")), "pindai.pdf")
    house.act("kepala", "satudata_workflow_document_sign", id=made["id"], sha256=made["sha256"], upload=scan)
    for record in records:
        house.answer("kepala", record, "setuju")
        assert house.answer("walidata", record, "finish")["case"]["outcome"] == "completed"


def test_the_case_page_lets_it_be_written_with_a_button(house: House, web: Any):
    case_id = start(house, "tertulis")
    path = f"/satudata/workflow/case/{case_id}"
    form = BeautifulSoup(web.get(house.user("kasi"), path).data, "html.parser").select_one("form[action*='document/make']")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    answered = web.post(house.user("kasi"), form["action"], data=data)
    assert answered.status_code == 302 and answered.location.endswith(f"/document/{letter_of(house, case_id)['id']}/about")
    page = BeautifulSoup(web.get(house.user("kasi"), path).data, "html.parser")
    assert page.select_one("form[action*='document/make']") is None
