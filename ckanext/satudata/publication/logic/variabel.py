"""Variables of a kegiatan are content of it: whoever may not change the kegiatan now may not change them either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Action, AuthFunction, AuthResult, Context, DataDict

from ckanext.satudata.metadata.shared import kegiatan_of_variabel

from .. import gate, labels, records
from .gated import gated, told_to_writers

Kegiatan = Callable[[DataDict], Any]       # id or name of the activity that a call is about


def _named(data_dict: DataDict) -> Any:
    return data_dict.get("kegiatan_id")


def _of_row(data_dict: DataDict) -> Any:
    return kegiatan_of_variabel(data_dict.get("id"))


# by what each action finds its kegiatan itself: another key of the same call must lead to no other one
WRITES: dict[str, Kegiatan] = {"create": _named, "replace": _named, "update": _of_row, "move": _of_row, "delete": _of_row}


def all_actions() -> dict[str, Any]:
    """The chained writes; none where the room `metadata` is not enabled, as there is nothing to chain then."""
    if not p.plugin_loaded("satudata_metadata"):
        return {}
    return {f"satudata_metadata_variabel_{verb}": _guarded(kegiatan) for verb, kegiatan in WRITES.items()}


def all_auth() -> dict[str, Any]:
    """Who may read the contact of an activity's officer."""
    if not p.plugin_loaded("satudata_metadata"):
        return {}
    return {"satudata_metadata_contact_show": satudata_metadata_contact_show}


def _guarded(kegiatan: Kegiatan) -> Any:
    @tk.chained_action
    def write(original: Action, context: Context, data_dict: DataDict) -> Any:
        id_or_name = kegiatan(data_dict)
        if id_or_name is not None and not isinstance(id_or_name, str):      # CKAN's validators make a name of a number
            raise tk.ObjectNotFound()
        package = gate.governed(id_or_name)
        with gated():
            if package is not None:
                with told_to_writers("package_update", context, {"id": package.id}):
                    tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})
                    gate.lock_case(package)
                    gate.before_side_write(context, package, is_content=True)
            return original(context, data_dict)

    return write


@tk.chained_auth_function
def satudata_metadata_contact_show(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Also those who check the record: they may have to ask its officer."""
    asked = data_dict or {}
    package = gate.governed(asked.get("id"))
    if package is not None and records.tables_exist():
        user = model.User.get(context.get("user"))
        if labels.may_read_closed(user, package):
            return {"success": True}
    return next_auth(context, asked)
