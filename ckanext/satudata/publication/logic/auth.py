"""Friendly refusals; the gate refuses the same to those who pass by auth functions."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .. import access, gate, labels, messages, records, sources


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
    """CKAN's capacity opens the form; a record that is not public is changed only by those who may read it."""
    allowed = original(context, data_dict)
    if not allowed["success"]:
        return allowed
    id_ = _package_id(context, data_dict)
    return _unseen(context, id_) or _closed(id_) or allowed


def _unseen(context: Context, package_id: str | None) -> AuthResult | None:
    package = gate.governed(package_id)
    if package is None or not records.tables_exist() or records.is_public(records.get(package.id)):
        return None
    if labels.may_read_closed(context.get("auth_user_obj"), package):
        return None
    return {"success": False, "msg": tk._("Only the offices that work on this record can see it.")}


@tk.chained_auth_function
def package_delete(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    allowed = original(context, data_dict)
    return (_closed(_package_id(context, data_dict)) or allowed) if allowed["success"] else allowed


def _resource(context: Context, data_dict: DataDict | None, *keys: str) -> model.Resource | None:
    ids = [(data_dict or {}).get(key) for key in keys]
    found: Any = context.get("resource") or next((r for id_ in ids if id_ and (r := model.Resource.get(id_))), None)
    return found


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_show(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    """What is said of a file is part of the public record; a removed one answers nobody."""
    allowed = original(context, data_dict)
    return (access.of_removed(_resource(context, data_dict, "id")) or allowed) if allowed["success"] else allowed


def _with_file(original: Any, context: Context, data_dict: DataDict | None, *keys: str) -> AuthResult:
    """A right that opens rows or content: of a record that is not *terbuka* for its parties only."""
    allowed = original(context, data_dict)
    return (access.refusal(context, _resource(context, data_dict, *keys)) or allowed) if allowed["success"] else allowed


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_view_show(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    view = model.ResourceView.get((data_dict or {}).get("id") or "")
    return _with_file(
        original, context, data_dict | {"resource_id": view.resource_id} if view and data_dict else data_dict, "resource_id"
    )


def _rows(name: str) -> Any:
    @tk.chained_auth_function
    @tk.auth_allow_anonymous_access
    def chained(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
        return _with_file(original, context, data_dict, "resource_id", "id")

    chained.__name__ = name
    return chained


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def harvest_object_show(original: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    """ckanext-harvest shows everybody what it fetched: of a record it is the record once more."""
    allowed = original(context, data_dict)
    package = gate.governed(sources.package_of(data_dict or {})) if allowed["success"] else None
    if package is None or not records.tables_exist():
        return allowed
    try:
        tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
    except tk.NotAuthorized as refused:
        return {"success": False, "msg": str(refused)}
    return allowed


def all_functions() -> dict[str, Any]:
    """What the plugin registers; without `datastore` there are no rows to guard, without `harvest` nothing was fetched."""
    functions = {
        f.__name__: f
        for f in (package_update, package_delete, resource_show, resource_view_show, satudata_publication_case_open)
    }
    if p.plugin_loaded("datastore"):
        functions |= {name: _rows(name) for name in ("datastore_search", "datastore_info")}
    return functions | ({"harvest_object_show": harvest_object_show} if p.plugin_loaded("harvest") else {})


def satudata_publication_case_open(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record may open its case."""
    return tk.check_access("package_update", context, data_dict) and {"success": True}
