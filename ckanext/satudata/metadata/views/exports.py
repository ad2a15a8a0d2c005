"""Metadata as files: the workbook of a kegiatan, the empty one, documents in BPS's format, and for the national catalogue."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, stream_with_context

from .. import exporting, types, workbook_messages
from ..importing.current import INDIKATOR, KEGIATAN
from ..workbook.problems import CannotWrite
from . import protection
from .protection import Page
from .start import XLSX

satudata_metadata_export = Blueprint("satudata_metadata_export", __name__, url_prefix="/satudata/metadata")
JSON = "application/json; charset=utf-8"
TOO_LONG = 422


@satudata_metadata_export.after_request
def _no_shared_copy(response: Response) -> Response:
    """What was given because of who asks is kept by no cache."""
    response.headers["Cache-Control"] = "no-cache" if tk.current_user.is_anonymous else "private, no-store"
    return response


@satudata_metadata_export.get("/workbook.xlsx")
def template() -> Page:
    """The empty workbook."""
    if tk.current_user.is_anonymous:
        return protection.login()
    return _file(exporting.template(), "metadata-kegiatan.xlsx", XLSX)


@satudata_metadata_export.get("/<id>/workbook.xlsx")
def workbook(id: str) -> Page:
    """A kegiatan with its variabel and indikator."""
    package = _seen(id, KEGIATAN)
    try:
        content = exporting.workbook(_context(), package)
    except CannotWrite as wrong:
        told = "\n".join(f"{problem.place}: {workbook_messages.sentence(problem)}" for problem in wrong.problems)
        return Response(told + "\n", TOO_LONG, content_type="text/plain; charset=utf-8")
    return _file(content, f"{package['name']}.xlsx", XLSX)


@satudata_metadata_export.get("/<id>/<any(bundle, kegiatan, variabel, indikator):what>.json")
def indah(id: str, what: str) -> Page:
    """A kegiatan, its parts, or an indikator in BPS's format."""
    package = _seen(id, KEGIATAN, INDIKATOR)
    found = tk.get_action("satudata_metadata_indah_show")({}, {"id": package["id"], "what": what})
    name = f"{package['name']}.json" if what in ("bundle", package["type"]) else f"{package['name']}-{what}.json"
    return _file(exporting.written(found), name, JSON)


@satudata_metadata_export.get("/<id>/catalogue.json")
def catalogue(id: str) -> Page:
    """A dataset as the national catalogue takes it."""
    package = _seen(id, types.DATASET)
    found = tk.get_action("satudata_metadata_catalogue_show")({}, {"id": package["id"]})
    return _file(exporting.written(found), f"{package['name']}.json", JSON)


@satudata_metadata_export.get("/export.json")
def everything() -> Page:
    """All kegiatan that the reader may see, each with its parts; `org`: those of one office.

    For accounts only: it is dear, and each kegiatan has its own document for everybody.
    """
    if tk.current_user.is_anonymous:
        return protection.login()
    asked = tk.request.args.get("org")
    office = model.Group.get(asked) if asked else None
    if asked and (office is None or not office.is_organization):
        return tk.abort(404, tk._("There is no such office."))
    pieces = exporting.as_json(_context(), office.id if office is not None else None)
    name = f"metadata-{office.name}.json" if office is not None else "metadata.json"
    return Response(stream_with_context(pieces), content_type=JSON, headers={
        "Content-Disposition": f"attachment; filename={name}"})


def _context() -> Any:
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}


def _seen(id_: str, *kinds: str) -> dict[str, Any]:
    try:
        package = tk.get_action("package_show")({}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such record."))
    if package["type"] not in kinds or package["state"] == "deleted":
        return tk.abort(404, tk._("There is no such record."))
    return package


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
