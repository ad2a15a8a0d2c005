"""On what ground a record is public, and which offices checked what the public reads. Offices and days, never persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ckanext.satudata.workflow.shared import OfficeAnswer, offices_that_answered

from . import records
from .model import Record, Revision


@dataclass(frozen=True, slots=True)
class Provenance:
    """`basis` is case, source or adopted. Only a record that a case published was checked by this portal: for the others
    `checks` is empty, and so are number, hash and day of the revision.
    """

    basis: str
    revision: int | None = None
    sha256: str | None = None
    published_at: datetime | None = None
    checks: tuple[OfficeAnswer, ...] = ()


def of(record: Record | None, live: Revision | None) -> Provenance | None:
    """The provenance of a public record; None for one that the public does not see. One query for all answers."""
    if record is None or record.basis is None or not records.is_public(record):
        return None
    if record.basis != records.CASE or live is None:
        return Provenance(record.basis)
    answers = offices_that_answered(live.case_id, record.package_id) if live.case_id else []
    return Provenance(record.basis, live.no, live.sha256, live.published_at, _checks(answers, live.sha256))


def _checks(answers: list[OfficeAnswer], sha256: str) -> tuple[OfficeAnswer, ...]:
    """The approvals of exactly this content; of a step that approved it twice the later one."""
    valid = {answer.step: answer for answer in answers if answer.verb == "approve" and answer.sha256 == sha256}
    return tuple(sorted(valid.values(), key=lambda answer: answer.at))
