"""The ways through a procedure: which steps can be reached, which lead to an end, and how `publish` is come by. Pure.

A step with `when` is taken as both done and skipped; rows that join another step, and standing duties, are no places
where a case can be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .procedures import END, Decision, Name, Procedure, Step

SEAL, PUBLISH = "publication.seal", "publication.publish"
ON_FINISHING = ("approve", "finish", "choose")          # verbs on which the effects of the step itself happen
SYSTEM_ROLE = "portal"
Approval: TypeAlias = Literal["none", "own", "other"]   # nobody, somebody of the office that sealed, somebody else


def live_steps(procedure: Procedure) -> dict[str, Step]:
    """Steps at which a case can stand."""
    return {step.id: step for step in procedure.steps.values() if not step.is_row}


def entries(procedure: Procedure) -> list[str]:
    """Where cases begin: at each segment, or at the first step of a procedure without segments."""
    if procedure.segments:
        return [segment.start for segment in procedure.segments.values() if segment.start in procedure.steps]
    return list(live_steps(procedure))[:1]


def targets(step: Step) -> set[str]:
    """Where a case can go from a step; a skipped step goes where one of its decisions goes."""
    return {decision.to for decision in step.decisions.values()}


def reachable(procedure: Procedure) -> set[str]:
    """Steps to which some way from an entry leads."""
    steps = live_steps(procedure)
    found: set[str] = set()
    ahead = [entry for entry in entries(procedure) if entry in steps]
    while ahead:
        step_id = ahead.pop()
        if step_id not in found:
            found.add(step_id)
            ahead += [to for to in targets(steps[step_id]) if to in steps]
    return found


def leading_to_end(procedure: Procedure) -> set[str]:
    """Steps from which some way leads to an end."""
    steps = live_steps(procedure)
    found: set[str] = set()
    grown = True
    while grown:
        new = {step.id for step in steps.values() if step.id not in found and targets(step) & (found | {END})}
        found |= new
        grown = bool(new)
    return found


def is_sealing(step: Step) -> bool:
    """Whether the content of the records is sealed at a step; there, and nowhere else, its makers change it."""
    return any(Name.parse(written).name == SEAL
               for written in (*step.does, *(name for decision in step.decisions.values() for name in decision.does)))


def seals(procedure: Procedure, segment: str | None) -> bool:
    """Whether a part of a procedure seals the content of its records: until then they are drafts of their OPD."""
    return any(map(is_sealing, procedure.segment_steps(segment)))


def until_seal(procedure: Procedure, segment: str | None) -> list[Step]:
    """Steps at which a case can stand before its first seal, the sealing ones included; none if nothing is sealed."""
    if not seals(procedure, segment):
        return []
    steps = {step.id: step for step in procedure.segment_steps(segment) if not step.is_row}
    found: dict[str, Step] = {}
    ahead = list(steps)[:1]
    while ahead:
        step = steps.get(ahead.pop())
        if step is not None and step.id not in found:
            found[step.id] = step
            ahead += () if is_sealing(step) else targets(step)
    return list(found.values())


def is_by_person(step: Step) -> bool:
    """Whether the case waits here for somebody, be it an outside body."""
    if step.type in ("portal", "cases"):
        return False
    return any(actor.role != SYSTEM_ROLE for actor in step.actors)


def loops_without_person(procedure: Procedure) -> set[str]:
    """Steps on a circle that a case can run round without anybody doing anything."""
    steps = live_steps(procedure)
    on_its_own = {
        step.id: _passing(step) & set(steps) for step in steps.values()
    }
    return {step_id for step_id in steps if step_id in _from(step_id, on_its_own)}


def _passing(step: Step) -> set[str]:
    """Where a case can go from a step without a person: all ways of a system's step, the way on of a skipped one."""
    if not is_by_person(step):
        return targets(step)
    return {step.onward.to} if step.when and step.onward else set()


def _from(start: str, ways: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(ways[start])
    while ahead:
        step_id = ahead.pop()
        if step_id not in found:
            found.add(step_id)
            ahead += ways[step_id]
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A case on its way: where it stands, which roles sealed its content, who has approved that since."""

    step: str
    sealed_by: frozenset[str] | None = None
    approved: Approval = "none"


def unsafe_publications(procedure: Procedure, roles_for: Callable[[str], Collection[str]]) -> dict[str, str]:
    """Steps that can publish what was not sealed, or what nobody else has approved since; step id → code of the fault.

    Every way through the decisions is followed. A return takes back the approvals, a new seal too. An approval counts
    only if no role that may give it may also have sealed; the portal's own never does.

    Args:
        roles_for: the roles whose officers count as a role
    """
    steps = live_steps(procedure)
    found: dict[str, str] = {}
    seen: set[Standing] = set()
    ahead = [Standing(entry) for entry in entries(procedure) if entry in steps]
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        step = steps[here.step]
        for decision in step.decisions.values():
            after = _decided(here, step, decision, roles_for, found)
            ahead += _arrived(after, decision.to, steps)
        if step.when and step.onward:
            ahead += _arrived(here, step.onward.to, steps)
    return found


def _arrived(standing: Standing, to: str, steps: dict[str, Step]) -> Iterator[Standing]:
    if to in steps:
        yield replace(standing, step=to)


def _decided(
    here: Standing, step: Step, decision: Decision, roles_for: Callable[[str], Collection[str]], found: dict[str, str],
) -> Standing:
    """The case after a decision; notes in `found` what it published too early."""
    roles = frozenset(role for actor in step.actors for role in roles_for(actor.role))
    if decision.verb == "return":
        here = replace(here, approved="none")
    if decision.verb == "approve" and here.sealed_by is not None and here.approved != "other":
        somebody_else = SYSTEM_ROLE not in roles and roles.isdisjoint(here.sealed_by)
        here = replace(here, approved="other" if somebody_else else "own")
    for written in (*(step.does if decision.verb in ON_FINISHING else ()), *decision.does):
        effect = Name.parse(written).name
        if effect == SEAL:
            here = replace(here, sealed_by=roles, approved="none")
        elif effect == PUBLISH and (code := _too_early(here)):
            found.setdefault(step.id, code)
    return here


def _too_early(standing: Standing) -> str | None:
    if standing.sealed_by is None:
        return "publish_without_seal"
    return {"none": "publish_without_approval", "own": "publish_after_own_approval", "other": None}[standing.approved]


def checked_by(steps: list[Step], review: Step) -> frozenset[str]:
    """Ids of the steps whose work a review looks at: all since the one to which it can send a case back.

    Where that one is a review too, what that looks at is part of it. A review that sends nothing back, or only to a step
    of repairs behind it, looks at all.

    Args:
        steps: of the segment, in order
    """
    ids = [step.id for step in steps]
    named = {step.id: step for step in steps}
    first, seen, ahead = len(ids), set[str](), [review]
    while ahead:
        step = ahead.pop()
        seen.add(step.id)
        back = [decision.to for decision in step.decisions.values() if decision.verb == "return" and decision.to in named]
        if step.id in named and not any(ids.index(to) < ids.index(step.id) for to in back):
            first = 0
        first = min([first, *(ids.index(to) for to in back)])
        ahead += [named[to] for to in back if named[to].type == "review" and to not in seen]
    return frozenset(ids[first:])


def is_last_approval(procedure: Procedure, step: Step) -> bool:
    """Whether some way leads from an approval of this step to a publication without another person's approval."""
    steps = live_steps(procedure)
    seen: set[str] = set()
    ahead = [decision for decision in step.decisions.values() if decision.verb == "approve"]
    if any(_publishes(step, decision) for decision in ahead):
        return True
    waiting = [decision.to for decision in ahead]
    while waiting:
        step_id = waiting.pop()
        if step_id in seen or step_id not in steps:
            continue
        seen.add(step_id)
        onward = [d for d in steps[step_id].decisions.values() if d.verb in ("finish", "choose")]
        if any(_publishes(steps[step_id], decision) for decision in onward):
            return True
        waiting += [decision.to for decision in onward]
        if (skipped := steps[step_id]).when and skipped.onward:
            waiting.append(skipped.onward.to)
    return False


def _publishes(step: Step, decision: Decision) -> bool:
    written = (*(step.does if decision.verb in ON_FINISHING else ()), *decision.does)
    return PUBLISH in {Name.parse(name).name for name in written}
