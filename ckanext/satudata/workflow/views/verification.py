"""The public page to which the QR code of a document leads: whether it holds, and whether a file is the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response, send_file

from ckanext.satudata.forms import without_core_check

from .. import documents, messages, verification
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
    return _closed(make_response(tk.render("satudata_workflow/verify.html", {
        "document": found, "code": code, "errors": forms.summary(errors, {"upload": "field-upload"})})))


@blueprint.route("/<code>/file")
def file(code: str) -> Response:
    """The document itself, where its kind is public and what it led to is done; else there is nothing here."""
    tk.request.environ["__no_cache__"] = True
    tk.check_access("satudata_workflow_document_verify", {"user": tk.current_user.name}, {"code": code})
    found = verification.of_code(code)
    public = verification.public_file(found) if found is not None else None
    if found is None or public is None:
        return tk.abort(404, tk._("The text of this document is not public, or not yet."))
    name = f"{found.kind}{Path(public.filename).suffix}"        # whoever uploaded it may have called it by a person's name
    answer = _closed(send_file(documents.store().path(public.sha256), mimetype=public.mimetype, download_name=name,
                               as_attachment=public.mimetype != "application/pdf"))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _closed(answer: Response) -> Response:
    """The address is the key: no index takes it, no other site is told of it, no cache keeps what it opens."""
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer
