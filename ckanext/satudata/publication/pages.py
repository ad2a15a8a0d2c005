"""What the pages of a governed record and of its files show beside their metadata, put together once for the templates."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import access, citation, gate, provenance, records
from .model import Pin, Revision


def of_package(package: dict[str, Any]) -> dict[str, Any]:
    """What the reader of a record may know of its publication.

    Returns:
        `standing` (see `gate.standing`), `may_read` (files and rows), `provenance` (None if it is not public), `citation`;
        `sealed`: what the live revision says of each file, by resource id (`sha256`, `size`, `rows`)
    """
    user = tk.current_user
    context: Any = {"user": user.name, "auth_user_obj": user}
    found = model.Package.get(package["id"])
    assert found is not None        # CKAN has just shown it
    record = records.get(found.id) if records.tables_exist() else None
    live = model.Session.get(Revision, record.live) if record is not None and record.live else None
    known = provenance.of(record, live)
    return {
        "standing": gate.standing(context, found), "may_read": access.may_read_files(context, found), "provenance": known,
        "citation": _citation(package, known) if known else "", "sealed": _sealed(live) if known and known.sha256 else {},
    }


def _citation(package: dict[str, Any], known: provenance.Provenance) -> str:
    moment = known.published_at or datetime.fromisoformat(package["metadata_modified"]).replace(tzinfo=timezone.utc)
    local = moment.astimezone(tk.h.get_display_timezone()).date()
    day = tk.h.satudata_date(local)
    return citation.sentence(citation.Cited(
        office=(package.get("organization") or {}).get("title") or "",
        year=local.year,
        title=package.get("title") or package["name"], portal=tk.config["ckan.site_title"],
        day=day,
        address=tk.h.url_for(f"{package['type']}.read", id=package["name"], qualified=True, locale="default"),
        revision=known.revision,
    ))


def _sealed(live: Revision | None) -> dict[str, dict[str, Any]]:
    if live is None:
        return {}
    rows = {entry["id"]: entry.get("rows") for entry in live.resources}
    return {
        resource["id"]: {"sha256": resource.get("sha256"), "size": resource.get("size"), "rows": rows.get(resource["id"])}
        for resource in live.content["resources"]
    }


def stored_hash(resource_id: str) -> str | None:
    """SHA-256 of the stored file of a resource; None for a link and for a file that came before this room."""
    pin = model.Session.get(Pin, resource_id) if records.tables_exist() else None
    return pin.blob if pin is not None else None
