"""Records leave the portal as a workbook and in BPS's format, come back as they were, and show each reader his own part."""

import copy
import io
import json
import zipfile
from pathlib import Path

import pytest
from ckan.tests import factories as ckan_factories

from ckanext.satudata.metadata import exporting
from ckanext.satudata.metadata.importing import files
from ckanext.satudata.metadata.workbook import reading
from ckanext.satudata.tests.factories import act
from ckanext.satudata.tests.metadata.workbook.examples import filled

from .conftest import INDIKATOR, KEGIATAN, OFFICER, VARIABEL, Sender, faults_of, workbook

EXAMPLE = json.loads((Path(__file__).parents[1] / "examples" / "indah-survei.json").read_text(encoding="utf-8"))


def context_of(sender):
    return {"user": sender.user["name"]}


def exported(sender, kegiatan):
    return exporting.workbook(context_of(sender), act(sender.user["name"], "package_show", id=kegiatan["id"]))


def answers(content):
    found = reading.read(io.BytesIO(content), "xlsx", files.schemas_of_workbook())
    assert found.is_whole, found.problems
    parts = [[filled(record.answers) for record in records or ()] for records in (found.variabel, found.indikator)]
    for record in [*parts[0], *parts[1]]:
        record.pop("id", None)
    return filled(found.kegiatan.answers), *parts, filled(found.contacts.answers) if found.contacts else None


def test_a_workbook_taken_over__is_exported_as_it_came(sender):
    sent = workbook(KEGIATAN, VARIABEL, INDIKATOR, OFFICER)
    kegiatan = sender.take(sent)
    assert answers(exported(sender, kegiatan)) == answers(sent)


def test_an_exported_workbook__says_nothing_new(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL, INDIKATOR, OFFICER))
    found = sender.send(exported(sender, kegiatan), kegiatan=kegiatan["id"])
    assert faults_of(found) == []
    assert found["kegiatan"][0]["is_nothing"], found["kegiatan"][0]["changes"]
    assert not found["may_be_taken"]


def test_documents_of_bps__leave_as_they_came(sender):
    kegiatan = sender.take(EXAMPLE)
    for kind in ("kegiatan", "variabel", "indikator"):
        shown, sent = sender.act("indah_show", id=kegiatan["id"], what=kind), EXAMPLE[kind]
        for one, other in zip(shown if isinstance(shown, list) else [shown], sent if isinstance(sent, list) else [sent],
                              strict=True):
            assert {**one, "status": None} == {**other, "status": None}
    found = sender.send(sender.act("indah_show", id=kegiatan["id"]))
    assert found["kegiatan"][0]["id"] == kegiatan["id"], "a bundle of ours knows its activity"
    assert found["kegiatan"][0]["is_nothing"], found["kegiatan"][0]["changes"]


def test_what_is_improbable_to_us__leaves_as_bps_had_it(sender):
    document = copy.deepcopy(EXAMPLE["kegiatan"])
    document["data"]["blok_iii"]["rencana_jadwal_kegiatan"]["analisis"] = [{"awal": "2001-01-01", "akhir": "2001-02-01"}]
    document["data"]["tahun"] = 1931
    found = sender.send(document)
    notes = [fault["sentence"] for fault in found["kegiatan"][0]["problems"] if "leave it" in fault["sentence"]]
    assert len(notes) == 2 and found["may_be_taken"] and faults_of(found) == []
    kegiatan = sender.take(document)
    shown = sender.act("indah_show", id=kegiatan["id"], what="kegiatan")
    assert shown["data"] == document["data"]


def test_a_bundle_with_all_parts__brings_them_back(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL, INDIKATOR))
    bundle = sender.act("indah_show", id=kegiatan["id"])
    assert [row["data"]["nama"] for row in bundle["variabel"]] == ["Jenis Kelamin", "Umur"]
    assert {row["ms_keg_id"] for row in [*bundle["variabel"], *bundle["indikator"]]} == {kegiatan["id"]}
    assert sender.act("indah_show", id=kegiatan["id"], what="variabel") == bundle["variabel"]
    assert sender.act("indah_show", id=kegiatan["id"], what="indikator") == bundle["indikator"]
    bundle["variabel"][1]["data"]["satuan"] = "bulan"
    bundle["indikator"].append({"data": {**bundle["indikator"][0]["data"], "nama": "Indeks Baru"}})
    found = sender.send(bundle)
    assert {(change["what"], change["name"]) for change in found["kegiatan"][0]["changes"]} == {
        ("changed", "Umur"), ("new", "Indeks Baru")}
    sender.accept(found)
    assert sender.variabel(kegiatan)[1]["satuan"] == "bulan"


def test_the_officer_is_not_for_everybody(sender, office):
    kegiatan = sender.take(workbook(KEGIATAN, (), (), OFFICER))
    act(sender.user["name"], "package_patch", id=kegiatan["id"], private=False, state="active")
    public = {"user": ""}
    package = act(None, "package_show", id=kegiatan["id"])
    assert answers(exporting.workbook(public, package))[3] is None
    text = json.dumps(act(None, "satudata_metadata_indah_show", id=kegiatan["id"]))
    assert OFFICER["ii_pj_nama"] not in text
    assert OFFICER["ii_pj_nama"] in json.dumps(sender.act("indah_show", id=kegiatan["id"]))


def test_all_of_an_office__as_its_reader_may_see_it(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL))
    every = json.loads("".join(exporting.as_json(context_of(sender), sender.office["id"])))
    assert [one["id"] for one in every] == [kegiatan["id"]]
    stranger = Sender(ckan_factories.Organization(title="Dinas Lain"))
    assert json.loads("".join(exporting.as_json(context_of(stranger), sender.office["id"]))) == []
    assert json.loads("".join(exporting.as_json({"user": ""}))) == []


@pytest.fixture
def run(cli, tmp_path):
    from ckanext.satudata.metadata.cli import satudata_metadata

    def run(*words):
        return cli.invoke(satudata_metadata, [*map(str, words)], catch_exceptions=False)
    return run


def test_the_commands__check_import_and_export(sender, run, tmp_path):
    good, bad = tmp_path / "baik.xlsx", tmp_path / "salah.xlsx"
    good.write_bytes(workbook(KEGIATAN, VARIABEL, INDIKATOR))
    bad.write_bytes(workbook({**KEGIATAN, "i_email": "bukan alamat", "tahun_kegiatan": "dua ribu"}))
    assert run("check", good).exit_code == 0
    wrong = run("check", bad)
    assert wrong.exit_code == 1
    assert wrong.output.count("MS-Kegiatan!C") == 2
    who = ("--org", sender.office["name"], "--user", sender.user["name"])
    assert run("import", bad, *who).exit_code == 1
    assert run("import", good, *who, "--dry-run").exit_code == 0
    assert run("export", "--org", sender.office["name"], "--format", "indah").output.strip() == "[]"
    made = run("import", good, *who)
    assert made.exit_code == 0, made.output
    again = run("import", good, *who)
    assert again.exit_code == 1
    assert "already has an activity" in again.output
    target = tmp_path / "semua.zip"
    assert run("export", "--all", "-o", target).exit_code == 0
    with zipfile.ZipFile(target) as archive:
        (name,) = archive.namelist()
        assert answers(archive.read(name))[0]["title"] == KEGIATAN["title"]
    one = tmp_path / "satu.json"
    assert run("export", "--kegiatan", name.removesuffix(".xlsx"), "--format", "indah", "-o", one).exit_code == 0
    assert json.loads(one.read_text())["kegiatan"]["data"]["judul_kegiatan"] == KEGIATAN["title"]
    assert run("export", "--kegiatan", "tidak-ada").exit_code == 1
    assert run("export").exit_code == 2
    assert run("import", good, "--org", sender.office["name"], "--user", "tidak-ada").exit_code == 2
    assert run("tidy").exit_code == 0


def test_a_bundle_without_the_officer__takes_none_away(sender):
    """Whoever may not see the officer exports none; the word that he corrects is not about that."""
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL, INDIKATOR, OFFICER))
    known = act(sender.user["name"], "satudata_metadata_contact_show", id=kegiatan["id"])
    bundle = sender.act("indah_show", id=kegiatan["id"])
    officer = bundle["kegiatan"]["data"]["blok_ii"]["penanggung_jawab_teknis"]
    assert known and officer
    bundle["kegiatan"]["data"]["blok_ii"]["penanggung_jawab_teknis"] = dict.fromkeys(officer, "")
    bundle["kegiatan"]["data"]["blok_iii"]["tujuan_kegiatan"] = "Tujuan yang diperbaiki."
    taken = sender.take(bundle, kegiatan=kegiatan["id"])
    assert act(sender.user["name"], "satudata_metadata_contact_show", id=taken["id"]) == known
