"""Nothing that is typed about a variable is lost: keystrokes, a closed tab, two people, a removal, and very long texts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.metadata import answers, autosaves, unsaved, variabel, variabel_pages
from ckanext.satudata.metadata.model import Autosave, Variabel

from .conftest import call
from .form_browser import HOSTILE, Browser, autosave, path, person, texts_of
from .test_autosave import act, age

pytestmark = pytest.mark.usefixtures("portal")
HOME = "/kegiatan/survei/variabel"
UNKNOWN = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def kegiatan(office):
    return call("package_create", type="kegiatan", name="survei", title="Survei", owner_org=office["id"], private=True)


@pytest.fixture
def luas(kegiatan):
    return call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Luas", satuan="ha")["id"]


def stored(kegiatan):
    model.Session.rollback()
    return variabel.content_of(kegiatan["id"])


def waiting():
    model.Session.rollback()
    return {row.section.removeprefix("variabel:"): row.typed for row in model.Session.query(Autosave).populate_existing()}


def value(page, name):
    return page.select_one(f"[name={name}]")["value"]


# a closed tab


def test_what_was_typed_about_a_variable_comes_back_after_a_closed_tab(editor, colleague, kegiatan, luas):
    edit = f"{HOME}/{luas}/edit"
    answer = autosave(editor, editor.open(edit), {"satuan": HOSTILE, "value_domain-1-kode": "7"})
    assert answer.headers["HX-Trigger"] == "sd-kept" and "Kept, not saved yet" in answer.body
    again = editor.open(edit)
    assert "restored" in again.select_one(".sd-pulih").text and value(again, "satuan") == HOSTILE
    assert value(again, "value_domain-1-kode") == "7" and not editor.open(f"{edit}?draft=use").select(".sd-pulih")
    assert texts_of(editor.open(HOME), ".sd-status a") == ["Luas"]
    theirs = colleague.open(edit)
    assert value(theirs, "satuan") == "ha" and "is changing this variable" in theirs.text and "alert(1)" not in theirs.text
    assert not colleague.open(HOME).select(".sd-status") and stored(kegiatan)[0]["satuan"] == "ha"
    assert "filling in Variables since" in colleague.open(path(kegiatan)).text
    assert editor.send(again, form=".sd-pulih form").status_code == 302
    assert value(editor.open(edit), "satuan") == "ha" and waiting() == {} and not editor.open(HOME).select(".sd-status")


def test_a_new_variable_is_offered_again_until_it_is_saved(editor, kegiatan):
    autosave(editor, editor.open(f"{HOME}/new"), {"nama": "Umur"})
    assert texts_of(editor.open(HOME), ".sd-status a") == ["Add a variable"]
    page = editor.open(f"{HOME}/new")
    assert value(page, "nama") == "Umur"
    assert editor.send(page, {"id_sds": "x"}).status_code == 422 and waiting()["new"]["nama"] == "Umur"
    assert editor.send(page).status_code == 302 and waiting() == {} and stored(kegiatan) == [{"nama": "Umur"}]
    assert value(editor.open(f"{HOME}/new"), "nama") == ""


def test_cells_that_were_pasted_come_back_until_they_are_added(editor, kegiatan):
    cells = "Nama Variabel\tSatuan\r\nUmur\ttahun"
    answer = autosave(editor, editor.open(f"{HOME}/paste"), {"cells": cells})
    assert answer.headers["HX-Trigger"] == "sd-kept"
    assert texts_of(editor.open(HOME), ".sd-status a") == ["Paste from a spreadsheet"]
    page = editor.open(f"{HOME}/paste")
    assert page.select(".sd-pulih") and page.select_one("[name=cells]").text.strip().replace("\n", "\r\n") == cells
    assert editor.send(page, {"cells": cells + "\r\numur\tx"}).status_code == 422 and waiting()["paste"]
    assert editor.send(page, {"cells": cells}).status_code == 302 and waiting() == {} and len(stored(kegiatan)) == 1
    assert editor.open(f"{HOME}/paste").select_one("[name=cells]").text.strip() == ""


def test_a_refused_save_is_kept_without_a_script_too(editor, kegiatan, luas):
    for name, typed in (("new", {"nama": "Luas", "satuan": "m2"}), ("paste", {"cells": "Luas\tx"}),
                        (f"{luas}/edit", {"nama": ""})):
        assert editor.send(editor.open(f"{HOME}/{name}"), typed).status_code == 422
    kept = waiting()
    assert kept["new"]["satuan"] == "m2" and kept["paste"]["cells"] == "Luas\tx" and kept[luas]["nama"] == ""
    editor.client.post(f"{HOME}/new", data={"nama": "dari luar"}, follow_redirects=False)      # without the token
    assert waiting()["new"]["nama"] == "Luas"


def test_a_button_of_rows_keeps_what_was_typed_too(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    editor.send(page, {"nama": "Umur"}, button=("do", "add:value_domain"), path=f"{HOME}/new/ask")
    assert waiting()["new"]["nama"] == "Umur" and value(editor.open(f"{HOME}/new"), "nama") == "Umur"


def test_a_script_is_told_of_a_lost_login_and_keeps_nothing(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    answer = autosave(editor, page, {"nama": "x"}, **{"X-CSRFToken": "salah"})
    assert answer.status_code == 200 and "HX-Trigger" not in answer.headers
    editor.forget_cookies()
    for address in ("new/autosave", "new/ask"):
        answer = editor.client.post(f"{HOME}/{address}", data={"nama": "x"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and "logged out" in answer.body and "Survei" not in answer.body
    assert waiting() == {}


def test_cells_come_back_after_a_login(editor, kegiatan):
    page = editor.open(f"{HOME}/paste")
    editor.forget_cookies()
    shown = editor.read(editor.send(page, {"cells": "Umur\tx"}))
    answer = editor.login(shown.select_one(".btn-primary")["href"].split("came_from=")[1])
    again = editor.open(answer.location)
    assert again.select_one("[name=cells]").text.strip() == "Umur\tx" and "logged in again" in again.text


# limits, rights, time


def test_unsaved_texts_have_limits(office, kegiatan, monkeypatch):
    user = person(office)
    monkeypatch.setattr(autosaves, "MOST", 1)

    def keep(place, **typed):
        return act(user, "satudata_metadata_autosave", id=kegiatan["id"], section=place, typed=typed)

    for place, typed in (("variabel:new", {"nama": "x" * 200_001}), ("variabel:paste", {"cells": "x" * 500_001})):
        with pytest.raises(tk.ValidationError, match="more text"):
            keep(place, **typed)
    assert keep("variabel:paste", cells="x" * 500_000)["saved_at"]
    with pytest.raises(tk.ValidationError, match="unsaved texts of yours"):
        keep("variabel:new", nama="x")
    assert keep("variabel:paste", cells="y")["saved_at"] and waiting() == {"paste": {"cells": "y"}}
    for place in ("variabel:", "variabel:lain", "variabel:../x", f"variabel:{UNKNOWN}x"):
        with pytest.raises(tk.ObjectNotFound):
            keep(place, nama="x")


def test_only_who_may_change_the_activity_leaves_text_there(office, kegiatan, record):
    for user in (person(office, "member"), person()):
        with pytest.raises(tk.NotAuthorized):
            act(user, "satudata_metadata_autosave", id=kegiatan["id"], section="variabel:new", typed={"nama": "x"})
    with pytest.raises(tk.ObjectNotFound):      # a dataset has no variables
        act(person(office), "satudata_metadata_autosave", id=record["id"], section="variabel:new", typed={"nama": "x"})
    assert waiting() == {}


def test_text_about_variables_is_forgotten_after_thirty_days(editor, kegiatan):
    autosave(editor, editor.open(f"{HOME}/new"), {"nama": "Umur"})
    age(timedelta(days=31))
    assert value(editor.open(f"{HOME}/new"), "nama") == "" and not editor.open(HOME).select(".sd-status")
    assert autosaves.tidy() == 1


def test_a_save_of_a_program_takes_no_text_of_the_form_away(office, kegiatan, luas):
    user = person(office)
    for place in ("new", luas):
        act(user, "satudata_metadata_autosave", id=kegiatan["id"], section=f"variabel:{place}", typed={"nama": "Ketikan"})
    act(user, "satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Umur")
    act(user, "satudata_metadata_variabel_update", id=luas, nama="Luas")
    act(user, "satudata_metadata_variabel_move", id=luas, position=1)
    assert set(waiting()) == {"new", luas}


# a variable that goes


def test_a_variable_that_was_removed_meanwhile_can_be_saved_as_a_new_one(editor, kegiatan, luas):
    page = editor.open(f"{HOME}/{luas}/edit")
    call("satudata_metadata_variabel_delete", id=luas)
    assert autosave(editor, page, {"satuan": "m2"}).headers["HX-Trigger"] == "sd-kept"
    answer = editor.send(page, {"satuan": "m2"})
    told = editor.read(answer)
    assert answer.status_code == 409 and "removed this variable" in told.select_one(".sd-galat").text
    assert value(told, "satuan") == "m2" and stored(kegiatan) == []
    assert texts_of(editor.open(HOME), ".sd-status a") == ["Luas"]
    again = editor.open(f"{HOME}/{luas}/edit")              # the tab was closed
    assert value(again, "satuan") == "m2" and "removed this variable" in again.select_one(".sd-galat").text
    assert editor.send(again).status_code == 302
    assert stored(kegiatan) == [{"nama": "Luas", "satuan": "m2"}] and waiting() == {}
    editor.open(f"{HOME}/{luas}/edit", 404)
    editor.open(f"{HOME}/{UNKNOWN}/edit", 404)


def test_an_address_that_never_was_a_variable(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    for verb in ("autosave", "ask", "edit", "discard"):
        for id_ in ("lain", "paste:x", UNKNOWN):
            answer = editor.send(page, {"nama": "Umur Kepala"}, path=f"{HOME}/{id_}/{verb}")
            assert answer.status_code in (200, 302, 404, 409), (verb, id_)
            assert "Umur Kepala" in answer.body or verb not in ("ask", "edit")
    assert stored(kegiatan) == [] and not {"lain", "paste:x"} & set(waiting())


def test_text_of_an_activity_that_went_is_given_back(editor, kegiatan, luas):
    pages = [editor.open(f"{HOME}/{name}") for name in ("new", "paste", f"{luas}/edit")]
    call("package_delete", id=kegiatan["id"])
    for page, name in zip(pages, ("nama", "cells", "nama"), strict=True):
        answer = editor.send(page, {name: "Umur Kepala"})
        shown = [area.text.strip() for area in editor.read(answer).select("textarea[readonly]")]
        assert answer.status_code == 403 and "Umur Kepala" in shown


# two at the same moment


def test_of_two_saves_at_the_same_moment_the_second_is_told(app, office, kegiatan, luas):
    people, start = [person(office), person(office)], Barrier(2)
    seen = variabel_pages.stamp_of(call("satudata_metadata_variabel_show", id=luas))

    def save(number):
        start.wait()
        return alone(app, people[number], "satudata_metadata_variabel_update", id=luas, nama="Luas", stamp=seen,
                     satuan=f"satuan {number}")

    model.Session.remove()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(save, (0, 1)))
    assert set(done) == {None, tk.ValidationError}
    assert stored(kegiatan)[0]["satuan"] == f"satuan {done.index(None)}"


def alone(app, user, action, **data):
    """A call in a connection of its own: what it raised, or None."""
    with app.flask_app.test_request_context():
        try:
            act(user, action, **data)
        except (tk.ValidationError, tk.ObjectNotFound) as refused:
            return type(refused)
        finally:
            model.Session.remove()


def before_the_lock(monkeypatch, app, user, action, **data):
    """Somebody else is faster: the next call that wants the lock has read its row, and gets the lock after this."""
    real = variabel.lock

    def late(package_id):
        monkeypatch.setattr(variabel, "lock", real)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(alone, app, user, action, **data).result() is None
        real(package_id)

    monkeypatch.setattr(variabel, "lock", late)
    model.Session.remove()


@pytest.mark.parametrize("verb", ["update", "move", "delete"])
def test_a_removal_at_the_same_moment_is_told(app, office, kegiatan, luas, monkeypatch, verb):
    """The other connection removes the row after this one has read it, and before it gets the lock."""
    data = {"update": {"nama": "Luas", "satuan": "m2"}, "move": {"position": 0}, "delete": {}}[verb]
    before_the_lock(monkeypatch, app, person(office), "satudata_metadata_variabel_delete", id=luas)
    assert alone(app, person(office), f"satudata_metadata_variabel_{verb}", id=luas, **data) is tk.ObjectNotFound
    assert stored(kegiatan) == []


def test_a_move_writes_nothing_but_the_order(app, editor, office, kegiatan, luas):
    """Also of a row that nobody could save as it is: content of another portal, or of an older schema."""
    call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Umur")
    row = model.Session.get(Variabel, luas)
    row.content = {"satuan": "ha", "lama": "dari portal lain"}
    model.Session.commit()
    moment = row.modified_at
    page = editor.open(HOME)
    token = page.select_one("input[name=_csrf_token]")["value"]
    assert editor.client.post(f"{HOME}/{luas}/move", data={"to": "down", "_csrf_token": token},
                              follow_redirects=False).status_code == 302
    assert [one["nama"] for one in stored(kegiatan)] == ["Umur", "Luas"]
    row = model.Session.get(Variabel, luas)
    assert row.content == {"satuan": "ha", "lama": "dari portal lain"} and row.modified_at == moment
    before = call("package_show", id=kegiatan["id"])["metadata_modified"]
    call("satudata_metadata_variabel_move", id=luas, position=99)
    assert call("package_show", id=kegiatan["id"])["metadata_modified"] == before       # it is the last already
    for position in (-1, "x", None):
        with pytest.raises(tk.ValidationError):
            call("satudata_metadata_variabel_move", id=luas, position=position)


def test_a_place_that_is_sent_as_text_with_the_answers_moves_it_too(kegiatan, luas):
    call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Kedua")
    call("satudata_metadata_variabel_update", id=luas, nama="Luas", position="1")
    rows = call("satudata_metadata_variabel_list", kegiatan_id=kegiatan["id"])["results"]
    assert [row["id"] for row in rows].index(luas) == 1
    with pytest.raises(tk.ValidationError):
        call("satudata_metadata_variabel_update", id=luas, nama="Luas", position="pertama")


def test_a_move_and_a_save_at_the_same_moment_both_hold(app, office, kegiatan, luas, monkeypatch):
    """The save comes after the row was read for the move."""
    call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Umur")
    before_the_lock(monkeypatch, app, person(office), "satudata_metadata_variabel_update", id=luas, nama="Luas", satuan="m2")
    assert alone(app, person(office), "satudata_metadata_variabel_move", id=luas, position=1) is None
    assert stored(kegiatan) == [{"nama": "Umur"}, {"nama": "Luas", "satuan": "m2"}]


def test_a_change_beside_mine_is_no_conflict(office, kegiatan, luas):
    seen = answers.stamp_of(answers.of_record(unsaved.of_variabel(luas).fields,
                                              call("satudata_metadata_variabel_show", id=luas)))
    act(person(office), "satudata_metadata_variabel_move", id=luas, position=0)
    act(person(office), "satudata_metadata_variabel_update", id=luas, nama="Luas", satuan="m2", stamp=seen)
    with pytest.raises(tk.ValidationError):     # the unit that was there meanwhile would go
        act(person(office), "satudata_metadata_variabel_update", id=luas, nama="Luas", definisi="x", stamp=seen)
    assert stored(kegiatan) == [{"nama": "Luas", "satuan": "m2"}]


# very long texts


LONG = "Variabel\tKonsep\r\n" * 40_000     # 640,000 characters, and more bytes than Flask takes by itself


def test_a_paste_that_is_too_long_comes_back_whole(editor, kegiatan):
    answer = editor.send(editor.open(f"{HOME}/paste"), {"cells": LONG})
    again = editor.read(answer)
    assert answer.status_code == 413 and "640,000 characters" in again.select_one(".sd-galat").text
    assert again.select_one("[name=cells]").text.strip().splitlines() == LONG.strip().splitlines()
    assert stored(kegiatan) == []
    answer = editor.send(editor.open(f"{HOME}/paste"), {"cells": "\n".join(f"Variabel {n}" for n in range(2_001))})
    assert answer.status_code == 422 and "Variabel 2000" in answer.body and stored(kegiatan) == []


def test_a_long_text_survives_a_lost_login(editor, kegiatan):
    page = editor.open(f"{HOME}/paste")
    editor.forget_cookies()
    answer = editor.send(page, {"cells": LONG})
    assert answer.status_code == 401 and LONG[:1000].strip() in answer.body.replace("\n", "\r\n").replace("\r\r\n", "\r\n")


@pytest.mark.parametrize("form", [f"{HOME}/new", "/satudata/metadata/survei/form/blok_i"])
def test_a_form_with_a_very_long_answer_comes_back(editor, kegiatan, form):
    page = editor.open(form)
    name = page.select_one("#sd-section textarea")["name"]
    answer = editor.send(page, {name: "panjang " * 80_000})
    assert answer.status_code == 422 and editor.read(answer).select_one(f"[name={name}]").text.count("panjang") == 80_000


def test_what_no_portal_takes_is_said_in_words(editor, kegiatan):
    page = editor.open(f"{HOME}/paste")
    answer = editor.send(page, {"cells": "x" * 8_000_001})
    assert answer.status_code == 413 and "Go back in your browser" in answer.body
    answer = autosave(editor, page, {"cells": "x" * 8_000_001})
    assert answer.status_code == 200 and "send it in parts" in answer.body and waiting() == {}


def test_what_waits_is_given_to_no_visitor(checked, editor, kegiatan):
    autosave(editor, editor.open(f"{HOME}/new"), {"nama": "Rahasia"})
    call("package_patch", id=kegiatan["id"], private=False)
    visitor = Browser(checked)
    assert "Rahasia" not in visitor.open(HOME).text and visitor.answer(f"{HOME}/new").status_code == 302
    for address in ("new/discard", "new/autosave"):
        visitor.client.post(f"{HOME}/{address}", data={"nama": "x"}, follow_redirects=False)
    editor.client.post(f"{HOME}/new/discard", data={}, follow_redirects=False)      # without the token
    assert waiting()["new"]["nama"] == "Rahasia"
