"""Activities, variables, indicators and publications of the demo: complete, within the rules, linked to what there is."""

import re
from collections import Counter
from importlib.resources import files

import pytest
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata import advice, regions, rules, vocabularies
from ckanext.satudata.metadata.completeness import completeness
from ckanext.satudata.metadata.tables.names import column_names
from demo import journeys
from demo.activities import activities, indicators
from demo.description import FOLDER, datasets, pages, people
from demo.loading import everything
from demo.publications import publications

from .figures import header

RECORDS = [*activities(), *indicators(), *publications()]
ALL = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
ACTIVITIES = pytest.mark.parametrize("activity", activities(), ids=lambda activity: activity.name)
EVERY_VARIABLE = [pytest.param(row, id=f"{one.name}: {row['nama']}") for one in activities() for row in one.variables]
VARIABLES = pytest.mark.parametrize("variable", EVERY_VARIABLE)


def schema(package_type):
    return YAML(typ="safe").load(files(schemas).joinpath(f"{package_type}.yaml").read_text())


def fields(package_type):
    return {field["field_name"]: field for field in schema(package_type)["dataset_fields"]}


def missing(content, package_type):
    package = {**content, "owner_org": "an office", "resources": [{}]}
    return {field.field for field in completeness(package, schema(package_type), rules.load(package_type)).missing}


def test_there_are_enough():
    assert len(activities()) >= 6
    assert sum(len(activity.variables) for activity in activities()) >= 30
    assert len(indicators()) >= 15
    assert len(publications()) == 2


@ALL
def test_all_that_is_asked_for_is_there__but_for_drafts(record):
    assert bool(missing(record.fields, record.type)) == (record.state == "draft")


@VARIABLES
def test_a_variable_is_complete_and_breaks_no_rule(variable):
    assert set(variable) <= set(fields("variabel"))
    assert missing(variable, "variabel") == set()
    assert rules.broken(rules.load("variabel"), variable) == []
    assert advice.of_name(variable["nama"], "variabel") == ()
    is_number = "value_domain" not in variable and not variable["nama"].startswith("Tahun")
    assert bool(variable.get("satuan")) == bool(variable.get("ukuran")) == is_number


@ALL
def test_no_rule_is_broken_and_no_name_could_be_better(record):
    assert rules.broken(rules.load(record.type), record.fields) == []
    assert advice.of_name(record.fields["title"], record.type) == ()
    assert re.fullmatch(r"[a-z0-9-]{2,100}", record.name)


@ALL
def test_only_fields_and_codes_of_the_schema(record):
    known = fields(record.type)
    assert set(record.fields) | set(record.links) <= set(known)
    for name, value in record.fields.items():
        if code_list := known[name].get("satudata_vocabulary"):
            for code in [value] if isinstance(value, str) else value:
                assert vocabularies.load(code_list).get(code), (name, code)


def test_names_are_those_of_one_record_only():
    names = [record.name for record in everything()]
    assert len(set(names)) == len(names)


# people


@ACTIVITIES
def test_the_officer_is_invented_and_stands_in_no_field(activity):
    asked = {field["field_name"] for field in schema("kegiatan")["satudata_contact_fields"]}
    assert set(activity.contact) <= asked
    assert bool(activity.contact) == (activity.state != "draft")
    if activity.contact:
        assert re.fullmatch(r"[A-Z][a-z]+ Contoh", activity.contact["ii_pj_nama"])
        assert activity.contact["ii_pj_jabatan"].endswith("(rekaan)")
        assert activity.contact["ii_pj_email"].endswith(".example.org")
        assert not any("Contoh" in str(value) for value in activity.fields.values())


@ACTIVITIES
def test_what_is_invented_is_called_so(activity):
    assert activity.fields["iii_tujuan_kegiatan"].endswith("penanggung jawabnya rekaan.")
    assert "Rekaan" in activity.fields["i_alamat"]
    assert activity.fields["i_telepon"] == "(0286) 000000"
    assert activity.fields["i_email"].endswith(".example.org")


def test_no_indicator_or_publication_looks_official():
    assert all("bukan indikator resmi" in one.fields["interpretasi"] for one in indicators() if one.state != "draft")
    assert all("bukan terbitan resmi" in one.fields["notes"] for one in publications())


@ALL
def test_makers_hold_their_offices(record):
    roles = {person.name: (person.role, person.organization) for person in people().people}
    assert roles[record.maker] == ("operator_opd", record.office)


# links


def test_links_lead_to_records_of_their_type():
    found = {record.name: record.type for record in everything()}
    for record in everything():
        for field, named in record.links.items():
            asked = fields(record.type)[field]["satudata_record_type"]
            assert {found[name] for name in ([named] if isinstance(named, str) else named)} <= {asked}


def test_a_record_comes_after_those_it_links_to():
    before = set()
    for record in everything():
        named = [name for value in record.links.values() for name in ([value] if isinstance(value, str) else value)]
        assert set(named) <= before
        before.add(record.name)


def test_each_activity_and_each_indicator_has_a_dataset():
    linked = [dataset.links for dataset in datasets() if dataset.links]
    assert {links["kegiatan"] for links in linked} == {activity.name for activity in activities()}
    assert {name for links in linked for name in links["indikator"]} == {indicator.name for indicator in indicators()}
    assert len(linked) == sum(len(page["datasets"]) for page in pages(FOLDER / "kegiatan"))


def test_components_are_variables_and_indicators_of_the_demo():
    variables = {(activity.fields["title"], row["nama"]) for activity in activities() for row in activity.variables}
    titles = {indicator.fields["title"] for indicator in indicators()}
    composite = [indicator for indicator in indicators() if indicator.fields["apakah_indikator_komposit"] == "ya"]
    assert len(composite) >= 2
    for indicator in indicators():
        rows = indicator.fields.get("variabel_pembangun", [])
        assert {(row["kegiatan_penghasil"], row["nama"]) for row in rows} <= variables
        assert {row["nama"] for row in indicator.fields.get("indikator_pembangun", [])} <= titles - {indicator.fields["title"]}


# true to the tables


@ACTIVITIES
def test_an_alias_is_a_column_of_a_table_of_the_activity(activity):
    tables = [dataset.file for dataset in datasets() if dataset.links.get("kegiatan") == activity.name]
    columns = {_bare(name) for file in tables for name in column_names(header(file))}
    for variable in activity.variables:
        for alias in variable.get("alias", "").split("; "):
            assert not alias or _bare(alias) in columns, alias


def _bare(name):
    return " ".join(name.split())


@ACTIVITIES
def test_kecamatan_are_those_of_the_regency(activity):
    for variable in activity.variables:
        if variable["nama"] == "Kecamatan":
            assert len(variable["value_domain"]) == 20
            for row in variable["value_domain"]:
                assert regions.find(row["kode"]).name == row["nilai"]
                assert row["kode"].startswith("33.04.")


def test_the_fields_of_books_are_the_columns_of_the_table():
    (rows,) = [row["value_domain"] for activity in activities() for row in activity.variables
               if row["nama"] == "Bidang Ilmu Koleksi"]
    assert [row["nilai"] for row in rows] == [name.strip() for name in header("koleksi-dipinjam-perpustakaan.csv")[1:-1]]


# how far each goes


def test_most_are_published_and_each_other_state_occurs():
    states = Counter((record.type, record.state) for record in RECORDS)
    assert set(state for _, state in states) <= set(journeys.WAYS)
    for package_type in ("kegiatan", "indikator"):
        of_type = {state: count for (kind, state), count in states.items() if kind == package_type}
        assert {"published", "submitted", "draft", "returned"} <= set(of_type)
        assert of_type["published"] > sum(of_type.values()) / 2
    assert states["publikasi", "published"] == 2


def test_what_is_returned_has_a_reason():
    assert all(bool(record.reason) == (record.state == "returned") for record in RECORDS)


def test_each_branch_of_the_form_is_shown_once():
    ways = {activity.fields.get("cara_pengumpulan_data") for activity in activities()}
    assert {"SURVEI", "PENCACAHAN_LENGKAP", "KOMPILASI_PRODUK_ADMINISTRASI"} <= ways
