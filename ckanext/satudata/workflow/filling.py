"""Fills in the form of a step with its answer, and reads what was filled in before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk
from babel.numbers import format_decimal

from ckanext.satudata.language import language

from . import events
from .disposing import Choice
from .errors import DecisionRefused
from .model import Event, Task
from .procedures import Decision, Step
from .registry import registry
from .rules import FINISHING
from .situation import Situation
from .stepforms import Field, Form, read


def form_of(step: Step) -> Form | None:
    """The form of a step; none where it has none, or an optional one whose room is not enabled."""
    return registry().form(step.form) if step.form is not None else None


def asked(step: Step, answer: Decision) -> Form | None:
    """The form that has to be filled in with an answer: those that finish the step ask for it."""
    return form_of(step) if answer.verb in FINISHING else None


def check(situation: Situation, answer: Decision, choice: Choice) -> None:
    """Refuse what is not filled in, or not as the form asks.

    Raises:
        DecisionRefused: `form_incomplete` with a problem for each field; `form_not_asked`
    """
    form = asked(situation.step, answer)
    if form is None:
        if choice.form:
            raise DecisionRefused("form_not_asked")
        return
    values, problems = read(form.fields(situation), choice.form)
    if not problems and form.check is not None:
        problems = list(form.check(situation, values))
    if problems:
        raise DecisionRefused("form_incomplete", tuple(problems))


def write(situation: Situation, task: Task, answer: Decision, choice: Choice) -> None:
    """Keep what was filled in as an event: codes, numbers, dates and ticks in its data; words apart, to be erased alone."""
    form = asked(situation.step, answer)
    if form is None:
        return
    fields = form.fields(situation)
    values, _ = read(fields, choice.form)
    typed = {field.name for field in fields if field.kind == "text"}
    words = {name: value for name, value in values.items() if name in typed}
    assert situation.step.form is not None
    events.record(
        events.case_stream(situation.case.id), events.FORM_FILLED, situation.actor, office=situation.office,
        data={"step": task.step, "round": task.round, "task": task.id, "form": situation.step.form.name,
              "values": {name: value for name, value in values.items() if name not in typed}},
        text=json.dumps(words, sort_keys=True, ensure_ascii=False) if words else None,
    )


def offered(situation: Situation, step: Step) -> dict[str, Any] | None:
    """The form of a step as the actions give it: name, title, and each field with what it takes."""
    form = form_of(step)
    if form is None or step.form is None:
        return None
    fields = form.fields(replace(situation, step=step))
    return {"name": step.form.name, "title": form.title(), "fields": [_field(field) for field in fields]}


def _field(field: Field) -> dict[str, Any]:
    bounds = {"least": field.least, "most": field.most}
    return {
        "name": field.name, "label": field.label, "kind": field.kind, "required": field.required, "hint": field.hint,
        "group": field.group, "limit": field.limit if field.kind == "text" else None,
        "options": [{"key": key, "label": label} for key, label in field.options],
    } | {name: None if bound is None else str(bound) for name, bound in bounds.items()}


def shown(situation: Situation, event: Event, text: str | None) -> dict[str, Any]:
    """What an entry of the timeline shows of a form: `answers`, each with group, label, kind and value in words, and no
    `reason`; of every event `has_words`, whether there is something to erase.
    """
    if event.type != events.FORM_FILLED:
        return {"answers": [], "has_words": bool(text)}
    values = event.data["values"] | (json.loads(text) if text else {})
    step, form = situation.procedure.steps.get(event.data["step"]), registry().forms.get(event.data["form"])
    fields = form.fields(replace(situation, step=step)) if form and step else ()
    return {"reason": None, "answers": _answers(fields, values), "has_words": bool(text)}


def _answers(fields: Sequence[Field], values: dict[str, Any]) -> list[dict[str, Any]]:
    """What was answered, in the order of the form; then what it asks no more."""
    known = [field for field in fields if field.name in values or field.kind == "check"]
    gone = [Field(name, name) for name in sorted(values) if name not in {field.name for field in fields}]
    return [{"name": field.name, "group": field.group, "label": field.label, "kind": field.kind,
             "value": _in_words(field, values.get(field.name))} for field in (*known, *gone)]


def _in_words(field: Field, value: Any) -> str:
    if field.kind == "check" or isinstance(value, bool):
        return tk._("Yes") if value else tk._("No")
    if field.kind == "number":
        return format_decimal(Decimal(value), locale=language())
    return dict(field.options).get(value) or str(value)
