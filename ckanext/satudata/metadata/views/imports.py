"""A file with metadata: sent, looked at, taken over. Only its sender sees it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import logged_out, token_is_valid, without_core_check

from .. import draft_messages, import_messages, sdi_drafts, starting, types
from ..forms import first_sentence
from ..importing import jobs
from ..importing.current import KEGIATAN
from ..logic.imports import MOST_MB
from . import protection
from .protection import Page

satudata_metadata_import = Blueprint("satudata_metadata_import", __name__, url_prefix="/satudata/metadata/import")
without_core_check(satudata_metadata_import, *(f"{__name__}.{view}" for view in ("new", "accept", "again", "discard")))
WRONG, FORBIDDEN, CONFLICT, NO_TOKEN = 422, 403, 409, 400
MOST_CHOICES = 1000
Errors = list[dict[str, Any]]


@satudata_metadata_import.route("", methods=["GET", "POST"], strict_slashes=False)
def new() -> Page:
    """Choose a file, and what it is for."""
    asked = tk.request.values.get("kegiatan") or ""
    if tk.current_user.is_anonymous:
        back = partial(tk.url_for, "satudata_metadata_import.new", **({"kegiatan": asked} if asked else {}))
        return logged_out(back, [], None) if tk.request.method == "POST" else protection.login()
    page = _page(asked)
    if not page["offices"]:
        return tk.render("satudata_metadata/start/no_office.html", {"sentence": draft_messages.no_office()}), FORBIDDEN
    if tk.request.method == "GET":
        return tk.render("satudata_metadata/import/new.html", page)
    if not token_is_valid():
        return _again(page, [{"field": None, "sentence": protection.press_again()}], NO_TOKEN)
    return _send(page)


def _page(asked: str) -> dict[str, Any]:
    offices = starting.offices()
    wanted = tk.request.values.get("org") or ""
    org = next((office["id"] for office in offices if wanted in (office["id"], office["name"])), None)
    chosen = model.Package.get(asked) if asked else None
    choices = _choices([office["id"] for office in offices])
    return {"offices": offices, "org": org or (offices[0]["id"] if len(offices) == 1 else None), "choices": choices,
            "kegiatan": chosen.id if chosen is not None else "", "limit": MOST_MB, "errors": []}


def _choices(offices: list[str]) -> list[dict[str, str]]:
    """The kegiatan of the person's offices, as far as he or she sees them."""
    if not offices:
        return []
    asked = tk.get_action("package_search")({}, {
        "q": "*:*", "fq_list": [types.only((KEGIATAN,)), f"+owner_org:({' OR '.join(offices)})"], "rows": MOST_CHOICES,
        "include_private": True, "include_drafts": True, "facet": False, "fl": ["id", "title", "extras_tahun_kegiatan"]})
    found = [{"id": one["id"], "title": _with_year(one["title"], one.get("extras_tahun_kegiatan"))}
             for one in asked["results"]]
    return sorted(found, key=lambda choice: choice["title"].casefold())


def _with_year(title: str, year: str | None) -> str:
    return f"{title} ({year})" if year else title


def _again(page: dict[str, Any], errors: Errors, status: int = WRONG) -> Page:
    return tk.render("satudata_metadata/import/new.html", page | {"errors": errors}), status


def _send(page: dict[str, Any]) -> Page:
    uploads = [file for file in tk.request.files.getlist("upload") if file.filename]
    data = {"owner_org": page["org"], "kegiatan_id": tk.request.form.get("kegiatan") or None,
            "upload": uploads[0] if uploads else None}
    try:
        made = tk.get_action("satudata_metadata_import_create")({}, data)
    except tk.NotAuthorized as refused:
        return _again(page, [{"field": None, "sentence": str(refused)}], FORBIDDEN)
    except tk.ValidationError as refused:
        names = {"upload": "field-upload", "owner_org": "field-org", "kegiatan_id": "field-kegiatan"}
        return _again(page, [{"field": names.get(name), "sentence": first_sentence(said)}
                             for name, said in refused.error_dict.items()])
    if made["is_foreign"] and page["org"] and (draft := sdi_drafts.begin(page["org"], uploads[0])):
        tk.get_action("satudata_metadata_import_delete")({}, {"id": made["id"]})
        return _to_draft(draft)
    return tk.redirect_to("satudata_metadata_import.show", id=made["id"])


def _to_draft(draft: dict[str, Any]) -> Page:
    tk.h.flash_success(import_messages.draft_made())
    for sentence in starting.notes_of(draft, "dataset"):
        tk.h.flash_notice(sentence)
    return tk.redirect_to("satudata_metadata_form.overview", id=draft["name"])


@satudata_metadata_import.get("/<uuid:id>")
def show(id: UUID) -> Page:
    """What the file would change; how far it is; what became of it."""
    if tk.current_user.is_anonymous:
        return protection.login()
    return _shown(id)


def _shown(id: UUID, sentence: str | None = None, status: int = 200) -> Page:
    try:
        found = tk.get_action("satudata_metadata_import_show")({}, {"id": str(id)})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    done, total = jobs.progress(str(id)) if found["status"] == "running" else (0, 0)
    office = model.Group.get(found["owner_org"])
    chosen = model.Package.get(found["kegiatan_id"]) if found["kegiatan_id"] else None
    page = {"found": found, "sentence": sentence, "done": done, "total": total, "chosen": chosen,
            "office": (office.title or office.name) if office is not None else ""}
    template = {"preview": "preview", "running": "running", "done": "done"}[found["status"]]
    if template == "running" and tk.request.headers.get("HX-Request"):
        template = "progress"
    elif template == "done" and tk.request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": tk.url_for("satudata_metadata_import.show", id=str(id))}
    return tk.render(f"satudata_metadata/import/{template}.html", page), status


def _pressed(id: UUID) -> Page | None:
    """Login and token, for a button."""
    if tk.current_user.is_anonymous:
        return protection.login()
    if not token_is_valid():
        return _shown(id, protection.press_again(), NO_TOKEN)
    return None


@satudata_metadata_import.post("/<uuid:id>/accept")
def accept(id: UUID) -> Page:
    """Take it over."""
    if (stopped := _pressed(id)) is not None:
        return stopped
    try:
        tk.get_action("satudata_metadata_import_accept")({}, {"id": str(id), "stamp": tk.request.form.get("stamp", "")})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.ValidationError as refused:
        return _shown(id, first_sentence(refused.error_dict), CONFLICT if "stamp" in refused.error_dict else WRONG)
    return tk.redirect_to("satudata_metadata_import.show", id=str(id))


@satudata_metadata_import.post("/<uuid:id>/again")
def again(id: UUID) -> Page:
    """Look anew at what was refused."""
    if (stopped := _pressed(id)) is not None:
        return stopped
    try:
        tk.get_action("satudata_metadata_import_again")({}, {"id": str(id)})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    return tk.redirect_to("satudata_metadata_import.show", id=str(id))


@satudata_metadata_import.post("/<uuid:id>/discard")
def discard(id: UUID) -> Page:
    """Forget it."""
    if (stopped := _pressed(id)) is not None:
        return stopped
    try:
        tk.get_action("satudata_metadata_import_delete")({}, {"id": str(id)})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    tk.h.flash_success(tk._("The file is forgotten. Nothing was changed."))
    return tk.redirect_to("satudata_metadata_import.new")
