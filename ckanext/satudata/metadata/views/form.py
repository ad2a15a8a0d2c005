"""The form of a record as a task list: overview, sections, autosave. Rows and conditional questions (`form_asking.py`) and
the files (`form_files.py`) have modules of their own.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

from ckanext.satudata import kept
from ckanext.satudata.forms import done, logged_out, take_long_texts, token_is_valid, without_core_check

from .. import answers as texts
from .. import form_pages, forms, messages
from ..sections import Section
from . import protection
from .protection import Page

satudata_metadata_form = Blueprint("satudata_metadata_form", __name__, url_prefix="/satudata/metadata/<id>/form")
without_core_check(satudata_metadata_form, *(f"{__name__}.{view}" for view in ("section", "autosave", "discard")))
take_long_texts(satudata_metadata_form)
CONFLICT, WRONG, REFUSED, NO_TOKEN = 409, 422, 403, 400


@satudata_metadata_form.before_app_request
def _edit_is_the_form() -> Response | None:
    """CKAN's own edit page of our types leads here; `?manual=1` keeps it within reach, and its POST stays CKAN's."""
    if tk.request.method != "GET" or not (tk.request.endpoint or "").endswith(".edit") or "manual" in tk.request.args:
        return None
    package_type = (tk.request.view_args or {}).get("package_type")
    if tk.request.endpoint == f"{package_type}.edit" and forms.sections_of(str(package_type)):
        return tk.redirect_to("satudata_metadata_form.overview", id=tk.request.view_args["id"])
    return None


@satudata_metadata_form.route("", strict_slashes=False)
def overview(id: str) -> Page:
    """The task list of a record."""
    found = protection.record(id)
    if not isinstance(found, dict):
        return found
    if refusal := protection.refusal(found):
        return refused_page(found, refusal)
    return tk.render("satudata_metadata/form/overview.html", form_pages.overview(found))


@satudata_metadata_form.route("/<section>", methods=["GET", "POST"])
def section(id: str, section: str) -> Page:
    """One section: shown, or saved."""
    if tk.request.method == "POST" and tk.current_user.is_anonymous:
        return logged_out_of(id, section)
    package = protection.record(id)
    if not isinstance(package, dict):
        return package
    found = section_of(package, section)
    if tk.request.method == "POST":
        return _post(package, found)
    if refusal := protection.refusal(package):
        return refused_page(package, refusal)
    if found.has_files:
        return tk.render("satudata_metadata/form/files.html", form_pages.files(package, found))
    return _show(package, found)


def section_of(package: dict[str, Any], name: str) -> Section:
    """The section of this name; the request ends where the form has none."""
    found = next((s for s in forms.sections_of(package["type"]) if s.name == name), None)
    return found or tk.abort(404, tk._("The form has no such section."))


def _show(package: dict[str, Any], section: Section) -> str:
    """What is saved, or what the reader typed here the last time."""
    page = form_pages.section(package, section, hide_restored="draft" in tk.request.args)
    return tk.render("satudata_metadata/form/section.html", page)


def _post(package: dict[str, Any], section: Section) -> Page:
    form = tk.request.form
    answers = texts.without_empty_rows(texts.of_form(forms.asked(section), form))
    picked = _picked(package, section, answers) if "resolve" in form else answers
    if not token_is_valid():
        if refusal := protection.refusal(package):      # the form names who works on it: not for everybody who sees the record
            return refused_page(package, refusal, section, answers)
        page = form_pages.typed(package, section, answers, form.get("stamp", ""), general=[protection.press_again()])
        return tk.render("satudata_metadata/form/section.html", page), NO_TOKEN
    try:
        saved = tk.get_action("satudata_metadata_section_update")({}, {
            "id": package["id"], "section": section.name, "answers": picked, "stamp": form.get("stamp", "")})
    except tk.NotAuthorized as refused:
        return refused_page(package, str(refused), section, answers)
    except tk.ValidationError as refused:
        if "stamp" in refused.error_dict:
            return _conflict(package["id"], section, answers)
        page = form_pages.typed(package, section, picked, form.get("stamp", ""), refused.error_dict)
        return tk.render("satudata_metadata/form/section.html", page), WRONG
    done()
    tk.h.flash_success(tk._("“{section}” is saved.").format(section=messages.in_language(section.label)))
    if saved["set_aside"]:
        tk.h.flash_notice(form_pages.set_aside(package["type"], saved["set_aside"]))
    return _onwards(package, section)


def _onwards(package: dict[str, Any], section: Section) -> Response:
    following = form_pages.following(forms.stored({}, package["id"]), section) if "next" in tk.request.form else None
    if following is None:
        return tk.redirect_to("satudata_metadata_form.overview", id=package["name"])
    return tk.redirect_to("satudata_metadata_form.section", id=package["name"], section=following.name)


def _picked(package: dict[str, Any], section: Section, mine: texts.Answers) -> texts.Answers:
    """The conflict page's choice, field by field; without one a field is mine."""
    theirs = texts.of_record(forms.asked(section), package)
    return {name: theirs[name] if tk.request.form.get(f"pick-{name}") == "theirs" else value for name, value in mine.items()}


def _conflict(package_id: str, section: Section, mine: texts.Answers) -> Page:
    """Both texts side by side: the form goes on with the new stamp and with what this person has typed."""
    package = forms.stored({}, package_id)
    page = form_pages.conflict(package, section, mine, tk.request.form.get("stamp", ""))
    return tk.render("satudata_metadata/form/conflict.html", page), CONFLICT


def refused_page(package: dict[str, Any], sentence: str, section: Section | None = None,
             answers: texts.Answers | None = None) -> Page:
    """The record cannot be changed now: says why, and gives back what was typed."""
    page = form_pages.refused(package, sentence, section, answers or {})
    return tk.render("satudata_metadata/form/refused.html", page), REFUSED


def logged_out_of(id: str, section: str) -> Page:
    """The login has ended: the ticket alone says of which type of records the section is."""
    form = tk.request.form
    ticket = kept.read(form.get("ticket"), form_pages.FORM, section)
    found = next((s for s in forms.sections_of(ticket.form[2]) if s.name == section), None) if ticket else None
    back = partial(tk.url_for, "satudata_metadata_form.section", id=id, section=section)
    if found is None or found.has_files:
        typed = [{"label": name, "text": str(text)} for name, text in texts.of_unknown(form).items() if text]
        return logged_out(back, typed, None)
    return logged_out(back, form_pages.labelled(found, texts.of_form(forms.asked(found), form)), ticket)


@satudata_metadata_form.post("/<section>/autosave")
def autosave(id: str, section: str) -> Page:
    """Keep what stands in the form; answers with the words for the line under it."""
    if tk.current_user.is_anonymous or not token_is_valid():
        return form_pages.logged_out()
    package = protection.record(id)
    if not isinstance(package, dict):
        return package
    found = section_of(package, section)
    return keep_line(package["id"], section, texts.of_form(forms.asked(found), tk.request.form))


def keep_line(package_id: str, place: str, typed: texts.Answers) -> Page:
    """Keep what was typed in a place (`unsaved.py`), and the words for the line under its form."""
    try:
        kept = tk.get_action("satudata_metadata_autosave")({}, {
            "id": package_id, "section": place, "typed": typed, "stamp": tk.request.form.get("stamp", "")})
    except (tk.NotAuthorized, tk.ObjectNotFound) as refused:
        return str(refused)
    except tk.ValidationError as refused:
        return " ".join(forms.first_sentence(said) for said in refused.error_dict.values())
    return form_pages.kept_sentence(kept["saved_at"]), 200, {"HX-Trigger": "sd-kept"}


@satudata_metadata_form.post("/<section>/discard")
def discard(id: str, section: str) -> Page:
    """Forget what was typed and not saved."""
    package = protection.for_change(id)
    if not isinstance(package, dict):
        return package
    forget(package["id"], section)
    return tk.redirect_to("satudata_metadata_form.section", id=package["name"], section=section)


def forget(package_id: str, place: str) -> None:
    """Forget what was typed in a place (`unsaved.py`); the request ends where that is not allowed."""
    try:
        tk.get_action("satudata_metadata_autosave_delete")({}, {"id": package_id, "section": place})
    except tk.NotAuthorized as refused:
        tk.abort(403, str(refused))
    except tk.ObjectNotFound as missing:
        tk.abort(404, str(missing))
