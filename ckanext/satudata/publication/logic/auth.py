"""Friendly refusals; the gate refuses the same to those who pass by auth functions."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .. import access, gate, messages, records


def _closed(package_id: str | None) -> AuthResult | None:
    package = gate.governed(package_id)
    row = records.get(package.id) if package is not None and records.tables_exist() else None
    if row is not None and records.is_closed(row):
        return {"success": False, "msg": messages.sentence("frozen" if row.frozen else "published")}
    return None


def _package_id(context: Context, data_dict: DataDict | None) -> str | None:
    package: Any = context.get("package")
    return package.id if package is not None else (data_dict or {}).get("id")


@tk.chained_auth_function
def package_update(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    allowed = original(context, data_dict)
    return (_closed(_package_id(context, data_dict)) or allowed) if allowed["success"] else allowed


@tk.chained_auth_function
def package_delete(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    allowed = original(context, data_dict)
    return (_closed(_package_id(context, data_dict)) or allowed) if allowed["success"] else allowed


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_show(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Files and rows: of a removed resource for nobody; of a record that is not *terbuka* for its parties only."""
    allowed = original(context, data_dict)
    if not allowed["success"]:
        return allowed
    resource = context.get("resource") or model.Resource.get((data_dict or {})["id"])
    return access.to_files(context, resource) or allowed


def satudata_publication_case_open(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record may open its case."""
    return tk.check_access("package_update", context, data_dict) and {"success": True}
