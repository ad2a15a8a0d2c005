"""The content of a record as canonical JSON: what a seal is taken of, and what approvals name (design §2.4)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.metadata.shared import dictionaries_of, variabel_of

from . import config, tables, uploader
from .model import Revision

VARIABEL, DICTIONARY = "variabel", "dictionary"
CORE_FIELDS = (
    "name",
    "title",
    "type",
    "owner_org",
    "notes",
    "url",
    "version",
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "license_id",
)
# what the portal, and loaders of tables, write of a resource by themselves; all else is sealed, also unknown keys
SYSTEM_KEYS = frozenset(
    {
        "cache_last_updated",
        "created",
        "datastore_active",
        "datastore_contains_all_records_of_source_file",
        "hash",
        "last_modified",
        "metadata_modified",
        "package_id",
        "position",
        "size",
        "state",
        "tracking_summary",
        "upload",
        "url",
    }
)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: the same content gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def content_of(package_id: str) -> dict[str, Any]:
    """What a reviewer approves, read from the database: a whitelist, so no system key can break a seal.

    Returns:
        `package`: field → value (empty ones left out), `tags`, `extras`; `resources` in order, each with everything that
        is said of it but the portal's own keys, and the SHA-256 and size of its file, or its address if it is a link;
        `variabel`: the rows of a kegiatan in order, if it has any
    """
    shown = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False, "user": ""}, {"id": package_id})
    schema, columns = _scheming(shown["type"]), dictionaries_of(shown["id"])
    content = {
        "package": _chosen(shown, (*CORE_FIELDS, *_names(schema, "dataset_fields"))),
        "tags": sorted(tag["name"] for tag in shown.get("tags", [])),
        "extras": {extra["key"]: extra["value"] for extra in shown.get("extras", [])},
        "resources": [_resource(resource, schema) | _said_of(columns, resource["id"]) for resource in shown["resources"]],
    }
    rows = variabel_of(shown["id"])
    return content | ({VARIABEL: rows} if rows else {})


def _said_of(columns: dict[str, list[dict[str, str]]], resource_id: str) -> dict[str, Any]:
    """What people said of the columns of a file, if they did."""
    return {DICTIONARY: columns[resource_id]} if resource_id in columns else {}


def _scheming(package_type: str) -> dict[str, Any]:
    """The scheming schema of a type; a portal without scheming seals CKAN's own fields and extras."""
    return tk.h.scheming_get_dataset_schema(package_type) or {} if tk.h.get("scheming_get_dataset_schema") else {}


def _names(schema: dict[str, Any], part: str) -> tuple[str, ...]:
    """Fields that people fill; what the portal computes by itself is not part of a seal."""
    return tuple(f["field_name"] for f in schema.get(part, []) if not f.get("satudata_derived"))


def form_fields(package_type: str) -> tuple[str, ...]:
    """Fields that people fill, in the order of the form; CKAN's own where the portal has no scheming."""
    return _names(_scheming(package_type), "dataset_fields") or tuple(n for n in CORE_FIELDS if n not in ("type", "owner_org"))


LISTED_APART = frozenset({"tags", "tag_string", "groups", "extras", "resources", "owner_org"})


def in_form_order(package_type: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Sealed fields in the order of the form: a JSON column keeps none."""
    names = dict.fromkeys((*_names(_scheming(package_type), "dataset_fields"), *CORE_FIELDS))  # the first place counts
    order = {name: place for place, name in enumerate(names)}
    return dict(sorted(fields.items(), key=lambda item: order.get(item[0], len(order))))


def _chosen(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    wanted = {n: values.get(n) for n in names if n not in LISTED_APART or n == "owner_org"}
    return {name: value for name, value in wanted.items() if value not in (None, "", [], {})}


def _resource(resource: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    derived = {f["field_name"] for f in schema.get("resource_fields", []) if f.get("satudata_derived")}
    chosen = {
        key: value
        for key, value in resource.items()
        if key not in SYSTEM_KEYS and key not in derived and value not in (None, "", [], {})
    }
    if resource.get("url_type") == "upload":
        chosen["file"] = resource["url"].rsplit("/", 1)[-1]
        chosen |= _stored(resource["id"])
    elif resource.get("url_type") == "datastore":
        chosen |= tables.evidence(resource["id"])
    else:
        chosen["url"] = resource["url"]
        chosen["outside"] = True
    return chosen


def _stored(resource_id: str) -> dict[str, Any]:
    found = uploader.stored(resource_id)
    return {"sha256": found.sha256, "size": found.size} if found else {"sha256": None, "size": None}


def next_number(package_id: str) -> int:
    last = model.Session.scalar(sa.select(sa.func.max(Revision.no)).where(Revision.package_id == package_id))
    return (last or 0) + 1


def latest(package_id: str) -> Revision | None:
    return model.Session.scalar(
        sa.select(Revision).where(Revision.package_id == package_id).order_by(Revision.no.desc()).limit(1)
    )


def evidence_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands beside a seal for each resource: rows and checksum of its table."""
    return [
        {"id": r["id"], "name": r.get("name") or r.get("file") or "", **tables.evidence(r["id"])} for r in content["resources"]
    ]


def is_governed_package(package: model.Package | None) -> bool:
    return package is not None and config.is_governed(package.type)
