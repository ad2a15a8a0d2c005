"""Who may erase words, and read the event log."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .auth import satudata_workflow_case_show as case_show


def satudata_workflow_text_erase(context: Context, data_dict: DataDict) -> AuthResult:
    """Nobody who works on the case: who wrote or was told something does not make it unsaid."""
    return {"success": False, "msg": tk._("Only an administrator of the portal can erase words. Tell him or her which.")}


def satudata_workflow_text_copies(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_text_erase(context, data_dict)


def satudata_workflow_event_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Of a case its parties, who read the same on its page; of anything else administrators."""
    if data_dict.get("case"):
        return case_show(context, {"id": data_dict["case"]})
    return {"success": False, "msg": tk._(
        "Name a case (`case`) that you work on. Only an administrator of the portal can read the events of all cases.")}
