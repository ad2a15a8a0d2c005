"""The event log as people take it away: page by page as the audiences allow, or all of it on the command line."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests.helpers import CKANCliRunner

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.tests.workflow import test_batches
from ckanext.satudata.tests.workflow.test_events import WRITER
from ckanext.satudata.workflow import event_log, events, governments
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Event

Under = Callable[[str], None]
LIST, COMMENT = "satudata_workflow_event_list", "satudata_workflow_comment_create"
SAID = '=HYPERLINK("x"), "kutip"\nbaris dua é'


@pytest.fixture
def told(house: House, under: Under) -> Record:
    """A case with a return, a comment to all and one among Diskominfo."""
    under("way_kanan")
    for who in ("kasi", "walidata"):
        house.user(who)
    record = house.linked()
    house.walk(record, "periksa")
    house.act("walidata", COMMENT, id=record.case_id, text="Hanya kita.", audience="internal")
    house.act("operator", COMMENT, id=record.case_id, text=SAID)
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    return record


def listed(house: House, who: str, **asked: Any) -> list[dict[str, Any]]:
    """All pages."""
    found, after = [], asked.pop("after", None)
    while True:
        page = house.act(who, LIST, **asked, **({"after": after} if after else {}))
        found += page["results"]
        after = page["next"]
        if after is None:
            return found


# rights


@pytest.mark.parametrize("who", ["operator", "kepala", "walidata", "kasi", "admin"])
def test_who_reads_the_case_gets_what_its_page_tells(who: str, told: Record, house: House):
    page = [(entry["id"], entry["reason"]) for entry in house.case(told, who)["timeline"]]
    found = listed(house, who, case=told.case_id)
    assert [(event["id"], event["text"]) for event in found] == page
    assert ("Hanya kita." in {event["text"] for event in found}) == (who in ("walidata", "kasi"))


@pytest.mark.parametrize("who", ["operator_elsewhere", "stranger", "anonymous"])
def test_nobody_else_gets_events_of_a_case(who: str, told: Record, house: House):
    with pytest.raises(tk.NotAuthorized):
        house.act(who, LIST, case=told.case_id)


@pytest.mark.parametrize("who", ["operator", "walidata", "stranger", "anonymous"])
@pytest.mark.parametrize("asked", [{}, {"kind": "publication"}, {"record": "x"}, {"case": "tidak-ada"}, {"case": ""}])
def test_without_a_case_only_an_administrator_reads(who: str, asked: dict[str, str], told: Record, house: House):
    with pytest.raises(tk.NotAuthorized):
        house.act(who, LIST, **asked)


def test_an_administrator_reads_every_case_and_no_house_s_own_words(told: Record, house: House):
    found = listed(house, "admin", record=told.id)
    assert {event["stream"] for event in found} == {events.record_stream(told.id)} and found[0]["seq"] == 1
    all_of = house.act("admin", LIST, kind="publication", type=events.COMMENT_WRITTEN, limit=100)["results"]
    assert {event["type"] for event in all_of} == {events.COMMENT_WRITTEN}
    assert all(event["stream"].startswith("case:") and event["audience"] != "internal" for event in all_of)
    assert house.act("admin", LIST, kind="withdrawal", case=told.case_id)["results"] == []
    with pytest.raises(tk.ObjectNotFound):
        house.act("admin", LIST, case="tidak-ada")


def test_a_record_beside_a_case_narrows_it_and_opens_nothing(told: Record, house: House):
    other = house.linked("operator_elsewhere", owner_org=house.elsewhere["id"])
    assert listed(house, "operator", case=told.case_id, record=other.id) == []
    assert {event["stream"] for event in listed(house, "operator", case=told.case_id, record=told.id)} == {
        events.record_stream(told.id)}


def test_of_records_that_left_a_case_what_came_before_belongs_to_them_and_what_came_after_does_not(house: House, under: Under):
    under("uji_berbanyak")
    case_id, records = test_batches.at_check(house)
    test_batches.answer(house, "walidata", case_id, "sesuai", test_batches.back(records[0]))
    (part,) = test_batches.parts(case_id)
    part_id = part.id
    house.act("operator", COMMENT, id=case_id, text="Setelah berpisah.")
    house.act("operator", COMMENT, id=part_id, text="Diperbaiki.")
    for id_ in (case_id, part_id):
        page = house.act("operator", "satudata_workflow_case_show", id=id_)["timeline"]
        found = listed(house, "operator", case=id_)
        assert [event["id"] for event in found] == [entry["id"] for entry in page]
        assert ("Setelah berpisah." in {event["text"] for event in found}) == (id_ == case_id)
    streams = {event["stream"] for event in listed(house, "operator", case=part_id)}
    assert events.case_stream(case_id) in streams


# pages


def test_pages_follow_each_other_without_a_gap_also_while_more_is_written(told: Record, house: House):
    whole = [event["id"] for event in listed(house, "walidata", case=told.case_id)]
    assert len(whole) > 6
    first = house.act("walidata", LIST, case=told.case_id, limit=3)
    house.act("operator", COMMENT, id=told.case_id, text="Menyusul.")
    rest = listed(house, "walidata", case=told.case_id, limit=3, after=first["next"])
    found = [event["id"] for event in [*first["results"], *rest]]
    assert found[:-1] == whole and len(found) == len(whole) + 1
    assert house.act("walidata", LIST, case=told.case_id, limit=100)["next"] is None
    assert house.act("walidata", LIST, case=told.case_id, limit=0) == {"results": [], "next": None}


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"limit": -1}, "limit"), ({"limit": "x"}, "limit"), ({"since": "kemarin"}, "since"), ({"until": "2026-13-01"}, "until"),
     ({"type": "x" * 201}, "type"), ({"after": "\x00"}, "after")],
)
def test_a_call_that_is_wrong_says_on_which_field(asked: dict, field: str, told: Record, house: House):
    with pytest.raises(tk.ValidationError) as refused:
        house.act("walidata", LIST, case=told.case_id, **asked)
    assert list(refused.value.error_dict) == [field]


def test_at_most_a_hundred_are_given_at_once_and_a_page_costs_the_same(told: Record, house: House, statements: list[str]):
    for n in range(110):
        events.record(events.case_stream(told.case_id), "satudata.uji.ditulis", WRITER, data={"n": n})
    model.Session.commit()
    statements.clear()
    assert len(house.act("walidata", LIST, case=told.case_id, limit=5)["results"]) == 5
    few = len(statements)
    statements.clear()
    assert len(house.act("walidata", LIST, case=told.case_id, limit=1000)["results"]) == 100
    assert len(statements) == few


def test_days_are_those_of_the_government(told: Record, house: House):
    today = governments.current().today()
    everything = listed(house, "walidata", case=told.case_id)
    assert listed(house, "walidata", case=told.case_id, since=today.isoformat(), until=today.isoformat()) == everything
    for asked in ({"since": today + timedelta(days=1)}, {"until": today - timedelta(days=1)}):
        assert listed(house, "walidata", case=told.case_id, **{k: v.isoformat() for k, v in asked.items()}) == []
    begins = event_log._begins(today)
    assert begins.hour == 0 and begins.utcoffset() == timedelta(hours=7), "Way Kanan lies in WIB"


# the command line


def printed(cli: CKANCliRunner, *options: str) -> str:
    answer = cli.invoke(satudata_workflow, ["events", *options])
    assert (answer.exit_code, answer.stderr) == (0, "")
    return answer.stdout


def test_the_export_holds_every_event_and_no_words_unless_asked_for(told: Record, house: House, cli: CKANCliRunner):
    streams = [events.case_stream(told.case_id), events.record_stream(told.id)]
    rows = model.Session.scalars(sa.select(Event).where(Event.stream.in_(streams)).order_by(Event.at, Event.id)).all()
    as_json, as_csv = (printed(cli, "--case", told.case_id, "--format", form) for form in ("json", "csv"))
    found = json.loads(as_json)
    assert [(event["stream"], event["seq"], event["hash"]) for event in found] == [(r.stream, r.seq, r.hash) for r in rows]
    assert [list(event) for event in found] == [list(event_log.COLUMNS)] * len(rows)
    table = list(csv.DictReader(io.StringIO(as_csv)))
    assert [{**row, "seq": int(row["seq"]), "data": json.loads(row["data"])} for row in table] == [
        {key: "" if value is None else value for key, value in event.items()} for event in found]
    assert any(event["audience"] == "internal" for event in found), "the administrator of the server has all of it"
    for text in (as_json, as_csv):
        assert "Ubah." not in text and "Hanya kita." not in text and "HYPERLINK" not in text


def test_anybody_can_compute_the_hashes_of_an_export_as_the_guide_says(told: Record, cli: CKANCliRunner):
    before: dict[str, str] = {}
    for event in json.loads(printed(cli, "--case", told.case_id, "--format", "json")):
        assert event["prev_hash"] == before.get(event["stream"])
        said = [event[name] for name in event_log.COLUMNS[:-1]]
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == event["hash"]
        before[event["stream"]] = event["hash"]


def test_with_words_no_cell_is_a_formula(told: Record, cli: CKANCliRunner):
    whole = json.loads(printed(cli, "--case", told.case_id, "--format", "json", "--words"))
    assert [event["text"] for event in whole if event["text"]] == ["Hanya kita.", SAID, "Ubah."]
    table = list(csv.DictReader(io.StringIO(printed(cli, "--case", told.case_id, "--words"))))
    assert [row["text"] for row in table if row["text"]] == ["Hanya kita.", f"'{SAID}", "Ubah."]


def test_the_export_is_narrowed_by_number_record_kind_and_days(told: Record, house: House, cli: CKANCliRunner):
    number, today = house.case(told)["number"], governments.current().today()
    whole = printed(cli, "--case", told.case_id)
    assert printed(cli, "--case", number) == whole == printed(cli, "--case", number, "--since", today.isoformat())
    of_record = list(csv.DictReader(io.StringIO(printed(cli, "--record", told.id))))
    assert {row["stream"] for row in of_record} == {events.record_stream(told.id)}
    assert printed(cli, "--case", number, "--record", told.id) == printed(cli, "--record", told.id)
    head = ",".join(event_log.COLUMNS) + "\n"
    yesterday = (today - timedelta(days=1)).isoformat()
    assert printed(cli, "--case", number, "--until", yesterday) == head
    assert json.loads(printed(cli, "--case", number, "--until", yesterday, "--format", "json")) == []
    of_kind = {row["stream"] for row in csv.DictReader(io.StringIO(printed(cli, "--kind", "publication")))}
    assert events.case_stream(told.case_id) in of_kind and all(stream.startswith("case:") for stream in of_kind)
    assert printed(cli, "--kind", "withdrawal", "--case", number) == head


@pytest.mark.parametrize("options", [["--case", "tidak-ada"], ["--since", "kemarin"], ["--format", "xml"]])
def test_an_export_that_cannot_be_made_ends_with_a_sentence(options: list[str], on_portal: None, cli: CKANCliRunner):
    answer = cli.invoke(satudata_workflow, ["events", *options])
    assert answer.exit_code != 0 and answer.stderr and not answer.stdout


@pytest.mark.parametrize("with_words", [False, True])
def test_the_export_takes_the_same_memory_however_long_the_log_is(with_words: bool, on_portal: None):
    """A cursor of the server holds the rows; the portal has some of them at a time."""
    cursors: list[str | None] = []

    def note(connection: Any, cursor: Any, *rest: Any) -> None:
        cursors.append(cursor.name)

    engine = model.ensure_engine()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        list(event_log.rows(event_log.Wanted(("uji:tidak-ada",)), with_words=with_words))
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert [bool(name) for name in cursors] == [True]
