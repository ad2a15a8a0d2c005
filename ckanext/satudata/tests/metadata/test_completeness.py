"""How complete a record is: one number and one list on form, page and API and in the order of a search."""

from __future__ import annotations

from unittest import mock

import ckan.lib.jobs as ckan_jobs
import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import pysolr
import pytest
from ckan.lib.search.query import make_connection
from ckan.tests import factories, helpers
from sqlalchemy import event

from ckanext.satudata.metadata import documents, managing, schemas, service, shared
from ckanext.satudata.metadata.completeness import Completeness, with_variables

from .conftest import call
from .form_browser import Browser, path, person

pytestmark = pytest.mark.usefixtures("portal")

WHOLE = {"nama": "Umur", "konsep": ["Umur"], "definisi": "Tahun sejak lahir.", "referensi_waktu": "saat pencacahan",
         "tipe_data": "INTEGER", "apakah_variabel_bisa_diakses_umum": "ya"}
FORTY = [{**WHOLE, "nama": f"V{n}"} for n in range(40)]


@pytest.fixture
def kegiatan(office):
    return call("package_create", type="kegiatan", name="sensus-penduduk", title="Sensus Penduduk", owner_org=office["id"],
                tahun_kegiatan="2020", private=True)


def told(record):
    return call("satudata_metadata_completeness_show", id=record["id"])


def indexed(record):
    """What stands in the index, as its order sees it: the field is not stored."""
    found = [score for score in range(101) if make_connection().search(
        q=f'id:"{record["id"]}"', fq=[f"{managing.FIELD}:{managing.as_indexed(score)}"], rows=0).hits]
    return found[0] if found else None


def do_what_waits():
    queue = ckan_jobs.get_queue(service.QUEUE)
    jobs = [(job.func, job.args) for job in queue.jobs]
    queue.empty()
    for function, args in jobs:
        function(*args)


# the rule


def test_variables_count_like_fields_of_the_record(with_request_context):
    schema, none = schemas.variabel(), Completeness(0, ())
    assert with_variables(none, [WHOLE], schema).score == 100
    found = with_variables(none, [WHOLE, {"nama": "Jenis Kelamin", "definisi": "-"}], schema)
    assert {missing.row for missing in found.missing} == {2} and {missing.field for missing in found.missing} == {"variabel"}
    assert found.required == 2 * with_variables(none, [WHOLE], schema).required
    assert "Variabel “Jenis Kelamin”: Konsep" in {missing.labels["id"] for missing in found.missing}


def test_many_gaps_are_told_in_few_lines(with_request_context):
    found = with_variables(Completeness(0, ()), [{"nama": f"V{n}"} for n in range(500)], schemas.variabel())
    lines = [line.label for line in shared.named(found)]
    assert len(lines) == shared.MOST_VARIABLES + 1 and lines[0].startswith("Variable “V0”: ")
    assert lines[-1] == "480 more variables"


# one number everywhere


def test_the_same_on_form_page_api_and_index(office, kegiatan, checked):
    call("satudata_metadata_variabel_replace", kegiatan_id=kegiatan["id"], rows=[WHOLE, {"nama": "Pekerjaan"}])
    do_what_waits()
    api = told(kegiatan)
    assert 0 < api["score"] < 100 and {entry["row"] for entry in api["missing"] if entry["name"] == "variabel"} == {2}
    score, lacking = f"Kelengkapan: {api['score']}%", str(len(api["missing"]))
    editor = Browser(checked, person(office))
    for page in (editor.open(path(kegiatan)), editor.open(f"/kegiatan/{kegiatan['name']}")):
        said = page.select_one("#content").text
        assert (score in said or f"Completeness: {api['score']}%" in said) and lacking in said
    assert indexed(kegiatan) == api["score"]


def test_the_index_follows_the_variables_and_a_rebuild(kegiatan):
    before = indexed(kegiatan)
    assert before == told(kegiatan)["score"]
    call("satudata_metadata_variabel_replace", kegiatan_id=kegiatan["id"], rows=FORTY)
    do_what_waits()
    after = indexed(kegiatan)
    assert after == told(kegiatan)["score"] > before
    search.clear_all()
    search.rebuild()
    assert indexed(kegiatan) == after


def test_a_conditional_question_counts_once_it_is_asked(kegiatan):
    before = {entry["name"] for entry in told(kegiatan)["missing"]}
    call("package_patch", id=kegiatan["id"], cara_pengumpulan_data="SURVEI")
    after = {entry["name"] for entry in told(kegiatan)["missing"]}
    assert "v_jenis_rancangan_sampel" in after - before
    assert indexed(kegiatan) == told(kegiatan)["score"]


def test_indexing_asks_for_the_variables_once(kegiatan):
    call("satudata_metadata_variabel_replace", kegiatan_id=kegiatan["id"], rows=FORTY)
    document = {"id": kegiatan["id"], "type": "kegiatan", "validated_data_dict": tk.h.dump_json(kegiatan)}
    asked = []

    def listen(*args):
        asked.append(args[2])

    event.listen(model.Session.get_bind(), "before_cursor_execute", listen)
    try:
        documents.for_index(document)
    finally:
        event.remove(model.Session.get_bind(), "before_cursor_execute", listen)
    assert sum("satudata_metadata_variabel" in statement for statement in asked) == 1 and len(asked) <= 3
    assert len(document[managing.FIELD]) == 3


# who orders by it


def names_by(user, **params):
    return [package["name"] for package in tk.get_action("package_search")({"user": user}, {
        "q": "title:Jumlah", "include_private": True, "sort": managing.ORDER, **params})["results"]]


@pytest.fixture
def two(office, complete):
    """The one that lacks more was changed last, and is called later."""
    call("package_create", **{**complete, "name": "jumlah-b", "title": "Jumlah B", "private": False})
    call("package_create", name="jumlah-a", title="Jumlah A", owner_org=office["id"], private=False)
    call("package_patch", id="jumlah-b", notes="Diubah terakhir.")


def test_editors_and_administrators_order_by_it(two, office):
    wanted = ["jumlah-a", "jumlah-b"]
    assert names_by(person(office)["name"]) == wanted
    assert names_by(factories.Sysadmin()["name"]) == wanted
    assert names_by(person(office)["name"], sort=f"{managing.FIELD} desc") == wanted[::-1]


def test_everybody_may_order_by_what_everybody_may_ask_but_finds_what_he_sees(two, office, complete):
    """The number of a record is told by an action to whoever sees the record: its order tells nothing more."""
    call("package_create", **{**complete, "name": "jumlah-c", "title": "Jumlah C", "private": True})
    for user in ("", factories.User()["name"]):
        assert names_by(user) == ["jumlah-a", "jumlah-b"]
        shown = [tk.get_action("satudata_metadata_completeness_show")({"user": user}, {"id": name})["score"]
                 for name in names_by(user)]
        assert shown == sorted(shown)
        for score in range(101):
            found = tk.get_action("package_search")({"user": user}, {
                "q": f"{managing.FIELD}:{managing.as_indexed(score)}", "include_private": True})
            assert "jumlah-c" not in [package["name"] for package in found["results"]]
    assert names_by(person(office)["name"])[0] == "jumlah-a"


def test_it_is_in_no_answer(two):
    for fields in (None, ["*"], ["name", "satudata*"]):
        found = helpers.call_action("package_search", {"user": "", "ignore_auth": False}, q="Jumlah",
                                    **({"fl": fields} if fields else {}))
        assert found["count"] == 2 and managing.FIELD not in str(found)


def test_pages_offer_the_order_and_the_bar_to_those_who_look_after_records(two, office, checked):
    office_page = f"/organization/{office['name']}"
    for user, sees in ((person(office), True), (person(office, "member"), False), (factories.User(password="x" * 12), False)):
        browser = Browser(checked, user)
        for address in ("/dataset/", office_page):
            page = browser.open(address)
            assert (managing.ORDER in [option["value"] for option in page.select("#sd-sort option")]) is sees, (address, sees)
            assert len(page.select(".sd-lengkap progress")) == (2 if sees else 0)
        assert bool(browser.open("/dataset/jumlah-a").select("details summary .sd-redup")) is sees
    anonymous = Browser(checked)
    assert "Completeness" not in anonymous.open("/dataset/").select_one("#content").text


def searches_of(page):
    """What is asked of the index, and how often variables and contacts are read, while a page of records is made."""
    asked, rows = [], []

    def listen(*args):
        rows.append(args[2])

    solr = pysolr.Solr.search

    def counted(self, *args, **kwargs):
        asked.append(kwargs)
        return solr(self, *args, **kwargs)

    event.listen(model.Session.get_bind(), "before_cursor_execute", listen)
    try:
        with mock.patch.object(pysolr.Solr, "search", counted):
            shown = page()
    finally:
        event.remove(model.Session.get_bind(), "before_cursor_execute", listen)
    read = sum("satudata_metadata_variabel" in statement or "satudata_metadata_contact" in statement for statement in rows)
    return shown, [one for one in asked if managing.FIELD in str(one)], read


def test_a_page_of_activities_asks_once_how_complete_they_are_and_for_the_public_never(office, checked):
    made = [call("package_create", type="kegiatan", name=f"sensus-{n}", title=f"Sensus {n}", owner_org=office["id"],
                 tahun_kegiatan="2020", private=False) for n in range(3)]
    call("satudata_metadata_variabel_replace", kegiatan_id=made[0]["id"], rows=FORTY)
    do_what_waits()
    editor, anonymous = Browser(checked, person(office)), Browser(checked)
    page, asked, read = searches_of(lambda: editor.open("/kegiatan/?sort=name asc"))
    assert len(asked) == 1 and read == 0
    assert [int(bar["value"]) for bar in page.select(".sd-lengkap progress")] == [told(one)["score"] for one in made]
    page, asked, read = searches_of(lambda: anonymous.open("/kegiatan/"))
    assert (asked, read, page.select(".sd-lengkap")) == ([], 0, [])


def test_a_list_stands_while_the_index_does_not_say_how_complete_records_are(two, office, checked):
    editor, solr = Browser(checked, person(office)), pysolr.Solr.search

    def broken(self, *args, **kwargs):
        if managing.FIELD in str(kwargs):
            raise pysolr.SolrError("no such function")
        return solr(self, *args, **kwargs)

    with mock.patch.object(pysolr.Solr, "search", broken):
        page = editor.open("/dataset/")
    assert len(page.select(".sd-hasil h3")) == 2 and not page.select(".sd-lengkap")
