"""A file is read, looked at, and taken over once: as a whole or not at all."""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.tests.factories import act

from .conftest import INDIKATOR, KEGIATAN, OFFICER, VARIABEL, Sender, faults_of, workbook


def packages():
    return {(package.type, package.title) for package in model.Session.query(model.Package).filter_by(state="draft")}


def test_a_workbook_brings_a_kegiatan_with_all_its_parts(sender):
    found = sender.send(workbook(KEGIATAN, VARIABEL, INDIKATOR, OFFICER))
    assert packages() == set(), "sending saves nothing"
    assert (found["status"], faults_of(found)) == ("preview", [])
    assert {(change["kind"], change["what"]) for change in found["kegiatan"][0]["changes"]} == {
        ("kegiatan", "new"), ("contact", "new"), ("variabel", "new"), ("indikator", "new")}
    done = sender.accept(found)
    kegiatan = act(sender.user["name"], "package_show", id=done["results"][0]["id"])
    assert {name: kegiatan[name] for name in KEGIATAN} == KEGIATAN
    assert kegiatan["private"] and kegiatan["owner_org"] == sender.office["id"]
    rows = sender.variabel(kegiatan)
    assert [{name: row[name] for name in sent} for row, sent in zip(rows, VARIABEL, strict=True)] == VARIABEL
    assert sender.act("contact_show", id=kegiatan["id"]) == OFFICER
    assert packages() == {("kegiatan", KEGIATAN["title"]), ("indikator", "Indeks Kepuasan")}


def test_accepting_twice__is_done_once(sender):
    found = sender.send(workbook(KEGIATAN, VARIABEL, INDIKATOR))
    assert sender.accept(found) == sender.accept(found)
    assert len(packages()) == 2


def test_a_file_is_for_its_sender_alone(sender, office):
    found = sender.send(workbook(KEGIATAN))
    for other in (Sender(office), Sender(office, sysadmin=True)):
        with pytest.raises(tk.ObjectNotFound):
            other.act("import_show", id=found["id"])
        with pytest.raises(tk.ObjectNotFound):
            other.accept(found)


def test_what_would_change_is_said_by_the_labels_of_its_codes(sender):
    kegiatan = sender.take(workbook(KEGIATAN))
    changed = {**KEGIATAN, "cara_pengumpulan_data": "KOMPILASI_PRODUK_ADMINISTRASI"}
    found = sender.send(workbook(changed), kegiatan=kegiatan["id"])
    fields = {one["field"]: one["after"] for one in found["kegiatan"][0]["changes"][0]["fields"]}
    assert fields["cara_pengumpulan_data"] == "Administrative records"


def test_the_workbook_of_a_kegiatan__changes_it(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL, INDIKATOR, OFFICER))
    rows = sender.variabel(kegiatan)
    again = [{**rows[1], "satuan": "bulan"}, {"nama": "Pendidikan"}]
    found = sender.send(workbook({**KEGIATAN, "tahun_kegiatan": "2026"}, again), kegiatan=kegiatan["id"])
    changes = {(change["kind"], change["name"]): change for change in found["kegiatan"][0]["changes"]}
    assert {name: change["what"] for name, change in changes.items()} == {
        ("kegiatan", KEGIATAN["title"]): "changed", ("variabel", "Umur"): "changed", ("variabel", "Pendidikan"): "new",
        ("variabel", "Jenis Kelamin"): "removed", ("indikator", "Indeks Kepuasan"): "left",
        ("contact", "Sri Wahyuni"): "changed"}
    assert [(one["before"], one["after"]) for one in changes["variabel", "Umur"]["fields"]] == [("tahun", "bulan")]
    assert faults_of(found) == []
    sender.accept(found)
    after = sender.variabel(kegiatan)
    assert [row["nama"] for row in after] == ["Umur", "Pendidikan"]
    assert after[0]["id"] == rows[1]["id"]
    assert act(sender.user["name"], "package_show", id=kegiatan["id"])["tahun_kegiatan"] == "2026"


def test_a_kegiatan_that_was_changed_since_the_preview__is_not_overwritten(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL))
    found = sender.send(workbook({**KEGIATAN, "tahun_kegiatan": "2026"}, VARIABEL), kegiatan=kegiatan["id"])
    act(sender.user["name"], "package_patch", id=kegiatan["id"], iii_tujuan_kegiatan="Menilai layanan")
    with pytest.raises(tk.ValidationError) as refused:
        sender.accept(found)
    assert "stamp" in refused.value.error_dict
    seen = sender.act("import_show", id=found["id"])
    sender.accept(seen)
    after = act(sender.user["name"], "package_show", id=kegiatan["id"])
    assert after["tahun_kegiatan"] == "2026"


def test_a_failure_in_the_middle__leaves_nothing(sender, monkeypatch):
    found = sender.send(workbook(KEGIATAN, VARIABEL, INDIKATOR))
    original = tk.get_action("satudata_metadata_variabel_replace")

    def broken(context, data_dict):
        original(context, data_dict)
        raise tk.ValidationError({"rows": ["Basis data penuh."]})

    import ckanext.satudata.metadata.importing.accepting as accepting
    real = tk.get_action
    monkeypatch.setattr(accepting.tk, "get_action",
                        lambda name: broken if name == "satudata_metadata_variabel_replace" else real(name))
    done = sender.accept(found)
    assert done["results"][0]["refused"] == ["Basis data penuh."]
    assert packages() == set()
    monkeypatch.undo()
    sender.act("import_again", id=found["id"])
    assert sender.accept(found)["results"][0]["id"]
    assert len(packages()) == 2
