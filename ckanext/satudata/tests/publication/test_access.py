"""A record that is not *terbuka* is public; its files and rows are not (design §2.6)."""

from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.publication import records
from ckanext.satudata.publication.uploader import core_uploader

from . import portal

LEVELS = ("terbatas", "tertutup")
PARTIES = {"maker", "colleague", "sysadmin"}
OUTSIDERS = {"anonymous", "stranger", "member"}


@pytest.fixture(scope="module", params=LEVELS)
def closed(request, people):
    record = portal.approved(people, accessRights=request.param)
    view = people.maker.does("resource_view_list", id=record.resource_id)
    if not view:
        made = model.ResourceView(resource_id=record.resource_id, title="Tabel", view_type="datatables_view", order=0,
                                  config={})
        model.Session.add(made)
        model.Session.commit()
        view = [{"id": made.id}]
    portal.answer(people.reviewer, record, "finish")
    record.view = view[0]["id"]
    return record


def reader(people, name):
    return {**people.readers, "colleague": people.colleague, "org_admin": people.org_admin}[name]


def ask(people, who, action, **data):
    return people.portal.post(f"/api/3/action/{action}", json=data, headers=reader(people, who).headers)


def get(people, who, path):
    return people.portal.get(path, headers=reader(people, who).headers)


@pytest.mark.parametrize("who", sorted(OUTSIDERS | PARTIES))
def test_everybody_reads_what_is_said_of_the_record(people, closed, who):
    assert ask(people, who, "package_show", id=closed.id).json["result"]["title"].endswith(closed.mark)
    assert get(people, who, f"/dataset/{closed.name}").status_code == 200
    assert ask(people, who, "package_search", q=f"id:{closed.id}").json["result"]["count"] == 1
    assert closed.mark in get(people, who, f"/dataset/{closed.name}.ttl").body


FILE = "/dataset/{r.id}/resource/{r.resource_id}/"
WAYS_TO_ROWS = {
    "download": lambda people, who, r: get(people, who, FILE.format(r=r) + "download/a.csv"),
    "download by another record": lambda people, who, r: get(people, who, f"/dataset/x/resource/{r.resource_id}/download"),
    "dump": lambda people, who, r: get(people, who, f"/datastore/dump/{r.resource_id}"),
    "dump as JSON": lambda people, who, r: get(people, who, f"/datastore/dump/{r.resource_id}?format=json&bom=true"),
    "datastore_search": lambda people, who, r: ask(people, who, "datastore_search", resource_id=r.resource_id),
    "datastore_search by id": lambda people, who, r: ask(people, who, "datastore_search", id=r.resource_id),
    "datastore_search of two": lambda people, who, r: ask(people, who, "datastore_search", id=r.resource_id, resource_id="x"),
    "datastore_search as CSV": lambda people, who, r: ask(
        people, who, "datastore_search", resource_id=r.resource_id, records_format="csv"),
    "datastore_search of words": lambda people, who, r: ask(
        people, who, "datastore_search", resource_id=r.resource_id, q="Batur"),
    "datastore_search_sql": lambda people, who, r: ask(
        people, who, "datastore_search_sql", sql=f'SELECT * FROM "{r.resource_id}"'),
    "view page": lambda people, who, r: get(people, who, FILE.format(r=r) + f"view/{r.view}"),
    "rows of the view": lambda people, who, r: people.portal.post(
        f"/datatables/ajax/{r.view}", data={"draw": "1", "start": "0", "length": "10", "search[value]": ""},
        headers=reader(people, who).headers),
    "filtered download of the view": lambda people, who, r: people.portal.post(
        f"/datatables/filtered-download/{r.view}", data={"params": "{}", "format": "csv"},
        headers=reader(people, who).headers),
}


@pytest.mark.parametrize("who", sorted(OUTSIDERS))
@pytest.mark.parametrize("way", WAYS_TO_ROWS)
def test_no_way_leads_an_outsider_to_the_file_or_its_rows(people, closed, way, who):
    try:
        answer = WAYS_TO_ROWS[way](people, who, closed)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return
    assert "Batur" not in answer.get_data(as_text=True) and answer.status_code != 200


@pytest.mark.parametrize("who", sorted(OUTSIDERS))
def test_the_page_of_the_file_tells_nothing_of_its_rows(people, closed, who):
    page = get(people, who, f"/dataset/{closed.name}/resource/{closed.resource_id}")
    assert page.status_code == 200 and "Batur" not in page.body and closed.view not in page.body


@pytest.mark.parametrize("who", sorted(PARTIES))
@pytest.mark.parametrize("way", ["download", "dump", "datastore_search", "datastore_search as CSV"])
def test_a_party_reads_file_and_rows(people, closed, way, who):
    answer = WAYS_TO_ROWS[way](people, who, closed)
    assert answer.status_code == 200 and "Batur" in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", sorted(OUTSIDERS))
@pytest.mark.parametrize("action", ["datastore_info", "resource_view_show"])
def test_columns_and_views_are_closed_too(people, closed, action, who):
    id_ = closed.view if action == "resource_view_show" else closed.resource_id
    assert ask(people, who, action, id=id_).status_code == 403


def test_the_file_does_not_lie_where_ckan_alone_would_serve_it(people, closed):
    assert not Path(core_uploader({}).get_path(closed.resource_id)).exists()


@pytest.mark.parametrize("level", LEVELS)
def test_a_link_can_not_be_guarded_so_it_is_not_submitted(people, level):
    record = portal.draft(people.maker, people.office, accessRights=level)
    people.maker.does("resource_create", package_id=record.id, name="Tautan", url="https://example.com/a.csv")
    with pytest.raises(tk.ValidationError) as refused:
        portal.answer(people.maker, record, "finish")
    assert "is a link" in str(refused.value.error_dict)
    model.Session.rollback()
    assert records.get(record.id).seal is None


def test_an_open_record_is_open(people):
    record = portal.published(people, accessRights="terbuka")
    for way in ("download", "dump", "datastore_search"):
        assert WAYS_TO_ROWS[way](people, "anonymous", record).status_code == 200


def test_a_level_that_nobody_knows_is_closed(people):
    record = portal.published(people)
    package = model.Package.get(record.id)
    package.extras["accessRights"] = "entah"
    model.Session.commit()
    assert WAYS_TO_ROWS["download"](people, "anonymous", record).status_code in (403, 404)
    assert WAYS_TO_ROWS["datastore_search"](people, "anonymous", record).status_code == 403
