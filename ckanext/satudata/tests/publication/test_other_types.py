"""Activities, indicators and publications stay out of what did not ask for them; until a case published them, out of all.

Source: design §6, §7.1.
"""

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.search import rebuild

from ckanext.harvest.harvesters.ckanharvester import CKANHarvester
from ckanext.harvest.model import HarvestJob, HarvestObject

from . import kinds, ours, portal, surfaces
from .world import World, put_into

STATES = ("draft", "submitted", "published")
READERS = ("anonymous", "stranger", "maker", "sysadmin")
# they list files, words and events, not records, or all that somebody may do: what is public of every type belongs there
EVERY_TYPE = {
    "resource_search: name", "resource_search: url", "tag_list", "tag_list: all fields", "tag_search", "tag_autocomplete",
    "organization member_list", "group member_list", "util: tags", "util: formats", "format_autocomplete", "desk",
    *(name for name in (*surfaces.LISTS, *surfaces.LIST_PAGES) if "activit" in name or "dashboard" in name),
}


@pytest.fixture(scope="module")
def world(people_alone):
    people = people_alone
    group = people.sysadmin.does("group_create", name=portal.word("topik"))["id"]
    make = {"draft": lambda kind: kinds.draft(people.maker, people.office, kind),
            "submitted": lambda kind: kinds.submitted(people, kind), "published": lambda kind: kinds.published(people, kind)}
    records = {f"{kind} {state}": make[state](kind) for kind in kinds.TYPES for state in STATES}
    records["dataset published"] = portal.published(people)
    for record in records.values():
        put_into(group, record.id)
        rebuild(record.id)
    return World(people, records, {}, group)


def may_read(reader):
    states = {"anonymous": ("published",), "stranger": ("published",), "maker": STATES, "sysadmin": STATES}[reader]
    return {f"{kind} {state}" for kind in kinds.TYPES for state in states} | {"dataset published"}


ALL_LISTS = surfaces.LISTS | surfaces.LIST_PAGES


@pytest.mark.parametrize("name", ALL_LISTS)
@pytest.mark.parametrize("reader", [
    "anonymous", pytest.param("stranger", marks=pytest.mark.long), pytest.param("maker", marks=pytest.mark.long)])
def test_a_list_that_nobody_asked_for_a_type_shows_datasets(world, name, reader):
    seen = surfaces.seen_in(world, ALL_LISTS[name](world, world.people.readers[reader]))
    allowed = may_read(reader) if name in EVERY_TYPE else {"dataset published"}
    assert seen - allowed == set()


TYPED = {
    "fq": lambda kind: {"fq": f"dataset_type:{kind}"}, "fq with +": lambda kind: {"fq": f"+dataset_type:{kind} +state:active"},
    "q": lambda kind: {"q": f"dataset_type:{kind}"}, "type": lambda kind: {"q": f"type:{kind}"},
    "fq_list": lambda kind: {"fq_list": [f"dataset_type:({kind} OR showcase)"]},
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("asked", TYPED)
def test_a_search_that_asks_for_a_type_finds_what_its_reader_may_read(world, asked, reader):
    for kind in kinds.TYPES:
        answer = surfaces.answer(world, world.people.readers[reader], "package_search",
                                 TYPED[asked](kind) | surfaces.EVERYTHING).body
        assert surfaces.seen_in(world, answer) == {state for state in may_read(reader) if state.startswith(kind)}


@pytest.mark.parametrize("filters", [
    "-dataset_type:harvest", "NOT dataset_type:harvest", "!dataset_type:harvest", "(*:* -dataset_type:showcase)", "*:*"])
def test_leaving_a_type_out_is_not_asking_for_all_others(world, filters):
    for place in ({"q": filters}, {"fq": filters}, {"fq_list": [filters]}):
        answer = surfaces.answer(world, portal.ANYBODY, "package_search", place | {"rows": 100}).body
        assert surfaces.seen_in(world, answer) == {"dataset published"}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", kinds.TYPES)
def test_the_search_page_of_a_type_lists_that_type(world, kind, reader):
    for path in (f"/{kind}/", f"/{kind}/?q=zmark*", f"/feeds/custom.atom?dataset_type={kind}"):
        seen = surfaces.seen_in(world, surfaces.page(path)(world, world.people.readers[reader]))
        wanted = {state for state in may_read(reader) if state.startswith(kind)}
        assert seen == (wanted if "feeds" not in path else {f"{kind} published"}), path


def _one(world, reader, state):
    made, who = world.records[state], world.people.readers[reader]
    kind = state.split()[0]
    ask = {"package_show": {"id": made.id}, "satudata_publication_record_show": {"id": made.name},
           "satudata_metadata_completeness_show": {"id": made.id}, "package_activity_list": {"id": made.id}}
    if kind == "kegiatan":
        ask |= {"satudata_metadata_variabel_list": {"kegiatan_id": made.name}}
    found = {name: surfaces.answer(world, who, name, data).status_code == 200 for name, data in ask.items()}
    client = world.people.portal
    for path in (f"/{kind}/{made.name}", f"/{kind}/{made.id}", f"/dataset/{made.name}", f"/dataset/{made.id}"):
        answer = client.get(path, headers=who.headers)
        found[path.replace(made.name, "name").replace(made.id, "id")] = (
            answer.status_code == 200 and made.mark in answer.get_data(as_text=True))
    return found


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("state", [f"{kind} {state}" for kind in kinds.TYPES for state in STATES])
def test_a_record_is_shown_to_those_who_may_read_it_and_to_nobody_else(world, state, reader):
    assert set(_one(world, reader, state).values()) == {state in may_read(reader)}


@pytest.mark.parametrize("state", STATES)
def test_a_variable_is_shown_with_its_activity_only(world, state):
    record = world.records[f"kegiatan {state}"]
    rows = world.people.maker.does("satudata_metadata_variabel_list", kegiatan_id=record.id)["results"]
    for row in rows:
        answer = surfaces.answer(world, portal.ANYBODY, "satudata_metadata_variabel_show", {"id": row["id"]})
        assert (answer.status_code == 200) == (state == "published")


@pytest.mark.parametrize("reader", READERS)
def test_offices_and_groups_count_datasets(world, reader):
    def ask(action, **data):
        return surfaces.answer(world, world.people.readers[reader], action, data).json["result"]

    office, group = world.people.office, world.group
    assert {
        "organization_show": ask("organization_show", id=office)["package_count"],
        "group_show": ask("group_show", id=group)["package_count"],
        "organization_list": next(o["package_count"] for o in ask("organization_list", all_fields=True) if o["id"] == office),
        "group_list": next(g["package_count"] for g in ask("group_list", all_fields=True) if g["id"] == group),
        "package_search": ask("package_search", fq=f"owner_org:{office}", include_private=True)["count"],
    } == dict.fromkeys(("organization_show", "group_show", "organization_list", "group_list", "package_search"), 1)


def test_administrators_search_in_everything(world):
    found = surfaces.answer(world, world.people.sysadmin, "package_search", surfaces.EVERYTHING).body
    assert surfaces.seen_in(world, found) == set(world.records)


def test_pages_of_the_list_of_names_are_as_long_as_they_were_asked_for(world):
    second = portal.published(world.people)
    names = sorted([second.name, world.records["dataset published"].name])

    def ask(**data):
        return surfaces.answer(world, portal.ANYBODY, "package_list", data).json["result"]

    assert ask() == names
    pages = [ask(limit=1), ask(limit=1, offset=1), ask(offset=1), ask(limit=1, offset=2)]
    assert pages == [names[:1], names[1:], names[1:], []]
    assert surfaces.answer(world, portal.ANYBODY, "package_list", {"limit": "x"}).status_code == 409
    world.people.sysadmin.does("package_delete", id=second.id)


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_nobody_is_told_that_it_is_a_dataset(world, kind):
    record = world.records[f"{kind} published"]
    client = world.people.portal
    assert surfaces.answer(world, portal.ANYBODY, "dcat_dataset_show", {"id": record.id, "format": "ttl"}).status_code == 404
    assert client.get(f"/dataset/{record.id}.ttl").status_code == 404
    shown = client.get(f"/{kind}/{record.name}").get_data(as_text=True)
    assert "application/ld+json" not in shown and ".ttl" not in shown and "schema.org" not in shown


def test_a_dataset_is_described_to_programs_as_before(world):
    record = world.records["dataset published"]
    shown = world.people.portal.get(f"/dataset/{record.name}").get_data(as_text=True)
    assert "application/ld+json" in shown and f"{record.id}.ttl" in shown


@pytest.mark.parametrize("config", ["{}", '{"force_all": true}'])
def test_stock_ckanext_harvest_that_harvests_us_gets_datasets_only(world, config):
    with ours.served(world.people.portal) as url:
        source = world.people.maker.does("harvest_source_create", name=portal.word("sumber"), title="Kami", source_type="ckan",
                                         url=f"{url}/{portal.word('a')}/..", owner_org=world.people.office, config=config)
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        made = tk.get_action("harvest_job_create")(
            {"user": user, "ignore_auth": True}, {"source_id": source["id"], "run": False})
        gathered = CKANHarvester().gather_stage(HarvestJob.get(made["id"]))
    contents = [json.loads(HarvestObject.get(id_).content) for id_ in gathered]
    assert [content["id"] for content in contents] == [world.records["dataset published"].id]
    model.Session.remove()
