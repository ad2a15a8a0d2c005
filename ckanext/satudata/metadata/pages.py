"""What the page of a record shows, put together once: templates only print it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import cards, conditions, links, messages, plain, regions, schemas, shared, type_words, types, variabel, vocabularies
from .completeness import is_blank

# heading, description, tags and office have their own places on the page, and the name is its address
ELSEWHERE = frozenset({"title", "name", "notes", "tag_string", "owner_org"})
REGION = "satudata_metadata/display_snippets/region.html"
AS_WORDS = (None, "satudata_metadata/display_snippets/paragraphs.html", "multiple_text.html")
# what stands beside the text, of the types beside dataset
FACTS = {
    "kegiatan": ("tahun_kegiatan", "jenis_statistik", "cara_pengumpulan_data", "sektor_kegiatan",
                 "iv_frekuensi_penyelenggaraan", "kode_kegiatan"),
    "indikator": ("ukuran", "satuan", "level_estimasi", "apakah_indikator_komposit", "id_sds"),
    "publikasi": ("jenis_publikasi", "tanggal_rilis", "jumlah_halaman", "nomor_publikasi", "issn", "isbn"),
}

Field = Mapping[str, Any]


def of_package(package: dict[str, Any]) -> dict[str, Any]:
    """Everything that the page of a record says from its metadata.

    Returns:
        `theme`, `frequency`, `access`, `region`, `period` (words, empty if unsaid); `plain` and `official`: sections of
        `label` and `lines`, a line being `label` and `values` (see `_value`); `tables`: state by resource id;
        `first`: the first resource with rows to look at, whoever loaded them, else None; `rows`: how many we counted there;
        `kicker`: what kind of record it is, or its theme; `words`: see type_words; `facts`: lines of its type; `links`: groups
        of linked records; `has_files`, `has_licence`: whether records of its type have any
    """
    schema = schemas.of_type(package["type"]) or {"dataset_fields": ()}
    fields = {field["field_name"]: field for field in schema["dataset_fields"]}
    tables = {state.resource_id: state for state in shared.tables_of(package["id"])}
    first = next((r for r in package["resources"] if _has_rows(r, tables.get(r["id"]))), None)
    counted = tables.get(first["id"]) if first else None
    words, theme = type_words.of(package["type"]), _words(fields, package, "theme")
    is_dataset = package["type"] == types.DATASET
    return {
        "words": words, "kicker": theme if is_dataset else " · ".join(part for part in (words.one, theme) if part),
        "facts": _facts(fields, package), "links": links.of_package(package),
        "has_files": schemas.takes_files(package["type"]), "has_licence": not fields or "license_id" in fields,
        "theme": theme, "frequency": _words(fields, package, "accrualPeriodicity"),
        "access": _words(fields, package, "accessRights"), "region": _words(fields, package, "kode_wilayah"),
        "period": cards.span(package.get("periode_awal"), package.get("periode_akhir")),
        "plain": _plain(schema, package), "official": _official(schema, package), "tables": tables,
        "first": first, "rows": counted.rows if counted else None,
    }


def _facts(fields: Mapping[str, Field], package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Short answers by the label of their question."""
    found = [(fields[name], _words(fields, package, name)) for name in FACTS.get(package["type"], ()) if name in fields]
    return [{"label": messages.in_language(field["label"]), "text": text} for field, text in found if text]


def _has_rows(resource: Mapping[str, Any], state: shared.TableState | None) -> bool:
    """Our loader knows what it loaded; of tables that others made, CKAN does."""
    return state.is_loaded if state else bool(resource.get("datastore_active"))


def _words(fields: Mapping[str, Field], package: Mapping[str, Any], name: str) -> str:
    value = package.get(name)
    if name not in fields or is_blank(fields[name], value):
        return ""
    return ", ".join(word["text"] for word in _value(fields[name], value)["words"])


def _plain(schema: Mapping[str, Any], package: Mapping[str, Any]) -> list[dict[str, Any]]:
    other = conditions.meant_by_other(package["type"])
    return [
        {"label": messages.in_language(paragraph.label), "lines": [
            {"label": messages.in_language(line.label),
             "values": [_explained(_value(field, package[name]), package.get(other.get(name, "")))
                        for field in line.fields for name in (field["field_name"],)]}
            for line in paragraph.lines
        ]}
        for paragraph in plain.paragraphs(_without_links(schema), package)
    ]


def _explained(value: dict[str, Any], meant: Any) -> dict[str, Any]:
    """“Lainnya” with the text that says what it is: plain words show no field that a condition asks for."""
    if not isinstance(meant, str) or not meant.strip():
        return value
    return value | {"words": [word | {"text": f"{word['text']}: {meant.strip()}"} if word["code"] == conditions.OTHER else word
                              for word in value["words"]]}


def _without_links(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Links are listed apart: a field holds ids, also of records that the reader may not see."""
    return {**schema, "dataset_fields": [field for field in schema["dataset_fields"] if not field.get("satudata_record_type")]}


def _official(schema: Mapping[str, Any], package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All filled fields under the headings of their sections, as the form and the regulations call them."""
    filled = [field for field in _without_links(schema)["dataset_fields"]
              if field["field_name"] not in ELSEWHERE and field.get("display_snippet", "") is not None
              and not is_blank(field, package.get(field["field_name"]))]
    sections = [*schema.get("satudata_sections", ()), {"name": None, "label": ""}]
    listed = [
        {"name": section["name"], "label": messages.in_language(section["label"]), "lines": [
            {"label": tk.h.scheming_language_text(field["label"]), "name": field["field_name"],
             "number": field.get("satudata_number", ""), "values": [_official_value(field, package)]}
            for field in filled if field.get("satudata_section") == section["name"]
        ]}
        for section in sections
    ]
    return [section for section in listed if section["lines"]]


def special(package_type: str, name: str, value: Any) -> dict[str, Any] | None:
    """An answer that is no plain text: rows as a table, days in words, links by the titles that the reader may see."""
    field = schemas.field_of(package_type, name) or {}
    if "repeating_subfields" in field:
        return _rows(field, value)
    if "satudata_metadata_date" in str(field.get("validators", "")).split():
        return _value(field, value)
    if not field.get("satudata_record_type"):
        return None
    keys = [str(key) for key in (value if isinstance(value, list) else [value])]
    titles = links.titles_of(keys)
    return {"words": [{"text": titles.get(key, key), "code": ""} for key in keys]}


def of_variable(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The filled fields of a variable but its name: `label` and `values`, as of a record."""
    return [{"label": messages.in_language(field["label"]), "values": [_value(field, row[field["field_name"]])]}
            for field in schemas.variabel()["dataset_fields"]
            if field["field_name"] != variabel.NAME and not is_blank(field, row.get(field["field_name"]))]


def _official_value(field: Field, package: Mapping[str, Any]) -> dict[str, Any]:
    value = package[field["field_name"]]
    if field["field_name"] == "license_id":         # CKAN keeps the names of licences
        return {"words": [{"text": package.get("license_title") or value, "code": value}]}
    return _value(field, value)


def _value(field: Field, value: Any) -> dict[str, Any]:
    """A value as people read it: `words`, a list of `text` and `code` (empty where there is none); or the `field` itself
    where the schema shows it in a way of its own, by a display snippet; or `rows` under `columns` for repeating rows.
    """
    if "repeating_subfields" in field:
        return _rows(field, value)
    if name := field.get("satudata_vocabulary"):
        codes = value if isinstance(value, list) else [value]
        return {"words": [_code(name, str(code)) for code in codes]}
    if "satudata_metadata_date" in str(field.get("validators", "")).split():
        return {"words": [{"text": _day(str(value)), "code": ""}]}
    if "satudata_metadata_period" in str(field.get("validators", "")).split():
        text = cards.span(str(value), None)
        return {"words": [{"text": text, "code": value if text != value else ""}]}
    snippet = field.get("display_snippet")
    if snippet == REGION:
        region = regions.find(value)
        return {"words": [{"text": regions.full_name(region) if region else value, "code": value if region else ""}]}
    if snippet in AS_WORDS:
        texts = value if isinstance(value, list) else str(value).splitlines()
        return {"words": [{"text": str(text), "code": ""} for text in texts if str(text).strip()]}
    return {"words": [], "field": field}


def in_words(field: Field, value: Any) -> str:
    """A value in one text, with the labels of its codes; rows one after the other."""
    if is_blank(field, value):
        return ""
    shown = _value(field, value)
    if "rows" in shown:
        cells = ([", ".join(word["text"] for word in cell) for cell in row] for row in shown["rows"])
        return "; ".join(" · ".join(text for text in row if text) for row in cells)
    return "; ".join(word["text"] for word in shown["words"]) or str(value)


def _day(value: str) -> str:
    """`1 Agustus 2025`; what is no day stays as it was written."""
    try:
        return tk.h.satudata_date(date.fromisoformat(value[:10]))
    except ValueError:
        return value


def _rows(field: Field, value: Any) -> dict[str, Any]:
    """The columns in which something stands, and the rows with the words of each cell."""
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    parts = [part for part in field["repeating_subfields"]
             if any(not is_blank(part, row.get(part["field_name"])) for row in rows)]
    return {"words": [], "columns": [messages.in_language(part["label"]) for part in parts],
            "rows": [[_cell(part, row.get(part["field_name"])) for part in parts] for row in rows]}


def _cell(part: Field, value: Any) -> list[dict[str, str]]:
    return [] if is_blank(part, value) else _value(part, value)["words"] or [{"text": str(value), "code": ""}]


def _code(vocabulary: str, code: str) -> dict[str, str]:
    entry = vocabularies.load(vocabulary).get(code)
    return {"text": entry.label(language()), "code": code} if entry else {"text": code, "code": ""}
