"""A file as the actions answer it: plain JSON, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .. import import_messages, pages
from ..model import Imported
from ..workbook.problems import FOREIGN
from . import accepting, checking, comparing, preview, storing
from .comparing import Change
from .preview import Look

MOST_CHANGES = 500              # records that are named; further ones are counted


def as_dict(context: Any, row: Imported) -> dict[str, Any]:
    """What it would change, and what stands against it."""
    looks = preview.looks(context, row) if row.status == storing.PREVIEW else []
    told = {fault["place"] for fault in row.faults if fault["place"] and not fault["is_note"]}
    shown = [look_as_dict(look, told) for look in looks if str(look.number) not in row.results]
    return {
        **read(row), "owner_org": row.owner_org, "kegiatan_id": row.package_id, "created_at": row.created_at.isoformat(),
        "kegiatan": shown, "stamp": stamp_of(looks), "may_be_taken": may_be_taken(row, looks), **results(row)}


def read(row: Imported) -> dict[str, Any]:
    """What its reader understood."""
    return {"id": row.id, "file_name": row.file_name, "problems": of_reader(row.faults),
            "is_foreign": any(fault["code"] == FOREIGN for fault in row.faults)}


def of_reader(faults: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the reader of the file says of it, errors first."""
    told = [{"place": fault["place"], "field": "", "sentence": import_messages.of_reader(fault), "is_note": fault["is_note"]}
            for fault in faults]
    return sorted(told, key=lambda fault: fault["is_note"])


def stamp_of(looks: Sequence[Look]) -> str:
    """What the sender has seen, in one text."""
    return ".".join(look.stored.stamp for look in looks)


def may_be_taken(row: Imported, looks: Sequence[Look]) -> bool:
    """Whether the file was understood as a whole, and at least one of its kegiatan can be taken over."""
    return all(fault["is_note"] for fault in row.faults) and any(
        look.may_be_taken for look in looks if str(look.number) not in row.results)


def results(row: Imported) -> dict[str, Any]:
    """What became of it so far."""
    told = [{"number": int(number), **result, "summary": import_messages.summary(result.get("counts", {}))}
            for number, result in sorted(row.results.items(), key=lambda item: int(item[0]))]
    return {"id": row.id, "status": row.status, "results": told, "is_dead": storing.is_dead(row)}


def look_as_dict(look: Look, told: Collection[str] = ()) -> dict[str, Any]:
    """One kegiatan of the file. `told`: places of which the reader has said already what is wrong."""
    package = look.stored.package
    return {
        "number": look.number, "title": look.parcel.title or (package["title"] if package else ""),
        "id": package["id"] if package else None, "name": package["name"] if package else None,
        "problems": [fault for fault in look.faults if fault["place"] not in told],
        "may_be_taken": look.may_be_taken, "is_nothing": look.is_nothing,
        "counts": accepting.counts(look.changes), "summary": import_messages.summary(accepting.counts(look.changes)),
        "changes": [_change(change) for change in look.changes if change.what != comparing.SAME][:MOST_CHANGES],
    }


def _change(change: Change) -> dict[str, Any]:
    kind = checking.KEGIATAN if change.kind == comparing.CONTACT else change.kind
    return {
        "kind": change.kind, "kind_label": import_messages.kind(change.kind), "what": change.what,
        "what_label": import_messages.what(change.what), "name": change.name, "place": change.place,
        "fields": [{"field": one.field, "label": checking.label(kind, one.field), "before": _said(kind, one.field, one.before),
                    "after": _said(kind, one.field, one.after)} for one in change.differences],
    }


def _said(kind: str, name: str, value: Any) -> str:
    """An answer as people read it: a code by its label."""
    field = checking.field_of(kind, name)
    return pages.in_words(field, value) if field else import_messages.shown(value)
