"""Several cases of one step decided together: one page, one letter, one reason, and a result for each case."""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from . import forms

blueprint = Blueprint("satudata_workflow_together", __name__, url_prefix="/satudata/workflow/together")
without_core_check(blueprint, f"{__name__}.decide")
DECIDE = "satudata_workflow_together.decide"


@blueprint.before_request
def _only_for_accounts() -> Any:
    asked = _asked(tk.request.form)
    return forms.only_for_accounts(partial(tk.url_for, "satudata_workflow_together.show", **asked), _about(asked), "task")


def _about(asked: dict[str, str]) -> str:
    """What the ticket of the page names."""
    return f"{asked.get('step', '')}@{asked.get('org', '')}"


def _asked(sent: Any) -> dict[str, str]:
    """Step and OPD, as the address or the form names them."""
    return {key: sent[key] for key in ("step", "org") if sent.get(key, "").strip()}


@blueprint.route("")
def show() -> str | Response:
    """The tasks of a step, all ticked, with what changed in each."""
    asked = _asked(tk.request.args)
    if "step" not in asked:
        return tk.redirect_to("satudata_workflow.desk")
    sent = keeping(DECIDE, _about(asked)).sent
    return _page(asked, {}, None if sent is None else _typed(sent))


def _typed(sent: Any) -> dict[str, Any]:
    """What the form said. A case that has changed since stands there with another task, so it is not ticked any more."""
    return forms.typed(sent) | {"ticked": [_ticked(value)["id"] for value in sent.getlist("task")]}


def _page(asked: dict[str, str], errors: dict[str, Any], typed: dict[str, Any] | None) -> str:
    typed = typed or {}
    try:
        found = tk.get_action("satudata_workflow_step_show")({}, asked)
    except tk.ValidationError as refused:
        return tk.abort(400, " ".join(str(entry["sentence"]) for entry in forms.summary(refused.error_dict)))
    ticked = typed.get("ticked")
    tasks = [task | {"ticked": task["id"] in ticked if ticked is not None else not task["warning"]} for task in found["tasks"]]
    needed = _needed(found)
    offices = {task["org_id"]: task["org_name"] for task in tasks}
    answer = typed.get("answer") or next((a["key"] for a in found["answers"] if a["verb"] != "return"), None)
    return tk.render("satudata_workflow/together.html", {
        "found": found, "tasks": tasks, "asked": asked, "typed": typed, "answer": answer, "needed": needed,
        "errors": forms.summary(errors, forms.to_letter(f"document-together-{needed[0]['kind']}") if needed else {}),
        "org_name": tasks[0]["org_name"] if len(offices) == 1 else None, "offices": offices if len(offices) > 1 else {},
        "keeping": keeping(DECIDE, _about(asked)),
    })


def _needed(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Documents that the step asks for and that some of the cases do not have yet."""
    return [d for d in found["documents"] if d["made_here"] and any(d["kind"] not in t["letters"] for t in found["tasks"])]


@blueprint.route("", methods=["POST"])
def decide() -> Any:
    """Answer the ticked cases. The letter comes first, and stays also where a decision is refused."""
    form = tk.request.form
    asked, typed = _asked(form), _typed(form)
    if not token_is_valid():
        return _page(asked, {"token": [press_again()]}, typed), NO_TOKEN
    if kind := form.get("make"):
        return _make_letter(asked, typed, kind)
    tasks = [_ticked(value) for value in form.getlist("task")]
    uploads = {field.removeprefix("document_"): upload for field, upload in tk.request.files.items()
               if field.startswith("document_") and upload.filename}
    try:
        if uploads and not _is_return(asked, typed["answer"]):
            _add_letters(uploads, typed["ticked"])
        results = tk.get_action("satudata_workflow_tasks_decide")(
            {}, {"tasks": tasks, "answer": form.get("answer"), "reason": form.get("reason")}
        )["results"]
    except tk.ValidationError as refused:
        return _page(asked, refused.error_dict, typed)
    # nothing was decided for want of one entry of the form itself: the form again, with what was typed
    for code, field in (("reason_missing", "reason"), ("document_missing", "upload")):
        if {result.get("code") for result in results} == {code}:
            return _page(asked, {field: [results[0]["why"]]}, typed)
    done()
    return tk.render("satudata_workflow/together_done.html", {
        "results": results, "asked": asked,
        "decided": sum(result["decided"] for result in results),
        "search_follows": any(result.get("search_follows") for result in results),
        "left": len(_offered(asked)["tasks"]),
    })


def _offered(asked: dict[str, str]) -> dict[str, Any]:
    """Answers and tasks of the step, without reading and comparing what is in each case."""
    if "step" not in asked:
        return {"tasks": [], "answers": []}
    return tk.get_action("satudata_workflow_step_show")({}, asked | {"compare": False})


def _is_return(asked: dict[str, str], key: str | None) -> bool:
    """Whether the data goes back: a letter that was chosen by mistake is not kept then."""
    return any(answer["key"] == key and answer["verb"] == "return" for answer in _offered(asked)["answers"])


def _ticked(value: str) -> dict[str, Any]:
    """A ticked case: task, version of the case and seal of its content, as the page showed them."""
    task, _, rest = value.partition(":")
    version, _, seal = rest.partition(":")
    return {"id": task, "lock_version": version, "seal": seal or None}


def _make_letter(asked: dict[str, str], typed: dict[str, Any], kind: str) -> Any:
    """Let the portal write one letter for the ticked cases. The form comes again as it was: sent twice it is one letter."""
    if not typed["ticked"]:
        return _page(asked, {"tasks": [tk._("Tick at least one case.")]}, typed)
    form = tk.request.form
    try:
        tk.get_action("satudata_workflow_document_make")({}, {
            "task_ids": typed["ticked"], "kind": kind, "number": form.get(f"number_{kind}") or None,
            "dated_on": form.get(f"dated_on_{kind}") or None,
        })
    except tk.ValidationError as refused:
        return _page(asked, refused.error_dict, typed)
    tk.h.flash_success(tk._("The letter is written, with the list of its cases. Read it and sign it, then decide."))
    return _page(asked, {}, typed)


def _add_letters(uploads: dict[str, Any], task_ids: list[str]) -> None:
    form = tk.request.form
    for kind, upload in uploads.items():
        tk.get_action("satudata_workflow_document_add")({}, {
            "task_ids": task_ids, "kind": kind, "upload": upload, "number": form.get(f"number_{kind}"),
            "dated_on": form.get(f"dated_on_{kind}") or None, "signed": form.get(f"signed_{kind}") == "1",
        })
