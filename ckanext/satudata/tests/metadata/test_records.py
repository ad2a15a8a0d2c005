"""Records with the fields of Satu Data, over CKAN's actions."""

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from .conftest import call

pytestmark = pytest.mark.usefixtures("portal")


def test_a_complete_record(complete):
    package = call("package_create", **complete)
    shown = call("package_show", id=package["id"])
    assert {name: shown[name] for name in complete if name != "owner_org"} == {
        name: value for name, value in complete.items() if name != "owner_org"}
    found = call("satudata_metadata_completeness_show", id=package["id"])
    assert [field["name"] for field in found["missing"]] == ["resources"]
    assert found["score"] == 100 * (found["required"] - 1) // found["required"]


def test_a_draft_may_be_incomplete(office):
    package = call("package_create", name="draf", owner_org=office["id"], license_id="notspecified")
    found = call("satudata_metadata_completeness_show", id=package["id"])
    missing = {field["name"]: field for field in found["missing"]}
    assert {"definisi", "satuan", "kode_wilayah", "license_id", "resources"} <= missing.keys()
    assert missing["satuan"]["label"] == {"id": "Satuan", "en": "Unit"}
    assert missing["satuan"]["section_label"]["id"] == "Standar Data"


def test_the_portal_writes_what_is_derived(complete):
    package = call("package_create", **complete, attribution="Milik saya", kode_wilayah_bps="9999")
    assert package["kode_wilayah_bps"] == "3304"
    assert package["attribution"] == (
        "Sumber: Dinas Pendidikan, Kepemudaan dan Olahraga, Satu Data, http://test.ckan.net/dataset/jumlah-sekolah-sd")
    again = call("package_update", **{**package, "attribution": "Milik saya", "title": "Judul baru"})
    assert again["attribution"] == package["attribution"]
    found = call("package_search", q="jumlah-sekolah-sd")["results"][0]
    assert found["attribution"] == package["attribution"]


@pytest.mark.ckan_config("ckanext.satudata.metadata.attribution", "Data {title} diunduh dari {portal}.")
def test_an_attribution_always_names_the_address(complete):
    package = call("package_create", **complete)
    assert package["attribution"] == (
        "Data Jumlah Sekolah Dasar diunduh dari Satu Data. http://test.ckan.net/dataset/jumlah-sekolah-sd")


def test_a_field_can_be_emptied(complete):
    package = call("package_create", **complete, kriteria_prioritas=["sdgs"])
    assert call("package_show", id=package["id"])["kriteria_prioritas"] == ["sdgs"]
    emptied = call("package_patch", id=package["id"], kriteria_prioritas=[], satuan="")
    assert "kriteria_prioritas" not in emptied
    assert "satuan" not in emptied


def test_what_other_portals_write_is_stored_as_our_code(complete):
    package = call("package_create", **{
        **complete, "theme": "06", "accrualPeriodicity": "tahunan", "jenis": "Spasial", "id_sds": "sd000010000",
        "kode_wilayah": "Kabupaten Banjarnegara", "kriteria_prioritas": '["sdgs", "prioritas_pembangunan"]',
    })
    names = ("theme", "accrualPeriodicity", "jenis", "kode_wilayah", "id_sds", "kriteria_prioritas")
    assert [package[name] for name in names] == [
        "RAB.06", "TAHUNAN", "geospasial", "33.04", "SD00001.00.00", ["prioritas_pembangunan", "sdgs"]]


@pytest.mark.parametrize(("name", "value", "hint"), [
    ("theme", "Perikanan", "RAB.02 (Economy and industry)"),
    ("accrualPeriodicity", "tiap tahun", "TAHUNAN (Yearly)"),
    ("kriteria_prioritas", ["sdgs", "penting"], "sdgs"),
    ("id_sds", "SD1", "SD00001.00.00"),
    ("kode_wilayah", "1808", "means Kabupaten Way Kanan, Lampung to Kemendagri and Kabupaten Tulang Bawang, Lampung to BPS"),
    ("kode_wilayah", "3304", "33.04 (Kabupaten Banjarnegara, Jawa Tengah)"),
    ("kode_wilayah", "Banjarnegara", "33.04 (Kabupaten Banjarnegara, Jawa Tengah)"),
    ("kode_wilayah", "33.99", "such as 33.04"),
    ("periode_awal", "2023-2024", "a school year (2023/2024)"),
    ("periode_akhir", "2017", "(2018/2019)"),
    ("prioritas_tahun", "25", "four digits"),
    ("sumber", "x" * 201, "200"),
    ("maintainer_email", "kantor", "kantor"),
])
def test_a_refusal_says_what_would_be_right(complete, name, value, hint):
    with pytest.raises(tk.ValidationError) as refusal:
        call("package_create", **{**complete, name: value})
    assert hint in " ".join(refusal.value.error_dict[name])


def test_long_texts_do_not_stop_the_index(complete):
    """Solr takes at most 32,766 bytes in a field that is not split into words."""
    package = call("package_create", **{**complete, "definisi": "pengertian " * 5000 + "khususnya"})
    assert call("package_search", q="khususnya")["results"][0]["id"] == package["id"]


def test_facets_carry_words(complete, office):
    call("package_create", **complete)
    call("package_create", **{**complete, "name": "lain", "theme": "RAB.02", "sumber": "BPS"})
    facets = call("package_search", **{"facet.field": ["theme", "jenis", "sumber", "organization"]})["search_facets"]
    assert {item["name"]: item["display_name"] for item in facets["theme"]["items"]} == {
        "RAB.06": "Education and labour", "RAB.02": "Economy and industry"}
    assert facets["jenis"]["items"][0]["display_name"] == "Statistical"
    assert {item["name"] for item in facets["sumber"]["items"]} == {"BPS", "Dindikpora Kabupaten Banjarnegara"}
    assert call("package_search", fq='theme:"RAB.02"')["count"] == 1


def test_several_codes_are_searched_one_by_one(complete):
    call("package_create", **complete, kriteria_prioritas=["sdgs", "kebutuhan_mendesak"])
    assert call("package_search", fq="vocab_kriteria_prioritas:sdgs")["count"] == 1


def test_catalogue_and_record_as_dcat(app, complete):
    """The last theme is RAB.10: a bare 10 would stop ckanext-dcat."""
    package = call("package_create", **{**complete, "theme": "RAB.10", "maintainer": "Dindikpora"})
    for address in (f"/dataset/{package['name']}.ttl", "/catalog.ttl"):
        text = app.get(address).body
        assert "Jumlah Sekolah Dasar" in text
        assert "Dinas Pendidikan, Kepemudaan dan Olahraga" in text


def test_reading_a_record_asks_for_the_right_to_see_it(complete):
    package = call("package_create", **complete, private=True)
    stranger = factories.User()
    for user in ("", stranger["name"]):
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("satudata_metadata_completeness_show")({"user": user, "ignore_auth": False}, {"id": package["id"]})
