"""What the demo says of its tables: complete, in the words of the code lists, and true to the files."""

import re
from collections import Counter

import pytest
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata import periods, regions, vocabularies
from ckanext.satudata.metadata.completeness import completeness
from ckanext.satudata.metadata.tables.names import column_names
from demo import journeys
from demo.description import datasets, sources

from .figures import header, years_of

SMALL_WORDS = {"dan", "yang", "di", "dari", "ke", "atau"}
ALL = pytest.mark.parametrize("dataset", datasets(), ids=lambda dataset: dataset.name)


@pytest.fixture(scope="module")
def schema():
    from importlib.resources import files

    return YAML(typ="safe").load(files(schemas).joinpath("dataset.yaml").read_text())


def test_each_table_is_described_once():
    assert Counter(dataset.file for dataset in datasets()) == Counter(list(sources()))


@ALL
def test_all_that_is_asked_for_is_there__but_for_drafts(dataset, schema):
    package = {**dataset.fields, "owner_org": dataset.office, "resources": [{}]}
    missing = {field.field for field in completeness(package, schema).missing}
    assert bool(missing) == (dataset.state == "draft"), missing


@ALL
def test_only_fields_of_the_schema_are_filled(dataset, schema):
    fields = {field["field_name"]: field for field in schema["dataset_fields"]}
    assert set(dataset.fields) <= set(fields)
    for name, value in dataset.fields.items():
        if code_list := fields[name].get("satudata_vocabulary"):
            assert vocabularies.load(code_list).get(value), (name, value)
    assert regions.find(dataset.fields["kode_wilayah"]).code == "33.04"
    assert len(dataset.fields["sumber"]) <= 200


@ALL
def test_a_title_is_a_title(dataset):
    title = dataset.fields["title"]
    assert not re.search(r"\d|Banjarnegara|Kabupaten", title)
    for word in re.findall(r"\w+", title):
        assert word[0].isupper() != (word in SMALL_WORDS), word
    assert title == " ".join(title.split())


def test_titles_and_addresses_are_unique():
    for values in ([d.fields["title"] for d in datasets()], [d.name for d in datasets()]):
        assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"[a-z0-9-]{2,100}", dataset.name) for dataset in datasets())


@ALL
def test_a_description_has_two_or_three_sentences(dataset):
    notes = dataset.fields["notes"]
    assert notes.endswith(".")
    sentences = re.split(r"(?<=[a-z)0-9\"*])\. (?=[A-Z])", notes)
    assert 2 <= len(sentences) <= 4, sentences
    assert max(map(len, sentences)) < 330


@ALL
def test_the_period_is_that_of_the_file(dataset):
    stated = (dataset.fields["periode_awal"], dataset.fields["periode_akhir"])
    assert stated == years_of(dataset.file)
    assert all(periods.parse(period) for period in stated)


@ALL
def test_frequency_and_level_are_those_of_the_table(dataset):
    columns = [name.strip() for name in header(dataset.file)]
    assert (dataset.fields["accrualPeriodicity"] == "BULANAN") == ("Bulan" in columns)
    by_kecamatan = columns[0].startswith("Kecamatan")
    assert (dataset.fields["level_penyajian"] == "kecamatan") == by_kecamatan
    assert dataset.fields["dimensi"].startswith("kecamatan") == by_kecamatan


@ALL
def test_a_dictionary_names_the_columns_of_the_file(dataset):
    if dataset.columns:
        assert list(dataset.columns) == column_names(header(dataset.file))
        assert all(column.label and column.notes.endswith(".") for column in dataset.columns.values())


def test_twelve_have_a_dictionary_and_a_whole_data_standard():
    standard = ("konsep", "definisi", "klasifikasi", "ukuran", "satuan")
    whole = [dataset for dataset in datasets() if dataset.columns and all(dataset.fields.get(name) for name in standard)]
    assert len(whole) >= 12


@ALL
def test_tags_are_few(dataset):
    assert 2 <= len(dataset.tags) <= 4


@ALL
def test_the_contact_is_an_office_of_no_real_domain(dataset):
    assert dataset.fields["maintainer"].startswith("Pengelola Data ")
    assert dataset.fields["maintainer_email"].endswith(".example.org")


# how far each goes


def test_there_is_a_dataset_in_each_state_and_most_are_published():
    states = Counter(dataset.state for dataset in datasets())
    assert set(states) == set(journeys.WAYS)
    assert states["published"] + states["corrected"] > len(datasets()) / 2


@ALL
def test_what_is_returned_has_a_reason_and_what_is_corrected_had_something_else(dataset):
    assert bool(dataset.reason) == (dataset.state in ("returned", "returned_by_head", "corrected"))
    assert bool(dataset.before) == (dataset.state == "corrected")
    assert all(dataset.fields[name] != value for name, value in dataset.before.items())
