"""All loaded procedures as one stable JSON document: `ckan satudata-workflow procedures --format json`. Pure.

Its keys are a promise to whoever reads it; a key more would be one too. What else a procedure says is in its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .government import Government, shown, text_of
from .procedures import Decision, Item, Procedure, Segment, Starts, Step, Text
from .times import Time

Json = dict[str, Any]
LANGUAGES = ("id", "en")


def document(known: Mapping[str, Government]) -> list[Json]:
    """Each procedure once, under the government that holds its file; by government, then by key."""
    return [
        procedure_json(procedure, known[slug])
        for slug in sorted(known) for procedure in known[slug].own_procedures
    ]


def procedure_json(procedure: Procedure, government: Government) -> Json:
    """One procedure: the printed rows in `steps`, one for one; the steps of ours in `added_steps`."""
    steps = list(procedure.steps.values())
    return {
        "government": procedure.government, "key": procedure.key, "version": procedure.version, "kind": procedure.kind,
        "title": _words(procedure.title, government),
        "source": procedure.source,
        "related": [shown(text, government) for text in procedure.related],
        "warnings": [shown(text, government) for text in procedure.warnings],
        "segments": {name: _segment(segment, government) for name, segment in procedure.segments.items()},
        "steps": [step_json(step, government) for step in steps if step.printed],
        "added_steps": [
            {"after": steps[at - 1].id if at else None, **step_json(step, government)}
            for at, step in enumerate(steps) if not step.printed
        ],
    }


def step_json(step: Step, government: Government) -> Json:
    """One row; a row whose cell *waktu* is empty has a time without value."""
    return {
        "no": step.number, "id": step.id,
        "text": text_of(step, government), "text_as_written": step.written,
        "actors": [{"title": actor.title, "role": actor.role, "inferred": actor.inferred} for actor in step.actors],
        "type": step.type, "time": _time(step.time or Time()),
        "inputs": [_item(item, government) for item in step.inputs],
        "outputs": [_item(item, government) for item in step.outputs],
        "note": step.note,
        "decisions": {key: _decision(decision) for key, decision in step.decisions.items()},
    }


def _decision(decision: Decision) -> Json:
    return {
        "verb": decision.verb, "to": decision.to, "reason": "required" if decision.reason_required else "optional",
        "does": list(decision.does), "outcome": decision.outcome, "back": decision.back, "inferred": decision.inferred,
    }


def _time(time: Time) -> Json:
    return {
        "value": _number(time.value), "unit": time.unit, "kind": time.kind, "clock": time.clock, "as_written": time.as_written,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _item(item: Item, government: Government) -> str | Json:
    if item.document is None:
        return shown(item.text, government)
    kind = government.documents.get(item.document)
    return {"document": item.document, "text": shown(item.text or (kind.title if kind else ""), government)}


def _segment(segment: Segment, government: Government) -> Json:
    return {
        "title": _words(segment.title, government), "from": segment.start, "to": segment.end, "kind": segment.kind,
        "per": segment.per, "starts": _starts(segment.starts), "limit": _time(segment.limit) if segment.limit else None,
    }


def _starts(starts: Starts | None) -> Json | None:
    return {"by": starts.by, "every": starts.every, "per": starts.per, "after": starts.after} if starts else None


def _words(text: Text | None, government: Government) -> Json | None:
    return {lang: shown(text, government, lang) for lang in LANGUAGES} if text else None
