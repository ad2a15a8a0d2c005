"""The page on which an officer starts a case that is about no record."""

from __future__ import annotations

import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from . import forms

blueprint = Blueprint("satudata_workflow_start", __name__, url_prefix="/satudata/workflow")
without_core_check(blueprint, f"{__name__}.start")
START = "satudata_workflow_start.start"
TYPED = ("procedure", "segment", "organization", "subject", "form")


@blueprint.before_request
def _only_for_accounts() -> Any:
    return forms.only_for_accounts(lambda **more: tk.url_for(START, **more), "", *TYPED)


@blueprint.route("/start", methods=["GET", "POST"])
def start() -> Any:
    """What the person's offices may start today, each with its form."""
    if tk.request.method == "GET":
        return _page({})
    if not token_is_valid():
        return _page({"token": [press_again()]}), NO_TOKEN
    try:
        created = tk.get_action("satudata_workflow_case_create")({}, {name: tk.request.form.get(name) for name in TYPED})
    except tk.ValidationError as refused:
        return _page(refused.error_dict)
    done()
    tk.h.flash_success(tk._("Case {number} is open.").format(number=created["number"]))
    return tk.redirect_to("satudata_workflow.case", id=created["id"])


def _page(errors: dict[str, Any]) -> str:
    keeps = keeping(START, "")
    typed = keeps.sent or tk.request.form
    found = tk.get_action("satudata_workflow_startable_list")({}, {})
    links = {name: f"field-{name}" for name in ("organization", "subject")}
    return tk.render("satudata_workflow/start.html", {
        "form": secrets.token_urlsafe(12),      # sent twice, it starts one case
        "startable": found, "errors": forms.summary(errors, links), "keeping": keeps, "typed": typed,
        # what was typed for something that is offered no more stands above, and is not lost
        "is_offered": any((one["procedure"], one["segment"] or "") == (typed.get("procedure"), typed.get("segment") or "")
                          for one in found),
    })
