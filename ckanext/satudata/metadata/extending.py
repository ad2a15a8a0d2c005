"""Our fields beside those of a portal's own schema: put together, and compared where both have a field of one name. Pure.

The portal's fields stay as they are and in their order; ours follow. Where a name means something else there, the portal's
meaning holds, and whatever of ours would build on the other one leaves the field alone (`CLASHES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .sections import REST

CLASHES = "satudata_clashes"        # key of an extended schema: names of the fields that mean something else there
FIELDS, RESOURCES = "dataset_fields", "resource_fields"
TEXT, TEXTS, ROWS, CODE, CODES = "text", "texts", "rows", "code", "codes"
_OWN_SECTION = {"name": REST, "group": "portal", "label": {"id": "Isian portal ini", "en": "Fields of this portal"}}
_OWN_GROUP = {"name": "portal", "label": {"id": "Isian portal", "en": "Fields of the portal"}}
_OURS = ("satudata_groups", "satudata_sections", "satudata_resources_required")
# they say what may be missing, or tidy a text up; what the field means is the same with and without them
_NEUTRAL = frozenset("""ignore_missing ignore_empty ignore not_empty not_missing unicode_safe strip_value scheming_required
    if_empty_same_as(name) satudata_metadata_short""".split())
_SETTLED = frozenset({"name"})      # CKAN always fills it in

Schema = Mapping[str, Any]
Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field holds. `kind`: a constant of this module; `of`: its list, its choices, or the columns of its rows;
    `checks`: validators that ask for a form of text.
    """

    kind: str
    of: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that means something else in the portal's schema than in ours."""

    field: str
    theirs: Meaning
    ours: Meaning


def is_extended(schema: Schema) -> bool:
    """Whether the schema is a portal's own with our fields in it."""
    return CLASHES in schema


def extended(theirs: Schema, ours: Schema, clashing: Iterable[str]) -> dict[str, Any]:
    """The portal's schema with the fields of ours that it lacks, each in its section.

    The portal's fields stand in a section of their own, before ours. What the portal itself requires is asked for before a
    record is submitted, as what we require is; so is a field that both have with one meaning.

    Args:
        theirs: as scheming has loaded it, its presets written out or not
        ours: in the same form
        clashing: names of the fields that mean different things (`clashes`)
    """
    clashing, wanted = tuple(clashing), _by_name(ours.get(FIELDS, ()))
    known = [dict(field) for field in theirs.get(FIELDS, ())]
    names = {field.get("field_name") for field in known}
    for field in known:
        same = wanted.get(field.get("field_name", "")) if field.get("field_name") not in clashing else None
        if field.get("field_name") not in _SETTLED and (_is_required(field) or (same or {}).get("satudata_required")):
            field["satudata_required"] = True
    lacking = [field for name, field in wanted.items() if name not in names]
    merged = {**theirs, FIELDS: [*known, *lacking], CLASHES: list(clashing),
              **{key: ours[key] for key in _OURS if key in ours}}
    merged["satudata_sections"] = [_OWN_SECTION, *ours.get("satudata_sections", ())]
    merged["satudata_groups"] = [_OWN_GROUP, *ours.get("satudata_groups", ())]
    for key in ("before_validators", "after_validators"):
        merged[key] = " ".join(part for part in (theirs.get(key), ours.get(key)) if part)
    if RESOURCES in theirs:
        of_files = {field.get("field_name") for field in theirs[RESOURCES]}
        merged[RESOURCES] = [*theirs[RESOURCES],
                             *(field for field in ours.get(RESOURCES, ()) if field["field_name"] not in of_files)]
    return merged


def clashes(theirs: Schema, ours: Schema) -> tuple[Clash, ...]:
    """Fields of one name and two meanings, in our order; the presets of both have to be written out."""
    known = _by_name(theirs.get(FIELDS, ()))
    pairs = ((name, meaning_of(known[name]), meaning_of(field))
             for name, field in _by_name(ours.get(FIELDS, ())).items() if name in known)
    return tuple(Clash(name, one, other) for name, one, other in pairs if not _same(one, other))


def meaning_of(field: Field) -> Meaning:
    """What a field holds, its preset written out."""
    if "repeating_subfields" in field:
        return Meaning(ROWS, tuple(part.get("field_name", "") for part in field["repeating_subfields"]))
    checks = tuple(name for name in str(field.get("validators") or "").split()
                   if name not in _NEUTRAL and not name.startswith("satudata_metadata_code"))
    several = str(field.get("form_snippet") or "").startswith("multiple_")
    if offered := tuple(_offered(field)):
        return Meaning(CODES if several else CODE, offered)
    return Meaning(TEXTS) if several else Meaning(TEXT, checks=checks)


def _offered(field: Field) -> Iterator[str]:
    """The codes of its list; the name of what gives them where they are not known here."""
    if field.get("choices"):
        yield from (str(choice.get("value")) for choice in field["choices"])
    elif name := field.get("satudata_vocabulary") or field.get("choices_helper"):
        yield str(name)


def _same(one: Meaning, other: Meaning) -> bool:
    if one.kind in (CODE, CODES):
        return (one.kind, set(one.of)) == (other.kind, set(other.of))
    return one == other


def required_by_portal(schema: Schema) -> frozenset[str]:
    """Fields without which the portal's own validators refuse a record; none where the schema is ours alone."""
    if not is_extended(schema):
        return frozenset()
    theirs = (field for field in schema[FIELDS] if "satudata_section" not in field)
    return frozenset(field["field_name"] for field in theirs if _is_required(field))


def _is_required(field: Field) -> bool:
    """As scheming reads it (`scheming_field_required`), and whatever else CKAN refuses to be without."""
    validators = str(field.get("validators") or "").split()
    return bool(field["required"]) if "required" in field else "not_empty" in validators or "not_missing" in validators


def _by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {field["field_name"]: field for field in fields if "field_name" in field}
