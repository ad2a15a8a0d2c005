"""How complete records are, in lists of those who look after them: the order of a search, and a bar on a card.

The number stands in the index as three digits (CKAN's schema keeps unknown fields as text, whose order is that of its signs).
It is no secret: `satudata_metadata_completeness_show` tells it of each record to whoever sees that record. It is work to be
done, so only those who do it are shown the order and the bar.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ckan.authz as authz
import ckan.lib.search as search
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.search.query import solr_literal
from flask import g, has_request_context

from . import shared
from .interfaces import IMetadata

log = logging.getLogger(__name__)
FIELD = "satudata_completeness"             # of the index
ORDER = f"{FIELD} asc, metadata_modified desc"
WHOLE = 100
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


def scores(packages: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How complete the records of a page are, by id, as the index knows it: of those that the reader may fill in, and only
    where something is missing. One search for the page, none for readers who may fill in nothing of it.
    """
    wanted = [package["id"] for package in packages if package.get("owner_org") and package["owner_org"] in _offices()]
    found = {id_: int(told) for id_, told in _indexed(wanted) if told.isdigit()} if wanted else {}
    return {id_: score for id_, score in found.items() if score < WHOLE}


def _indexed(ids: list[str]) -> Iterator[tuple[str, str]]:
    """What `as_indexed` made of records, read from the terms of the index: the field is stored in no document."""
    named = " OR ".join(map(solr_literal, ids))
    try:
        found = search.query_for(model.Package).run({
            "q": "*:*", "fq_list": [f"+id:({named})", "+state:*"], "rows": len(ids), "facet": "false",
            "fl": f"id {FIELD}:field({FIELD})"})["results"]
    except search.SearchError as error:     # the list stands without it
        log.error("how complete records are is not shown: %r", error)
        return
    yield from ((row["id"], str(row.get(FIELD) or "")) for row in found)


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
