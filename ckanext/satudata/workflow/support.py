"""Which parts of the procedure format the engine runs today; the rest is checked, and refused when a case is opened."""

from __future__ import annotations

from .procedures import Procedure, Step

RUN = frozenset({"task", "review", "document", "wait", "portal", "cases"})


def unsupported(procedure: Procedure, segment: str | None) -> list[str]:
    """Parts of a segment that cannot be run yet, as words of the format (`type: wait`, `when`); nothing if all can."""
    found: dict[str, None] = {}
    for step in procedure.segment_steps(segment):
        if not step.is_row:
            found.update(dict.fromkeys(_parts(step)))
    return list(found)


def _parts(step: Step) -> list[str]:
    return [] if step.type in RUN else [f"type: {step.type}"]
