"""A record in plain words: what its schema calls the fields in everyday language (`satudata_plain`). Free of CKAN."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .completeness import is_blank

Field = Mapping[str, Any]
Labels = Mapping[str, str] | str


@dataclass(frozen=True, slots=True)
class Line:
    """What the page says under one plain label: one field, or neighbours that share the label."""

    label: Labels
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a section of the schema."""

    name: str | None
    label: Labels
    lines: tuple[Line, ...]


def paragraphs(schema: Mapping[str, Any], package: Mapping[str, Any]) -> list[Paragraph]:
    """The filled fields that have plain words, by section in the schema's order; sections without a line are left out.

    Of neighbours that share a label and say the same, the first one speaks (a single year is not "2024–2024").
    """
    spoken = [field for field in schema["dataset_fields"]
              if field.get("satudata_plain") and not is_blank(field, package.get(field["field_name"]))]
    sections = [*schema.get("satudata_sections", ()), {"name": None, "label": ""}]
    found = [
        Paragraph(section["name"], section.get("plain") or section["label"],
                  _lines([field for field in spoken if field.get("satudata_section") == section["name"]], package))
        for section in sections
    ]
    return [paragraph for paragraph in found if paragraph.lines]


def _lines(fields: Iterable[Field], package: Mapping[str, Any]) -> tuple[Line, ...]:
    shared = [list(group) for _label, group in groupby(fields, key=lambda field: field["satudata_plain"])]
    return tuple(Line(group[0]["satudata_plain"], _different(group, package)) for group in shared)


def _different(fields: Iterable[Field], package: Mapping[str, Any]) -> tuple[Field, ...]:
    kept: dict[str, Field] = {}
    for field in fields:
        kept.setdefault(str(package[field["field_name"]]), field)
    return tuple(kept.values())
