"""Pages of cases with several records: some of them answered otherwise than the rest, and drafts that become one case."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from .. import casepage
from . import forms
from .cases import say, shown

blueprint = Blueprint("satudata_workflow_records", __name__, url_prefix="/satudata/workflow/case")
without_core_check(blueprint, f"{__name__}.decide", f"{__name__}.join")
DECIDE, JOIN = "satudata_workflow_records.decide", "satudata_workflow_records.join"
ANSWER, REASON = "answer-", "reason-"           # of the fields of a record


@blueprint.before_request
def _only_for_accounts() -> Any:
    sent = tk.request.view_args or {}
    joins = tk.request.endpoint == JOIN

    def back(**more: Any) -> str:
        return tk.url_for(JOIN if joins else "satudata_workflow_records.show", **sent, **more)

    return forms.only_for_accounts(back, sent.get("id", ""), "cases", "answer")


@blueprint.route("/<id>/records")
def show(id: str) -> str | Response:
    """The records of a case, each with the answers that it can be given."""
    sent = keeping(DECIDE, id).sent
    return _page(id, {}, None if sent is None else _typed(sent))


def _typed(sent: Any) -> dict[str, Any]:
    """What the form said, of each record too."""
    of_records = {key: value for key, value in sent.items() if key.startswith((ANSWER, REASON))}
    return forms.typed(sent) | {"of_records": of_records}


def _page(case_id: str, errors: dict[str, Any], typed: dict[str, Any] | None) -> str | Response:
    found, typed = shown(case_id), typed or {}
    answers, several = casepage.possible(found), casepage.several(found)
    if not typed and (several is None or not several["decides"]):
        return tk.redirect_to("satudata_workflow.case", id=case_id)
    if several is None:         # the others have left meanwhile: what was typed is given back, there is nothing to choose
        answers = []
    backs = any(answer["verb"] in casepage.OWN_PAGE for answer in answers)
    reasons = [typed.get("reason"), *(v for key, v in typed.get("of_records", {}).items() if key.startswith(REASON))]
    needed = [d for d in casepage.documents(found) if d["made_here"] and not d["present"]]
    return tk.render("satudata_workflow/records.html", {
        "case": found, "answers": answers, "backs": backs, "needed": needed, "typed": typed,
        "kept": [] if backs else [words for words in reasons if words],
        "answer": typed.get("answer") or next((a["key"] for a in answers if a["verb"] not in casepage.OWN_PAGE), None),
        "errors": forms.summary(errors, forms.to_letter(f"document-records-{needed[0]['kind']}") if needed else {}),
        "is_stale": bool("seal" in typed and typed["seal"] != (found["seal"] or "")),
        "keeping": keeping(DECIDE, case_id),
    })


@blueprint.route("/<id>/records", methods=["POST"])
def decide(id: str) -> Any:
    """Take the decision. The letter comes first, and stays also where the decision is refused."""
    form = tk.request.form
    typed = _typed(form)
    if not token_is_valid():
        return _page(id, {"token": [press_again()]}, typed), NO_TOKEN
    try:
        for field, upload in tk.request.files.items():
            if field.startswith("document_") and upload.filename:
                kind = field.removeprefix("document_")
                tk.get_action("satudata_workflow_document_add")({}, {
                    "task_id": form.get("task"), "kind": kind, "upload": upload, "number": form.get(f"number_{kind}"),
                    "dated_on": form.get(f"dated_on_{kind}") or None, "signed": form.get(f"signed_{kind}") == "1",
                })
        decided = tk.get_action("satudata_workflow_task_decide")({}, {
            "id": form.get("task"), "lock_version": form.get("lock_version"), "answer": form.get("answer"),
            "seal": form.get("seal"), **_said(id, form),
        })
    except tk.ValidationError as refused:
        return _page(id, refused.error_dict, typed)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    say(decided)
    if decided["parted"]:
        tk.h.flash_notice(tk.ungettext(
            "The records that were answered otherwise go on in a case of their own. The page of this case leads there.",
            "The records that were answered otherwise go on in {n} cases of their own. The page of this case leads there.",
            len(decided["parted"])).format(n=len(decided["parted"])))
    return tk.redirect_to("satudata_workflow.case", id=id)


def _said(case_id: str, form: Any) -> dict[str, Any]:
    """What some records are given in place of the answer for all, and the reasons.

    The reason for all is said of those that go back or are rejected, and of no other that needs none.
    """
    offered = {answer["key"]: answer for answer in casepage.possible(shown(case_id))}
    takes_reason = {key for key, one in offered.items() if one["verb"] in casepage.OWN_PAGE or one["reason_required"]}
    chosen = {key.removeprefix(ANSWER): value for key, value in form.items() if key.startswith(ANSWER) and value}
    reason = form.get("reason") or ""
    answers = {id_: {"answer": key, "reason": form.get(f"{REASON}{id_}") or (reason if key in takes_reason else "")}
               for id_, key in chosen.items()}
    return {"answers": answers, "reason": reason if form.get("answer") in takes_reason else ""}


@blueprint.route("/<id>/join", methods=["GET", "POST"])
def join(id: str) -> Any:
    """Other drafts of the OPD, to be submitted together with this one."""
    if tk.request.method == "GET":
        sent = keeping(JOIN, id).sent
        return _join_page(id, {}, None if sent is None else sent.getlist("cases"))
    ticked = tk.request.form.getlist("cases")
    if not token_is_valid():
        return _join_page(id, {"token": [press_again()]}, ticked), NO_TOKEN
    try:
        tk.get_action("satudata_workflow_case_join")({}, {"id": id, "cases": ticked})
    except tk.ValidationError as refused:
        return _join_page(id, refused.error_dict, ticked)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(tk._("These records are one case now. Read them, then submit them together."))
    return tk.redirect_to("satudata_workflow.case", id=id)


def _join_page(case_id: str, errors: dict[str, Any], ticked: list[str] | None) -> str | Response:
    found = shown(case_id)
    if not found["may_join"]:
        for sentences in errors.values():       # what stands against it is said where the way leads back to
            tk.h.flash_error(" ".join(sentences))
        return tk.redirect_to("satudata_workflow.case", id=case_id)
    drafts = tk.get_action("satudata_workflow_case_joinable_list")({}, {"id": case_id})
    return tk.render("satudata_workflow/join.html", {
        "case": found, "drafts": drafts, "ticked": ticked or [], "errors": forms.summary(errors),
        "keeping": keeping(JOIN, case_id),
    })
