"""Cases in numbers that nobody could click: what real runs of a procedure have left in the database, copied with new ids.

A `Pattern` is every row of one case that the engine itself has run: record, case, task, decision, event, text, revision.
`Copier` writes it again and again by COPY: ids, number, title, OPD, officers and times are others each time, and the chain of
events is computed anew by the engine's own `hash_of`, so that `verify-events` has something true to prove. What it holds in
memory is one batch, however many cases are wanted.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?"
BATCH = 500
# (table, where its rows of one case stand), in an order that foreign keys allow; a record comes before its case
OF_A_CASE = (
    ("package", "id = %(package)s"),
    ("resource", "package_id = %(package)s"),
    ("package_tag", "package_id = %(package)s"),
    ("member", "table_id = %(package)s"),
    ("satudata_publication_record", "package_id = %(package)s"),
    ("satudata_publication_revision", "package_id = %(package)s"),
    ("satudata_publication_merge", "package_id = %(package)s"),
    ("satudata_workflow_case", "id = %(case)s"),
    ("satudata_workflow_case_topic", "case_id = %(case)s"),
    ("satudata_workflow_task", "case_id = %(case)s"),
    ("satudata_workflow_decision", "case_id = %(case)s"),
    ("satudata_workflow_text", "event_id IN (SELECT id FROM satudata_workflow_event WHERE stream IN %(streams)s)"),
)
# is kept for 180 days only (`notices.purge`)
FLEETING = (("satudata_workflow_notification", "case_id = %(case)s"),)
FLEETING_DAYS = 180
EVENT = ("id", "stream", "seq", "type", "at", "actor", "role", "acting_for", "audience", "data", "text_hash", "prev_hash",
         "hash")


@dataclass(frozen=True)
class Text:
    """A text with places at which each copy has something else: literal, place, literal, place, literal …"""

    parts: tuple[str, ...]

    def filled(self, words: Mapping[str, str]) -> str:
        parts = list(self.parts)
        parts[1::2] = [words.get(place, place) for place in self.parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True)
class Pattern:
    """One case as the engine left it. `name`: of its record, which stands in its title too."""

    name: str
    started: datetime
    ended: datetime
    own: tuple[str, ...]                            # ids that are given to its rows alone
    number: str | None
    times: tuple[str, ...]
    blocks: tuple[tuple[str, Text], ...]            # (COPY statement, lines)
    fleeting: tuple[tuple[str, Text], ...]
    events: tuple[Mapping[str, Text | None | int], ...]


def pattern_of(cursor: Any, case_id: str, package_id: str, name: str, office: str) -> Pattern:
    """Read the rows of a case, as COPY writes them.

    Args:
        name: of the record, which stands in its title too
        office: title of its OPD
    """
    streams = (f"case:{case_id}", f"record:{package_id}")
    of = {"case": case_id, "package": package_id, "streams": streams}
    lines = [(table, _columns(cursor, table), where) for table, where in (*OF_A_CASE, *FLEETING)]
    raw = [(table, columns, _copied(cursor, table, columns, where, of)) for table, columns, where in lines]
    query = f"SELECT {', '.join(EVENT)} FROM satudata_workflow_event WHERE stream IN %(streams)s ORDER BY stream, seq"
    cursor.execute(query, of)
    events = [dict(zip(EVENT, row, strict=True)) for row in cursor.fetchall()]
    cursor.execute("SELECT number, opened_at FROM satudata_workflow_case WHERE id = %(case)s", of)
    number, started = cursor.fetchone()
    own = {case_id, package_id, *(event["id"] for event in events)}
    for _, columns, text in raw:
        if "id" in columns:
            own |= {line.split("\t")[columns.index("id")] for line in text.splitlines()}
    known = [re.escape(word) for word in (name, number, office) if word]
    places = re.compile("(" + "|".join([*known, UUID, TIME]) + ")")

    def text(found: Any) -> Text | None:
        if found is None:
            return None
        return Text(tuple(places.split(json.dumps(found) if isinstance(found, dict) else str(found))))

    templates = [(f"COPY {table} ({', '.join(_quoted(columns))}) FROM STDIN", Text(tuple(places.split(lines))))
                 for table, columns, lines in raw if lines]
    fleeting = {table for table, _ in FLEETING}
    times = {place for _, one in templates for place in one.parts[1::2] if re.fullmatch(TIME, place)}
    return Pattern(
        name=name, started=started, ended=max(event["at"] for event in events), own=tuple(sorted(own)), number=number,
        times=tuple(sorted(times)),
        blocks=tuple(one for one in templates if one[0].split()[1] not in fleeting),
        fleeting=tuple(one for one in templates if one[0].split()[1] in fleeting),
        events=tuple({key: value if key == "seq" else text(value) for key, value in event.items()
                      if key not in ("at", "prev_hash", "hash")} | {"at": event["at"]} for event in events),
    )


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
                   "AND attgenerated = '' ORDER BY attnum", [table])
    return [name for name, in cursor.fetchall()]


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _copied(cursor: Any, table: str, columns: Sequence[str], where: str, of: Mapping[str, Any]) -> str:
    found = io.StringIO()
    query = cursor.mogrify(f"SELECT {', '.join(_quoted(columns))} FROM {table} WHERE {where}", of).decode()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT", found)
    return found.getvalue()


@dataclass(frozen=True)
class Copy:
    """One case that is wanted: of which pattern, beginning when, how long it took, and who and what is another one."""

    pattern: Pattern
    starts: datetime
    lasts: timedelta
    number: str
    name: str
    people: Mapping[str, str]                       # ids and names of OPD and officers, by those of the pattern


class Copier:
    """Writes copies into the database of a cursor, in batches; each batch is a transaction."""

    def __init__(self, cursor: Any, hash_of: Any, now: datetime) -> None:
        self.cursor, self.hash_of, self.now = cursor, hash_of, now
        self.numbers = itertools.count(1)
        self.written = {"cases": 0, "events": 0}

    def write(self, copies: Iterator[Copy]) -> None:
        while batch := list(itertools.islice(copies, BATCH)):
            found: dict[str, list[str]] = {}
            for copy in batch:
                self._add(copy, found)
            for statement in sorted(found, key=_rank):
                self.cursor.copy_expert(statement, io.StringIO("".join(found[statement])))
            self.cursor.connection.commit()
            self.written["cases"] += len(batch)

    def _add(self, copy: Copy, found: dict[str, list[str]]) -> None:
        pattern, serial = copy.pattern, next(self.numbers)
        words = {**copy.people, pattern.name: copy.name}
        words |= {known: _new_id(serial, place) for place, known in enumerate(pattern.own)}
        words |= {known: self._moved(copy, datetime.fromisoformat(known), known[10]) for known in pattern.times}
        if pattern.number:
            words[pattern.number] = copy.number
        is_young = self.now - copy.starts < timedelta(days=FLEETING_DAYS)
        for statement, text in (*pattern.blocks, *(pattern.fleeting if is_young else ())):
            found.setdefault(statement, []).append(text.filled(words))
        events = found.setdefault(f"COPY satudata_workflow_event ({', '.join(EVENT)}) FROM STDIN", [])
        before: dict[str, str] = {}
        for event in pattern.events:
            events.append(self._event(copy, event, words, before))
            self.written["events"] += 1

    def _event(self, copy: Copy, event: Mapping[str, Any], words: Mapping[str, str], before: dict[str, str]) -> str:
        said = {key: value.filled(words) if isinstance(value, Text) else value for key, value in event.items()}
        at = datetime.fromisoformat(self._moved(copy, event["at"])).replace(tzinfo=timezone.utc)
        chained = said | {"at": at, "data": json.loads(said["data"]), "prev_hash": before.get(said["stream"])}
        digest = self.hash_of(SimpleNamespace(**chained))
        row = said | {"at": at.isoformat(), "prev_hash": before.get(said["stream"]), "hash": digest}
        before[said["stream"]] = digest
        return "\t".join(r"\N" if row[key] is None else str(row[key]).replace("\\", "\\\\") for key in EVENT) + "\n"

    @staticmethod
    def _moved(copy: Copy, at: datetime, between: str = " ") -> str:
        """The same moment in the life of the copy. What lies ahead (when a task is due) keeps its distance from the end."""
        pattern = copy.pattern
        at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
        inside = min(at, pattern.ended)
        stretched = copy.lasts * ((inside - pattern.started) / max(pattern.ended - pattern.started, timedelta(seconds=1)))
        return (copy.starts + stretched + (at - inside)).isoformat(between, "microseconds")[:26]


def _rank(statement: str) -> int:
    tables = [table for table, _ in (*OF_A_CASE, *FLEETING)]
    table = statement.split()[1]
    return tables.index(table) if table in tables else len(tables)


def _new_id(serial: int, place: int) -> str:
    """Looks as random as a version 4 UUID: the indexes of a real portal are filled at random places, too."""
    found = hashlib.md5(b"%d %d" % (serial, place), usedforsecurity=False).hexdigest()
    return f"{found[:8]}-{found[8:12]}-4{found[13:16]}-a{found[17:20]}-{found[20:]}"
