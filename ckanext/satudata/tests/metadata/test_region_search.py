"""The look-up of regions: its action for everybody, the field that asks for a region, and what a wrong code is answered."""

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests.helpers import call_auth

from .conftest import call
from .form_browser import Browser, path

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")]
SEARCH = "satudata_metadata_region_search"
ADDRESS = f"/api/action/{SEARCH}"


def test_what_the_action_gives():
    first, second, *_ = call(SEARCH, q="banjarnegara", limit=5)
    assert first == {"code": "33.04", "name": "Kabupaten Banjarnegara", "full_name": "Kabupaten Banjarnegara, Jawa Tengah",
                     "level": "kabupaten_kota", "code_bps": "3304"}
    assert (second["code"], second["code_bps"]) == ("33.04.06", None)


def test_everybody_may_ask(app):
    assert call_auth(SEARCH, {"user": "", "model": None})
    answer = app.get(f"{ADDRESS}?q=susukan&within=33.04.01&limit=2").json
    assert [region["code"] for region in answer["result"]] == ["33.04.01.2012"]
    assert len(app.get(f"{ADDRESS}?q=a").json["result"]) == 20
    assert app.get(ADDRESS).json["result"] == []


def test_both_meanings_of_a_code_are_offered():
    assert [region["full_name"] for region in call(SEARCH, q="1808")] == [
        "Kabupaten Way Kanan, Lampung", "Kabupaten Tulang Bawang, Lampung"]


@pytest.mark.parametrize(("sent", "field"), [
    ({"q": "x" * 101}, "q"), ({"q": "a", "limit": "51"}, "limit"), ({"q": "a", "limit": "0"}, "limit"),
    ({"q": "a", "limit": "banyak"}, "limit"),
    ({"q": "a", "within": "3304"}, "within"), ({"q": "a", "within": "33.99"}, "within"),
    ({"q": "a", "within": "x" * 5000}, "within"),
])
def test_bad_questions(app, sent, field):
    with pytest.raises(tk.ValidationError) as refused:
        call(SEARCH, **sent)
    assert list(refused.value.error_dict) == [field]
    assert app.get(ADDRESS, query_string=sent, status=409).json["error"][field]


@pytest.mark.parametrize("text", ["'; DROP TABLE package; --", "\0", "<script>", "%00", "_", "*:*", "\u202e"])
def test_hostile_texts(text):
    assert call(SEARCH, q=text) == []


@pytest.mark.parametrize(("sent", "stored"), [
    ("33.04.01.2012", "33.04.01.2012"), ("Susukan, Susukan, Kabupaten Banjarnegara, Jawa Tengah", "33.04.01.2012"),
    ("kabupaten banjarnegara", "33.04"), ("Kab. Banjarnegara, Jawa Tengah", None),
])
def test_a_record_about_a_village(complete, sent, stored):
    if stored:
        assert call("package_create", **complete | {"kode_wilayah": sent})["kode_wilayah"] == stored
    else:
        with pytest.raises(tk.ValidationError):
            call("package_create", **complete | {"kode_wilayah": sent})


@pytest.mark.parametrize(("sent", "words"), [
    ("1808", ["Kabupaten Way Kanan, Lampung to Kemendagri", "Kabupaten Tulang Bawang, Lampung to BPS", "18.08 or 18.05"]),
    ("1808022001", ["means Datar Bancong, Kasui, Kabupaten Way Kanan, Lampung to Kemendagri",
                    "to BPS a place in Kabupaten Tulang Bawang", "18.08.02.2001", "begins with 18.05"]),
    ("1807010", ["is a code of BPS", "a place in Kabupaten Way Kanan, Lampung", "begins with 18.08"]),
    ("3304012012", ["33.04.01.2012 (Susukan, Susukan, Kabupaten Banjarnegara, Jawa Tengah)"]),
    ("33.04.01.2999", ["is not a region"]), ("Wakanda", ["is not a region"]),
])
def test_a_code_that_is_none_or_can_mean_two_places(complete, sent, words):
    with pytest.raises(tk.ValidationError) as refused:
        call("package_create", **complete | {"kode_wilayah": sent})
    (sentence,) = refused.value.error_dict["kode_wilayah"]
    assert all(word in sentence for word in words), sentence


def test_the_field_says_what_its_code_means(editor, record):
    page = editor.open(path(record, "cakupan"))
    field = page.select_one("#field-kode_wilayah")
    assert (field["data-module"], field["value"], field["type"]) == ("sd-region", "33.04", "text")
    said = page.select_one("#field-kode_wilayah-means")
    assert said.text == "Kabupaten Banjarnegara, Jawa Tengah" and said["id"] in field["aria-describedby"].split()
    assert "{n}" in field["data-module-found"] and not page.select_one("#field-level_penyajian[data-module=sd-region]")


def test_without_a_script_the_name_or_the_code_is_typed(editor, record):
    page = editor.open(path(record, "cakupan"))
    editor.send(page, {"kode_wilayah": "Susukan, Kabupaten Banjarnegara, Jawa Tengah"})
    assert call("package_show", id=record["id"])["kode_wilayah"] == "33.04.01"
    answer = editor.send(editor.open(path(record, "cakupan")), {"kode_wilayah": "1808"})
    page = Browser.read(answer)
    assert answer.status_code == 422 and page.select_one("#field-kode_wilayah")["value"] == "1808"
    assert page.select_one("#field-kode_wilayah-means").text == ""
