"""What a file would change: record by record, question by question. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .current import Counterparts, Stored, key_of
from .parcel import Entry, Parcel

NEW, CHANGED, SAME, REMOVED, LEFT = "new", "changed", "same", "removed", "left"
KEGIATAN, VARIABEL, INDIKATOR, CONTACT = "kegiatan", "variabel", "indikator", "contact"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that differs: the name of its field, what is stored, what the file says."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one record. `removed`: it goes; `left`: the file does not name it, and it stays."""

    kind: str
    what: str
    name: str
    place: str = ""
    differences: tuple[Difference, ...] = ()


def changes(parcel: Parcel, stored: Stored) -> list[Change]:
    """Kegiatan first, then its officer, variabel and indikator, each in the order of the file."""
    found: list[Change] = []
    if parcel.kegiatan is not None:
        found.append(_one(KEGIATAN, parcel.kegiatan, stored.package, "title"))
    if parcel.contacts is not None:
        change = _one(CONTACT, parcel.contacts, stored.contacts or {}, "ii_pj_nama")
        found.append(replace(change, what=NEW, differences=()) if change.what == CHANGED and not stored.contacts else change)
    if parcel.variabel is not None:
        found += _several(VARIABEL, parcel.variabel, stored.variabel, "nama", REMOVED)
    if parcel.indikator is not None:
        found += _several(INDIKATOR, parcel.indikator, stored.indikator, "title", LEFT)
    return found


def _one(kind: str, entry: Entry, before: Record | None, name: str) -> Change:
    differing = tuple(differences(entry, before or {}))
    what = NEW if before is None else CHANGED if differing else SAME
    shown = str(entry.answers.get(name) or (before or {}).get(name) or "")
    return Change(kind, what, shown, entry.places.get("", ""), () if before is None else differing)


def _several(kind: str, entries: Sequence[Entry], stored: tuple[Record, ...], name: str, absent: str) -> Iterator[Change]:
    met: set[str] = set()
    counterparts = Counterparts(stored, name)
    for entry in entries:
        before = counterparts.of(entry)
        if before is not None and before["id"] in met:
            before = None                   # two rows of one name: told as a fault
        if before is not None:
            met.add(before["id"])
        yield _one(kind, entry, before, name)
    yield from (Change(kind, absent, str(record.get(name) or "")) for record in stored if record["id"] not in met)


def differences(entry: Entry, before: Record) -> Iterator[Difference]:
    """The answers of a file that are not those that are stored."""
    for name, after in entry.answers.items():
        if name != "id" and (_plain(after) or "") != (_plain(before.get(name)) or ""):
            yield Difference(name, before.get(name), after)


def _plain(value: Any) -> Any:
    """Blanks at the ends, empty rows and the order of keys say nothing."""
    if isinstance(value, Mapping):
        return {name: part for name, said in value.items() if (part := _plain(said))}
    if isinstance(value, list | tuple):
        return [part for item in value if (part := _plain(item))]
    return "" if value is None else str(value).strip()


def together(entry: Entry, before: Record) -> dict[str, Any]:
    """A record as it will be: what the file does not ask stays."""
    return {**before, **{name: answer for name, answer in entry.answers.items() if name != "id"}}


def is_nothing(found: Sequence[Change]) -> bool:
    """Whether taking the file over would change nothing."""
    return all(change.what in (SAME, LEFT) for change in found)


def twice(entries: Sequence[Entry], name: str) -> Iterator[tuple[Entry, Entry]]:
    """Entries whose name another one before them has, with that one."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        key = key_of(entry.answers.get(name))
        if key and key in seen:
            yield entry, seen[key]
        seen.setdefault(key, entry)
