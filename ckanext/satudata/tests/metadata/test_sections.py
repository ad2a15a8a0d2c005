"""The task list: pure, over small schemas and over the shipped one."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from werkzeug.datastructures import MultiDict

from ckanext.satudata import schemas
from ckanext.satudata.metadata import answers
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
