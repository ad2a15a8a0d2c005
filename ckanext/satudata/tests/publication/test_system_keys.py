"""What the portal writes by itself passes in any state and breaks no seal; saving without a change is harmless."""

from datetime import datetime, timezone

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.datastore.logic import action as datastore_actions
from ckanext.satudata.publication import records, sealing

from . import portal

STATES = {"draft": lambda people: portal.draft(people.maker, people.office), "review": portal.submitted,
          "returned": portal.returned, "approved": portal.approved, "published": portal.published}
KEYS = {
    "last_modified": datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc).replace(tzinfo=None).isoformat(),
    "hash": "sha1:da39a3ee", "datastore_active": True, "size": 4711, "mimetype": "text/csv",
}


@pytest.fixture(scope="module", params=STATES)
def record(request, people):
    return STATES[request.param](people)


def by_the_portal(action, **data):
    """As CKAN's own jobs call: the site's user, who needs no right."""
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return tk.get_action(action)({"user": site["name"], "ignore_auth": True}, data)


def standing(record):
    model.Session.expire_all()
    row = records.get(record.id)
    return sealing.digest(sealing.content_of(record.id)), row.visibility, row.frozen, row.seal, row.live


@pytest.mark.parametrize("key", KEYS)
def test_a_system_key_of_a_file_is_written_and_the_seal_stays(record, key):
    before = standing(record)
    by_the_portal("resource_patch", id=record.resource_id, **{key: KEYS[key]})
    assert tk.get_action("resource_show")({"ignore_auth": True, "user": ""}, {"id": record.resource_id})[key] == KEYS[key]
    assert standing(record) == before


def test_the_datastores_own_job_stamps_the_file(record):
    before = standing(record)
    datastore_actions._patch_resource_last_modified(record.resource_id, datetime(2026, 5, 6))
    assert model.Resource.get(record.resource_id).last_modified == datetime(2026, 5, 6)
    assert standing(record) == before


@pytest.mark.parametrize("who", ["maker", "sysadmin"])
@pytest.mark.parametrize("action", ["package_update", "package_patch", "package_revise"])
def test_saving_without_a_change_is_harmless(people, record, who, action):
    before, person = standing(record), getattr(people, who)
    shown = person.does("package_show", id=record.id)
    data = {"package_update": shown, "package_patch": {"id": record.id, "title": shown["title"]},
            "package_revise": {"match": {"id": record.id}, "update": {"title": shown["title"]}}}[action]
    try:
        person.does(action, **data)
    except tk.NotAuthorized:
        assert who == "maker" and before[2] or before[1] == "published"
    model.Session.rollback()
    assert standing(record) == before


def test_an_approval_outlives_what_the_portal_stamps(people):
    record = portal.approved(people)
    for key, value in KEYS.items():
        by_the_portal("resource_patch", id=record.resource_id, **{key: value})
    portal.answer(people.reviewer, record, "finish")
    assert records.get(record.id).visibility == "published"


def test_saving_without_a_change_makes_nobody_a_maker(people):
    record = portal.draft(people.maker, people.office)
    people.sysadmin.does("package_patch", id=record.id, title=f"Jumlah Sekolah {record.mark}")
    portal.answer(people.maker, record, "finish")
    assert people.sysadmin.id not in sealing.latest(record.id).makers
