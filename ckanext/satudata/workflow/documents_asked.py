"""The documents that a step asks for, as forms show them: title, and whether one is uploaded, written or counted here."""

from __future__ import annotations

from typing import Any

from ckanext.satudata.language import language

from . import document_state, governments, series, versions
from .model import Case
from .offices import Actor, office_for, office_key
from .procedures import Step, in_language
from .rules import documents_made, documents_of


def of_step(case: Case, step: Step, actor: Actor | None = None) -> list[dict[str, Any]]:
    """In the order of the procedure; a kind that nobody describes any more is called by its key, and uploaded.

    `signs` is `paraf` or `signature` where the first one that the step asks for is the actor's to give: an uploaded letter
    may bear it already.
    """
    government, procedure = governments.to_read(case.government), versions.procedure_of(case.procedure_id)
    found = []
    for key in documents_of(step):
        kind = government.document_kind(key, procedure)
        found.append({
            "kind": key,
            "title": in_language(kind.title, language()) if kind else key,
            "made_here": key in documents_made(step),
            "upload": kind is None or kind.upload,
            "template": kind is not None and kind.template is not None,
            "series": kind is not None and series.is_given(kind.series),
            "signs": _first_of(case, step, key, actor) if actor else None,
        })
    return found


def _first_of(case: Case, step: Step, kind: str, actor: Actor) -> str | None:
    """What the actor gives first on a kind of document at this step."""
    asked = document_state.asked(step, kind)
    government = governments.of_case(case.government)
    if not asked or office_for(government, actor, [office_key(government, asked[0].role, case.org_id)]) is None:
        return None
    return asked[0].kind
