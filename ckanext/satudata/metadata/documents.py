"""What goes into the search index of a record: only what the record itself says, for the index is read by all its readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import facets, managing, schemas, shared, variabel

# Solr takes at most 32,766 bytes in a field that is not split into words; the full text stays in extras_<name>.
LONGEST = 8000
LINKS = "vocab_tautan"          # ids of the records that a record points to: whoever may search may guess what stands here
LINES = ("satudata_lines",)     # presets whose values are texts of several lines
KEGIATAN = "kegiatan"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def for_index(document: dict[str, Any]) -> dict[str, Any]:
    """Make a Solr document of a record fit: lists as lists, rows as words, long texts only where they are split into words.

    An activity is found by the names of its variables.
    """
    linked: list[str] = []
    for field in (schemas.of_type(document.get("type", "")) or {"dataset_fields": ()})["dataset_fields"]:
        name = field["field_name"]
        value = document.get(name)
        if field.get("satudata_derived"):
            document.pop(name, None)
        elif field.get("satudata_record_type"):
            linked += _listed(document.pop(name)) if value else []
            document.pop(f"extras_{name}", None)
        elif "satudata_section" not in field:           # of a portal's own schema: it indexes its fields as it always did
            continue
        elif "repeating_subfields" in field or field.get("preset") in LINES:
            _as_words(document, name)
        elif field.get("preset") == "satudata_codes" and value:
            document.pop(name)
            document[f"vocab_{name}"] = _listed(value)
        elif isinstance(value, str) and len(value) > LONGEST and name != "notes":
            document.pop(name)
    if linked:
        document[LINKS] = _ids_of(linked)
    rows = variabel.content_of(document["id"]) if document.get("type") == KEGIATAN and document.get("id") else []
    if names := [text for row in rows for text in (row[variabel.NAME], row.get("alias")) if text]:
        document["extras_variabel"] = " ".join(names)
    _add_completeness(document, rows)
    _add_years(document)
    return document


def _ids_of(keys: list[str]) -> list[str]:
    """Ids for the names among them, so that the name of a hidden record cannot be read out letter by letter."""
    names = {key for key in keys if not _ID.fullmatch(key)}
    query = sa.select(model.Package.name, model.Package.id).where(model.Package.name.in_(names))
    known: dict[str, str] = {name: id_ for name, id_ in model.Session.execute(query)} if names else {}
    return sorted({known.get(key, key) for key in keys if key in known or key not in names})


def _as_words(document: dict[str, Any], name: str) -> None:
    """Rows and lines are JSON: only what they say is searched, without the names of their columns."""
    value = document.pop(name, None)
    if value:
        document[f"extras_{name}"] = " ".join(_words(_parsed(value)))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif value not in (None, ""):
        yield str(value)


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _listed(value: Any) -> list[str]:
    """The codes of a field with several; a portal's earlier schema may have kept one code, or anything, as plain text."""
    found = _parsed(value)
    return [str(code)[:LONGEST] for code in (found if isinstance(found, list) else [found])]


def _add_completeness(document: dict[str, Any], variables: list[dict[str, Any]]) -> None:
    """What `completeness_show` says of the record, computed of what CKAN keeps of it in the index."""
    shown = document.get("validated_data_dict")
    if isinstance(shown, str) and schemas.is_ours(document.get("type", "")):
        document[managing.FIELD] = managing.as_indexed(shared.completeness_of(json.loads(shown), variables).score)


def _add_years(document: dict[str, Any]) -> None:
    about = facets.years(document.get("periode_awal"), document.get("periode_akhir"))
    about += facets.years(document.get("tahun_kegiatan"), None)
    if about:
        document[facets.YEARS] = sorted({*document.get(facets.YEARS, ()), *about})
    if released := facets.years(document.get("tanggal_rilis"), None):
        document[facets.RELEASED] = released
