"""What offices answered in a case, as the public may know it: offices and days, never persons (design §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import ckan.model as model
import sqlalchemy as sa

from ckanext.satudata.language import language

from . import governments, lineage, versions
from .model import Case, Decision


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """One answer of one office.

    `organization` is the OPD, as it was called when the case was opened, of a role that is held in an OPD; else empty.
    `sha256` is the content that was answered about.
    """

    step: str
    step_text: str
    office: str
    organization: str
    verb: str
    sha256: str | None
    at: datetime


def offices_that_answered(case_id: str, topic_id: str | None = None) -> list[OfficeAnswer]:
    """All answers of a case, oldest first, in one query; words in the reader's language.

    Args:
        topic_id: only those about this record of the case
    """
    query = (
        sa.select(Decision.step, Decision.role, Decision.verb, Decision.sha256, Decision.at, Case.government,
                  Case.procedure_id, Case.org_name)
        .join(Case, Case.id == Decision.case_id).where(Decision.case_id.in_(_with_earlier(case_id)))
        .order_by(Decision.at, Decision.id)
    )
    if topic_id is not None:
        query = query.where(Decision.topic_id == topic_id)
    return [_answer(row) for row in model.Session.execute(query)]


def _with_earlier(case_id: str) -> list[str]:
    """The case, and those that its records had left."""
    case = model.Session.get(Case, case_id)
    return lineage.ids(case) if case is not None else [case_id]


def _answer(row: sa.Row[tuple[str, str | None, str, str | None, datetime, str, str, str | None]]) -> OfficeAnswer:
    step_id, role_key, verb, sha256, at, slug, procedure_id, org_name = row
    government = governments.configured().get(slug) or governments.current()    # one that is gone must close no public page
    step = versions.procedure_of(procedure_id).steps.get(step_id)
    role = government.roles.get(role_key or "")
    return OfficeAnswer(
        step=step_id,
        step_text=governments.text_of(step, government, language()) if step else "",
        office=government.role_title(role_key) if role_key else "",
        organization=(org_name or "") if role is not None and role.per_organization else "",
        verb=verb, sha256=sha256, at=at,
    )
