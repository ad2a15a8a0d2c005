"""Lists of the portal's own: they add to ours or replace them, and a broken one stops nothing and is named."""

import re

import pytest

from ckanext.satudata.metadata import doctor, vocabularies, vocabulary_check
from ckanext.satudata.metadata.cli import satudata_metadata

from .conftest import call
from .form_browser import path

OPTION = "ckanext.satudata.metadata.vocabularies"
HEAD = "vocabulary: theme\ntitle: {id: Tema daerah, en: Local theme}\nsource: Perbup 5/2026\ndate: '2026-02-01'\nlicence: x\n"
MORE = """vocabulary: theme
extends: true
source: Perbup 5/2026
date: "2026-02-01"
entries:
  - {value: RAB.02, id: Ekonomi, en: Economy}
  - {value: DAERAH.01, id: Kopi dan Salak, en: Coffee and snake fruit, aliases: [kopi]}
"""


@pytest.fixture
def own(tmp_path, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, OPTION, str(tmp_path))
    monkeypatch.setattr(vocabularies.log, "disabled", False)      # CKAN's logging silences what was imported before it
    vocabularies.forget()
    yield tmp_path
    vocabularies.forget()


def test_a_file_that_extends_adds_and_relabels(own):
    (own / "theme.yaml").write_text(MORE)
    theme = vocabularies.load("theme")
    assert [entry.value for entry in theme.entries][-2:] == ["RAB.10", "DAERAH.01"] and len(theme.entries) == 11
    assert theme.get("RAB.02").label("id") == "Ekonomi" and theme.entries[1].value == "RAB.02"
    assert theme.find("02").value == "RAB.02"                       # what it does not say stays
    assert theme.find("KOPI").value == "DAERAH.01"
    assert theme.title["id"] == "Tema" and theme.date == "2026-02-01"
    assert theme.source.startswith("Perpres 132/2022") and theme.source.endswith("; Perbup 5/2026")
    assert list(vocabulary_check.of_lists()) == []


def test_a_file_that_does_not_extend_replaces(own):
    (own / "theme.yaml").write_text(HEAD + "entries: [{value: A, id: Kopi, en: Coffee}]\n")
    assert [entry.value for entry in vocabularies.load("theme").entries] == ["A"]
    assert len(vocabularies.load("urusan").entries) == 42           # others stay ours


def test_a_list_that_only_the_portal_has(own):
    (own / "kopi.yaml").write_text(HEAD.replace("theme", "kopi") + "entries: [{value: robusta, id: Robusta, en: Robusta}]\n")
    assert "kopi" in vocabularies.names() and vocabularies.load("kopi").find("ROBUSTA")


BROKEN = [
    ("vocabulary: [", "theme.yaml: theme:"),
    ("- a\n- b\n", "is not a list with"),
    ("", "is not a list with"),
    (HEAD.replace("source: Perbup 5/2026\n", ""), "says no source"),
    (HEAD.replace("vocabulary: theme", "vocabulary: tema"), "calls itself otherwise"),
    (HEAD.replace("title: {id: Tema daerah, en: Local theme}", "title: Tema"), "is not a list with"),
    (HEAD + "entries: [{value: 1.01, id: A}]\n", "quotation marks"),
    (HEAD + "entries: [{value: A, id: A, aliases: kopi}]\n", "aliases of A as a list"),
    (HEAD + "entries: [{value: A, id: A, aliases: [1]}]\n", "quotation marks"),
    (HEAD + "entries: [{value: A, id: A}, {value: a, id: B}]\n", "twice"),
    (HEAD + "entries: {A: B}\n", "entries is not a list"),
    (HEAD + "entries: [A, B]\n", "entries is not a list"),
    (HEAD + "file: tidak-ada.csv\n", "there is no file"),
    (MORE.replace("source: Perbup 5/2026\n", ""), "says no source"),
    (MORE.replace("value: DAERAH.01", "value: 1"), "quotation marks"),
    (MORE.replace("value: DAERAH.01, ", ""), "quotation marks"),
]


@pytest.mark.parametrize(("text", "complaint"), BROKEN)
def test_a_broken_file_leaves_ours_in_its_place_and_is_named(own, caplog, text, complaint):
    (own / "theme.yaml").write_text(text)
    for _ in range(2):
        assert len(vocabularies.load("theme").entries) == 10
    fault = vocabularies.fault_of_own("theme")
    assert fault.startswith(f"{own}/theme.yaml: ") and complaint in fault
    assert [fault] == list(vocabulary_check.of_lists())
    assert sum(record.levelname == "ERROR" for record in caplog.records) == 1      # once, not on each page


def test_bytes_that_are_no_text(own):
    (own / "theme.yaml").write_bytes(b"vocabulary: \xff\xfe")
    assert len(vocabularies.load("theme").entries) == 10 and str(own) in vocabularies.fault_of_own("theme")


def test_a_broken_list_that_only_the_portal_has_is_empty(own):
    (own / "kopi.yaml").write_text("vocabulary: [")
    assert vocabularies.load("kopi").entries == ()


@pytest.mark.parametrize(("text", "complaint"), [
    (MORE.replace(", en: Coffee and snake fruit", ""), "theme: DAERAH.01 has no label in English (en)"),
    (MORE.replace("[kopi]", "[Ekonomi]"), 'theme: "ekonomi" can mean more than one entry'),
    (MORE.replace("2026-02-01", "Februari"), 'theme: its date is "Februari"; write "2025", "2025-03" or "2025-03-06"'),
    (MORE.replace("id: Kopi dan Salak", "id: ' '"), "theme: DAERAH.01 has an empty label"),
    (HEAD.replace(", en: Local theme", "") + "entries: [{value: A, id: A, en: A}]",
     "theme: its title is missing in the language en"),
    (HEAD + "entries: [{value: A, id: A, en: A, code: 1}, {value: B, id: B, en: B, code: 1}]",
     "theme: the number 1 of the paper form stands there twice"),
    (HEAD + "sum_codes: true\nentries: [{value: A, id: A, en: A, code: 3}]",
     "theme: the number 3 of the paper form should be 1, 2, 4, 8 …"),
])
def test_what_the_check_finds_in_a_list_that_can_be_read(own, text, complaint):
    (own / "theme.yaml").write_text(text)
    assert list(vocabulary_check.of_lists()) == [complaint]


def test_a_file_with_a_name_that_no_list_can_have(own):
    (own / "Tema Kita.yaml").write_text(MORE)
    (fault,) = vocabulary_check.of_lists()
    assert "small letters" in fault and "Tema Kita" not in vocabularies.names()


def test_a_folder_that_is_not_there(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, OPTION, "/tidak/ada")
    vocabularies.forget()
    assert list(vocabulary_check.of_lists()) == [f"{OPTION}: there is no folder /tidak/ada"]
    assert len(vocabularies.load("theme").entries) == 10


REGIONS = "vocabulary: wilayah\nextends: true\nsource: x\ndate: '2026'\nentries:\n"
BPS = "vocabulary: wilayah_bps\nextends: true\nsource: x\ndate: '2026'\nentries:\n"


@pytest.mark.parametrize(("name", "text", "complaint"), [
    ("wilayah", REGIONS + "  - {value: '33.98', id: A}\n",
     "there are 515 regions of the level kabupaten_kota, 514 are expected"),
    ("wilayah", REGIONS + "  - {value: '99.98.01', id: A}\n", "99.98.01 lies in 99.98, which is not the region around it"),
    ("wilayah_bps", BPS + "  - {value: '99.98', bps: '9998', id: A}\n", "there is no region 99.98"),
    ("wilayah_bps", BPS + "  - {value: '18.01', bps: '1808', id: A}\n", "1808 stands for 18.01 and for 18.05"),
    ("wilayah_bps", BPS + "  - {value: '18.01', bps: '3401', id: A}\n", "3401 does not lie in the province of 18.01"),
    ("wilayah_bps", BPS + "  - {value: '18.01', bps: '18011', id: A}\n",
     '"18011" is not a BPS code of the level kabupaten_kota (18.01)'),
])
def test_what_the_check_finds_in_regions(own, name, text, complaint):
    (own / f"{name}.yaml").write_text(text)
    assert f"{name}: {complaint}" in vocabulary_check.faults()


@pytest.mark.usefixtures("portal")
def test_the_commands(cli, ckan_config, monkeypatch, tmp_path):
    def run(*words):
        return cli.invoke(satudata_metadata, ["vocabularies", *words])

    found = run("check")
    assert found.exit_code == 0, found.output
    for line in ("theme: 10", "wilayah, provinsi: 38", "wilayah, kabupaten_kota: 514", "wilayah, kecamatan: 7285",
                 "wilayah, desa_kelurahan: 83762"):
        assert line in found.output.splitlines()
    monkeypatch.setitem(ckan_config, OPTION, str(tmp_path))
    (tmp_path / "theme.yaml").write_text(MORE)
    vocabularies.forget()
    listed = run("list")
    assert f"with {tmp_path}/theme.yaml" in listed.output and "theme (Tema), 2026-02-01" in listed.output
    (tmp_path / "theme.yaml").write_text("vocabulary: [")
    vocabularies.forget()
    found = run("check")
    assert found.exit_code == 1 and f"{tmp_path}/theme.yaml: theme:" in found.output
    assert "Traceback" not in found.output
    vocabularies.forget()


@pytest.mark.usefixtures("portal")
def test_the_doctor_names_the_file(own):
    (own / "theme.yaml").write_text("vocabulary: [")
    found = [finding for finding in doctor.lists()]
    assert [finding.level for finding in found] == ["problem"]
    assert f"{own}/theme.yaml" in found[0].sentence


@pytest.mark.usefixtures("portal")
def test_pages_and_saves_go_on_with_the_portals_own_theme(own, editor, record):
    (own / "theme.yaml").write_text(MORE)
    vocabularies.forget()
    page = editor.open("/id" + path(record, "dasar"))
    assert "Kopi dan Salak" in [option.text for option in page.select("#field-theme option")]
    editor.send(page, {"theme": "DAERAH.01"})
    assert call("package_show", id=record["id"])["theme"] == "DAERAH.01"
    (own / "theme.yaml").write_text("vocabulary: [")        # and after a restart with a broken file pages are shown
    vocabularies.forget()
    assert editor.open(path(record, "dasar")).select("#field-theme option[value='RAB.01']")
    assert editor.open(f"/dataset/{record['name']}")
    assert re.search("RAB|DAERAH", call("package_show", id=record["id"])["theme"])
