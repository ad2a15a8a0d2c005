"""Indicators that are built from indicators (MS-Ind, Indikator Pembangun), as far as they are records of this portal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import circles

INDIKATOR, FIELD, NAME = "indikator", "indikator_pembangun", "nama"
CHECKED = "satudata_metadata_circles_checked"       # in the context: records are saved one by one that were looked at together
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


def indicator_of(record: Mapping[str, Any], id_: str = NEW) -> Indicator:
    """A record as it will be.

    Args:
        id_: of the record as it is stored
    """
    return Indicator(id_, _text(record, "name"), _text(record, "title"), _text(record, "owner_org"), _names(record.get(FIELD)))


def new_id(number: int) -> str:
    """In the place of an id where several records have none yet; for its blank no component can mean it."""
    return f" {number}"


def circle_of(record: Mapping[str, Any], id_: str = NEW) -> Circle | None:
    """The way by which an indicator would be built from itself; None if there is none."""
    return next((circle for _, circle in circles_among([indicator_of(record, id_)])), None)


def circles_among(written: Sequence[Indicator]) -> Iterator[tuple[Indicator, Circle]]:
    """The ways by which indicators that are written together would be built from themselves, each with the first one on it;
    of those that are on a way every one is on one of these.

    Only records that whoever writes them may see are looked at: public ones, and those of the same office.
    """
    if not any(own.components for own in written):
        return
    known = {indicator.id: indicator for indicator in _stored(written)} | {own.id: own for own in written}
    found = _Found(known)
    parts = {id_: found.components_of(indicator) for id_, indicator in known.items()}
    for way in circles.circles(parts, [own.id for own in written]):
        own = known[way[0]]
        row = next(number for number, name in enumerate(own.components) if found.meant_by(name, own) == way[1])
        yield own, Circle(row, tuple(known[id_].title or known[id_].name for id_ in way))


def _stored(written: Sequence[Indicator]) -> Iterator[Indicator]:
    """The others that have components: no other can be part of a circle."""
    package = model.Package
    text_of = package.extras[FIELD].astext
    offices = {own.owner_org for own in written}
    query = sa.select(package.id, package.name, package.title, package.owner_org, text_of).where(
        package.type == INDIKATOR, package.state != model.State.DELETED, package.id.not_in([own.id for own in written]),
        text_of.is_not(None),
        sa.or_(package.owner_org.in_(offices), sa.and_(package.private.is_(False), package.state == model.State.ACTIVE)))
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
