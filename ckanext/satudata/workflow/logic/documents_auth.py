"""Who may ask for something about a document. The service asks for the office; here: who may read one of its cases."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


def satudata_workflow_document_make(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody who is logged in may try; the service asks for the office."""
    return {"success": True}


def satudata_workflow_document_void(context: Context, data_dict: DataDict) -> AuthResult:
    return _who_may_read(context, data_dict)


def satudata_workflow_document_number(context: Context, data_dict: DataDict) -> AuthResult:
    return _who_may_read(context, data_dict)


def satudata_workflow_document_sign(context: Context, data_dict: DataDict) -> AuthResult:
    return _who_may_read(context, data_dict)


def _who_may_read(context: Context, data_dict: DataDict) -> AuthResult:
    try:
        tk.check_access("satudata_workflow_document_show", context, {"id": data_dict["id"]})
    except tk.NotAuthorized as refused:
        return {"success": False, "msg": str(refused)}
    return {"success": True}


@tk.auth_allow_anonymous_access
def satudata_workflow_document_verify(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody: the code is what opens it."""
    return {"success": True}
