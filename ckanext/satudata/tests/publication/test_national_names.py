"""Names of the national catalogue on a portal with all rooms: harvested, sealed, and written out again for each reader."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from . import portal
from .remote import catalogue
from .test_harvest import approve, harvest, new_source

SHOW = "satudata_metadata_catalogue_show"


def shown(id_: str) -> dict[str, Any]:
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": id_})


def kegiatan(people: Any, **more: Any) -> dict[str, Any]:
    return people.maker.does("package_create", type="kegiatan", name=portal.word("survei"), title="Survei",
                             owner_org=people.office, **more)


def test_a_harvest_brings_them__also_among_the_extras(people):
    ours = kegiatan(people, id_kegiatan_mms="4711")
    with catalogue() as remote:
        theirs = remote.has(portal.word("jauh"), id_mskeg="4711", id_msi="77",
                            extras=[{"key": "definisi", "value": "Semua sekolah."}, {"key": "lain", "value": "tetap"}])
        source = new_source(people.maker, people.office, remote)
        approve(source)
        assert harvest(source)[theirs["id"]] == ("COMPLETE", [])
        found = shown(theirs["id"])
        assert (found["kegiatan"], found["kode_msind"], found["definisi"]) == (ours["id"], "77", "Semua sekolah.")
        assert {"key": "lain", "value": "tetap"} in found["extras"]
        theirs |= {"id_mskeg": "815", "metadata_modified": "2032-01-01T00:00:00.000000"}
        assert harvest(source)[theirs["id"]] == ("COMPLETE", [])
        assert not shown(theirs["id"]).get("kegiatan") and shown(theirs["id"])["kode_mskeg"] == "815"


@pytest.mark.parametrize(("way", "word"), [
    (lambda people: portal.draft(people.maker, people.office), "draft"), (portal.submitted, "in_review"),
    (portal.returned, "draft"), (portal.published, "approved")], ids=["draft", "submitted", "returned", "published"])
def test_where_a_dataset_stands__on_the_real_way(people, way, word):
    made = way(people)
    model.Session.expire_all()
    assert people.maker.does(SHOW, id=made.id)["publishing_status"] == word
    answer = people.portal.get(f"/satudata/metadata/{made.id}/catalogue.json", expect_errors=True)
    assert answer.status_code == (200 if word == "approved" else 404)


def test_an_activity_that_is_not_public__stays_out_of_a_public_dataset(people):
    ours = kegiatan(people, id_kegiatan_mms="4712")
    made = portal.published(people, kegiatan=ours["id"])
    assert people.maker.does(SHOW, id=made.id)["judul_kegiatan"] == "Survei"
    public = people.portal.post(f"/api/3/action/{SHOW}", json={"id": made.id}).json["result"]
    assert not public.keys() & {"judul_kegiatan", "id_mskeg", "total_msvar"} and ours["name"] not in str(public)
    assert ours["id"] not in str(public)


def test_content_that_is_being_checked__stays_whatever_name_is_used(people):
    made = portal.submitted(people)
    for data in ({"id_mskeg": "815"}, {"extras": [{"key": "id_msk", "value": "815"}]}):
        with pytest.raises(tk.NotAuthorized):
            people.maker.does("package_patch", id=made.id, **data)
    assert not shown(made.id).get("kode_mskeg")
