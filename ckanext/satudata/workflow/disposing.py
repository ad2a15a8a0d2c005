"""Disposisi: who does a later step, and which OPDs are asked. Chosen with the answer, kept with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model

from . import flow, governments, holders, moving
from .errors import DecisionRefused
from .facts import may_check
from .procedures import END, Step
from .procedures import Decision as Answer
from .rules import FINISHING
from .situation import Situation
from .subcases import ASKED


@dataclass(frozen=True, slots=True)
class Words:
    """An answer as it is said of one record: its key, the reason, names of fields that a return asks to correct."""

    key: str
    reason: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person answers: `seal` names the content that he or she has read (`contents.of`).

    `fields` are names of fields that a return asks to correct; `assignee` is the user who does the step that this one
    disposes of; `organizations` are ids of the OPDs that are asked, where the case goes on to ask several (none: all);
    `form` is what was written into the form of the step, by field;
    `exceptions` says by topic id what is answered to some of the records in place of this.
    """

    key: str
    lock_version: int
    reason: str | None = None
    seal: str | None = None
    fields: tuple[str, ...] = ()
    assignee: str | None = None
    organizations: tuple[str, ...] = ()
    form: Mapping[str, Any] = field(default_factory=dict)
    exceptions: Mapping[str, Words] = field(default_factory=dict)


def check(situation: Situation, answer: Answer, choice: Choice) -> None:
    """Refuse a choice of people or offices that is none.

    Raises:
        DecisionRefused: assignee_missing, no_such_officer, organizations_missing, no_such_organization
    """
    if (target := assigned_step(situation, answer)) is not None:
        people = candidates(situation, target)
        if choice.assignee and choice.assignee not in people:
            raise DecisionRefused("no_such_officer")
        if not choice.assignee and len(people) > 1 and not situation.step.auto:
            raise DecisionRefused("assignee_missing")
    if (asking := asks_organizations(situation, answer)) is not None:
        if not choice.organizations and asking.cases is not None and asking.cases.choose:
            raise DecisionRefused("organizations_missing")
        known = [model.Group.get(id_) for id_ in choice.organizations]
        if not all(found is not None and found.is_organization and found.state == "active" for found in known):
            raise DecisionRefused("no_such_organization")


def write(situation: Situation, answer: Answer, choice: Choice) -> None:
    """Keep what was chosen. Of one officer there is no choice; `auto` takes who has the least to do."""
    case = situation.case
    if (target := assigned_step(situation, answer)) is not None:
        people = candidates(situation, target)
        chosen = choice.assignee or (people[0] if len(people) == 1 else None)
        if chosen is None and situation.step.auto:
            chosen = holders.least_busy(people)
        if chosen:
            kept = {**case.payload.get(moving.ASSIGNED, {}), target.id: chosen}
            case.payload = {**case.payload, moving.ASSIGNED: kept}
    if (asking := asks_organizations(situation, answer)) is not None:
        found = {office.id for office in map(model.Group.get, choice.organizations) if office}     # it takes names too
        kept = {**case.payload.get(ASKED, {}), asking.id: sorted(found)}
        case.payload = {**case.payload, ASKED: kept}


def assigned_step(situation: Situation, answer: Answer) -> Step | None:
    """The step whose doer is chosen with this answer; none where it ends the case."""
    if not situation.step.assigns or answer.verb not in FINISHING or answer.to == END:
        return None
    return situation.procedure.steps[situation.step.assigns]


def candidates(situation: Situation, target: Step) -> list[str]:
    """User ids of who may do a step: of a review nobody who made what it checks, nor who makes it by disposing of it."""
    government, step = governments.of_case(situation.case.government), situation.step
    people = holders.of_keys(government, moving.offices_of(situation, target, target.actors))
    is_work = any(decision.verb == "finish" for decision in step.decisions.values())
    is_checked = is_work and step.id in flow.checked_by(situation.steps, target)
    return may_check(situation, target, people, situation.actor.persons if is_checked else ())


def asks_organizations(situation: Situation, answer: Answer) -> Step | None:
    """The step to which this answer leads, if it opens a case for each of several OPDs."""
    target = situation.procedure.steps.get(answer.to) if answer.to != END else None
    return target if target is not None and target.cases is not None and target.cases.each == "organization" else None
