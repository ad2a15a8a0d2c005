"""What may be answered at a task, in words: buttons, what follows from each, whom it chooses, and why one is not possible."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import disposing, documents_asked, filling, flow, governments, messages, versions
from .facts import facts_of
from .model import Case, Task
from .procedures import Decision, Name, Step, in_language
from .registry import registry
from .rules import FINISHING, refusal_of
from .situation import Situation


def iso(at: datetime | None) -> str | None:
    """A moment as the actions give it."""
    return at.isoformat() if at else None


def step_text(step: Step, case: Case) -> str:
    return governments.text_of(step, governments.to_read(case.government), language())


def role_title(case: Case, role: str | None) -> str:
    return governments.to_read(case.government).role_title(role) if role else ""


def waits_for(step: Step, case_row: Case) -> list[str]:
    """Titles of the offices that may do a step."""
    return [role_title(case_row, actor.role) for actor in step.actors]


def document_title(case_row: Case, kind: str) -> str:
    """What a kind of document is called in a case."""
    government, procedure = governments.to_read(case_row.government), versions.procedure_of(case_row.procedure_id)
    found = government.document_kind(kind, procedure)
    return in_language(found.title, language()) if found else kind


def answers(step: Step, case_row: Case) -> list[dict[str, Any]]:
    """The decisions that a step offers: their words, and what follows from each."""
    procedure = versions.procedure_of(case_row.procedure_id)
    found = []
    for decision in step.decisions.values():
        target = procedure.steps.get(decision.to)
        does = (*(step.does if decision.verb in FINISHING else ()), *decision.does)
        publishes = flow.PUBLISH in {Name.parse(name).name for name in does}
        offices = tk._(" or ").join(waits_for(target, case_row)) if target else ""
        back = step if decision.verb == "return" else target
        found.append(
            {
                "key": decision.key,
                "verb": decision.verb,
                "label": button(step, decision),
                "reason_required": decision.reason_required,
                "consequence": messages.consequence(decision, publishes, offices, step_text(back, case_row) if back else ""),
            }
        )
    return found


def open_task_of(situation: Situation, open_task: Task) -> dict[str, Any]:
    """What the actor may answer at the open task, and for the rest why not."""
    step = situation.procedure.steps[open_task.step]
    facts = {verb: facts_of(situation, step, open_task, verb) for verb in {d.verb for d in step.decisions.values()}}
    offered, form = [], filling.offered(situation, step)
    for entry in answers(step, situation.case):
        decision = step.decisions[entry["key"]]
        refused = refusal_of(decision, facts[decision.verb])
        offered.append(
            entry
            | {
                "refusal": refused and refused.code,
                "why": messages.refusal(refused.code) if refused else None,
                "problems": [messages.problem(p) for p in refused.problems] if refused else [],
                **_disposes(situation, decision),
                "form": form is not None and decision.verb in FINISHING,
            }
        )
    mine = next(iter(facts.values())).office is not None
    return {
        "id": open_task.id,
        "mine": mine,
        "assignee": _name_of(open_task.assignee),
        "answers": offered,
        "since": iso(open_task.created_at),
        "documents": documents_asked.of_step(situation.case, step, situation.actor),
        "form": form,
    }


def _disposes(situation: Situation, decision: Decision) -> dict[str, Any]:
    """Whom an answer chooses: the officers who may do the step that it disposes of, the OPDs that are asked."""
    found: dict[str, Any] = {"people": [], "assigns": "", "organizations": [], "organizations_required": False}
    target = disposing.assigned_step(situation, decision)
    if target is not None:
        named = display_names(people := disposing.candidates(situation, target))
        found["people"] = sorted(({"id": id_, "name": named[id_]} for id_ in people), key=lambda one: one["name"].casefold())
        found["assigns"] = step_text(target, situation.case)
    if (asking := disposing.asks_organizations(situation, decision)) is not None:
        found["organizations_required"] = bool(asking.cases and asking.cases.choose)
        offices = model.Session.query(model.Group).filter_by(is_organization=True, state="active").order_by(model.Group.title)
        found["organizations"] = [{"id": one.id, "name": one.title or one.name} for one in offices]
    return found


def button(step: Step, decision: Decision) -> str:
    """Words of the button: the procedure's own, else what finishing the step brings about, else the plain verb."""
    brings = registry().effect_label((*step.does, *decision.does)) if decision.verb == "finish" else None
    return in_language(decision.label, language()) or brings or messages.verb_label(decision.verb)


def _name_of(user_id: str | None) -> str | None:
    return display_names([user_id]).get(user_id) if user_id else None


def display_names(user_ids: Iterable[str]) -> dict[str, str]:
    users = model.Session.query(model.User).filter(model.User.id.in_(list(user_ids)))
    return {user.id: user.display_name for user in users}
