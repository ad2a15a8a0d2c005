"""The metadata in everyday words: which fields, in which order, and that every official term stays one click away."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata.plain import paragraphs

SCHEMA = YAML(typ="safe", pure=True).load((Path(schemas.__file__).parent / "dataset.yaml").read_text(encoding="utf-8"))
YEARS = {"id": "Tahun atau periode", "en": "Years or periods"}


def field(name, plain=None, section="cakupan", **more):
    return {"field_name": name, "label": {"id": name, "en": name}, "satudata_section": section, **more,
            **({"satudata_plain": plain} if plain else {})}


def schema(*fields):
    return {"satudata_sections": [{"name": "dasar", "label": "Dasar"},
                                  {"name": "cakupan", "label": "Cakupan", "plain": "Wilayah dan waktu"}],
            "dataset_fields": list(fields)}


def said(package, *fields):
    """Heading of each paragraph with its lines: label and names of the fields that speak."""
    return [(p.label, [(line.label, [f["field_name"] for f in line.fields]) for line in p.lines])
            for p in paragraphs(schema(*fields), package)]


@pytest.mark.parametrize(("package", "lines"), [
    ({"awal": "2018", "akhir": "2024"}, [(YEARS, ["awal", "akhir"])]),      # neighbours with the same words share a line
    ({"awal": "2024", "akhir": "2024"}, [(YEARS, ["awal"])]),               # one year is said once
    ({"akhir": "2024"}, [(YEARS, ["akhir"])]),
    ({"akhir": "2024", "unit": "ton"}, [(YEARS, ["akhir"]), ("Satuan", ["unit"])]),
    ({"kode": "SD1", "akhir": "2024"}, [(YEARS, ["akhir"])]),               # without plain words: official terms only
])
def test_lines(package, lines):
    assert said(package, field("awal", YEARS), field("akhir", YEARS), field("unit", "Satuan"), field("kode")) == [
        ("Wilayah dan waktu", lines)]


@pytest.mark.parametrize("nothing", [None, "", "  ", [], "[]", "notspecified"])
def test_nothing_is_said_of_what_was_not_filled_in(nothing):
    assert said({"unit": nothing}, field("unit", "Satuan", satudata_blank=["notspecified"])) == []


def test_paragraphs__sections_without_plain_heading_keep_their_label_and_fields_of_no_section_come_last():
    found = said({"a": "1", "b": "2", "c": "3"}, field("a", "A", section="elsewhere"), field("b", "B"),
                 field("c", "C", section="dasar"), field("d", "D", section=None))
    assert found == [("Dasar", [("C", ["c"])]), ("Wilayah dan waktu", [("B", ["b"])])]
    assert said({"d": "4"}, field("d", "D", section=None)) == [("", [("D", ["d"])])]


def test_the_schema_says_in_plain_words_what_a_citizen_asks_in_both_languages():
    plain = {f["field_name"]: f["satudata_plain"] for f in SCHEMA["dataset_fields"] if "satudata_plain" in f}
    assert plain.keys() >= {"konsep", "definisi", "klasifikasi", "ukuran", "satuan", "kode_wilayah", "periode_awal",
                            "periode_akhir", "accrualPeriodicity", "sumber"}
    headings = [section["plain"] for section in SCHEMA["satudata_sections"] if "plain" in section]
    assert all(set(words) == {"id", "en"} for words in (*plain.values(), *headings))
    official = {f["field_name"]: f["label"]["id"] for f in SCHEMA["dataset_fields"]}
    assert [name for name, words in plain.items() if words["id"] == official[name]] == []     # else it explains nothing
