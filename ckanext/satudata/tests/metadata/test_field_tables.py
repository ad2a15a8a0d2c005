"""The schemas of MS-Keg, MS-Var, MS-Ind and publications against the field tables, and as scheming reads them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata import vocabularies
from ckanext.satudata.metadata.logic import all_validators
from ckanext.satudata.metadata.sections import MOST_FIELDS, REST, sections_of
from ckanext.satudata.tests.metadata import field_tables
from ckanext.scheming import plugins as scheming

FOLDER = Path(schemas.__file__).parent
NAMES = ("kegiatan", "variabel", "indikator", "publikasi")


def read(name):
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


SCHEMAS = {name: read(name) for name in NAMES}
PRESETS = {preset["preset_name"]: preset["values"] for preset in read("presets")["presets"]}
# not on the forms: what CKAN, the national portal's schema and the links between records need
OURS = {
    "kegiatan": {"name", "owner_org", "id_kegiatan_mms", "id_kegiatan", "submission_period"},
    "variabel": {"klasifikasi_rujukan_value_domain"},       # the older key of the exchange format
    "indikator": {"name", "owner_org", "kegiatan", "kodereferensi", "id_msind", "kode_mskeg"},
}
NO_QUESTION_OF_INDAH = {"kode_kegiatan", "ada_rekomendasi_bps"}


def fields(name):
    """All fields of a schema, contacts too, with their presets."""
    listed = [*SCHEMAS[name]["dataset_fields"], *SCHEMAS[name].get("satudata_contact_fields", ())]
    return {field["field_name"]: {**PRESETS.get(field.get("preset"), {}), **field} for field in listed}


def subfields(name):
    return [part for field in fields(name).values() for part in field.get("repeating_subfields", ())]


def rows(table):
    """Name, number, Indonesian, English and list of codes of each line of a table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


TABLES = {
    "kegiatan": rows(field_tables.KEGIATAN) + rows(field_tables.CONTACTS),
    "variabel": rows(field_tables.VARIABEL), "indikator": rows(field_tables.INDIKATOR),
}
EVERY_ROW = [pytest.param(name, row, id=f"{name}.{row[0]}") for name, table in TABLES.items() for row in table]
EVERY_FIELD = [pytest.param(field, id=f"{name}.{field['field_name']}")
               for name in NAMES for field in (*fields(name).values(), *subfields(name))]


@pytest.mark.parametrize(("name", "row"), EVERY_ROW)
def test_a_row_of_the_tables(name, row):
    field_name, number, in_indonesian, in_english, codes = row
    field = fields(name)[field_name]
    assert field.get("satudata_number", "") == number
    assert in_indonesian.casefold() in field["label"]["id"].casefold()
    assert in_english in field["label"]["en"].casefold()
    assert field.get("satudata_vocabulary", "") == codes
    assert number not in field["label"]["id"] or not number


@pytest.mark.parametrize("name", TABLES)
def test_no_field_is_missing_or_invented(name):
    assert set(fields(name)) == {row[0] for row in TABLES[name]} | OURS[name]


def test_the_officers_contacts_never_are_fields_of_the_package():
    assert not [field for field in SCHEMAS["kegiatan"]["dataset_fields"] if field["field_name"].startswith("ii_pj_")]
    assert [field["field_name"] for field in SCHEMAS["kegiatan"]["satudata_contact_fields"]] == [
        row[0] for row in rows(field_tables.CONTACTS)]


@pytest.mark.parametrize(("name", "field", "parts"), [
    (name, field, parts) for name, found in field_tables.ROWS.items() for field, parts in found.items()])
def test_repeating_rows(name, field, parts):
    assert [part["field_name"] for part in fields(name)[field]["repeating_subfields"]] == parts


def test_no_other_field_repeats():
    assert {name: {f for f, field in fields(name).items() if "repeating_subfields" in field} for name in TABLES} == {
        name: set(found) for name, found in field_tables.ROWS.items()}


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_words_in_both_languages(field):
    for key in ("label", "help_text", "form_placeholder", "satudata_help", "satudata_plain"):
        if key in field:
            assert set(field[key]) == {"id", "en"} and all(text.strip() for text in field[key].values())
    assert "help_text" in field
    assert len(field["help_text"]["id"]) < 120      # a hint; what is longer belongs in satudata_help


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_lists_and_validators_are_there(field):
    if "satudata_vocabulary" in field:
        vocabularies.load(field["satudata_vocabulary"])
    ours = {name for name in str(field.get("validators", "")).split() if name.startswith("satudata_")}
    assert ours <= set(all_validators())
    assert field.get("preset") in {None, "title", "dataset_slug", "dataset_organization", "tag_string_autocomplete", *PRESETS}


@pytest.mark.parametrize("name", ["kegiatan", "variabel", "indikator"])
def test_every_question_has_its_own_place_at_bps(name):
    paths = {field_name: field.get("satudata_indah") for field_name, field in fields(name).items()}
    assert {field_name for field_name, path in paths.items() if not path} == (
        OURS[name] - {"klasifikasi_rujukan_value_domain"} | (NO_QUESTION_OF_INDAH & set(paths)))
    assert [path for path, number in Counter(filter(None, paths.values())).items() if number > 1] == []
    blocks = {path.split(".")[0]: field_name.split("_")[0] for field_name, path in paths.items() if path and "blok" in path}
    assert all(block == f"blok_{prefix}" for block, prefix in blocks.items())


@pytest.mark.parametrize("name", NAMES)
def test_names_and_other_names_mean_one_field(name):
    meant = Counter(text for field_name, field in fields(name).items()
                    for text in {field_name, *field.get("satudata_aliases", ())})
    assert [text for text, number in meant.items() if number > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_sections_in_the_forms_order(name):
    schema = SCHEMAS[name]
    sections = sections_of({**schema, "dataset_fields": list(fields(name).values())})
    assert [section.name for section in sections] == [section["name"] for section in schema["satudata_sections"]]
    assert REST not in {section.name for section in sections}
    assert {section.group for section in sections} == {group["name"] for group in schema["satudata_groups"]}
    assert all(len(group.fields) <= MOST_FIELDS for section in sections for group in section.fieldsets)
    named = [f for section in schema["satudata_sections"] for group in section.get("fieldsets", ()) for f in group["fields"]]
    assert set(named) <= set(fields(name)) and len(named) == len(set(named))


def test_the_blocks_of_the_form_follow_each_other():
    numbers = [field["satudata_number"] for field in SCHEMAS["kegiatan"]["dataset_fields"] if "satudata_number" in field]
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in re.findall(r"\d+", number)])


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_may_lack_anything(name):
    assert not [field for field in (*fields(name).values(), *subfields(name)) if field.get("required")]


@pytest.mark.parametrize(("name", "codes"), field_tables.CODES.items())
def test_lists_and_their_numbers_on_paper(name, codes):
    entries = vocabularies.load(name).entries
    assert [f"{entry.more.get('code', '-')} {entry.value}" for entry in entries] == codes.split(", ")


@pytest.mark.parametrize(("name", "text", "code"), field_tables.ALSO_MEANT)
def test_other_spellings(name, text, code):
    entry = vocabularies.load(name).find(text)
    assert entry and entry.value == code


@pytest.mark.parametrize("name", field_tables.CODES)
def test_no_spelling_means_two_codes(name):
    vocabulary = vocabularies.load(name)
    for entry in vocabulary.entries:
        for text in (entry.value, *entry.labels.values(), *entry.aliases):
            found = vocabulary.find(text)
            assert found and found.value == entry.value


def test_sampling_methods_name_their_class():
    """SDI 1.6: 1-5 with a probability sample, 6-10 with another."""
    classes = [entry.more["class"] for entry in vocabularies.load("metode_sampel").entries]
    assert classes == ["SAMPEL_PROBABILITAS"] * 5 + ["SAMPEL_NONPROBABILITAS"] * 5
    assert all(vocabularies.load("metode_pemilihan_sampel").get(code) for code in classes)


def test_names_of_the_national_schema():
    """SDI 3.3, activity and indicator sections: each is a field, another name of one, or worked out when it is exported."""
    derived = {"produsen_data_name", "produsen_data_province_code", "produsen_data_city_code", "total_msvar", "total_msind",
               "status_review_pembina"}
    national = """id_kegiatan_mms id_kegiatan judul_kegiatan tahun_kegiatan jenis_statistik cara_pengumpulan_data
        sektor_kegiatan identitas_rekomendasi i_instansi_penyelanggara i_alamat i_telepon i_email ii_unit_eselon1
        ii_unit_eselon2 ii_pj_nama ii_pj_jabatan ii_pj_alamat ii_pj_telepon ii_pj_email ii_pj_faksimile
        iii_latar_belakang_kegiatan iii_tujuan_kegiatan
        produsen_data_name produsen_data_province_code produsen_data_city_code total_msvar total_msind submission_period
        status_review_pembina id_msind id_mskeg interpretasi metode_perhitungan rumus kodereferensi level_estimasi klasifikasi
        indikator_komposit id_msi id_msk""".split()
    known = {text for name in ("kegiatan", "indikator") for field_name, field in fields(name).items()
             for text in (field_name, *field.get("satudata_aliases", ()))}
    assert set(national) - known == derived
    assert fields("kegiatan")["i_instansi_penyelenggara"]["satudata_export"] == "i_instansi_penyelanggara"


def test_a_dataset_points_to_its_kegiatan_and_indikator():
    links = {field["field_name"]: field for field in read("dataset")["dataset_fields"] if "satudata_record_type" in field}
    assert {name: (field["preset"], field["satudata_record_type"]) for name, field in links.items()} == {
        "kegiatan": ("satudata_record", "kegiatan"), "indikator": ("satudata_records", "indikator")}
    assert not any(field.get("satudata_required") for field in links.values())


@pytest.mark.usefixtures("with_plugins")
@pytest.mark.parametrize("name", ["kegiatan", "indikator", "publikasi"])
def test_scheming_loads_and_expands_it(name):
    loaded = scheming._load_schemas([f"ckanext.satudata.schemas:{name}.yaml"], "dataset_type")
    expanded = scheming._expand_schemas(loaded)[name]
    for field in (*expanded["dataset_fields"], *expanded.get("resource_fields", ())):
        assert scheming._field_validators(field, expanded, True)
        assert scheming._field_output_validators(field, expanded, True)
