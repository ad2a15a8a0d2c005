"""What names the content of a whole case: of one record its hash, of several a hash over all of theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import ckan.model as model
import sqlalchemy as sa

from .model import CaseTopic
from .registry import registry


def seals_of(topics: Sequence[CaseTopic]) -> dict[str, str | None]:
    """SHA-256 of the sealed content by record; None while nothing is sealed."""
    ids: dict[str, list[str]] = {}
    for topic in topics:
        ids.setdefault(topic.topic_type, []).append(topic.topic_id)
    return {id_: seal for name, of_type in ids.items() for id_, seal in registry().topic(name).seals(of_type).items()}


def of(topics: Sequence[CaseTopic]) -> str | None:
    """SHA-256 that names what the records of a case hold now; None while one of them is not sealed, or there is none.

    Whoever approves names it, and a letter is about it: the content of no record may change without either seeing it.
    """
    return together(seals_of(topics))


def together(seals: Mapping[str, str | None]) -> str | None:
    """`of`, for seals by record that are known already."""
    if len(seals) < 2:
        return next(iter(seals.values()), None)
    if not all(seals.values()):
        return None
    return hashlib.sha256("\n".join(f"{id_} {seal}" for id_, seal in sorted(seals.items())).encode()).hexdigest()


def of_case(case_id: str) -> str | None:
    """`of`, for all records of a case."""
    return of(list(model.Session.scalars(sa.select(CaseTopic).where(CaseTopic.case_id == case_id))))
