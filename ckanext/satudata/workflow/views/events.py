"""The page on which an administrator erases words of a case."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from .. import erasing
from . import forms

blueprint = Blueprint("satudata_workflow_event", __name__, url_prefix="/satudata/workflow")
without_core_check(blueprint, f"{__name__}.erase")
ERASE = "satudata_workflow_event.erase"


@blueprint.before_request
def _only_for_accounts() -> Any:
    named = tk.request.view_args or {}
    return forms.only_for_accounts(
        lambda **more: tk.url_for(ERASE, **named, **more), f"{named.get('id', '')}/{named.get('event', '')}", "because")


@blueprint.route("/case/<id>/erase/<event>", methods=["GET", "POST"])
def erase(id: str, event: str) -> Any:
    """Erase the words of one entry, and of those that are their copies."""
    if tk.request.method == "GET":
        return _page(id, event, {})
    if not token_is_valid():
        return _page(id, event, {"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    try:
        erased = tk.get_action("satudata_workflow_text_erase")(
            {}, {"id": event, "because": form.get("because"), "copies": form.get("copies") == "1"})
    except tk.ValidationError as refused:
        return _page(id, event, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(tk.ungettext("The words are erased.", "The words are erased in {n} entries.", erased["events"]).format(
        n=erased["events"]))
    return tk.redirect_to("satudata_workflow.case", id=id, history="all", _anchor="sd-history")


def _page(case_id: str, event_id: str, errors: dict[str, Any]) -> Any:
    try:
        tk.check_access("satudata_workflow_text_erase", {}, {"id": event_id})
        found = tk.get_action("satudata_workflow_case_show")({}, {"id": case_id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    entry = next((entry for entry in found["timeline"] if entry["id"] == event_id), None)
    if entry is None or not entry["has_words"]:        # erased meanwhile: the case says so
        return tk.redirect_to("satudata_workflow.case", id=case_id)
    keeps = keeping(ERASE, f"{case_id}/{event_id}")
    return tk.render("satudata_workflow/erase.html", {
        "case": found, "entry": entry, "reasons": erasing.BECAUSE,
        "errors": forms.summary(errors, {"because": "field-because"}),
        "copies": tk.get_action("satudata_workflow_text_copies")({}, {"id": event_id})["count"],
        "keeping": keeps, "typed": keeps.sent or tk.request.form,
    })
