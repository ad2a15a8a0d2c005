"""From the stored body of a procedure back to its classes: the mirror of `procedures.to_plain`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .procedures import (
    Actor,
    Component,
    Decision,
    DocumentKind,
    Item,
    Name,
    Procedure,
    Segment,
    Signature,
    Starts,
    Step,
    SubCases,
    Topics,
)
from .times import Time

Body = dict[str, Any]


def procedure_from(body: Body) -> Procedure:
    """The procedure of a body, without its digest."""
    words: Body = {key: tuple(body.get(key, ())) for key in (
        "legal_basis", "related", "qualifications", "equipment", "warnings", "records", "remarks", "columns")}
    plain: Body = {key: body[key] for key in ("government", "key", "version", "title", "kind", "source") if key in body}
    return Procedure(
        **plain, **words,
        topics=topics_from(body.get("topics", {})),
        starts=starts_from(body.get("starts")),
        limit=time_from(body.get("limit")),
        components=tuple(component_from(entry) for entry in body.get("components", ())),
        segments={entry["name"]: segment_from(entry) for entry in body.get("segments", ())},
        steps={entry["id"]: step_from(entry) for entry in body.get("steps", ())},
        documents={entry["key"]: document_from(entry) for entry in body.get("documents", ())},
    )


def step_from(body: Body) -> Step:
    """One step."""
    return Step(**_with(
        body,
        actors=tuple(Actor(**entry) for entry in body.get("actors", ())),
        time=time_from(body.get("time")),
        inputs=tuple(Item(**entry) for entry in body.get("inputs", ())),
        outputs=tuple(Item(**entry) for entry in body.get("outputs", ())),
        requires=tuple(Name.parse(entry) for entry in body.get("requires", ())),
        does=tuple(body.get("does", ())),
        decisions={entry["key"]: decision_from(entry) for entry in body.get("decisions", ())},
        when=_name(body.get("when")),
        form=_name(body.get("form")),
        signs=tuple(Signature(**entry) for entry in body.get("signs", ())),
        cases=SubCases(**body["cases"]) if body.get("cases") else None,
    ))


def decision_from(body: Body) -> Decision:
    """One decision of a step."""
    return Decision(**_with(body, does=tuple(body.get("does", ()))))


def segment_from(body: Body) -> Segment:
    """One segment."""
    return Segment(**_with(body, starts=starts_from(body.get("starts")), limit=time_from(body.get("limit"))))


def component_from(body: Body) -> Component:
    """One row of a service standard."""
    return Component(**_with(body, text=tuple(body.get("text", ()))))


def document_from(body: Body) -> DocumentKind:
    """One kind of document."""
    return DocumentKind(**_with(body, accept=tuple(body.get("accept", ()))))


def topics_from(body: Body) -> Topics:
    """What the cases are about."""
    return Topics(**_with(body, type=tuple(Name.parse(entry) for entry in body.get("type", ()))))


def starts_from(body: Body | None) -> Starts | None:
    """What opens a case."""
    return Starts(**body) if body else None


def time_from(body: Body | None) -> Time | None:
    """A time whose clock is resolved already; an empty one is a cell with nothing in it."""
    if body is None:
        return None
    numbers = {key: Decimal(body[key]) for key in ("value", "min") if body.get(key) is not None}
    return Time(**_with(body, **numbers))


def _with(body: Body, **values: Any) -> Body:
    """A body with what is more than JSON put in."""
    return body | values


def _name(written: str | None) -> Name | None:
    return Name.parse(written) if written else None
