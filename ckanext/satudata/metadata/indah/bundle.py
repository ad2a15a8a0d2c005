"""Files with several documents: a list of them, an answer of BPS's service, or our own bundles of a kegiatan and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import limits, problems
from .reading import DATA, kind_of

PARTS = ("variabel", "indikator")
# what BPS's service puts around what it answers: {"result": [{"content": [...], "total_pages": 1}]}
_WRAPPERS = ("result", "content", "body")


@dataclass(slots=True)
class Bundle:
    """A kegiatan with its variables and indicators, each a document with its envelope; without the kegiatan if the file has
    none.
    """

    kegiatan: dict[str, Any] | None = None
    variabel: list[dict[str, Any]] = field(default_factory=list)
    indikator: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is written into a file."""
        return {"kegiatan": self.kegiatan, "variabel": self.variabel, "indikator": self.indikator}


def bundles(content: Any) -> list[Bundle]:
    """What a file holds, the parts beside their kegiatan: by the bundle that they stand in, else by `ms_keg_id`.

    Raises:
        limits.Refused: there is no document in it
    """
    content = limits.clean(content)
    found: list[Bundle] = []
    for item in _items(content):
        kind = kind_of(item)
        if kind == "kegiatan":
            found.append(Bundle(kegiatan=dict(item)))
        elif DATA not in item:
            found.append(_bundle(item))
    for item in _items(content):
        if (kind := kind_of(item)) in PARTS:
            getattr(_owner(found, _text(item.get("ms_keg_id"))), kind).append(item)
    found = [bundle for bundle in found if bundle.kegiatan or bundle.variabel or bundle.indikator]
    if not found:
        raise limits.Refused(problems.NO_DOCUMENT)
    return found


def _owner(found: list[Bundle], id_: str) -> Bundle:
    """The kegiatan with this id; without ids the only one of the file; else a bundle without kegiatan for all of that id."""
    activities = [bundle for bundle in found if bundle.kegiatan]
    for bundle in activities:
        if id_ and id_ in _ids(bundle.kegiatan or {}):
            return bundle
    if not id_ and len(activities) == 1:
        return activities[0]
    for bundle in found:
        first = next(iter([*bundle.variabel, *bundle.indikator]), None)
        if bundle.kegiatan is None and first is not None and _text(first.get("ms_keg_id")) == id_:
            return bundle
    found.append(Bundle())
    return found[-1]


def _items(content: Any) -> Iterator[Mapping[str, Any]]:
    """Documents and bundles, wherever they stand."""
    if isinstance(content, list):
        for item in content:
            yield from _items(item)
    elif isinstance(content, dict):
        wrapped = [content[key] for key in _WRAPPERS if isinstance(content.get(key), dict | list)]
        if DATA in content or not wrapped:
            yield content
        else:
            yield from _items(wrapped)


def _bundle(item: Mapping[str, Any]) -> Bundle:
    found = Bundle(kegiatan=item["kegiatan"] if isinstance(item.get("kegiatan"), dict) else None)
    for kind in PARTS:
        parts = item.get(kind)
        getattr(found, kind).extend(part for part in parts if isinstance(part, dict)) if isinstance(parts, list) else None
    return found


def _ids(document: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text for key in ("id", "base_id") if (text := _text(document.get(key))))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
