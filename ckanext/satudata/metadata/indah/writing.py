"""From our record to INDAH's JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any

from ckanext.satudata.metadata import rules as conditions
from ckanext.satudata.metadata.rules_file import Rule

from . import kinds, mapping, values
from .mapping import Branch, Question
from .reading import DATA
from .status import DRAFT

VERSION = "v2"
Record = Mapping[str, Any]


def to_indah(
    kind: str, record: Record, contacts: Record | None = None, *, envelope: Record | None = None,
    unknown: Iterable[Mapping[str, Any]] = (), rules: Iterable[Rule] | None = None,
) -> dict[str, Any]:
    """A record as BPS's service takes it, with its envelope.

    Args:
        kind: kegiatan, variabel or indikator
        record: answers by field name, as package_show or the table of variables gives them
        contacts: the technical officer (`ii_pj_*`); None where the reader may not see him, then his fields are empty
        envelope: what stands around `data`: as it was imported, or what the caller knows (submitter, produsen_data, status,
            ms_keg_id); keys that are not in it get what a new draft has
        unknown: what an import has kept (`Imported.unknown`)
        rules: the portal's own, where it has some; they say which questions are not asked
    """
    not_asked = conditions.not_asked(conditions.load(kind) if rules is None else rules, record)
    data = _branch(mapping.tree(kind), {**record, **(contacts or {})}, not_asked)
    for kept in unknown:
        _restore(data, list(kept["path"]), kept["value"])
    around = {**_new_envelope(kind, record), **(envelope or {})}
    before = ("base_id", "ms_keg_id", "submission_period")
    return {
        **{key: around[key] for key in before if key in around}, DATA: data,
        **{key: value for key, value in around.items() if key not in before},
    }


def _new_envelope(kind: str, record: Record) -> dict[str, Any]:
    """Of a draft that BPS has not seen.

    Source: what two public clients send (sdi-metadata.md §1.13): the lists of MS-Keg are null, those of the others empty.
    """
    is_activity = kind == "kegiatan"
    year = str(record.get("submission_period") or record.get("tahun_kegiatan") or "")
    return {
        **({"base_id": None} if is_activity else {"ms_keg_id": None}),
        "submission_period": int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        "reviews": None if is_activity else [], "status": DRAFT, "rejection_note": None,
        "submitter": None, "produsen_data": None,
        "walidata_pusat": None if is_activity else {"id": None, "name": None}, "version": VERSION,
        "changes": None if is_activity else [],
    }


def _branch(branch: Branch, answers: Record, not_asked: Collection[str]) -> Any:
    if branch.first is not None:
        item = _below(branch.first, answers, not_asked)
        return [] if values.is_nothing(item) else [item]
    found: dict[str, Any] = {}
    if branch.options is not None:
        found |= values.write_options(branch.options, answers.get(branch.options.name) or ())
    return found | {key: _below(below, answers, not_asked) for key, below in branch.keys.items()}


def _below(below: Branch | Question, answers: Record, not_asked: Collection[str]) -> Any:
    if isinstance(below, Branch):
        return _branch(below, answers, not_asked)
    answer = answers.get(below.name)
    if answer in (None, "", []):
        return deepcopy(below.written_filler if below.name in not_asked else below.empty)
    if below.row is not None:
        return [_branch(below.row, row, ()) for row in answer]
    return deepcopy(kinds.write(below, answer))


# --- what an import has kept

def _restore(place: Any, path: list[Any], value: Any) -> None:
    """Put a kept value back. Its row may have moved, or be gone: then the value goes with it."""
    *steps, last = path
    for step in steps:
        place = _step(place, step)
        if place is None:
            return
    if isinstance(last, Mapping):
        _restore_item(place, last, value)
    elif isinstance(place, dict) and values.says_nothing(place.get(last)):
        place[last] = deepcopy(value)


def _restore_item(place: Any, row: Mapping[str, Any], value: Any) -> None:
    """A further item of a list of which the form has the first."""
    if isinstance(place, list):
        if all(map(values.says_nothing, place)):
            place.clear()
        place.insert(min(row["row"], len(place)), deepcopy(value))


def _step(place: Any, step: Any) -> Any:
    if isinstance(step, Mapping):
        return _row(place, step["row"], step["named"]) if isinstance(place, list) else None
    return place.get(step) if isinstance(place, dict) else None


def _row(rows: list[Any], index: int, name: str) -> Any:
    if index < len(rows) and (not name or name in _texts(rows[index])):
        return rows[index]
    return next((row for row in rows if name and name in _texts(row)), None)


def _texts(row: Any) -> Collection[Any]:
    return [value for value in row.values() if isinstance(value, str)] if isinstance(row, dict) else ()
