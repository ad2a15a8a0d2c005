"""What can be wrong with a row of a procedure by itself: actors, documents, times, numbers, words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

from .checker_documents import faults_of
from .government import PLACEHOLDER, PLACEHOLDERS, Government
from .procedures import Item, Procedure, Step, Text
from .times import Time

Found: TypeAlias = "tuple[str, str | None, dict[str, Any]]"     # code, step id, values

DONE_BY_SOMEBODY = ("task", "review", "document", "wait")


def check_rows(procedure: Procedure, government: Government) -> Iterator[Found]:
    """Everything that can be said of the rows one by one, and of their numbers."""
    for step in procedure.steps.values():
        yield from _actors(step, government)
        yield from _decisions(step)
        yield from _documents(step, procedure, government)
        yield from _other_steps(step, procedure, government)
        yield from _times(step.id, step.time)
        yield from _words(step)
    yield from _numbers(procedure)
    for segment in procedure.segments.values():
        yield from _times(None, segment.limit)
    yield from _times(None, procedure.limit)
    yield from _own_documents(procedure, government)
    listed = (procedure.legal_basis, procedure.related, procedure.qualifications, procedure.equipment, procedure.warnings,
              procedure.records)
    for text in (procedure.title, *(text for column in listed for text in column)):
        yield from placeholders_in(text, None)


def _actors(step: Step, government: Government) -> Iterator[Found]:
    if step.type in DONE_BY_SOMEBODY and not step.actors:
        yield "no_actor", step.id, {}
    for role in [actor.role for actor in step.actors] + [signature.role for signature in step.signs]:
        if role not in government.roles:
            yield "unknown_role", step.id, {"role": role}


def _decisions(step: Step) -> Iterator[Found]:
    verbs = [decision.verb for decision in step.decisions.values()]
    if step.type == "review" and not step.is_row and "approve" not in verbs:
        yield "review_without_approve", step.id, {}
    if step.type != "review" and "approve" in verbs:
        yield "approve_outside_review", step.id, {}


def _documents(step: Step, procedure: Procedure, government: Government) -> Iterator[Found]:
    outputs = [item.document for item in step.outputs if item.document]
    used = [item.document for item in step.inputs if item.document] + outputs
    used += [signature.document for signature in step.signs if signature.document]
    for key in dict.fromkeys(used):
        if government.document_kind(key, procedure) is None:
            yield "unknown_document", step.id, {"document": key}
    for signature in step.signs:
        if (signature.document and signature.document not in outputs) or (not signature.document and len(outputs) != 1):
            yield "signature_without_document", step.id, {"role": signature.role}


def _own_documents(procedure: Procedure, government: Government) -> Iterator[Found]:
    for kind in procedure.documents.values():
        yield from faults_of(kind, government)


def _other_steps(step: Step, procedure: Procedure, government: Government) -> Iterator[Found]:
    """Steps and procedures that a step names beside its decisions."""
    if step.assigns and (step.assigns not in procedure.steps or procedure.steps[step.assigns].is_row):
        yield "assigns_no_task", step.id, {"target": step.assigns}
    if step.auto and not step.assigns:
        yield "auto_without_assigns", step.id, {}
    if (step.type == "cases") != (step.cases is not None):
        yield "cases_and_type", step.id, {}
    if step.cases:
        key, _, segment = step.cases.procedure.partition("#")
        target = government.procedures.get(key)
        if target is None or (segment and segment not in target.segments):
            yield "cases_unknown", step.id, {"procedure": step.cases.procedure}


def _times(step_id: str | None, time: Time | None) -> Iterator[Found]:
    if time is None:
        return
    if (time.value is None) != (time.unit is None):
        yield "time_without_unit", step_id, {}
    is_range = time.kind == "range"
    if is_range != (time.min is not None) or (time.min is not None and time.value is not None and time.min > time.value):
        yield "time_range", step_id, {}


def _numbers(procedure: Procedure) -> Iterator[Found]:
    for step in procedure.steps.values():
        if step.number is not None and not step.printed:
            yield "number_not_printed", step.id, {"number": step.number}
    printed = [step for step in procedure.steps.values() if step.number is not None]
    for before, step in pairwise(printed):
        assert before.number is not None and step.number is not None
        if step.number <= before.number:
            yield "number_order", step.id, {"number": step.number, "before": before.number}


def _words(step: Step) -> Iterator[Found]:
    yield from placeholders_in(step.text, step.id)
    if step.printed and step.text_as_written is None and _has_placeholder(step.text):
        yield "as_written_missing", step.id, {}
    items: Iterable[Item] = (*step.inputs, *step.outputs)
    for item in items:
        yield from placeholders_in(item.text, step.id)
        if step.printed and item.as_written is None and _has_placeholder(item.text):
            yield "as_written_missing", step.id, {}


def placeholders_in(text: Text | None, step_id: str | None) -> Iterator[Found]:
    """Placeholders that nothing stands for."""
    for words in _all_words(text):
        for name in PLACEHOLDER.findall(words):
            if name not in PLACEHOLDERS:
                yield "unknown_placeholder", step_id, {"name": name}


def _has_placeholder(text: Text | None) -> bool:
    return any(PLACEHOLDER.search(words) for words in _all_words(text))


def _all_words(text: Text | None) -> list[str]:
    if text is None:
        return []
    return [text] if isinstance(text, str) else list(text.values())
