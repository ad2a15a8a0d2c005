"""What stands against taking a parcel over: answers that no field takes, broken rules, names that are taken, circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from .. import components, conditions, contacts, faults, import_messages, rules_messages, schemas, variabel, variabel_messages
from ..forms import first_sentence
from .comparing import INDIKATOR, KEGIATAN, together, twice
from .current import Counterparts, Record, Stored, key_of
from .parcel import Entry, Parcel

Fault = dict[str, Any]
TITLE, YEAR = "title", "tahun_kegiatan"
_NOT_HERE = frozenset({"name", "owner_org"})


def of_parcel(context: Any, parcel: Parcel, stored: Stored, owner_org: str, with_variabel: bool = True) -> list[Fault]:
    """Each with `place`, `field` (its label, or empty), `sentence` and `is_note`.

    Args:
        with_variabel: not where they are written next: the action that replaces them says the same of each
    """
    found = list(_place(parcel, stored))
    if refused := list(_rights(context, stored, owner_org)):
        return refused      # what else stands against it would tell of records that are not this person's
    found += _kegiatan(parcel, stored, owner_org)
    if with_variabel:
        found += _variabel(parcel, stored)
    found += _indikator(context, parcel, stored, owner_org)
    return found


def between(parcels: Sequence[Parcel]) -> dict[int, Fault]:
    """Kegiatan of one name and year in one file, by the number of the parcel."""
    seen: dict[tuple[str, str], str] = {}
    found: dict[int, Fault] = {}
    for number, parcel in enumerate(parcels):
        if parcel.kegiatan is None or not parcel.title:
            continue
        key = key_of(parcel.title), str(parcel.kegiatan.answers.get(YEAR) or "")
        if key in seen:
            found[number] = fault(parcel.kegiatan, TITLE, KEGIATAN, import_messages.twice_in_file(parcel.title, seen[key]))
        seen.setdefault(key, parcel.kegiatan.place_of(TITLE))
    return found


def fault(entry: Entry | None, name: str, kind: str, sentence: str, within: str = "") -> Fault:
    """A fault of one answer. `within`: of a row, `1/kode`."""
    place = (entry.places.get(f"{name}/{within}") or entry.place_of(name)) if entry is not None else ""
    return {"place": place, "field": label(kind, name), "sentence": sentence, "is_note": False}


def label(kind: str, name: str) -> str:
    """A field by its label and its number on the form; empty for what is no field."""
    return rules_messages.named(name, {"dataset_fields": _fields(kind)}) if field_of(kind, name) else ""


def field_of(kind: str, name: str) -> Mapping[str, Any] | None:
    """A field of the schema, or of the officer; None for what is none."""
    return next((field for field in _fields(kind) if field["field_name"] == name), None)


def _fields(kind: str) -> list[Mapping[str, Any]]:
    schema = schemas.variabel() if kind == schemas.VARIABEL else schemas.of_type(kind) or {"dataset_fields": ()}
    return [*schema["dataset_fields"], *(contacts.fields(kind) if kind == KEGIATAN else ())]


def _place(parcel: Parcel, stored: Stored) -> Iterator[Fault]:
    """Variabel and the officer belong to a kegiatan; an indikator may stand alone."""
    if stored.package is None and parcel.kegiatan is None and (parcel.variabel is not None or parcel.contacts is not None):
        yield fault(None, "", KEGIATAN, import_messages.no_kegiatan())
    elif stored.package is None and parcel.kegiatan is not None and not parcel.title:
        yield fault(parcel.kegiatan, TITLE, KEGIATAN, import_messages.no_title())


def _rights(context: Any, stored: Stored, owner_org: str) -> Iterator[Fault]:
    """Asked of CKAN's own rights, and in words: the record may be another office's, under review, or public."""
    asked: tuple[str, dict[str, Any]] = ("package_create", {"owner_org": owner_org, "type": KEGIATAN})
    if stored.package is not None:
        asked = "package_update", {"id": stored.package["id"]}
    try:
        tk.check_access(asked[0], tk.fresh_context(context), asked[1])
    except tk.NotAuthorized as refused:
        yield fault(None, "", KEGIATAN, import_messages.refused(str(refused)))


def _answers(entry: Entry, kind: str, record: Mapping[str, Any]) -> Iterator[Fault]:
    """What the schema's validators and the rules say of the answers of a package."""
    schema = schemas.of_type(kind) or {"dataset_fields": ()}
    fields = [f for f in schema["dataset_fields"] if f["field_name"] in entry.answers and f["field_name"] not in _NOT_HERE]
    given = {name: answer for name, answer in entry.answers.items() if answer}
    wrong = faults.of_values(fields, given, schema)
    for name, sentence in wrong.items():
        field, _, rest = name.partition("-")
        number, _, part = rest.partition("-")
        yield fault(entry, field, kind, sentence, f"{int(number) - 1}/{part}" if number.isdecimal() else "")
    told = {faults.field_of(name) for name in wrong}
    against = [broken for broken in conditions.broken(kind, record) if broken.field not in told]
    for broken in against:
        _, *within = conditions.place_of(broken, schema)
        yield fault(entry, broken.field, kind, conditions.sentence(broken, schema), "/".join(map(str, within)))
    yield from _advised(entry, kind, record, told | {broken.field for broken in against})


def _advised(entry: Entry, kind: str, record: Mapping[str, Any], wrong: Collection[str]) -> Iterator[Fault]:
    """What is improbable in a record: notes, which keep nothing from being taken over.

    Args:
        wrong: fields that have to be corrected; whoever does that is not to be advised on what stands there now
    """
    schema = schemas.of_record(kind)
    for advised in conditions.advised(kind, record):
        if advised.field in wrong:
            continue
        _, *within = conditions.place_of(advised, schema)
        said = fault(entry, advised.field, kind, conditions.sentence(advised, schema), "/".join(map(str, within)))
        yield said | {"is_note": True}


def _kegiatan(parcel: Parcel, stored: Stored, owner_org: str) -> Iterator[Fault]:
    entry = parcel.kegiatan
    if entry is not None:
        yield from _answers(entry, KEGIATAN, together(entry, stored.package or {}))
        yield from _taken(entry, stored, owner_org)
    if parcel.contacts is not None:
        _, errors = contacts.checked(KEGIATAN, parcel.contacts.answers)
        yield from (fault(parcel.contacts, name, KEGIATAN, first_sentence(said)) for name, said in errors.items())


def _taken(entry: Entry, stored: Stored, owner_org: str) -> Iterator[Fault]:
    """Two kegiatan of one office have one name only if they are of different years."""
    record = together(entry, stored.package or {})
    query = sa.select(model.Package.id, model.Package.name, model.Package.extras[YEAR].astext).where(
        model.Package.type == KEGIATAN, model.Package.owner_org == owner_org, model.Package.state != "deleted",
        sa.func.lower(model.Package.title) == str(record.get(TITLE) or "").strip().lower())
    for id_, name, year in model.Session.execute(query):
        is_itself = stored.package is not None and stored.package["id"] == id_
        if not is_itself and (year or "") == str(record.get(YEAR) or ""):
            yield fault(entry, TITLE, KEGIATAN, import_messages.taken(str(record[TITLE]), year or "")) | {
                "url": tk.url_for(f"{KEGIATAN}.read", id=name)}
            return


def _variabel(parcel: Parcel, stored: Stored) -> Iterator[Fault]:
    if len(parcel.variabel or ()) > variabel.MOST:
        yield fault(None, "", schemas.VARIABEL, variabel_messages.too_many(variabel.MOST))
        return
    validators = variabel.row_validators() if parcel.variabel else {}
    counterparts = Counterparts(stored.variabel, variabel.NAME)
    for entry in parcel.variabel or ():
        before = counterparts.of(entry)
        _, errors = variabel.checked(together(entry, before or {}), validators)
        for name, said in errors.items():
            yield fault(entry, name, schemas.VARIABEL, first_sentence(said), _row_of(said))
        yield from _advised(entry, schemas.VARIABEL, together(entry, before or {}), errors)
    for entry, first in twice(parcel.variabel or (), variabel.NAME):
        yield fault(entry, variabel.NAME, schemas.VARIABEL,
                    import_messages.named_twice(entry.answers[variabel.NAME], first.place_of(variabel.NAME)))


def of_refused_rows(parcel: Parcel, rows: Any) -> list[Fault]:
    """What the action said of rows of variabel, at their places in the file."""
    entries = parcel.variabel or []
    return [fault(entries[row["row"] - 1], name, schemas.VARIABEL, first_sentence(said), _row_of(said))
            for row in rows if isinstance(row, Mapping) for name, said in row.items() if name != "row"]


def _row_of(said: Any) -> str:
    """The first row and subfield at fault, where validators report rows."""
    if isinstance(said, list):
        return next((f"{number}/{next(iter(row))}" for number, row in enumerate(said) if isinstance(row, Mapping) and row), "")
    return ""


def _indikator(context: Any, parcel: Parcel, stored: Stored, owner_org: str) -> Iterator[Fault]:
    counterparts = Counterparts(stored.indikator, TITLE)
    entries = [(entry, counterparts.of(entry)) for entry in parcel.indikator or ()]
    told: dict[int, list[Fault]] = {}
    for number, (entry, before) in enumerate(entries):
        if not entry.answers.get(TITLE):
            yield fault(entry, TITLE, INDIKATOR, import_messages.no_name())
        told[number] = list(_answers(entry, INDIKATOR, together(entry, before or {})))
        yield from told[number]
        if before is not None:
            yield from _refused(context, entry, before)
    for entry, first in twice(parcel.indikator or (), TITLE):
        yield fault(entry, TITLE, INDIKATOR, import_messages.named_twice(entry.answers[TITLE], first.place_of(TITLE)))
    yield from _circles(entries, owner_org, told)


def _refused(context: Any, entry: Entry, before: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        tk.check_access("package_update", tk.fresh_context(context), {"id": before["id"]})
    except tk.NotAuthorized as refused:
        yield fault(entry, TITLE, INDIKATOR, import_messages.refused(str(refused)))


def _circles(entries: Iterable[tuple[Entry, Record | None]], owner_org: str,
             told: Mapping[int, list[Fault]]) -> Iterator[Fault]:
    """Indicators that would be built from themselves; one that names itself is left to the rule that says so.

    Args:
        told: what is said of each entry already
    """
    written: dict[str, tuple[int, components.Indicator, Entry]] = {}
    for number, (entry, before) in enumerate(entries):
        fixed = {"owner_org": owner_org, "name": ""} | {name: before[name] for name in _NOT_HERE if before and name in before}
        record = together(entry, before or {}) | fixed
        one = components.indicator_of(record, str(before["id"]) if before else components.new_id(number))
        written[one.id] = number, one, entry
    field = label(INDIKATOR, components.FIELD)
    for own, circle in components.circles_among([one for _, one, _ in written.values()]):
        number, _, entry = written[own.id]
        if len(circle.names) > 2 or not any(one["field"] == field and not one["is_note"] for one in told[number]):
            yield fault(entry, components.FIELD, INDIKATOR, rules_messages.circular(circle.names),
                        f"{circle.row}/{components.NAME}")
