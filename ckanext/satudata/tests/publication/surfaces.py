"""Where CKAN shows records: lists, which are read once, and what there is for each record. Source: reference of CKAN 2.12."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model

from .portal import Made, Person
from .world import World

List = Callable[[World, Person], str]
One = Callable[[World, Person, str, Made], bool]


def answer(world: World, reader: Person, action: str, data: dict[str, Any]) -> Any:
    return world.people.portal.post(f"/api/3/action/{action}", json=data, headers=reader.headers)


def _get(world: World, reader: Person, path: str) -> Any:
    return world.people.portal.get(path, headers=reader.headers)


def action(name: str, /, **data: Any) -> List:
    return lambda world, reader: answer(world, reader, name, data).body


def page(path: str) -> List:
    def read(world: World, reader: Person) -> str:
        office, group = model.Group.get(world.people.office), model.Group.get(world.group)
        return _get(world, reader, path.format(office=office.name, group=group.name, maker=world.people.maker.name,
                                               reader=reader.name)).body
    return read


def of_office(name: str, key: str = "id", /, **data: Any) -> List:
    return lambda world, reader: answer(world, reader, name, {key: world.people.office, **data}).body


def of_group(name: str, /, **data: Any) -> List:
    return lambda world, reader: answer(world, reader, name, {"id": world.group, **data}).body


def of_maker(name: str, /, **data: Any) -> List:
    return lambda world, reader: answer(world, reader, name, {"id": world.people.maker.id, **data}).body


EVERYTHING = {"include_private": True, "include_drafts": True, "include_deleted": True, "rows": 1000}
LISTS: dict[str, List] = {
    "package_search": action("package_search", rows=1000),
    "package_search: include everything": action("package_search", **EVERYTHING),
    "package_search: any capacity": action("package_search", fq="capacity:(public OR private)", rows=1000),
    "package_search: any state": action("package_search", fq="+state:(active OR draft OR deleted)", rows=1000),
    "package_search: any label": action("package_search", fq="permission_labels:*", **EVERYTHING),
    "package_search: asks for all": action("package_search", q="state:* OR capacity:private OR name:*", **EVERYTHING),
    "package_search: fq_list": action("package_search", fq_list=["capacity:* OR state:*"], **EVERYTHING),
    "package_search: fl": action("package_search", fl=["id", "name", "title", "data_dict"], **EVERYTHING),
    "package_search: default schema": action("package_search", use_default_schema=True, **EVERYTHING),
    "package_search: facets": action(
        "package_search", **{"facet.field": ["name", "tags", "title_string", "id", "res_format", "res_name"],
                             "facet.limit": -1, **EVERYTHING, "rows": 0}),
    "package_search: sorted": action("package_search", q="zmark*", sort="metadata_created asc", **EVERYTHING),
    "package_list": action("package_list"),
    "package_list by pages": action("package_list", limit=1000, offset=0),
    "current_package_list_with_resources": action("current_package_list_with_resources", limit=1000),
    "package_autocomplete": action("package_autocomplete", q="zmark", limit=1000),
    "resource_search: name": action("resource_search", query="name:zmark"),
    "resource_search: url": action("resource_search", query="url:zmark"),
    "tag_list": action("tag_list"),
    "tag_list: all fields": action("tag_list", all_fields=True, query="zmark"),
    "tag_search": action("tag_search", query="zmark", limit=1000),
    "tag_autocomplete": action("tag_autocomplete", query="zmark", limit=1000),
    "format_autocomplete": action("format_autocomplete", q="zmark", limit=1000),
    "organization_show": of_office("organization_show", include_datasets=True),
    "group_show": of_group("group_show", include_datasets=True),
    "group_package_show": of_group("group_package_show", limit=1000),
    "organization member_list": of_office("member_list", object_type="package"),
    "group member_list": of_group("member_list"),
    "user_show": of_maker("user_show", include_datasets=True),
    "recently_changed_packages_activity_list": action("recently_changed_packages_activity_list", limit=100),
    "organization_activity_list": of_office("organization_activity_list", limit=100),
    "group_activity_list": of_group("group_activity_list", limit=100),
    "user_activity_list": of_maker("user_activity_list", limit=100),
    "dashboard_activity_list": action("dashboard_activity_list", limit=100),
    "_table_metadata": action("datastore_search", resource_id="_table_metadata", limit=32000),
    "dcat_catalog_show": action("dcat_catalog_show", format="ttl"),
    "dcat_catalog_search": action("dcat_catalog_search", q="zmark*"),
}
LIST_PAGES: dict[str, List] = {
    "home page": page("/"),
    "search page": page("/dataset/?q=sekolah"),
    "search page by facet": page("/dataset/?_tags_limit=0&_organization_limit=0&_res_format_limit=0"),
    "office page": page("/organization/{office}"),
    "group page": page("/group/{group}"),
    "user page": page("/user/{maker}"),
    "feed of datasets": page("/feeds/dataset.atom"),
    "feed of the office": page("/feeds/organization/{office}.atom"),
    "feed of the group": page("/feeds/group/{group}.atom"),
    "custom feed": page("/feeds/custom.atom?q=sekolah"),
    "catalog.ttl": page("/catalog.ttl"),
    "catalog.jsonld": page("/catalog.jsonld"),
    "catalog.rdf by search": page("/catalog.rdf?q=sekolah"),
    "activity page of the office": page("/organization/activity/{office}"),
    "activity page of the group": page("/group/activity/{group}"),
    "activity page of the maker": page("/user/activity/{maker}"),
    "dashboard": page("/dashboard/"),
    "dashboard of datasets": page("/dashboard/datasets"),
    "util: datasets": page("/api/2/util/dataset/autocomplete?incomplete=zmark"),
    "util: tags": page("/api/2/util/tag/autocomplete?incomplete=zmark"),
    "util: formats": page("/api/2/util/resource/format_autocomplete?incomplete=zmark"),
    "desk": page("/satudata/workflow/desk"),
}


def seen_in(world: World, text: str) -> set[str]:
    """States of whose record something stands in a text: its mark, its id or that of its file."""
    text = text.lower()
    return {state for state, made in world.records.items()
            if any(key and key in text for key in (made.mark, made.id, made.resource_id))}


def _shown(name: str, key: str, what: Callable[[World, str, Made], str], **data: Any) -> One:
    def read(world: World, reader: Person, state: str, made: Made) -> bool:
        return answer(world, reader, name, {key: what(world, state, made), **data}).status_code == 200
    return read


def _found(name: str, query: str) -> One:
    """A search that names the record: anything found is the record."""
    def read(world: World, reader: Person, state: str, made: Made) -> bool:
        found = answer(world, reader, name, {"q": query.format(made=made), **EVERYTHING}).json
        return bool(found.get("result", {}).get("count"))
    return read


def _opened(path: str, proof: str = "{made.mark}") -> One:
    """A page that opens and shows something of the record."""
    def read(world: World, reader: Person, state: str, made: Made) -> bool:
        found = _get(world, reader, path.format(made=made, view=world.views[state]))
        return found.status_code == 200 and proof.format(made=made) in found.get_data(as_text=True)
    return read


def _id(_world: World, _state: str, made: Made) -> str:
    return made.id


def _name(_world: World, _state: str, made: Made) -> str:
    return made.name


def _resource(_world: World, _state: str, made: Made) -> str:
    return made.resource_id


def _view(world: World, state: str, _made: Made) -> str:
    return world.views[state]


ONES: dict[str, One] = {
    "package_show by id": _shown("package_show", "id", _id),
    "package_show by name": _shown("package_show", "id", _name),
    "package_show, default schema": _shown("package_show", "id", _id, use_default_schema=True),
    "resource_show": _shown("resource_show", "id", _resource),
    "resource_view_list": _shown("resource_view_list", "id", _resource),
    "resource_view_show": _shown("resource_view_show", "id", _view),
    "datastore_search": _shown("datastore_search", "resource_id", _resource),
    "datastore_search by id": _shown("datastore_search", "id", _resource),
    "datastore_info": _shown("datastore_info", "id", _resource),
    "dcat_dataset_show": _shown("dcat_dataset_show", "id", _id, format="ttl"),
    "record_show": _shown("satudata_publication_record_show", "id", _id),
    "completeness_show": _shown("satudata_metadata_completeness_show", "id", _id),
    "table_show": _shown("satudata_metadata_table_show", "resource_id", _resource),
    "rows by table_show": _shown("satudata_publication_table_show", "resource_id", _resource),
    "chosen rows by table_show": _shown("satudata_publication_table_show", "resource_id", _resource, q="Batur", limit=5),
    "package_activity_list": _shown("package_activity_list", "id", _id),
    "package_relationships_list": _shown("package_relationships_list", "id", _id),
    "package_search by id": _found("package_search", "id:{made.id}"),
    "package_search by name": _found("package_search", "name:{made.name}"),
    "package_search by file": _found("package_search", "res_name:{made.mark}"),
}
PAGES: dict[str, One] = {
    "dataset page": _opened("/dataset/{made.name}"),
    "dataset page by id": _opened("/dataset/{made.id}"),
    "resource page": _opened("/dataset/{made.name}/resource/{made.resource_id}"),
    "download": _opened("/dataset/{made.id}/resource/{made.resource_id}/download/x.csv", "Batur"),
    "download without name": _opened("/dataset/{made.id}/resource/{made.resource_id}/download", "Batur"),
    "datastore dump": _opened("/datastore/dump/{made.resource_id}", "Batur"),
    "datastore dump as JSON": _opened("/datastore/dump/{made.resource_id}?format=json", "Batur"),
    "table page": _opened("/satudata/publication/{made.name}/table/{made.resource_id}", "Batur"),
    "table as CSV": _opened("/satudata/publication/{made.id}/table/{made.resource_id}.csv", "Batur"),
    "table as JSON": _opened("/satudata/publication/{made.id}/table/{made.resource_id}.json", "Batur"),
    "view page": _opened("/dataset/{made.name}/resource/{made.resource_id}/view/{view}", "{made.resource_id}"),
    "activity page": _opened("/dataset/activity/{made.name}"),
    "groups page": _opened("/dataset/groups/{made.name}"),
    "dataset.ttl": _opened("/dataset/{made.name}.ttl"),
    "dataset.jsonld": _opened("/dataset/{made.id}.jsonld"),
    "dataset.rdf": _opened("/dataset/{made.name}.rdf"),
    "api_info": _opened("/datastore/api_info/{made.resource_id}", "datastore_search"),
}
