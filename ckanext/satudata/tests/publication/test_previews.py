"""Previews: made once by a job, shown to whoever may read the rows, gone with what they were made of."""

import threading

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from ckanext.satudata.metadata import autosaves, guesses, guessing, service
from ckanext.satudata.metadata.model import Autosave, Guess, Table
from ckanext.satudata.publication import home_numbers, previews, records, rows, tables
from ckanext.satudata.publication.cli import satudata_publication
from ckanext.satudata.publication.model import Preview

from . import portal
from .portal import ANYBODY

PLACES = ("Batur", "Pagentan", "Rakit")
TABLE = "kecamatan,produksi (ton),tahun\n" + "".join(
    f"{place},{100 * (i + 1) + year - 2018},{year}\n" for year in range(2018, 2025) for i, place in enumerate(PLACES))
SECRET = "Batur"


def table(who, record, **asked):
    return who.does("satudata_publication_table_show", resource_id=record.resource_id, **asked)


def stored(record):
    model.Session.rollback()
    return model.Session.get(Preview, record.resource_id, populate_existing=True)


def published(people, **more):
    record = portal.published(people, table=TABLE.encode(), **more)
    portal.load_tables()
    return record


@pytest.fixture(scope="module")
def public(people):
    return published(people)


def test_publishing_asks_for_a_preview_and_does_not_wait_for_it(people):
    record = portal.published(people, table=TABLE.encode())
    assert stored(record) is None
    shown = table(ANYBODY, record)              # the rows are there all the same
    assert (shown["is_made"], shown["chart"], shown["rows"][0]) == (False, None, ["Batur", "100", "2018"])
    portal.load_tables()
    shown = table(ANYBODY, record)
    assert shown["is_made"] and shown["rows"][0] == ["Batur", "106", "2024"] and shown["matching"] == 3
    assert shown["chart"]["finding"] == {"code": "highest", "period": "2024", "value": "618", "since": "2018"}
    assert shown["sums"] == [None, "618", None]


def test_a_reviewer_sees_it_once_the_record_is_sealed(people):
    record = portal.submitted(people, table=TABLE.encode())
    portal.load_tables()
    assert table(people.reviewer, record)["chart"]["kind"] == "line"
    for who in (ANYBODY, people.stranger, people.member):
        with pytest.raises(tk.NotAuthorized):
            table(who, record)


def test_a_draft_has_none(people):
    record = portal.draft(people.maker, people.office, table=TABLE.encode())
    assert previews.make_of(record.id) == {} and not table(people.maker, record)["is_made"]


def test_a_publication_goes_well_while_the_queue_is_away(people, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError("no queue")

    record = portal.approved(people, table=TABLE.encode())
    portal.load_tables()
    monkeypatch.setattr(previews.tk, "enqueue_job", away)
    portal.answer(people.reviewer, record, "finish")
    assert records.is_public(records.get(record.id))


def test_the_command_makes_what_a_lost_job_did_not(people, cli):
    record = portal.published(people, table=TABLE.encode())
    ckan_jobs.get_queue(service.QUEUE).empty()          # the worker was killed, and its job with it
    said = cli.invoke(satudata_publication, ["previews"])
    assert said.exit_code == 0 and "made" in said.output
    assert stored(record).status == "made"
    assert record.id not in previews.due()
    assert "made" in cli.invoke(satudata_publication, ["previews", "--all"]).output


def test_a_job_that_runs_twice_or_late_changes_nothing(people):
    record = published(people)
    before = stored(record).made_at
    assert previews.make_of(record.id) == {record.resource_id: "kept"}
    assert stored(record).made_at == before
    assert previews.make_of(record.id, again=True) == {record.resource_id: "made"}


def test_two_workers_do_the_work_once(people, monkeypatch):
    record = portal.published(people, table=TABLE.encode())
    made = []
    original = previews.make
    monkeypatch.setattr(previews, "make", lambda *args: made.append(1) or original(*args))

    def work():
        try:
            previews.make_of(record.id)
        finally:
            model.Session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 1 and stored(record).status == "made"


def test_a_worker_that_dies_on_the_way_leaves_nothing_behind(people, monkeypatch):
    record = portal.published(people, table=TABLE.encode())

    def killed(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(previews, "make", killed)
        with pytest.raises(SystemExit):
            previews.make_of(record.id)
    assert stored(record) is None
    assert previews.make_of(record.id) == {record.resource_id: "made"}


def test_a_fault_of_ours_is_kept_as_such_and_tried_again(people, monkeypatch):
    record = portal.published(people, table=TABLE.encode())

    def broken(*args):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(previews, "make", broken)
        assert previews.make_of(record.id) == {record.resource_id: "failed"}
    assert not table(ANYBODY, record)["is_made"] and record.id in previews.due()
    assert previews.make_of(record.id) == {record.resource_id: "made"}


def test_nothing_is_made_while_the_table_is_being_loaded(people, monkeypatch):
    record = portal.published(people, table=TABLE.encode())
    monkeypatch.setattr(tables, "state", lambda _id: "loading")
    assert previews.make_of(record.id) == {record.resource_id: "later"} and stored(record) is None


def test_a_table_that_is_replaced_meanwhile_is_not_kept(people, monkeypatch):
    record = portal.published(people, table=TABLE.encode())
    sums = iter(["before", "after"])
    monkeypatch.setattr(tables, "checksum_of", lambda _id: next(sums))
    assert previews.make_of(record.id) == {record.resource_id: "later"} and stored(record) is None


def adopted(people):
    """A public record from before, with a table that may still be changed."""
    record = published(people)
    row = records.lock(record.id)
    row.basis = records.ADOPTED
    model.Session.commit()
    return record


def test_another_file_brings_another_preview(people):
    record = adopted(people)
    old = stored(record).content
    file = portal.upload(TABLE.replace("Batur", "Kalibening").encode(), "baru.csv")
    people.sysadmin.does("resource_update", id=record.resource_id, name="Tabel", url="", format="CSV", upload=file,
                         package_id=record.id)
    portal.load_tables()        # the table, and then what it asks for
    portal.load_tables()
    assert stored(record).content != old
    assert [row[0] for row in table(ANYBODY, record)["rows"]] == ["Kalibening", "Pagentan", "Rakit"]


def test_a_file_that_is_no_table_any_more_shows_none(people):
    record = adopted(people)
    people.sysadmin.does("resource_update", id=record.resource_id, name="Tabel", url="", format="CSV", package_id=record.id,
                         upload=portal.upload(b"%PDF-1.4 nothing to count", "surat.csv"))
    portal.load_tables()
    with pytest.raises(tk.ObjectNotFound):
        table(ANYBODY, record)
    portal.load_tables()
    assert stored(record) is None


def test_another_unit_of_the_record_is_in_the_chart(people):
    record = adopted(people)
    ckan_jobs.get_queue(service.QUEUE).empty()
    people.sysadmin.does("package_patch", id=record.id, title="Judul lain sama sekali")
    assert [job.args for job in ckan_jobs.get_queue(service.QUEUE).jobs] == [[record.id]]
    before = stored(record).about
    portal.load_tables()
    assert stored(record).about != before


def test_rows_that_the_api_writes_make_the_preview_stale_at_once(people):
    record = adopted(people)
    previews.rows_written({}, [record.resource_id, None])
    model.Session.commit()
    assert stored(record).status == "stale" and not table(ANYBODY, record)["is_made"]
    portal.load_tables()
    assert stored(record).status == "made"


def test_a_purged_record_leaves_no_preview(people):
    record = published(people)
    deleted = published(people)
    people.sysadmin.does("package_delete", id=deleted.id)       # from the bin
    for purged in (record, deleted):
        people.sysadmin.does("dataset_purge", id=purged.id)
        assert stored(purged) is None


def test_a_purged_record_takes_along_what_was_typed_and_guessed(people):
    found, kinds = [published(people), portal.draft(people.maker, people.office)], (Autosave, Guess, Table)
    for record in found:
        autosaves.keep(record.id, "cakupan", "somebody", {"dimensi": "rahasia"}, "")
        guesses.note(record.id, [guessing.Guess("satuan", "ekor", guessing.COLUMN, {"column": "a"})])
        guesses.note_reading(record.id)
        model.Session.commit()

    def left(record):
        model.Session.rollback()
        return [bool(model.Session.scalars(sa.select(kind).where(kind.package_id == record.id)).all()) for kind in kinds]

    for who in (people.maker, people.stranger, ANYBODY):
        with pytest.raises(tk.NotAuthorized):
            who.does("dataset_purge", id=found[0].id)
    assert [left(record) for record in found] == [[True] * 3] * 2
    people.sysadmin.does("dataset_purge", id=found[0].name)
    assert [left(record) for record in found] == [[False] * 3, [True] * 3]
    with pytest.raises(tk.ObjectNotFound):
        people.sysadmin.does("dataset_purge", id=found[0].id)


def test_a_resource_that_was_taken_out_leaves_no_preview(people):
    record = adopted(people)
    people.sysadmin.does("resource_delete", id=record.resource_id)
    previews.make_of(record.id)
    assert stored(record) is None
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        table(ANYBODY, record)


# who may see it


@pytest.mark.parametrize("level", ["terbatas", "tertutup"])
def test_rows_of_a_record_that_is_not_open_are_shown_to_its_parties_only(people, level):
    record = published(people, accessRights=level)
    for who in (people.maker, people.colleague, people.sysadmin):
        assert table(who, record)["chart"]["kind"] == "line"
    for who in (ANYBODY, people.stranger, people.member):
        for asked in ({}, {"limit": 5}, {"filters": {"kecamatan": SECRET}}, {"q": SECRET}):
            with pytest.raises(tk.NotAuthorized) as refused:
                table(who, record, **asked)
            assert SECRET not in str(refused.value)
    for path in (f"/dataset/{record.name}", f"/dataset/{record.name}/resource/{record.resource_id}"):
        page = people.portal.get(path)
        assert page.status_code == 200 and SECRET not in page.body and "sd-grafik" not in page.body


def test_a_withdrawn_record_shows_nothing_to_the_public(people):
    record = published(people)
    records.hide(records.lock(record.id), records.WITHDRAWN)
    package = model.Package.get(record.id)
    package.private = True
    model.Session.commit()
    with pytest.raises(tk.NotAuthorized):
        table(ANYBODY, record)
    assert record.name not in str(home_numbers.newest(1000))


@pytest.mark.parametrize("asked", [{"resource_id": "no-such-file"}, {"resource_id": ""}, {}, {"resource_id": "../x"}])
def test_what_is_not_there_is_not_found(people, asked):
    with pytest.raises((tk.ObjectNotFound, tk.ValidationError)):
        ANYBODY.does("satudata_publication_table_show", **asked)


def test_a_file_is_shown_under_its_own_record_only(people, public):
    other = published(people)
    with pytest.raises(tk.ObjectNotFound):
        table(ANYBODY, public, id=other.id)
    assert table(ANYBODY, public, id=public.name)["rows"]


# what may be asked


def test_rows_may_be_chosen_and_ordered(public):
    shown = table(ANYBODY, public, filters={"tahun": "2020"}, sort="-produksi (ton)", limit=2)
    assert [row[0] for row in shown["rows"]] == ["Rakit", "Pagentan"]
    assert (shown["matching"], shown["total"]) == (3, 21) and shown["sums"] == [None, "606", None]
    assert table(ANYBODY, public, q="bat")["matching"] == 7
    assert table(ANYBODY, public, filters={"kecamatan": ["Batur", "Rakit"]}, limit=0)["matching"] == 14


@pytest.mark.parametrize("asked", [
    {"sort": "x"}, {"sort": "_id"}, {"filters": {"_id": "1"}}, {"filters": {"x": "1"}}, {"filters": {"tahun": "dua ribu"}},
    {"filters": {"tahun": "NaN"}}, {"filters": {"tahun": "1e999999"}}, {"filters": ["tahun"]}, {"limit": 501}, {"limit": -1},
    {"limit": "all"}, {"offset": -1}, {"filters": {"tahun": [str(n) for n in range(99)]}},
    {"filters": {f"k{n}": "1" for n in range(30)}}, {"sort": 'kecamatan"; DROP TABLE x; --'},
])
def test_what_the_table_does_not_allow_is_refused_in_words(public, asked):
    with pytest.raises(tk.ValidationError) as refused:
        table(ANYBODY, public, **asked)
    assert all(str(sentence).endswith(".") for found in refused.value.error_dict.values() for sentence in found)


def test_a_filter_is_a_value_and_never_a_condition(public):
    for value in ("' OR 1=1 --", "%", "Bat_r", "Batur\x00", "\\"):
        assert table(ANYBODY, public, filters={"kecamatan": value})["rows"] == []
    for words in ("%", "\x00", "\ud800"):
        assert table(ANYBODY, public, q=words)["rows"] == []
    assert table(ANYBODY, public, filters={"kecamatan": "\udfff"})["rows"] == []


# what it costs


def statements(work):
    seen = []

    def count(connection, cursor, statement, *rest):
        seen.append(statement)

    for engine in (model.ensure_engine(), rows.engine()):
        event.listen(engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        for engine in (model.ensure_engine(), rows.engine()):
            event.remove(engine, "before_cursor_execute", count)
    return seen


def test_a_preview_costs_no_query_in_the_datastore_and_few_elsewhere(people, public):
    table(ANYBODY, public)
    model.Session.remove()
    seen = statements(lambda: table(ANYBODY, public))
    assert not any("pg_attribute" in statement or public.resource_id in statement for statement in seen)
    assert len(seen) <= 20


def test_the_figures_of_the_home_page_are_one_query(people, public):
    home_numbers.newest()
    seen = [s for s in statements(home_numbers.newest) if "satudata_publication_preview" in s]
    assert len(seen) == 1


def test_the_home_page_has_the_newest_open_figures(people):
    closed = published(people, accessRights="terbatas")
    hidden = portal.submitted(people, table=TABLE.encode())
    newest = published(people)
    portal.load_tables()
    found = home_numbers.newest()
    assert found[0]["url"].endswith(newest.name)
    assert (found[0]["value"], found[0]["unit"], found[0]["period"]) == ("618", "ton", "2018–2024")
    assert found[0]["title"].endswith(", 2024")
    assert found[0]["spark_points"] == [600.0, 603.0, 606.0, 609.0, 612.0, 615.0, 618.0]
    everywhere = str(home_numbers.newest(1000))
    assert closed.name not in everywhere and hidden.name not in everywhere
    assert len(found) <= 4
