"""The daily digest of the event log: one hash that a government keeps outside the portal (design §6).

A chain shows what was changed inside it, but not that its end was cut off, that the whole of it is gone, or that somebody
wrote all of it anew. A digest does: it lists where the streams ended when it was taken, and carries the hash of the digest
before it, so the newest hash answers for all of them.

It lists only the streams that have moved since the digest before. A stream that stands still stands in an earlier one, which
the chain of digests covers: nothing is lost, and a day costs what happened on it, however many cases there are. Which they
are is kept as rows (`DigestHead`), because nothing else tells later what a transaction of that night had committed already.
Whatever was open while a digest was taken belongs to the next one, which looks back `OPEN_AT_MOST` before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from . import events, governments
from .model import Digest, DigestHead, Event
from .model.base import now

OPEN_AT_MOST = timedelta(days=1)    # no transaction of the portal lasts so long
MISSED = timedelta(days=2)
BATCH = 1000                        # rows in memory at once
Head = tuple[str, int, str]         # a stream, the number and the hash of its last event


def take(day: date | None = None) -> Digest:
    """The digest of a day; taken once, and given again to whoever asks again. Commits nothing.

    Args:
        day: local date of the government; default today
    """
    session = model.Session
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended('satudata_workflow_digest', 0))"))
    day = day or governments.current().today()
    last = session.scalar(sa.select(Digest).order_by(Digest.no.desc()).limit(1))
    if last is not None and last.day >= day:        # a clock that went back makes no second digest of a day either
        return last
    at, no = now(), last.no + 1 if last else 1
    session.execute(_moved(no, last.taken_at - OPEN_AT_MOST if last else None))
    moved, new = session.execute(_counts(no)).one()
    found = Digest(no=no, day=day, taken_at=at, streams=(last.streams if last else 0) + new, moved=moved,
                   prev_hash=last.hash if last else None)
    found.hash = hash_of(found, heads(no))
    session.add(found)
    session.flush()
    # so the log itself knows of the digest, and the next one lists this
    events.record(events.GOVERNMENT, events.DIGEST_TAKEN, None, audience=events.INTERNAL,
                  data={"no": no, "day": day.isoformat(), "sha256": found.hash})
    return found


def _moved(no: int, since: datetime | None) -> sa.Insert:
    """Streams with events since a moment whose end stands in no digest yet, each with its end."""
    streams = sa.select(Event.stream).distinct()
    if since is not None:
        streams = streams.where(Event.at >= since)
    of = streams.subquery()
    end = sa.select(Event.seq, Event.hash).where(Event.stream == of.c.stream).order_by(Event.seq.desc()).limit(1).lateral()
    is_listed = sa.exists().where(DigestHead.stream == of.c.stream, DigestHead.seq >= end.c.seq)
    found = sa.select(of.c.stream, end.c.seq, sa.literal(no), end.c.hash).join(end, sa.true()).where(~is_listed)
    return sa.insert(DigestHead).from_select(["stream", "seq", "digest", "hash"], found)


def _counts(no: int) -> sa.Select[tuple[int, int]]:
    """How many streams a digest lists, and how many of them no digest had listed before."""
    earlier = aliased(DigestHead)
    was_there = sa.exists().where(earlier.stream == DigestHead.stream, earlier.seq < DigestHead.seq)
    return sa.select(sa.func.count(), sa.func.count().filter(~was_there)).where(DigestHead.digest == no)


def heads(no: int) -> Iterator[Head]:
    """What a digest lists, in the order in which it is hashed: by the bytes of the name, in any database."""
    query = sa.select(DigestHead.stream, DigestHead.seq, DigestHead.hash).where(DigestHead.digest == no)
    ordered = query.order_by(DigestHead.stream.collate("C"))
    yield from ((stream, seq, hash_) for stream, seq, hash_ in model.Session.execute(
        ordered.execution_options(yield_per=BATCH)))


def hash_of(digest: Digest, listed: Iterable[Head]) -> str:
    """SHA-256 over what a digest says of itself, the hash of the one before it, and the ends of its streams, a line each."""
    at = digest.taken_at.astimezone(timezone.utc).isoformat(timespec="microseconds")
    found = hashlib.sha256()
    found.update(_line([digest.no, digest.day.isoformat(), at, digest.streams, digest.moved, digest.prev_hash]))
    for head in listed:
        found.update(_line(list(head)))
    return found.hexdigest()


def _line(said: list[object]) -> bytes:
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def printed(digest: Digest) -> str:
    """A digest as one line to keep outside the portal."""
    return (f"satudata-digest no={digest.no} day={digest.day.isoformat()} streams={digest.streams} moved={digest.moved} "
            f"sha256={digest.hash} previous={digest.prev_hash or '-'}")


def unguarded_since() -> datetime | None:
    """Since when what was written stands in no digest, if that is longer ago than a night that was missed; else None."""
    last = sa.select(sa.func.max(Digest.taken_at)).scalar_subquery()
    first = sa.select(sa.func.min(Event.at)).where(sa.or_(last.is_(None), Event.at > last))
    return model.Session.scalar(first.where(Event.at < now() - MISSED))


def all_digests() -> Iterator[Digest]:
    """All digests, oldest first."""
    query = sa.select(Digest).order_by(Digest.no).execution_options(yield_per=BATCH)
    yield from model.Session.scalars(query)
