"""What templates and schemas of this room ask for."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import config, messages, regions, schemas, vocabularies


def satudata_metadata_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of the field's list, as scheming wants choices."""
    entries = vocabularies.load(field["satudata_vocabulary"]).entries
    return [{"value": entry.value, "label": dict(entry.labels)} for entry in entries]


def satudata_metadata_default_region() -> str:
    """The portal's own region, for a new form."""
    return config.region()


def satudata_metadata_region_name(code: str) -> str:
    """`Kabupaten Banjarnegara, Jawa Tengah`; empty for a code that we do not know."""
    region = regions.find(code or "")
    return regions.full_name(region) if region else ""


def satudata_metadata_sections(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schema's dataset fields by section, in its order; what has none comes last, without a heading."""
    sections = [{**section, "fields": []} for section in schema.get("satudata_sections", ())]
    by_name = {section["name"]: section["fields"] for section in sections}
    rest: list[Any] = []
    for field in schema["dataset_fields"]:
        by_name.get(field.get("satudata_section"), rest).append(field)
    return [section for section in [*sections, {"name": "", "label": "", "fields": rest}] if section["fields"]]


def satudata_metadata_is_ours(package_type: str) -> bool:
    """Whether the form and the page of this type are those of our schema."""
    return schemas.is_ours(package_type)


def satudata_metadata_table(resource_id: str) -> dict[str, Any] | None:
    """State and sentence of a resource's table; None if there is none or the reader may not see it."""
    try:
        state = tk.get_action("satudata_metadata_table_show")({}, {"resource_id": resource_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return None if state["status"] == "none" else state


def satudata_metadata_text(labels: Any) -> str:
    """A label of ours in the reader's language."""
    return messages.in_language(labels)
