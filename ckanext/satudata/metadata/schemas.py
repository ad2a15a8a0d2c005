"""The schemas that scheming has loaded, as this room reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ruamel.yaml import YAML

from ckanext.satudata import schemas as files  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)

VARIABEL = "variabel"


def of_type(package_type: str) -> Mapping[str, Any] | None:
    """The expanded schema of a package type; None if scheming has none."""
    helper = tk.h.get("scheming_get_dataset_schema")
    return helper(package_type) if helper else None


def of_record(kind: str) -> Mapping[str, Any]:
    """The schema of a package type or of a variable; without fields where there is none."""
    return variabel() if kind == VARIABEL else of_type(kind) or {"dataset_fields": ()}


def field_of(package_type: str, name: str) -> Mapping[str, Any] | None:
    """A dataset field of a type's schema."""
    schema = of_type(package_type)
    return next((field for field in schema["dataset_fields"] if field["field_name"] == name), None) if schema else None


def content_fields(package_type: str) -> tuple[str, ...]:
    """Names of the dataset fields whose content is written by people: what a seal covers, without what is derived."""
    schema = of_type(package_type) or {"dataset_fields": ()}
    return tuple(field["field_name"] for field in schema["dataset_fields"] if not field.get("satudata_derived"))


def resource_fields(package_type: str) -> tuple[str, ...]:
    """Names of the resource fields of a type's schema."""
    schema = of_type(package_type) or {}
    return tuple(field["field_name"] for field in schema.get("resource_fields", ()))


def is_ours(package_type: str) -> bool:
    """Whether the type's schema comes from this project (it carries `satudata_sections`)."""
    schema = of_type(package_type)
    return bool(schema and schema.get("satudata_sections"))


def takes_files(package_type: str) -> bool:
    """Whether records of this type have files."""
    return bool(resource_fields(package_type))


@cache
def variabel() -> Mapping[str, Any]:
    """The schema of a variable (MS-Var), its presets written out. Not known to scheming: a variable is no package."""
    path = Path(files.__file__).parent / f"{VARIABEL}.yaml"
    schema = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return schema | {"dataset_fields": [expanded(field) for field in schema["dataset_fields"]]}


def expanded(field: Mapping[str, Any]) -> dict[str, Any]:
    """A field with its preset written out, as scheming does it for the fields that it knows of."""
    found = {**tk.h.scheming_get_preset(field["preset"]), **field} if "preset" in field else dict(field)
    if "repeating_subfields" in found:
        found["repeating_subfields"] = [expanded(part) for part in found["repeating_subfields"]]
    return found
