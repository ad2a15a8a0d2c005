"""Many variables at once, out of a spreadsheet: all or none, and the cells stay on the page until they are added."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.forms import done, give_back, token_is_valid, without_core_check

from .. import answers as texts
from .. import rows, rows_messages, unsaved, variabel_messages, variabel_pages
from ..unsaved import CELLS, MOST_PASTED, PASTE
from . import protection
from .form_asking import keep
from .protection import Page
from .variabel import NO_TOKEN, WRONG, refusal_of, satudata_metadata_variabel, seen, signed_out, typed_texts

without_core_check(satudata_metadata_variabel, f"{__name__}.paste")
TOO_LONG = 413


@satudata_metadata_variabel.route("/paste", methods=["GET", "POST"])
def paste(id: str) -> Page:
    """Shown, or added."""
    is_post = tk.request.method == "POST"
    if tk.current_user.is_anonymous:
        return signed_out(id, PASTE) if is_post else protection.login()
    package = seen(id)
    if refusal := refusal_of(package):
        give_back(refusal, typed_texts())
    if is_post:
        sent = texts.of_form(unsaved.of_variabel(PASTE).fields, tk.request.form)
        return _post(package, str(sent.get(CELLS, "")))
    page = variabel_pages.paste_opened(package, hide_restored="draft" in tk.request.args)
    return tk.render("satudata_metadata/variabel/paste.html", page)


def _post(package: dict[str, Any], text: str) -> Page:
    if not token_is_valid():
        return _again(package, text, [protection.press_again()], NO_TOKEN)
    place = unsaved.of_variabel(PASTE).name
    keep(package["id"], place, {CELLS: text}, "")       # a paste and a press at once leave no time for the script
    if len(text) > MOST_PASTED:
        return _again(package, text, [variabel_messages.paste_too_long(MOST_PASTED, len(text))], TOO_LONG)
    wanted, read = variabel_pages.of_paste(text)
    if not wanted:
        return _again(package, text, [rows_messages.nothing_pasted()])
    if read.is_cut:
        return _again(package, text, [variabel_messages.paste_too_many(rows.MOST)])
    context: Any = {unsaved.KEY: place}
    try:
        tk.get_action("satudata_metadata_variabel_replace")(
            context, {"kegiatan_id": package["id"], "rows": wanted, "add": True})
    except tk.NotAuthorized as refused:
        give_back(str(refused), typed_texts())
    except tk.ValidationError as refused:
        return _again(package, text, variabel_pages.paste_faults(refused.error_dict))
    done()
    tk.h.flash_success(rows_messages.pasted(len(wanted), read.unknown, False))
    return tk.redirect_to(variabel_pages.url(package, "index"))


def _again(package: dict[str, Any], text: str, errors: list[str], status: int = WRONG) -> Page:
    return tk.render("satudata_metadata/variabel/paste.html", variabel_pages.paste(package, text, errors)), status
