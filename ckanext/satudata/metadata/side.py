"""The list of sections beside the fields: where one is, and what is missing in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from . import messages
from .completeness import RESOURCES
from .sections import Standing


def of(package: Mapping[str, Any], standings: Iterable[Standing], current: str) -> list[dict[str, Any]]:
    """Each section with `label`, `url` (None where it cannot be filled in yet), `status`, `words`, `is_current`, and the
    labels of what is `missing` in it.
    """
    return [{
        "label": messages.in_language(standing.section.label), "status": standing.status,
        "url": tk.url_for("satudata_metadata_form.section", id=package["name"], section=standing.section.name)
        if standing.status != "closed" else None,
        "words": messages.section_status(standing.status), "is_current": standing.section.name == current,
        "missing": _labels(standing),
    } for standing in standings]


def _labels(standing: Standing) -> list[str]:
    by_name = {field["field_name"]: field["label"] for field in standing.section.fields}
    return [messages.in_language(by_name[name]) if name in by_name else messages.in_language(standing.section.label)
            for name in standing.missing if name != RESOURCES]
