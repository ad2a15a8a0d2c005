"""Stock ckanext-harvest goes on in approved sources, and publishes nothing from any other, whatever a remote says."""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckanext.harvest import queue
from ckanext.harvest.harvesters.ckanharvester import CKANHarvester
from ckanext.harvest.model import HarvestJob, HarvestObject
from ckanext.satudata.publication import cli, sealing, sources
from ckanext.satudata.publication.model import Record
from ckanext.satudata.workflow.shared import CaseTopic, Event, record_stream

from . import portal
from .remote import catalogue


@pytest.fixture(scope="module")
def remote():
    with catalogue() as found:
        yield found


@pytest.fixture(autouse=True)
def empty_remote(remote):
    remote.records.clear()


@pytest.fixture
def source(people, remote):
    """Made by an editor of the office, as any editor may: not approved."""
    return new_source(people.maker, people.office, remote)


@pytest.fixture
def approved(source):
    approve(source)
    return source


def new_source(who, office, remote, config="{}"):
    # the same address may stand in one source only
    url = f"{remote.url}{portal.word('a')}/.."
    return who.does("harvest_source_create", name=portal.word("sumber"), title="Sumber", source_type="ckan", url=url,
                    owner_org=office, config=config)["id"]


def approve(source_id):
    result = CliRunner().invoke(cli.approve_source, [source_id], catch_exceptions=False)
    assert "may publish" in result.output


def harvest(source_id):
    """One job, stage by stage as ckanext-harvest's own consumers do it; what came of each record, by its remote id."""
    made = tk.get_action("harvest_job_create")(sysadmin_context(), {"source_id": source_id, "run": False})
    job, harvester = HarvestJob.get(made["id"]), CKANHarvester()
    job.status = "Running"
    job.save()
    reached = {}
    for object_id in queue.gather_stage(harvester, job) or []:
        found = HarvestObject.get(object_id)
        queue.fetch_and_import_stages(harvester, found)
        reached[found.guid] = (found.state, [str(e.message) for e in found.errors])
        model.Session.remove()
    job = HarvestJob.get(made["id"])
    job.status = "Finished"
    job.save()
    model.Session.remove()
    return reached


def sysadmin_context():
    return {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"], "ignore_auth": True}


def seen_by_anybody(people, id_, name):
    client = people.portal
    return {
        "show": client.post("/api/3/action/package_show", json={"id": id_}).status_code == 200,
        "page": client.get(f"/dataset/{name}").status_code == 200,
        "search": client.post("/api/3/action/package_search", json={"q": f"id:{id_}"}).json["result"]["count"] == 1,
        "list": name in client.post("/api/3/action/package_list", json={}).json["result"],
        "catalog": name in client.get(f"/catalog.ttl?q=id:{id_}").body,
    }


def row_of(package_id):
    row = model.Session.get(Record, package_id, populate_existing=True)
    return (row.visibility, row.basis) if row is not None else None


EVERYWHERE = dict.fromkeys(("show", "page", "search", "list", "catalog"), True)
NOWHERE = dict.fromkeys(EVERYWHERE, False)


def test_an_approved_source_creates_public_records(people, remote, approved):
    theirs = remote.has(portal.word("jauh"))
    assert harvest(approved) == {theirs["id"]: ("COMPLETE", [])}
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == EVERYWHERE
    assert row_of(theirs["id"]) == ("published", "source")


def test_an_approved_source_updates_its_public_records(people, remote, approved):
    theirs = remote.has(portal.word("jauh"))
    harvest(approved)
    theirs |= {"title": "Judul yang baru", "metadata_modified": "2032-01-01T00:00:00.000000"}
    assert harvest(approved)[theirs["id"]] == ("COMPLETE", [])
    shown = people.portal.post("/api/3/action/package_show", json={"id": theirs["id"]}).json["result"]
    assert shown["title"] == "Judul yang baru"
    assert shown["metadata_modified"].startswith("2032"), "ours would make the harvester skip the next change"


def test_the_gate_leaves_the_remotes_stamp(people, remote, approved):
    theirs = remote.has(portal.word("jauh"))
    harvest(approved)
    assert model.Package.get(theirs["id"]).metadata_modified.isoformat().startswith("2031-01-01")


def test_a_harvested_record_gets_no_case_and_its_making_is_told(people, remote, approved):
    theirs = remote.has(portal.word("jauh"))
    harvest(approved)
    assert model.Session.scalar(sa.select(sa.func.count()).where(CaseTopic.topic_id == theirs["id"])) == 0
    types = list(model.Session.scalars(sa.select(Event.type).where(Event.stream == record_stream(theirs["id"]))))
    assert types == ["satudata.publication.record_created"]


def test_a_source_that_nobody_approved_creates_private_records(people, remote, source):
    theirs = remote.has(portal.word("jauh"))
    assert harvest(source)[theirs["id"]][0] == "COMPLETE"
    assert model.Package.get(theirs["id"]).private
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == NOWHERE
    assert row_of(theirs["id"]) == ("unpublished", "source")


def test_its_records_stay_private_when_they_are_updated(people, remote, source):
    theirs = remote.has(portal.word("jauh"))
    harvest(source)
    theirs |= {"title": "Judul yang baru", "metadata_modified": "2032-01-01T00:00:00.000000", "private": False}
    harvest(source)
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == NOWHERE


def test_what_a_source_brought_before_its_approval_comes_out_with_its_next_change(people, remote, source):
    theirs = remote.has(portal.word("jauh"))
    harvest(source)
    approve(source)
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == NOWHERE
    theirs |= {"title": "Judul yang baru", "metadata_modified": "2032-01-01T00:00:00.000000"}
    harvest(source)
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == EVERYWHERE


def test_a_source_that_points_elsewhere_since_its_approval_publishes_nothing_new(people, remote, approved):
    first = remote.has(portal.word("jauh"))
    harvest(approved)
    people.maker.does("harvest_source_update", id=approved, name=portal.word("sumber"), title="Sumber", source_type="ckan",
                      url=f"{remote.url}{portal.word('b')}/..", owner_org=people.office, config="{}")
    second = remote.has(portal.word("jauh"))
    harvest(approved)
    assert not sources.is_approved(approved) and sources.changed() == [approved]
    assert seen_by_anybody(people, second["id"], second["name"]) == NOWHERE
    assert seen_by_anybody(people, first["id"], first["name"]) == EVERYWHERE
    approve(approved)
    assert sources.is_approved(approved)


# a remote that lies


def silent(remote, **data):
    """A record that says nothing of being private."""
    return remote.has(portal.word("jauh"), **data).pop("private")


LIES = {
    "the id, and no flag": lambda remote, made: silent(remote, id=made.id),
    "the name as id, and no flag": lambda remote, made: silent(remote, id=made.name),
    "the id": lambda remote, made: remote.has(portal.word("jauh"), id=made.id),
    "the id and the name": lambda remote, made: remote.has(made.name, id=made.id),
    "the name as id": lambda remote, made: remote.has(portal.word("jauh"), id=made.name),
    "the file's id": lambda remote, made: remote.has(portal.word("jauh"), resources=[
        {"id": made.resource_id, "name": "Curian", "url": f"{made.mark}.csv", "url_type": "upload", "format": "CSV"}]),
}
STATES = {"draft": lambda people: portal.draft(people.maker, people.office), "submitted": portal.submitted,
          "published": portal.published, "adopted": lambda people: adopted(people)}


def adopted(people):
    record = portal.published(people)
    model.Session.execute(sa.text(
        "UPDATE satudata_publication_record SET basis = 'adopted' WHERE package_id = :id"), {"id": record.id})
    model.Session.commit()
    return record


@pytest.fixture(scope="module", params=STATES)
def ours(request, people):
    return STATES[request.param](people)


@pytest.mark.parametrize("is_approved", [False, True], ids=["not approved", "approved"])
@pytest.mark.parametrize("lie", LIES)
def test_a_remote_that_names_one_of_our_records_changes_nothing_in_it(people, remote, ours, lie, is_approved):
    source_id = new_source(people.stranger, people.other_office, remote)
    if is_approved:
        approve(source_id)
    before = sealing.content_of(ours.id), row_of(ours.id), model.Package.get(ours.id).private
    LIES[lie](remote, ours)
    reached = harvest(source_id)
    assert (sealing.content_of(ours.id), row_of(ours.id), model.Package.get(ours.id).private) == before, reached
    seen = seen_by_anybody(people, ours.id, ours.name)
    assert seen == (EVERYWHERE if before[1][0] == "published" else NOWHERE)


def test_what_comes_from_one_source_is_not_taken_over_by_another(people, remote, approved):
    theirs = remote.has(portal.word("jauh"))
    harvest(approved)
    theirs |= {"title": "Palsu", "metadata_modified": "2040-01-01T00:00:00.000000"}
    harvest(new_source(people.stranger, people.other_office, remote))
    assert model.Package.get(theirs["id"]).title != "Palsu"
    assert seen_by_anybody(people, theirs["id"], theirs["name"]) == EVERYWHERE


# people who say that they harvest


def forged(theirs):
    keys = {"harvest_object_id": "x", "harvest_source_id": "x", "guid": theirs["id"]}
    return {"extras": [{"key": k, "value": v} for k, v in keys.items()], **keys, "private": False}


@pytest.mark.parametrize("who", ["maker", "sysadmin"])
def test_who_writes_the_ids_of_a_harvest_publishes_nothing(people, remote, approved, who):
    theirs = remote.has(portal.word("jauh"))
    harvest(approved)
    name = portal.word("zmark")
    made = getattr(people, who).does("package_create", owner_org=people.office, **{
        **portal.content(name), **{k: v for k, v in forged(theirs).items() if k != "extras"}})
    assert made["private"] and row_of(made["id"]) == ("unpublished", None)


def test_only_a_harvest_makes_harvest_objects(people, remote, approved):
    draft = portal.draft(people.maker, people.office)
    with pytest.raises(tk.NotAuthorized):
        people.maker.does("harvest_object_create", guid=draft.id, job_id="x", package_id=draft.id)


def test_a_harvested_private_record_can_be_published_by_a_case(people, remote, source):
    theirs = remote.has(portal.word("jauh"))
    harvest(source)
    opened = people.maker.does("satudata_publication_case_open", id=theirs["id"])
    assert opened["case_id"]


@pytest.mark.parametrize("who", ["anonymous", "stranger", "member"])
def test_what_was_harvested_and_is_private_is_not_read_in_the_harvests_own_tables(people, remote, source, who):
    theirs = remote.has(portal.word("jauh"))
    harvest(source)
    object_id = model.Session.scalar(sa.select(HarvestObject.id).where(HarvestObject.guid == theirs["id"]))
    client, headers = people.portal, people.readers[who].headers
    for data in ({"id": object_id}, {"dataset_id": theirs["id"]}, {"id": theirs["id"], "attr": "guid"}):
        answer = client.post("/api/3/action/harvest_object_show", json=data, headers=headers)
        assert theirs["name"] not in answer.body, data
        may_read = client.post("/api/3/action/harvest_object_show", json=data, headers=people.maker.headers)
        assert theirs["name"] in may_read.body, data
    for path in (f"/harvest/object/{object_id}", f"/dataset/harvest_object/{object_id}"):
        assert theirs["name"] not in client.get(path, headers=headers).get_data(as_text=True)
