"""CKAN's own form (`?manual=1`) of our types: every input has a name for screen readers, and a list is lines of one input."""

import pytest

from .conftest import call
from .form_browser import Browser, person

pytestmark = pytest.mark.usefixtures("portal")
TYPES = ("dataset", "kegiatan", "indikator", "publikasi")


def unnamed(page):
    """Inputs that somebody can reach and nobody can name."""
    labelled = {label["for"] for label in page.select("#dataset-edit label[for]") if label.text.strip()}
    inputs = page.select("#dataset-edit :is(input:not([type=hidden]), select, textarea)")
    return [found["name"] for found in inputs
            if found.get("id") not in labelled and not found.get("aria-label") and not found.find_parent("label")]


@pytest.mark.parametrize("kind", TYPES)
def test_every_input_has_a_label(editor, kind):
    assert unnamed(editor.open(f"/{kind}/new?manual=1")) == []


def test_a_list_is_typed_and_shown_a_line_each(editor, office):
    call("package_create", type="indikator", name="rasio-murid", title="Rasio", owner_org=office["id"], private=True)
    page = editor.open("/indikator/edit/rasio-murid?manual=1")
    answer = editor.send(page, {"konsep": "Sekolah\r\n\r\nMurid <i>"}, form="#dataset-edit", button=("save", ""),
                         path="/indikator/edit/rasio-murid")
    assert answer.status_code == 302
    assert call("package_show", id="rasio-murid")["konsep"] == ["Sekolah", "Murid <i>"]
    again = editor.open("/indikator/edit/rasio-murid?manual=1").select_one("textarea[name=konsep]")
    assert again.text.strip().splitlines() == ["Sekolah", "Murid <i>"]


def test_a_refused_list_stays_as_it_was_typed(editor, office):
    kegiatan = call("package_create", type="kegiatan", name="survei", title="Survei", owner_org=office["id"], private=True,
                    viii_ketersediaan_produk_digital="ya")
    page = editor.open(f"/kegiatan/edit/{kegiatan['name']}?manual=1")
    typed = "2026-01-01\r\nkapan-kapan"
    answer = editor.send(page, {"viii_rencana_jadwal_rilis_produk_digital": typed}, form="#dataset-edit", button=("save", ""),
                         path=f"/kegiatan/edit/{kegiatan['name']}")
    shown = editor.read(answer).select_one("textarea[name=viii_rencana_jadwal_rilis_produk_digital]")
    assert shown.text.split() == typed.split()


@pytest.mark.parametrize(("kind", "has_files"), [("kegiatan", False), ("indikator", False), ("publikasi", True)])
def test_the_task_list_speaks_of_files_where_a_type_has_some(checked, office, kind, has_files):
    record = call("package_create", type=kind, name="catatan", title="Catatan", owner_org=office["id"], private=True)
    page = Browser(checked, person(office)).open(f"/satudata/metadata/{record['name']}/form")
    assert ("No file yet." in page.select_one("aside").text) == has_files
