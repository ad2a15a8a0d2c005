"""Pages of the room: the desk, a case, its answers and documents."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file
from markupsafe import Markup

from .. import casepage, documents, messages
from ..model import Document
from . import forms

blueprint = Blueprint("satudata_workflow", __name__, url_prefix="/satudata/workflow")
PAGE = 20
TABS = ("mine", "others", "finished")


@blueprint.before_request
def _only_for_accounts() -> Response | None:
    return forms.only_for_accounts(_comes_back_to)


def _comes_back_to() -> str:
    """Who was logged out while filling a form comes back to the case: the address of the form itself takes no GET."""
    return tk.url_for("satudata_workflow.case", id=(tk.request.view_args or {})["id"])


@blueprint.route("/desk")
def desk() -> str:
    """Meja Kerja: tasks that wait for the person, cases that wait for others, what is finished."""
    sent = tk.request.args
    tab = sent.get("tab") if sent.get("tab") in TABS else TABS[0]
    wanted = {key: sent[key] for key in ("org", "step", "q") if sent.get(key, "").strip()}
    number = sent.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 10 and int(number) else 1
    asked = {"tab": tab, "limit": PAGE, "offset": (page - 1) * PAGE, "choices": True}
    errors: dict[str, Any] = {}
    show = tk.get_action("satudata_workflow_task_list")
    try:
        found = show({}, asked | wanted)
    except tk.ValidationError as refused:
        errors, found = refused.error_dict, show({}, asked | {"offset": 0})
        page = 1
    pages = -(-found["count"] // PAGE)
    if page > max(pages, 1):
        errors = {"page": [tk._("The desk has no such page. Go back to its first page.")]}
    return tk.render("satudata_workflow/desk.html", {
        "tab": tab, "wanted": wanted, "found": found, "rows": found["results"], "page": page, "pages": pages,
        "errors": forms.summary(errors),
        "together": [step for step in found["steps"] if step["count"] > 1] if tab == TABS[0] else [],
    })


@blueprint.route("/case/<id>")
def case(id: str) -> str | Response:
    return _case_page(id)


def _shown(case_id: str) -> dict[str, Any]:
    """The case as its action gives it; a case that is not there, or not for this reader, ends in an error page."""
    against = tk.request.args.get("against")
    try:
        return tk.get_action("satudata_workflow_case_show")({}, {"id": case_id, "against": against})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))


def _case_page(case_id: str, errors: dict[str, Any] | None = None, typed: dict[str, Any] | None = None) -> str:
    found, typed = _shown(case_id), typed or {}
    answer = casepage.offered(found, typed.get("answer"))
    seal = found["topics"][0]["seal"] if found["topics"] else None
    more = {
        "case": found,
        "topic": found["topics"][0] if found["topics"] else None,
        "errors": forms.summary(errors or {}, _links(found, answer, typed)),
        "typed": typed,
        "documents": casepage.documents(found),
        # what was read is no longer what stands here: it has to be read before it can be approved
        "is_stale": bool(answer and answer["verb"] == "approve" and "seal" in typed and typed["seal"] != (seal or "")),
    }
    if answer and answer["verb"] in casepage.OWN_PAGE and not answer["refusal"]:
        return tk.render("satudata_workflow/decide.html", more | {"answer": answer})
    answers = casepage.answers(found)
    history = casepage.timeline(found["timeline"], whole=tk.request.args.get("history") == "all")
    return tk.render("satudata_workflow/case.html", more | {
        "history": history, "rounds": casepage.rounds(found), "returned": casepage.returned(found),
        "answers": answers, "kept": bool(typed.get("reason")) and not casepage.has_place_for_reason(answers, answer),
        "message": messages.to_send(found, tk.url_for("satudata_workflow.case", id=case_id, qualified=True)),
    })


def _links(found: dict[str, Any], answer: dict[str, Any] | None, typed: dict[str, Any]) -> dict[str, str]:
    """Fields to which the errors of an answer lead: to the letter that was refused, or that is missing."""
    links = forms.to_letter(typed["upload"]) if "upload" in typed else {}
    if answer and answer["refusal"] == "document_missing":
        missing = next((d["kind"] for d in casepage.documents(found) if d["made_here"] and not d["present"]), None)
        links |= dict.fromkeys(("answer", "problems"), f"document-{answer['key']}-{missing}") if missing else {}
    return links


@blueprint.route("/case/<id>/decide/<key>")
def decide(id: str, key: str) -> str | Response:
    """One answer on a page of its own, with what follows from it."""
    found = _shown(id)
    answer = casepage.offered(found, key)
    if answer is None or (answer["refusal"] and answer["refusal"] not in casepage.LACKING):
        return tk.redirect_to("satudata_workflow.case", id=id)
    return tk.render("satudata_workflow/decide.html", {
        "case": found, "topic": found["topics"][0] if found["topics"] else None, "answer": answer, "errors": [], "typed": {},
        "documents": casepage.documents(found), "is_stale": False,
    })


@blueprint.route("/case/<id>/answer", methods=["POST"])
def answer(id: str) -> str | Response:
    """Take a decision, with the documents that come in the same form.

    A letter is stored before the decision is tried: if the decision is refused, nothing that was sent is lost.
    """
    form, files = tk.request.form, tk.request.files
    typed = {"answer": form.get("answer"), "reason": form.get("reason"), "numbers": form, "seal": form.get("seal", ""),
             "fields": form.getlist("fields")}
    try:
        for field, upload in files.items():
            if field.startswith("document_") and upload.filename:
                kind = field.removeprefix("document_")
                typed["upload"] = f"document-{form.get('answer')}-{kind}"
                tk.get_action("satudata_workflow_document_add")({}, {
                    "task_id": form.get("task"), "kind": kind, "upload": upload, "number": form.get(f"number_{kind}"),
                    "dated_on": form.get(f"dated_on_{kind}") or None,
                })
        done = tk.get_action("satudata_workflow_task_decide")({}, {
            "id": form.get("task"), "lock_version": form.get("lock_version"), "answer": form.get("answer"),
            "seal": form.get("seal"), "reason": form.get("reason"), "fields": form.getlist("fields"),
        })
    except tk.ValidationError as refused:
        return _case_page(id, refused.error_dict, typed)
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    _say(done)
    return tk.redirect_to("satudata_workflow.case", id=id)


def _say(done: dict[str, Any]) -> None:
    """What happened, and which case is next."""
    found = _shown(done["case_id"])
    number = found["number"] or tk._("Draft")
    if found["status"] == "closed":
        words = tk._("Your answer is kept. Case {number} is closed.").format(number=number)
    else:
        offices = tk._(" or ").join(found["waits_for"])
        words = tk._("Your answer is kept. Case {number} now waits for {offices}.").format(number=number, offices=offices)
    said = Markup.escape(words)
    if following := found["next"]:
        url = tk.url_for("satudata_workflow.case", id=following["case_id"])
        title = following["title"] or following["number"] or tk._("Draft")
        said += Markup(' {} <a href="{}">{}</a>').format(tk._("Next:"), url, title)
    tk.h.flash_success(said, allow_html=True)
    if done["search_follows"]:
        tk.h.flash_notice(tk._("The search does not know of it yet. The portal repeats that by itself in a few minutes."))


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
    return tk.render("satudata_workflow/cancel.html", {
        "case": _shown(id), "errors": forms.summary(errors), "typed": tk.request.form,
    })


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
