"""Actions of variables (MS-Var) and of the officer's contact: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata import transactions

from .. import contacts, indexing, unsaved, variabel, variabel_messages
from ..model import Variabel
from . import schema

KEGIATAN = "kegiatan"
MOST = 500                      # of one answer


@tk.side_effect_free
@tk.validate_action_data(schema.variabel_list)
def satudata_metadata_variabel_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The variables of a statistical activity, in order.

    Args:
        kegiatan_id: of the activity, or its name
        limit: at most so many, 0 to 500 (100)
        offset: so many are left out at the beginning
    Returns:
        `count` of all, `results`: a list of variables with `id`, `kegiatan_id`, `position` and the fields of
        `schemas/variabel.yaml` that are filled in
    Raises:
        ObjectNotFound: there is no such activity
    """
    package = _kegiatan(data_dict["kegiatan_id"])
    tk.check_access("satudata_metadata_variabel_list", context, {"kegiatan_id": package.id})
    rows = variabel.of(package.id, data_dict["limit"], data_dict["offset"])
    return {"count": variabel.count(package.id), "results": [variabel.as_dict(row) for row in rows]}


@tk.side_effect_free
@tk.validate_action_data(schema.variabel)
def satudata_metadata_variabel_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A variable.

    Args:
        id: of the variable
    """
    row = _row(data_dict["id"])
    tk.check_access("satudata_metadata_variabel_show", context, {"kegiatan_id": row.package_id})
    return variabel.as_dict(row)


def satudata_metadata_variabel_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Put a variable at the end of an activity's list.

    Args:
        kegiatan_id: of the activity, or its name
        nama: and the other fields of `schemas/variabel.yaml`
    Raises:
        ValidationError: a field: what would be right
    """
    package = _kegiatan(tk.get_or_bust(data_dict, "kegiatan_id"))
    tk.check_access("satudata_metadata_variabel_create", context, {"kegiatan_id": package.id})
    row = variabel.add(package.id, data_dict)
    return _saved(context, package.id, row)


def satudata_metadata_variabel_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Other answers in the place of those that a variable has; fields that are not sent go.

    Args:
        id: of the variable
        nama: and the other fields of `schemas/variabel.yaml`
        position: from 0; moves it there
        stamp: of the answers that the caller has read; without it nobody's change in between is noticed
    Raises:
        ValidationError: a field: what would be right; `stamp`: somebody else has changed the variable since
        ObjectNotFound: there is no such variable, or somebody has removed it at this moment
    """
    row = _row(tk.get_or_bust(data_dict, "id"))
    tk.check_access("satudata_metadata_variabel_update", context, {"kegiatan_id": row.package_id})
    return _saved(context, row.package_id, variabel.change(row, _with_place(data_dict)))


def _with_place(data_dict: DataDict) -> DataDict:
    """Forms and scripts send numbers as text, too."""
    if data_dict.get("position") is None:
        return data_dict
    try:
        return {**data_dict, "position": schema.natural_number(data_dict["position"])}
    except tk.Invalid as refused:
        errors: dict[str, Any] = {"position": [refused.error]}
        raise tk.ValidationError(errors) from refused


@tk.validate_action_data(schema.variabel_move)
def satudata_metadata_variabel_move(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Put a variable at another place of the list; what is said of it stays as it is.

    Args:
        id: of the variable
        position: from 0; one behind the last stands for the end
    """
    row = _row(data_dict["id"])
    tk.check_access("satudata_metadata_variabel_move", context, {"kegiatan_id": row.package_id})
    return _saved(context, row.package_id, variabel.move(row, data_dict["position"]))


@tk.validate_action_data(schema.variabel)
def satudata_metadata_variabel_delete(context: Context, data_dict: DataDict) -> None:
    """Take a variable out of its activity.

    Args:
        id: of the variable
    """
    row = _row(data_dict["id"])
    tk.check_access("satudata_metadata_variabel_delete", context, {"kegiatan_id": row.package_id})
    package_id = row.package_id
    variabel.remove(row)
    transactions.commit(context, lambda: indexing.index_later(package_id))


@tk.validate_action_data(schema.variabel_replace)
def satudata_metadata_variabel_replace(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """All variables of an activity at once, in this order. All or nothing.

    Args:
        kegiatan_id: of the activity, or its name
        rows: list of variables; one with the `id` of a variable of this activity changes it, every other is new, and what
            is not in the list goes
        add: true if nothing goes: the rows are new, and put behind those that there are
    Returns:
        `count`
    Raises:
        ValidationError: `rows`: of each row with faults its number (`row`, from 1) and its fields
    """
    package = _kegiatan(data_dict["kegiatan_id"])
    tk.check_access("satudata_metadata_variabel_replace", context, {"kegiatan_id": package.id})
    put = variabel.append if data_dict.get("add") else variabel.replace
    kept = put(package.id, data_dict["rows"])
    _drop_typed(context, package.id)
    transactions.commit(context, lambda: indexing.index_later(package.id))
    return {"kegiatan_id": package.id, "count": len(kept)}


@tk.side_effect_free
@tk.validate_action_data(schema.record)
def satudata_metadata_contact_show(context: Context, data_dict: DataDict) -> dict[str, str]:
    """The technical officer of an activity: personal data, for its parties only.

    Args:
        id: of the activity, or its name
    Returns:
        what is known, by field (`ii_pj_nama` …)
    """
    package = _kegiatan(data_dict["id"])
    tk.check_access("satudata_metadata_contact_show", context, {"id": package.id})
    return contacts.of(package.id)


def satudata_metadata_contact_update(context: Context, data_dict: DataDict) -> dict[str, str]:
    """Say who the technical officer of an activity is; fields that are not sent go.

    Args:
        id: of the activity, or its name
        ii_pj_nama: and the other fields of 2.2 of the form
    Raises:
        ValidationError: a field: what would be right
    """
    package = _kegiatan(tk.get_or_bust(data_dict, "id"))
    tk.check_access("satudata_metadata_contact_update", context, {"id": package.id})
    content, errors = contacts.checked(package.type, data_dict)
    if errors:
        raise tk.ValidationError(errors)
    contacts.put(package.id, content)
    transactions.commit(context, lambda: indexing.index_later(package.id))      # how complete it is may have changed
    return content


def _saved(context: Context, package_id: str, row: Variabel) -> dict[str, Any]:
    model.Session.flush()
    answer = variabel.as_dict(row)
    _drop_typed(context, package_id)
    transactions.commit(context, lambda: indexing.index_later(package_id))
    return answer


def _drop_typed(context: Context, package_id: str) -> None:
    user = model.User.get(context.get("user"))
    if user is not None:
        unsaved.drop_typed(context, package_id, user.id)


def _kegiatan(id_or_name: Any) -> model.Package:
    package = model.Package.get(id_or_name) if isinstance(id_or_name, str) else None
    if package is None or package.type != KEGIATAN:
        raise tk.ObjectNotFound(variabel_messages.no_such_kegiatan())
    return package


def _row(id_: Any) -> Variabel:
    row = variabel.get(id_) if isinstance(id_, str) else None
    if row is None:
        raise tk.ObjectNotFound(variabel_messages.no_such_variable())
    return row
