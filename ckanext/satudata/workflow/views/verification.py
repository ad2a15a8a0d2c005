"""The public page to which the QR code of a document leads: whether it holds, and whether a file is the document."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response

from ckanext.satudata.forms import without_core_check

from .. import messages, verification
from ..errors import DocumentRefused
from . import forms

blueprint = Blueprint("satudata_workflow_verify", __name__, url_prefix="/satudata/workflow/verify")
# it changes nothing, and whoever holds a paper has no login: there is nothing that a token could protect
without_core_check(blueprint, f"{__name__}.show")


@blueprint.route("/<code>", methods=["GET", "POST"])
def show(code: str) -> Response | str:
    """A document by its code; a file that is sent is compared with it and kept nowhere."""
    tk.request.environ["__no_cache__"] = True
    errors: dict[str, Any] = {}
    sha256 = None
    if tk.request.method == "POST":
        upload = tk.request.files.get("upload")
        try:
            if upload is None or not upload.filename:
                raise tk.ValidationError({"upload": [tk._("Choose the file that you want to compare.")]})
            sha256 = verification.digest_of(upload.stream)
        except DocumentRefused as refused:
            errors = {"upload": [messages.for_refused(refused)]}
        except tk.ValidationError as refused:
            errors = refused.error_dict
    try:
        found = tk.get_action("satudata_workflow_document_verify")({}, {"code": code, "sha256": sha256})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    page = make_response(tk.render("satudata_workflow/verify.html", {
        "document": found, "code": code, "errors": forms.summary(errors, {"upload": "field-upload"})}))
    page.headers["X-Robots-Tag"] = "noindex"
    page.headers["Referrer-Policy"] = "same-origin"       # the address is the key to the page
    page.headers["Cache-Control"] = "no-store"
    return page
