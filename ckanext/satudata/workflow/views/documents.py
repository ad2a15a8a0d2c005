"""A document's own page: its file, how it stands, who signed it, and what the reader may do with it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from . import forms

blueprint = Blueprint("satudata_workflow_document", __name__, url_prefix="/satudata/workflow/document")
without_core_check(blueprint, *(f"{__name__}.{view}" for view in ("make", "sign", "void", "number")))
SHOW = "satudata_workflow_document.show"


@blueprint.before_request
def _only_for_accounts() -> Any:
    if tk.request.endpoint == "satudata_workflow_document.sign" and tk.current_user.is_anonymous:
        return tk.redirect_to("user.login", came_from=_back())       # a passphrase is never kept for later
    return forms.only_for_accounts(_back, (tk.request.view_args or {}).get("id", ""))


def _back(**more: Any) -> str:
    if tk.request.endpoint == "satudata_workflow_document.make":
        return tk.url_for("satudata_workflow.case", **(tk.request.view_args or {}), **more)
    return tk.url_for(SHOW, id=(tk.request.view_args or {}).get("id", ""), **more)


@blueprint.route("/<id>/about")
def show(id: str) -> str:
    """The document, with the forms of what the reader may do."""
    return _page(id, {})


def _page(document_id: str, errors: dict[str, Any]) -> str:
    try:
        found = tk.get_action("satudata_workflow_document_show")({}, {"id": document_id})
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    keeps = {name: keeping(f"satudata_workflow_document.{name}", document_id) for name in ("void", "number")}
    typed = next((one.sent for one in keeps.values() if one.sent is not None), None) or tk.request.form
    links = {name: f"field-{name}" for name in ("upload", "number", "key", "passphrase")}
    return tk.render("satudata_workflow/document.html", {
        "document": found, "errors": forms.summary(errors, links), "keeps": keeps, "typed": typed,
        "told": next((one for one in keeps.values() if one.sent is not None), keeps["void"]),
    })


@blueprint.route("/make/<id>", methods=["POST"])
def make(id: str) -> Any:
    """Let the portal write a letter for the task of a case; `id` is the case's, whose page has the button."""
    back = tk.redirect_to("satudata_workflow.case", id=id)
    if not token_is_valid():
        tk.h.flash_error(press_again())
        return back
    form = tk.request.form
    sent = {"task_id": form.get("task"), "kind": form.get("kind"), "number": form.get("number") or None}
    try:
        made = tk.get_action("satudata_workflow_document_make")({}, sent)
    except tk.ValidationError as refused:
        for error in forms.summary(refused.error_dict):
            tk.h.flash_error(error["sentence"])
        return back
    done()
    tk.h.flash_success(tk._("The letter is written. Print and sign it, then upload the scan here."))
    return tk.redirect_to(SHOW, id=made["id"])


@blueprint.route("/<id>/sign", methods=["POST"])
def sign(id: str) -> Any:
    """Put the reader's signature on it: by a scan of the signed paper, or by a key."""
    form, files = tk.request.form, tk.request.files
    sent = {name: form[name] for name in ("sha256", "way", "passphrase") if form.get(name)}
    sent |= {name: files[name] for name in ("upload", "key") if name in files and files[name].filename}
    answer = _done(id, "satudata_workflow_document_sign", sent, tk._("Your signature is kept."))
    asked = {key: form[key] for key in ("step", "org") if form.get(key)}
    if "step" in asked and getattr(answer, "location", None):       # signed on the page on which its cases are decided
        return tk.redirect_to("satudata_workflow_together.show", **asked)
    return answer


@blueprint.route("/<id>/void", methods=["POST"])
def void(id: str) -> Any:
    """Declare it void, with a reason."""
    sent = {"reason": tk.request.form.get("reason", "")}
    return _done(id, "satudata_workflow_document_void", sent, tk._("The document is void. It keeps its number."))


@blueprint.route("/<id>/number", methods=["POST"])
def number(id: str) -> Any:
    """Write down its number."""
    sent = {"number": tk.request.form.get("number", "")}
    return _done(id, "satudata_workflow_document_number", sent, tk._("The number is kept."))


def _done(document_id: str, action: str, sent: dict[str, Any], words: str) -> Any:
    if not token_is_valid():
        return _page(document_id, {"token": [press_again()]}), NO_TOKEN
    try:
        tk.get_action(action)({}, sent | {"id": document_id})
    except tk.ValidationError as refused:
        return _page(document_id, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(words)
    return tk.redirect_to(SHOW, id=document_id)
