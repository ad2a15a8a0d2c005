"""The section of the files: add, describe, replace, move, remove, each by CKAN's own actions as the person who acts."""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins.toolkit as tk
from werkzeug.wrappers import Response

from ckanext.satudata.forms import logged_out, token_is_valid, typed_texts, without_core_check

from .. import answers as texts
from .. import form_pages, forms
from .. import sections as tasks
from . import protection
from .form import REFUSED, WRONG, satudata_metadata_form
from .protection import Page

MOST_CHARACTERS = 10_000        # of a description
_TEXTS = ("name", "description", "url")

without_core_check(satudata_metadata_form, *(f"{__name__}.{view}" for view in ("add_file", "file", "move", "remove")))


def ready(id_: str) -> dict[str, Any] | Page:
    """The record, if the request may change it; else what to answer. The browser keeps no file that was sent too late."""
    if tk.current_user.is_anonymous and tk.request.method == "POST":
        back = partial(tk.url_for, "satudata_metadata_form.section", id=id_, section=tasks.FILES)
        labels = {"name": tk._("Name of the file"), "description": tk._("What it holds"), "url": tk._("Or a link to the file")}
        return logged_out(back, typed_texts(labels), None)
    package = protection.record(id_)
    if not isinstance(package, dict):
        return package
    if refusal := protection.refusal(package):
        page = form_pages.refused(package, refusal, None, {})
        return tk.render("satudata_metadata/form/refused.html", page), REFUSED
    return package


def _typed() -> dict[str, Any]:
    """Texts of the form, and the file if one was chosen."""
    form, upload = tk.request.form, tk.request.files.get("upload")
    found: dict[str, Any] = {name: form[name].strip()[:MOST_CHARACTERS] for name in _TEXTS if name in form}
    return found | ({"upload": upload} if upload and upload.filename else {})


def _errors(refused: tk.ValidationError) -> list[dict[str, Any]]:
    """CKAN's errors as links to the fields of this page."""
    found = []
    for name, said in refused.error_dict.items():
        sentence = forms.first_sentence(said)
        field = "upload" if name == "url" and not tk.request.form.get("url") else name
        found.append({"field": f"field-{field}" if field in (*_TEXTS, "upload") else None, "name": field,
                      "sentence": tk._("Choose a file, or give a link.") if field == "upload" and name == "url" else sentence})
    return found


def _list(package: dict[str, Any], errors: list[dict[str, Any]], status: int = WRONG) -> Page:
    section = next(s for s in forms.sections_of(package["type"]) if s.has_files)
    page = form_pages.files(package, section, errors, {k: v for k, v in _typed().items() if k != "upload"})
    return tk.render("satudata_metadata/form/files.html", page), status


@satudata_metadata_form.post("/file/new")
def add_file(id: str) -> Page:
    """Add a file, or a link to one."""
    package = ready(id)
    if not isinstance(package, dict):
        return package
    if not token_is_valid():
        return _list(package, [{"field": None, "sentence": protection.press_again()}], 400)
    typed = _typed()
    if "upload" not in typed and not typed.get("url"):
        told = tk._("Choose a file, or give a link.")
        return _list(package, [{"field": "field-upload", "name": "upload", "sentence": told}])
    if "upload" in typed:
        typed["url"] = ""
    try:
        tk.get_action("resource_create")({}, {"package_id": package["id"], **typed})
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    except tk.ValidationError as refused:
        return _list(package, _errors(refused))
    tk.h.flash_success(tk._("The file is saved. Its table is being read."))
    return back_to_files(package)


def back_to_files(package: dict[str, Any], anchor: str | None = None) -> Response:
    address = tk.url_for("satudata_metadata_form.section", id=package["name"], section=tasks.FILES, _anchor=anchor)
    return tk.redirect_to(address)


def resource_of(package: dict[str, Any], resource_id: str) -> dict[str, Any]:
    found = next((r for r in package["resources"] if r["id"] == resource_id), None)
    return found or tk.abort(404, tk._("There is no such file."))


def _stamp(resource: dict[str, Any]) -> str:
    return texts.digest([str(resource.get(key) or "") for key in ("name", "description", "url", "last_modified")])


@satudata_metadata_form.route("/file/<resource_id>", methods=["GET", "POST"])
def file(id: str, resource_id: str) -> Page:
    """Describe a file, or put another one in its place."""
    package = ready(id)
    if not isinstance(package, dict):
        return package
    resource = resource_of(package, resource_id)
    if tk.request.method == "GET":
        return _file_page(package, resource)
    typed = _typed()
    if not token_is_valid():
        return _file_page(package, resource, typed, [{"field": None, "sentence": protection.press_again()}]), 400
    if tk.request.form.get("stamp") != _stamp(resource):
        told = tk._("Somebody else has changed this file meanwhile: “{name}”. What you typed is kept; save again to put it "
                    "in its place.").format(name=resource.get("name") or resource.get("url"))
        return _file_page(package, resource, typed, [{"field": None, "sentence": told}]), 409
    if "upload" in typed:
        typed |= {"url": "", "format": ""}
    elif resource.get("url_type") == "upload":
        typed.pop("url", None)
    try:
        tk.get_action("resource_patch")({}, {"id": resource_id, **typed})
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    except tk.ValidationError as refused:
        return _file_page(package, resource, typed, _errors(refused)), WRONG
    tk.h.flash_success(tk._("The file is saved."))
    return back_to_files(package, f"file-{resource_id}")


def _file_page(package: dict[str, Any], resource: dict[str, Any], typed: dict[str, Any] | None = None,
               errors: list[dict[str, Any]] | None = None) -> str:
    section = next(s for s in forms.sections_of(package["type"]) if s.has_files)
    page = form_pages.files(package, section, errors)
    shown = {name: str(resource.get(name) or "") for name in _TEXTS} | {k: v for k, v in (typed or {}).items() if k in _TEXTS}
    return tk.render("satudata_metadata/form/file.html", page | {
        "resource": resource, "sent": shown, "stamp": _stamp(resource), "is_link": resource.get("url_type") != "upload"})


@satudata_metadata_form.post("/file/<resource_id>/move")
def move(id: str, resource_id: str) -> Page:
    """Put a file one place up or down."""
    package = protection.for_change(id)
    if not isinstance(package, dict):
        return package
    order = [r["id"] for r in package["resources"]]
    resource_of(package, resource_id)
    at = order.index(resource_id)
    to = at + (1 if tk.request.form.get("direction") == "down" else -1)
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        try:
            tk.get_action("package_resource_reorder")({}, {"id": package["id"], "order": order})
        except (tk.NotAuthorized, tk.ValidationError) as refused:
            return tk.abort(403, str(refused))
    return back_to_files(package, f"file-{resource_id}")


@satudata_metadata_form.route("/file/<resource_id>/remove", methods=["GET", "POST"])
def remove(id: str, resource_id: str) -> Page:
    """Take a file out of the record, after asking."""
    package = protection.for_change(id) if tk.request.method == "POST" else ready(id)
    if not isinstance(package, dict):
        return package
    resource = resource_of(package, resource_id)
    if tk.request.method == "GET":
        section = next(s for s in forms.sections_of(package["type"]) if s.has_files)
        return tk.render("satudata_metadata/form/remove.html", form_pages.files(package, section) | {"resource": resource})
    try:
        tk.get_action("resource_delete")({}, {"id": resource_id})
    except (tk.NotAuthorized, tk.ValidationError) as refused:
        return tk.abort(403, str(refused))
    tk.h.flash_success(tk._("The file is removed from the record."))
    return back_to_files(package)
