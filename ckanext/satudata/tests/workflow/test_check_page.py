"""Check page and receipt on a portal with a schema of its own and without the room of metadata."""

from __future__ import annotations

from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House, Record


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
