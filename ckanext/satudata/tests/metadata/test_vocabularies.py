"""Code lists: each has a source, and says the same thing everywhere."""

import re
from urllib.parse import quote

import pytest

from ckanext.satudata.metadata import regions, vocabularies


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
    vocabularies.raw.cache_clear()
    vocabularies.load.cache_clear()
    with pytest.raises(vocabularies.VocabularyError, match=complaint):
        vocabularies.load("x")
    vocabularies.raw.cache_clear()
    vocabularies.load.cache_clear()


def test_all_regions_are_there():
    levels = [region.level for region in regions._all().values()]
    assert [levels.count(level) for level in (regions.PROVINCE, regions.REGENCY, regions.KECAMATAN)] == [38, 514, 7285]
    assert all(not region.parent or region.parent in regions._all() for region in regions._all().values())


@pytest.mark.parametrize(("code", "bps"), [
    ("33.04", "3304"), ("33", "33"), ("18.08", "1807"), ("18.05", "1808"), ("32.73", "3273"), ("18", "18"),
    ("12.73", None),            # BPS 1271: not in our table
    ("91.71", None), ("33.04.01", None),
])
def test_codes_of_bps(code, bps):
    assert regions.bps_code(code) == bps


def test_a_code_without_dots_is_never_guessed():
    assert regions.find("3304") is None
    kemendagri, bps = regions.candidates("1808")
    assert (kemendagri.name, bps.name) == ("Kabupaten Way Kanan", "Kabupaten Tulang Bawang")


def test_names_and_search():
    assert regions.full_name(regions.find("33.04.02")) == "Purworeja Klampok, Kabupaten Banjarnegara, Jawa Tengah"
    assert [region.code for region in regions.search("banjarnegara")] == ["33.04", "33.04.06"]
    assert regions.search("33.04.0")[0].code == "33.04.01"
    assert regions.search(" ") == []
