"""The variables of a statistical activity: a list and a page of each for everybody who sees the activity; add, change, move,
paste and remove for whoever may change it.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

from ckanext.satudata import kept
from ckanext.satudata.forms import done, give_back, keeping, logged_out, token_is_valid, without_core_check

from .. import answers as texts
from .. import rows_messages, variabel_messages, variabel_pages
from ..answers import Answers
from ..forms import first_sentence
from ..variabel_pages import FORM
from . import protection
from .form_asking import fragments, turned
from .protection import Page

satudata_metadata_variabel = Blueprint("satudata_metadata_variabel", __name__, url_prefix="/kegiatan/<id>/variabel")
without_core_check(satudata_metadata_variabel, *(f"{__name__}.{view}" for view in ("new", "edit", "ask", "paste")))
WRONG, CONFLICT, NO_TOKEN = 422, 409, 400
KEGIATAN = "kegiatan"
NEW = "new"
MOST_PASTED = 500_000           # characters


@satudata_metadata_variabel.route("", strict_slashes=False)
def index(id: str) -> Page:
    """The list, a page at a time."""
    package = _seen(id)
    number = tk.request.args.get("page", "1")
    at = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
    return tk.render("satudata_metadata/variabel/index.html", variabel_pages.index(package, max(at, 1), _refusal(package)))


@satudata_metadata_variabel.route("/<variabel_id>")
def show(id: str, variabel_id: str) -> Page:
    """All that is said of one."""
    package = _seen(id)
    page = variabel_pages.show(package, _row(package, variabel_id), _refusal(package) is None)
    return tk.render("satudata_metadata/variabel/show.html", page)


@satudata_metadata_variabel.route("/new", methods=["GET", "POST"])
def new(id: str) -> Page:
    """Another variable, at the end of the list."""
    return _form(id, NEW)


@satudata_metadata_variabel.route("/<variabel_id>/edit", methods=["GET", "POST"])
def edit(id: str, variabel_id: str) -> Page:
    """Other answers for a variable."""
    return _form(id, variabel_id)


def _form(id: str, variabel_id: str) -> Page:
    if tk.current_user.is_anonymous:
        return _logged_out(id, variabel_id) if tk.request.method == "POST" else protection.login()
    package = _seen(id)
    row = None if variabel_id == NEW else _row(package, variabel_id)
    if refusal := _refusal(package):
        give_back(refusal, variabel_pages.labelled(_sent()) if tk.request.method == "POST" else [])
    if tk.request.method == "POST":
        return _post(package, row)
    sent = keeping(FORM, package["id"], variabel_id).sent
    shown = texts.of_record(variabel_pages.fields(), row or {})
    stamp = variabel_pages.stamp_of(row)
    if sent is not None:
        shown, stamp = texts.of_form(variabel_pages.fields(), sent), sent.get("stamp", "")
    return _page(variabel_pages.form(package, row, shown, stamp) | {"after_login": sent is not None})


def _post(package: dict[str, Any], row: dict[str, Any] | None) -> Page:
    answers, stamp = texts.without_empty_rows(_sent()), tk.request.form.get("stamp", "")
    again = partial(variabel_pages.form, package, row, answers)
    if not token_is_valid():
        return _page(again(stamp, general=[protection.press_again()])), NO_TOKEN
    if row and (told := variabel_pages.meanwhile(row, stamp, answers)):
        return _page(again(variabel_pages.stamp_of(row), general=told)), CONFLICT
    values = {name: value for name, value in texts.as_patch(answers, variabel_pages.fields()).items() if value}
    try:
        if row:
            saved = tk.get_action("satudata_metadata_variabel_update")({}, {**values, "id": row["id"]})
        else:
            saved = tk.get_action("satudata_metadata_variabel_create")({}, {**values, "kegiatan_id": package["id"]})
    except tk.NotAuthorized as refused:
        give_back(str(refused), variabel_pages.labelled(answers))
    except tk.ObjectNotFound:
        _gone()
    except tk.ValidationError as refused:
        return _page(again(stamp, refused.error_dict)), WRONG
    done()
    tk.h.flash_success(tk._("“{name}” is saved.").format(name=saved["nama"]))
    if "next" in tk.request.form:
        return tk.redirect_to(variabel_pages.url(package, "new"))
    return _to_list(package, saved["position"], saved["id"])


@satudata_metadata_variabel.post("/<variabel_id>/ask")
def ask(id: str, variabel_id: str) -> Page:
    """The form with the answers as they stand in it, after a button of its rows; nothing is saved."""
    is_htmx = "HX-Request" in tk.request.headers
    if tk.current_user.is_anonymous:
        return _logged_out(id, variabel_id)
    package = _seen(id)
    row = None if variabel_id == NEW else _row(package, variabel_id)
    answers, stamp = _sent(), tk.request.form.get("stamp", "")
    if refusal := _refusal(package):
        give_back(refusal, variabel_pages.labelled(answers))
    if not token_is_valid():
        return _page(variabel_pages.form(package, row, answers, stamp, general=[protection.press_again()])), NO_TOKEN
    answers, turn = turned(variabel_pages.fields(), answers)
    page = variabel_pages.form(package, row, answers, stamp, turn=turn)
    if is_htmx:
        label = {"section": {"label": ""}}
        return tk.render("satudata_metadata/form/asked.html", fragments(page | label, "variabel", turn))
    return _page(page)


@satudata_metadata_variabel.route("/paste", methods=["GET", "POST"])
def paste(id: str) -> Page:
    """Many at once, out of a spreadsheet: all or none."""
    text = tk.request.form.get("cells", "")[:MOST_PASTED]
    if tk.current_user.is_anonymous:
        return _logged_out(id, "paste") if tk.request.method == "POST" else protection.login()
    package = _seen(id)
    if refusal := _refusal(package):
        give_back(refusal, [{"label": tk._("Cells copied from a spreadsheet"), "text": text}] if text else [])
    if tk.request.method == "GET":
        sent = keeping(FORM, package["id"], "paste").sent
        return _paste_page(package, sent.get("cells", "") if sent is not None else "")
    if not token_is_valid():
        return _paste_page(package, text, [protection.press_again()], NO_TOKEN)
    wanted, read = variabel_pages.of_paste(text)
    if not wanted:
        return _paste_page(package, text, [rows_messages.nothing_pasted()], WRONG)
    try:
        tk.get_action("satudata_metadata_variabel_replace")({}, {"kegiatan_id": package["id"], "rows": wanted, "add": True})
    except tk.NotAuthorized as refused:
        give_back(str(refused), [{"label": tk._("Cells copied from a spreadsheet"), "text": text}])
    except tk.ValidationError as refused:
        return _paste_page(package, text, variabel_pages.paste_faults(refused.error_dict), WRONG)
    done()
    tk.h.flash_success(rows_messages.pasted(len(wanted), read.unknown, read.is_cut))
    return tk.redirect_to(variabel_pages.url(package, "index"))


def _paste_page(package: dict[str, Any], text: str, errors: list[str] | None = None, status: int = 200) -> Page:
    return tk.render("satudata_metadata/variabel/paste.html", variabel_pages.paste(package, text, errors or [])), status


@satudata_metadata_variabel.post("/<variabel_id>/move")
def move(id: str, variabel_id: str) -> Page:
    """One place up or down, or to a place by its number."""
    package, row = _to_change(id, variabel_id)
    if row is None:
        return package
    at, wanted = row["position"], tk.request.form.get("to", "")
    to = {"up": at - 1, "down": at + 1}.get(wanted, int(wanted) - 1 if wanted.isdecimal() and len(wanted) < 6 else at)
    try:
        moved = tk.get_action("satudata_metadata_variabel_update")({}, {**row, "position": max(0, to)})
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound) as refused:
        return _refused(package, row, refused)
    return _to_list(package, moved["position"], row["id"])


@satudata_metadata_variabel.route("/<variabel_id>/remove", methods=["GET", "POST"])
def remove(id: str, variabel_id: str) -> Page:
    """Asks, then takes it out."""
    package, row = _to_change(id, variabel_id)
    if row is None:
        return package
    if tk.request.method == "GET":
        return tk.render("satudata_metadata/variabel/remove.html", {"pkg_dict": package, "row": row})
    try:
        tk.get_action("satudata_metadata_variabel_delete")({}, {"id": row["id"]})
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound) as refused:
        return _refused(package, row, refused)
    tk.h.flash_success(tk._("“{name}” was removed.").format(name=row["nama"]))
    return _to_list(package, row["position"])


# what stands in front of the pages


def _seen(id_: str) -> dict[str, Any]:
    """The activity, for whoever may see it."""
    try:
        package = tk.get_action("package_show")({}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, variabel_messages.no_such_kegiatan())
    if package["type"] != KEGIATAN or package["state"] == "deleted":
        tk.abort(404, variabel_messages.no_such_kegiatan())
    return package


def _row(package: dict[str, Any], id_: str) -> dict[str, Any]:
    try:
        row = tk.get_action("satudata_metadata_variabel_show")({}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        _gone()
    if row["kegiatan_id"] != package["id"]:
        _gone()
    return row


def _gone() -> NoReturn:
    """Somebody has removed the variable, perhaps while this person typed: the page then shows what was typed."""
    if tk.request.method == "POST" and (typed := variabel_pages.labelled(_sent())):
        give_back(variabel_messages.no_such_variable(), typed)
    tk.abort(404, variabel_messages.no_such_variable())


def _refused(package: dict[str, Any], row: dict[str, Any], refused: Exception) -> Page:
    """Back to the list with what stood against it: nothing was typed that could be lost."""
    said = first_sentence(refused.error_dict) if isinstance(refused, tk.ValidationError) else str(refused)
    tk.h.flash_error(said or variabel_messages.no_such_variable())
    return _to_list(package, row["position"])


def _refusal(package: dict[str, Any]) -> str | None:
    return tk._("Log in first.") if tk.current_user.is_anonymous else protection.refusal(package)


def _to_change(id_: str, variabel_id: str) -> tuple[Any, dict[str, Any] | None]:
    """The activity and the variable for a button without a text; else what to answer, and nothing."""
    if tk.current_user.is_anonymous:
        return protection.login(), None
    package = _seen(id_)
    if refusal := _refusal(package):
        tk.abort(403, refusal)
    return package, _row(package, variabel_id)


def _sent() -> Answers:
    return texts.of_form(variabel_pages.fields(), tk.request.form)


def _page(page: dict[str, Any]) -> str:
    return tk.render("satudata_metadata/variabel/edit.html", page)


def _to_list(package: dict[str, Any], position: int, variabel_id: str | None = None) -> Response:
    """To the page of the list on which a row stands."""
    number = position // variabel_pages.ON_A_PAGE + 1
    more: dict[str, Any] = {"page": number} if number > 1 else {}
    return tk.redirect_to(variabel_pages.url(package, "index", **more, _anchor=f"row-{variabel_id}" if variabel_id else None))


def _logged_out(id_: str, variabel_id: str) -> Page:
    """The login has ended: the ticket says for which form what was typed is kept."""
    ticket = kept.read(tk.request.form.get("ticket"), FORM)
    view, more = {NEW: ("new", {}), "paste": ("paste", {})}.get(variabel_id, ("edit", {"variabel_id": variabel_id}))
    back = partial(tk.url_for, f"satudata_metadata_variabel.{view}", id=id_, **more)
    shown = variabel_pages.labelled(_sent())
    if cells := tk.request.form.get("cells", "").strip():
        shown.append({"label": tk._("Cells copied from a spreadsheet"), "text": cells})
    return logged_out(back, shown, ticket)
