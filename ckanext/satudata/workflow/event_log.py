"""Reads the event log for who takes it away: as a page of an action, or all of it as CSV or JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import ckan.model as model
import sqlalchemy as sa

from . import cases, commenting, events, governments, lineage
from .digests import BATCH
from .model import Case, Event, Text
from .offices import Actor

COLUMNS = ("stream", "seq", "type", "at", "actor", "role", "acting_for", "audience", "data", "text_hash", "prev_hash", "hash")
WORDS = "text"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")     # what a spreadsheet takes for one when it opens a CSV


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for; an empty one asks for all."""

    streams: tuple[str, ...] | None = None
    ends: Mapping[str, datetime] = field(default_factory=dict)      # of some of the streams only what came before
    kind: str | None = None                 # of cases: only their own events
    type: str | None = None                 # of events
    since: date | None = None               # first and last local day of the government
    until: date | None = None


def of_case(case: Case) -> Wanted:
    """What the page of a case tells: its own events, those before its records left another case, and those of its records."""
    records = (events.record_stream(topic.topic_id) for topic in cases.topics_of(case.id))
    return Wanted((*lineage.streams(case), *records), lineage.ends(case))


def narrowed(wanted: Wanted, **more: Any) -> Wanted:
    """The same, of less; `record`: only what happened to this record."""
    if record := more.pop("record", None):
        stream = events.record_stream(record)
        more["streams"] = (stream,) if wanted.streams is None or stream in wanted.streams else ()
    return replace(wanted, **more)


def find_case(name: str) -> Case | None:
    """A case by its id or number."""
    return model.Session.scalar(sa.select(Case).where(sa.or_(Case.id == name, Case.number == name)))


def page(wanted: Wanted, actor: Actor, government_slug: str | None, limit: int, after: str | None) -> list[dict[str, Any]]:
    """Some events that somebody may read, oldest first, with their words if these were not erased.

    Args:
        government_slug: under which a case was opened; None for the portal's own
        after: id of the event before the first
    """
    government = governments.to_read(government_slug) if government_slug else governments.current()
    houses = {commenting.house_of(government, office) for office in actor.offices}
    query = _query(wanted).add_columns(Text.text).outerjoin(Text, Text.event_id == Event.id).where(_readable(houses))
    if after is not None:
        before = sa.select(Event.at, Event.id).where(Event.id == after).subquery()
        query = query.join(before, sa.tuple_(Event.at, Event.id) > sa.tuple_(before.c.at, before.c.id))
    return [{"id": row.id} | _row(row) | {WORDS: row.text, "is_erased": bool(row.text_hash) and row.text is None}
            for row in model.Session.execute(query.limit(limit))]


def _readable(houses: Collection[str]) -> sa.ColumnElement[bool]:
    """`commenting.may_read` for rows."""
    own = Event.data[commenting.HOUSE].astext.in_(list(houses))
    return sa.or_(Event.audience != events.INTERNAL, own)


def _query(wanted: Wanted) -> sa.Select[Any]:
    query = sa.select(Event.id, *(getattr(Event, name) for name in COLUMNS))
    if wanted.streams is not None:
        query = query.where(Event.stream.in_(wanted.streams))
    for stream, until in wanted.ends.items():
        query = query.where(sa.or_(Event.stream != stream, Event.at < until))
    if wanted.kind is not None:
        query = query.where(Event.stream.in_(sa.select(sa.literal(events.case_stream("")) + Case.id).where(
            Case.kind == wanted.kind)))
    if wanted.type is not None:
        query = query.where(Event.type == wanted.type)
    if wanted.since is not None:
        query = query.where(Event.at >= _begins(wanted.since))
    if wanted.until is not None:
        query = query.where(Event.at < _begins(wanted.until + timedelta(days=1)))
    return query.order_by(Event.at, Event.id)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(governments.current().timezone))


def _row(row: Any) -> dict[str, Any]:
    """An event as its hash was made of it."""
    at = row.at.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return {name: getattr(row, name) for name in COLUMNS} | {"at": at}


def rows(wanted: Wanted, *, with_words: bool) -> Iterator[dict[str, Any]]:
    """All events that are asked for, of every audience, a few in memory at once."""
    query = _query(wanted).execution_options(yield_per=BATCH)
    if with_words:
        query = query.add_columns(Text.text).outerjoin(Text, Text.event_id == Event.id)
    for row in model.Session.execute(query):
        yield _row(row) | ({WORDS: row.text} if with_words else {})


def write_csv(found: Iterable[Mapping[str, Any]], to: TextIO, *, with_words: bool) -> None:
    """Rows as CSV with a head; `data` as JSON, empty where there is nothing."""
    columns = (*COLUMNS, *((WORDS,) if with_words else ()))
    writer = csv.DictWriter(to, columns, lineterminator="\n")
    writer.writeheader()
    for row in found:
        said = json.dumps(row["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        writer.writerow({**row, "data": said} | ({WORDS: _harmless(row[WORDS])} if with_words else {}))


def _harmless(words: str | None) -> str | None:
    return f"'{words}" if words and words.startswith(_FORMULA) else words


def write_json(found: Iterable[Mapping[str, Any]], to: TextIO) -> None:
    """Rows as one JSON list, a line each."""
    before = "[\n"
    for row in found:
        to.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"
    to.write("[]\n" if before == "[\n" else "\n]\n")
