"""Everybody may read the figures; what is shown of them is the action's affair."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def satudata_workflow_statistics_show(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}
