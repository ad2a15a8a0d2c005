"""A file belongs to one record for ever: nobody adopts the id of another record's resource, also not of one that is gone."""

from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib.uploader import ResourceUpload

from ckanext.satudata.metadata import datastore
from ckanext.satudata.publication.model import Pin

from . import portal

SECRET = b"nama,nilai\nRahasia,1\n"


def deleted_resource(people):
    record = portal.draft(people.maker, people.office, table=SECRET)
    people.maker.does("resource_delete", id=record.resource_id)
    return record


def gone_resource(people):
    """The update after a deletion removes the row of a resource for good."""
    record = deleted_resource(people)
    people.maker.does("resource_create", package_id=record.id, name="Lain", url="https://example.com/lain.csv")
    assert model.Resource.get(record.resource_id) is None
    model.Session.rollback()
    return record


def deleted_package(people):
    record = portal.draft(people.maker, people.office, table=SECRET)
    people.maker.does("package_delete", id=record.id)
    return record


def purged_package(people):
    record = portal.published(people, table=SECRET)
    people.sysadmin.does("dataset_purge", id=record.id)
    return record


def purged_package_with_a_file_of_ckan(people):
    """An adopted record: its file lies where CKAN put it, and has no pin."""
    record = portal.draft(people.maker, people.office, table=SECRET)
    as_before_the_room(record)
    people.sysadmin.does("dataset_purge", id=record.id)
    return record


def as_before_the_room(record):
    path = Path(ResourceUpload({}).get_path(record.resource_id))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SECRET)
    model.Session.execute(sa.delete(Pin).where(Pin.resource_id == record.resource_id))
    model.Session.commit()
    datastore.drop(record.resource_id)


WAYS = {
    "resource_create": lambda who, own, office, stolen: who.does("resource_create", package_id=own.id, **stolen),
    "package_create": lambda who, own, office, stolen: who.does(
        "package_create", owner_org=office, resources=[stolen], **portal.content(portal.word("curi"))),
    "package_patch": lambda who, own, office, stolen: who.does("package_patch", id=own.id, resources=[stolen]),
    "package_revise": lambda who, own, office, stolen: who.does(
        "package_revise", match={"id": own.id}, update__resources__extend=[stolen]),
}


@pytest.fixture(scope="module")
def own(people):
    return portal.draft(people.stranger, people.other_office)


@pytest.fixture(scope="module", ids=lambda gone: gone.__name__, params=[
    deleted_resource, gone_resource, deleted_package, purged_package, purged_package_with_a_file_of_ckan,
])
def record(request, people):
    return request.param(people)


@pytest.mark.parametrize("url_type", ["upload", "datastore"])
@pytest.mark.parametrize("way", WAYS)
def test_the_id_of_a_file_that_is_gone_is_not_taken_over_by_another_office(people, own, record, way, url_type):
    stolen = {"id": record.resource_id, "name": "Curian", "url": f"{record.mark}.csv", "url_type": url_type}
    with pytest.raises(tk.ValidationError) as refused:
        WAYS[way](people.stranger, own, people.other_office, stolen)
    assert record.resource_id in str(refused.value.error_dict)
    model.Session.rollback()
    with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
        people.stranger.does("datastore_search", resource_id=record.resource_id)
    answer = people.portal.get(f"/dataset/{own.id}/resource/{record.resource_id}/download", headers=people.stranger.headers)
    assert answer.status_code in (403, 404)
