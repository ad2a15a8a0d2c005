"""What a record is linked with, in both directions, as its reader may see it: one search for all of it.

A record keeps the ids (or names) of the records that it points to, and no title: what the reader may not see is left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError

from . import schemas, type_words, types
from .documents import LINKS

log = logging.getLogger(__name__)
MOST = 400              # records that are looked at; the page shows SHOWN of each type and the way to the rest
SHOWN = 10
_KEY = re.compile(r"[\w-]{2,100}")
ORDER = ("kegiatan", "indikator", types.DATASET, "publikasi")


@dataclass(frozen=True, slots=True)
class Linked:
    """A record beside the one that is shown."""

    title: str
    address: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The linked records of one type; `more` are those behind the first ones."""

    package_type: str
    label: str
    first: tuple[Linked, ...]
    more: tuple[Linked, ...]


def of_package(package: Mapping[str, Any]) -> tuple[Group, ...]:
    """The records that this one points to and those that point to it, by type; none where the index does not answer."""
    names = (types.DATASET, *types.beside_dataset())
    if len(names) == 1 or package["type"] not in names:
        return ()
    rows = _found(package, names)
    groups = [_group(name, [row for row in rows if row["dataset_type"] == name]) for name in ORDER if name in names]
    return tuple(group for group in groups if group.first)


def _found(package: Mapping[str, Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    wanted = list(pointed_to(package))
    either = [_any_of(LINKS, [package["id"]]), *([_named(wanted)] if wanted else [])]
    return _search(names, " OR ".join(either), f'-id:"{package["id"]}"')


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """Titles by id and by name of the records that the reader may see; of the rest nothing is said."""
    wanted = [key for key in keys if _KEY.fullmatch(key)]
    rows = _search((types.DATASET, *types.beside_dataset()), _named(wanted)) if wanted else []
    return {row[key]: row.get("title") or row["name"] for row in rows for key in ("id", "name")}


def _search(names: tuple[str, ...], either: str, *filters: str) -> list[dict[str, Any]]:
    asked = {"q": "*:*", "fq_list": [types.only(names), f"+({either})", *filters], "rows": MOST, "include_private": True,
             "facet": "false", "sort": "title_string asc", "fl": ["id", "name", "title", "dataset_type", "capacity"]}
    try:
        user: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
        return tk.get_action("package_search")(user, asked)["results"]
    except (SearchError, SolrConnectionError) as error:     # the rest of the page stands without it
        log.error("linked records are not shown: %r", error)
        return []


def _named(keys: list[str]) -> str:
    return f'{_any_of("id", keys[:MOST])} OR {_any_of("name", keys[:MOST])}'


def _any_of(field: str, keys: list[str]) -> str:
    return f"{field}:({' OR '.join(f'{chr(34)}{key}{chr(34)}' for key in keys)})"


def pointed_to(package: Mapping[str, Any]) -> Iterator[str]:
    """Ids or names of the records that a record points to."""
    for field in (schemas.of_type(package["type"]) or {"dataset_fields": ()})["dataset_fields"]:
        value = package.get(field["field_name"]) if field.get("satudata_record_type") else None
        yield from (key for key in _keys(value) if _KEY.fullmatch(key))


def _keys(value: Any) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else [str(value)] if value else []


def _group(package_type: str, rows: list[dict[str, Any]]) -> Group:
    records = tuple(Linked(row.get("title") or row["name"], tk.h.url_for(f"{package_type}.read", id=row["name"]),
                           row.get("capacity") == "private") for row in rows)
    return Group(package_type, type_words.every(package_type), records[:SHOWN], records[SHOWN:])
