"""The documents that a step asks for, as forms show them: title, and whether one is uploaded, written or counted here."""

from __future__ import annotations

from typing import Any

from ckanext.satudata.language import language

from . import governments, series, versions
from .model import Case
from .procedures import Step, in_language
from .rules import documents_made, documents_of


def of_step(case: Case, step: Step) -> list[dict[str, Any]]:
    """In the order of the procedure; a kind that nobody describes any more is called by its key, and uploaded."""
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
        })
    return found
