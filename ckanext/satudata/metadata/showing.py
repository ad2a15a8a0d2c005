"""Many records as `package_show` gives them to a reader, with a few questions for a page of them instead of some for each."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.authz as authz
import ckan.lib.plugins as lib_plugins
import ckan.lib.search as search
import ckan.logic as ckan_logic
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search.query import solr_literal

from . import hidden_links, types

log = logging.getLogger(__name__)
PAGE = 100                      # records that are looked for at once
MOMENT = 22                     # signs of a time that the index keeps: CKAN's `package_show` compares as many
INDIKATOR, LINK = "indikator", "kegiatan"


def pages(context: Any, package_type: str, owner_org: str | None = None) -> Iterator[list[dict[str, Any]]]:
    """All records of a type that the reader may see, of one office or of all."""
    rows = min(PAGE, tk.config["ckan.search.rows_max"])     # CKAN gives no more at once
    asked: dict[str, Any] = {
        "q": "*:*", "fq_list": [types.only((package_type,)), *([f'+owner_org:"{owner_org}"'] if owner_org else [])],
        "rows": rows, "include_private": True, "include_drafts": True, "facet": False, "sort": "id asc", "fl": ["id"]}
    start, count = 0, 1
    while start < count:
        found = tk.get_action("package_search")(tk.fresh_context(context), {**asked, "start": start})
        start, count = start + rows, found["count"]
        yield list(shown(context, [row["id"] for row in found["results"]]))
        model.Session.expunge_all()     # what was shown is not needed any more: memory stays flat


def shown(context: Any, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Records in this order; those that the reader may not see, or that are gone, are left out."""
    for start in range(0, len(ids), PAGE):
        page = list(_page(context, ids[start:start + PAGE]))
        hidden_links.take_out(context, page)
        yield from page


def indicators_of(context: Any, kegiatan_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The indikator that the reader may see, by their kegiatan, the oldest first."""
    package, link = model.Package, model.Package.extras[LINK].astext
    query = sa.select(package.id, link).where(package.type == INDIKATOR, package.state != model.State.DELETED,
                                              link.in_(kegiatan_ids)).order_by(package.metadata_created, package.id)
    kegiatan_of = {id_: kegiatan_id for id_, kegiatan_id in model.Session.execute(query)}
    found: dict[str, list[dict[str, Any]]] = {}
    for record in shown(context, list(kegiatan_of)):
        found.setdefault(kegiatan_of[record["id"]], []).append(record)
    return found


def _page(context: Any, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    query = sa.select(model.Package).where(model.Package.id.in_(ids), model.Package.state != model.State.DELETED)
    stored = {package.id: package for package in model.Session.scalars(query)}
    allowed = _allowed(context, [stored[id_] for id_ in ids if id_ in stored])
    known = _indexed([package.id for package in allowed]) if allowed else {}
    for package in allowed:
        document = known.get(package.id) or {}
        if document.get("metadata_modified", "")[:MOMENT] == package.metadata_modified.isoformat()[:MOMENT]:
            record = json.loads(document["validated_data_dict"])
            ckan_logic.apply_after_dataset_show_plugins(tk.fresh_context(context, package=package), record)
            yield record
        else:                           # changed since it was indexed
            try:
                yield tk.get_action("package_show")(tk.fresh_context(context), {"id": package.id})
            except (tk.NotAuthorized, tk.ObjectNotFound):
                continue


def _allowed(context: Any, packages: Sequence[model.Package]) -> list[model.Package]:
    """As CKAN's `package_show` decides, by labels; what the reader may see is asked once for all of them."""
    if context.get("ignore_auth") or authz.is_sysadmin(context.get("user")):
        return list(packages)
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    labels: Any = lib_plugins.get_permission_labels()
    own = set(labels.get_user_dataset_labels(user))
    return [package for package in packages if not own.isdisjoint(labels.get_dataset_labels(package))]


def _indexed(ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """What the index holds of records, whoever may read it; nothing where it does not answer."""
    named = " OR ".join(map(solr_literal, ids))
    try:
        found = search.query_for(model.Package).run({
            "q": "*:*", "fq_list": [f"+id:({named})", "+state:*"], "rows": len(ids), "facet": "false",
            "fl": "id validated_data_dict metadata_modified"})["results"]
    except search.SearchError as error:
        log.warning("records are read from the database one by one: %r", error)
        return {}
    return {row["id"]: row for row in found}
