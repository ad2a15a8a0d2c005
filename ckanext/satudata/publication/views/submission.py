"""Check page before a submission, and the receipt after it."""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response
from werkzeug.utils import secure_filename

from ckanext.satudata import kept
from ckanext.satudata.forms import (
    NO_TOKEN,
    done,
    keeping,
    logged_out,
    press_again,
    token_is_valid,
    typed_texts,
    without_core_check,
)
from ckanext.satudata.language import language
from ckanext.satudata.metadata.shared import form_url, summary_of
from ckanext.satudata.workflow.shared import printed, qr

from .. import config, messages, submission
from ..submission import Obstacle, Sent

satudata_publication_submission = Blueprint(
    "satudata_publication_submission", __name__, url_prefix="/satudata/publication/<id>")
without_core_check(satudata_publication_submission, f"{__name__}.check")
CHECK = "satudata_publication_submission.check"
WRONG, REFUSED = 422, 403


@satudata_publication_submission.before_request
def _only_for_accounts() -> Any:
    tk.request.environ["__no_cache__"] = True
    if not tk.current_user.is_anonymous:
        return None
    if tk.request.method != "POST":
        return tk.redirect_to("user.login", came_from=tk.request.full_path)
    name = (tk.request.view_args or {})["id"]
    ticket = kept.read(tk.request.form.get("ticket"), CHECK, name)
    return logged_out(partial(tk.url_for, CHECK, id=name), typed_texts({"number_": tk._("Number of the letter")}), ticket)


def _package(id_: str) -> dict[str, Any]:
    try:
        package = tk.get_action("package_show")({"use_cache": False}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such record."))
    if not config.is_governed(package["type"]) or package["state"] == "deleted":
        return tk.abort(404, tk._("There is no such record."))
    return package


@satudata_publication_submission.route("/check", methods=["GET", "POST"])
def check(id: str) -> Any:
    """Everything that was answered, once more; and the button that submits it."""
    package = _package(id)
    user = tk.current_user
    try:
        tk.check_access("package_update", {"user": user.name, "auth_user_obj": user}, {"id": package["id"]})
    except tk.NotAuthorized as refused:
        if submission.receipt_of(package):
            return tk.redirect_to("satudata_publication_submission.receipt", id=package["name"])
        return tk.abort(REFUSED, str(refused))
    if not package["private"]:      # public already, by adoption or from a source: nothing is submitted
        return tk.redirect_to(f"{package['type']}.read", id=package["name"])
    if tk.request.method == "GET":
        return _page(package)
    if not token_is_valid():
        return _page(package, [Obstacle(press_again(), None)]), NO_TOKEN
    try:
        submitted = submission.submit({}, package, _sent())
    except tk.NotAuthorized as refused:
        return tk.abort(REFUSED, str(refused))
    except tk.ValidationError as refused:
        return _page(package, _refused(package, refused)), WRONG
    done()
    tk.h.flash_success(tk._("The data is submitted under the number {number}.").format(number=submitted["case"]["number"]))
    return tk.redirect_to("satudata_publication_submission.receipt", id=package["name"])


def _sent() -> Sent:
    form = tk.request.form
    version = form.get("lock_version", "")
    uploads = {name.removeprefix("document_"): upload for name, upload in tk.request.files.items()
               if name.startswith("document_") and upload.filename}
    numbers = {name.removeprefix("number_"): text for name, text in form.items() if name.startswith("number_")}
    return Sent(form.get("content", ""), int(version) if version.isdecimal() else None, uploads, numbers)


def _refused(package: dict[str, Any], refused: tk.ValidationError) -> list[Obstacle]:
    """What the engine says, with its links where the guards know the field."""
    known = {obstacle.sentence: obstacle for obstacle in submission.obstacles(package)}
    return [known.get(sentence) or Obstacle(sentence, None, field)
            for field, sentence in submission.sentences_of(refused.error_dict)]


def _page(package: dict[str, Any], refused: list[Obstacle] | None = None) -> str:
    case = submission.open_case(package)
    shown = submission.case_shown(case.id if case else None)
    answer = submission.submitting_answer(case, shown)
    summary, form_url = _summary(package)
    keeps = keeping(CHECK, (tk.request.view_args or {})["id"])
    return tk.render("satudata_publication/submission/check.html", {
        "pkg_dict": package, "case": shown, "task": shown["task"] if shown else None, "answer": answer,
        "may_submit": case is None or (answer is not None and answer["refusal"] in (None, "not_ready", "document_missing")),
        "why_not": _why_not(case is not None, shown, answer), "errors": refused or submission.obstacles(package),
        "summary": summary, "content": submission.content_digest(package["id"]), "typed": keeps.sent or tk.request.form,
        "keeping": keeps,
        "guesses": [answered for section in summary for answered in section.answers if answered.origin],
        "label": submission.label_of(case, shown, answer), "form_url": form_url,
        "plain": [] if summary else submission.plain_answers(package),
    })


def _why_not(has_case: bool, shown: dict[str, Any] | None, answer: dict[str, Any] | None) -> str | None:
    """Why this person cannot submit, whatever the record lacks."""
    if not has_case:
        return None
    if shown and len(shown["topics"]) > 1:
        return messages.sentence("among_others")
    if shown is None or answer is None:
        return tk._("The record is not at the step that submits it. Its case says whom it waits for.")
    return answer["why"] if answer["refusal"] not in (None, "not_ready", "document_missing") else None


def _summary(package: dict[str, Any]) -> tuple[list[Any], str]:
    """The sections of the form, none for a type of another schema; and where the form begins."""
    if not p.plugin_loaded("satudata_metadata"):
        return [], tk.url_for(f"{package['type']}.edit", id=package["name"])
    return summary_of(package), form_url(package)


@satudata_publication_submission.route("/receipt")
def receipt(id: str) -> Any:
    """What was submitted, under which number, and who looks at it now; made to be printed."""
    package = _package(id)
    return tk.render("satudata_publication/submission/receipt.html", {"pkg_dict": package, "receipt": _receipt(package)})


def _receipt(package: dict[str, Any]) -> dict[str, Any]:
    found = submission.receipt_of(package)
    if found is None:
        return tk.abort(404, tk._("Nothing of this record was submitted yet, or only the offices of its case can read it."))
    return found


@satudata_publication_submission.route("/receipt.pdf")
def receipt_pdf(id: str) -> Response:
    """The receipt as a file; its QR code leads to the page of the case. It is written anew each time and kept nowhere."""
    found = _receipt(_package(id))
    url = tk.url_for("satudata_workflow.case", id=found["case"]["id"], locale="default", qualified=True)
    answer = make_response(printed(tk.render("satudata_publication/submission/receipt_paper.html", {
        "receipt": found, "lang": language(), "qr": qr(url), "url": url})))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{secure_filename(found["number"])}.pdf"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
