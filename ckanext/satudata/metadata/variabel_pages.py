"""What the pages of variables show, as finished contexts: rows, fields, links. Templates only print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata import helpers as shell
from ckanext.satudata.forms import keeping

from . import answers as texts
from . import autosaves, faults, form_fields, forms, inputs, messages, rows, rows_messages, schemas, unsaved, variabel_messages
from . import sections as tasks
from .answers import Answers
from .form_fields import Asking
from .row_inputs import Turn
from .sections import Fieldset

FORM = "satudata_metadata.variabel"     # what its tickets are called
ON_A_PAGE = 100
PAGE = "satudata_metadata_variabel"

Context = dict[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is of: a variable by its id, or a new one. `row`: as it is stored; None of a new one, and of one that
    somebody has removed while this person typed.
    """

    package: dict[str, Any]
    id: str
    row: Values | None

    @property
    def is_gone(self) -> bool:
        return self.row is None and self.id != unsaved.NEW


def fields() -> list[Mapping[str, Any]]:
    """The questions about a variable, in order."""
    return list(schemas.variabel()["dataset_fields"])


def index(package: dict[str, Any], number: int, refusal: str | None) -> Context:
    """A page of the list. `refusal`: why the reader cannot change it; None if he or she can."""
    found = tk.get_action("satudata_metadata_variabel_list")({}, {
        "kegiatan_id": package["id"], "limit": ON_A_PAGE, "offset": (number - 1) * ON_A_PAGE})
    last = max(1, -(-found["count"] // ON_A_PAGE))
    return {
        "pkg_dict": package, "count": found["count"], "may_change": refusal is None, "number": number, "last": last,
        "rows": [_listed(package, row, found["count"]) for row in found["results"]],
        "unsaved": _unsaved(package) if refusal is None else [],
        "pages": [{"number": n, "url": url(package, "index", page=n), "is_current": n == number} for n in range(1, last + 1)],
    }


def _listed(package: Values, row: Values, count: int) -> Context:
    said = texts.of_record(fields(), row)
    by_name = {field["field_name"]: field for field in fields()}
    missing = [messages.in_language(field["label"]) for field in fields()
               if field.get("satudata_required") and texts.is_empty(said[field["field_name"]])]
    return {
        "id": row["id"], "number": row["position"] + 1, "name": row["nama"], "alias": row.get("alias") or "",
        "definition": row.get("definisi") or "", "kind": inputs.shown(by_name["tipe_data"], said["tipe_data"]),
        "unit": row.get("satuan") or "", "missing": missing, "first": row["position"] == 0,
        "last": row["position"] + 1 == count, "url": url(package, "show", variabel_id=row["id"]),
    }


def url(package: Values, view: str, **more: Any) -> str:
    """The address of a page of a kegiatan's variables."""
    return tk.h.url_for(f"{PAGE}.{view}", id=package["name"], **more)


def show(package: dict[str, Any], row: Values, may_change: bool) -> Context:
    """All that is said of a variable; what is not filled in is left out."""
    said = texts.of_record(fields(), row)
    groups = [{"label": messages.in_language(section.label),
               "rows": [{"label": messages.in_language(field["label"]), "number": field.get("satudata_number"), "text": text}
                        for field in section.fields if (text := inputs.shown(field, said[field["field_name"]]))]}
              for section in tasks.sections_of(schemas.variabel())]
    return {"pkg_dict": package, "row": row, "groups": [g for g in groups if g["rows"]], "may_change": may_change}


def _unsaved(package: Values) -> list[Context]:
    """What the reader typed and did not save, as links to where it comes back."""
    found = []
    for id_, typed in unsaved.variabel_ids(package["id"], tk.current_user.id):
        if id_ in (unsaved.NEW, unsaved.PASTE):
            label = tk._("Add a variable") if id_ == unsaved.NEW else tk._("Paste from a spreadsheet")
            found.append({"label": label, "url": url(package, id_)})
        else:
            label = typed.get("nama") or tk._("Variable without a name")
            found.append({"label": label, "url": url(package, "edit", variabel_id=id_)})
    return found


def opened(subject: Subject, *, hide_restored: bool) -> Context | None:
    """The form with what the reader typed in it the last time, else as it is saved; what came through a lost login comes
    first. None where the variable is gone and nothing was typed.
    """
    saved, stamp, restored = texts.of_record(fields(), subject.row or {}), stamp_of(subject.row), None
    sent = keeping(FORM, subject.package["id"], subject.id).sent
    typed, shown = None, saved
    if sent is not None:
        shown, stamp = texts.of_form(fields(), sent), sent.get("stamp", "")
    elif kept := autosaves.of(subject.package["id"], unsaved.of_variabel(subject.id).name, tk.current_user.id):
        typed = texts.of_json(fields(), kept.typed)
        if texts.differing(typed, saved):
            shown, stamp = saved | typed, kept.stamp
            restored = None if hide_restored else shell.satudata_moment(kept.saved_at)
    if subject.is_gone and sent is None and typed is None:
        return None
    return form(subject, shown, stamp) | {"restored": restored, "after_login": sent is not None}


def form(subject: Subject, shown: Answers, stamp: str, errors: Mapping[str, Any] | None = None,
         general: Iterable[str] = (), turn: Turn | None = None) -> Context:
    """The form of a variable."""
    said = {name: str(_first(found)) for name, found in faults.of_errors(errors or {}).items()}
    known = {field["field_name"] for field in fields()}
    others = [sentence for name, sentence in said.items() if name not in known and faults.field_of(name) not in known]
    removed = [variabel_messages.removed_meanwhile()] if subject.is_gone else []
    groups = [Fieldset(section.label, section.fields) for section in tasks.sections_of(schemas.variabel())]
    empty = texts.of_record(fields(), {})
    sets = form_fields.of_groups(groups, Asking(schemas.VARIABEL, {}, empty | shown, said, {}, turn))
    package, row = subject.package, subject.row
    return {
        "pkg_dict": package, "row": row, "fieldsets": sets, "fields": form_fields.fields_of(sets), "stamp": stamp,
        "keeping": keeping(FORM, package["id"], subject.id), "is_gone": subject.is_gone, **_addresses(package, subject.id),
        "errors": [*({"field": None, "sentence": sentence} for sentence in (*removed, *general, *others)),
                   *form_fields.errors_of(sets)],
        "has_conditions": any(field.get("decides") for field in form_fields.fields_of(sets)),
        "beside": [other["name"] for other in forms.beside(package["id"], tk.current_user.id)
                   if row and other["section"] == unsaved.of_variabel(subject.id).name],
    }


def _addresses(package: Values, id_: str) -> Context:
    """Of the form itself, and of what its page asks for while it is filled in."""
    own = url(package, id_) if id_ in (unsaved.NEW, unsaved.PASTE) else url(package, "edit", variabel_id=id_)
    return {"action": own} | {verb: url(package, verb, variabel_id=id_) for verb in ("ask", "autosave", "discard")}


def _first(said: Any) -> Any:
    return said[0] if isinstance(said, list) and said else said


def stamp_of(row: Values | None) -> str:
    """Of the state that the form is filled from."""
    return texts.stamp_of(texts.of_record(fields(), row or {}))


def meanwhile(row: Values, stamp: str, mine: Answers) -> list[str]:
    """What somebody else has saved since the form was opened, where this person writes something else: a sentence a field."""
    theirs = texts.of_record(fields(), row)
    changed = texts.changed_since(stamp, theirs) if stamp else frozenset()
    return [tk._("Somebody else has changed “{field}” since you opened this page; saved is now: {text}. Your text stands in "
                 "the field; save again to keep yours.").format(
        field=messages.in_language(field["label"]), text=inputs.shown(field, theirs[name]) or tk._("Not filled in"))
        for field in fields() for name in (field["field_name"],)
        if name in changed and name in mine and not texts.same(mine[name], theirs[name])]


def labelled(answers: Answers) -> list[dict[str, str]]:
    """What was typed, with the names of its fields."""
    return [{"label": messages.in_language(field["label"]), "text": inputs.shown(field, answers[name])}
            for field in fields() for name in (field["field_name"],)
            if name in answers and not texts.is_empty(answers[name])]


# cells of a spreadsheet


def of_paste(text: str) -> tuple[list[Context], rows.Pasted]:
    """Variables as the actions take them, of cells that were copied out of a spreadsheet; one line is one variable."""
    asked = fields()
    read = rows.pasted_rows(text, asked)
    return [_values(row, asked) for row in read.rows], read


def _values(row: Mapping[str, str], asked: Iterable[Mapping[str, Any]]) -> Context:
    found: Context = {}
    for field in asked:
        said = row.get(field["field_name"], "")
        if texts.is_rows(field):
            found[field["field_name"]] = _pairs(said, field["repeating_subfields"])
        elif texts.is_lines(field):
            found[field["field_name"]] = _items(said)
        else:
            found[field["field_name"]] = inputs.code_of(field, said)
    return {name: value for name, value in found.items() if value}


def _items(cell: str) -> list[str]:
    return [item for part in re.split(r"[;\n]", cell) if (item := part.strip())]


def _pairs(cell: str, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """`1 = Laki-laki; 2 = Perempuan`: a code and what it means; without the sign only what it means."""
    code, meaning = parts[0]["field_name"], parts[-1]["field_name"]
    found = []
    for item in _items(cell):
        before, sign, after = item.partition("=")
        found.append({code: before.strip(), meaning: after.strip()} if sign else {meaning: item})
    return found


def paste_opened(package: dict[str, Any], *, hide_restored: bool) -> Context:
    """The page of the paste with what the reader pasted the last time and did not add."""
    sent = keeping(FORM, package["id"], unsaved.PASTE).sent
    if sent is not None:
        return paste(package, sent.get(unsaved.CELLS, "")) | {"after_login": True}
    kept = autosaves.of(package["id"], unsaved.of_variabel(unsaved.PASTE).name, tk.current_user.id)
    if kept is None:
        return paste(package)
    restored = None if hide_restored else shell.satudata_moment(kept.saved_at)
    return paste(package, kept.typed.get(unsaved.CELLS, "")) | {"restored": restored}


def paste(package: dict[str, Any], text: str = "", errors: Sequence[str] = ()) -> Context:
    """The page on which many variables are pasted at once."""
    return {"pkg_dict": package, "text": text, "keeping": keeping(FORM, package["id"], unsaved.PASTE),
            "columns": ", ".join(messages.in_language(field["label"]) for field in fields()),
            **_addresses(package, unsaved.PASTE),
            "errors": [{"field": "field-cells", "sentence": sentence} for sentence in errors]}


def paste_faults(error_dict: Mapping[str, Any]) -> list[str]:
    """Sentences of `satudata_metadata_variabel_replace` on rows of the paste."""
    labels = {field["field_name"]: messages.in_language(field["label"]) for field in fields()}
    found: list[str] = []
    for fault in error_dict.get("rows", ()):
        if not isinstance(fault, dict):
            found.append(str(fault))
            continue
        where = rows_messages.row(fault["row"])
        for name, said in faults.of_errors({key: value for key, value in fault.items() if key != "row"}).items():
            label = labels.get(name) or labels.get(faults.field_of(name), name)
            found.append(tk._("{row}, {field}: {sentence}").format(row=where, field=label, sentence=_first(said)))
    return found or [str(_first(said)) for said in error_dict.values()]
