"""Pages about who has a task, and comments: what needs words has a page of its own, what needs none is a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from . import forms

blueprint = Blueprint("satudata_workflow_task", __name__, url_prefix="/satudata/workflow")
without_core_check(blueprint, *(f"{__name__}.{view}" for view in ("task", "comment")))
TASK, COMMENT = "satudata_workflow_task.task", "satudata_workflow_task.comment"


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of one act says: its title, what follows from it, and what is said once it is done."""

    title: Callable[[], str]
    follows: Callable[[], str]
    done: Callable[[], str]


WORDS = {
    "assign": Words(
        lambda: tk._("Give the task to an officer"),
        lambda: tk._("Only the officer whom you choose can answer it then, in this round and in later ones. Whoever has it "
                     "now has it no more."),
        lambda: tk._("The task is given.")),
    "take_over": Words(
        lambda: tk._("Take over the task"),
        lambda: tk._("You have the task then, and whoever has it now has it no more. Who made the data still cannot approve "
                     "it."),
        lambda: tk._("You have the task now.")),
    "escalate": Words(
        lambda: tk._("Ask the office above"),
        lambda: tk._("The office above can do this task too then. Those who could do it before still can."),
        lambda: tk._("It was passed on. The case says to whom.")),
}


@blueprint.before_request
def _only_for_accounts() -> Any:
    return forms.only_for_accounts(_comes_back_to, _about(), "assignee", "audience")


def _about() -> str:
    """What the ticket of a form names: the case, and which of its forms."""
    named = tk.request.view_args or {}
    return f"{named.get('id', '')}/{named.get('verb', '')}"


def _comes_back_to(**more: Any) -> str:
    """The page of the form; a button alone leads back to the case."""
    endpoint = tk.request.endpoint if tk.request.endpoint in (TASK, COMMENT) else "satudata_workflow.case"
    return tk.url_for(endpoint, **(tk.request.view_args or {}), **more)


@blueprint.route("/case/<id>/claim", methods=["POST"])
def claim(id: str) -> Any:
    """Take the task."""
    return _pressed(id, "satudata_workflow_task_claim", tk._("You have the task now. Your colleagues see it."))


@blueprint.route("/case/<id>/release", methods=["POST"])
def release(id: str) -> Any:
    """Give the task back to the office."""
    return _pressed(id, "satudata_workflow_task_release", tk._("Everybody of the office can do the task again."))


def _pressed(case_id: str, action: str, said: str) -> Any:
    try:
        tk.get_action(action)({}, {"id": tk.request.form.get("task")})
        tk.h.flash_success(said)
    except tk.ValidationError as refused:
        for error in forms.summary(refused.error_dict):
            tk.h.flash_error(error["sentence"])
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    return tk.redirect_to("satudata_workflow.case", id=case_id)


@blueprint.route("/case/<id>/task/<verb>", methods=["GET", "POST"])
def task(id: str, verb: str) -> Any:
    """Give the task to somebody, take it over, or ask the office above."""
    if verb not in WORDS:
        return tk.abort(404)
    if tk.request.method == "GET":
        return _task_page(id, verb, {})
    if not token_is_valid():
        return _task_page(id, verb, {"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    sent = {name: form.get(name) for name in ({"assign": ("assignee",), "escalate": ("reason", "to")}.get(verb, ("reason",)))}
    try:
        tk.get_action(f"satudata_workflow_task_{verb}")({}, sent | {"id": form.get("task")})
    except tk.ValidationError as refused:
        return _task_page(id, verb, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(WORDS[verb].done())
    return tk.redirect_to("satudata_workflow.case", id=id)


def _task_page(case_id: str, verb: str, errors: dict[str, Any]) -> Any:
    found = _shown(case_id)
    keeps = keeping(TASK, f"{case_id}/{verb}")
    row = found["task"]
    if row is None or verb not in row["holding"]["verbs"] and not errors:
        return tk.redirect_to("satudata_workflow.case", id=case_id)
    people = []
    if verb == "assign" and verb in row["holding"]["verbs"]:
        people = tk.get_action("satudata_workflow_task_people")({}, {"id": row["id"]})
    return tk.render("satudata_workflow/task.html", {
        "case": found, "verb": verb, "words": WORDS[verb], "people": people, "errors": forms.summary(errors),
        "keeping": keeps, "typed": keeps.sent or tk.request.form,
    })


@blueprint.route("/case/<id>/comment", methods=["GET", "POST"])
def comment(id: str) -> Any:
    """Write in the case; the form stands on its page, and comes back here if something is wrong with it."""
    if tk.request.method == "GET":
        return _comment_page(id, {})
    if not token_is_valid():
        return _comment_page(id, {"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    sent = {"id": id, "text": form.get("text"), "audience": form.get("audience") or "parties"}
    try:
        tk.get_action("satudata_workflow_comment_create")({}, sent)
    except tk.ValidationError as refused:
        return _comment_page(id, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success(tk._("Your comment is in the case."))
    return tk.redirect_to("satudata_workflow.case", id=id, _anchor="sd-now")


def _comment_page(case_id: str, errors: dict[str, Any]) -> str:
    keeps = keeping(COMMENT, f"{case_id}/")
    links = {name: f"field-{name}" for name in ("text", "audience")}
    return tk.render("satudata_workflow/comment.html", {
        "case": _shown(case_id), "errors": forms.summary(errors, links), "keeping": keeps,
        "typed": keeps.sent or tk.request.form,
    })


def _shown(case_id: str) -> dict[str, Any]:
    """The case as its action gives it; one that is not there, or not for this reader, ends in an error page."""
    try:
        return tk.get_action("satudata_workflow_case_show")({}, {"id": case_id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
