"""Names under which others send our fields (the national catalogue's, with its misspellings): taken for the fields that they
mean. Pure.

A schema names them by `satudata_aliases`. A name that is a field of the schema itself, as on a portal with a schema of its
own, is that field and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LINK, KEEPER = "satudata_record_type", "satudata_unlinked"
_SEPARATORS = re.compile(r"[\s,;]+")
# CKAN has a column or a table for them: among the extras they are whatever the sender meant
_OF_CKAN = frozenset({"title", "name", "notes", "owner_org", "tag_string", "license_id", "maintainer", "maintainer_email"})

Field = Mapping[str, Any]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """The fields of a schema, the other names of each, those of the columns of its rows, and what is taken of extras."""

    fields: Mapping[str, Field]
    meant: Mapping[str, str]
    rows: Mapping[str, Names]
    extras: frozenset[str]

    def own(self, name: str) -> str:
        """The field that a name means; the name itself where it means none."""
        return self.meant.get(name, name)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was sent under two names, with different content; `row`: its number, from 1, where it is one of rows."""

    field: str
    names: tuple[str, str]
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record with our names. `links`: what was sent under another name of a link, by field: that name and the value."""

    record: dict[str, Any]
    links: Mapping[str, tuple[str, Any]]
    clashes: tuple[Clash, ...]


_known: dict[str, tuple[Mapping[str, Any], Names]] = {}


def of_schema(schema: Mapping[str, Any], left_alone: Iterable[str] = ()) -> Names:
    """The names of a schema's fields, worked out once.

    Args:
        left_alone: fields that mean something else on this portal
    """
    key = str(schema.get("dataset_type"))
    known = _known.get(key)
    if known is None or known[0] is not schema:
        fields = [field for field in schema["dataset_fields"] if field["field_name"] not in set(left_alone)]
        known = _known[key] = (schema, _of_fields(fields, {field["field_name"] for field in schema["dataset_fields"]}))
    return known[1]


def _of_fields(fields: Iterable[Field], every: Iterable[str]) -> Names:
    by_name, taken = {field["field_name"]: field for field in fields}, set(every)
    meant = {alias: name for name, field in by_name.items() for alias in field.get("satudata_aliases", ())
             if alias not in taken}
    rows = {name: _of_fields(parts, {part["field_name"] for part in parts}) for name, field in by_name.items()
            if (parts := field.get("repeating_subfields"))}
    extras = {name for name, field in by_name.items() if field.get("satudata_section") and not field.get("satudata_derived")}
    return Names(by_name, meant, {name: names for name, names in rows.items() if names.meant},
                 frozenset(extras - _OF_CKAN | meant.keys()))


def is_named(record: Record, names: Names) -> bool:
    """Whether there is anything to take: most records are sent with our names."""
    if not names.meant.keys().isdisjoint(record):
        return True
    if any(name in names.extras for name in _keys(record.get("extras"))):
        return True
    return any(isinstance(row, Mapping) and not part.meant.keys().isdisjoint(row)
               for name, part in names.rows.items() for row in _rows(record.get(name)))


def _keys(extras: Any) -> Iterator[str]:
    for extra in extras if isinstance(extras, list) else ():
        if isinstance(extra, Mapping) and isinstance(extra.get("key"), str) and not extra.get("deleted"):
            yield extra["key"]


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def taken(record: Record, names: Names) -> Taken:
    """The record with our names, as far as the fields were not given under both; what was sent is not changed."""
    rest: dict[str, Any] = {}
    sent: dict[str, list[tuple[str, Any]]] = {}
    for name, value in record.items():
        if (own := names.meant.get(name)) is not None:
            sent.setdefault(own, []).append((name, value))
        else:
            rest[name] = value
    if any(name in names.extras for name in _keys(record.get("extras"))):
        rest["extras"] = list(_without(record["extras"], names, sent))
    clashes, links = [], {}
    for own, offers in sent.items():
        field = names.fields[own]
        clashes += _clashes(own, offers if field.get(LINK) else [(own, rest.get(own)), *offers])
        name, value = next((offer for offer in offers if not is_blank(offer[1])), offers[0])
        if field.get(LINK) and name != own:
            links[own] = (name, value)
        elif is_blank(rest.get(own)):
            rest[own] = _shaped(value, field)
    for own, part in names.rows.items():
        if isinstance(value := rest.get(own), list):
            rest[own] = [_row(own, number, row, part, clashes) for number, row in enumerate(value, start=1)]
    return Taken(rest, links, tuple(clashes))


def _row(own: str, number: int, row: Any, names: Names, clashes: list[Clash]) -> Any:
    if not isinstance(row, Mapping):
        return row
    found = taken(row, names)
    clashes += [Clash(own, clash.names, number, clash.field) for clash in found.clashes]
    return found.record


def _without(extras: list[Any], names: Names, sent: dict[str, list[tuple[str, Any]]]) -> Iterator[Any]:
    """The extras that mean no field of ours; the others are put to what was sent."""
    for extra in extras:
        key = extra.get("key") if isinstance(extra, Mapping) and not extra.get("deleted") else None
        if isinstance(key, str) and key in names.extras:
            sent.setdefault(names.own(key), []).append((key, extra.get("value")))
        else:
            yield extra


def _clashes(own: str, offers: list[tuple[str, Any]]) -> list[Clash]:
    said = [(name, value) for name, value in offers if not is_blank(value)]
    return [Clash(own, (said[0][0], name)) for name, value in said[1:] if not _same(said[0][1], value)]


def is_blank(value: Any) -> bool:
    """Whether nothing was said."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _same(one: Any, other: Any) -> bool:
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    """A value whatever way it is written: one answer is a list of one, a list may be JSON, a number may be text."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value.strip()]
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, Mapping) else str(item).strip() for item in items]


def _shaped(value: Any, field: Field) -> Any:
    """As the field takes it: others send a text where we have rows, and a list where we have a text."""
    if parts := field.get("repeating_subfields"):
        rows = _plain(value) if isinstance(value, str) else value
        if not isinstance(rows, list):
            return value
        first = parts[0]["field_name"]
        return [row if isinstance(row, Mapping) else {first: line}
                for row in rows for line in ([row] if isinstance(row, Mapping) else _lines(row))]
    if isinstance(value, list) and "unicode_safe" in str(field.get("validators", "")).split():
        return "\n".join(str(item) for item in value)
    return value


def _lines(text: Any) -> list[str]:
    return [line.strip() for line in re.split(r"[\n;]", str(text)) if line.strip()]


# --- links

def keys_of(value: Any) -> list[str]:
    """The keys of a link: ids, names, numbers and addresses have neither blanks nor commas."""
    return [key for item in _plain(value) for key in _SEPARATORS.split(str(item)) if key] if not is_blank(value) else []


def linked(found: Taken, field: Field, ids: Mapping[str, str]) -> Clash | None:
    """Put what was sent under another name of a link where it belongs: the records that it means, or, where there is one that
    means no record of this portal, the whole text into the field that keeps it. Nothing is linked by half.

    Args:
        ids: what each key means here, also those that were given with the link's own name; others mean nothing
    """
    own, keeper = field["field_name"], field.get(KEEPER)
    name, value = found.links[own]
    given, keys = keys_of(found.record.get(own)), keys_of(value)
    meant = list(dict.fromkeys(ids.get(key, "") for key in keys))
    many = "satudata_metadata_records" in str(field.get("validators", "")).split()
    if meant and all(meant) and (many or len(meant) == 1):
        if given and {ids.get(key, key) for key in given} != set(meant):
            return Clash(own, (own, name))
        if not given:
            found.record[own] = meant if many else meant[0]
            if keeper:
                found.record.setdefault(keeper, "")
        return None
    if keeper and keys:
        said = value if isinstance(value, str) else ", ".join(map(str, _plain(value)))
        if not is_blank(found.record.get(keeper)) and not _same(found.record[keeper], said):
            return Clash(keeper, (keeper, name))
        found.record[keeper] = said
    if not given:
        found.record[own] = ""
        if keeper and not keys:
            found.record.setdefault(keeper, "")
    return None
