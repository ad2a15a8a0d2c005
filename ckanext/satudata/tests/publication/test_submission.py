"""Check page, submission and receipt: on the real application with the engine, the gate and the form."""

import io
import re
from unittest import mock

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

from ckanext.satudata.publication import submission

from . import portal, world

HOSTILE = '"><script>alert(1)</script>‮مرحبا'


class Browser:
    """Somebody who is logged in, with cookies; tokens are checked where the test asks for it."""

    def __init__(self, app, who):
        self.client = app.test_client(user=model.User.get(who.id) if who else None)

    def open(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, answer.body
        return BeautifulSoup(answer.body, "html.parser")

    def press(self, page, path, changes=None, selector="#content form.sd-formulir"):
        data = {field["name"]: field.get("value", "") for field in page.select(f"{selector} input[name]")
                if field.get("type") != "file"}
        return self.client.post(path, data=data | (changes or {}), follow_redirects=False)


def check(record):
    return f"/satudata/publication/{record.name}/check"


def receipt(record):
    return f"/satudata/publication/{record.name}/receipt"


def words(page, selector="#content"):
    return " ".join(page.select_one(selector).text.split())


@pytest.fixture
def record(people):
    return portal.draft(people.maker, people.office)


@pytest.fixture
def maker(app, people):
    return Browser(app, people.maker)


def case(people, record):
    return people.maker.does("satudata_workflow_case_show", id=record.case_id)


def test_a_draft_is_checked_submitted_and_receipted(app, people, record, maker):
    page = maker.open("/id" + check(record))
    rows = {row.dt.text.strip(): row.find_all("dd") for row in page.select(".sd-ringkas > div")}
    assert rows["Konsep"][0].text == "Sekolah dasar" and "field-konsep" in rows["Konsep"][1].a["href"]
    assert rows["Konsep"][1].a.text.split() == ["Ubah", "Konsep"]                   # the field's name as hidden words
    assert rows["Kode wilayah (Kemendagri)"][0].text.startswith("Kabupaten Banjarnegara")
    assert rows["Tema"][0].text == "Pendidikan dan Tenaga Kerja" and not page.select(".sd-galat")
    button = page.select("#content form.sd-formulir button")
    assert len(button) == 1 and "Walidata" in button[0].text
    answer = maker.press(page, check(record))
    assert answer.status_code == 302 and answer.location.endswith(receipt(record))
    shown = case(people, record)
    assert (shown["step"], shown["status"]) == ("periksa", "open")
    page = maker.open(receipt(record))
    text = words(page)
    assert shown["number"] in text and shown["topics"][0]["seal"] in text and record.mark in text
    assert "Walidata" in text and people.maker.name in str(page) + model.User.get(people.maker.id).display_name
    message = page.select_one(".sd-salin textarea").text
    assert shown["number"] in message and f"/satudata/workflow/case/{record.case_id}" in message
    assert model.User.get(people.maker.id).display_name not in message               # offices, never persons


def test_the_second_press_is_the_first_ones_result(people, record, maker):
    page = maker.open(check(record))
    maker.press(page, check(record))
    number = case(people, record)["number"]
    answer = maker.press(page, check(record))
    assert answer.status_code == 302 and answer.location.endswith(receipt(record))
    assert case(people, record)["number"] == number and case(people, record)["round"] == 1


def test_what_is_missing_is_listed_with_links_and_nothing_is_submitted(people, record, maker):
    people.maker.does("package_patch", id=record.id, satuan="", definisi="")
    people.maker.does("resource_delete", id=record.resource_id)
    page = maker.open("/id" + check(record))
    links = {link.text.strip(): link["href"] for link in page.select(".sd-galat a")}
    assert links["Isi “Satuan”."].endswith("/form/standar_data#field-satuan")
    assert links["Isi “Definisi”."].endswith("/form/standar_data#field-definisi")
    assert [href for href in links.values() if href.endswith("/form/berkas")] and len(links) == 3
    answer = maker.press(page, check(record))
    refused = BeautifulSoup(answer.body, "html.parser")
    assert answer.status_code == 422 and len(refused.select(".sd-galat a")) == 3
    assert case(people, record)["step"] == "susun" and case(people, record)["number"] is None


def test_a_wrong_value_from_before_cannot_be_submitted(people, record, maker):
    package = model.Package.get(record.id)
    package.extras["theme"] = "Perikanan dan Kelautan"
    model.Session.commit()
    page = maker.open(check(record))
    assert page.select_one(".sd-galat a")["href"].endswith("/form/dasar#field-theme")
    assert maker.press(page, check(record)).status_code == 422
    with pytest.raises(tk.ValidationError) as refused:
        portal.answer(people.maker, record, "finish")
    assert "theme" in refused.value.error_dict


def test_a_table_that_is_being_read_keeps_it_waiting(people, maker):
    record = portal.draft(people.maker, people.office)
    people.maker.does("resource_patch", id=record.resource_id, upload=portal.upload(b"a,b\n1,2\n3,4\n", "baru.csv"))
    page = maker.open(check(record))
    assert "still being read" in words(page, ".sd-galat")
    assert maker.press(page, check(record)).status_code == 422
    portal.load_tables()
    assert maker.press(maker.open(check(record)), check(record)).status_code == 302


def test_content_that_changed_since_it_was_read_is_not_submitted(people, record, maker):
    page = maker.open(check(record))
    people.colleague.does("package_patch", id=record.id, satuan="lain")
    answer = maker.press(page, check(record))
    assert answer.status_code == 422 and "has changed since" in answer.body
    assert case(people, record)["number"] is None
    again = BeautifulSoup(answer.body, "html.parser")
    assert maker.press(again, check(record)).status_code == 302


def test_guesses_come_first_and_are_confirmed_by_submitting(people, record, maker):
    from ckanext.satudata.metadata import guesses, guessing

    guesses.note(record.id, [guessing.Guess("satuan", "sekolah", guessing.COLUMN, {"column": HOSTILE})])
    model.Session.commit()
    page = maker.open(check(record))
    first = page.select_one(".sd-bagian")
    assert "sekolah" in first.text and HOSTILE[:12] in first.text and "<script>alert" not in str(page)
    people.maker.does("package_patch", id=record.id, definisi="")
    maker.press(maker.open(check(record)), check(record))
    assert guesses.of_package(record.id)                    # refused: nothing is confirmed
    people.maker.does("package_patch", id=record.id, definisi="Ada.")
    maker.press(maker.open(check(record)), check(record))
    model.Session.rollback()
    assert not guesses.of_package(record.id)


def test_a_record_without_a_case_gets_one(people, record, maker):
    people.maker.does("satudata_workflow_case_cancel", id=record.case_id, reason="Salah buka.")
    page = maker.open(check(record))
    assert maker.press(page, check(record)).status_code == 302
    opened = portal.case_of(people.maker, record)
    assert opened and opened != record.case_id
    assert people.maker.does("satudata_workflow_case_show", id=opened)["number"]


# who may


@pytest.mark.parametrize("who", ["stranger", "reviewer", "member"])
def test_who_sees_nothing_of_a_draft(app, people, record, who):
    """A walidata too: before the submission only its OPD knows of a draft."""
    browser = Browser(app, getattr(people, who))
    assert browser.client.get(check(record)).status_code in (403, 404)
    assert browser.client.post(check(record), data={"content": submission.content_digest(record.id)}).status_code in (403, 404)
    assert browser.client.get(receipt(record)).status_code == 404
    assert browser.client.get(f"/satudata/metadata/{record.name}/form").status_code in (403, 404)
    assert case(people, record)["step"] == "susun"


def test_a_visitor_is_sent_to_the_login(app, people, record):
    visitor = Browser(app, None)
    for path in (check(record), receipt(record), "/satudata/publication/tidak-ada/check"):
        for answer in (visitor.client.get(path, follow_redirects=False), visitor.client.post(path, follow_redirects=False)):
            assert (answer.status_code, "/user/login" in (answer.location or "")) in ((302, True), (405, False))
    assert case(people, record)["step"] == "susun"


def test_the_token_is_asked_for(app, people, record, maker):
    """After a request without it too, which ends CKAN's own check of the view."""
    page = maker.open(check(record))
    with mock.patch.dict(app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        Browser(app, None).client.get(check(record))
        answer = maker.press(page, check(record), {"_csrf_token": "salah"})
        assert answer.status_code == 400 and case(people, record)["number"] is None
        again = BeautifulSoup(answer.body, "html.parser")
        assert "press the button once more" in words(again, ".sd-galat")
        assert maker.press(again, check(record)).status_code == 302


def test_a_record_under_review_is_closed_and_gives_the_typed_text_back(app, people, record, maker):
    edit = f"/satudata/metadata/{record.name}/form/standar_data"
    page = maker.open(edit)
    portal.answer(people.maker, record, "finish")
    answer = maker.press(page, edit, {"definisi": "Kalimat yang terlambat."}, "#sd-section")
    refused = BeautifulSoup(answer.body, "html.parser")
    assert answer.status_code == 403 and "being checked" in words(refused)
    assert "Kalimat yang terlambat." in [area.text.strip() for area in refused.select("textarea")]
    assert maker.client.post(edit + "/autosave", data={"definisi": "x"}).status_code == 200
    page = maker.open(f"/satudata/metadata/{record.name}/form", 403)
    assert receipt(record) in [link["href"] for link in page.select("#content a")]
    answer = maker.client.get(check(record), follow_redirects=False)
    assert answer.status_code == 302 and answer.location.endswith(receipt(record))
    assert maker.client.post(f"/satudata/metadata/{record.name}/form/file/new",
                             data={"upload": (io.BytesIO(b"a\n1\n"), "a.csv")}).status_code == 403


def test_a_published_record_has_a_receipt_for_its_parties_only(app, people, maker):
    record = portal.published(people)
    page = maker.open(receipt(record))
    assert "completed" in words(page)
    assert Browser(app, people.stranger).client.get(receipt(record)).status_code == 404
    assert Browser(app, people.reviewer).client.get(receipt(record)).status_code == 200


def test_a_public_record_of_before_is_edited_and_not_submitted(people, maker):
    record = world.adopted(people)
    page = maker.open(f"/satudata/metadata/{record.name}/form")
    assert "seen by everybody at once" in words(page) and not page.select("#content a[href$='/check']")
    answer = maker.client.get(check(record), follow_redirects=False)
    assert answer.status_code == 302 and answer.location.endswith(f"/dataset/{record.name}")


# returned


def test_the_reason_of_a_return_stands_on_top_with_the_fields_that_it_names(people, maker):
    record = portal.submitted(people)
    portal.answer(people.reviewer, record, "tidak_sesuai", f"Periksa Satuan, dan isi “Kode daftar data”. {HOSTILE}")
    page = maker.open(f"/id/satudata/metadata/{record.name}/form")
    returned = page.select_one(".sd-kepala .sd-status--awas")
    assert "Periksa Satuan" in returned.blockquote.text and "<script>alert" not in str(page)
    named = {link.text: link["href"].split("/form/")[1] for link in returned.select("p a")[:2]}
    assert named == {"Satuan": "standar_data#field-satuan", "Kode daftar data": "prioritas#field-id_dds"}
    people.maker.does("package_patch", id=record.id, satuan="unit")
    assert maker.press(maker.open(check(record)), check(record)).status_code == 302
    assert case(people, record)["round"] == 2


@pytest.mark.parametrize("title", [HOSTILE, "Panjang " * 37, "ا" * 290])
def test_hostile_titles_stay_whole_and_harmless(people, maker, title):
    record = portal.draft(people.maker, people.office, title=title)
    page = maker.open(check(record))
    assert title.strip() in page.text and "<script>alert" not in str(page)
    maker.press(page, check(record))
    page = maker.open(receipt(record))
    assert title.strip() in page.text and "<script>alert" not in str(page)


def test_the_form_names_who_saved_last(people, record, app, maker):
    people.colleague.does("package_patch", id=record.id, satuan="unit")
    text = words(maker.open(f"/satudata/metadata/{record.name}/form"), ".secondary")
    assert f"by {model.User.get(people.colleague.id).display_name}" in text
    own = words(Browser(app, people.colleague).open(f"/satudata/metadata/{record.name}/form"), ".secondary")
    assert "by you" in own


def test_an_empty_or_large_file_keeps_the_words(people, record, maker):
    path = f"/satudata/metadata/{record.name}/form/file/new"
    empty = {"name": "Nama saya", "description": "Isi", "upload": (io.BytesIO(b""), "a.csv")}
    answer = maker.client.post(path, data=empty)
    page = BeautifulSoup(answer.body, "html.parser")
    assert answer.status_code == 422 and page.select_one(".sd-galat a[href='#field-upload']")
    assert page.select_one("[name=name]")["value"] == "Nama saya"
    assert page.select_one("[name=description]").text.strip() == "Isi"
    with mock.patch("ckanext.satudata.publication.uploader.get_max_resource_size", return_value=0):
        answer = maker.client.post(path, data={"name": "Besar", "upload": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")})
    assert answer.status_code == 422 and "Besar" in answer.body and re.search(r"larger than \d+ MB", answer.body)


def test_a_receipt_as_a_file_for_the_parties_only(app, people, maker):
    record = portal.published(people)
    path = f"{receipt(record)}.pdf"
    answer = maker.client.get(f"/id{path}")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-") and answer.mimetype == "application/pdf"
    number = case(people, record)["number"]
    assert answer.headers["Content-Disposition"] == f'inline; filename="{number}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert path in [link["href"] for link in maker.open(receipt(record)).select("#content a")]
    assert Browser(app, people.stranger).client.get(path).status_code == 404
    assert Browser(app, None).client.get(path, follow_redirects=False).status_code == 302


def test_the_paper_of_a_receipt_says_what_its_page_says(people, maker, monkeypatch):
    record = portal.submitted(people)
    pages = []
    monkeypatch.setattr("ckanext.satudata.publication.views.submission.printed", lambda page: pages.append(page) or b"%PDF-")
    maker.client.get(f"/id{receipt(record)}.pdf")
    paper = BeautifulSoup(pages[0], "html.parser")
    page = maker.open("/id" + receipt(record))
    assert words(page, ".sd-terima dl") == words(paper, "dl")
    found = case(people, record)
    assert found["number"] in words(paper, ".nomor") and f"/satudata/workflow/case/{found['id']}" in words(paper, ".periksa")
    assert paper.img["src"].startswith("data:image/svg+xml") and not paper.select("script, link")
