"""Check page and receipt on a portal with a schema of its own and without the room of metadata."""

from __future__ import annotations

import io

from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import PDF, House, Record


def check(record: Record) -> str:
    return f"/satudata/publication/{record.name}/check"


def read(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def press(web, house: House, page: BeautifulSoup, record: Record):
    sent = {field["name"]: field.get("value", "") for field in page.select("form.sd-formulir input[name]")}
    return web.post(house.user("operator"), check(record), data=sent)


def test_without_our_schema_the_fields_are_listed_and_submitted(house, under, web):
    under("default")
    record = house.linked(title="Judul <b>tebal</b>")
    page = read(web.get(house.user("operator"), check(record)))
    assert "Judul <b>tebal</b>" in page.text and "Uji." in page.text and "Tabel" in page.text
    assert page.select_one(".sd-bagian header a")["href"].endswith(f"/dataset/edit/{record.name}")
    answer = press(web, house, page, record)
    assert answer.status_code == 302 and answer.location.endswith(f"/satudata/publication/{record.name}/receipt")
    shown = house.case(record)
    receipt = read(web.get(house.user("operator"), answer.location))
    assert shown["number"] in receipt.text and shown["topics"][0]["seal"] in receipt.text
    assert web.get(house.user("operator_elsewhere"), answer.location).status_code == 404


def test_without_a_file_it_waits(house, under, web):
    under("default")
    record = house.record(content=None)
    page = read(web.get(house.user("operator"), check(record)))
    assert page.select_one(".sd-galat a")["href"].endswith(f"/dataset/edit/{record.name}")
    assert press(web, house, page, record).status_code == 422
    assert house.case(record)["number"] is None


def test_a_letter_that_the_step_needs_is_asked_for_and_kept(house, under, web):
    """A refused submission keeps the letter that came with it."""
    under("uji_bersurat")
    record = house.linked()
    page = read(web.get(house.user("operator"), check(record)))
    field = page.select_one("input[type=file][name=document_berita_acara]")
    assert page.select_one(f"label[for='{field['id']}']").text.strip()
    answer = press(web, house, page, record)
    assert answer.status_code == 422 and "document" in read(answer).select_one(".sd-galat").text
    sent = {f["name"]: f.get("value", "") for f in page.select("form.sd-formulir input[name]") if f.get("type") != "file"}
    sent |= {"document_berita_acara": (io.BytesIO(PDF), "surat.pdf"), "number_berita_acara": "045/12"}
    answer = web.post(house.user("operator"), check(record), data=sent | {"content": "lain"})
    assert answer.status_code == 422 and "surat.pdf" in read(answer).text
    assert house.case(record)["documents"][0]["number"] == "045/12" and house.case(record)["number"] is None
    del sent["document_berita_acara"]
    assert web.post(house.user("operator"), check(record), data=sent).status_code == 302
    assert house.case(record)["step"] == "sahkan" and len(house.case(record)["documents"]) == 1


def test_a_letter_of_another_kind_is_refused(house, under, web):
    under("uji_bersurat")
    record = house.linked()
    page = read(web.get(house.user("operator"), check(record)))
    sent = {f["name"]: f.get("value", "") for f in page.select("form.sd-formulir input[name]") if f.get("type") != "file"}
    answer = web.post(house.user("operator"), check(record),
                      data=sent | {"document_berita_acara": (io.BytesIO(b"<script>alert(1)</script>"), "a.pdf")})
    assert answer.status_code == 422 and "Upload a PDF" in read(answer).text
    assert house.case(record)["documents"] == []
