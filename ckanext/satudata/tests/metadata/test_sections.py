"""The task list: pure, over small schemas and over the shipped one."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from werkzeug.datastructures import MultiDict

from ckanext.satudata import schemas
from ckanext.satudata.metadata import answers
from ckanext.satudata.metadata.completeness import completeness
from ckanext.satudata.metadata.rules import Rule
from ckanext.satudata.metadata.sections import (
    CLOSED,
    COMPLETE,
    EMPTY,
    MOST_FIELDS,
    STARTED,
    WRONG,
    Known,
    after,
    is_ready,
    next_of,
    number_complete,
    sections_of,
    standings,
)


def field(name, section="satu", **more):
    return {"field_name": name, "satudata_section": section, "label": name, **more}


SCHEMA = {
    "satudata_groups": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}],
    "satudata_sections": [
        {"name": "dua", "label": "Dua", "group": "b", "needs": ["cara"], "why": {"id": "Pilih cara.", "en": "Choose."}},
        {"name": "satu", "label": "Satu", "group": "a",
         "fieldsets": [{"label": "Depan", "fields": ["judul", "tidak_ada"]}]},
        {"name": "tiga", "label": "Tiga", "group": "b"},
        {"name": "berkas", "label": "Berkas", "group": "a"},
        {"name": "kosong", "label": "Kosong", "group": "a"},
    ],
    "satudata_resources_required": True,
    "dataset_fields": [
        field("title", satudata_required=True), field("judul", satudata_required=True), field("cara", satudata_required=True),
        field("jenis", satudata_required=True, default="statistik"), field("wilayah", default_jinja2="x"),
        field("isi", "dua", satudata_required=True), field("catatan", "tiga"), field("turunan", "tiga", satudata_derived=True),
        field("tersembunyi", "tiga", form_snippet=None), {"field_name": "tambahan", "label": "Tambahan"},
    ],
    "resource_fields": [{"field_name": "url"}],
}
FULL = {"title": "J", "judul": "a", "cara": "b", "jenis": "statistik", "isi": "c", "resources": [{"id": "1"}]}


def statuses(package, known=None):
    return {s.section.name: s.status for s in standings(sections_of(SCHEMA), package, known)}


def test_sections_stand_in_the_order_of_their_groups():
    assert [s.name for s in sections_of(SCHEMA)] == ["satu", "berkas", "dua", "tiga", "lain"]
    assert [s.name for s in sections_of(SCHEMA) if s.is_optional] == ["tiga", "lain"]
    assert sections_of(SCHEMA)[3].field_names == ("catatan",)       # derived and hidden fields are no work


@pytest.mark.parametrize(("package", "known", "section", "status"), [
    ({}, None, "satu", EMPTY),
    ({"title": "Judul", "jenis": "statistik", "wilayah": "33.04"}, None, "satu", EMPTY),    # all of it stood there before
    ({"judul": "a"}, None, "satu", STARTED),
    ({"judul": " "}, None, "satu", EMPTY),
    (FULL, None, "satu", COMPLETE),
    (FULL, Known(unsaved={"satu"}), "satu", STARTED),       # what was typed and not saved is not done
    (FULL, Known(guessed={"judul"}), "satu", COMPLETE),     # a guess fills a field; the row says how many there are
    (FULL, Known(wrong={"judul": "Salah."}), "satu", WRONG),
    (FULL, Known(unsaved={"satu"}, wrong={"judul": "Salah."}), "satu", WRONG),
    ({}, None, "dua", CLOSED),
    ({"isi": "c"}, None, "dua", CLOSED),                    # `cara` comes first
    ({"cara": "b"}, None, "dua", EMPTY),
    (FULL, None, "dua", COMPLETE),
    ({}, None, "tiga", EMPTY),
    ({"catatan": "x"}, None, "tiga", COMPLETE),
    ({}, None, "berkas", EMPTY),
    ({"resources": []}, None, "berkas", EMPTY),
    ({"resources": [{"id": "1"}]}, None, "berkas", COMPLETE),
])
def test_status_of_a_section(package, known, section, status):
    assert statuses(package, known)[section] == status


@pytest.mark.parametrize(("package", "known", "following", "ready"), [
    ({}, None, "satu", False),
    ({**FULL, "judul": ""}, None, "satu", False),
    ({**FULL, "resources": []}, None, "berkas", False),
    (FULL, Known(wrong={"isi": "Salah."}), "dua", False),                       # what is wrong comes before what is missing
    ({**FULL, "judul": ""}, Known(wrong={"isi": "Salah."}), "dua", False),
    (FULL, Known(unsaved={"tiga"}), "tiga", True),
    (FULL, None, None, True),                                                   # nobody is sent to an optional section
])
def test_where_to_go_on(package, known, following, ready):
    found = standings(sections_of(SCHEMA), package, known)
    section = next_of(found)
    assert (section.name if section else None, is_ready(found)) == (following, ready)


SAMPLED = {
    "satudata_sections": [{"name": name, "label": name} for name in ("awal", "sampel", "akhir")]
    + [{"name": "menunggu", "label": "M", "needs": ["cara"]}],
    "dataset_fields": [
        field("cara", "awal", satudata_required=True),
        field("unit", "sampel", satudata_required=True), field("fraksi", "sampel"),
        field("sarana", "akhir", satudata_required=True), field("petugas", "akhir", satudata_required=True),
        field("hasil", "menunggu", satudata_required=True),
    ],
}
RULES = (
    Rule("r1", "asked_if", ("unit", "fraksi"), "s", {"cara": ("SURVEI",)}),
    Rule("r2", "asked_if", ("petugas",), "s", {"sarana": ("papi",)}),
    Rule("r3", "required_if", ("fraksi",), "s", {"unit": ("rumah",)}),
    Rule("r4", "asked_if", ("hasil",), "s", {"cara": ("SURVEI",)}),
)


@pytest.mark.parametrize(("package", "known", "found", "missing"), [
    # nobody knows yet whether there is a sample; a section that says it waits is shown as closed
    ({}, None, {"awal": EMPTY, "akhir": EMPTY, "menunggu": CLOSED}, ["cara", "sarana"]),
    ({"cara": "SENSUS"}, None, {"awal": COMPLETE, "akhir": EMPTY}, ["sarana"]),
    ({"cara": "SURVEI"}, None, {"awal": COMPLETE, "sampel": EMPTY, "akhir": EMPTY, "menunggu": EMPTY},
     ["unit", "sarana", "hasil"]),
    ({"cara": "SURVEI", "unit": "rumah", "hasil": "x"}, None,
     {"awal": COMPLETE, "sampel": STARTED, "akhir": EMPTY, "menunggu": COMPLETE}, ["fraksi", "sarana"]),
    ({"cara": "SENSUS", "sarana": "mail"}, None, {"awal": COMPLETE, "akhir": COMPLETE}, []),
    ({"cara": "SENSUS", "sarana": "papi"}, None, {"awal": COMPLETE, "akhir": STARTED}, ["petugas"]),
    # an answer that must not be there is shown where it can be removed
    ({"cara": "SENSUS", "sarana": "mail", "unit": "x"}, Known(wrong={"unit": "Kosongkan."}),
     {"awal": COMPLETE, "sampel": WRONG, "akhir": COMPLETE}, []),
])
def test_what_is_not_asked_is_neither_shown_nor_missing(package, known, found, missing):
    standing = standings(sections_of(SAMPLED), package, known, RULES)
    assert {s.section.name: s.status for s in standing} == found
    assert [name for s in standing for name in s.missing] == missing
    assert [entry.field for entry in completeness(package, SAMPLED, RULES).missing] == missing
    assert is_ready(standing) == (not missing and not known)


def test_nobody_is_sent_where_nothing_is_asked_for():
    optional = {**SAMPLED, "dataset_fields": [field("sarana", "awal", satudata_required=True), field("petugas", "akhir"),
                                              field("lain", "akhir")]}
    rules = (Rule("r", "required_if", ("petugas",), "s", {"sarana": ("papi",)}),)
    assert next_of(standings(sections_of(optional), {"sarana": "mail"}, None, rules)) is None
    following = next_of(standings(sections_of(optional), {"sarana": "papi"}, None, rules))
    assert following and following.name == "akhir"


def test_sections_are_counted():
    found = standings(sections_of(SCHEMA), FULL)
    assert (number_complete(found), len(found)) == (3, 5)


def test_what_comes_after_a_section():
    sections = sections_of(SCHEMA)
    following = after(sections, "berkas")
    assert following and following.name == "dua"
    assert after(sections, "lain") is None and after(sections, "apa") is None


def test_fieldsets_take_the_named_fields_first_and_lose_none():
    satu = sections_of(SCHEMA)[0]
    assert [[f["field_name"] for f in group.fields] for group in satu.fieldsets] == [
        ["judul"], ["title", "cara", "jenis", "wilayah"]]
    many = {"satudata_sections": [{"name": "s", "label": "S"}], "dataset_fields": [field(f"f{n}", "s") for n in range(17)]}
    assert [len(group.fields) for group in sections_of(many)[0].fieldsets] == [7, 7, 3]


def test_the_shipped_schema():
    schema = YAML(typ="safe", pure=True).load((Path(schemas.__file__).parent / "dataset.yaml").read_text())
    sections = sections_of(schema)
    assert [s.name for s in sections] == ["dasar", "cakupan", "berkas", "standar_data", "sumber", "prioritas", "akses"]
    assert {s.group for s in sections} == {group["name"] for group in schema["satudata_groups"]}
    for section in sections:
        assert all(len(group.fields) <= MOST_FIELDS for group in section.fieldsets)
        assert sorted(section.field_names) == sorted(f["field_name"] for group in section.fieldsets for f in group.fields)
    assert [s.name for s in sections if s.is_optional] == ["prioritas"]


CHOICES = {"field_name": "kriteria", "form_snippet": "multiple_checkbox.html"}
TEXT, TAGS = {"field_name": "definisi"}, {"field_name": "tag_string"}
FIELDS = [CHOICES, TEXT, TAGS]


def test_answers_of_a_form_and_of_a_record_are_alike():
    sent = MultiDict([("definisi", "satu\r\ndua\0"), ("kriteria", "b"), ("kriteria", "a"), ("tag_string", "x, y"), ("z", "z")])
    typed = answers.of_form(FIELDS, sent)
    assert typed == {"kriteria": ["b", "a"], "definisi": "satu\ndua", "tag_string": "x, y"}
    tags = [{"name": "x"}, {"name": "y"}]
    saved = answers.of_record(FIELDS, {"kriteria": ["a", "b"], "definisi": " satu\r\ndua", "tags": tags})
    assert answers.differing(typed, saved) == ()
    assert answers.of_json(FIELDS, {"kriteria": "b", "definisi": ["x"], "lain": "z"}) == {}
    assert answers.of_form(FIELDS, MultiDict()) == {"kriteria": []}         # a browser sends nothing for none of them


def test_the_stamp_says_which_field_has_changed():
    saved = {"kriteria": ["a", "b"], "definisi": "satu", "a-b": "x"}
    stamp = answers.stamp_of(saved)
    assert answers.changed_since(stamp, saved | {"kriteria": ["b", "a"], "definisi": "satu "}) == frozenset()
    assert answers.changed_since(stamp, saved | {"definisi": "dua", "a-b": ""}) == {"definisi", "a-b"}
    assert answers.changed_since("", saved) == set(saved)                   # a stamp that nobody made knows of nothing


@pytest.mark.parametrize(("text", "words"), [
    ("", []), (" , ,", []), ("a, b,a", ["a", "b"]), ("padi sawah,  jagung ", ["padi sawah", "jagung"])])
def test_keywords(text, words):
    assert answers.keywords(text) == words
    assert answers.as_patch({"tag_string": text}) == {"tags": [{"name": word, "state": "active"} for word in words]}
