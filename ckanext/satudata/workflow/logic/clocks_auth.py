"""Who may stop clocks, and name days."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .auth import satudata_workflow_case_show


def satudata_workflow_deadline_show(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_case_show(context, data_dict)


def satudata_workflow_case_pause(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for the office."""
    return {"success": True}


def satudata_workflow_case_resume(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_case_pause(context, data_dict)


def satudata_workflow_case_extend(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_case_pause(context, data_dict)


@tk.auth_allow_anonymous_access
def satudata_workflow_holiday_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody: the days on which an office is closed are public."""
    return {"success": True}


def satudata_workflow_holiday_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of the portal only: it moves the deadlines of all."""
    return {"success": False, "msg": tk._("Only an administrator of the portal can change the working days.")}


def satudata_workflow_holiday_delete(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_holiday_create(context, data_dict)
