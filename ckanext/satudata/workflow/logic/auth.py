"""Friendly refusals at the door. The rules themselves live in the service, for every way in."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .. import desk, officers
from ..model import Case, Document, DocumentCase


def satudata_workflow_task_decide(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for the office."""
    return {"success": True}


def satudata_workflow_tasks_decide(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_task_decide(context, data_dict)


def satudata_workflow_step_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in: it shows nothing but the caller's own tasks."""
    return {"success": True}


def satudata_workflow_document_add(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_task_list(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_case_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Parties of the case (design §6); sysadmins may read."""
    case = model.Session.get(Case, data_dict["id"])
    if case is not None and desk.may_see(officers.actor_of(context), case):
        return {"success": True}
    return {"success": False, "msg": tk._("Only the offices that work on this case can read it.")}


def satudata_workflow_document_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read one of the cases that the document belongs to."""
    document = model.Session.get(Document, data_dict["id"])
    links = model.Session.query(DocumentCase.case_id).filter_by(document_id=document.id) if document else []
    for (case_id,) in links:
        if satudata_workflow_case_show(context, {"id": case_id})["success"]:
            return {"success": True}
    return {"success": False, "msg": tk._("Only the offices that work on this case can read it.")}


def satudata_workflow_startable_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in: it shows nothing but what the caller's own offices may start."""
    return {"success": True}


def satudata_workflow_case_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for the office."""
    return {"success": True}


def satudata_workflow_case_cancel(context: Context, data_dict: DataDict) -> AuthResult:
    return satudata_workflow_case_show(context, data_dict)
