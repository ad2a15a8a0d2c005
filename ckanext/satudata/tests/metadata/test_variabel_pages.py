"""The pages of a kegiatan's variables: read by all who see it, filled in, moved, pasted and removed by its office."""

import pytest

from ckanext.satudata.metadata import variabel

from .conftest import call
from .form_browser import HOSTILE, Browser, person, texts_of

pytestmark = pytest.mark.usefixtures("portal")

HOME = "/kegiatan/survei/variabel"


@pytest.fixture
def kegiatan(office):
    return call("package_create", type="kegiatan", name="survei", title="Survei", owner_org=office["id"], private=True)


def add(kegiatan, *names, **more):
    return [call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama=name, **more)["id"] for name in names]


def names(kegiatan):
    return [row.nama for row in variabel.of(kegiatan["id"])]


def test_a_variable_is_added_with_its_lines_and_rows(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    sent = {"nama": "Jenis Kelamin", "konsep": "Penduduk\r\nRumah tangga", "value_domain-1-kode": "1",
            "value_domain-1-nilai": "Laki-laki", "value_domain-2-kode": "2", "value_domain-2-nilai": "Perempuan"}
    answer = editor.send(page, sent)
    assert answer.status_code == 302 and "/variabel#row-" in answer.location
    saved = variabel.content_of(kegiatan["id"])[0]
    assert saved["konsep"] == ["Penduduk", "Rumah tangga"]
    assert saved["value_domain"] == [{"kode": "1", "nilai": "Laki-laki"}, {"kode": "2", "nilai": "Perempuan"}]
    assert "Kode: 1" in editor.open(f"{HOME}/{variabel.of(kegiatan['id'])[0].id}").text.replace("Code", "Kode")


def test_what_is_wrong_is_said_at_its_input_and_stays(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    twice = {f"value_domain-{n}-{part}": text for n in (1, 2) for part, text in (("kode", "1"), ("nilai", f"x{n}"))}
    answer = editor.send(page, {"nama": HOSTILE, "id_sds": "x", **twice})
    again = editor.read(answer)
    assert answer.status_code == 422 and "<script>alert" not in answer.body and names(kegiatan) == []
    assert again.select_one(".sd-galat a[href='#field-id_sds']") and again.select_one("[name=nama]")["value"] == HOSTILE
    answer = editor.send(page, {"nama": "A", **twice})
    assert answer.status_code == 422 and "row 2" in editor.read(answer).select_one(".sd-galat").text
    assert editor.send(page, {"satuan": "ha"}).status_code == 422            # without a name it cannot be found again


def test_its_rows_have_buttons_too(editor, kegiatan):
    page = editor.open(f"{HOME}/new")
    answer = editor.send(page, {"nama": "A"}, button=("do", "add:value_domain"), path=f"{HOME}/new/ask")
    again = editor.read(answer)
    assert len(again.select(".sd-larik")) == 2 and again.select_one("[name=nama]")["value"] == "A"
    assert again.select_one("form#sd-section")["action"] == f"{HOME}/new"


def test_two_people_change_one_variable(editor, colleague, kegiatan):
    (id_,) = add(kegiatan, "Luas")
    mine, theirs = editor.open(f"{HOME}/{id_}/edit"), colleague.open(f"{HOME}/{id_}/edit")
    colleague.send(theirs, {"satuan": "ha"})
    answer = editor.send(mine, {"satuan": "m2"})
    page = editor.read(answer)
    assert answer.status_code == 409 and "ha" in page.select_one(".sd-galat").text
    assert page.select_one("[name=satuan]")["value"] == "m2"
    assert editor.send(page).status_code == 302 and variabel.content_of(kegiatan["id"])[0]["satuan"] == "m2"


def test_variables_are_moved_and_removed(editor, kegiatan):
    a, b, c = add(kegiatan, "A", "B", "C")
    page = editor.open(HOME)
    token = page.select_one("input[name=_csrf_token]")["value"]

    def press(address, **data):
        return editor.client.post(address, data={"_csrf_token": token, **data}, follow_redirects=False)

    assert press(f"{HOME}/{b}/move", to="up").status_code == 302 and names(kegiatan) == ["B", "A", "C"]
    assert press(f"{HOME}/{b}/move", to="3").status_code == 302 and names(kegiatan) == ["A", "C", "B"]
    press(f"{HOME}/{b}/move", to="999")
    press(f"{HOME}/{b}/move", to="x")
    assert names(kegiatan) == ["A", "C", "B"]
    assert "Remove this variable?" in editor.open(f"{HOME}/{c}/remove").text
    assert press(f"{HOME}/{c}/remove").status_code == 302 and names(kegiatan) == ["A", "B"]
    assert press(f"{HOME}/{c}/remove").status_code == 404


def test_twenty_are_pasted_at_once_or_none(editor, kegiatan):
    add(kegiatan, "Umur")
    page = editor.open(f"{HOME}/paste")
    head = "Nama Variabel\tKonsep\tSatuan\tKlasifikasi Isian\n"
    good = head + "\n".join(f"Variabel {n}\tA; B\torang\t" for n in range(20))
    answer = editor.send(page, {"cells": good + "\numur\tA\torang\t"}, form=".sd-formulir", path=f"{HOME}/paste")
    again = editor.read(answer)
    assert answer.status_code == 422 and "Row 21" in again.select_one(".sd-galat").text and names(kegiatan) == ["Umur"]
    assert again.select_one("textarea").text.strip().startswith("Nama Variabel")
    assert editor.send(page, {"cells": good}, form=".sd-formulir", path=f"{HOME}/paste").status_code == 302
    assert len(names(kegiatan)) == 21 and variabel.content_of(kegiatan["id"])[20]["konsep"] == ["A", "B"]
    assert "20 rows were added" in editor.open(HOME).text


def test_five_hundred_stand_on_pages(editor, kegiatan):
    rows = [{"nama": f"Variabel {number}"} for number in range(501)]
    call("satudata_metadata_variabel_replace", kegiatan_id=kegiatan["id"], rows=rows)
    first, last = editor.open(HOME), editor.open(f"{HOME}?page=6")
    assert len(first.select("tbody tr")) == 100 and len(first.select(".pagination a")) == 6
    assert texts_of(last, "tbody th a") == ["Variabel 500"]
    assert "501" in first.text and "empty" in editor.open(f"{HOME}?page=99").text


def test_everybody_who_sees_the_activity_reads_them_and_nobody_else(checked, office, kegiatan):
    (id_,) = add(kegiatan, "Luas", satuan="ha")
    visitor, member = Browser(checked), Browser(checked, person(office, "member"))
    for address in (HOME, f"{HOME}/{id_}"):
        visitor.open(address, 404)
        assert "Luas" in member.open(address).text
    call("package_patch", id=kegiatan["id"], private=False)
    page = visitor.open(HOME)
    assert "Luas" in page.text and not page.select("article form") and "ha" in visitor.open(f"{HOME}/{id_}").text
    assert visitor.answer(f"{HOME}/new").status_code == 302 and member.answer(f"{HOME}/new").status_code == 403
    assert visitor.client.post(f"{HOME}/new", data={"nama": "Ditolak"}).status_code == 401
    assert member.client.post(f"{HOME}/{id_}/remove", data={}).status_code in (400, 403) and names(kegiatan) == ["Luas"]


def test_a_variable_of_another_activity_is_not_found(editor, office, kegiatan):
    other = call("package_create", type="kegiatan", name="lain", title="Lain", owner_org=office["id"], private=True)
    (id_,) = add(other, "Umur")
    editor.open(f"{HOME}/{id_}", 404)
    editor.open("/kegiatan/tidak-ada/variabel", 404)


def test_an_expired_login_loses_nothing(editor, kegiatan):
    page, cells = editor.open(f"{HOME}/new"), editor.open(f"{HOME}/paste")
    editor.forget_cookies()
    answer = editor.send(cells, {"cells": "Umur\tx"}, form=".sd-formulir", path=f"{HOME}/paste")
    assert answer.status_code == 401 and "Umur" in answer.body
    shown = editor.read(editor.send(page, {"nama": "Umur Kepala Keluarga", "value_domain-1-kode": "7"}))
    assert "Umur Kepala Keluarga" in shown.text
    answer = editor.login(shown.select_one(".btn-primary")["href"].split("came_from=")[1])
    again = editor.open(answer.location)
    assert again.select_one("[name=nama]")["value"] == "Umur Kepala Keluarga"
    assert again.select_one("[name=value_domain-1-kode]")["value"] == "7"
