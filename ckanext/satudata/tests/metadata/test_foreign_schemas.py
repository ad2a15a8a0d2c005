"""Portals with schemas of their own: made without us, given our fields by `metadata.extend`, then freed of them again."""

from __future__ import annotations

import copy
from contextlib import contextmanager

import ckan.lib.search as search
import pytest
from ckan.tests import factories, helpers
from ckan.tests.pytest_ckan import ckan_setup

from ckanext.satudata.metadata import doctor, extending, extensions, forms, schemas, shared
from ckanext.satudata.publication import sealing
from ckanext.satudata.tests.publication import old_portal

from .conftest import call, upload
from .form_browser import Browser, path, person, texts_of

pytestmark = pytest.mark.usefixtures("portal")

STOCK = ["datastore", "scheming_datasets", "dcat", "scheming_nerf_index"]
OURS = ["satudata", "satudata_metadata"]
PRESETS = "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml"
OWN = "ckanext.satudata.tests.metadata.foreign"

# schema, what the portal keeps in a record, and the fields that mean something else there
PORTALS = {
    "ckan": ("ckanext.scheming:ckan_dataset.yaml", {"version": "1.0", "author": "Dinas", "url": "http://example.com/a"},
             ["maintainer_email"]),
    "photos": (f"{OWN}:photos.yaml", {
        "humps": 2, "category": "hybrid", "personality": ["friendly"], "jenis": ["two"],
        "keepers": [{"called": "Sari", "phones": [{"number": "1"}, {"number": "2"}]}]}, ["jenis"]),
    "dcat": ("ckanext.dcat.schemas:dcat_ap_full.yaml", {
        "notes": "Keterangan", "theme": ["http://example.com/tema"], "frequency": "http://example.com/tahunan",
        "contact": [{"name": "Sari", "email": "sari@example.com"}], "access_rights": "http://example.com/umum",
        "temporal_coverage": [{"start": "2020-01-01", "end": "2021-01-01"}]}, ["theme"]),
    "aptek": (f"{OWN}:aptek.yaml", {
        "theme": "Perikanan Tangkap", "accrualPeriodicity": "setahun sekali", "accessRights": "terbuka", "id_sds": "apa saja",
        "prioritas_tahun": "2022, 2023", "jenis": "Statistik", "iv_metode_pengumpulan_data": "wawancara"},
        ["theme", "jenis", "id_sds", "accrualPeriodicity", "maintainer_email", "prioritas_tahun", "kriteria_prioritas"]),
}
OF_OURS = {"kode_wilayah": "33.04", "periode_awal": "2020", "periode_akhir": "2024", "definisi": "Semua unta."}


@pytest.fixture(autouse=True)
def own_configuration(monkeypatch):
    """CKAN brings this one back before each test: what a foreign portal was configured with ends with its test."""
    monkeypatch.setattr(ckan_setup, "_config", ckan_setup._config)


@contextmanager
def portal_with(schema, plugins, extend="", presets=PRESETS):
    with helpers.changed_config("scheming.dataset_schemas", schema), helpers.changed_config("scheming.presets", presets), \
            helpers.changed_config("scheming.dataset_fallback", False), \
            helpers.changed_config("ckanext.satudata.metadata.extend", extend), old_portal.running(plugins) as client:
        search.rebuild()            # CKAN shows records from the index
        yield client


def made(kept):
    office = factories.Organization()
    return call("package_create", name="rekaman-lama", title="Rekaman lama", owner_org=office["id"], **copy.deepcopy(kept))


def of_portal(record):
    """What the portal itself says of a record."""
    added = {"attribution", "kode_wilayah_bps", "metadata_modified", "extras"} | set(OF_OURS)
    return {name: value for name, value in record.items() if name not in added and value is not None}


@pytest.mark.parametrize("name", PORTALS)
def test_a_portal_gets_our_fields_and_loses_them_again(name):
    schema, kept, clashing = PORTALS[name]
    with portal_with(schema, STOCK) as stock:
        record = made(kept)
        before = of_portal(call("package_show", id=record["id"]))
        own = copy.deepcopy(call("scheming_dataset_schema_show", type="dataset"))
        assert stock.get("/dataset/rekaman-lama").status_code == 200
    with portal_with(schema, [*OURS, *STOCK], "dataset") as ours:
        _its_fields_are_as_they_were(own, clashing)
        assert of_portal(call("package_show", id=record["id"])) == before
        call("package_patch", id=record["id"], **OF_OURS)
        shown = call("package_show", id=record["id"])
        assert of_portal(shown) == before and OF_OURS.items() <= shown.items() and shown["kode_wilayah_bps"] == "3304"
        sealed = sealing.content_of(record["id"])["package"]        # as stored: CKAN keeps numbers of extras as text
        assert {name: sealed[name] for name in {**kept, **OF_OURS}} == {
            name: str(value) if isinstance(value, int) else value for name, value in {**kept, **OF_OURS}.items()}
        _search_knows_it()
        _its_form_saves_each_section(ours, record)
        assert of_portal(call("package_show", id=record["id"])) == {**before, "title": "Unta"}
    with portal_with(schema, STOCK) as stock:
        shown = call("package_show", id=record["id"])
        assert {extra["key"]: extra["value"] for extra in shown["extras"]}.items() >= OF_OURS.items()
        assert of_portal(shown) == {**before, "title": "Unta"}
        assert stock.get("/dataset/rekaman-lama").status_code == 200
        call("package_update", **shown)
        assert call("package_search", q="Unta")["count"] == 1
        assert not extending.is_extended(schemas.of_type("dataset"))


def _its_fields_are_as_they_were(own, clashing):
    schema = call("scheming_dataset_schema_show", type="dataset")
    theirs = [{key: value for key, value in field.items() if key != "satudata_required"} for field in schema["dataset_fields"]]
    assert theirs[:len(own["dataset_fields"])] == own["dataset_fields"]
    assert all("satudata_section" in field for field in theirs[len(own["dataset_fields"]):])
    sealed = set(shared.content_fields("dataset"))      # of a submitted record: all that people write, whoever asked for it
    assert sealed >= {field["field_name"] for field in own["dataset_fields"]} and sealed >= set(OF_OURS)
    assert sorted(clash.field for clash in extensions.clashes_of("dataset")) == sorted(clashing)
    said = " ".join(finding.sentence for finding in doctor.extended())
    assert all(f"The field {field} of dataset means something else" in said for field in clashing)
    assert {finding.level for finding in doctor.extended()} <= {"advice"}


def _search_knows_it():
    found = call("package_search", q="Unta", fq="vocab_tahun:2022", **{"facet.field": ["kode_wilayah"]})
    assert found["count"] == 1 and found["search_facets"]["kode_wilayah"]["items"][0]["name"] == "33.04"


def _its_form_saves_each_section(client, record):
    """The portal's own section first; saving any section changes nothing in the others."""
    editor = Browser(client, person({"id": record["owner_org"]}))
    page = editor.open(path(record))
    assert texts_of(page, ".sd-tugas a")[0] in ("Fields of this portal", "Isian portal ini")
    for section in ("lain", "standar_data", "cakupan"):
        changes = {"title": "Unta"} if section == "lain" else {}
        answer = editor.send(editor.open(path(record, section)), changes)
        assert answer.status_code == 302, (section, texts_of(editor.read(answer), ".sd-galat"))
    assert editor.open("/dataset/rekaman-lama").select_one("h1").text.strip() == "Unta"


@pytest.mark.parametrize("name", PORTALS)
def test_a_draft_from_a_file_asks_later_for_what_the_portal_requires(name):
    schema, kept, _ = PORTALS[name]
    with portal_with(schema, [*OURS, *STOCK], "dataset") as client:
        office = factories.Organization()
        editor = person(office)
        draft = helpers.call_action("satudata_metadata_draft_create", {"user": editor["name"]}, owner_org=office["id"],
                                    upload=upload("kecamatan,2024\nBatur,3\n", "unta.csv"))
        record = call("package_show", id=draft["id"])
        missing = {field.field for field in shared.missing_fields(record)}
        assert missing >= {"definisi", "klasifikasi"} and ("category" in missing) == (name == "photos")
        browser = Browser(client, editor)
        answer = browser.send(browser.open(path(record, "standar_data")), {"definisi": "Semua unta."})
        assert answer.status_code == 302
        assert call("package_show", id=draft["id"])["definisi"] == "Semua unta."
        if name == "photos":
            answer = browser.send(browser.open(path(record, "lain")), {"humps": "dua", "category": ""})
            assert answer.status_code == 422
            answer = browser.send(browser.open(path(record, "lain")), {"humps": "2", "category": "hybrid"})
            assert answer.status_code == 302 and "category" not in {
                field.field for field in shared.missing_fields(call("package_show", id=draft["id"]))}


def test_what_a_portal_requires_it_requires_of_every_caller():
    with portal_with(PORTALS["photos"][0], [*OURS, *STOCK], "dataset"):
        with pytest.raises(Exception, match="category"):
            call("package_create", name="tanpa-jenis", title="Tanpa jenis", owner_org=factories.Organization()["id"])


def test_rules_leave_alone_what_means_something_else():
    with portal_with(PORTALS["aptek"][0], [*OURS, *STOCK], "dataset"):
        record = made({"id_sds": "tanpa kode"})
        assert record["id_sds"] == "tanpa kode"
        assert forms.wrong_of(call("package_show", id=record["id"])) == {}


def test_the_option_does_nothing_to_our_own_schema():
    presets = f"{PRESETS} ckanext.satudata.schemas:presets.yaml"
    with portal_with("ckanext.satudata.schemas:dataset.yaml", [*OURS, *STOCK], "dataset", presets):
        assert schemas.is_ours("dataset") and not extending.is_extended(schemas.of_type("dataset"))
        assert list(doctor.extended()) == []


@pytest.mark.parametrize(("extend", "sentence"), [
    ("kegiatan", "scheming has loaded no schema of that type"),
    ("camel-photos", "there are no fields for records of that type"),
])
def test_types_that_cannot_be_extended_are_named(extend, sentence):
    with portal_with("ckanext.scheming:ckan_dataset.yaml", [*OURS, *STOCK], extend):
        assert [(finding.level, sentence in finding.sentence) for finding in doctor.extended()] == [("problem", True)]
        assert not schemas.is_ours("dataset")
