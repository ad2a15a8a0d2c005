"""Anybody who is logged in: these actions show and change nothing but the caller's own."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict


def satudata_workflow_notification_list(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_notification_read(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_mail_setting_show(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}


def satudata_workflow_mail_setting_update(context: Context, data_dict: DataDict) -> AuthResult:
    return {"success": True}
