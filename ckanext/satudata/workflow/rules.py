"""What a person may answer at a step now, and why not. Pure: page, API, service and tests all ask here."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from .offices import Office
from .procedures import Decision, Step

FINISHING = frozenset({"approve", "finish", "choose"})  # the step's guards and documents are tested for these


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a guard found: a code (the room's `messages` make a sentence of it) with its values.

    `field` is the name of the field to correct, if there is one; `record` the title of the record, where there are several.
    """

    code: str
    field: str | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides whether an answer is possible; read under the case's lock."""

    case_open: bool
    task_open: bool
    is_person: bool
    office: Office | None  # of the actor, for this step
    is_maker: bool  # or acts for one, since the last published version
    is_sealed: bool  # every record of the case has a sealed content; asked for approvals only
    is_someone_elses: bool = False  # the task was given to another officer, or another has claimed it
    may_be_single: bool = False  # the government lets one person do both here, which is marked and counted
    missing_documents: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()  # of the guards of the step


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not possible now: `code` names the rule."""

    code: str
    problems: tuple[Problem, ...] = ()


def refusal_of(decision: Decision, facts: Facts) -> Refusal | None:
    """The first rule that stands against a decision, or None.

    Source: design §5 (approve counts under maker ≠ checker), §7.3; Perpres 39/2019 Ps. 34 (the Walidata checks what
    the Produsen Data made).
    """
    for code, holds in (
        ("case_closed", facts.case_open),
        ("task_answered", facts.task_open),
        ("not_a_person", facts.is_person),
        ("not_your_office", facts.office is not None),
        ("someone_elses", not facts.is_someone_elses),
        ("nothing_sealed", decision.verb != "approve" or facts.is_sealed),
        ("maker_is_not_checker", decision.verb != "approve" or not facts.is_maker or facts.may_be_single),
    ):
        if not holds:
            return Refusal(code)
    if decision.verb in FINISHING:
        if facts.missing_documents:
            return Refusal(
                "document_missing", tuple(Problem("document_missing", None, {"kind": k}) for k in facts.missing_documents)
            )
        if facts.problems:
            return Refusal("not_ready", facts.problems)
    return None


def documents_of(step: Step) -> tuple[str, ...]:
    """Document kinds that must be there before the step is finished, in the order of the procedure."""
    named = (item.document for item in (*step.inputs, *step.outputs))
    return tuple(dict.fromkeys(kind for kind in named if kind))


def documents_made(step: Step) -> tuple[str, ...]:
    """Document kinds that the step itself brings about: whoever only receives a letter cannot replace it."""
    return tuple(dict.fromkeys(item.document for item in step.outputs if item.document))


def approvers_needed(steps: list[Step], approved: set[str], returned_from: str | None) -> list[Step]:
    """The steps whose approval a publication needs: every review that the case has passed, and the one that returned it.

    Args:
        steps: of the segment, in order
        approved: ids of the steps at which the case was ever approved
        returned_from: the step that sent it back, if it is on its way back there
    """
    return [
        s
        for s in steps
        if s.id == returned_from or (s.id in approved and any(d.verb == "approve" for d in s.decisions.values()))
    ]
