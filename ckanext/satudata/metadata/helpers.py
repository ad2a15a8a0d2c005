"""What templates and schemas of this room ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from . import cards, config, facets, links, managing, messages, pages, regions, schemas, type_words, types, vocabularies

# heading, description, tags, licence and office have their own places on CKAN's page
_ELSEWHERE = frozenset({"title", "name", "notes", "tag_string", "license_id", "owner_org"})

SHOWN_VARIABLES = 50        # on the page of an activity; all of them stand on a page of their own


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


def satudata_metadata_own_region() -> str:
    """`Kabupaten Banjarnegara`: the portal's own region without what lies around it; empty if nobody said it."""
    region = regions.find(config.region())
    return region.name if region else ""


def satudata_metadata_form_sections(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the form, by section in the schema's order; what has none comes last, without a heading."""
    return _sections(schema, [field for field in schema["dataset_fields"] if field.get("form_snippet", "") is not None])


def satudata_metadata_shown_sections(schema: dict[str, Any], package: dict[str, Any]) -> list[dict[str, Any]]:
    """The filled fields that the page lists, by section; those that stand elsewhere on the page are left out."""
    return _sections(schema, [
        field for field in schema["dataset_fields"]
        if package.get(field["field_name"]) and field["field_name"] not in _ELSEWHERE
        and field.get("display_snippet", "") is not None
    ])


def _sections(schema: dict[str, Any], fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sections = [*schema.get("satudata_sections", ()), {"name": None, "label": ""}]
    by_section = [{**section, "fields": [field for field in fields if field.get("satudata_section") == section["name"]]}
                  for section in sections]
    return [section for section in by_section if section["fields"]]


def satudata_metadata_is_ours(package_type: str) -> bool:
    """Whether the form and the page of this type are those of our schema."""
    return schemas.is_ours(package_type)


def satudata_metadata_words(package_type: str) -> type_words.Words:
    """What the pages call records of a type."""
    return type_words.of(package_type)


def satudata_metadata_is_dataset(package_type: str) -> bool:
    """Whether other programs may take records of this type for datasets."""
    return package_type not in types.beside_dataset()


def satudata_metadata_types() -> list[dict[str, str]]:
    """The types beside datasets that the portal has: `name` and `label` of each, in the order of the menu."""
    loaded = types.beside_dataset()
    return [{"name": name, "label": type_words.every(name)} for name in links.ORDER if name in loaded]


def satudata_metadata_variables(package: dict[str, Any]) -> dict[str, Any]:
    """The first variables of an activity and how many there are."""
    try:
        return tk.get_action("satudata_metadata_variabel_list")({}, {"kegiatan_id": package["id"], "limit": SHOWN_VARIABLES})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return {"count": 0, "results": []}


def satudata_metadata_answer(package_type: str, name: str, value: Any) -> dict[str, Any] | None:
    """Rows, days and links as people read them; None for every other question. See `pages.special`."""
    return pages.special(package_type, name, value)


def satudata_metadata_variable_lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said of a variable, line by line, in the order of its form."""
    return pages.of_variable(row)


def satudata_metadata_page(package: dict[str, Any]) -> dict[str, Any]:
    """What the page of a record says from its metadata; see `pages.of_package`."""
    return pages.of_package(package)


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


def satudata_metadata_facets(found: dict[str, Any] | None, titles: dict[str, str], address: str) -> list[facets.Facet]:
    """The facets of the search that this request asked for; see `facets.arrange`."""
    return facets.arrange(found or {}, titles, list(tk.request.args.items(multi=True)), address)


def satudata_metadata_chips(
    found: dict[str, Any] | None, titles: dict[str, str], chosen: list[tuple[str, str]], address: str
) -> list[facets.Chip]:
    """The filters of this request; see `facets.chips`."""
    return facets.chips(found or {}, titles, chosen, list(tk.request.args.items(multi=True)), address)


def satudata_metadata_card(package: dict[str, Any]) -> dict[str, Any]:
    """What a list says of a record; see `cards.card`."""
    return cards.card(package)


def satudata_metadata_scores(packages: list[dict[str, Any]]) -> dict[str, int]:
    """How complete the records of a list are, by id, for whoever may fill them in; see `managing.scores`."""
    return managing.scores(packages)


def satudata_metadata_completeness(package: dict[str, Any]) -> dict[str, Any] | None:
    """How complete a record is, for whoever may fill it in; see `managing.of_record`."""
    return managing.of_record(package)


def satudata_metadata_order_by_completeness() -> str | None:
    """The order of a search that puts first what lacks most, for whoever looks after records."""
    return managing.ORDER if managing.looks_after_records(tk.current_user) else None


def satudata_metadata_span(first: str | None, last: str | None) -> str:
    """`2018–2024`: a period in words."""
    return cards.span(first, last)


def satudata_metadata_office(office_id: str) -> cards.Office:
    """How the public records of an office stand today."""
    return cards.of_office(office_id, datetime.now(tk.h.get_display_timezone()).date())


def satudata_metadata_topic_words(theme: str) -> str:
    """What belongs to a theme, in a few words; empty for a code that we do not know."""
    entry = vocabularies.load("theme").get(theme)
    return messages.in_language(entry.more.get("words", "")) if entry else ""
