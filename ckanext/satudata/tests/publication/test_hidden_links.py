"""The API names no record that its reader may not see, and keeps the link for who may write it, the seal and the index."""

import json
from contextlib import contextmanager

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests import helpers

from . import kinds, portal

ANYBODY = portal.ANYBODY


@pytest.fixture(scope="module")
def linked(people):
    """A public dataset of an activity and two indicators, one of each kind hidden; a link to another portal's record."""
    hidden, shown = kinds.submitted(people, "indikator"), kinds.published(people, "indikator")
    kegiatan = kinds.draft(people.maker, people.office, "kegiatan")
    dataset = portal.published(people, kegiatan=kegiatan.name, indikator=[hidden.id, shown.id, "dari-portal-lain"])
    return {"hidden": hidden, "shown": shown, "kegiatan": kegiatan, "dataset": dataset}


WAYS = {
    "show": lambda of: ("package_show", {"id": of}),
    "show in CKAN's schema": lambda of: ("package_show", {"id": of, "use_default_schema": True}),
    "search": lambda of: ("package_search", {"fq": f'id:"{of}"'}),
    "search in CKAN's schema": lambda of: ("package_search", {"fq": f'id:"{of}"', "use_default_schema": True}),
    "documents of the index": lambda of: (
        "package_search", {"fq": f'id:"{of}"', "fl": ["id", "validated_data_dict", "data_dict", "vocab_tautan"]}),
    "counts": lambda of: ("package_search", {"fq": f'id:"{of}"', "facet.field": ["vocab_tautan"]}),
    "whatever is new": lambda of: ("current_package_list_with_resources", {"limit": 100}),
}


def answer(people, who, way, linked):
    action, data = WAYS[way](linked["dataset"].id)
    return people.portal.post(f"/api/3/action/{action}", json=data, headers=who.headers).get_data(as_text=True)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_hidden_is_not_named_to_others(people, linked, way):
    for who in (ANYBODY, people.readers["stranger"]):
        said = answer(people, who, way, linked)
        named = [name for name, record in linked.items() if record.id in said or record.name in said]
        assert named == ["shown", "dataset"] and "dari-portal-lain" in said


@pytest.mark.parametrize("asked", [
    {"fl": ["id", "a:vocab_tautan"]}, {"fl": ["a:validated_data_dict"]}, {"fl": ["id", "field(vocab_tautan)"]},
    {"fl": "id a:vocab_tautan"}, {"facet.field": ["{!key=a}vocab_tautan"]},
])
def test_a_field_by_another_name__is_refused(people, linked, asked):
    found = people.portal.post("/api/3/action/package_search", json={**asked, "q": "*:*"})
    assert found.status_code == 409 and "as the index calls it" in str(found.json["error"][next(iter(asked))])
    assert linked["hidden"].id not in found.get_data(as_text=True)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["maker", "sysadmin"])
def test_who_may_write_a_record_is_told_all_of_it(people, linked, way, who):
    said = answer(people, people.readers[who], way, linked)
    assert linked["hidden"].id in said and linked["kegiatan"].name in said


def test_what_an_editor_was_shown_can_be_sent_back(people):
    """Also where the hidden record is another office's, which the editor may not see."""
    hidden = kinds.draft(people.maker, people.office, "kegiatan")
    with_office(hidden.id, None)
    draft = portal.draft(people.maker, people.office, kegiatan=hidden.id)
    shown = people.maker.does("package_show", id=draft.id)
    assert shown["kegiatan"] == hidden.id
    assert people.maker.does("package_update", **shown)["kegiatan"] == hidden.id
    assert people.maker.does("package_patch", id=draft.id, notes="Lain")["kegiatan"] == hidden.id


def with_office(package_id, office):
    model.Session.execute(sa.update(model.Package).where(model.Package.id == package_id).values(
        owner_org=office, creator_user_id="lain"))
    model.Session.commit()


def test_the_seal_holds_what_was_linked(people, linked):
    shown = helpers.call_action("package_show", {"ignore_auth": True}, id=linked["dataset"].id)
    assert shown["kegiatan"] == linked["kegiatan"].name
    record = people.maker.does("satudata_publication_record_show", id=linked["dataset"].id)
    assert record["visibility"] == "published"
    sealed = model.Session.scalar(sa.text(
        "SELECT content FROM satudata_publication_revision WHERE package_id = :id ORDER BY no DESC LIMIT 1"),
        {"id": linked["dataset"].id})
    content = sealed if isinstance(sealed, dict) else json.loads(sealed)
    assert content["package"]["kegiatan"] == linked["kegiatan"].name
    assert linked["hidden"].id in content["package"]["indikator"]


def test_a_page_of_results_asks_once(people, linked):
    others = [portal.published(people, kegiatan=linked["kegiatan"].id) for _ in range(2)]
    ids = [linked["dataset"].id, *(other.id for other in others)]
    found_by(ids)                                       # what CKAN asks once a process
    with statements() as one:
        found_by(ids[:1])
    with statements() as three:
        assert len(found_by(ids)) == 3
    about_links = [[said for said in asked if "package.name IN" in said] for asked in (one, three)]
    assert len(about_links[0]) == len(about_links[1]) == 1


def test_the_name_of_a_hidden_record_is_found_by_no_search(people, linked):
    name = linked["kegiatan"].name
    for asked in ({"q": f'text:"{name}"'}, {"fq": f"vocab_tautan:{name[:6]}*"}, {"fq": f'vocab_tautan:"{name}"'}):
        assert people.portal.post("/api/3/action/package_search", json=asked).json["result"]["count"] == 0, asked



def found_by(ids):
    return helpers.call_action("package_search", {"ignore_auth": False, "user": ""}, fq=f"id:({' OR '.join(ids)})")["results"]


@contextmanager
def statements():
    """Those that are sent meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)
