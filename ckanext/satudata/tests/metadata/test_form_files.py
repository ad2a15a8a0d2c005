"""The section of the files: add, describe, replace, move, remove."""

import io

import pytest

from .conftest import call, upload
from .form_browser import HOSTILE, path, stored

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def files(record):
    return [call("resource_create", package_id=record["id"], name=name, upload=upload("a,b\n1,2\n", f"{name}.csv"))["id"]
            for name in ("satu", "dua", "tiga")]


def test_files_are_moved_by_buttons(editor, record, files):
    page = editor.open(path(record, "berkas"))
    assert len(page.select(".sd-berkas > li")) == 3
    forms_ = page.select(f"#file-{files[2]} form")
    assert len(forms_) == 1                                     # the last one goes up only
    token = forms_[0].select_one("[name=_csrf_token]")["value"]
    answer = editor.client.post(forms_[0]["action"], data={"_csrf_token": token, "direction": "up"}, follow_redirects=False)
    assert answer.location.endswith(f"#file-{files[2]}")
    assert [r["id"] for r in stored(record)["resources"]] == [files[0], files[2], files[1]]


def test_a_file_is_added_described_replaced_and_removed(editor, record):
    page = editor.open(path(record, "berkas"))
    assert "at most" in page.text
    answer = editor.send(page, {"name": "Tabel", "upload": (io.BytesIO(b"a,b\n1,2\n"), "t.csv")}, form=".sd-formulir")
    assert answer.status_code == 302
    resource = stored(record)["resources"][0]
    assert (resource["name"], resource["format"], resource["url_type"]) == ("Tabel", "CSV", "upload")
    one = f"/satudata/metadata/{record['name']}/form/file/{resource['id']}"
    page = editor.open(one)
    assert editor.send(page, {"name": HOSTILE, "description": "Isi"}, form=".sd-formulir", path=one).status_code == 302
    kept_url = stored(record)["resources"][0]["url"]
    assert kept_url == resource["url"] and stored(record)["resources"][0]["name"] == HOSTILE
    page = editor.open(one)
    answer = editor.send(page, {"upload": (io.BytesIO(b"c,d\n3,4\n"), "baru.csv")}, form=".sd-formulir", path=one)
    assert answer.status_code == 302 and stored(record)["resources"][0]["url"].endswith("baru.csv")
    page = editor.open(one + "/remove")
    assert "<script>alert" not in str(page) and stored(record)["resources"]
    assert editor.send(page, form="#content article form", path=one + "/remove").status_code == 302
    assert stored(record)["resources"] == []


def test_a_refused_file_keeps_the_words(editor, record):
    page = editor.open(path(record, "berkas"))
    answer = editor.send(page, {"name": "Tanpa berkas", "description": "Uraian saya"}, form=".sd-formulir")
    refused = editor.read(answer)
    assert answer.status_code == 422 and "Choose a file" in refused.select_one(".sd-galat a[href='#field-upload']").text
    assert refused.select_one("[name=description]").text.strip() == "Uraian saya"
    assert refused.select_one("[name=name]")["value"] == "Tanpa berkas"


def test_two_people_change_one_file(editor, colleague, record, files):
    one = f"/satudata/metadata/{record['name']}/form/file/{files[0]}"
    mine, theirs = editor.open(one), colleague.open(one)
    colleague.send(theirs, {"name": "Nama mereka"}, form=".sd-formulir", path=one)
    answer = editor.send(mine, {"name": "Nama saya"}, form=".sd-formulir", path=one)
    page = editor.read(answer)
    assert answer.status_code == 409 and "Nama mereka" in page.text
    assert page.select_one("[name=name]")["value"] == "Nama saya"
    assert editor.send(page, form=".sd-formulir", path=one).status_code == 302
    assert stored(record)["resources"][0]["name"] == "Nama saya"


def test_a_file_that_comes_too_late_keeps_its_words(editor, record, files):
    page = editor.open(path(record, "berkas"))
    editor.forget_cookies()
    answer = editor.send(page, {"name": "Nama saya", "upload": (io.BytesIO(b"a\n1\n"), "a.csv")}, form=".sd-formulir")
    assert answer.status_code == 401 and "Nama saya" in answer.body and len(stored(record)["resources"]) == 3
