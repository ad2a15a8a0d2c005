"""The schemas that scheming has loaded, as this room reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk


def of_type(package_type: str) -> Mapping[str, Any] | None:
    """The expanded schema of a package type; None if scheming has none."""
    helper = tk.h.get("scheming_get_dataset_schema")
    return helper(package_type) if helper else None


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
