"""Who may erase words, and read the event log."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


def satudata_workflow_text_erase(context: Context, data_dict: DataDict) -> AuthResult:
    """Nobody who works on the case: who wrote or was told something does not make it unsaid."""
    return {"success": False, "msg": tk._("Only an administrator of the portal can erase words. Tell him or her which.")}


def satudata_workflow_text_copies(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_text_erase(context, data_dict)
