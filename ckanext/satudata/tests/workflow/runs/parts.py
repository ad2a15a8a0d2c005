"""All that can be run: each procedure of each government, or each segment of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ckanext.satudata.tests.factories import OF_AN_OPD
from ckanext.satudata.workflow import flow, governments, support
from ckanext.satudata.workflow.government import Government
from ckanext.satudata.workflow.procedures import END, Decision, Name, Procedure, Segment, Step

Way = tuple[str, str]           # step and key of a decision


@dataclass(frozen=True)
class Part:
    """What a case can be a run of."""

    government: str
    key: str
    segment: str | None = None

    def __str__(self) -> str:
        return f"{self.government}:{self.key}" + (f"#{self.segment}" if self.segment else "")

    @property
    def rules(self) -> Government:
        return governments.of_case(self.government)

    @property
    def procedure(self) -> Procedure:
        return self.rules.procedures[self.key]

    @property
    def piece(self) -> Segment | None:
        return self.procedure.segments[self.segment] if self.segment else None

    @property
    def steps(self) -> dict[str, Step]:
        """The steps to which its cases can come, in order: of what is printed between, some belong to other segments."""
        among = {step.id: step for step in self.procedure.segment_steps(self.segment) if not step.is_row}
        reached, ahead = set[str](), [next(iter(among))]
        while ahead:
            here = ahead.pop()
            if here not in reached:
                reached.add(here)
                ahead += [at(self.procedure, d.to) for d in among[here].decisions.values() if d.to != END]
        return {id_: step for id_, step in among.items() if id_ in reached}

    @property
    def ways(self) -> set[Way]:
        """Every decision that its steps offer, but those that nobody takes (a step of cases goes on by itself)."""
        return {(step.id, key) for step in self.steps.values() if step.cases is None for key in step.decisions}

    @property
    def seals(self) -> bool:
        return any(Name.parse(name).name == flow.SEAL for step in self.steps.values() for name in step.does)

    @property
    def has_approvals(self) -> bool:
        return any(d.verb == "approve" for step in self.steps.values() for d in step.decisions.values())

    @property
    def unsupported(self) -> list[str]:
        return support.unsupported(self.procedure, self.segment)


def all_parts() -> list[Part]:
    """Of every government its own procedures; who extends another runs the other's."""
    return [
        Part(slug, procedure.key, segment)
        for slug, government in sorted(governments.load_all().items())
        for procedure in government.own_procedures if procedure.steps
        for segment in procedure.segments or [None]
    ]


def opened_by(government: Government, role: str) -> set[str]:
    """Roles whose steps an officer of this role may do, read from the government's file and nothing of the engine."""
    return {role} | {other.key for other in government.roles.values() if role in other.also}


def able(government: Government, held: dict[str, str], wanted: Collection[str]) -> set[str]:
    """Who of these people (name → role) may do a step of these roles; `_elsewhere` are officers of another OPD."""
    found = set()
    for who, role in held.items():
        fitting = opened_by(government, role) & set(wanted)
        if who.endswith("_elsewhere"):
            fitting -= OF_AN_OPD
        if fitting:
            found.add(who)
    return found


def next_way(procedure: Procedure, steps: dict[str, Step], here: str, untaken: set[Way]) -> Decision:
    """The decision that leads to the nearest one not yet taken; one that ends the case is the last choice.

    Where none is left ahead: the way on.
    """
    for ending in (False, True):
        first: dict[str, Decision | None] = {here: None}
        queue = [here]
        while queue:
            step = steps[queue.pop(0)]
            for decision in step.decisions.values():
                ends = decision.to == END
                if (step.id, decision.key) in untaken and ends == ending:
                    return first[step.id] or decision
                if not ends and decision.to not in first and (to := at(procedure, decision.to)) not in first:
                    first[to] = first[step.id] or decision
                    queue.append(to)
    onward = steps[here].onward
    assert onward is not None
    return onward


def at(procedure: Procedure, step_id: str) -> str:
    """Where a case stands that is sent to a step: a joined row is done at another."""
    return procedure.steps[step_id].joins or step_id
