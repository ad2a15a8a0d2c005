"""What the columns of a file mean: a page of the form, one row a column."""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata import kept
from ckanext.satudata.forms import done, keeping, logged_out, token_is_valid, typed_texts, without_core_check

from .. import dictionary, form_pages, forms
from .form import WRONG, satudata_metadata_form
from .form_files import back_to_files, ready, resource_of
from .protection import Page, press_again

KEYS = ("label", "notes", "unit", "variabel_id")

without_core_check(satudata_metadata_form, f"{__name__}.save_columns")
SAVE = "satudata_metadata_form.save_columns"


@satudata_metadata_form.get("/file/<resource_id>/columns")
def columns(id: str, resource_id: str) -> Page:
    """The columns of the table, with what is known of them and what their headings suggest."""
    package = ready(id)
    if not isinstance(package, dict):
        return package
    resource = resource_of(package, resource_id)
    sent = keeping(SAVE, resource_id).sent
    return _page(package, resource, None if sent is None else _typed(sent))


@satudata_metadata_form.post("/file/<resource_id>/columns")
def save_columns(id: str, resource_id: str) -> Page:
    """Keep what was said of the columns; each row that was sent is confirmed by the person who sent it."""
    if tk.current_user.is_anonymous:
        back = partial(tk.url_for, "satudata_metadata_form.columns", id=id, resource_id=resource_id)
        labels = {"label-": tk._("Heading for readers"), "notes-": tk._("Meaning"), "unit-": tk._("Unit")}
        return logged_out(back, typed_texts(labels), kept.read(tk.request.form.get("ticket"), SAVE, resource_id))
    package = ready(id)
    if not isinstance(package, dict):
        return package
    resource, typed = resource_of(package, resource_id), _typed(tk.request.form)
    if not token_is_valid():
        return _page(package, resource, typed, [{"field": None, "sentence": press_again()}]), 400
    try:
        tk.get_action("satudata_metadata_dictionary_update")({}, {
            "resource_id": resource_id, "columns": [{"name": name, **said} for name, said in typed.items()]})
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    except tk.ValidationError as refused:
        return _page(package, resource, typed, _errors(refused, list(typed))), WRONG
    done()
    tk.h.flash_success(tk._("What the columns mean is saved."))
    return back_to_files(package, f"file-{resource_id}")


def _typed(form: Any) -> dict[str, dict[str, str]]:
    """What the form says, by name of the column: `name-0`, `label-0` … stand in one row."""
    found: dict[str, dict[str, str]] = {}
    number = 0
    while f"name-{number}" in form:
        found[form[f"name-{number}"]] = {key: form.get(f"{key}-{number}", "") for key in KEYS}
        number += 1
    return found


def _errors(refused: tk.ValidationError, order: list[str]) -> list[dict[str, Any]]:
    found = []
    faults: Any = refused.error_dict.get("columns", ())
    for fault in faults:
        said = dict(fault) if isinstance(fault, dict) else {}
        name = said.pop("name", "")
        name = name[0] if isinstance(name, list) else name
        for key, sentences in said.items() or (("name", fault.get("name", "")),):
            at = order.index(name) if name in order else None
            found.append({"field": None if at is None else f"field-{key}-{at}", "sentence": forms.first_sentence(sentences)})
    return found or [{"field": None, "sentence": forms.first_sentence(refused.error_dict)}]


def _page(package: dict[str, Any], resource: dict[str, Any], typed: dict[str, dict[str, str]] | None,
          errors: list[dict[str, Any]] | None = None) -> str:
    section = next(s for s in forms.sections_of(package["type"]) if s.has_files)
    rows = [column | (typed or {}).get(column["name"], {}) for column in dictionary.shown({}, resource["id"])]
    return tk.render("satudata_metadata/form/columns.html", form_pages.files(package, section, errors) | {
        "resource": resource, "rows": rows, "choices": dictionary.choices({}, package["id"]),
        "keeping": keeping(SAVE, resource["id"]), "kegiatan": package.get(dictionary.LINK)})
