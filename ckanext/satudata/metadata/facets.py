"""Search by office, theme, kind of data and source: what goes into the index, and what the choices are called."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from ckan.plugins.toolkit import _

from ckanext.satudata.language import language

from . import schemas, vocabularies

# Solr takes at most 32,766 bytes in a field that is not split into words; the full text stays in extras_<name>.
LONGEST = 8000


def titles(present: Mapping[str, str]) -> OrderedDict[str, str]:
    """Ours first, then those of the portal that are left."""
    ours = {"organization": _("Office (OPD)"), "theme": _("Theme"), "jenis": _("Kind of data"), "sumber": _("Source of data")}
    return OrderedDict([*ours.items(), *((name, title) for name, title in present.items() if name not in ours)])


def name_choices(facets: dict[str, Any], package_type: str = "dataset") -> None:
    """Put the words of the vocabulary in the place of its codes, in the reader's language."""
    spoken = language()
    for name, facet in facets.items():
        field = schemas.field_of(package_type, name)
        if field and "satudata_vocabulary" in field:
            vocabulary = vocabularies.load(field["satudata_vocabulary"])
            for item in facet["items"]:
                if entry := vocabulary.get(item["name"]):
                    item["display_name"] = entry.label(spoken)


def for_index(document: dict[str, Any]) -> dict[str, Any]:
    """Make a Solr document of a governed record fit: lists as lists, long texts only where they are split into words.

    Only what the record itself says: the index is read by everybody who may see the record.
    """
    for field in (schemas.of_type(document.get("type", "")) or {"dataset_fields": ()})["dataset_fields"]:
        name = field["field_name"]
        value = document.get(name)
        if field.get("satudata_derived"):
            document.pop(name, None)
        elif field.get("preset") == "satudata_codes" and value:
            document.pop(name)
            document[f"vocab_{name}"] = json.loads(value) if isinstance(value, str) else list(value)
        elif "satudata_section" in field and isinstance(value, str) and len(value) > LONGEST and name != "notes":
            document.pop(name)
    return document
