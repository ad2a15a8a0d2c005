"""Indicators that are built from themselves, over others in between. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping

Components = Mapping[str, Collection[str]]


def circle_through(id_: str, components: Components) -> tuple[str, ...] | None:
    """The shortest way from an indicator over its components back to it, it stands first and last; None if there is none.

    Args:
        components: for each indicator those that it is built from; ids without an entry have none
    """
    came_from: dict[str, str] = {}
    waiting = deque([id_])
    while waiting:
        at = waiting.popleft()
        for part in components.get(at, ()):
            if part == id_:
                return _way_back(id_, at, came_from)
            if part not in came_from:
                came_from[part] = at
                waiting.append(part)
    return None


def _way_back(id_: str, at: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [id_]
    while at != id_:
        way.append(at)
        at = came_from[at]
    return (id_, *reversed(way))


def circles(components: Components, starts: Iterable[str]) -> list[tuple[str, ...]]:
    """Circles by which every one of `starts` that is in one is named at least once, in their order."""
    found: list[tuple[str, ...]] = []
    told: set[str] = set()
    for id_ in starts:
        if id_ not in told and (circle := circle_through(id_, components)):
            found.append(circle)
            told.update(circle)
    return found
