"""Variables of a kegiatan (MS-Var): the rows, their validation, and the one write path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.database import has_table
from ckanext.scheming.validation import validators_from_string

from . import aliases, conditions, messages, schemas, variabel_messages
from . import answers as texts
from .model import Variabel
from .model.table import now

MOST = 2_000                    # of one kegiatan; the largest survey of BPS has some 1,200
MOST_CHARACTERS = 20_000        # of one row
NAME, ROWS = "nama", "rows"
OF_CALL = ("id", "kegiatan_id", "position", "stamp")    # of a call, and no answers

Values = Mapping[str, Any]


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Variabel.__tablename__)


def of(package_id: str, limit: int | None = None, offset: int = 0) -> Sequence[Variabel]:
    """The variables of a kegiatan in order."""
    if not is_ready():
        return ()
    query = sa.select(Variabel).where(Variabel.package_id == package_id).order_by(Variabel.position, Variabel.id)
    return model.Session.scalars(query.limit(limit).offset(offset)).all()


def count(package_id: str) -> int:
    """How many variables a kegiatan has."""
    query = sa.select(sa.func.count()).select_from(Variabel).where(Variabel.package_id == package_id)
    return (model.Session.scalar(query) or 0) if is_ready() else 0


def get(id_: str) -> Variabel | None:
    """A variable by its id."""
    return model.Session.get(Variabel, id_) if is_ready() else None


def kegiatan_of(id_: Any) -> str | None:
    """Id of the kegiatan that a variable belongs to; None if there is no such variable."""
    row = get(id_) if isinstance(id_, str) else None
    return row.package_id if row else None


def content_of(package_id: str) -> list[dict[str, Any]]:
    """What people say of the variables, in order: what a seal of the kegiatan covers."""
    return [{NAME: row.nama, **row.content} for row in of(package_id)]


def as_dict(row: Variabel) -> dict[str, Any]:
    """A variable as the actions answer it."""
    return {"id": row.id, "kegiatan_id": row.package_id, "position": row.position, NAME: row.nama, **row.content}


def lock(package_id: str) -> None:
    """Whoever changes variables of a kegiatan comes one after the other: the order and the names are those of all rows."""
    model.Session.execute(sa.select(model.Package.id).where(model.Package.id == package_id).with_for_update())


def add(package_id: str, values: Values) -> Variabel:
    """Put a variable at the end. Commits nothing.

    Raises:
        ValidationError: a field: what would be right
    """
    rows = _locked(package_id)
    if len(rows) >= MOST:
        raise tk.ValidationError({NAME: [variabel_messages.too_many(MOST)]})
    row = Variabel(package_id=package_id, position=len(rows))
    _put(row, _single(values, rows))
    model.Session.add(row)
    _touch(package_id)
    return row


def change(row: Variabel, values: Values) -> Variabel:
    """Other answers in the place of those that a variable has; fields that are not named go. Commits nothing.

    A `position`, from 0, moves it there; without one it stays where it is. With a `stamp` (`answers.stamp_of`) what others
    have changed since then is not overwritten.

    Raises:
        ValidationError: a field: what would be right; `stamp`: somebody else has changed what these answers would change
        ObjectNotFound: somebody has removed it
    """
    others = _others(row)
    _compare(row, values)
    _put(row, _single(values, others))
    if isinstance(to := values.get("position"), int) and not isinstance(to, bool):
        _order(row, others, to)
    _touch(row.package_id)
    return row


def move(row: Variabel, to: int) -> Variabel:
    """Put a variable at a place, from 0; of the rows nothing but their order is written. Commits nothing.

    Raises:
        ObjectNotFound: somebody has removed it
    """
    if _order(row, _others(row), to):
        _touch(row.package_id)
    return row


def _others(row: Variabel) -> list[Variabel]:
    """The other rows of its kegiatan, all locked and as they are stored now."""
    rows = _locked(row.package_id)
    if row not in rows:
        raise tk.ObjectNotFound(variabel_messages.no_such_variable())
    return [other for other in rows if other is not row]


def _order(row: Variabel, others: list[Variabel], to: int) -> bool:
    to = max(0, min(to, len(others)))
    if to == row.position:
        return False
    others.insert(to, row)
    for position, one in enumerate(others):
        one.position = position
    return True


def _compare(row: Variabel, values: Values) -> None:
    """The stamp with the locked row: of two who save at the same moment the second one is told."""
    stamp, fields = values.get("stamp"), schemas.variabel()["dataset_fields"]
    if not isinstance(stamp, str) or not stamp:
        return
    theirs = texts.of_record(fields, as_dict(row))
    names = {field["field_name"]: field for field in fields}
    mine = texts.of_record(fields, {_own_name(name, names): value for name, value in values.items()})
    if texts.changed_since(stamp, theirs).intersection(texts.differing(mine, theirs)):
        raise tk.ValidationError({"stamp": [messages.changed_meanwhile()]})


def remove(row: Variabel) -> None:
    """Take a variable out; those after it move up. Commits nothing.

    Raises:
        ObjectNotFound: somebody was faster
    """
    others = _others(row)
    model.Session.delete(row)
    for position, other in enumerate(others):
        other.position = position
    _touch(row.package_id)


def replace(package_id: str, wanted: Sequence[Values]) -> list[Variabel]:
    """All variables of a kegiatan at once, in this order: what a form with many rows, a paste or an import sends.

    All or nothing. A row with the `id` of a variable of this kegiatan changes it, every other is new; the rest go.
    Commits nothing.

    Raises:
        ValidationError: `rows`: for each row with faults its number (from 1) and its fields
    """
    if len(wanted) > MOST:
        raise tk.ValidationError({ROWS: [variabel_messages.too_many(MOST)]})
    rows = {row.id: row for row in _locked(package_id)}
    cleaned = _all(wanted)
    kept: list[Variabel] = []
    for position, (sent, values) in enumerate(zip(wanted, cleaned, strict=True)):
        row = rows.pop(str(sent.get("id") or ""), None)
        if row is None:
            row = Variabel(package_id=package_id)
            model.Session.add(row)
        row.position = position
        _put(row, values)
        kept.append(row)
    for row in rows.values():
        model.Session.delete(row)
    _touch(package_id)
    return kept


def append(package_id: str, wanted: Sequence[Values]) -> list[Variabel]:
    """Put variables at the end, all or none: what a paste sends. Commits nothing.

    Raises:
        ValidationError: `rows`: for each row with faults its number (from 1, of these) and its fields
    """
    rows = _locked(package_id)
    if len(rows) + len(wanted) > MOST:
        raise tk.ValidationError({ROWS: [variabel_messages.too_many(MOST)]})
    added = []
    for position, values in enumerate(_all(wanted, {_key(row.nama) for row in rows}), start=len(rows)):
        row = Variabel(package_id=package_id, position=position)
        _put(row, values)
        model.Session.add(row)
        added.append(row)
    _touch(package_id)
    return added


def copy(source_id: str, package_id: str) -> None:
    """The variables of one kegiatan for another that has none yet. Commits nothing."""
    for row in of(source_id):
        model.Session.add(Variabel(package_id=package_id, position=row.position, nama=row.nama, content=dict(row.content)))


def forget(package_id: str) -> None:
    """A purged kegiatan takes its variables with it. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Variabel).where(Variabel.package_id == package_id))


def _locked(package_id: str) -> list[Variabel]:
    lock(package_id)
    query = sa.select(Variabel).where(Variabel.package_id == package_id).order_by(Variabel.position, Variabel.id)
    return list(model.Session.scalars(query, execution_options={"populate_existing": True}))


def _put(row: Variabel, values: dict[str, Any]) -> None:
    row.nama = values.pop(NAME)
    row.content = values
    row.modified_at = now()


def _touch(package_id: str) -> None:
    """Harvesters ask for what has changed since; a kegiatan has changed with its variables."""
    model.Session.flush()
    package = model.Session.get(model.Package, package_id)
    if package is not None:
        package.metadata_modified = now().replace(tzinfo=None)      # CKAN's column is naive UTC


def _single(values: Values, others: Iterable[Variabel]) -> dict[str, Any]:
    cleaned, errors = checked(values)
    if not errors and _key(cleaned[NAME]) in {_key(other.nama) for other in others}:
        errors[NAME] = [variabel_messages.name_twice(cleaned[NAME])]
    if errors:
        raise tk.ValidationError(errors)
    return cleaned


def _all(wanted: Sequence[Values], taken: Iterable[str] = ()) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    faults: list[dict[str, Any]] = []
    seen: set[str] = set(taken)
    validators = row_validators()
    for number, values in enumerate(wanted, start=1):
        cleaned, errors = checked(values, validators)
        name = _key(cleaned.get(NAME, ""))
        if not errors and name in seen:
            errors = {NAME: [variabel_messages.name_twice(cleaned[NAME])]}
        seen.add(name)
        found.append(cleaned)
        if errors:
            faults.append({"row": number, **errors})
    if faults:
        errors_of_rows: dict[str, Any] = {ROWS: faults}
        raise tk.ValidationError(errors_of_rows)
    return found


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def checked(values: Values, validators: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row as it is stored, and what is wrong with it by field; what is missing is not wrong, but a name it must have."""
    fields = {field["field_name"]: field for field in schemas.variabel()["dataset_fields"]}
    named = {_own_name(name, fields): value for name, value in values.items() if name not in OF_CALL}
    unknown = [name for name in named if name not in fields]
    if unknown:
        return {}, {name: [variabel_messages.no_such_field(name)] for name in unknown}
    if sum(len(str(value)) for value in named.values()) > MOST_CHARACTERS:
        return {}, {NAME: [variabel_messages.too_long(MOST_CHARACTERS)]}
    validators = validators or row_validators()
    asked = {name: validators[name] for name in named if named[name] not in (None, "", [])}     # what is missing is not wrong
    cleaned, errors = tk.navl_validate({name: named[name] for name in asked}, asked, {"user": "", "ignore_auth": True})
    cleaned = {name: value for name, value in cleaned.items() if value not in (None, "", [], {})}
    if not cleaned.get(NAME) and NAME not in errors:
        errors[NAME] = [variabel_messages.name_missing()]
    for fault in conditions.broken(schemas.VARIABEL, cleaned):
        errors.setdefault(fault.field, [conditions.sentence(fault, schemas.variabel())])
    return cleaned, errors


def _own_name(name: str, fields: Mapping[str, Any]) -> str:
    return name if name in fields else aliases.of_schema(schemas.variabel()).own(name)


def row_validators() -> dict[str, Any]:
    schema = schemas.variabel()
    return {field["field_name"]: _of_field(field, schema) for field in schema["dataset_fields"]}


def _of_field(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    if "repeating_subfields" in field:
        return {part["field_name"]: _of_field(part, schema) for part in field["repeating_subfields"]}
    names = field.get("validators", "ignore_missing unicode_safe")
    shown = field.get("output_validators", "")
    return [*validators_from_string(names, field, schema), *validators_from_string(shown, field, schema)]
