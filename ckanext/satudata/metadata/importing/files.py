"""A file that somebody sent, as parcels: a workbook or one sheet of it, or JSON in BPS's format. Only reads, within limits."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import drafts, portal_rules, schemas
from ..indah import bundle, limits, mapping
from ..indah import problems as indah_problems
from ..indah.reading import DATA, from_indah
from ..tables import refusals
from ..workbook import found, layout, reading
from .parcel import Entry, Parcel

WORKBOOK, INDAH = "workbook", "indah"       # who reports a fault
KINDS = ("kegiatan", "variabel", "indikator")
OWN_ID = "_satudata_id"                     # of our own bundles, carried through the reader of BPS's format
MOST_PARCELS = 500
LONGEST_KEY = 60
_ARCHIVE = b"PK\x03\x04"

Fault = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read. Each fault has `by`, `code`, `values`, `place` and `is_note`; in words by `import_messages`."""

    parcels: tuple[Parcel, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(content: bytes, file_name: str) -> Taken:
    """What a file says, whatever it is called: JSON is known by its first sign."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if ending == "json" or content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json(content)
    stream = io.BytesIO(content)
    if content.startswith(_ARCHIVE) and not drafts.is_small(stream):
        return _refused(WORKBOOK, refusals.TOO_LARGE)
    stream.seek(0)
    return _workbook(stream, ending)


def schemas_of_workbook() -> dict[str, Mapping[str, Any]]:
    """The schemas by which workbooks are written and read; without those types that the portal does not have."""
    of_types = {kind: schemas.of_type(kind) for kind in (layout.KEGIATAN, layout.INDIKATOR)}
    return {kind: schema for kind, schema in of_types.items() if schema} | {layout.VARIABEL: schemas.variabel()}


# --- workbooks

def _workbook(stream: io.BytesIO, ending: str) -> Taken:
    read_ = reading.read(stream, ending, schemas_of_workbook())
    faults = tuple({"by": WORKBOOK, "code": fault.code, "values": dict(fault.values), "place": fault.place,
                    "is_note": fault.is_note} for fault in read_.problems)
    parcel = Parcel(_entry(read_.kegiatan), _entry(read_.contacts), _entries(read_.variabel), _entries(read_.indikator))
    return Taken(() if parcel.is_empty else (parcel,), faults)


def _entry(record: found.Record | None) -> Entry | None:
    return Entry(record.answers, record.places) if record is not None else None


def _entries(records: tuple[found.Record, ...] | None) -> list[Entry] | None:
    return [Entry(record.answers, record.places) for record in records] if records is not None else None


# --- BPS's format

def _json(content: bytes) -> Taken:
    try:
        documents = limits.parse(content)
        found_ = bundle.bundles(_dressed(documents))
    except limits.Refused as refused:
        return _refused(INDAH, refused.problem.code, dict(refused.problem.details), refused.problem.path)
    if len(found_) > MOST_PARCELS:
        return _refused(INDAH, indah_problems.TOO_MANY_ITEMS, {"found": len(found_), "most": MOST_PARCELS})
    faults: list[Fault] = []
    parcels = [_parcel(one, f"[{number}]" if len(found_) > 1 else "", faults) for number, one in enumerate(found_)]
    return Taken(tuple(parcel for parcel in parcels if not parcel.is_empty), tuple(faults))


def _dressed(content: Any) -> Any:
    """Documents without their envelope get an empty one; the id of our own bundle goes along with its kegiatan."""
    if isinstance(content, list):
        return [_dressed(item) for item in content]
    if not isinstance(content, dict) or DATA in content:
        return content
    if kind := _bare(content):
        return {DATA: content} if kind else content
    dressed = {key: _dressed(value) if isinstance(value, dict | list) else value for key, value in content.items()}
    if isinstance(dressed.get("kegiatan"), dict) and isinstance(content.get("id"), str):
        dressed["kegiatan"] = {**dressed["kegiatan"], OWN_ID: content["id"]}
    return dressed


def _bare(content: Mapping[str, Any]) -> bool:
    """Whether these are answers themselves, without `data` around them."""
    known = {question.path[0] for kind in KINDS for question in mapping.questions(kind)} - {*bundle.PARTS, "kegiatan"}
    return len(known.intersection(content)) >= 2


def _parcel(one: bundle.Bundle, at: str, faults: list[Fault]) -> Parcel:
    parcel = Parcel()
    if one.kegiatan is not None:
        document = dict(one.kegiatan)
        parcel.id = str(document.pop(OWN_ID, None) or document.get("id") or document.get("base_id") or "")
        entry, contacts = _document("kegiatan", document, f"kegiatan{at}", faults)
        parcel.kegiatan = entry if entry.answers else None
        # an export for somebody who may not see the officer names none: that takes none away
        parcel.contacts = contacts if any(contacts.answers.values()) else None
    elif parts := [*one.variabel, *one.indikator]:
        parcel.id = str(parts[0].get("ms_keg_id") or "")
    for kind in bundle.PARTS:
        if parts := getattr(one, kind):
            setattr(parcel, kind, [_document(kind, part, f"{kind}{at}[{number}]", faults)[0]
                                   for number, part in enumerate(parts)])
    return parcel


def _document(kind: str, document: dict[str, Any], at: str, faults: list[Fault]) -> tuple[Entry, Entry]:
    """The answers of a document, and those about its officer."""
    imported = from_indah(kind, document, portal_rules.of_type(kind))
    faults += [{"by": INDAH, "code": fault.code, "values": dict(fault.details), "place": _within(at, fault.path),
                "is_note": not fault.blocks} for fault in imported.problems]
    if imported.problems and not (imported.record or imported.contacts):
        return Entry(places={"": at}), Entry()      # of another version or kind: it was not read
    asked = dict(_asked(kind, document.get(DATA)))
    places = {name: f"{at}.{path}" for name, path in asked.items()} | {"": at}
    personal = {question.name for question in mapping.questions(kind) if question.is_contact}
    empty = {question.name: [] if isinstance(question.empty, list) or question.kind == mapping.CODES else ""
             for question in mapping.questions(kind) if question.name in asked}
    given = {**empty, **imported.record}
    answers = {name: answer for name, answer in given.items() if name not in personal}
    if isinstance(id_ := document.get("id"), str):
        answers["id"] = id_[:LONGEST_KEY]
    contacts = {name: "" for name in personal if name in asked} | imported.contacts
    return (Entry(answers, places, {"envelope": imported.envelope, "unknown": imported.unknown}), Entry(contacts, places))


def _within(at: str, path: str) -> str:
    return f"{at}.{path}" if path else at


def _asked(kind: str, data: Any) -> Iterator[tuple[str, str]]:
    """Fields whose key stands in a document, with or without an answer, and its path."""
    for question in mapping.questions(kind):
        path = _path(data, question.path)
        if path is not None:
            yield question.name, f"{DATA}{path}"


def _path(data: Any, steps: tuple[str, ...]) -> str | None:
    shown = ""
    for step in steps:
        if step == mapping.FIRST:
            if not isinstance(data, list):
                return None
            data, shown = data[0] if data else {}, f"{shown}[0]"
            if not data:
                return shown
            continue
        key = next((key for key in mapping.keys_of(step) if isinstance(data, dict) and key in data), None)
        if key is None:
            return None
        data, shown = data[key], f"{shown}.{key}"
    return shown


def _refused(by: str, code: str, values: Mapping[str, Any] | None = None, place: str = "") -> Taken:
    return Taken(faults=({"by": by, "code": code, "values": dict(values or {}), "place": place, "is_note": False},))


def plain(faults: tuple[Fault, ...]) -> list[Fault]:
    """For the database."""
    return json.loads(json.dumps(faults, default=str))
