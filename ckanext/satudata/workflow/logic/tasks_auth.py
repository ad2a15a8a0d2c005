"""Who may try what with tasks and comments. The rules themselves stand in `holding.py` and `commenting.py`."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


def satudata_workflow_task_claim(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for the office."""
    return {"success": True}


def satudata_workflow_task_release(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_task_assign(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_task_people(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_task_take_over(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_task_escalate(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_comment_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for a party."""
    return {"success": True}


def satudata_workflow_unheld_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Only administrators of the portal name officers."""
    return {"success": False, "msg": tk._("Only an administrator of the portal can list these cases.")}
