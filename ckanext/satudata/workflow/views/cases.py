"""Pages of the room: the desk, a case, its answers and documents."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file

from .. import documents
from ..model import Document

blueprint = Blueprint("satudata_workflow", __name__, url_prefix="/satudata/workflow")
PAGE = 20
MOST_PAGES = 100_000
TABS = ("mine", "others", "finished")


@blueprint.before_request
def _only_for_accounts() -> Response | None:
    tk.request.environ["__no_cache__"] = True       # else CKAN adds `public` to what is no page, such as a letter
    if tk.current_user.is_anonymous:
        return tk.redirect_to("user.login", came_from=_comes_back_to())
    return None


def _comes_back_to() -> str:
    """Who was logged out while filling a form comes back to the case: the address of the form itself takes no GET."""
    if tk.request.method == "GET":
        return tk.request.full_path
    return tk.url_for("satudata_workflow.case", id=(tk.request.view_args or {})["id"])


@blueprint.route("/desk")
def desk() -> str:
    """Meja Kerja: tasks that wait for the person, cases that wait for others, what is finished."""
    tab = tk.request.args.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    page = min(max(1, tk.h.get_page_number(tk.request.args)), MOST_PAGES)
    found = tk.get_action("satudata_workflow_task_list")({}, {"tab": tab, "limit": PAGE, "offset": (page - 1) * PAGE})
    pages = -(-found["count"] // PAGE)
    return tk.render("satudata_workflow/desk.html", {"tab": tab, "rows": found["results"], "count": found["count"],
                                                     "page": page, "pages": pages})


@blueprint.route("/case/<id>")
def case(id: str) -> str:
    return _case_page(id)


def _case_page(case_id: str, errors: dict[str, Any] | None = None, typed: dict[str, Any] | None = None) -> str:
    try:
        found = tk.get_action("satudata_workflow_case_show")({}, {"id": case_id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    return tk.render("satudata_workflow/case.html", {"case": found, "errors": errors or {}, "typed": typed or {}})


@blueprint.route("/case/<id>/answer", methods=["POST"])
def answer(id: str) -> str | Response:
    """Take a decision, with the documents that come in the same form.

    A letter is stored before the decision is tried: if the decision is refused, nothing that was sent is lost.
    """
    form, files = tk.request.form, tk.request.files
    typed = {"answer": form.get("answer"), "reason": form.get("reason"), "numbers": form}
    try:
        for field, upload in files.items():
            if field.startswith("document_") and upload.filename:
                kind = field.removeprefix("document_")
                tk.get_action("satudata_workflow_document_add")({}, {
                    "task_id": form.get("task"), "kind": kind, "upload": upload, "number": form.get(f"number_{kind}"),
                    "dated_on": form.get(f"dated_on_{kind}") or None,
                })
        done = tk.get_action("satudata_workflow_task_decide")({}, {
            "id": form.get("task"), "lock_version": form.get("lock_version"), "answer": form.get("answer"),
            "seal": form.get("seal"), "reason": form.get("reason"),
        })
    except tk.ValidationError as refused:
        return _case_page(id, refused.error_dict, typed)
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    tk.h.flash_success(_said(done))
    if done["search_follows"]:
        tk.h.flash_notice(tk._("The search does not know of it yet. The portal repeats that by itself in a few minutes."))
    return tk.redirect_to("satudata_workflow.case", id=id)


def _said(done: dict[str, Any]) -> str:
    number = done["case"]["number"] or ""
    if done["case"]["status"] == "closed":
        return tk._("Your answer is kept. Case {number} is closed.").format(number=number)
    return tk._("Your answer is kept. Case {number} goes on to the next office.").format(number=number)


@blueprint.route("/case/<id>/cancel", methods=["GET", "POST"])
def cancel(id: str) -> str | Response:
    """Cancel a case, with a reason."""
    errors: dict[str, Any] = {}
    if tk.request.method == "POST":
        try:
            tk.get_action("satudata_workflow_case_cancel")({}, {"id": id, "reason": tk.request.form.get("reason")})
        except tk.ValidationError as refused:
            errors = refused.error_dict
        except tk.NotAuthorized as refused:
            return tk.abort(403, str(refused))
        else:
            tk.h.flash_success(tk._("The case is cancelled. The record stays invisible to the public."))
            return tk.redirect_to("satudata_workflow.case", id=id)
    try:
        found = tk.get_action("satudata_workflow_case_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized) as refused:
        return tk.abort(404 if isinstance(refused, tk.ObjectNotFound) else 403, str(refused))
    return tk.render("satudata_workflow/cancel.html", {"case": found, "errors": errors, "typed": tk.request.form})


@blueprint.route("/document/<id>")
def document(id: str) -> Response:
    """The file of a document, for whoever may read a case that it belongs to."""
    try:
        found = tk.get_action("satudata_workflow_document_show")({}, {"id": id})
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    row = model.Session.get(Document, id)
    assert row is not None
    answer = send_file(documents.store().path(row.sha256), mimetype=found["mimetype"], download_name=found["filename"],
                       as_attachment=found["mimetype"] != "application/pdf")
    answer.headers["Cache-Control"] = "no-store"    # CKAN adds `private`
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
