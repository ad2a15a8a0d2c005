"""What a document is now: which of a kind counts, which file it has, which signatures it still waits for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa

from . import contents, governments, holders, versions
from .model import Case, Document, DocumentCase, Task
from .model import Signature as Signed
from .offices import office_key
from .procedures import Signature, Step
from .rules import Problem, documents_of
from .situation import Situation

VALID, VOID, SUPERSEDED, UNSIGNED = "valid", "void", "superseded", "unsigned"


@dataclass(frozen=True, slots=True)
class File:
    """The file that a document has now: as it was added, or as the last signature left it."""

    sha256: str
    filename: str
    mimetype: str
    size: int


@dataclass(frozen=True, slots=True)
class Due:
    """The signature that a document waits for at a step: `position` is its place in the order of the step."""

    document: Document
    position: int
    signature: Signature


def present(case_id: str, seals: Collection[str | None]) -> dict[str, Document]:
    """The document of each kind that counts for the content as it is now: the newest, unless it is void.

    A letter about an older content is none, and one that was superseded does not come back when the newer becomes void.
    """
    rows = model.Session.execute(
        sa.select(Document, DocumentCase.seal).join(DocumentCase, DocumentCase.document_id == Document.id)
        .where(DocumentCase.case_id == case_id).order_by(Document.added_at, Document.id)
    )
    newest = {document.kind: document for document, seal in rows if seal is None or seal in seals}
    return {kind: document for kind, document in newest.items() if document.voided_at is None}


def of_situation(situation: Situation) -> dict[str, Document]:
    """`present` for the records of a case as they are sealed now."""
    return present(situation.case.id, [contents.of_case(situation.case.id)])


def signatures_of(document_ids: Collection[str]) -> dict[str, list[Signed]]:
    """Signatures of documents, in the order in which they were given."""
    query = sa.select(Signed).where(Signed.document_id.in_(list(document_ids))).order_by(Signed.signed_at, Signed.id)
    found: dict[str, list[Signed]] = {document_id: [] for document_id in document_ids}
    for row in model.Session.scalars(query) if found else ():
        found[row.document_id].append(row)
    return found


def file_of(document: Document, signed: Sequence[Signed]) -> File:
    """The present file of a document whose signatures these are."""
    last: Document | Signed = signed[-1] if signed else document
    return File(last.sha256, last.filename, last.mimetype, last.size)


def asked(step: Step, kind: str) -> list[Signature]:
    """The signatures that a step asks for on a kind of document, in order."""
    made = [item.document for item in step.outputs if item.document]
    return [one for one in step.signs if (one.document or (made[0] if made else None)) == kind]


def asked_of(case: Case, step: Step, document: Document, signed: Collection[Signed]) -> list[Signature]:
    """`asked`, and for a letter that the portal wrote the signature of the office that let it be written.

    Where no step asks for one: a letter that may as well be uploaded, signed, does not hold unsigned.
    """
    found = asked(step, document.kind)
    if found or signed or not (document.template and document.role):
        return found
    kind = governments.to_read(case.government).document_kind(document.kind, versions.procedure_of(case.procedure_id))
    is_made_here = any(item.document == document.kind for item in step.outputs)
    return [Signature(document.role, "signature")] if kind and kind.upload and is_made_here else []


def due(case: Case, step: Step, document: Document, signed: Collection[Signed]) -> Due | None:
    """The first signature of a step that the document has not got yet."""
    given: dict[int, set[str]] = {}
    for row in signed:
        if row.step == step.id:
            given.setdefault(row.position, set()).add(row.signed_by)
    for position, signature in enumerate(asked_of(case, step, document, signed)):
        by = given.get(position, set())
        if not by or (signature.all and not by.issuperset(_holders(case, signature.role))):
            return Due(document, position, signature)
    return None


def _holders(case: Case, role: str) -> list[str]:
    """Whoever holds the office today: of a signature of all, those who came since sign too, and nobody waits for who left."""
    government = governments.to_read(case.government)
    return holders.of_keys(government, [office_key(government, role, case.org_id)])


def problems_of(situation: Situation, step: Step) -> list[Problem]:
    """Signatures that documents of a step wait for: it is not finished before they are there."""
    if not documents_of(step):
        return []
    there = {kind: document for kind, document in of_situation(situation).items() if kind in documents_of(step)}
    signed = signatures_of([document.id for document in there.values()])
    waiting = [due(situation.case, step, document, signed[document.id]) for document in there.values()]
    government = governments.to_read(situation.case.government)
    return [
        Problem("document_unsigned", None, {"kind": one.document.kind, "office": government.role_title(one.signature.role)})
        for one in waiting if one is not None
    ]


def is_superseded(document: Document) -> bool:
    return bool(model.Session.scalar(sa.select(sa.exists().where(Document.supersedes == document.id))))


def state_of(document: Document, signed: Sequence[Signed]) -> str:
    """`valid`, `void`, `superseded` by a newer one, or `unsigned`: a step that its case goes through asks for more."""
    if document.voided_at is not None:
        return VOID
    if is_superseded(document):
        return SUPERSEDED
    for case in cases_of(document):
        skipped = set(model.Session.scalars(sa.select(Task.step).where(Task.case_id == case.id, Task.status == "skipped")))
        steps = versions.procedure_of(case.procedure_id).segment_steps(case.segment)
        if any(due(case, step, document, signed) for step in steps if step.id not in skipped):
            return UNSIGNED
    return VALID


def cases_of(document: Document) -> list[Case]:
    """The cases for which a document was given."""
    query = sa.select(Case).join(DocumentCase, DocumentCase.case_id == Case.id)
    return list(model.Session.scalars(query.where(DocumentCase.document_id == document.id).order_by(Case.id)))
