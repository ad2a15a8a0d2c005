"""An existing portal that takes the room in does not go dark, shows nothing new, and can let go of it again."""

import time

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckanext.satudata.publication import adoption, cli, sources
from ckanext.satudata.publication.model import Record
from ckanext.satudata.workflow.shared import Event, record_stream

from . import conftest, old_portal, portal
from .old_portal import HIDDEN, PUBLIC


@pytest.fixture(scope="module")
def story(app, reset_db, migrate_db_for):
    """What anybody gets before, while the tables are missing, after the migration, and after the plugins are gone."""
    conftest.empty_database(reset_db, migrate_db_for)
    search.clear_all()
    old_portal.drop_our_tables()
    told = {}
    with old_portal.running(old_portal.STOCK) as stock:
        old = old_portal.make()
        told["before"] = old_portal.what_anybody_gets(stock, old)
    with old_portal.running([*old_portal.OURS, *old_portal.STOCK]) as ours:
        told["tables missing"] = old_portal.what_anybody_gets(ours, old)
        told["refusals"] = refusals(old)
        old_portal.migrate(migrate_db_for)
        told["after"] = old_portal.what_anybody_gets(ours, old)
        search.rebuild()
        told["after the index was rebuilt"] = old_portal.what_anybody_gets(ours, old)
        told["rows"] = {kind: row_of(id_) for kind, id_ in old.packages.items()}
        told["source approved"] = sources.is_approved(old.sources["old"])
        with old_portal.running(old_portal.STOCK) as without:
            told["after the plugins are gone"] = old_portal.what_anybody_gets(without, old)
        old.sysadmin.does("satudata_workflow_officer_create", user=old.editor.id, role="operator_opd", organization=old.office)
        old.sysadmin.does("satudata_workflow_officer_create", user=old.reviewer.id, role="walidata")
        yield told, old, ours
    old_portal.drop_our_tables()
    conftest.empty_database(reset_db, migrate_db_for)
    search.clear_all()


@pytest.fixture
def told(story):
    return story[0]


@pytest.fixture
def old(story):
    return story[1]


@pytest.fixture
def client(story):
    return story[2]


def row_of(package_id):
    row = model.Session.get(Record, package_id, populate_existing=True)
    return (row.visibility, row.basis) if row is not None else None


WRITES = {
    "package_create": lambda old: old.editor.does("package_create", owner_org=old.office, name=portal.word("baru")),
    "package_update": lambda old: old.editor.does("package_update", id=old.packages["public"], name=old.names["public"],
                                                  owner_org=old.office, title="Lain"),
    "package_patch": lambda old: old.sysadmin.does("package_patch", id=old.packages["private"], private=False),
    "package_delete": lambda old: old.sysadmin.does("package_delete", id=old.packages["public"]),
    "dataset_purge": lambda old: old.sysadmin.does("dataset_purge", id=old.packages["public"]),
    "resource_create": lambda old: old.editor.does("resource_create", package_id=old.packages["public"], url="http://a/b"),
    "resource_patch": lambda old: old.editor.does("resource_patch", id=old.resources["file"], url="", upload=portal.upload()),
    "resource_delete": lambda old: old.editor.does("resource_delete", id=old.resources["file"]),
    "datastore_upsert": lambda old: old.editor.does("datastore_upsert", resource_id=old.resources["table"], method="insert",
                                                    force=True, records=[{"kecamatan": "Palsu"}]),
    "case_open": lambda old: old.editor.does("satudata_publication_case_open", id=old.packages["private"]),
}


def refusals(old):
    """What each write says as long as `ckan db upgrade` has not run."""
    found = {}
    for name, write in WRITES.items():
        try:
            write(old)
            found[name] = "done"
        except Exception as error:
            found[name] = f"{type(error).__name__}: {getattr(error, 'error_dict', error)}"
        model.Session.rollback()
    return found


@pytest.mark.parametrize("when", ["tables missing", "after", "after the index was rebuilt", "after the plugins are gone"])
def test_anybody_gets_what_he_got_before(told, when):
    narrowed = {"tags", "changes"} if when.startswith("after the index") or when == "after" else set()
    assert {k: v for k, v in told[when].items() if told["before"][k] != v and k not in narrowed} == {}


def test_only_what_ckan_itself_tells_of_records_that_are_not_public_is_gone(told, old):
    before, after = told["before"], told["after"]
    assert set(after["tags"]) == {old.names[kind] for kind in PUBLIC if kind != "harvested"}
    assert set(after["changes"]) == {old.packages[kind] for kind in PUBLIC}
    assert set(before["tags"]) > set(after["tags"]) and set(before["changes"]) > set(after["changes"])


def test_what_anybody_got_before_is_what_was_public(told, old):
    listed = [name for name in told["before"]["package_list"] if name.startswith("lama")]
    assert listed == sorted(old.names[kind] for kind in PUBLIC)
    assert told["before"]["file: file"] == (200, portal.TABLE)
    assert told["before"]["table: rows"]["total"] == 1
    assert [told["before"][f"{kind}: package_show"] in (403, 404) for kind in HIDDEN] == [True] * len(HIDDEN)


@pytest.mark.parametrize("write", WRITES)
def test_without_tables_every_write_is_refused_with_the_command(told, write):
    assert "ckan db upgrade" in told["refusals"][write]


def test_what_was_public_is_published_and_what_was_not_is_not(told):
    assert told["rows"] == {
        "public": ("published", "adopted"), "file": ("published", "adopted"), "table": ("published", "adopted"),
        "private": ("unpublished", "adopted"), "form_draft": ("unpublished", "adopted"), "deleted": ("unpublished", "adopted"),
        "harvested": ("published", "source"),
    }


def test_a_source_that_was_there_may_go_on_publishing(told):
    assert told["source approved"]


# the command


def adopt(*words):
    return CliRunner().invoke(cli.adopt, words, catch_exceptions=False).output


def stray(old, **data):
    """A public package as stock CKAN makes it, with an index from then."""
    mark = portal.word("lama")
    with old_portal.running(old_portal.STOCK):
        made = old.sysadmin.does("package_create", owner_org=old.office, name=mark, title=f"Data {mark}", **data)
    return made["id"], mark


def is_shown(client, id_, name):
    page = client.get(f"/dataset/{name}").status_code == 200
    found = client.post("/api/3/action/package_search", json={"q": f"id:{id_}"}).json["result"]["count"] == 1
    listed = name in client.post("/api/3/action/package_list", json={}).json["result"]
    return {"page": page, "search": found, "list": listed}


def events_of(stream):
    model.Session.rollback()
    return list(model.Session.scalars(sa.select(Event).where(Event.stream == stream).order_by(Event.seq)))


def test_a_dry_run_counts_and_writes_nothing(old):
    public, private = stray(old), stray(old, private=True)
    assert adopt("--dry-run").startswith("1 public and 1 private records would be adopted; 0 written")
    assert row_of(public[0]) is None and row_of(private[0]) is None
    adopt()


def test_a_public_package_made_without_the_plugin_is_hidden_until_it_is_adopted(old, client):
    id_, name = stray(old)
    assert is_shown(client, id_, name) == {"page": False, "search": False, "list": False}
    adopt()
    assert is_shown(client, id_, name) == {"page": True, "search": True, "list": True}


def test_one_that_was_indexed_while_it_was_hidden_is_found_too_once_it_is_adopted(old, client):
    id_, name = stray(old)
    search.rebuild(id_)
    adopt()
    assert is_shown(client, id_, name)["search"]


def test_adopting_twice_changes_nothing_and_is_told_once(old):
    adopt()
    ids = sorted(stray(old)[0] for _ in range(3))
    before = len(events_of("government"))
    assert adopt().startswith("3 public and 0 private records adopted; 3 written")
    event = events_of("government")[-1]
    assert (event.type, event.data["count"]) == ("satudata.publication.records_adopted", 3)
    assert event.data["sha256"] == adoption.digest_of(ids)
    rows = {id_: row_of(id_) for id_ in ids}
    assert adopt().startswith("0 public and 0 private records adopted; 0 written")
    assert {id_: row_of(id_) for id_ in ids} == rows
    assert len(events_of("government")) == before + 1


def test_adopting_does_not_undo_what_has_happened_since(old, client):
    id_, _name = stray(old)
    adopt()
    old.editor.does("package_patch", id=id_, private=True)
    adopt()
    assert row_of(id_) == ("unpublished", "adopted")


def test_a_source_that_came_later_is_not_approved_by_adopting_again(old):
    later = old.sysadmin.does("harvest_source_create", name=portal.word("sumber"), url="http://127.0.0.1:2/", title="Lain",
                              source_type="ckan", owner_org=old.office)
    adopt()
    assert not sources.is_approved(later["id"])
    assert sources.is_approved(old.sources["old"])


# living on


def test_an_adopted_record_is_edited_as_before_with_an_event_for_each_change(old, client):
    id_ = old.packages["file"]
    before = len(events_of(record_stream(id_)))
    old.editor.does("package_patch", id=id_, title="Judul yang baru")
    old.editor.does("resource_patch", id=old.resources["file"], url="", upload=portal.upload(b"kecamatan\nBatur\n"))
    assert client.post("/api/3/action/package_show", json={"id": id_}).json["result"]["title"] == "Judul yang baru"
    file = client.get(f"/dataset/{id_}/resource/{old.resources['file']}/download")
    assert (file.status_code, file.get_data()) == (200, b"kecamatan\nBatur\n")
    events = events_of(record_stream(id_))[before:]
    assert [(e.type, e.actor) for e in events] == [("satudata.publication.record_changed", old.editor.id)] * 2
    assert row_of(id_) == ("published", "adopted")


def test_rows_of_an_adopted_record_are_written_as_before(old, client):
    old.editor.does("datastore_upsert", resource_id=old.resources["table"], method="insert", force=True,
                    records=[{"kecamatan": "Pagentan"}])
    rows = client.post("/api/3/action/datastore_search", json={"resource_id": old.resources["table"]}).json["result"]
    assert [r["kecamatan"] for r in rows["records"]][-1] == "Pagentan"


@pytest.mark.parametrize("who", ["editor", "sysadmin"])
def test_an_adopted_private_record_is_not_made_public_by_a_flag(old, client, who):
    with pytest.raises(tk.ValidationError):
        getattr(old, who).does("package_patch", id=old.packages["private"], private=False)
    model.Session.rollback()
    assert client.get(f"/dataset/{old.names['private']}").status_code == 404


def test_an_adopted_record_that_is_made_private_comes_back_by_a_case_only(old, client):
    id_, name = stray(old)
    adopt()
    old.editor.does("package_patch", id=id_, private=True)
    assert row_of(id_) == ("unpublished", "adopted")
    assert is_shown(client, id_, name) == {"page": False, "search": False, "list": False}
    with pytest.raises(tk.ValidationError):
        old.editor.does("package_patch", id=id_, private=False)
    model.Session.rollback()


def test_a_deleted_adopted_record_that_is_restored_is_private(old, client):
    id_, name = stray(old)
    adopt()
    old.editor.does("package_delete", id=id_)
    old.sysadmin.does("package_patch", id=id_, state="active")
    assert is_shown(client, id_, name) == {"page": False, "search": False, "list": False}


def test_an_adopted_private_record_gets_its_case_by_the_button_and_is_published_by_it(old, client):
    id_, name = stray(old, private=True)
    adopt()
    resource = old.editor.does("resource_create", package_id=id_, name="Tabel", url="", upload=portal.upload())
    answer = client.post(f"/satudata/publication/{id_}/case", headers=old.editor.headers, follow_redirects=False)
    assert answer.status_code == 302
    record = portal.Made(id_, name, resource["id"], name)
    record.case_id = portal.case_of(old.editor, record)
    assert answer.headers["Location"].endswith(f"/satudata/workflow/case/{record.case_id}")
    portal.answer(old.editor, record, "finish")
    for key in ("sesuai", "finish"):
        portal.answer(old.reviewer, record, key)
    assert row_of(id_) == ("published", "case")
    assert is_shown(client, id_, name) == {"page": True, "search": True, "list": True}


@pytest.mark.parametrize("kind", ["public", "harvested"])
def test_the_button_opens_no_case_for_a_public_record(old, kind):
    with pytest.raises(tk.ValidationError):
        old.sysadmin.does("satudata_publication_case_open", id=old.packages[kind])
    model.Session.rollback()


def test_types_that_the_room_does_not_govern_are_written_as_before(old):
    source = old.sysadmin.does("harvest_source_create", name=portal.word("sumber"), url="http://127.0.0.1:3/", title="Lain",
                               source_type="ckan", owner_org=old.office)
    assert row_of(source["id"]) is None and not model.Package.get(source["id"]).private


@pytest.mark.long
def test_ten_thousand_packages_are_adopted_in_under_a_minute(old):
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.text("""
            INSERT INTO package (id, name, title, type, state, private, owner_org, metadata_created, metadata_modified)
            SELECT gen_random_uuid()::text, 'banyak-' || n, 'Banyak ' || n, 'dataset', 'active', n % 10 = 0, :office,
                   now(), now()
            FROM generate_series(1, 10000) n"""), {"office": old.office})
    began = time.monotonic()
    assert adopt().startswith("9000 public and 1000 private records adopted; ")
    took = time.monotonic() - began
    assert took < 60, took
    assert adopt().startswith("0 public and 0 private records adopted; 0 written")
