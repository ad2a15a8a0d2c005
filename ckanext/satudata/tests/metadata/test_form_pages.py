"""The form as people use it: its pages, rights, weight and hostile text, on the real application."""

import html

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests import factories
from sqlalchemy import event

from ckanext.satudata import database
from ckanext.satudata.metadata import autosaves, forms, guesses, guessing
from ckanext.satudata.metadata.model import Autosave

from .conftest import call, upload
from .form_browser import HOSTILE, Browser, autosave, filled, path, person, stored, texts_of

pytestmark = pytest.mark.usefixtures("portal")


# overview


def test_the_task_list(editor, record):
    page = editor.open("/id" + path(record))
    assert page.select_one("h1").text == record["title"]
    assert texts_of(page, ".sd-bagian h2")[:3] == ["Tentang data", "Metadata statistik", "Akses"]
    rows = {link.text.strip().split("\n")[0].split(" (")[0]: link["href"] for link in page.select(".sd-tugas > li > a")}
    assert list(rows) == ["Judul dan ringkasan", "Cakupan dan periode", "Berkas", "Standar Data", "Sumber dan kontak",
                          "Data Prioritas dan kode nasional", "Akses dan lisensi"]
    progress = page.select_one("progress")
    assert (progress["value"], progress["max"]) == ("5", "7")
    buttons = page.select("#content .btn-primary")
    assert len(buttons) == 1 and rows["Berkas"] in buttons[0]["href"]
    assert not page.select(".sd-galat")


def test_the_edit_page_of_ckan_leads_to_the_task_list(editor, record):
    answer = editor.answer(f"/dataset/edit/{record['name']}")
    assert answer.status_code == 302 and answer.location.endswith(path(record))
    assert editor.open(f"/dataset/edit/{record['name']}?manual=1").select_one("#dataset-edit")
    assert editor.answer("/organization/edit/tidak-ada").status_code in (403, 404)      # other pages stay CKAN's


def test_wrong_values_are_said_on_top_with_links_to_their_fields(editor, record):
    package = model.Package.get(record["id"])
    package.extras["theme"] = "Perikanan"
    model.Session.commit()
    page = editor.open(path(record))
    link = page.select_one(".sd-galat a")
    assert link["href"].endswith("/form/dasar#field-theme")
    assert page.title.text.startswith("Error:") and page.select(".sd-lencana--salah")
    assert page.select_one("#content .btn-primary")["href"].endswith("/form/dasar")


# who may


def test_a_visitor_is_sent_to_the_login_and_back(checked, record):
    for section in (None, "dasar", "berkas"):
        answer = Browser(checked).answer(path(record, section))
        assert answer.status_code == 302 and "/user/login?came_from=" in answer.location


def test_others_see_nothing_of_a_private_record(checked, record, office):
    elsewhere = Browser(checked, person(factories.Organization()))
    for section in (None, "dasar", "berkas", "tidak_ada"):
        elsewhere.open(path(record, section), 404)
    answer = elsewhere.client.post(path(record, "dasar"), data={"title": "X"})
    assert answer.status_code == 404
    answer = elsewhere.client.post(path(record, "dasar") + "/autosave", data={"title": "X"})
    assert record["title"] not in answer.body and stored(record)["title"] == record["title"]
    assert model.Session.query(Autosave).count() == 0


def test_whoever_may_only_read_is_told_so_and_keeps_the_text(checked, record, office):
    member = Browser(checked, person(office, "member"))
    member.open(path(record), 403)
    editor = Browser(checked, person(office))
    page = editor.open(path(record, "standar_data"))
    call("member_create", id=office["id"], object=editor.user["id"], object_type="user", capacity="member")
    answer = editor.send(page, {"definisi": "Kalimat panjang yang tidak boleh hilang."})
    assert answer.status_code == 403
    refused = editor.read(answer)
    assert "Kalimat panjang yang tidak boleh hilang." in [area.text.strip() for area in refused.select("textarea")]
    assert stored(record)["definisi"] == record["definisi"]


# a section


def test_every_input_has_its_label_hint_and_error(editor, record):
    for section in ("dasar", "cakupan", "standar_data", "sumber", "prioritas", "akses"):
        page = editor.open("/id" + path(record, section))
        ids = {tag["id"] for tag in page.select("[id]")}
        for field in page.select("#sd-section [name]"):
            if field.name == "button" or field.get("type") in ("hidden", "checkbox"):
                continue
            assert page.select_one(f"label[for='{field['id']}']"), field
            assert set(field.get("aria-describedby", "").split()) <= ids
        assert all(len(group.select(".sd-isian")) <= 7 for group in page.select("#sd-section > fieldset"))
        assert len(page.select("h1")) == 1 and page.select("#sd-saved[role=status]")
        assert not page.select("[tabindex]:not([tabindex='-1']):not([tabindex='0'])")      # the order of the page is the order


def test_long_lists_are_searched_and_short_ones_read(editor, record):
    page = editor.open(path(record, "dasar"))
    assert page.select_one("select[name=urusan]")["data-module"] == "autocomplete"
    assert not page.select_one("select[name=jenis]").has_attr("data-module")
    year = editor.open(path(record, "prioritas")).select_one("[name=prioritas_tahun]")
    assert year["inputmode"] == "numeric"


def test_save_and_go_on(editor, record):
    page = editor.open(path(record, "cakupan"))
    answer = editor.send(page, {"dimensi": "kecamatan, tahun"}, button=("next", "1"))
    assert answer.status_code == 302 and answer.location.endswith("/form/berkas")
    answer = editor.send(page, {"dimensi": "kecamatan, tahun"})
    assert answer.location.endswith("/form") and stored(record)["dimensi"] == "kecamatan, tahun"


def test_a_section_saved_as_it_stands_changes_nothing(editor, record):
    """Also texts with blank lines, codes, and keywords."""
    call("package_patch", id=record["id"], tags=[{"name": "padi sawah"}, {"name": "jagung"}], notes="Satu.\r\n\r\n\tDua. ",
         kriteria_prioritas=["sdgs"])
    before = stored(record)
    for section in ("dasar", "cakupan", "standar_data", "sumber", "prioritas", "akses"):
        assert editor.send(editor.open(path(record, section))).status_code == 302
    assert stored(record) == before


def test_wrong_answers_stay_in_their_fields(editor, record):
    page = editor.open("/id" + path(record, "cakupan"))
    answer = editor.send(page, {"periode_akhir": "2004", "kode_wilayah": "Banjar", "dimensi": HOSTILE})
    assert answer.status_code == 422
    refused = editor.read(answer)
    links = [link["href"] for link in refused.select(".sd-galat a")]
    assert links == ["#field-periode_akhir", "#field-kode_wilayah"]
    field = refused.select_one("#field-periode_akhir")
    assert (field["value"], field["aria-invalid"]) == ("2004", "true")
    assert "field-periode_akhir-error" in field["aria-describedby"].split()
    assert refused.select_one("[name=dimensi]")["value"] == HOSTILE
    assert refused.select_one(".sd-galat").has_attr("autofocus") and refused.title.text.startswith(("Kesalahan:", "Error:"))
    assert "dimensi" not in stored(record)


def test_guesses_stand_beside_their_field_until_it_is_saved(editor, record):
    guesses.note(record["id"], [guessing.Guess("periode_awal", "2018/2019", guessing.COLUMN, {"column": "<b>Tahun</b>"})])
    model.Session.commit()
    page = editor.open(path(record, "cakupan"))
    origin = page.select_one("#field-periode_awal-origin")
    assert "<b>Tahun</b>" in origin.text and "field-periode_awal-origin" in page.select_one(
        "#field-periode_awal")["aria-describedby"]
    assert page.select_one("#field-periode_akhir-origin") is None
    assert texts_of(editor.open(path(record)), ".sd-asal")
    editor.send(page)
    assert not editor.open(path(record, "cakupan")).select(".sd-asal")


def test_defaults_are_proposed_and_not_saved_by_themselves(editor, office):
    draft = call("package_create", name="draf", owner_org=office["id"], private=True)
    page = editor.open(path(draft, "akses"))
    assert filled(page.select_one("#sd-section"))["accessRights"] == "terbuka"
    assert "accessRights" not in stored(draft)
    editor.send(page, {"license_id": "cc-by"})
    assert stored(draft)["accessRights"] == "terbuka"


@pytest.mark.parametrize("title", [HOSTILE, "Panjang " * 40, "ا" * 300])
def test_hostile_text_stays_whole_and_harmless(editor, record, office, title):
    names = {"title": title, "notes": HOSTILE, "konsep": HOSTILE, "definisi": HOSTILE, "klasifikasi": HOSTILE,
             "ukuran": HOSTILE, "satuan": HOSTILE, "dimensi": HOSTILE, "maintainer": HOSTILE, "id_dds": HOSTILE}
    sections = {"dasar": ("title", "notes"), "standar_data": ("konsep", "definisi", "klasifikasi", "ukuran", "satuan"),
                "cakupan": ("dimensi",), "sumber": ("maintainer",), "prioritas": ("id_dds",)}
    for section, fields in sections.items():
        page = editor.open(path(record, section))
        assert editor.send(page, {name: names[name] for name in fields}).status_code == 302
    assert {name: stored(record)[name] for name in names} == {name: text.strip() for name, text in names.items()}
    call("resource_create", package_id=record["id"], name=HOSTILE, description=HOSTILE, url="https://opd.example.id/<script>")
    colleague = person(office, fullname=HOSTILE)
    autosaves.keep(record["id"], "dasar", colleague["id"], {"title": "x"}, "")
    model.Session.commit()
    for section in (None, *sections, "berkas", "akses"):
        body = editor.client.get(path(record, section)).body
        assert "<script>alert" not in body and "<img src=x" not in body
        assert title.strip()[:60] in html.unescape(body)


# weight


@pytest.mark.parametrize("section", [None, "dasar", "berkas"])
def test_statements_do_not_grow_with_the_files(editor, record, section, office):
    def statements():
        seen = []
        listen = lambda *args: seen.append(args[2])     # noqa: E731
        event.listen(model.meta.engine, "before_cursor_execute", listen)
        try:
            editor.open(path(record, section))
        finally:
            event.remove(model.meta.engine, "before_cursor_execute", listen)
        return len(seen)

    call("resource_create", package_id=record["id"], name="a", upload=upload("a\n1\n"))
    autosaves.keep(record["id"], "dasar", person(office)["id"], {"title": "x"}, "")
    model.Session.commit()
    statements()
    few = statements()
    for number in range(12):
        call("resource_create", package_id=record["id"], name=f"b{number}", upload=upload("a\n1\n"))
    for _ in range(4):
        autosaves.keep(record["id"], "dasar", person(office)["id"], {"title": "x"}, "")
    model.Session.commit()
    statements()
    assert statements() <= few + 1


def test_a_portal_that_waits_for_its_migration_has_a_form(editor, record, monkeypatch):
    monkeypatch.setattr(database, "_seen", set())
    model.Session.execute(sa.text("ALTER TABLE satudata_metadata_autosave RENAME TO lama"))
    model.Session.commit()
    try:
        page = editor.open(path(record, "standar_data"))
        assert autosave(editor, page, {"satuan": "ekor"}).status_code == 200
        assert editor.send(page, {"satuan": "ekor"}).status_code == 302 and stored(record)["satuan"] == "ekor"
    finally:
        model.Session.rollback()
        model.Session.execute(sa.text("ALTER TABLE lama RENAME TO satudata_metadata_autosave"))
        model.Session.commit()
    assert forms.sections_of("dataset")


# CKAN's own form


def test_the_form_of_ckan_marks_what_a_submission_needs(editor, record):
    page = editor.open(f"/dataset/edit/{record['name']}?manual=1")
    starred = {label["for"] for label in page.select("label") if label.select_one(".control-required")}
    assert {"field-satuan", "field-theme", "field-notes", "field-accessRights"} <= starred
    assert not {"field-urusan", "field-dimensi", "field-prioritas_tahun"} & starred
    assert page.select_one("select[name=theme] option")["value"] == ""       # no code is chosen by itself


def test_the_form_of_ckan_links_its_errors(editor, record):
    page = editor.open(f"/dataset/edit/{record['name']}?manual=1")
    address = f"/dataset/edit/{record['name']}"
    answer = editor.send(page, {"kode_wilayah": HOSTILE, "prioritas_tahun": "25", "theme": ""}, form="#dataset-edit",
                         button=("save", ""), path=address)
    refused = editor.read(answer)
    links = {link["href"] for link in refused.select(".alert-danger li a")}
    assert links == {"#field-kode_wilayah", "#field-prioritas_tahun"} and "<script>alert" not in answer.body
    assert all(refused.select_one(link) for link in links)
    assert refused.select_one("select[name=theme] option[selected]")["value"] == ""
