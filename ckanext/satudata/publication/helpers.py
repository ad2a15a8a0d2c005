"""Helpers for templates of the room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import config, gate, hidden, home_numbers, pages, records, releases, submission, table_pages


def satudata_publication_is_governed(package_type: str) -> bool:
    return config.is_governed(package_type)


def satudata_publication_standing(package_id: str) -> dict[str, Any]:
    """Where a record stands, as its reader may know it; empty for a record that is not governed."""
    package = gate.governed(package_id)
    user = tk.current_user
    return gate.standing({"user": user.name, "auth_user_obj": user}, package) if package is not None else {}


def satudata_publication_page(package: dict[str, Any]) -> dict[str, Any]:
    """What the page of a governed record, or of one of its files, says of its publication; see `pages.of_package`."""
    return pages.of_package(package)


def satudata_publication_hash(resource_id: str) -> str | None:
    """SHA-256 of the stored file of a resource."""
    return pages.stored_hash(resource_id)


def satudata_publication_table(resource_id: str) -> dict[str, Any] | None:
    """Chart and preview of the table of a file, as the page's form asks for it; None if there is none, or not for this
    reader.
    """
    return table_pages.of_request(resource_id)


def satudata_publication_home_numbers() -> list[dict[str, Any]]:
    """At most four figures of the newest public tables with a chart; see `home_numbers.newest`."""
    return home_numbers.newest()


def satudata_publication_field_label(package_type: str, field: str) -> str:
    """The label of a field on the form, with its number if the official form has one; its name where there is none."""
    schema = tk.h.scheming_get_dataset_schema(package_type) if tk.h.get("scheming_get_dataset_schema") else None
    for entry in (schema or {}).get("dataset_fields", []):
        if entry["field_name"] == field:
            label = tk.h.scheming_language_text(entry.get("label") or field, language())
            return f"{entry['satudata_number']} {label}" if entry.get("satudata_number") else label
    return field


def satudata_publication_field_value(package_type: str, field: str, value: Any) -> str:
    """A value as people read it: the label of a code, items of a list with commas."""
    if field == "owner_org":
        office = gate.model.Group.get(value)
        return office.title or office.name if office else value
    if field == "license_id":
        licence = gate.model.Package.get_license_register().get(value)
        return licence.title if licence else value
    schema = tk.h.scheming_get_dataset_schema(package_type) if tk.h.get("scheming_get_dataset_schema") else None
    entry = next((e for e in (schema or {}).get("dataset_fields", []) if e["field_name"] == field), None)
    if entry is not None and (choices := tk.h.scheming_field_choices(entry)):
        values = value if isinstance(value, list) else [value]
        labels = {choice["value"]: choice.get("label", choice["value"]) for choice in choices}
        return ", ".join(tk.h.scheming_language_text(labels.get(v, v), language()) for v in values)
    if isinstance(value, dict):
        return satudata_publication_row(value)
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return "\n".join(satudata_publication_row(row) for row in value if isinstance(row, dict))
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    return str(value)


def satudata_publication_row(row: dict[str, Any]) -> str:
    """A row of several entries in one line."""
    return " · ".join(", ".join(map(str, part)) if isinstance(part, list) else str(part) for part in row.values() if part)


# CKAN asks for these without looking at rights, and shows members of an office its private records on the home page


@tk.chained_helper
def get_recent_datasets(original: Callable[..., Any], count: int = 1) -> list[dict[str, Any]]:
    return _readable(original(count=count))


@tk.chained_helper
def get_featured_organizations(original: Callable[..., Any], count: int = 1) -> list[dict[str, Any]]:
    return [group | {"packages": _readable(group.get("packages") or [])} for group in original(count=count)]


@tk.chained_helper
def get_featured_groups(original: Callable[..., Any], count: int = 1) -> list[dict[str, Any]]:
    return [group | {"packages": _readable(group.get("packages") or [])} for group in original(count=count)]


def _readable(packages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not records.tables_exist():
        return packages
    user = tk.current_user
    secret = hidden.secret_to({"user": user.name, "auth_user_obj": user}, [package["id"] for package in packages])
    return [package for package in packages if package["id"] not in secret] if secret else packages


def satudata_publication_releases(limit: int = 5) -> list[releases.Release]:
    """What was published last, as everybody may see it."""
    return releases.newest(limit)


def satudata_publication_published(packages: list[dict[str, Any]]) -> dict[str, datetime]:
    """When each of the records of a list was published; one query for all."""
    return releases.published_at([package["id"] for package in packages])


def satudata_publication_newest_of_offices(offices: list[dict[str, Any]]) -> dict[str, datetime]:
    """When each of the offices of a list published last; one query for all."""
    return releases.newest_of_offices([office["id"] for office in offices])


def satudata_publication_returned(package: dict[str, Any]) -> dict[str, Any] | None:
    """Why a record came back to its makers, while they mend it."""
    return submission.returned(package)


def satudata_publication_help_desk(package: dict[str, Any]) -> str:
    """Whom the makers of a record may ask."""
    return submission.help_desk(package)
