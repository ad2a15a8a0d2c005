"""The page of what the portal told somebody, and how often that comes by mail."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ..notify import FREQUENCIES
from ..notify_messages import frequency
from . import forms

blueprint = Blueprint("satudata_workflow_notifications", __name__, url_prefix="/satudata/workflow/notifications")
LIST = "satudata_workflow_notifications.index"
PAGE = 20


@blueprint.before_request
def _only_for_accounts() -> Any:
    return forms.only_for_accounts(lambda **more: tk.url_for(LIST, **more), "")


@blueprint.route("")
def index() -> str:
    """Latest first; `unread` narrows it."""
    number = tk.request.args.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 5 and int(number) else 1
    unread = bool(tk.request.args.get("unread"))
    show = tk.get_action("satudata_workflow_notification_list")
    found = show({}, {"limit": PAGE, "offset": (page - 1) * PAGE, "unread": unread})
    return tk.render("satudata_workflow/notifications/index.html", {
        "found": found, "page": page, "pages": -(-found["count"] // PAGE), "only_unread": unread})


@blueprint.route("/read", methods=["POST"])
def read() -> Any:
    """Mark one, or all, as read; one that is opened leads on to its case."""
    one = tk.request.form.get("id")
    tk.get_action("satudata_workflow_notification_read")({}, {"ids": [one]} if one else {})
    if one and (case_id := tk.request.form.get("case")):
        return tk.redirect_to("satudata_workflow.case", id=case_id)
    return tk.redirect_to(LIST)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> Any:
    """How often mail comes, and in which language."""
    errors: dict[str, Any] = {}
    chosen = tk.get_action("satudata_workflow_mail_setting_show")({}, {})
    if tk.request.method == "POST":
        sent = {key: tk.request.form.get(key) for key in ("frequency", "language")}
        try:
            tk.get_action("satudata_workflow_mail_setting_update")({}, dict(sent))
        except tk.ValidationError as refused:
            errors, chosen = refused.error_dict, chosen | sent
        else:
            tk.h.flash_success(tk._("Your choice is kept."))
            return tk.redirect_to(LIST)
    return tk.render("satudata_workflow/notifications/settings.html", {
        "chosen": chosen, "frequencies": [(key, frequency(key)) for key in FREQUENCIES],
        "errors": forms.summary(errors, {"frequency": "field-frequency-at_once", "language": "field-language"})})
