"""SOPs are public: whoever reads the portal may read them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def satudata_workflow_procedure_list(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def satudata_workflow_procedure_show(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}
