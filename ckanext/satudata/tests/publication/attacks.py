"""Ways to change a record or to make it public past its case: every write action of CKAN, with the tricks of each.

A caller tries with what it may do; `own` is a record of the caller's own office, still a draft. What an attack returns or
raises does not matter, only what it leaves behind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from . import portal
from .portal import Made, People

Does = Callable[..., Any]


@dataclass
class Attempt:
    """Who tries what on whose record: `group` may be edited by the caller, the record is in `full_group`."""

    does: Does
    record: Made
    own: Made
    group: str
    full_group: str
    office: str


Attack = Callable[[Attempt], Any]


def patch(**data: Any) -> Attack:
    return lambda a: a.does("package_patch", id=a.record.id, **data)


def update(**data: Any) -> Attack:
    """A whole record, as the form sends it."""
    def attack(a: Attempt) -> Any:
        shown = tk.get_action("package_show")({"ignore_auth": True, "user": ""}, {"id": a.record.id})
        for key in ("metadata_modified", "attribution", "groups"):
            shown.pop(key, None)
        return a.does("package_update", **{**shown, **data})
    return attack


def without(*keys: str) -> Attack:
    def attack(a: Attempt) -> Any:
        shown = tk.get_action("package_show")({"ignore_auth": True, "user": ""}, {"id": a.record.id})
        return a.does("package_update", **{k: v for k, v in shown.items() if k not in keys} | {"notes": "Lain"})
    return attack


def revise(**data: Any) -> Attack:
    return lambda a: a.does("package_revise", match={"id": a.record.id}, **data)


def resource(action: str, **data: Any) -> Attack:
    return lambda a: a.does(action, id=a.record.resource_id, **data)


def table(action: str, key: str = "resource_id", **data: Any) -> Attack:
    return lambda a: a.does(action, **{key: a.record.resource_id}, force=True, **data)


def crossed(action: str, **data: Any) -> Attack:
    """Two ids in one call: the gate must look at the one that CKAN takes."""
    def attack(a: Attempt) -> None:
        for ids in ({"resource_id": a.own.resource_id, "id": a.record.resource_id},
                    {"resource_id": a.record.resource_id, "id": a.own.resource_id}):
            with suppress(Exception):       # both ways are tried
                a.does(action, force=True, **ids, **data)
    return attack


def bulk(action: str) -> Attack:
    def attack(a: Attempt) -> None:
        shown = tk.get_action("package_show")({"ignore_auth": True, "user": ""}, {"id": a.record.id})
        a.does(action, datasets=[a.record.id], org_id=shown["owner_org"])
    return attack


def member(action: str, **data: Any) -> Attack:
    return lambda a: a.does(action, id=a.group, object=a.record.id, **{"object_type": "package", "capacity": "public", **data})


def group(action: str, **data: Any) -> Attack:
    def attack(a: Attempt) -> None:
        name = {"name": portal.word("topik")} if action == "group_create" else {"id": a.group}
        a.does(action, packages=[{"id": a.record.id}], **name, **data)
    return attack


def steal(action: str, **data: Any) -> Attack:
    """The record's file id in a record of one's own."""
    def attack(a: Attempt) -> None:
        stolen = {"id": a.record.resource_id, "name": "Curian", "url": "curian.csv", "url_type": "upload", **data}
        if action == "package_create":
            a.does("package_create", owner_org=a.office, resources=[stolen], **portal.content(portal.word("curi")))
        elif action == "resource_create":
            a.does("resource_create", package_id=a.own.id, **stolen)
        elif action == "package_revise":
            a.does("package_revise", match={"id": a.own.id}, update__resources__extend=[stolen])
        else:
            a.does("package_patch", id=a.own.id, resources=[stolen])
    return attack


def view(action: str, **data: Any) -> Attack:
    def attack(a: Attempt) -> None:
        views = tk.get_action("resource_view_list")({"ignore_auth": True, "user": ""}, {"id": a.record.resource_id})
        a.does(action, id=views[0]["id"] if views else a.record.resource_id, resource_id=a.record.resource_id, **data)
    return attack


ROWS = [{"kecamatan": "Palsu", "jumlah": 1}]
FORGED = {
    "ignore_auth": True, "visibility": "published", "basis": "case", "frozen": False, "seal": "0" * 64,
    "satudata_publication": {"visibility": "published"}, "satudata_table_loader": True, "context": {"ignore_auth": True},
    "auth_user_obj": "admin", "user": "admin", "creator_user_id": "x", "plugin_data": {"satudata": {"public": True}},
    "harvest_object_id": "x", "harvest_source_id": "x", "__extras": {"private": False},
}
HARVESTED = [{"key": k, "value": "x"} for k in ("harvest_object_id", "harvest_source_id", "guid")]

FLAGS: dict[str, Attack] = {
    **{f"private={no!r}": patch(private=no) for no in (False, "False", "false", "", 0, "0", None, [], "no", "f", [False])},
    "whole record, private=False": update(private=False, state="active"),
    "whole record without the flag": without("private"),
    "whole record without flag and state": without("private", "state", "owner_org"),
    "revise": revise(update={"private": False}),
    "revise by a filter": revise(filter=["-private"], update={"notes": "Lain"}),
    "revise by a flat key": lambda a: a.does("package_revise", match__id=a.record.id, update__private=False),
    "state=active": patch(state="active", private=False),
    "state=draft": patch(state="draft"),
    "state=deleted": lambda a: a.does("package_patch", id=a.own.id, name=a.record.name, private=False),
    "forged keys": patch(private=False, **FORGED),
    "forged harvest extras": patch(private=False, extras=HARVESTED),
    "another type": patch(type="harvest", private=False),
    "no office": patch(owner_org="", private=False),
    "another office": lambda a: a.does("package_patch", id=a.record.id, owner_org=a.office, private=False),
    "moved by its own action": lambda a: a.does("package_owner_org_update", id=a.record.id, organization_id=a.office),
    "bulk_update_public": bulk("bulk_update_public"),
    "bulk_update_private": bulk("bulk_update_private"),
}
CONTENT: dict[str, Attack] = {
    "title": patch(title="Palsu"),
    "name": patch(name="palsu-zmark"),
    "tags": patch(tags=[{"name": "palsu"}]),
    "access": patch(accessRights="terbuka", konsep="Palsu"),
    "no files": patch(resources=[]),
    "files left out": lambda a: a.does("package_update", id=a.record.id, title="Palsu", resources=[]),
    "revise a file": revise(update__resources__0={"name": "Palsu"}),
    "revise a file away": revise(filter=["-resources"]),
    "id and name of two records": lambda a: a.does("package_update", id=a.own.id, name=a.record.name, title="Palsu"),
    "resource_create": lambda a: a.does("resource_create", package_id=a.record.id, name="Palsu", url="https://example.com"),
    "resource_create with a file": lambda a: a.does(
        "resource_create", package_id=a.record.name, name="Palsu", url="", upload=portal.upload(b"a\n1\n")),
    "resource_update": resource("resource_update", url="https://example.com/palsu.csv", name="Palsu"),
    "resource_patch of the name": resource("resource_patch", name="Palsu"),
    "resource_patch of the file": lambda a: a.does(
        "resource_patch", id=a.record.resource_id, upload=portal.upload(b"kecamatan,jumlah\nPalsu,1\n"), url=""),
    "resource_patch to a link": resource("resource_patch", url="https://example.com/palsu.csv", url_type=""),
    "resource_patch to a table": resource("resource_patch", url_type="datastore"),
    "resource_patch clears the file": resource("resource_patch", clear_upload="true", url=""),
    "resource_patch into another record": lambda a: a.does(
        "resource_patch", id=a.record.resource_id, package_id=a.own.id, name="Palsu"),
    "resource_delete": resource("resource_delete"),
    "steal by package_create": steal("package_create"),
    "steal by resource_create": steal("resource_create"),
    "steal by package_patch": steal("package_patch"),
    "steal by package_revise": steal("package_revise"),
    "steal the table": steal("resource_create", url_type="datastore", url="_datastore_only_resource"),
    "steal with another url": steal("resource_create", url="../../etc/passwd"),
    "member_create": member("member_create"),
    "member_create, another spelling": member("member_create", object_type="Package"),
    "member_delete": member("member_delete"),
    "group_update with packages": group("group_update"),
    "group_patch with packages": group("group_patch"),
    "group_create with packages": group("group_create"),
    "group_update without packages": lambda a: a.does("group_update", id=a.group, packages=[]),
    "group_delete": lambda a: a.does("group_delete", id=a.full_group),
    "group_purge": lambda a: a.does("group_purge", id=a.full_group),
    "group emptied": lambda a: a.does("group_patch", id=a.full_group, packages=[]),
    "member taken out": lambda a: a.does("member_delete", id=a.full_group, object=a.record.name, object_type="package"),
    "relationship": lambda a: a.does("package_relationship_create", subject=a.record.id, object=a.own.id, type="depends_on"),
    "relationship backwards": lambda a: a.does(
        "package_relationship_create", subject=a.own.id, object=a.record.id, type="depends_on"),
    "collaborator": lambda a: a.does("package_collaborator_create", id=a.record.id, user_id=a.record.id, capacity="editor"),
    "a second case": lambda a: a.does("satudata_publication_case_open", id=a.record.id),
}
TABLES: dict[str, Attack] = {
    "datastore_create": table("datastore_create", fields=[{"id": "kecamatan"}, {"id": "jumlah"}], records=ROWS),
    "datastore_create by id": table("datastore_create", "id", fields=[{"id": "kecamatan"}], records=ROWS, delete_fields=True),
    "datastore_create with two ids": crossed("datastore_create", fields=[{"id": "palsu"}], records=[{"palsu": "1"}]),
    "datastore_create with an alias": table("datastore_create", aliases=["palsu_zmark"]),
    "datastore_create of a file": lambda a: a.does(
        "datastore_create", resource={"package_id": a.record.id, "name": "Palsu"}, fields=[{"id": "a"}], records=[{"a": 1}]),
    "datastore_create of a stolen file": lambda a: a.does(
        "datastore_create", resource={"package_id": a.own.id, "id": a.record.resource_id}, fields=[{"id": "a"}]),
    "datastore_upsert": table("datastore_upsert", method="insert", records=ROWS),
    "datastore_upsert by id": table("datastore_upsert", "id", method="insert", records=ROWS),
    "datastore_upsert with two ids": crossed("datastore_upsert", method="insert", records=ROWS),
    "datastore_records_delete": table("datastore_records_delete", filters={"kecamatan": "Batur"}),
    "datastore_records_delete with two ids": crossed("datastore_records_delete", filters={"kecamatan": "Batur"}),
    "datastore_delete": table("datastore_delete"),
    "datastore_delete by id": table("datastore_delete", "id"),
    "datastore_delete with two ids": crossed("datastore_delete", filters={"kecamatan": "Batur"}),
    "datastore_run_triggers": lambda a: a.does("datastore_run_triggers", resource_id=a.record.resource_id),
    "resource_view_create": view("resource_view_create", title="Palsu", view_type="datatables_view"),
    "resource_view_update": view("resource_view_update", title="Palsu", view_type="datatables_view"),
    "resource_view_delete": view("resource_view_delete"),
    "resource_view_reorder": lambda a: a.does("resource_view_reorder", id=a.record.resource_id, order=[]),
    "resource_view_clear": lambda a: a.does("resource_view_clear", view_types=["palsu"]),
}


def callers(people: People) -> dict[str, Does]:
    """Everybody who may come to CKAN's actions with some right; the last one is the portal's own code."""
    def without_rights(action: str, /, **data: Any) -> Any:
        site = tk.get_action("get_site_user")({"ignore_auth": True}, {})
        return tk.get_action(action)({"user": site["name"], "ignore_auth": True}, data)

    return {"maker": people.maker.does, "org_admin": people.org_admin.does, "stranger": people.stranger.does,
            "reviewer": people.reviewer.does, "sysadmin": people.sysadmin.does, "ignore_auth": without_rights}
