"""How complete records are, in lists of those who look after them: the order of a search, and a bar on a card.

The number stands in the index as three digits (CKAN's schema keeps unknown fields as text, whose order is that of its signs),
and is nobody else's business: who does not look after records can neither sort by it nor ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from flask import g, has_request_context

from . import messages, shared
from .interfaces import IMetadata

FIELD = "satudata_completeness"             # of the index
ORDER = f"{FIELD} asc, metadata_modified desc"
_OFFICES = "satudata_metadata_offices"      # on flask.g


def as_indexed(score: int) -> str:
    """`085`: the same order as text and as a number."""
    return f"{score:03d}"


def looks_after_records(user: Any) -> bool:
    """Whether somebody is an editor of any office, an administrator, or an officer who checks records."""
    if user is None or not getattr(user, "name", None) or getattr(user, "is_anonymous", False):
        return False
    return authz.has_user_permission_for_some_org(user.name, "update_dataset") or any(
        plugin.looks_after_records(user) for plugin in p.PluginImplementations(IMetadata))


def narrowed(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A search as its caller may make it: without this order, if it is not for them.

    Raises:
        NotAuthorized: it asks for the number in another way
    """
    asking = [name for name, value in data_dict.items() if _names_it(value)]
    if not asking or context.get("ignore_auth") or looks_after_records(_user(context)):
        return data_dict
    if asking != ["sort"]:
        raise tk.NotAuthorized(messages.for_managers())
    kept = [part for part in str(data_dict["sort"]).split(",") if not _names_it(part)]
    return {**data_dict, "sort": ",".join(kept)} if kept else {name: v for name, v in data_dict.items() if name != "sort"}


def _names_it(value: Any) -> bool:
    """Also with signs escaped, as Solr takes them in the name of a field."""
    return FIELD in str(value).replace("\\", "")


def _user(context: Any) -> Any:
    return context.get("auth_user_obj") or model.User.get(context.get("user"))


def score_on_card(package: Mapping[str, Any]) -> int | None:
    """How complete a record is, for whoever may fill it in; None for everybody else, and where nothing is missing."""
    if not package.get("owner_org") or package["owner_org"] not in _offices():
        return None
    score = shared.completeness_of(package).score
    return score if score < 100 else None


def _offices() -> frozenset[str]:
    """The offices whose records the reader may change, asked for once a request."""
    if not has_request_context() or tk.current_user.is_anonymous:
        return frozenset()
    if _OFFICES not in g:
        user: Any = tk.current_user
        roles = authz.get_roles_with_permission("update_dataset")
        g.setdefault(_OFFICES, frozenset(id_ for role in roles for id_ in user.get_group_ids("organization", role)))
    return g.get(_OFFICES)


def of_record(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """How complete a record is, for its page: `score`, `required`, `missing` (labels), `url` of its form; None for readers who
    may not fill it in.
    """
    try:
        tk.check_access("package_update", {"user": tk.current_user.name}, {"id": package["id"]})
    except tk.NotAuthorized:
        return None
    found = shared.completeness_of(package)
    return {"score": found.score, "required": found.required, "missing": [m.label for m in shared.named(found)],
            "lacking": len(found.missing), "url": shared.form_url(package)}
