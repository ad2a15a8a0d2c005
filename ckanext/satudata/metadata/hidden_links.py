"""Links to records that a reader may not see are not told in the API: an id says that there is one, a name what it is called.

The pages leave them out by themselves (`links.py`). Who may write the record is told everything, or the link would be lost
when what was shown is sent back; a link to what this portal does not have, such as a harvested record brings along, stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import ckan.authz as authz
import ckan.lib.plugins as lib_plugins
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import messages, schemas
from .documents import LINKS

# a document of the index as `fl` gives it out: the record twice, as text
_TEXTS = ("data_dict", "validated_data_dict")
_MADE_UP = re.compile(r"[:({]")         # other names, functions and parameters of Solr

Record = dict[str, Any]


def take_out(context: Any, rows: Iterable[Any]) -> None:
    """Of records as CKAN is about to answer them, in their place; with one question about all of them."""
    rows = [row for row in rows if isinstance(row, dict)]
    if _is_inside(context):
        return
    texts = [(row, name, json.loads(row[name])) for row in rows for name in _TEXTS if isinstance(row.get(name), str)]
    records = [*rows, *(parsed for _row, _name, parsed in texts)]
    keys = {key for record in records for key in _keys_of(record)}
    hidden = _hidden(context, keys) if keys else set()
    if not hidden:
        return
    may_write = _Writer(context)
    for record in records:
        if not may_write.writes(record):
            _clean(record, hidden)
    for row, name, parsed in texts:
        row[name] = json.dumps(parsed)


def refuse_made_up(context: Any, asked: Mapping[str, Any]) -> None:
    """A search answers fields under their own names: under others nobody knows what to take out.

    Raises:
        ValidationError: `fl`, `facet.field`: what would be right
    """
    made_up = [name for name in ("fl", "facet.field") if _MADE_UP.search(str(asked.get(name) or ""))]
    if made_up and not _is_inside(context):
        errors: dict[str, Any] = {name: [messages.plain_names()] for name in made_up}
        raise tk.ValidationError(errors)


def take_out_of_counts(context: Any, found: Mapping[str, Any]) -> None:
    """Of the facets of a search, in their place: they name all that is linked."""
    counts = found.get("facets", {}).get(LINKS)
    if not counts or _is_inside(context) or not (hidden := _hidden(context, set(counts))):
        return
    for key in hidden.intersection(counts):
        del counts[key]
    told = found["search_facets"][LINKS]
    told["items"] = [item for item in told["items"] if item["name"] not in hidden]


def _is_inside(context: Any) -> bool:
    """The portal itself asks, or somebody who sees all; no caller of the API can say so."""
    return bool(context.get("ignore_auth") or context.get("for_update") or context.get("for_view")
                or context.get("use_cache") is False or authz.is_sysadmin(context.get("user")))


def _keys_of(record: Mapping[str, Any]) -> Iterator[str]:
    yield from record.get(LINKS) or ()
    for name in _fields(record):
        yield from _listed(record.get(name))
    for extra in _extras(record):
        yield from _listed(extra.get("value"))


def _clean(record: Record, hidden: Collection[str]) -> None:
    if LINKS in record:
        record[LINKS] = [key for key in record[LINKS] if key not in hidden]
    for name in _fields(record):
        left = [key for key in _listed(record.get(name)) if key not in hidden]
        if not left:
            record.pop(name, None)
        elif isinstance(record[name], list):
            record[name] = left
    for extra in _extras(record):
        said = _listed(extra.get("value"))
        left = [key for key in said if key not in hidden]
        if not left:
            record["extras"].remove(extra)
        elif left != said:
            extra["value"] = json.dumps(left)


def _fields(record: Mapping[str, Any]) -> list[str]:
    """Names of the fields of its type that link records."""
    schema = schemas.of_type(record["type"]) if isinstance(record.get("type"), str) else None
    return [field["field_name"] for field in (schema or {}).get("dataset_fields", ()) if field.get("satudata_record_type")]


def _extras(record: Mapping[str, Any]) -> list[Record]:
    """The same fields where they are asked for by CKAN's default schema."""
    extras, names = record.get("extras"), _fields(record)
    return [extra for extra in extras if extra.get("key") in names] if isinstance(extras, list) else []


def _listed(value: Any) -> list[str]:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return [str(key) for key in value] if isinstance(value, list) else [str(value)] if value else []


def _hidden(context: Any, keys: Collection[str]) -> set[str]:
    """Ids and names, of these, of records that are here and not for this reader."""
    package = model.Package
    query = sa.select(package).where(sa.or_(package.id.in_(keys), package.name.in_(keys)),
                                     sa.or_(package.private, package.state != model.State.ACTIVE))
    closed = list(model.Session.scalars(query))
    user = _user(context)
    labels: Any = lib_plugins.get_permission_labels()
    own = set(labels.get_user_dataset_labels(user)) if closed and user is not None else set()
    unseen = [found for found in closed if not own or own.isdisjoint(labels.get_dataset_labels(found))]
    return {key for found in unseen for key in (found.id, found.name)}


def _user(context: Any) -> Any:
    user = context.get("auth_user_obj") or (model.User.get(context["user"]) if context.get("user") else None)
    return None if user is None or user.is_anonymous else user


class _Writer:
    """Whose records a reader may change, by the rights that do not end while a record is being checked."""

    def __init__(self, context: Any) -> None:
        self._user = _user(context)
        asked: Any = {"user": self._user.name} if self._user else {}
        self._offices = {office["id"] for office in tk.get_action("organization_list_for_user")(
            asked, {"permission": "update_dataset"})} if self._user else set()

    def writes(self, record: Mapping[str, Any]) -> bool:
        if self._user is None:
            return False
        if record.get("owner_org") in self._offices or record.get("creator_user_id") == self._user.id:
            return True
        return bool(record.get("id") and authz.check_config_permission("allow_dataset_collaborators")
                    and authz.user_is_collaborator_on_dataset(self._user.id, record["id"], ["admin", "editor"]))
