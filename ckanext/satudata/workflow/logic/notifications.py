"""Actions for what the portal tells the caller: nobody reads or changes what another person was told."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import notices
from . import notifications_schema as schema


@tk.side_effect_free
@tk.validate_action_data(schema.notification_list)
def satudata_workflow_notification_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The caller's notifications, latest first. They are kept for 180 days.

    Args:
        unread: only those that were not read yet
        limit, offset: at most 100 a page
    Returns:
        count (of all), unread (how many were not read) and results: id, template (`task`, `returned`, `assigned`,
        `due_soon`, `due`, `overdue`, `closed`, `child_closed`, `comment`), heading, title and number of the case, org_name,
        detail, at, is_read, case_id; `is_visible` is false, and title, number, org_name and detail are empty, where the
        caller may not read the case any more
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_notification_list?unread=true"`
        → `{"result": {"count": 1, "unread": 1, "results": [{"template": "returned", "case_id": "c3a1…", …}]}}`
    """
    tk.check_access("satudata_workflow_notification_list", context, data_dict)
    user = _caller(context)
    found, count = notices.of_user(user, data_dict["limit"], data_dict["offset"], only_unread=data_dict["unread"])
    return {"count": count, "unread": notices.number_unread(user.id), "results": found}


@tk.validate_action_data(schema.notification_read)
def satudata_workflow_notification_read(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Mark notifications of the caller as read.

    Args:
        ids: a list of ids; without it all
    Returns:
        read (how many became read now) and unread (how many are left)
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"ids": ["7d02…"]}' $PORTAL/api/action/satudata_workflow_notification_read`
    """
    tk.check_access("satudata_workflow_notification_read", context, data_dict)
    user = _caller(context)
    number = notices.read(user.id, data_dict.get("ids"))
    commit(context)
    return {"read": number, "unread": notices.number_unread(user.id)}


@tk.side_effect_free
def satudata_workflow_mail_setting_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How often the caller gets mail about cases, and in which language.

    Returns:
        frequency (`at_once`: each at once; `digest`: returns and what is due today at once, the rest once a day when the
        office opens; `none`: no mail), language (`id` or `en`), has_address (whether the account has a mail address)
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_mail_setting_show"`
        → `{"result": {"frequency": "digest", "language": "id", "has_address": true}}`
    """
    tk.check_access("satudata_workflow_mail_setting_show", context, data_dict)
    user = _caller(context)
    frequency, language = notices.setting_of(user.id)
    return {"frequency": frequency, "language": language, "has_address": bool(user.email)}


@tk.validate_action_data(schema.mail_setting_update)
def satudata_workflow_mail_setting_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Choose how often the caller gets mail about cases. It holds at once, also for what waits to be sent.

    Args:
        frequency: `at_once`, `digest` or `none`
        language: `id` or `en`; optional
    Returns:
        as `satudata_workflow_mail_setting_show`
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"frequency": "none"}' $PORTAL/api/action/satudata_workflow_mail_setting_update`
    """
    tk.check_access("satudata_workflow_mail_setting_update", context, data_dict)
    user = _caller(context)
    notices.choose(user.id, data_dict["frequency"], data_dict.get("language") or notices.setting_of(user.id)[1])
    commit(context)
    return satudata_workflow_mail_setting_show(context, {})


def _caller(context: Context) -> model.User:
    """Who calls; the rights have refused visitors.

    Raises:
        NotAuthorized: the account is not there any more
    """
    found = model.User.get(context["user"])
    if found is None:
        raise tk.NotAuthorized(tk._("Log in to see your notifications."))
    return found
