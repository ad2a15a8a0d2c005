"""Sealed revisions side by side: which is compared with which, and what changed, in the reader's words.

`comparing.py` finds what differs; here it gets labels. Whoever calls has checked who asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.metadata.shared import variabel_line

from . import comparing, sealing
from .comparing import Comparison, FieldChange, FileChange, Piece
from .model import Record, Revision

ungettext = tk.ungettext    # under this name the messages are found
NOT_SHOWN = frozenset({"type"})


@dataclass(frozen=True, slots=True)
class Known:
    """A revision without its content."""

    id: str
    package_id: str
    no: int
    case_id: str | None
    sha256: str
    sealed_at: datetime


def known(package_ids: Collection[str]) -> dict[str, list[Known]]:
    """All revisions of some records, by record, oldest first."""
    columns = (Revision.id, Revision.package_id, Revision.no, Revision.case_id, Revision.sha256, Revision.sealed_at)
    rows = model.Session.execute(
        sa.select(*columns).where(Revision.package_id.in_(list(package_ids))).order_by(Revision.package_id, Revision.no)
    )
    found: dict[str, list[Known]] = {}
    for row in rows:
        found.setdefault(row.package_id, []).append(Known(*row))
    return found


def others(present: Known, all_of_it: Sequence[Known], live: str | None) -> list[Known]:
    """With what the present revision can be compared: the earlier ones of its case, and the public one."""
    return [
        one for one in all_of_it
        if one.id != present.id and (one.id == live or (one.case_id == present.case_id and one.no < present.no))
    ]


def other_side(present: Known, choices: Sequence[Known], live: str | None, approved: str | None) -> Known | None:
    """The other side if nobody chose one: what the reader approved last, else the round before, else the public version."""
    of_case = [one for one in choices if one.case_id == present.case_id and one.id != live]
    mine = [one for one in of_case if one.sha256 == approved and approved != present.sha256]
    public = [one for one in choices if one.id == live]
    return next(iter([*reversed(mine), *reversed(of_case), *public]), None)


def standing(package_ids: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
    """Ids of the revision under review (else the public one) and of the public one, by record."""
    rows = model.Session.execute(
        sa.select(Record.package_id, Record.seal, Record.live).where(Record.package_id.in_(list(package_ids)))
    )
    return {row.package_id: (row.seal or row.live, row.live) for row in rows}


def contents(ids: Iterable[str]) -> dict[str, Revision]:
    rows = model.Session.scalars(sa.select(Revision).where(Revision.id.in_(list(ids))))
    return {revision.id: revision for revision in rows}


def difference(before: Revision, after: Revision) -> Comparison:
    return comparing.compare(before.content, after.content, before.resources, after.resources)


def summary(found: Comparison) -> str:
    """`4 fields changed, 1 file replaced, 62 unchanged`."""
    counted = [
        (found.changed_fields, lambda n: ungettext("{n} field changed", "{n} fields changed", n)),
        (found.files_of("replaced"), lambda n: ungettext("{n} file replaced", "{n} files replaced", n)),
        (found.files_of("added"), lambda n: ungettext("{n} file added", "{n} files added", n)),
        (found.files_of("removed"), lambda n: ungettext("{n} file removed", "{n} files removed", n)),
        (found.files_of("reread"), lambda n: ungettext("{n} table read anew", "{n} tables read anew", n)),
    ]
    parts = [make(n).format(n=n) for n, make in counted if n]
    if found.is_reordered:
        parts.append(tk._("files in another order"))
    if not parts:
        return tk._("nothing changed")
    return ", ".join([*parts, tk._("{n} unchanged").format(n=found.unchanged)])


def overview(present: Known | None, before: Known | None, sides: Mapping[str, Revision]) -> str:
    """What changed in one of many, in words."""
    if present is None:
        return ""
    if before is None:
        return tk._("new")
    return summary(difference(sides[before.id], sides[present.id]))


def shown(package_type: str, present: Known, choices: list[Known], before: Known, live: str | None) -> dict[str, Any]:
    """The page's whole comparison: rows with marked pieces, in the order of the form."""
    sides = contents((present.id, before.id))
    found = difference(sides[before.id], sides[present.id])
    order = {name: place for place, name in enumerate(sealing.in_form_order(package_type, _all_fields(found)))}
    fields = sorted((c for c in found.fields if c.name not in NOT_SHOWN), key=lambda c: order.get(c.name, len(order)))
    same = {name: value for name, value in found.same.items() if name not in NOT_SHOWN}
    return {
        "no": present.no,
        "before": _side(before, live),
        "choices": [_side(one, live) for one in choices],
        "sealed_at": present.sealed_at.isoformat(),
        "summary": summary(found),
        "is_empty": found.is_empty,
        "is_reordered": found.is_reordered,
        "type": package_type,
        "package_id": present.package_id,
        "fields": [_field(package_type, change) for change in fields],
        "files": [_file(change) for change in found.files],
        "same": [
            {"label": label(package_type, name), "value": tk.h.satudata_publication_field_value(package_type, name, value)}
            for name, value in sealing.in_form_order(package_type, same).items()
        ],
        "same_files": [comparing.name_of(entry) for entry in found.same_files],
    }


def _all_fields(found: Comparison) -> dict[str, Any]:
    return {change.name: change.after for change in found.fields} | dict(found.same)


def _side(one: Known, live: str | None) -> dict[str, Any]:
    return {"no": one.no, "at": one.sealed_at.isoformat(), "is_public": one.id == live}


def label(package_type: str, name: str) -> str:
    """Label of a sealed field; a free extra is called by its key, a variable by its name."""
    if name.startswith(f"{comparing.VARIABEL}."):
        return tk._("Variable “{name}”").format(name=name.partition(".")[2])
    named = {"tags": "tag_string"}.get(name, name)
    return tk.h.satudata_publication_field_label(package_type, named).removeprefix("extras.")


def _field(package_type: str, change: FieldChange) -> dict[str, Any]:
    left, right = _marked(package_type, change)
    is_list = any(isinstance(value, list) for value in (change.before, change.after))
    return {"name": change.name, "label": label(package_type, change.name), "left": left, "right": right, "is_list": is_list}


def _marked(package_type: str, change: FieldChange) -> tuple[list[Piece], list[Piece]]:
    """Both sides as people read them: lists entry by entry, codes by their label, free text word by word."""

    def read(value: Any) -> str:
        if change.name.startswith(f"{comparing.VARIABEL}."):
            return variabel_line(str(value))
        return tk.h.satudata_publication_field_value(package_type, change.name, value)

    one, other = change.before, change.after
    if isinstance(one, list) or isinstance(other, list):
        return comparing.items([read(v) for v in _list(one)], [read(v) for v in _list(other)])
    left, right = ("" if value is None else read(value) for value in (one, other))
    if left == (one or "") and right == (other or ""):
        return comparing.words(left, right)
    return ([Piece("changed", left)] if left else []), ([Piece("changed", right)] if right else [])


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _file(change: FileChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "name": comparing.name_of(change.entry),
        "before": change.before,
        "after": change.after,
        "fields": [
            {"label": _file_label(field.name), "left": left, "right": right}
            for field in change.fields
            for left, right in (comparing.words(_text(field.before), _text(field.after)),)
        ],
    }


def _file_label(name: str) -> str:
    return {"name": tk._("Name"), "description": tk._("Description"), "format": tk._("Format"),
            sealing.DICTIONARY: tk._("What the columns mean")}.get(name, name)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(tk.h.satudata_publication_row(row) if isinstance(row, dict) else str(row) for row in value)
    return "" if value is None else str(value)
