"""A record as CKAN's validators hold it, read as `package_show` would give it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import unflatten
from ckan.types import FlattenDataDict


def record_of(data: FlattenDataDict, schema: Mapping[str, Any]) -> dict[str, Any]:
    """After the fields are validated: those that CKAN has no column for lie among the extras by then, lists as JSON."""
    nested = unflatten({key: value for key, value in data.items() if value is not tk.missing})
    extras = nested.pop("extras", None) or ()
    record = {extra["key"]: extra.get("value") for extra in extras if "key" in extra and not extra.get("deleted")} | nested
    for field in schema["dataset_fields"]:
        if "repeating_subfields" in field and isinstance(text := record.get(field["field_name"]), str):
            record[field["field_name"]] = _rows(text)
    return record


def _rows(text: str) -> list[Any]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) else []
