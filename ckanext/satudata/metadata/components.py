"""Indicators that are built from indicators (MS-Ind, Indikator Pembangun), as far as they are records of this portal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import circles

INDIKATOR, FIELD, NAME = "indikator", "indikator_pembangun", "nama"
NEW = ""                # in the place of the id of a record that has none yet


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with the names of its components, as they are written: a title, an address, or an id."""

    id: str
    name: str
    title: str
    owner_org: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """`row`: number, from 0, of the component over which an indicator is built from itself; `names`: the way and back."""

    row: int
    names: tuple[str, ...]


def circle_of(record: Mapping[str, Any], id_: str = NEW) -> Circle | None:
    """The way by which an indicator would be built from itself; None if there is none.

    Only records that whoever saves it may see are looked at: public ones, and those of its office.

    Args:
        id_: of the record as it is stored
    """
    own = Indicator(id_, _text(record, "name"), _text(record, "title"), _text(record, "owner_org"), _names(record.get(FIELD)))
    if not own.components:
        return None
    known = {indicator.id: indicator for indicator in _stored(own)} | {own.id: own}
    found = _Found(known)
    way = circles.circle_through(own.id, {id_: found.components_of(indicator) for id_, indicator in known.items()})
    if way is None:
        return None
    row = next(number for number, name in enumerate(own.components) if found.meant_by(name, own) == way[1])
    return Circle(row, tuple(known[id_].title or known[id_].name for id_ in way))


def _stored(own: Indicator) -> Iterator[Indicator]:
    """The others that have components: no other can be part of a circle."""
    package = model.Package
    written = package.extras[FIELD].astext
    query = sa.select(package.id, package.name, package.title, package.owner_org, written).where(
        package.type == INDIKATOR, package.state != model.State.DELETED, package.id != own.id, written.is_not(None),
        sa.or_(package.owner_org == own.owner_org, sa.and_(package.private.is_(False), package.state == model.State.ACTIVE)))
    for id_, name, title, owner_org, text in model.Session.execute(query):
        yield Indicator(id_, name, title or "", owner_org or "", _names(text))


class _Found:
    """Which records names mean: of two with one title that of the same office, and none where that is not certain."""

    def __init__(self, known: Mapping[str, Indicator]) -> None:
        self._by_key: dict[str, list[Indicator]] = {}
        for indicator in known.values():
            for key in {indicator.id, _key(indicator.name), _key(indicator.title)} - {""}:
                self._by_key.setdefault(key, []).append(indicator)

    def meant_by(self, name: str, indicator: Indicator) -> str | None:
        found = self._by_key.get(_key(name), [])
        here = [one for one in found if one.owner_org == indicator.owner_org] or found
        return here[0].id if len(here) == 1 else None

    def components_of(self, indicator: Indicator) -> list[str]:
        return [id_ for name in indicator.components if (id_ := self.meant_by(name, indicator)) is not None]


def _names(rows: Any) -> tuple[str, ...]:
    if isinstance(rows, str):
        try:
            rows = json.loads(rows)
        except (ValueError, RecursionError):
            rows = ()
    return tuple(_text(row, NAME) for row in rows if isinstance(row, Mapping)) if isinstance(rows, (list, tuple)) else ()


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
