"""Proves that the event log is as it was written: its chains, and what the digests kept of them.

The chains alone are `events.broken`; the digests know what a chain cannot show: an end that was cut off, a stream that is
gone, a stream written anew from the first event on, an event that was put in later under an older date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from . import digests, events
from .digests import BATCH, OPEN_AT_MOST
from .model import Decision, Digest, DigestHead, Event, Extension, Notification, Outbox, Pause, Text

SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
NEWEST = re.compile(r"\bsha256[=:\s]+([0-9a-f]{64})\b")     # of a printed digest, which names the one before it too
ANY = aliased(Event)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where; `event_messages.fault` has the sentence.

    Of a chain: `gap`, `chain`, `changed`, `text`, `unsaid` (words that nobody is said to have erased), `lost` (an event that
    other rows name); of a stream against a digest: `gone`, `cut`, `rewritten`, `backdated`; of the digests:
    `digest_changed`, `digest_chain`, `digest_missing`, `kept_unknown`.
    """

    what: str
    stream: str | None = None
    seq: int | None = None
    no: int | None = None           # of the digest
    day: date | None = None         # of the digest
    last: int | None = None         # number of the last event that is left
    hash: str | None = None         # of a kept digest
    event: str | None = None        # id of one that is lost


def faults(stream: str | None = None) -> Iterator[Fault]:
    """All that is wrong with the log, nothing if it is as it was written.

    Args:
        stream: only this one; the digests themselves are not proved then
    """
    for name, seq, what in events.broken(stream):
        yield Fault(what, name, seq)
    yield from _unsaid(stream)
    yield from _lost(stream)
    yield from _cut(stream)
    yield from _rewritten(stream)
    yield from _backdated(stream)
    if stream is None:
        yield from _digests()


def kept(text: str) -> Iterator[Fault]:
    """Digests that somebody kept outside the portal, and that the portal does not have.

    Args:
        text: what `digest --print` printed, any number of lines, or hashes alone
    Raises:
        ValueError: it holds no digest
    """
    wanted = dict.fromkeys(NEWEST.findall(text) or SHA256.findall(text))
    if not wanted:
        raise ValueError("no digest")
    for at in range(0, len(wanted), BATCH):
        some = list(wanted)[at:at + BATCH]
        known = set(model.Session.scalars(sa.select(Digest.hash).where(Digest.hash.in_(some))))
        yield from (Fault("kept_unknown", hash=hash_) for hash_ in some if hash_ not in known)


def _of(query: sa.Select, stream: str | None, column: InstrumentedAttribute[str]) -> Iterator[sa.Row]:
    """The rows of a query, of one stream or all, a few at a time."""
    if stream is not None:
        query = query.where(column == stream)
    yield from model.Session.execute(query.execution_options(yield_per=BATCH))


def _unsaid(stream: str | None) -> Iterator[Fault]:
    """Words that are gone, and no event says who erased them."""
    erased = sa.and_(ANY.stream == Event.stream, ANY.type == events.TEXT_ERASED, ANY.data["event"].astext == Event.id)
    query = sa.select(Event.stream, Event.seq).outerjoin(Text, Text.event_id == Event.id).where(
        Event.text_hash.is_not(None), Text.event_id.is_(None), sa.not_(sa.exists().where(erased)))
    for name, seq in _of(query.order_by(Event.stream, Event.seq), stream, Event.stream):
        yield Fault("unsaid", name, seq)


def _lost(stream: str | None) -> Iterator[Fault]:
    """Events that are gone, and to which something belongs: what no digest has listed yet was cut off."""
    of_cases = (Decision, Pause, Extension, Notification)
    named = sa.union_all(
        *(sa.select(table.event_id, table.case_id.label("case_id")) for table in of_cases),
        *(sa.select(table.event_id, sa.null().label("case_id")) for table in (Text, Outbox)),
    ).subquery()
    query = sa.select(named.c.event_id, sa.func.max(named.c.case_id)).outerjoin(Event, Event.id == named.c.event_id)
    query = query.where(named.c.event_id.is_not(None), Event.id.is_(None)).group_by(named.c.event_id)
    for event_id, case_id in model.Session.execute(query.order_by(named.c.event_id).execution_options(yield_per=BATCH)):
        name = events.case_stream(case_id) if case_id else None
        if stream is None or name == stream:
            yield Fault("lost", name, event=event_id)


def _against_digests() -> sa.Select:
    """What the digests list, beside the events that are there."""
    same = sa.and_(Event.stream == DigestHead.stream, Event.seq == DigestHead.seq)
    query = sa.select(DigestHead.stream, DigestHead.seq, DigestHead.digest, Digest.day)
    return query.outerjoin(Event, same).outerjoin(Digest, Digest.no == DigestHead.digest).distinct(DigestHead.stream)


def _cut(stream: str | None) -> Iterator[Fault]:
    """Streams that end before an event which a digest lists, each with the newest that is missing."""
    left = sa.select(sa.func.max(ANY.seq)).where(ANY.stream == DigestHead.stream).correlate(DigestHead).scalar_subquery()
    query = _against_digests().add_columns(left).where(Event.hash.is_(None))
    for name, seq, no, day, last in _of(query.order_by(DigestHead.stream, DigestHead.seq.desc()), stream, DigestHead.stream):
        if last is None or last < seq:      # else it is a gap, which the chain shows
            yield Fault("gone" if last is None else "cut", name, seq, no, day, last=last)


def _rewritten(stream: str | None) -> Iterator[Fault]:
    """Streams in which an event is another than the one that a digest lists, each with the first."""
    query = _against_digests().where(Event.hash != DigestHead.hash).order_by(DigestHead.stream, DigestHead.seq)
    for name, seq, no, day in _of(query, stream, DigestHead.stream):
        yield Fault("rewritten", name, seq, no, day)


def _backdated(stream: str | None) -> Iterator[Fault]:
    """Events that are older, by what they say, than a digest which did not find them."""
    before = sa.func.lag(DigestHead.seq, 1, 0).over(partition_by=DigestHead.stream, order_by=DigestHead.seq)
    lists = sa.select(DigestHead.stream, DigestHead.seq, DigestHead.digest, before.label("before")).subquery()
    here = sa.and_(Event.stream == lists.c.stream, Event.seq > lists.c.before, Event.seq <= lists.c.seq)
    listed = sa.select(Event.stream, Event.seq, Digest.no, Digest.day).join(lists, here)
    listed = listed.join(Digest, Digest.no == lists.c.digest - 1).where(Event.at < Digest.taken_at - OPEN_AT_MOST)
    ends = sa.select(DigestHead.stream, sa.func.max(DigestHead.seq).label("seq")).group_by(DigestHead.stream).subquery()
    newest = sa.select(Digest).order_by(Digest.no.desc()).limit(1).subquery()
    later = sa.select(Event.stream, Event.seq, newest.c.no, newest.c.day).join(newest, sa.true())
    later = later.outerjoin(ends, ends.c.stream == Event.stream)
    later = later.where(Event.at < newest.c.taken_at - OPEN_AT_MOST, Event.seq > sa.func.coalesce(ends.c.seq, 0))
    for query in (listed, later):
        for name, seq, no, day in _of(query.order_by(Event.stream, Event.seq), stream, Event.stream):
            yield Fault("backdated", name, seq, no, day)


def _digests() -> Iterator[Fault]:
    """The digests against each other and against what they list."""
    before: Digest | None = None
    lists = _lists()
    listed = next(lists, None)
    for digest in digests.all_digests():
        while listed is not None and listed[0] < digest.no:      # of a digest that is not there
            listed = next(lists, None)
        yield from (Fault("digest_missing", no=no) for no in range(before.no + 1 if before else 1, digest.no))
        if before is not None and digest.no == before.no + 1 and digest.prev_hash != before.hash:
            yield Fault("digest_chain", no=digest.no, day=digest.day)
        found = listed[1] if listed is not None and listed[0] == digest.no else iter(())
        if digests.hash_of(digest, found) != digest.hash:
            yield Fault("digest_changed", no=digest.no, day=digest.day)
        before = digest
    yield from _after(before.no if before else 0)


def _lists() -> Iterator[tuple[int, Iterator[digests.Head]]]:
    """What each digest lists, in one query."""
    query = sa.select(DigestHead.digest, DigestHead.stream, DigestHead.seq, DigestHead.hash)
    rows = model.Session.execute(
        query.order_by(DigestHead.digest, DigestHead.stream.collate("C")).execution_options(yield_per=BATCH))
    for no, found in groupby(rows, key=lambda row: row[0]):
        yield no, ((stream, seq, hash_) for _, stream, seq, hash_ in found)


def _after(last: int) -> Iterator[Fault]:
    """Digests behind the last one of which only the lists, or only the events, are left."""
    number = Event.data["no"].as_integer()
    told = sa.select(number.label("no")).where(Event.stream == events.GOVERNMENT, Event.type == events.DIGEST_TAKEN)
    listed = sa.select(DigestHead.digest.label("no"))
    both = sa.union(told, listed).subquery()
    for no in model.Session.scalars(sa.select(both.c.no).where(both.c.no > last).order_by(both.c.no)):
        yield Fault("digest_missing", no=no)
