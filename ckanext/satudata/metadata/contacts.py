"""The technical officer of a kegiatan (MS-Keg 2.2): kept apart from the record, for its parties only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.database import has_table
from ckanext.scheming.validation import validators_from_string

from . import schemas
from .model import Contact
from .model.table import now

FIELDS_KEY = "satudata_contact_fields"


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Contact.__tablename__)


def fields(package_type: str) -> tuple[Mapping[str, Any], ...]:
    """The questions about the officer, presets written out; none for a type that asks for no officer."""
    schema = schemas.of_type(package_type) or {}
    return tuple(schemas.expanded(field) for field in schema.get(FIELDS_KEY, ()))


def names(package_type: str) -> frozenset[str]:
    """Names that stand for personal data of the officer, wherever a record of this type is written."""
    return frozenset(field["field_name"] for field in fields(package_type))


def asked_in(schema: Mapping[str, Any], package_type: str) -> Mapping[str, Any]:
    """A type's schema with the questions about the officer among its fields: as its form asks, and its completeness counts."""
    return {**schema, "dataset_fields": [*schema["dataset_fields"], *fields(package_type)]}


def of(package_id: str) -> dict[str, str]:
    """What is known of the officer, by field; empty where nothing is. Whoever calls has checked who asks."""
    row = model.Session.get(Contact, package_id, populate_existing=True) if is_ready() else None
    return dict(row.content) if row else {}


def checked(package_type: str, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """The answers as they are stored, and what is wrong with them by field; other keys are dropped."""
    asked = {field["field_name"]: field for field in fields(package_type)}
    validators = {name: validators_from_string(field.get("validators", "ignore_missing unicode_safe"), field, {})
                  for name, field in asked.items()}
    cleaned, errors = tk.navl_validate({name: values[name] for name in asked if name in values}, validators,
                                       {"user": "", "ignore_auth": True})
    return {name: value for name, value in cleaned.items() if value}, errors


def put(package_id: str, content: Mapping[str, str]) -> None:
    """Keep what `checked` gave, in the place of what was known. Commits nothing."""
    values = {"content": dict(content), "modified_at": now()}
    model.Session.execute(insert(Contact).values(package_id=package_id, **values).on_conflict_do_update(
        index_elements=["package_id"], set_=values))


def forget(package_id: str) -> None:
    """A purged record takes its contact with it. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Contact).where(Contact.package_id == package_id))
