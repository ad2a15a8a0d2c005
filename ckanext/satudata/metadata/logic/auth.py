"""Who may do what: asked of CKAN's own rules for the record or the resource."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def satudata_metadata_completeness_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the record: all of it is read from what is shown."""
    return _as("package_show", context, {"id": data_dict["id"]})


@tk.auth_allow_anonymous_access
def satudata_metadata_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the resource."""
    return _as("resource_show", context, {"id": data_dict["resource_id"]})


def satudata_metadata_table_load(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the resource."""
    return _as("resource_update", context, {"id": data_dict["resource_id"]})


def _as(name: str, context: Context, data_dict: DataDict) -> AuthResult:
    try:
        tk.check_access(name, tk.fresh_context(context), data_dict)
    except tk.NotAuthorized as refusal:
        return {"success": False, "msg": str(refusal)}
    return {"success": True}
