"""Pages of the room: the desk, a case, its answers and documents."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file
from markupsafe import Markup

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from .. import casepage, documents, messages
from ..stepforms import PREFIX
from . import forms

blueprint = Blueprint("satudata_workflow", __name__, url_prefix="/satudata/workflow")
without_core_check(blueprint, *(f"{__name__}.{view}" for view in ("answer", "cancel")))
ANSWER, CANCEL = "satudata_workflow.answer", "satudata_workflow.cancel"
COMMENT = "satudata_workflow_task.comment"
PAGE = 20
TABS = ("mine", "others", "finished")


@blueprint.before_request
def _only_for_accounts() -> Any:
    return forms.only_for_accounts(_comes_back_to, (tk.request.view_args or {}).get("id", ""), "fields")


def _comes_back_to(**more: Any) -> str:
    """The page of the form that was sent; the address of an answer takes no GET, and its case has every answer."""
    endpoint = CANCEL if tk.request.endpoint == CANCEL else "satudata_workflow.case"
    return tk.url_for(endpoint, **(tk.request.view_args or {}), **more)


@blueprint.route("/desk")
def desk() -> str:
    """Meja Kerja: tasks that wait for the person, cases that wait for others, what is finished."""
    sent = tk.request.args
    tab = sent.get("tab") if sent.get("tab") in TABS else TABS[0]
    wanted = {key: sent[key] for key in ("org", "step", "q", "late") if sent.get(key, "").strip()}
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
        "unheld": _unheld() if tab == TABS[0] else None,
        "together": [step for step in found["steps"] if step["count"] > 1 and not step["form"]] if tab == TABS[0] else [],
    })


def _unheld() -> dict[str, Any] | None:
    """Cases that wait for nobody, for who can name officers."""
    name = "satudata_workflow_unheld_list"
    return tk.get_action(name)({}, {}) if tk.h.check_access(name) else None


@blueprint.route("/case/<id>")
def case(id: str) -> str | Response:
    """A case; with what somebody had typed before the login ended, the page of that answer."""
    sent = keeping(ANSWER, id).sent
    return _case_page(id, typed=None if sent is None else forms.typed(sent))


def shown(case_id: str) -> dict[str, Any]:
    """The case as its action gives it; a case that is not there, or not for this reader, ends in an error page."""
    asked = {key: tk.request.args.get(key) for key in ("against", "record")}
    try:
        return tk.get_action("satudata_workflow_case_show")({}, {"id": case_id} | asked)
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))


def _case_page(case_id: str, errors: dict[str, Any] | None = None, typed: dict[str, Any] | None = None) -> str:
    found, typed = shown(case_id), typed or {}
    answer = casepage.offered(found, typed.get("answer"))
    more = {
        "case": found,
        "topic": casepage.only_record(found),
        "errors": forms.summary(errors or {}, _links(found, answer, typed)),
        "typed": typed,
        "documents": casepage.documents(found),
        "form_groups": casepage.form_groups(found),
        "keeping": keeping(ANSWER, case_id),
        # what was read is no longer what stands here: it has to be read before it can be approved
        "is_stale": bool(
            answer and answer["verb"] == "approve" and "seal" in typed and typed["seal"] != (found["seal"] or "")),
    }
    if answer and casepage.has_own_page(answer) and answer["refusal"] in (None, *casepage.LACKING):
        return tk.render("satudata_workflow/decide.html", more | {"answer": answer})
    answers = casepage.answers(found)
    history = casepage.timeline(found["timeline"], whole=tk.request.args.get("history") == "all")
    return tk.render("satudata_workflow/case.html", more | {
        # what came with a refused answer belongs to that form, not to the comment
        "commenting": keeping(COMMENT, f"{case_id}/") if tk.request.method == "GET" else None,
        "history": history, "rounds": casepage.rounds(found), "returned": casepage.returned(found),
        "several": casepage.several(found),
        "answers": answers, "kept": bool(typed.get("reason")) and not casepage.has_place_for_reason(answers, answer),
        "message": messages.to_send(found, tk.url_for("satudata_workflow.case", id=case_id, qualified=True)),
    })


def _links(found: dict[str, Any], answer: dict[str, Any] | None, typed: dict[str, Any]) -> dict[str, str]:
    """Fields to which the errors of an answer lead: to the letter that was refused, or that is missing."""
    links = forms.to_letter(typed["upload"]) if "upload" in typed else {}
    fields = found["task"]["form"]["fields"] if found["task"] and found["task"]["form"] else ()
    links |= {f"{PREFIX}{field['name']}": f"field-{PREFIX}{field['name']}" for field in fields}
    if answer and answer["refusal"] == "document_missing":
        missing = next((d["kind"] for d in casepage.documents(found) if d["made_here"] and not d["present"]), None)
        links |= dict.fromkeys(("answer", "problems"), f"document-{answer['key']}-{missing}") if missing else {}
    return links


@blueprint.route("/case/<id>/decide/<key>")
def decide(id: str, key: str) -> str | Response:
    """One answer on a page of its own, with what follows from it."""
    found = shown(id)
    answer = casepage.offered(found, key)
    if answer is None or (answer["refusal"] and answer["refusal"] not in casepage.LACKING):
        return tk.redirect_to("satudata_workflow.case", id=id)
    return tk.render("satudata_workflow/decide.html", {
        "case": found, "topic": casepage.only_record(found), "answer": answer, "errors": [], "typed": {},
        "documents": casepage.documents(found), "is_stale": False, "keeping": keeping(ANSWER, id),
        "form_groups": casepage.form_groups(found),
    })


@blueprint.route("/case/<id>/answer", methods=["POST"])
def answer(id: str) -> Any:
    """Take a decision, with the documents that come in the same form.

    A letter is stored before the decision is tried: if the decision is refused, nothing that was sent is lost.
    """
    form, files = tk.request.form, tk.request.files
    typed = forms.typed(form)
    if not token_is_valid():
        return _case_page(id, {"token": [press_again()]}, typed), NO_TOKEN
    try:
        for field, upload in files.items():
            if field.startswith("document_") and upload.filename:
                kind = field.removeprefix("document_")
                typed["upload"] = f"document-{form.get('answer')}-{kind}"
                tk.get_action("satudata_workflow_document_add")({}, {
                    "task_id": form.get("task"), "kind": kind, "upload": upload, "number": form.get(f"number_{kind}"),
                    "dated_on": form.get(f"dated_on_{kind}") or None, "signed": form.get(f"signed_{kind}") == "1",
                })
        decided = tk.get_action("satudata_workflow_task_decide")({}, {
            "id": form.get("task"), "lock_version": form.get("lock_version"), "answer": form.get("answer"),
            "seal": form.get("seal"), "reason": form.get("reason"), "fields": form.getlist("fields"),
            "assignee": form.get("assignee"), "organizations": form.getlist("organizations"), "form": typed["form"],
        })
    except tk.ValidationError as refused:
        return _case_page(id, refused.error_dict, typed)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    say(decided)
    return tk.redirect_to("satudata_workflow.case", id=id)


def say(decided: dict[str, Any]) -> None:
    """What happened, and which case is next."""
    found = shown(decided["case_id"])
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
    elif not (found["task"] and found["task"]["mine"]):
        said += Markup(" {}").format(tk._("Nothing else waits for you."))
    tk.h.flash_success(said, allow_html=True)
    if decided["search_follows"]:
        tk.h.flash_notice(tk._("The search does not know of it yet. The portal repeats that by itself in a few minutes."))


@blueprint.route("/case/<id>/cancel", methods=["GET", "POST"])
def cancel(id: str) -> Any:
    """Cancel a case, with a reason."""
    if tk.request.method == "GET":
        return _cancel_page(id, {})
    if not token_is_valid():
        return _cancel_page(id, {"token": [press_again()]}), NO_TOKEN
    try:
        tk.get_action("satudata_workflow_case_cancel")({}, {"id": id, "reason": tk.request.form.get("reason")})
    except tk.ValidationError as refused:
        return _cancel_page(id, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(tk._("The case is cancelled. The record stays invisible to the public."))
    return tk.redirect_to("satudata_workflow.case", id=id)


def _cancel_page(case_id: str, errors: dict[str, Any]) -> str:
    keeps = keeping(CANCEL, case_id)
    return tk.render("satudata_workflow/cancel.html", {
        "case": shown(case_id), "errors": forms.summary(errors), "keeping": keeps, "typed": keeps.sent or tk.request.form,
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
    answer = send_file(documents.store().path(found["sha256"]), mimetype=found["mimetype"], download_name=found["filename"],
                       as_attachment=found["mimetype"] != "application/pdf")
    answer.headers["Cache-Control"] = "no-store"    # CKAN adds `private`
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
