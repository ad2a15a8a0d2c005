"""The event log: insert only, chained, erasable words; and state, task, decision and event change together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckanext.satudata.publication import records
from ckanext.satudata.tests.factories import House, Record, context_of, unique
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.tests.workflow.test_who import everything_of
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.errors import DecisionRefused
from ckanext.satudata.workflow.model import Event, Text
from ckanext.satudata.workflow.offices import Actor, Office

Under = Callable[[str], None]
TABLE = "satudata_workflow_event"
WRITER = Actor("user-1", "Penulis")


@pytest.fixture
def stream(on_portal: None) -> Iterator[str]:
    """A stream of five events; the second and the fourth carry words. Broken or not, it goes with the test."""
    name = f"uji:{unique('rantai')}"
    for number in range(1, 6):
        events.record(
            name,
            "satudata.uji.ditulis",
            WRITER,
            office=Office("walidata"),
            data={"n": number},
            text=f"Alasan {number}" if number % 2 == 0 else None,
        )
    model.Session.commit()
    yield name
    model.Session.rollback()
    run(f"DELETE FROM {TABLE} WHERE stream IN (:stream, 'uji:lain')", maintenance=True, stream=name)


def run(statement: str, *, maintenance: bool = False, **values: Any) -> None:
    """Run SQL in a transaction of its own, as somebody with access to the database."""
    with model.ensure_engine().begin() as connection:
        if maintenance:
            connection.execute(sa.text("SET LOCAL satudata.maintenance = 'on'"))
        connection.execute(sa.text(statement), values)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET actor = 'somebody-else' WHERE stream = :stream",
        f"UPDATE {TABLE} SET hash = hash WHERE stream = :stream",
        f"DELETE FROM {TABLE} WHERE stream = :stream AND seq = 5",
        f"TRUNCATE {TABLE}",
    ],
)
def test_an_event_is_never_changed_or_removed(statement: str, stream: str):
    with pytest.raises(DBAPIError, match="never changed or removed"):
        run(statement, **({} if "TRUNCATE" in statement else {"stream": stream}))
    assert list(events.broken(stream)) == []


def test_the_session_of_the_portal_cannot_change_one_either(stream: str):
    event = model.Session.scalar(sa.select(Event).where(Event.stream == stream, Event.seq == 3))
    event.data = {"n": 33}
    with pytest.raises(DBAPIError, match="never changed or removed"):
        model.Session.flush()


def test_maintenance_holds_for_its_own_transaction_only(stream: str):
    run(f"DELETE FROM {TABLE} WHERE stream = :stream AND seq = 5", maintenance=True, stream=stream)
    with pytest.raises(DBAPIError, match="never changed or removed"):
        run(f"DELETE FROM {TABLE} WHERE stream = :stream AND seq = 4", stream=stream)


def test_a_chain_as_it_was_written_holds(stream: str):
    assert list(events.broken(stream)) == []
    rows = list(model.Session.scalars(sa.select(Event).where(Event.stream == stream).order_by(Event.seq)))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.prev_hash for row in rows] == [None, *[row.hash for row in rows[:-1]]]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE {t} SET actor = 'somebody-else' WHERE stream = :stream AND seq = 3", [(3, "changed")]),
        ("UPDATE {t} SET data = '{{\"n\": 33}}' WHERE stream = :stream AND seq = 3", [(3, "changed")]),
        ("UPDATE {t} SET at = at + interval '1 microsecond' WHERE stream = :stream AND seq = 3", [(3, "changed")]),
        ("UPDATE {t} SET seq = 9 WHERE stream = :stream AND seq = 5", [(9, "gap"), (9, "changed")]),
        ("UPDATE {t} SET stream = 'uji:lain' WHERE stream = :stream AND seq = 1", [(2, "gap")]),
        ("DELETE FROM {t} WHERE stream = :stream AND seq = 1", [(2, "gap")]),
        ("DELETE FROM {t} WHERE stream = :stream AND seq = 3", [(4, "gap")]),
        ("DELETE FROM {t} WHERE stream = :stream AND seq IN (2, 3)", [(4, "gap")]),
        (
            "UPDATE satudata_workflow_text SET text = 'Lain' WHERE event_id = "
            "(SELECT id FROM {t} WHERE stream = :stream AND seq = 2)",
            [(2, "text")],
        ),
        (
            "INSERT INTO satudata_workflow_text (event_id, salt, text) SELECT id, 'x', 'Kata palsu' FROM {t} "
            "WHERE stream = :stream AND seq = 3",
            [(3, "text")],
        ),
    ],
)
def test_a_changed_or_removed_row_is_found(statement: str, found: list, stream: str):
    run(statement.format(t=TABLE), maintenance=True, stream=stream)
    assert [(seq, what) for _, seq, what in events.broken(stream)] == found


def forged(stream: str, after: int, **changes: Any) -> Event:
    """A row as a forger writes it behind another, who knows how the hash is made."""
    last = model.Session.scalar(sa.select(Event).where(Event.stream == stream, Event.seq == after))
    row = Event(
        stream=stream,
        seq=after + 1,
        type="satudata.uji.palsu",
        at=datetime.now(timezone.utc),
        actor="forger",
        role=None,
        acting_for=None,
        audience="parties",
        data={},
        text_hash=None,
        prev_hash=last.hash if last else None,
    )
    for name, value in changes.items():
        setattr(row, name, value)
    row.hash = changes.get("hash") or events.hash_of(row)
    return row


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"prev_hash": "0" * 64}, [(6, "chain")]),
        ({"hash": "0" * 64}, [(6, "changed")]),
        ({"seq": 8}, [(8, "gap")]),
    ],
)
def test_an_inserted_row_is_found(changes: dict, found: list, stream: str):
    model.Session.add(forged(stream, 5, **changes))
    model.Session.commit()
    assert [(seq, what) for _, seq, what in events.broken(stream)] == found


def test_a_row_rewritten_with_its_own_hash_is_found_at_the_next_one(stream: str):
    rewritten = forged(stream, 2, type="satudata.uji.ditulis")
    run(
        f"UPDATE {TABLE} SET actor = :actor, role = NULL, data = '{{}}', at = :at, hash = :hash "
        "WHERE stream = :stream AND seq = 3",
        maintenance=True,
        stream=stream,
        actor=rewritten.actor,
        at=rewritten.at,
        hash=rewritten.hash,
    )
    assert [(seq, what) for _, seq, what in events.broken(stream)] == [(4, "chain")]


SAID = sorted(column.name for column in Event.__table__.columns if column.name not in ("id", "hash"))
OTHER: dict[str, Any] = {
    "seq": 2,
    "at": datetime(2026, 3, 12, tzinfo=timezone.utc) + timedelta(microseconds=1),
    "data": {"n": 2},
}


@pytest.mark.parametrize("column", SAID)
def test_the_hash_is_over_everything_that_an_event_says(column: str):
    said = {
        "stream": "s",
        "seq": 1,
        "type": "t",
        "at": datetime(2026, 3, 12, tzinfo=timezone.utc),
        "actor": "a",
        "role": "r",
        "acting_for": "f",
        "audience": "parties",
        "data": {"n": 1},
        "text_hash": "h",
        "prev_hash": "p",
    }
    assert sorted(said) == SAID, "a new column has to be part of the hash"
    changed = Event(**(said | {column: OTHER.get(column, "x")}))
    assert events.hash_of(changed) != events.hash_of(Event(**said))


def test_the_hash_does_not_depend_on_the_zone_of_the_database_connection():
    at = datetime(2026, 3, 12, 7, 0, tzinfo=timezone.utc)
    said = {"stream": "s", "seq": 1, "type": "t", "audience": "parties", "data": {}}
    assert events.hash_of(Event(at=at, **said)) == events.hash_of(
        Event(at=at.astimezone(timezone(timedelta(hours=7))), **said)
    )


def test_erased_words_are_gone_and_the_chain_still_holds(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason="Nama petugas Sukarno salah.")
    house.edit("operator", record, notes="Diperbaiki.")
    stream = events.case_stream(record.case_id)
    assert "Nama petugas Sukarno salah." in [entry["reason"] for entry in house.case(record)["timeline"]]
    for row in model.Session.scalars(sa.select(Event).where(Event.stream == stream)):
        assert "Sukarno" not in f"{row.data}{row.text_hash}{row.hash}", "words stand in the text table only"
    assert list(events.broken(stream)) == []
    returned = model.Session.scalar(sa.select(Event).where(Event.stream == stream, Event.type == events.CASE_RETURNED))
    model.Session.delete(model.Session.get(Text, returned.id))
    model.Session.commit()
    assert list(events.broken(stream)) == []
    assert [entry["reason"] for entry in house.case(record)["timeline"] if entry["reason"]] == []


def test_the_same_words_have_another_hash_in_each_event(stream: str):
    """Salted: who has the log cannot try short reasons until one fits."""
    one, two = (events.record(stream, "satudata.uji.ditulis", WRITER, text="Ditolak.") for _ in range(2))
    assert one.text_hash != two.text_hash


def test_all_chains_of_a_whole_story_hold(house: House, under: Under):
    under("way_kanan")
    record = house.record()
    house.walk(record, "validasi")
    house.answer("kepala", record, "kembalikan", reason="Ubah.")
    house.edit("operator", record, notes="Baru.")
    house.walk(record)
    told = {}
    for stream in (events.case_stream(record.case_id), events.record_stream(record.id), events.GOVERNMENT):
        assert list(events.broken(stream)) == [], stream
        told[stream] = [e.type.rpartition(".")[2] for e, _ in events.of_streams([stream], ["public", "parties", "internal"])]
    assert told[events.case_stream(record.case_id)] == [
        "case_opened",
        "step_finished",
        "step_approved",
        "case_returned",
        "step_finished",
        "step_approved",
        "document_added",
        "step_approved",
        "step_finished",
        "case_closed",
    ]
    assert told[events.record_stream(record.id)] == [
        "record_created",
        "record_changed",
        "record_sealed",
        "record_changed",
        "record_sealed",
        "record_published",
    ]


def test_what_is_internal_is_not_on_the_timeline_of_the_parties(house: House):
    record = house.linked()
    events.record(events.case_stream(record.case_id), "satudata.uji.rahasia", WRITER, audience=events.INTERNAL)
    events.record(events.case_stream(record.case_id), "satudata.uji.terbuka", WRITER, audience=events.PUBLIC)
    model.Session.commit()
    types = [entry["type"] for entry in house.case(record)["timeline"]]
    assert "satudata.uji.terbuka" in types and "satudata.uji.rahasia" not in types


# one transaction


def refuse(situation: Any) -> None:
    raise DecisionRefused("not_ready")


def crash(situation: Any) -> None:
    raise RuntimeError("the disk is full")


def violate(situation: Any) -> None:
    model.Session.execute(sa.text("UPDATE satudata_workflow_case SET status = 'nonsense'"))


@pytest.mark.parametrize("effect", [refuse, crash, violate])
def test_an_effect_that_fails_leaves_nothing_of_the_decision(effect: Callable, house: House, under: Under):
    """`terbit` publishes first and fails then: not even the record may be public."""
    under("uji")
    record = house.linked()
    house.walk(record, "terbit")
    before, sent = everything_of(record), house.sent(record, "finish")
    trial.hooks.effect = effect
    with pytest.raises((RuntimeError, tk.ValidationError, DBAPIError)):
        house.act("walidata", "satudata_workflow_task_decide", **dict(sent))
    if effect is refuse:
        model.Session.commit()  # whoever goes on in this session (a script) keeps nothing of it either
    assert everything_of(record) == before
    package = model.Package.get(record.id)
    assert package.private and records.get(record.id).visibility == "unpublished"
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", "package_show", id=record.id)
    trial.hooks.effect = None
    assert house.act("walidata", "satudata_workflow_task_decide", **sent)["case"]["outcome"] == "completed"


def test_a_decision_in_a_transaction_of_the_caller_ends_with_it(house: House):
    """`defer_commit`: who has more to do commits himself, or nothing has happened."""
    record = house.linked()
    before, sent = everything_of(record), house.sent(record, "finish")
    context = context_of(house.user("operator")) | {"defer_commit": True}
    tk.get_action("satudata_workflow_task_decide")(context, dict(sent))
    assert everything_of(record) == before  # everything_of begins with a rollback
    tk.get_action("satudata_workflow_task_decide")(context_of(house.user("operator")) | {"defer_commit": True}, dict(sent))
    model.Session.commit()
    assert house.case(record)["step"] == "periksa"


def test_a_refused_document_leaves_nothing(house: House):
    record: Record = house.linked()
    before = everything_of(record)
    with pytest.raises(tk.ValidationError):
        house.letter("operator", record, content=b"")
    assert everything_of(record) == before
