"""CKAN's own actions of records take the names of other systems for ours (`aliases.py`), before anything is validated."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from .. import alias_messages, aliases, bps_numbers, extending, schemas, types
from ..aliases import Names, Taken

CREATE, UPDATE, PATCH = "package_create", "package_update", "package_patch"


@tk.chained_action
def package_patch(original: Action, context: Context, data_dict: DataDict) -> Any:
    """With our names before it is put beside what is stored: a new answer is no second one."""
    return original(context, as_ours(PATCH, context, data_dict))


def as_ours(action: str, context: Context, data_dict: Any) -> Any:
    """What was sent, with our names; the very same where it has them, which costs no query.

    Raises:
        NotAuthorized: a link is to be looked up for somebody who may not save the record
        ValidationError: a field was sent under two names, with different content
    """
    if not isinstance(data_dict, dict):
        return data_dict
    sent = data_dict.get("type")
    if isinstance(sent, str) and sent and not _concerns(data_dict, sent):
        return data_dict
    stored = None if action == CREATE else model.Package.get(str(data_dict.get("id") or data_dict.get("name") or ""))
    package_type = stored.type if stored is not None else str(sent or types.DATASET)
    names = _names(package_type)
    if names is None or not aliases.is_named(data_dict, names):
        return data_dict
    found = aliases.taken(data_dict, names)
    clashes = [*found.clashes]
    if found.links:
        tk.check_access(action, tk.fresh_context(context), {**found.record, "type": package_type})
        # of a stored record its own: whether the caller may bring it to the office that was sent is not known yet
        office = stored.owner_org if stored is not None else found.record.get("owner_org")
        clashes += _link(found, names, office)
    if clashes:
        errors: dict[str, Any] = {clash.field: [alias_messages.sent_twice(clash)] for clash in clashes}
        raise tk.ValidationError(errors)
    return found.record


def _concerns(data_dict: dict[str, Any], package_type: str) -> bool:
    names = _names(package_type)
    return names is not None and aliases.is_named(data_dict, names)


def _names(package_type: str) -> Names | None:
    schema = schemas.of_type(package_type)
    return aliases.of_schema(schema, schema.get(extending.CLASHES, ())) if schema else None


def _link(found: Taken, names: Names, office: str | None) -> list[aliases.Clash]:
    clashes = []
    for own, (_name, value) in found.links.items():
        field = names.fields[own]
        keys = {*aliases.keys_of(value), *aliases.keys_of(found.record.get(own))}
        clash = aliases.linked(found, field, bps_numbers.ids_of(keys, field[aliases.LINK], office))
        clashes += [clash] if clash is not None else []
    return clashes
