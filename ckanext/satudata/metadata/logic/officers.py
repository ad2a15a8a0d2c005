"""CKAN's own actions of records, as far as the technical officer is concerned (MS-Keg 2.2): what is sent of a person never
becomes part of the record.

It is taken out before anything else sees it, and kept in its own table once the record is written: in the same transaction,
by the hook that CKAN calls before it commits, or behind CKAN's action where the record itself did not change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from ckanext.satudata import transactions

from .. import contacts, schemas
from . import naming

PREFIX = "ii_pj_"
KEY = "satudata_metadata_officer"       # in the context: what was sent, by field; emptied once it is kept


@tk.chained_action
def package_create(original: Action, context: Context, data_dict: DataDict) -> Any:
    """With our names, and without the officer's contact."""
    return _without_contact(original, context, naming.as_ours(naming.CREATE, context, data_dict))


@tk.chained_action
def package_update(original: Action, context: Context, data_dict: DataDict) -> Any:
    """With our names, and without the officer's contact."""
    return _without_contact(original, context, naming.as_ours(naming.UPDATE, context, data_dict))


def _without_contact(original: Action, context: Any, data_dict: DataDict) -> Any:
    rest, sent = taken_out(data_dict)
    if sent:                            # the schema is asked for only where it matters: most saves name no officer
        rest, sent = taken_out(data_dict, _of_the_portal(data_dict))
    data_dict = rest
    context.pop(KEY, None)              # of the call before, where somebody uses a context twice
    if sent:
        context[KEY] = sent
    result = original(context, data_dict)
    if sent:
        id_ = result if isinstance(result, str) else result["id"]
        package = model.Package.get(id_)
        if package is not None:
            keep(context, {"id": package.id, "type": package.type})
            transactions.commit(context)
    return result


def _of_the_portal(data_dict: Any) -> frozenset[str]:
    """Fields that the schema of the record's type has: how a portal keeps a field of its own is its own decision."""
    if not isinstance(data_dict, dict):
        return frozenset()
    stored = model.Package.get(str(data_dict.get("id") or data_dict.get("name") or ""))
    schema = schemas.of_type(stored.type if stored is not None else str(data_dict.get("type") or "dataset"))
    return frozenset(field["field_name"] for field in (schema or {}).get("dataset_fields", ()))


def taken_out(data_dict: Any, kept: Collection[str] = ()) -> tuple[Any, dict[str, Any]]:
    """A record as it was sent, without what is about the officer, and that by field; also what was sent as an extra.

    Args:
        kept: fields of the record's own schema
    """
    if not isinstance(data_dict, dict):
        return data_dict, {}

    def is_personal(name: Any) -> bool:
        return isinstance(name, str) and name.startswith(PREFIX) and name not in kept

    extras = data_dict.get("extras")
    personal = {name: value for name, value in data_dict.items() if is_personal(name)}
    if isinstance(extras, list):
        personal |= {extra["key"]: extra.get("value") for extra in extras
                     if isinstance(extra, dict) and is_personal(extra.get("key"))}
    if not personal:
        return data_dict, {}
    rest = {name: value for name, value in data_dict.items() if not is_personal(name)}
    if isinstance(extras, list):
        rest["extras"] = [extra for extra in extras if not (isinstance(extra, dict) and is_personal(extra.get("key")))]
    return rest, personal


def faults(context: Any, package_type: str) -> dict[str, Any]:
    """What is wrong with what was sent about the officer, by field."""
    sent = context.get(KEY)
    return contacts.checked(package_type, sent)[1] if sent else {}


def keep(context: Any, package: Mapping[str, Any]) -> None:
    """Put what was sent beside what is known, if the caller may; else it is dropped. Commits nothing."""
    sent = context.get(KEY)
    if not sent:
        return
    known = contacts.of(package["id"]) | {name: sent[name] for name in contacts.names(package["type"]) if name in sent}
    sent.clear()
    try:
        tk.check_access("satudata_metadata_contact_update", tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return
    content, _ = contacts.checked(package["type"], known)
    if contacts.is_ready() and contacts.names(package["type"]):
        contacts.put(package["id"], content)
