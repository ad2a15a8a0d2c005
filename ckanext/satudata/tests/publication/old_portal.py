"""A portal that has run for years without us: made by stock CKAN, then given our plugins, then freed of them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa
from ckan.common import config
from ckan.tests import factories, helpers
from ckan.tests.pytest_ckan import ckan_setup

from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource
from ckanext.satudata import database
from ckanext.satudata.publication import hidden

from . import portal
from .portal import Person

# such a portal keeps its own schema (here CKAN's) and takes workflow and publication without metadata
STOCK = ["activity", "datastore", "datatables_view", "text_view", "dcat", "harvest", "ckan_harvester"]
OURS = ["satudata", "satudata_publication", "satudata_workflow"]


@contextmanager
def running(plugins: list[str]) -> Iterator[Any]:
    """The portal with these plugins, as an HTTP client; afterwards it runs with those that it had."""
    before = {key: config[key] for key in ("ckan.plugins", "ckan.datastore.public_table_search")}
    start(plugins)
    try:
        yield helpers._get_test_app()
    finally:
        config.update(before)
        start(before["ckan.plugins"])
        helpers._get_test_app()     # addresses are built by the application that was made last


def start(plugins: Any) -> None:
    model.Session.remove()
    config["ckan.plugins"] = plugins
    config["ckan.datastore.public_table_search"] = ["_table_metadata"]      # CKAN's default; ours closes it
    forget_tables()
    p.load_all()
    ckan_setup._config = config.copy()


def forget_tables() -> None:
    """A new process: nothing is known of what tables there are, and of what has no ground."""
    database._seen.clear()
    hidden._strays = ("", frozenset())


def drop_our_tables() -> None:
    model.Session.remove()
    with model.ensure_engine().begin() as connection:
        for name in sa.inspect(connection).get_table_names():
            if name.startswith("satudata_"):
                connection.execute(sa.text(f'DROP TABLE "{name}" CASCADE'))
    forget_tables()


@dataclass
class Old:
    """What stock CKAN made: packages by what they are, and the people of their office."""

    office: str
    editor: Person
    sysadmin: Person
    reviewer: Person
    sources: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)      # id by kind
    names: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)


PUBLIC = ("public", "file", "table", "harvested")
HIDDEN = ("private", "form_draft", "deleted")


def make() -> Old:
    """Records of every kind, made by CKAN's own actions while nothing of ours is loaded."""
    assert not p.plugin_loaded("satudata_publication")
    office = factories.Organization(title=portal.word("Dinas"))
    old = Old(office["id"], portal.person(), portal.person(sysadmin=True), portal.person())
    old.sysadmin.does("organization_member_create", id=office["id"], username=old.editor.name, role="editor")
    does = old.editor.does
    for kind, data in {"public": {}, "private": {"private": True}, "form_draft": {"state": "draft"}, "deleted": {}, "file": {},
                       "table": {}}.items():
        mark = portal.word("lama")
        made = does("package_create", owner_org=office["id"], name=mark, title=f"Data {mark}", notes=mark,
                    tags=[{"name": mark}], **{"private": False, **data})
        old.packages[kind], old.names[kind] = made["id"], mark
        link = {"url": f"https://example.com/{mark}.csv"} if kind != "file" else {"url": "", "upload": portal.upload()}
        old.resources[kind] = does("resource_create", package_id=made["id"], name=f"Berkas {mark}", **link)["id"]
    does("package_delete", id=old.packages["deleted"])
    does("datastore_create", resource_id=old.resources["table"], force=True, fields=[{"id": "kecamatan"}],
         records=[{"kecamatan": "Batur"}])
    _harvested(old)
    return old


def _harvested(old: Old) -> None:
    source = old.sysadmin.does("harvest_source_create", name=portal.word("sumber"), url="http://127.0.0.1:1/", title="Sumber",
                               source_type="ckan", owner_org=old.office)
    old.sources["old"] = source["id"]
    mark = portal.word("lama")
    made = old.sysadmin.does("package_create", owner_org=old.office, name=mark, title=f"Data {mark}", notes=mark)
    job = HarvestJob(source=HarvestSource.get(source["id"]), status="Finished")
    job.save()
    HarvestObject(guid=made["id"], package_id=made["id"], job=job, current=True, state="COMPLETE", content="{}").save()
    model.Session.commit()
    search.rebuild(made["id"])
    old.packages["harvested"], old.names["harvested"] = made["id"], mark


def what_anybody_gets(client: Any, old: Old) -> dict[str, Any]:
    """The public answers of the portal, on pages and in the API."""
    def ask(action: str, **data: Any) -> Any:
        answer = client.post(f"/api/3/action/{action}", json=data)
        return answer.json["result"] if answer.status_code == 200 else answer.status_code

    found: dict[str, Any] = {
        "package_list": sorted(ask("package_list")),
        "package_search": [(r["name"], r["metadata_modified"])
                           for r in ask("package_search", rows=1000, sort="name asc")["results"]],
        "everything": sorted(r["name"] for r in ask("package_search", rows=1000, include_private=True, include_drafts=True,
                                                    include_deleted=True)["results"]),
        "autocomplete": sorted(r["name"] for r in ask("package_autocomplete", q="lama", limit=100)),
        "resources": sorted(r["id"] for r in ask("resource_search", query="name:lama")["results"]),
        "tags": sorted(ask("tag_list")),
        "office": ask("organization_show", id=old.office, include_datasets=True)["package_count"],
        "current": sorted(r["name"] for r in ask("current_package_list_with_resources", limit=100)),
        "changes": sorted(a["object_id"] for a in ask("recently_changed_packages_activity_list", limit=100)
                          if a["object_id"] in old.packages.values()),
        "catalog": sorted(set(re.findall(r"lama\d{4}q", client.get("/catalog.ttl").body))),
        "feed": sorted(set(re.findall(r"lama\d{4}q", client.get("/feeds/dataset.atom").body))),
    }
    for kind, id_ in old.packages.items():
        found[f"{kind}: package_show"] = ask("package_show", id=id_)
        found[f"{kind}: page"] = client.get(f"/dataset/{old.names[kind]}").status_code
        if resource_id := old.resources.get(kind):
            file = client.get(f"/dataset/{id_}/resource/{resource_id}/download", follow_redirects=False)
            found[f"{kind}: file"] = (file.status_code, file.get_data() if file.status_code == 200 else None)
            found[f"{kind}: rows"] = ask("datastore_search", resource_id=resource_id, include_total=True)
            found[f"{kind}: resource_show"] = ask("resource_show", id=resource_id)
    return found


def migrate(migrate_db_for: Any) -> None:
    """`ckan db upgrade`, for our plugins."""
    model.Session.remove()
    for name in OURS[1:]:
        migrate_db_for(name)
    forget_tables()

