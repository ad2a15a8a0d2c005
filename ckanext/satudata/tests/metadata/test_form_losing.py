"""Nothing is lost: keystrokes, two people at one section, and logins that end while somebody types."""

import html
from unittest import mock

import ckan.model as model
import pytest
from redis.exceptions import ConnectionError as RedisGone

from ckanext.satudata import kept
from ckanext.satudata.metadata.model import Autosave

from .conftest import call
from .form_browser import HOSTILE, Browser, autosave, path, person, stored, texts_of

pytestmark = pytest.mark.usefixtures("portal")


# autosave


def test_keystrokes_are_kept_and_offered_again(editor, record):
    page = editor.open(path(record, "standar_data"))
    answer = autosave(editor, page, {"definisi": "Belum selesai ketika listrik padam"})
    assert answer.status_code == 200 and answer.headers["HX-Trigger"] == "sd-kept" and "Kept, not saved yet" in answer.body
    again = editor.open(path(record, "standar_data"))
    assert again.select_one("[name=definisi]").text.strip() == "Belum selesai ketika listrik padam"
    assert "restored" in again.select_one(".sd-pulih").text
    used = editor.open(path(record, "standar_data") + "?draft=use")
    assert not used.select(".sd-pulih") and used.select_one("[name=definisi]").text.strip().startswith("Belum selesai")
    assert stored(record)["definisi"] == record["definisi"]
    answer = editor.send(again, form=".sd-pulih form")
    assert answer.status_code == 302
    assert editor.open(path(record, "standar_data")).select_one("[name=definisi]").text.strip() == record["definisi"]


def test_a_saved_section_is_not_offered_again(editor, record):
    page = editor.open(path(record, "standar_data"))
    autosave(editor, page, {"definisi": "Selesai"})
    editor.send(editor.open(path(record, "standar_data")))
    assert stored(record)["definisi"] == "Selesai" and model.Session.query(Autosave).count() == 0
    assert not editor.open(path(record, "standar_data")).select(".sd-pulih")


def test_autosave_needs_the_token_and_a_login(editor, record):
    page = editor.open(path(record, "standar_data"))
    answer = autosave(editor, page, {"definisi": "x"}, **{"X-CSRFToken": "salah"})
    assert answer.status_code == 200 and "HX-Trigger" not in answer.headers
    editor.forget_cookies()
    answer = autosave(editor, page, {"definisi": "x"})
    assert answer.status_code == 200 and "logged out" in answer.body and record["title"] not in answer.body
    assert model.Session.query(Autosave).count() == 0


def test_the_colleague_beside_is_named(editor, record, office, checked):
    other = Browser(checked, person(office, fullname="Wahyu Contoh"))
    autosave(other, other.open(path(record, "cakupan")), {"dimensi": "rahasia"})
    for section in (None, "cakupan"):
        text = editor.open(path(record, section)).text
        assert "Wahyu Contoh is filling in" in text and "rahasia" not in text
    assert "Wahyu Contoh" not in editor.open(path(record, "akses")).text


# two people, one section


def test_a_conflict_shows_both_texts_and_loses_none(editor, colleague, record):
    mine, theirs = editor.open(path(record, "standar_data")), colleague.open(path(record, "standar_data"))
    colleague.send(theirs, {"satuan": "ekor", "konsep": "Ternak besar"})
    answer = editor.send(mine, {"satuan": HOSTILE, "definisi": "Definisi saya"})
    assert answer.status_code == 409 and stored(record)["satuan"] == "ekor"
    page = editor.read(answer)
    shown = {group.legend.text: texts_of(group, ".sd-teks") for group in page.select("fieldset.sd-dua")}
    assert shown["Unit"] == [" ".join(HOSTILE.split()), "ekor"]
    assert shown["Definition"] == ["Definisi saya", record["definisi"]]
    picks = {box["name"]: box["value"] for box in page.select("input[type=radio][checked]")}
    assert picks == {"pick-satuan": "mine", "pick-definisi": "mine", "pick-konsep": "theirs"}    # konsep: only the other did
    answer = editor.send(page, {"pick-satuan": "theirs"}, form=".sd-formulir")
    assert answer.status_code == 302
    saved = stored(record)
    assert (saved["satuan"], saved["definisi"], saved["konsep"]) == ("ekor", "Definisi saya", "Ternak besar")
    assert saved["klasifikasi"] == record["klasifikasi"]


def test_a_second_conflict_is_one_again(editor, colleague, record):
    mine = editor.open(path(record, "standar_data"))
    colleague.send(colleague.open(path(record, "standar_data")), {"satuan": "ekor"})
    page = editor.read(editor.send(mine, {"satuan": "kuintal"}))
    colleague.send(colleague.open(path(record, "standar_data")), {"satuan": "ton"})
    answer = editor.send(page, form=".sd-formulir")
    assert answer.status_code == 409 and stored(record)["satuan"] == "ton"
    assert editor.send(editor.read(answer), form=".sd-formulir").status_code == 302
    assert stored(record)["satuan"] == "kuintal"


def test_what_was_chosen_is_validated_and_stays(editor, colleague, record):
    mine = editor.open(path(record, "cakupan"))
    colleague.send(colleague.open(path(record, "cakupan")), {"periode_akhir": "2025/2026"})
    page = editor.read(editor.send(mine, {"periode_akhir": "kapan-kapan"}))
    answer = editor.send(page, form=".sd-formulir")
    assert answer.status_code == 422
    assert editor.read(answer).select_one("[name=periode_akhir]")["value"] == "kapan-kapan"


# a login that ends


TYPED = {"definisi": 'Satu paragraf <b>penting</b>\r\nyang "tidak" boleh hilang', "satuan": "ekor", "konsep": "Ternak"}


def test_an_expired_login_loses_nothing(editor, record):
    page = editor.open(path(record, "standar_data"))
    editor.forget_cookies()
    answer = editor.send(page, TYPED)
    assert answer.status_code == 401 and stored(record)["definisi"] == record["definisi"]
    shown = editor.read(answer)
    kept_texts = [area.text.strip().replace("\n", "\r\n") for area in shown.select("textarea[readonly]")]
    assert set(TYPED.values()) <= set(kept_texts)
    came_from = shown.select_one(".btn-primary")["href"].split("came_from=")[1]
    answer = editor.login(came_from)
    assert answer.status_code == 302
    again = editor.open(answer.location)
    assert again.select_one("[name=definisi]").text.strip() == TYPED["definisi"].replace("\r\n", "\n")
    assert again.select_one("[name=satuan]")["value"] == "ekor" and "logged in again" in again.text
    assert stored(record)["definisi"] == record["definisi"]
    assert editor.send(again).status_code == 302
    assert (stored(record)["satuan"], stored(record)["konsep"]) == ("ekor", "Ternak")
    assert not editor.open(answer.location).select("input[name=kept]")       # the key ends with the save


def test_an_expired_login_in_another_tab(editor, record):
    """The page itself holds everything: after the login elsewhere it is sent once more, and asks for one press of Save."""
    page = editor.open(path(record, "standar_data"))
    editor.forget_cookies()
    shown = editor.read(editor.send(page, TYPED))
    editor.login()
    answer = editor.send(shown, form="form.sd-bagian", button=("next", "1"))
    assert answer.status_code == 400 and stored(record)["satuan"] == record["satuan"]
    again = editor.read(answer)
    assert again.select_one("[name=satuan]")["value"] == "ekor"
    assert editor.send(again).status_code == 302 and stored(record)["satuan"] == "ekor"


def test_a_login_that_was_renewed_loses_nothing(editor, record):
    """Logging in again ends the tokens of all open pages."""
    page = editor.open(path(record, "standar_data"))
    editor.forget_cookies()
    editor.login()
    answer = editor.send(page, TYPED)
    assert answer.status_code == 400 and stored(record)["satuan"] == record["satuan"]
    again = editor.read(answer)
    assert "save again" in again.select_one(".sd-galat").text
    assert editor.send(again).status_code == 302 and stored(record)["satuan"] == "ekor"


def test_the_kept_text_is_for_nobody_else(editor, colleague, record):
    page = editor.open(path(record, "standar_data"))
    editor.forget_cookies()
    shown = editor.read(editor.send(page, TYPED))
    key = shown.select_one(".btn-primary")["href"].split("kept%3D")[1]
    for browser, section in ((colleague, "standar_data"), (editor, "cakupan")):
        if browser is editor:
            editor.login()
        body = browser.client.get(f"{path(record, section)}?kept={key}").body
        assert "tidak&#34; boleh hilang" not in body and "boleh hilang" not in body


def test_nothing_is_stored_for_a_visitor_without_a_ticket(checked, record):
    visitor = Browser(checked)
    with mock.patch.object(kept, "keep") as keep:
        elsewhere = kept.Ticket("x", ("satudata_metadata.section", "cakupan", "dataset", record["id"]))
        for ticket in ("", "salah", kept.issue(elsewhere)):
            answer = visitor.client.post(path(record, "standar_data"), data={"definisi": HOSTILE, "ticket": ticket})
            assert answer.status_code == 401 and "<script>alert" not in answer.body and record["title"] not in answer.body
        assert "alert(1)" in html.unescape(answer.body)         # and yet it is given back
    keep.assert_not_called()


def test_the_page_holds_everything_while_the_store_is_away(editor, record):
    page = editor.open(path(record, "standar_data"))
    editor.forget_cookies()
    with mock.patch.object(kept, "connect_to_redis", side_effect=RedisGone("gone")):
        answer = editor.send(page, TYPED)
    assert answer.status_code == 401 and "kept%3D" not in answer.body
    assert "ekor" in [field.get("value") for field in editor.read(answer).select("input[type=hidden]")]


def test_the_token_is_asked_for_after_any_visitor(editor, checked, record):
    """CKAN 2.12 ends its own check of a view once somebody without login has asked for it."""
    Browser(checked).client.get(path(record, "standar_data"))
    Browser(checked).client.post(path(record, "standar_data"), data={})
    for suffix, name in (("standar_data", "satuan"), ("standar_data/autosave", "satuan"), ("standar_data/discard", "x")):
        editor.client.post(path(record, suffix), data={name: "dari luar"}, follow_redirects=False)
    assert stored(record)["satuan"] == record["satuan"] and model.Session.query(Autosave).count() == 0


def test_without_a_token_the_form_is_not_shown_to_who_may_only_read_the_record(checked, office, record, colleague):
    call("package_patch", id=record["id"], private=False)
    autosave(colleague, colleague.open(path(record, "cakupan")), {"dimensi": "rahasia"})
    reader = Browser(checked, person())
    answer = reader.client.post(path(record, "cakupan"), data={"dimensi": "Dari luar."}, follow_redirects=False)
    assert answer.status_code == 403 and "Wahyu" not in answer.body and not reader.read(answer).select("#sd-section")
    assert "Dari luar." in [area.text.strip() for area in reader.read(answer).select("textarea")]
