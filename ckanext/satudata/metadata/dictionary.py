"""The data dictionary: what the columns of a file's table mean, and which variable of its kegiatan each one holds.

Kept in a table of ours, because the DataStore's own is made anew with each file, and may be gone; CKAN's data dictionary
is written from it, so that its page, its API and every client that reads it say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.database import has_table

from . import datastore, dictionary_messages, variabel
from .guessing import columns as guessing
from .guessing import units
from .model import Column, Variabel
from .model.table import now

LINK = "kegiatan"               # field of a dataset: the activity that its data comes from
MOST_CHARACTERS = {"label": 200, "notes": 5_000, "unit": 60}
KNOWN = ("label", "notes", "unit")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table as the DataStore has it."""

    name: str
    type: str
    label: str


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Column.__tablename__)


def of(resource_id: str) -> dict[str, Column]:
    """What is known of the columns of a file, by name of the column."""
    if not is_ready():
        return {}
    rows = model.Session.scalars(sa.select(Column).where(Column.resource_id == resource_id).order_by(Column.name))
    return {row.name: row for row in rows}


def content_of(package_id: str) -> dict[str, list[dict[str, str]]]:
    """What people said of the columns, by file: part of what is sealed. Guesses that nobody confirmed are left out."""
    if not is_ready():
        return {}
    query = sa.select(Column).where(Column.package_id == package_id, sa.not_(Column.is_guessed))
    found: dict[str, list[dict[str, str]]] = {}
    for row in model.Session.scalars(query.order_by(Column.resource_id, Column.name)):
        # the variable by its id: another name of it is a change of its kegiatan, not of this record
        said = {"name": row.name} | {key: getattr(row, key) for key in KNOWN} | {"variabel_id": row.variabel_id}
        found.setdefault(row.resource_id, []).append({key: value for key, value in said.items() if value})
    return found


def fields_of(resource_id: str) -> list[Field]:
    """The columns that the DataStore has for a file; none where it has no table."""
    if not datastore.exists(resource_id):
        return []
    info = tk.get_action("datastore_info")(datastore.loader_context(), {"id": resource_id})
    return [Field(field["id"], field["type"], (field.get("info") or {}).get("label") or field["id"])
            for field in info["fields"]]


def shown(context: Any, resource_id: str) -> list[dict[str, Any]]:
    """The columns of the table in its order, each with what the reader may know of it.

    What nobody has confirmed is for those who may confirm it; a variable is named to whoever sees its kegiatan.
    """
    known = of(resource_id)
    if not _may("resource_update", context, resource_id):
        known = {name: row for name, row in known.items() if not row.is_guessed}
    ids = [row.variabel_id for row in known.values() if row.variabel_id]
    linked = model.Session.scalars(sa.select(Variabel).where(Variabel.id.in_(ids))).all() if ids else ()
    seen = {id_: _may("package_show", context, id_) for id_ in {row.package_id for row in linked}}
    names = {row.id: row.nama for row in linked if seen[row.package_id]}
    return [_dictized(field, known.get(field.name), names) for field in fields_of(resource_id)]


def _may(name: str, context: Any, id_: str) -> bool:
    try:
        tk.check_access(name, tk.fresh_context(context), {"id": id_})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _dictized(field: Field, row: Column | None, names: Mapping[str, str]) -> dict[str, Any]:
    variable = row.variabel_id if row and row.variabel_id in names else None
    return {
        "name": field.name, "type": field.type, "label": (row.label if row else "") or field.label,
        "notes": row.notes if row else "", "unit": row.unit if row else "", "variabel_id": variable,
        "variabel": names.get(variable or "", ""), "is_guessed": bool(row and row.is_guessed),
    }


def choices(context: Any, package_id: str) -> Sequence[Variabel]:
    """The variables that a column of this record may hold: those of its kegiatan, if the reader sees that."""
    linked = _kegiatan(model.Package.get(package_id))
    return variabel.of(linked.id) if linked is not None and _may("package_show", context, linked.id) else ()


def _kegiatan(package: model.Package | None) -> model.Package | None:
    """The activity that a record says it comes from; whoever writes the record may name any."""
    linked = model.Package.get(package.extras[LINK]) if package is not None and package.extras.get(LINK) else None
    return linked if linked is not None and linked.state == model.State.ACTIVE else None


def _to_guess_from(package: model.Package | None) -> Sequence[Variabel]:
    """Nobody asks here: an activity of the same office, or one that everybody sees."""
    linked = _kegiatan(package)
    if package is None or linked is None:
        return ()
    is_own = bool(linked.owner_org) and linked.owner_org == package.owner_org
    return variabel.of(linked.id) if is_own or _may("package_show", {"user": ""}, linked.id) else ()


def guess(resource_id: str) -> int:
    """Fill in what the headings say, where nobody has said anything yet. Commits nothing.

    Returns:
        number of columns of which something was guessed
    """
    resource = model.Resource.get(resource_id)
    if resource is None or not is_ready():
        return 0
    fields = fields_of(resource_id)
    said = {name for name, row in of(resource_id).items() if not row.is_guessed}
    variables = {row.id: row for row in _to_guess_from(resource.package)}
    matched = guessing.matches([(field.name, field.label) for field in fields],
                               [{"id": row.id, "nama": row.nama, **row.content} for row in variables.values()])
    made = 0
    for field in fields:
        variable = variables.get(matched.get(field.name, ""))
        unit = (variable.content.get("satuan") if variable else None) or units.in_label(field.label) or ""
        if field.name not in said and (variable or unit):
            _put(resource, field.name, {
                "label": field.label, "notes": (variable.content.get("definisi") or "") if variable else "", "unit": unit,
                "variabel_id": variable.id if variable else None}, is_guessed=True)
            made += 1
    return made


def save(context: Any, resource: model.Resource, columns: Iterable[Mapping[str, Any]]) -> None:
    """What a person says of the columns, in the place of what was known of them. Commits nothing.

    Raises:
        ValidationError: `columns`: for each one with faults its name and what would be right
    """
    fields = {field.name for field in fields_of(resource.id)}
    allowed = {row.id for row in choices(context, str(resource.package_id))}
    said = [(str(column.get("name") or ""), column) for column in columns]
    faults = [{"name": name} | found for name, column in said if (found := _faults(name, column, fields, allowed))]
    if faults:
        errors: dict[str, Any] = {"columns": faults}
        raise tk.ValidationError(errors)
    for name, column in said:
        values = {key: _cleaned(key, column.get(key)) for key in KNOWN}
        _put(resource, name, values | {"variabel_id": column.get("variabel_id") or None})


def _cleaned(key: str, value: Any) -> str:
    text = str(value or "").replace("\0", "")
    return text.strip() if key == "notes" else " ".join(text.split())


def _faults(name: str, column: Mapping[str, Any], fields: set[str], allowed: set[str]) -> dict[str, list[str]]:
    if name not in fields:
        return {"name": [dictionary_messages.no_such_column(name)]}
    found = {key: [dictionary_messages.too_long(most)] for key, most in MOST_CHARACTERS.items()
             if len(str(column.get(key) or "")) > most}
    if column.get("variabel_id") and column["variabel_id"] not in allowed:
        found["variabel_id"] = [dictionary_messages.no_such_variable()]
    return found


def note(resource: model.Resource, fields: Iterable[Mapping[str, Any]]) -> None:
    """What somebody wrote into CKAN's own data dictionary; a confirmed link to a variable stays. Commits nothing."""
    known = of(resource.id)
    for field in fields:
        info = field.get("info")
        if isinstance(info, Mapping) and isinstance(field.get("id"), str):
            row = known.get(field["id"])
            row = row if row and not row.is_guessed else None       # that form shows no variable: nobody confirms it there
            values = {key: str(info.get(key) or "")[:MOST_CHARACTERS[key]] for key in ("label", "notes")}
            unit = str(info["unit"])[:MOST_CHARACTERS["unit"]] if "unit" in info else (row.unit if row else "")
            _put(resource, field["id"],
                 values | {"unit": unit, "variabel_id": row.variabel_id if row else None})


def _put(resource: model.Resource, name: str, values: Mapping[str, Any], is_guessed: bool = False) -> None:
    row = model.Session.get(Column, (resource.id, name)) or Column(resource_id=resource.id, name=name)
    row.package_id, row.is_guessed, row.modified_at = str(resource.package_id), is_guessed, now()
    for key, value in values.items():
        setattr(row, key, value)
    model.Session.add(row)
    model.Session.flush()


def write(resource_id: str) -> None:
    """Let CKAN's data dictionary of the table say what people have confirmed; everybody who sees the rows reads it.

    A file without a table has none. Safe to repeat.
    """
    known = {name: row for name, row in of(resource_id).items() if not row.is_guessed}
    fields = [field for field in fields_of(resource_id) if field.name in known]
    if fields:
        tk.get_action("datastore_create")(datastore.loader_context(), {
            "resource_id": resource_id, "force": True,
            "fields": [{"id": field.name, "type": field.type, "info": info_of(known[field.name], field.label)}
                       for field in fields],
        })


def info_of(row: Column, label: str) -> dict[str, str]:
    """A column's entry of CKAN's data dictionary; `unit` is read by the figures of the page."""
    said = {"label": row.label or label, "notes": row.notes, "unit": row.unit}
    return {key: value for key, value in said.items() if value}


def forget(package_id: str) -> None:
    """A purged record takes it along. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Column).where(Column.package_id == package_id))
