"""schemas/dataset.yaml against the field tables of the metadata reference, and completeness over it."""

import json
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
import yaml

from ckanext.satudata import schemas
from ckanext.satudata.metadata import documents, vocabularies
from ckanext.satudata.metadata.completeness import completeness, is_blank

FOLDER = Path(schemas.__file__).parent
SCHEMA = yaml.safe_load((FOLDER / "dataset.yaml").read_text())
PRESETS = {preset["preset_name"]: preset["values"]
           for preset in yaml.safe_load((FOLDER / "presets.yaml").read_text())["presets"]}
FIELDS = {field["field_name"]: {**PRESETS.get(field.get("preset"), {}), **field} for field in SCHEMA["dataset_fields"]}


@pytest.mark.parametrize("field", SCHEMA["dataset_fields"] + SCHEMA["resource_fields"], ids=lambda field: field["field_name"])
def test_labels_in_both_languages(field):
    for key in ("label", "help_text", "form_placeholder"):
        if key in field:
            assert set(field[key]) == {"id", "en"} and all(field[key].values())


def test_the_fields_of_standar_data():
    """SDI 2: five parts (Perpres 39/2019 Pasal 4) and the code."""
    assert {"konsep", "definisi", "klasifikasi", "ukuran", "satuan", "id_sds"} <= FIELDS.keys()


def test_the_names_of_the_national_schema():
    """SDI 3.3, section daftar data; publishing_status is not a field here: visibility is never something one types."""
    assert {
        "title", "name", "notes", "tag_string", "owner_org", "accrualPeriodicity", "accessRights", "id_dds", "id_sds",
        "id_indikator_mms", "konsep", "satuan", "ukuran", "jenis", "theme", "prioritas_tahun", "kriteria_prioritas",
        "indikator_prioritas", "publisher_type",
    } <= FIELDS.keys()
    assert "publishing_status" not in FIELDS


def test_region_period_and_source():
    """SDI 4.3-4.4, 5."""
    assert {"urusan", "kode_wilayah", "kode_wilayah_bps", "periode_awal", "periode_akhir", "level_penyajian", "sumber"} <= \
        FIELDS.keys()
    assert FIELDS["accrualPeriodicity"]["satudata_vocabulary"] == "frequency"


def test_every_field_has_a_section_and_every_list_is_there():
    sections = {section["name"] for section in SCHEMA["satudata_sections"]}
    assert all(field["satudata_section"] in sections for field in SCHEMA["dataset_fields"])
    used = {field["satudata_vocabulary"] for field in FIELDS.values() if "satudata_vocabulary" in field}
    assert used <= {*vocabularies.names()}


def test_nothing_governed_is_required_of_a_draft():
    assert not [name for name, field in FIELDS.items() if field.get("required")]
    assert {name for name, field in FIELDS.items() if field.get("satudata_derived")} == {"kode_wilayah_bps", "attribution"}


def test_what_is_missing_in_the_order_of_the_form():
    found = completeness({"title": "Judul", "definisi": "  ", "license_id": "notspecified", "resources": []}, SCHEMA)
    names = [missing.field for missing in found.missing]
    assert names[:3] == ["notes", "owner_org", "theme"]
    assert {"definisi", "license_id"} <= {*names}
    assert names[-1] == "resources"
    assert (found.missing[-1].section_labels["id"], found.score) == ("Berkas", 100 // found.required)


def test_a_schema_that_asks_for_nothing():
    assert completeness({}, {"dataset_fields": [{"field_name": "title", "label": "Title"}]}).score == 100


@pytest.mark.parametrize(("value", "blank"), [
    (None, True), ("", True), (" \n", True), ([], True), ("[]", True), ("none", True),
    ("0", False), (["a"], False), (0, False),
])
def test_blank(value, blank):
    assert is_blank({"satudata_blank": ["none"]}, value) is blank


@pytest.mark.usefixtures("with_plugins")
class TestWithScheming:
    def test_scheming_reads_it(self):
        assert tk.h.scheming_get_dataset_schema("dataset")["satudata_sections"] == SCHEMA["satudata_sections"]

    def test_an_index_document_that_fits(self):
        document = documents.for_index({
            "type": "dataset", "theme": "RAB.02", "definisi": "x" * 9000, "notes": "x" * 9000, "attribution": "Sumber",
            "kriteria_prioritas": json.dumps(["sdgs"]), "extras_definisi": "x" * 9000,
        })
        assert document == {"type": "dataset", "theme": "RAB.02", "notes": "x" * 9000, "vocab_kriteria_prioritas": ["sdgs"],
                            "extras_definisi": "x" * 9000}

    @pytest.mark.parametrize(("stored", "codes"), [
        ("sdgs", ["sdgs"]), ('"sdgs"', ["sdgs"]), ("sdgs, rpjmn", ["sdgs, rpjmn"]), ('["sdgs", 7]', ["sdgs", "7"]),
        ('{"a": 1}', ["{'a': 1}"]), (["sdgs"], ["sdgs"]), ("x" * 40_000, ["x" * 8000]),
    ])
    def test_what_another_schema_left_in_a_list_can_be_indexed(self, stored, codes):
        document = documents.for_index({"type": "dataset", "kriteria_prioritas": stored})
        assert document == {"type": "dataset", "vocab_kriteria_prioritas": codes}

    def test_other_types_are_left_alone(self):
        document = {"type": "harvest", "definisi": "x" * 9000, "attribution": "y"}
        assert documents.for_index(dict(document)) == document
