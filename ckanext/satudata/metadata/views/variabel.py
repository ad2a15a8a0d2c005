"""The variables of a statistical activity: a list and a page of each for everybody who sees the activity; add, change, move
and remove for whoever may change it, and what is kept while somebody types. The paste has a module of its own.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

from ckanext.satudata import kept
from ckanext.satudata.forms import done, give_back, logged_out, take_long_texts, token_is_valid, without_core_check

from .. import answers as texts
from .. import form_pages, messages, unsaved, variabel_messages, variabel_pages
from ..answers import Answers
from ..forms import first_sentence
from ..unsaved import NEW, PASTE
from ..variabel_pages import FORM, Subject
from . import protection
from .form import forget, keep_line
from .form_asking import ELSEWHERE, fragments, keep, turned
from .protection import Page

satudata_metadata_variabel = Blueprint("satudata_metadata_variabel", __name__, url_prefix="/kegiatan/<id>/variabel")
without_core_check(satudata_metadata_variabel, *(f"{__name__}.{view}" for view in ("new", "edit", "ask", "autosave")))
take_long_texts(satudata_metadata_variabel)
WRONG, CONFLICT, NO_TOKEN = 422, 409, 400
KEGIATAN = "kegiatan"


@satudata_metadata_variabel.route("", strict_slashes=False)
def index(id: str) -> Page:
    """The list, a page at a time."""
    package = seen(id)
    number = tk.request.args.get("page", "1")
    at = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
    return tk.render("satudata_metadata/variabel/index.html", variabel_pages.index(package, max(at, 1), refusal_of(package)))


@satudata_metadata_variabel.route("/<variabel_id>")
def show(id: str, variabel_id: str) -> Page:
    """All that is said of one."""
    package = seen(id)
    page = variabel_pages.show(package, _row(package, variabel_id), refusal_of(package) is None)
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
    if variabel_id == PASTE:        # no variable: its page has a view of its own
        tk.abort(404, variabel_messages.no_such_variable())
    is_post = tk.request.method == "POST"
    if tk.current_user.is_anonymous:
        return signed_out(id, variabel_id) if is_post else protection.login()
    package = seen(id)
    if refusal := refusal_of(package):
        give_back(refusal, typed_texts())
    subject = Subject(package, variabel_id, _stored(package, variabel_id))
    if is_post:
        return _post(subject)
    page = variabel_pages.opened(subject, hide_restored="draft" in tk.request.args)
    return _page(page) if page else missing(variabel_messages.no_such_variable())


def _post(subject: Subject) -> Page:
    answers, stamp = texts.without_empty_rows(_sent()), tk.request.form.get("stamp", "")
    again = partial(variabel_pages.form, subject, answers)
    if not token_is_valid():
        return _page(again(stamp, general=[protection.press_again()])), NO_TOKEN
    # until it is saved: the script keeps a text two seconds after the last key, and some have no script
    keep(subject.package["id"], unsaved.of_variabel(subject.id).name, answers, stamp)
    if subject.is_gone and "anew" not in tk.request.form:
        return _removed(subject, answers)
    try:
        saved = _save(subject, answers, stamp)
    except tk.NotAuthorized as refused:
        give_back(str(refused), variabel_pages.labelled(answers))
    except tk.ObjectNotFound:
        return _removed(subject, answers) if subject.row else missing(variabel_messages.no_such_kegiatan())
    except tk.ValidationError as refused:
        if "stamp" in refused.error_dict:
            return _changed(subject, answers, stamp)
        return _page(again(stamp, refused.error_dict)), WRONG
    done()
    tk.h.flash_success(tk._("“{name}” is saved.").format(name=saved["nama"]))
    if "next" in tk.request.form:
        return tk.redirect_to(variabel_pages.url(subject.package, "new"))
    return _to_list(subject.package, saved["position"], saved["id"])


def _save(subject: Subject, answers: Answers, stamp: str) -> dict[str, Any]:
    """What was kept of the text goes with the save, in one transaction."""
    values = {name: value for name, value in texts.as_patch(answers, variabel_pages.fields()).items() if value}
    context: Any = {unsaved.KEY: unsaved.of_variabel(subject.id).name}
    if subject.row:
        values |= {"id": subject.row["id"], "stamp": stamp}
        return tk.get_action("satudata_metadata_variabel_update")(context, values)
    return tk.get_action("satudata_metadata_variabel_create")(context, values | {"kegiatan_id": subject.package["id"]})


def _changed(subject: Subject, answers: Answers, stamp: str) -> Page:
    """Somebody else was faster: what is saved now is said, what was typed stays in the fields."""
    row = _stored(subject.package, subject.id)
    if row is None:
        return _removed(subject, answers)
    told = variabel_pages.meanwhile(row, stamp, answers) or [messages.changed_meanwhile()]
    fresh = Subject(subject.package, subject.id, row)
    return _page(variabel_pages.form(fresh, answers, variabel_pages.stamp_of(row), general=told)), CONFLICT


def _removed(subject: Subject, answers: Answers) -> Page:
    """Somebody has removed the variable: the next save makes a new one of what was typed, if this person wants it."""
    if not variabel_pages.labelled(answers):
        return missing(variabel_messages.no_such_variable())
    return _page(variabel_pages.form(Subject(subject.package, subject.id, None), answers, "")), CONFLICT


@satudata_metadata_variabel.post("/<variabel_id>/ask")
def ask(id: str, variabel_id: str) -> Page:
    """The form with the answers as they stand in it, after a button of its rows; they are kept, and nothing is saved."""
    is_htmx = "HX-Request" in tk.request.headers
    if tk.current_user.is_anonymous:
        return (form_pages.logged_out(), 200, ELSEWHERE) if is_htmx else signed_out(id, variabel_id)
    package = seen(id)
    subject = Subject(package, variabel_id, _stored(package, variabel_id))
    answers, stamp = _sent(), tk.request.form.get("stamp", "")
    if refusal := refusal_of(package):
        return (refusal, 200, ELSEWHERE) if is_htmx else give_back(refusal, variabel_pages.labelled(answers))
    if not token_is_valid():
        if is_htmx:
            return protection.press_again(), 200, ELSEWHERE
        return _page(variabel_pages.form(subject, answers, stamp, general=[protection.press_again()])), NO_TOKEN
    answers, turn = turned(variabel_pages.fields(), answers)
    keep(package["id"], unsaved.of_variabel(variabel_id).name, answers, stamp)
    page = variabel_pages.form(subject, answers, stamp, turn=turn)
    if is_htmx:
        changed = fragments(page | {"section": {"label": ""}}, "variabel", turn)
        return tk.render("satudata_metadata/form/asked.html", changed), 200, {"HX-Trigger": "sd-kept"}
    return _page(page)


@satudata_metadata_variabel.post("/<variabel_id>/autosave")
def autosave(id: str, variabel_id: str) -> Page:
    """Keep what stands in the form, or on the page of the paste; answers with the words for the line under it."""
    if tk.current_user.is_anonymous or not token_is_valid():
        return form_pages.logged_out()
    if (package := _found(id)) is None:
        return variabel_messages.no_such_kegiatan()
    place = unsaved.of_variabel(variabel_id)
    return keep_line(package["id"], place.name, texts.of_form(place.fields, tk.request.form))


@satudata_metadata_variabel.post("/<variabel_id>/discard")
def discard(id: str, variabel_id: str) -> Page:
    """Forget what was typed and not saved."""
    if tk.current_user.is_anonymous:
        return protection.login()
    package = seen(id)
    forget(package["id"], unsaved.of_variabel(variabel_id).name)
    return tk.redirect_to(variabel_pages.url(package, "index"))


@satudata_metadata_variabel.post("/<variabel_id>/move")
def move(id: str, variabel_id: str) -> Page:
    """One place up or down, or to a place by its number."""
    package, row = _to_change(id, variabel_id)
    if row is None:
        return package
    at, wanted = row["position"], tk.request.form.get("to", "")
    to = {"up": at - 1, "down": at + 1}.get(wanted, int(wanted) - 1 if wanted.isdecimal() and len(wanted) < 6 else at)
    try:
        moved = tk.get_action("satudata_metadata_variabel_move")({}, {"id": row["id"], "position": max(0, to)})
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


def seen(id_: str) -> dict[str, Any]:
    """The activity, for whoever may see it."""
    return _found(id_) or missing(variabel_messages.no_such_kegiatan())


def _found(id_: str) -> dict[str, Any] | None:
    try:
        package = tk.get_action("package_show")({}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return package if package["type"] == KEGIATAN and package["state"] != "deleted" else None


def _row(package: dict[str, Any], id_: str) -> dict[str, Any]:
    return _stored(package, id_) or missing(variabel_messages.no_such_variable())


def _stored(package: dict[str, Any], id_: str) -> dict[str, Any] | None:
    """The variable, where it is one of this activity."""
    if id_ == NEW:
        return None
    try:
        row = tk.get_action("satudata_metadata_variabel_show")({}, {"id": id_})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return row if row["kegiatan_id"] == package["id"] else None


def missing(sentence: str) -> NoReturn:
    """What the page is about is not there, perhaps since this person began to type: what was typed is given back."""
    if typed := typed_texts():
        give_back(sentence, typed)
    tk.abort(404, sentence)


def typed_texts() -> list[dict[str, str]]:
    """What came with the request, with the names of its fields."""
    shown = variabel_pages.labelled(_sent())
    if cells := tk.request.form.get(unsaved.CELLS, "").strip():
        shown.append({"label": tk._("Cells copied from a spreadsheet"), "text": cells})
    return shown


def _refused(package: dict[str, Any], row: dict[str, Any], refused: Exception) -> Page:
    """Back to the list with what stood against it: nothing was typed that could be lost."""
    said = first_sentence(refused.error_dict) if isinstance(refused, tk.ValidationError) else str(refused)
    tk.h.flash_error(said or variabel_messages.no_such_variable())
    return _to_list(package, row["position"])


def refusal_of(package: dict[str, Any]) -> str | None:
    return tk._("Log in first.") if tk.current_user.is_anonymous else protection.refusal(package)


def _to_change(id_: str, variabel_id: str) -> tuple[Any, dict[str, Any] | None]:
    """The activity and the variable for a button without a text; else what to answer, and nothing."""
    if tk.current_user.is_anonymous:
        return protection.login(), None
    package = seen(id_)
    if refusal := refusal_of(package):
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


def signed_out(id_: str, variabel_id: str) -> Page:
    """The login has ended: the ticket says for which form what was typed is kept."""
    ticket = kept.read(tk.request.form.get("ticket"), FORM)
    view, more = (variabel_id, {}) if variabel_id in (NEW, PASTE) else ("edit", {"variabel_id": variabel_id})
    back = partial(tk.url_for, f"satudata_metadata_variabel.{view}", id=id_, **more)
    return logged_out(back, typed_texts(), ticket)
