"""Code lists: each has a source, and says the same thing everywhere."""

import re
from urllib.parse import quote

import pytest

from ckanext.satudata.metadata import vocabularies


@pytest.mark.parametrize("name", vocabularies.names())
def test_every_list_has_its_origin(name):
    vocabulary = vocabularies.load(name)
    assert vocabulary.source and vocabulary.licence
    assert re.match(r"\d{4}", vocabulary.date)
    assert all(entry.labels["id"] and entry.labels["en"] for entry in vocabulary.entries)


@pytest.mark.parametrize(("name", "number"), [
    ("theme", 10), ("urusan", 42), ("frequency", 11), ("jenis", 4), ("access_rights", 3), ("publisher_type", 4),
    ("kriteria_prioritas", 3), ("jenis_statistik", 3), ("cara_pengumpulan_data", 4),
])
def test_numbers_of_entries(name, number):
    assert len(vocabularies.load(name).entries) == number


@pytest.mark.parametrize(("value", "eu"), [("EMPAT_BULANAN", "ANNUAL_3"), ("SEMESTERAN", "ANNUAL_2"), ("TETAP", "NEVER")])
def test_frequencies_have_their_european_name(value, eu):
    assert vocabularies.load("frequency").get(value).more["eu"] == eu


def test_codes_that_ckanext_dcat_can_write():
    """It reads a value that is JSON as what JSON makes of it; a number in the place of an address stops its catalogue."""
    assert all(not entry.value.isdigit() and quote(entry.value) == entry.value for entry in vocabularies.load("theme").entries)


@pytest.mark.parametrize("text", ["RAB.02", "02", "ekonomi dan  industri", "ECONOMY AND INDUSTRY"])
def test_finding(text):
    assert vocabularies.load("theme").find(text).value == "RAB.02"


def test_only_the_code_is_the_code():
    assert vocabularies.load("theme").get("02") is None


@pytest.mark.parametrize("name", ["tidak_ada", "../dataset", "wilayah.csv"])
def test_a_list_that_is_not_there(name):
    with pytest.raises(vocabularies.VocabularyError):
        vocabularies.load(name)


HEAD = "vocabulary: x\ntitle: {id: X}\nsource: s\ndate: '1'\nlicence: y\n"


@pytest.mark.parametrize(("text", "complaint"), [
    (HEAD.replace("source: s\n", ""), "source"),
    (HEAD.replace("vocabulary: x", "vocabulary: y"), "otherwise"),
    (HEAD + "entries: [{value: 1.01, id: A}]\n", "quotation"),
    (HEAD + "entries: [{value: a, id: A}, {value: A, id: B}]\n", "twice"),
    (HEAD + "entries: [{value: a}]\n", "id"),
    ("vocabulary: [", "x:"),
])
def test_a_broken_list(tmp_path, monkeypatch, text, complaint):
    (tmp_path / "x.yaml").write_text(text)
    monkeypatch.setattr(vocabularies, "folder", lambda: tmp_path)
    vocabularies.forget()
    with pytest.raises(vocabularies.VocabularyError, match=complaint):
        vocabularies.load("x")
    vocabularies.forget()


@pytest.mark.parametrize(("name", "number"), [("rab_urusan", 45), ("sds_awalan", 5), ("sektor_kegiatan", 22)])
def test_lists_that_the_law_names(name, number):
    assert len(vocabularies.load(name).entries) == number


def test_each_affair_of_the_architecture_lies_below_a_theme():
    themes = vocabularies.load("theme")
    for entry in vocabularies.load("rab_urusan").entries:
        assert themes.get(entry.more["group"]) and entry.value.startswith(f"{entry.more['group']}.")
