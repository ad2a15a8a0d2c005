"""What is left when something breaks at the moment of publishing: never something public too early, nothing lost."""

import threading
from contextlib import contextmanager
from pathlib import Path

import ckan.lib.jobs as ckan_jobs
import ckan.lib.redis as ckan_redis
import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.common import config
from ckan.lib.search.common import make_connection
from ckan.lib.uploader import ResourceUpload

from ckanext.satudata.publication import journal, records
from ckanext.satudata.publication.model import Journal

from . import portal

DEAD = "127.0.0.1:1"       # nobody listens there


class Broken(Exception):
    """The database says no at the worst moment."""


def as_anybody(people, action, **data):
    return people.portal.post(f"/api/3/action/{action}", json=data)


def seen_by_anybody(people, record):
    """On which of the surfaces the record stands for somebody who is not logged in."""
    found = {
        "package_show": as_anybody(people, "package_show", id=record.id).status_code == 200,
        "page": people.portal.get(f"/dataset/{record.name}").status_code == 200,
        "file": people.portal.get(f"/dataset/{record.id}/resource/{record.resource_id}/download").status_code == 200,
        "rows": as_anybody(people, "datastore_search", resource_id=record.resource_id).status_code == 200,
        "search": as_anybody(people, "package_search", q=f"id:{record.id}").json["result"]["count"] == 1,
        "list": record.name in as_anybody(people, "package_list").json["result"],
        "catalog": record.mark in people.portal.get("/catalog.ttl").body,
        "feed": record.mark in people.portal.get("/feeds/dataset.atom").body,
    }
    return {name for name, is_seen in found.items() if is_seen}


EVERYWHERE = {"package_show", "page", "file", "rows", "search", "list", "catalog", "feed"}
BY_THE_INDEX = {"search", "catalog", "feed"}


def solr_document(record):
    """What the index says of it, and whether it says that everybody may read it."""
    solr = make_connection()
    found = solr.search("*:*", fq=f"+id:{record.id}", fl="capacity,state,title,metadata_modified,data_dict").docs
    return found, solr.search("*:*", fq=f"+id:{record.id} +permission_labels:public").hits


def entry_of(record):
    model.Session.rollback()
    query = sa.select(Journal).where(Journal.package_id == record.id, Journal.revision_id.is_not(None))
    return model.Session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def at_the_path_of_ckan(record):
    return Path(ResourceUpload({}).get_path(record.resource_id))


@pytest.fixture
def solr_down(monkeypatch):
    """Call it where Solr goes down; the context that it returns brings it back."""
    return lambda: without(monkeypatch, lambda patch: patch.setitem(config, "solr_url", f"http://{DEAD}/solr/ckan"))


@pytest.fixture
def redis_down(monkeypatch):
    def down(patch):
        patch.setitem(config, "ckan.redis.url", f"redis://{DEAD}/1")
        patch.setattr(ckan_redis, "_connection_pool", None)

    return lambda: without(monkeypatch, down)


@contextmanager
def without(monkeypatch, take_down):
    with monkeypatch.context() as patch:
        take_down(patch)
        yield


def test_a_commit_that_fails_after_the_effect_publishes_nothing(people, monkeypatch):
    record = portal.approved(people)
    before, row_before = solr_document(record), records.get(record.id).lock_version
    with monkeypatch.context() as patch, pytest.raises(Broken):
        patch.setattr(model.Session, "commit", fails)
        portal.answer(people.reviewer, record, "finish")
    model.Session.rollback()
    model.Session.remove()
    assert seen_by_anybody(people, record) == set()
    assert solr_document(record) == before
    assert entry_of(record) is None
    assert (records.get(record.id).visibility, records.get(record.id).lock_version) == ("unpublished", row_before)
    journal.resume()
    assert seen_by_anybody(people, record) == set()
    portal.answer(people.reviewer, record, "finish")
    assert seen_by_anybody(people, record) == EVERYWHERE


def fails(*_args):
    raise Broken


def test_a_step_that_fails_after_the_commit_publishes_all_the_same(people, monkeypatch):
    record = portal.approved(people)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "run", fails)
        told = portal.answer(people.reviewer, record, "finish")
    assert told["case"]["outcome"] == "completed" and told["search_follows"]
    assert entry_of(record).state == "committed"
    assert seen_by_anybody(people, record) == EVERYWHERE - BY_THE_INDEX
    journal.resume()
    assert seen_by_anybody(people, record) == EVERYWHERE


def test_without_solr_the_decision_is_kept_and_the_index_follows(people, solr_down):
    record = portal.approved(people)
    case = people.reviewer.does("satudata_workflow_case_show", id=record.case_id)
    with solr_down():
        told = people.reviewer.does("satudata_workflow_task_decide", id=case["task"]["id"], answer="finish",
                                    lock_version=case["lock_version"])
        assert told["case"]["outcome"] == "completed" and told["search_follows"]
        assert as_anybody(people, "package_show", id=record.id).json["result"]["title"].endswith(record.mark)
        assert people.portal.get(f"/dataset/{record.id}/resource/{record.resource_id}/download").status_code == 200
        assert list(journal.resume().values()) != ["done"], "Solr is still down"
        assert entry_of(record).state == "committed"
    assert seen_by_anybody(people, record) == EVERYWHERE - BY_THE_INDEX
    assert journal.resume()[entry_of(record).id] == "done"
    assert seen_by_anybody(people, record) == EVERYWHERE


def test_without_solr_the_case_page_keeps_the_answer_and_says_that_the_search_follows(people, solr_down):
    record = portal.approved(people)
    case = people.reviewer.does("satudata_workflow_case_show", id=record.case_id)
    with solr_down():
        answer = people.portal.post(
            f"/satudata/workflow/case/{record.case_id}/answer", headers=people.reviewer.headers, follow_redirects=False,
            data={"task": case["task"]["id"], "lock_version": case["lock_version"], "answer": "finish"})
    assert answer.status_code == 302
    assert records.get(record.id).visibility == "published"
    page = people.portal.get(f"/satudata/workflow/case/{record.case_id}", headers=people.reviewer.headers)
    assert "The search does not know of it yet." in page.body
    journal.resume()


def test_without_redis_publishing_goes_on(people, redis_down):
    record = portal.approved(people)
    with redis_down():
        assert not portal.answer(people.reviewer, record, "finish")["search_follows"]
    assert entry_of(record).state == "done"
    assert seen_by_anybody(people, record) == EVERYWHERE


def test_without_redis_and_solr_the_decision_is_kept(people, redis_down, solr_down):
    record = portal.approved(people)
    with redis_down(), solr_down():
        assert portal.answer(people.reviewer, record, "finish")["search_follows"]
    assert entry_of(record).state == "committed"
    assert journal.resume()[entry_of(record).id] == "done"
    assert seen_by_anybody(people, record) == EVERYWHERE


def test_without_redis_a_file_is_kept_and_its_table_waits(people, redis_down):
    with redis_down():
        package = people.maker.does("package_create", owner_org=people.office, **portal.content(portal.word("zmark")))
        resource = people.maker.does("resource_create", package_id=package["id"], name="Tabel", url="", upload=portal.upload())
    assert people.maker.does("satudata_metadata_table_show", resource_id=resource["id"])["status"] == "waiting"
    file = people.portal.get(f"/dataset/{package['id']}/resource/{resource['id']}/download", headers=people.maker.headers)
    assert file.get_data() == portal.TABLE


def test_without_solr_a_submission_is_kept(people, solr_down):
    record = portal.draft(people.maker, people.office)
    with solr_down():
        told = portal.answer(people.maker, record, "finish")
    assert told["search_follows"] and told["case"]["step"] == "periksa"
    assert as_reader(people.reviewer, record), "the database says who may read, not the index"
    journal.resume()
    answer = people.portal.post("/api/3/action/package_search", json={"q": f"id:{record.id}", "include_private": True},
                                headers=people.reviewer.headers)
    assert answer.json["result"]["count"] == 1


def as_reader(person, record):
    return person.does("package_show", id=record.id)["id"] == record.id


@pytest.mark.parametrize(("state", "lost"), [
    ("committed", ("index", "file")), ("indexed", ("file",)), ("settled", ()), ("committed", ()), ("indexed", ()),
], ids=["before the index", "before the file", "before the end", "index written, not noted", "file linked, not noted"])
def test_a_process_that_was_killed_leaves_what_resume_finishes(people, state, lost):
    record = portal.published(people)
    entry = entry_of(record)
    left_behind(record, entry.id, state, lost)
    assert seen_by_anybody(people, record) == EVERYWHERE - (BY_THE_INDEX if "index" in lost else set())
    assert journal.resume()[entry.id] == "done"
    assert entry_of(record).state == "done"
    assert seen_by_anybody(people, record) == EVERYWHERE
    assert at_the_path_of_ckan(record).read_bytes() == portal.TABLE


def left_behind(record, entry_id, state, lost):
    """As a process leaves it that dies before it has noted the next state."""
    model.Session.execute(sa.update(Journal).where(Journal.id == entry_id).values(state=state))
    model.Session.commit()
    if "file" in lost:
        at_the_path_of_ckan(record).unlink()
    if "index" in lost:
        solr = make_connection()
        solr.delete(q=f"+id:{record.id}", commit=True)


def test_two_that_resume_at_once_do_each_step_once(people, monkeypatch):
    record = portal.published(people)
    entry_id = entry_of(record).id
    left_behind(record, entry_id, "committed", ("index", "file"))
    done, meet = [], threading.Barrier(2, timeout=10)
    counted = {state: (counting(state, step, done), after) for state, (step, after) in journal.STEPS.items()}
    monkeypatch.setattr(journal, "STEPS", counted)
    reached = []

    def go():
        meet.wait()
        try:
            reached.append(journal.run(entry_id))
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert reached == ["done", "done"]
    assert sorted(done) == ["committed", "indexed", "settled"]
    assert seen_by_anybody(people, record) == EVERYWHERE


def counting(state, step, done):
    def counted(package_id):
        done.append(state)
        step(package_id)
    return counted


def test_one_that_cannot_go_on_does_not_stop_the_others(people, monkeypatch):
    first, second = portal.published(people), portal.published(people)
    for record in (first, second):
        left_behind(record, entry_of(record).id, "indexed", ("file",))
    settle = journal.uploader.settle
    monkeypatch.setattr(journal.uploader, "settle", lambda id_: fails() if id_ == first.resource_id else settle(id_))
    reached = journal.resume()
    assert (reached[entry_of(first).id], reached[entry_of(second).id]) == ("Broken: ", "done")
    assert at_the_path_of_ckan(second).exists() and not at_the_path_of_ckan(first).exists()
    monkeypatch.undo()
    journal.resume()


def test_a_worker_comes_back_to_what_solr_has_missed(people, solr_down):
    record = portal.approved(people)
    with solr_down():
        portal.answer(people.reviewer, record, "finish")
    registry = ckan_jobs.get_queue(journal.QUEUE).scheduled_job_registry
    assert registry.get_job_ids(), "a job is to come in a minute"
    journal.resume_job()
    assert entry_of(record).state == "done"
