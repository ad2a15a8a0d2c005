"""Where a record begins: one file or several, a list that describes them, or last period's record."""

from __future__ import annotations

import uuid
from typing import Any

import ckan.lib.uploader as uploader
import ckan.plugins.toolkit as tk
from flask import Blueprint, make_response
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from ckanext.satudata.forms import token_is_valid, without_core_check

from .. import draft_messages, drafts, schemas, sheet, starting
from . import protection
from .protection import Page

satudata_metadata_start = Blueprint("satudata_metadata_start", __name__, url_prefix="/satudata/metadata")
without_core_check(satudata_metadata_start, *(f"{__name__}.{view}" for view in ("new", "copy")))
WRONG, NO_TOKEN, FORBIDDEN = 422, 400, 403
LONGEST_ATTEMPT = 64
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@satudata_metadata_start.before_app_request
def _new_is_the_start_page() -> Response | None:
    """CKAN's "Add dataset" of our types leads here, also from an office's page; `?manual=1` keeps CKAN's own form within
    reach, and its POST and the API stay CKAN's.
    """
    if tk.request.method != "GET" or not (tk.request.endpoint or "").endswith(".new") or set(tk.request.args) - {"group"}:
        return None
    package_type = str((tk.request.view_args or {}).get("package_type"))
    if tk.request.endpoint != f"{package_type}.new" or not schemas.is_ours(package_type):
        return None
    wanted = {"org": tk.request.args.get("group"), "type": None if package_type == "dataset" else package_type}
    return tk.redirect_to("satudata_metadata_start.new", **{name: value for name, value in wanted.items() if value})


@satudata_metadata_start.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """One draft for each file, or for each row of the list that came with them."""
    if tk.current_user.is_anonymous:
        return protection.login()
    package_type = tk.request.values.get("type") or "dataset"
    if not schemas.is_ours(package_type):
        return tk.abort(404, tk._("Records of this type do not begin with a file."))
    page = _page(package_type)
    if not page["offices"]:
        return tk.render("satudata_metadata/start/no_office.html", {"sentence": draft_messages.no_office()}), FORBIDDEN
    page["template"] = "new" if schemas.takes_files(package_type) else "begin"
    if tk.request.method == "GET":
        return tk.render(f"satudata_metadata/start/{page['template']}.html", page)
    if not token_is_valid():
        return _wrong(page, [{"field": None, "sentence": protection.press_again()}], NO_TOKEN)
    return _make(page, package_type) if schemas.takes_files(package_type) else _begin(page, package_type)


def _page(package_type: str) -> dict[str, Any]:
    offices = starting.offices()
    asked = tk.request.values.get("org") or ""
    chosen = next((office["id"] for office in offices if asked in (office["id"], office["name"])), None)
    return {
        "offices": offices, "org": chosen or (offices[0]["id"] if len(offices) == 1 else None), "type": package_type,
        "limit": uploader.get_max_resource_size(), "most": starting.MOST_FILES, "attempt": _attempt(), "errors": [],
    }


def _attempt() -> str:
    """Of this form: sent again with the same files, it finds what it made the first time."""
    return (tk.request.form.get("attempt") or "")[:LONGEST_ATTEMPT] or uuid.uuid4().hex


def _wrong(page: dict[str, Any], errors: list[dict[str, Any]], status: int = WRONG) -> Page:
    return tk.render(f"satudata_metadata/start/{page['template']}.html", page | {"errors": errors}), status


def _begin(page: dict[str, Any], package_type: str) -> Page:
    """A record without files begins with its title."""
    page["title"] = (tk.request.form.get("title") or "").strip()
    if not page["org"]:
        return _wrong(page, [{"field": "field-org", "sentence": draft_messages.choose_office()}])
    if not page["title"]:
        return _wrong(page, [{"field": "field-title", "sentence": draft_messages.write_title()}])
    try:
        made = starting.begin(page["org"], package_type, page["title"], page["attempt"])
    except tk.NotAuthorized as refused:
        return _wrong(page, [{"field": "field-org", "sentence": str(refused)}], FORBIDDEN)
    except tk.ValidationError as refused:
        return _wrong(page, [{"field": "field-title", "sentence": said} for said in starting.sentences_of(refused)])
    return _to_form(made, [])


def _make(page: dict[str, Any], package_type: str) -> Page:
    files = [file for file in tk.request.files.getlist("files") if file.filename]
    listed = tk.request.files.get("list")
    if not page["org"]:
        return _wrong(page, [{"field": "field-org", "sentence": draft_messages.choose_office()}])
    if not files and not (listed and listed.filename):
        return _wrong(page, [{"field": "field-files", "sentence": draft_messages.choose_files()}])
    rows, told = _rows(listed, package_type) if listed and listed.filename else ((), [])
    if told and not files and not rows:
        return _wrong(page, [{"field": "field-list", "sentence": sentence} for sentence in told])
    pairs = sheet.pair([drafts.name_of(file) for file in files], rows)
    name = drafts.name_of(listed) if rows else ""
    results = starting.make(page["org"], package_type, pairs, files, name, page["attempt"])
    if len(results) == 1 and results[0]["made"]:
        return _to_form(results[0]["made"], told + results[0]["sentences"])
    if len(results) == 1:
        return _wrong(page, [{"field": "field-files", "sentence": sentence} for sentence in results[0]["sentences"]])
    return tk.render("satudata_metadata/start/made.html", {
        "results": results, "told": told, "made": sum(bool(result["made"]) for result in results)})


def _rows(listed: FileStorage, package_type: str) -> tuple[tuple[sheet.Row, ...], list[str]]:
    """The rows of the list, and what its sender should know of it."""
    try:
        found = starting.read_list(listed, package_type)
    except tk.ValidationError as refused:
        return (), [draft_messages.list_unreadable(sentence) for sentence in starting.sentences_of(refused)]
    told = [draft_messages.unknown_columns(", ".join(found.unknown))] if found.unknown else []
    return found.rows, told + ([draft_messages.list_too_long(sheet.MOST_ROWS)] if found.is_cut else [])


def _to_form(made: dict[str, Any], sentences: list[str]) -> Response:
    """Straight on to the form, with what there is to know."""
    tk.h.flash_success(tk._("The draft is made. Only you and your office see it."))
    for sentence in sentences:
        tk.h.flash_notice(sentence)
    return tk.redirect_to("satudata_metadata_form.overview", id=made["name"])


@satudata_metadata_start.get("/new/sheet.xlsx")
def template() -> Response:
    """The empty list, with the choices of each field."""
    if tk.current_user.is_anonymous:
        return protection.login()
    try:
        content = starting.template(tk.request.args.get("type") or "dataset")
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Records of this type do not begin with a file."))
    answer = make_response(content)
    answer.headers["Content-Type"] = XLSX
    answer.headers["Content-Disposition"] = "attachment; filename=daftar-berkas.xlsx"
    return answer


@satudata_metadata_start.route("/<id>/copy", methods=["GET", "POST"])
def copy(id: str) -> Page:
    """The same data for the next period: the new file, and everything else from the record."""
    package = protection.record(id)
    if not isinstance(package, dict):
        return package
    user: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        tk.check_access("satudata_metadata_draft_copy", user, {"id": package["id"]})
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    page = {"pkg_dict": package, "limit": uploader.get_max_resource_size(), "attempt": _attempt(), "errors": [],
            "takes_files": schemas.takes_files(package["type"])}
    if tk.request.method == "GET":
        return tk.render("satudata_metadata/start/copy.html", page)
    if not token_is_valid():
        return _not_copied(page, [protection.press_again()], NO_TOKEN)
    wanted = {"id": package["id"], "upload": tk.request.files.get("upload"), "attempt": page["attempt"]}
    try:
        made = tk.get_action("satudata_metadata_draft_copy")({}, wanted)
    except tk.ValidationError as refused:
        return _not_copied(page, starting.sentences_of(refused))
    return _to_form(made, starting.notes_of(made, package["type"]))


def _not_copied(page: dict[str, Any], sentences: list[str], status: int = WRONG) -> Page:
    errors = [{"field": "field-upload", "sentence": sentence} for sentence in sentences]
    return tk.render("satudata_metadata/start/copy.html", page | {"errors": errors}), status
