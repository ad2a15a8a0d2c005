"""A dataset leaves as the national catalogue takes it, tells each reader no more than he may see, and comes in again."""

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import ckan.tests.helpers as ckan_helpers
import pytest
from ckan.cli.cli import ckan as command
from ckan.tests import factories

from ckanext.satudata.metadata import catalogue, catalogue_sources, indah_rest, schemas
from ckanext.satudata.metadata.interfaces import Standing

from .conftest import call
from .form_browser import person

pytestmark = pytest.mark.usefixtures("portal", "app")     # addresses of pages are in what is written

OFFICER = {"ii_pj_nama": "Sri Wahyuni", "ii_pj_telepon": "0811000111"}
MORE = {"kriteria_prioritas": ["sdgs", "kebutuhan_mendesak"], "publisher_type": "daerah-kabupaten", "dimensi": "kecamatan",
        "id_dds": "D-1", "maintainer": "Bidang Data", "maintainer_email": "data@example.go.id", "id_sds": "SD00001.00.00"}


def shown(name, user=None):
    context = {"user": user["name"] if user else "", "ignore_auth": False}
    return ckan_helpers.call_action("satudata_metadata_catalogue_show", context, id=name)


@pytest.fixture
def kegiatan(office):
    made = call("package_create", type="kegiatan", name="pendataan", judul_kegiatan="Pendataan Sekolah",
                owner_org=office["id"], tahun_kegiatan="2025", i_instansi_penyelenggara="Dinas Pendidikan",
                iv_metode_pengumpulan_data=["wawancara"], iii_variabel_yang_dikumpulkan=[{"nama": "Guru"}])
    call("satudata_metadata_contact_update", id=made["id"], **OFFICER)
    call("satudata_metadata_variabel_create", kegiatan_id=made["id"], nama="Jumlah Guru")
    return made


@pytest.fixture
def indikator(office, kegiatan):
    return call("package_create", type="indikator", name="rasio-guru", nama="Rasio Guru", owner_org=office["id"],
                kegiatan=kegiatan["id"], rumus="murid / guru", indikator_komposit="tidak", id_msind="88",
                klasifikasi="Kecamatan; Jenis Kelamin")


@pytest.fixture
def dataset(complete, kegiatan, indikator):
    return call("package_create", **complete, **MORE, kegiatan=kegiatan["id"], indikator=[indikator["id"]],
                tag_string="guru,sekolah", resources=[{"url": "https://example.go.id/a.csv", "name": "A", "format": "CSV"}])


def test_the_three_sections_under_the_names_of_the_national_schema(dataset, kegiatan, office):
    found = shown(dataset["name"])
    assert {name: found[name] for name in (
        "title", "owner_org", "indikator_komposit", "rumus", "judul_kegiatan",
        "i_instansi_penyelanggara", "produsen_data_name", "total_msvar", "total_msind", "submission_period",
        "publishing_status", "publisher_type", "author", "iv_metode_pengumpulan_data", "tag_string")} == {
        "title": "Jumlah Sekolah Dasar", "owner_org": office["name"],
        "indikator_komposit": "tidak", "rumus": "murid / guru", "judul_kegiatan": "Pendataan Sekolah",
        "i_instansi_penyelanggara": "Dinas Pendidikan", "produsen_data_name": office["title"], "total_msvar": "1",
        "total_msind": "1", "submission_period": "2025", "publishing_status": "approved",
        "publisher_type": "daerah-kabupaten", "author": office["title"], "iv_metode_pengumpulan_data": '["wawancara"]',
        "tag_string": "guru,sekolah"}
    assert found["id_mskeg"] == f"{tk.config['ckan.site_url']}/kegiatan/pendataan", "BPS has given it no number"
    assert found["id_msind"] == "88" and found["klasifikasi"] == "Menurut kecamatan", "of the dataset itself"
    assert {extra["key"] for extra in found["extras"]} >= {"definisi", "periode_awal", "kode_wilayah", "dimensi"}
    assert all(isinstance(value, str) for name, value in found.items() if name not in ("extras", "resources"))
    assert found["resources"] == [{"url": "https://example.go.id/a.csv", "name": "A", "format": "CSV"}]


def test_numbers_are_for_everybody_and_what_bps_thinks_for_who_works_on_it(dataset, kegiatan, indikator):
    indah_rest.keep(kegiatan["id"], kegiatan["id"], {"envelope": {"id": 990100, "submitter": {"name": "Sri"}}})
    indah_rest.keep(indikator["id"], indikator["id"], {"envelope": {"status": "UNDER_REVIEW"}})
    model.Session.commit()
    found = shown(dataset["name"])
    assert found["id_mskeg"] == found["id_kegiatan_mms"] == "990100" and "status_review_pembina" not in found
    assert "Sri" not in str(found)
    assert shown(dataset["name"], factories.Sysadmin())["status_review_pembina"] == "onprogress"


@pytest.mark.parametrize("is_numbered", [True, False])
def test_what_is_written_comes_in_again_as_it_was(dataset, kegiatan, is_numbered):
    if is_numbered:
        call("package_patch", id=kegiatan["id"], id_kegiatan_mms="4711")
    written = json.loads(json.dumps(shown(dataset["name"])))
    again = call("package_create", **{**written, "name": "kembali"})
    for field in schemas.of_type("dataset")["dataset_fields"]:
        name = field["field_name"]
        if name not in ("name", "tag_string", "attribution"):
            assert again.get(name) == dataset.get(name), name
    assert [tag["name"] for tag in again["tags"]] == ["guru", "sekolah"] and not again.get("extras")
    assert shown("kembali") == {**written, "name": "kembali"}


def test_a_key_of_another_portal__leaves_as_it_came(complete):
    call("package_create", **complete, id_mskeg="815", id_msi="77, 78")
    found = shown(complete["name"])
    assert (found["id_mskeg"], found["id_msind"]) == ("815", "77, 78")
    assert not {"kode_mskeg", "kode_msind"} & {extra["key"] for extra in found["extras"]}


def test_each_reader_gets_his_own(dataset, kegiatan, office, indikator):
    assert shown(dataset["name"], person(office))["ii_pj_nama"] == "Sri Wahyuni"
    assert not [name for name in shown(dataset["name"]) if name.startswith("ii_pj_")]
    for one in (kegiatan, indikator):
        call("package_patch", id=one["id"], private=True)
    found = shown(dataset["name"], factories.User())
    assert not found.keys() & {"judul_kegiatan", "id_mskeg", "rumus", "id_msind", "total_msvar"}
    assert "id_mskeg" in shown(dataset["name"], person(office))
    call("package_patch", id=dataset["id"], private=True)
    with pytest.raises(tk.NotAuthorized):
        shown(dataset["name"])


def test_records_of_other_types_have_no_such_document(kegiatan):
    with pytest.raises(tk.ObjectNotFound):
        shown(kegiatan["name"])


STANDINGS = [
    (Standing(is_public=False), "draft"),
    (Standing(is_public=False, is_open=True, round=1), "in_review"),
    (Standing(is_public=False, is_open=True, round=2, waiting_for="producer"), "draft"),
    (Standing(is_public=False, outcome="rejected"), "rejected"),
    (Standing(is_public=True), "approved"),
]


@pytest.mark.parametrize(("standing", "word"), STANDINGS)
def test_where_it_stands_on_its_way_to_publication(standing, word):
    assert catalogue.publishing_status(standing, is_party=True) == word


def test_the_public_sees_what_is_published__while_a_revision_is_checked():
    standing = Standing(is_public=True, is_open=True, round=1)
    assert catalogue.publishing_status(standing, is_party=True) == "in_review"
    assert catalogue.publishing_status(standing, is_party=False) == "approved"


@pytest.mark.parametrize(("region", "kind"), [
    ("33.04", "daerah-kabupaten"), ("33.71", "daerah-kota"), ("33", "daerah-provinsi"), ("33.04.01", ""), ("", "")])
def test_the_kind_of_government_of_the_portal(region, kind):
    assert catalogue_sources.publisher_type(region) == kind


def test_the_page_of_a_dataset_offers_it(checked, dataset, kegiatan):
    page = checked.get(f"/dataset/{dataset['name']}")
    address = f"/satudata/metadata/{dataset['name']}/catalogue.json"
    assert address in page.body
    answer = checked.get(address)
    assert answer.json == shown(dataset["name"]) and "attachment" in answer.headers["Content-Disposition"]
    assert checked.get(f"/satudata/metadata/{kegiatan['name']}/catalogue.json", expect_errors=True).status_code == 404


def test_the_command_writes_one_dataset_or_those_of_an_office(cli, dataset, office, kegiatan):
    def run(*arguments):
        return cli.invoke(command, ["satudata-metadata", "export", "--format", "catalogue", *arguments])

    one = run("--dataset", dataset["name"])
    assert one.exit_code == 0, one.output
    assert json.loads(one.stdout)["judul_kegiatan"] == "Pendataan Sekolah"
    for arguments in (("--org", office["name"]), ("--all",)):
        assert [found["name"] for found in json.loads(run(*arguments).stdout)] == [dataset["name"]]
    assert run("--kegiatan", kegiatan["name"]).exit_code == 2 and run("--dataset", kegiatan["name"]).exit_code == 1
    assert cli.invoke(command, ["satudata-metadata", "export", "--dataset", dataset["name"]]).exit_code == 2


def test_the_writer_says_nothing_of_records_it_was_not_given():
    found = catalogue.Sources(schemas={"dataset": {"dataset_fields": [{"field_name": "title"}]}},
                              dataset={"title": "A", "kegiatan": "rahasia"}, publishing_status="draft")
    assert catalogue.document(found) == {"title": "A", "publishing_status": "draft", "extras": [], "resources": []}
