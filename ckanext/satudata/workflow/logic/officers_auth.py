"""Who may name officers and see who holds what: administrators of the portal only, whom CKAN lets pass by itself.

The administrator of an OPD is none of them: rights in cases come from offices (design §4), so whoever could name an officer
could let data through.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


def satudata_workflow_officer_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Only administrators of the portal name officers."""
    return {"success": False, "msg": tk._("Only an administrator of the portal can name officers.")}


def satudata_workflow_officer_end(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": False, "msg": tk._("Only an administrator of the portal can end an office.")}


def satudata_workflow_officer_prolong(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": False, "msg": tk._("Only an administrator of the portal can prolong an office.")}


def satudata_workflow_officer_list(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": False, "msg": tk._("Only an administrator of the portal can list officers.")}


def satudata_workflow_officer_search(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_officer_list(context, data_dict)


def satudata_workflow_officer_show(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_officer_list(context, data_dict)


def satudata_workflow_officer_history(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_officer_list(context, data_dict)


def satudata_workflow_vacancy_list(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_officer_list(context, data_dict)
