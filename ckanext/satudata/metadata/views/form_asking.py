"""What follows from an answer while a section is filled in: questions that come and go, and the buttons of rows.

Nothing is saved; what was typed so far is kept as autosave keeps it. With a script the page changes in its place, by htmx;
without one the whole section is shown again.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.forms import token_is_valid, without_core_check

from .. import answers as texts
from .. import form_fields, form_pages, forms, row_inputs, rows
from ..answers import Answers
from ..row_inputs import Turn
from . import protection
from .form import logged_out_of, refused_page, satudata_metadata_form, section_of
from .protection import Page

without_core_check(satudata_metadata_form, f"{__name__}.ask")
# htmx puts the answer elsewhere: into the line under the form
ELSEWHERE = {"HX-Retarget": "#sd-saved", "HX-Reswap": "innerHTML"}


@satudata_metadata_form.post("/<section>/ask")
def ask(id: str, section: str) -> Page:
    """The section as it is asked for with the answers as they stand in the form."""
    is_htmx = "HX-Request" in tk.request.headers
    if tk.current_user.is_anonymous:
        return (form_pages.logged_out(), 200, ELSEWHERE) if is_htmx else logged_out_of(id, section)
    package = protection.record(id)
    if not isinstance(package, dict):
        return package
    found = section_of(package, section)
    answers, stamp = texts.of_form(forms.asked(found), tk.request.form), tk.request.form.get("stamp", "")
    if refusal := protection.refusal(package):
        return (refusal, 200, ELSEWHERE) if is_htmx else refused_page(package, refusal, found, answers)
    if not token_is_valid():
        if is_htmx:
            return protection.press_again(), 200, ELSEWHERE
        page = form_pages.typed(package, found, answers, stamp, general=[protection.press_again()])
        return tk.render("satudata_metadata/form/section.html", page), 400
    answers, turn = turned(forms.asked(found), answers)
    keep(package["id"], section, answers, stamp)
    page = form_pages.typed(package, found, answers, stamp, turn=turn)
    if is_htmx:
        changed = fragments(page, package["type"], turn)
        return tk.render("satudata_metadata/form/asked.html", changed), 200, {"HX-Trigger": "sd-kept"}
    return tk.render("satudata_metadata/form/section.html", page)


def turned(fields: Any, answers: Answers) -> tuple[Answers, Turn | None]:
    """The answers after the button of the rows that was pressed, if one was."""
    press = rows.press_of(tk.request.form.get("do"))
    field = next((field for field in fields if press and field["field_name"] == press.field and texts.is_rows(field)), None)
    if press is None or field is None:
        return answers, None
    pasted = tk.request.form.get(f"paste-{press.field}", "")
    changed, turn = row_inputs.press(field, press, answers.get(press.field) or [], pasted)
    return {**answers, press.field: changed}, turn


def keep(package_id: str, place: str, answers: Answers, stamp: str) -> None:
    """As autosave does; what cannot be kept still stands on the page."""
    try:
        tk.get_action("satudata_metadata_autosave")({}, {
            "id": package_id, "section": place, "typed": answers, "stamp": stamp})
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound):
        return


def fragments(page: dict[str, Any], package_type: str, turn: Turn | None) -> dict[str, Any]:
    """The parts of the page that change: the rows whose button was pressed, or what an answer brought and took away."""
    label, url = page["section"]["label"], tk.request.path
    if turn is not None:
        mine = [field for field in page["fields"] if field["name"] == turn.field]
        return {"groups": [], "fields": mine, "label": label, "url": url, "oob": False}
    trigger = tk.request.headers.get("HX-Trigger", "").removeprefix("q-")
    changed = form_fields.turned(page["fieldsets"], package_type, set(tk.request.form.getlist("aside")), trigger)
    return changed | {"label": label, "url": url, "oob": True}
