"""Writes a letter from its template: numbered, frozen, linked to the cases of one OPD, with an annex if they are many."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Collection
from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import document_state, documents, governments, holders, rendering, verification
from .documents import NUMBER_LIMIT
from .errors import DocumentRefused
from .model import Document, DocumentCase
from .model.document import new_code
from .offices import Actor, titled
from .procedures import DocumentKind, in_language
from .registry import registry
from .rendering import LANGUAGE, Letter, Row
from .series import is_given
from .situation import Situation

log = logging.getLogger(__name__)


def make_for_all(
    task_ids: Collection[str], kind: str, actor: Actor, number: str | None = None, dated_on: date | None = None,
) -> Document:
    """Write one letter for the cases of open tasks. The same again for the same content gives the letter that is there.

    Args:
        number: of the agenda book, where the portal does not count this kind
        dated_on: default today in the government's zone
    Raises:
        DocumentRefused: as `documents.add_to_all`, for the first task that stands against it; `kind_not_made`,
            `number_of_series`, `template_broken`
    """
    found = []
    for task_id, case_id in documents.cases_of(task_ids):
        situation = documents.locked(task_id, case_id, actor)
        documents.may_add(situation, kind)
        found.append(situation)
    if not found:
        raise DocumentRefused("no_such_task")
    if len({situation.case.org_id for situation in found}) > 1:
        raise DocumentRefused("several_offices")
    described = documents.kind_of(found[0], kind)
    typed = (number or "").strip()[:NUMBER_LIMIT] or None
    if described.template is None:
        raise DocumentRefused("kind_not_made")
    if typed and is_given(described.series):
        raise DocumentRefused("number_of_series")
    government = governments.of_case(found[0].case.government)
    document = Document(
        code=new_code(), kind=kind, number=typed, dated_on=dated_on or government.today(), added_by=actor.user_id,
        template=rendering.version_of(government.templates, described.template), mimetype="application/pdf",
    )
    return _same(document, found) or _written(document, described, found)


def _same(document: Document, found: list[Situation]) -> Document | None:
    """The letter that this person let the portal write for just these cases as they are."""
    for row in document_state.of_situation(found[0]).values():
        alike = all(getattr(row, key) == getattr(document, key) for key in ("kind", "template", "added_by", "dated_on"))
        links = model.Session.execute(sa.select(DocumentCase.case_id, DocumentCase.round, DocumentCase.step)
                                      .where(DocumentCase.document_id == row.id)).all()
        here = {(situation.case.id, situation.case.round, situation.case.step) for situation in found}
        if alike and document.number in (None, row.number) and {tuple(link) for link in links} == here:
            return row
    return None


def _written(document: Document, kind: DocumentKind, found: list[Situation]) -> Document:
    documents.give_number(document, found[0])
    content = _printed(document, kind, found)
    document.filename = _filename(in_language(kind.title, LANGUAGE), document.number)
    document.sha256, document.size = hashlib.sha256(content).hexdigest(), len(content)
    documents.store().put(io.BytesIO(content), document.size)
    documents.keep(document, found)
    documents.link(document, found)
    return document


def _printed(document: Document, kind: DocumentKind, found: list[Situation]) -> bytes:
    government, first = governments.of_case(found[0].case.government), found[0]
    assert kind.template is not None and document.dated_on is not None
    signers = [one.role for one in document_state.asked(first.step, kind.key)] or [first.office.role if first.office else ""]

    def words(text: Any) -> str:
        return governments.shown(text, government, LANGUAGE)

    region = words(government.names.get("daerah"))
    letter = Letter(
        title=words(kind.title), number=document.number or "", dated_on=document.dated_on, region=region,
        government=words(government.names.get("pemerintah")) or region, office=words(government.offices.get("diskominfo")),
        organization=first.case.org_name or "", signers=[_signer(role, first) for role in signers if role],
        rows=[row for situation in found for row in _rows(situation)], verify_url=verification.url_of(document.code),
    )
    try:
        return rendering.pdf(government.templates, kind.template, letter)
    except rendering.Broken as broken:
        log.error("a letter cannot be written from its template: %s", broken)
        raise DocumentRefused("template_broken", template=kind.template) from broken


def _signer(role: str, situation: Situation) -> str:
    """Title of an office as it stands above the signature; who is only acting in it today signs so."""
    government, office = governments.of_case(situation.case.government), situation.office
    if office is not None and office.role == role:
        return titled(government.role_title(role), office.acting_as)
    return titled(government.role_title(role), holders.acting_as(government, role, situation.case.org_id))


def _rows(situation: Situation) -> list[Row]:
    """What the annex says of a case: each of its records with the content that the letter is about."""
    number, rows = situation.case.number or "", []
    for topic in situation.topics:
        kind = registry().topic(topic.topic_type)
        overview = kind.overviews({topic.topic_id: situation.case.id}, {}).get(topic.topic_id)
        rows.append(Row(number, kind.titles([topic.topic_id]).get(topic.topic_id, ""),
                        overview.revision if overview else None, kind.seal(topic.topic_id)))
    return rows or [Row(number, situation.case.payload.get("subject", ""), None, None)]


def _filename(title: str, number: str | None) -> str:
    return re.sub(r"[^\w.()-]+", "-", f"{title} {number or ''}".strip(), flags=re.ASCII).strip("-")[:120] + ".pdf"
