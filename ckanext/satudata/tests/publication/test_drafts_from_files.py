"""Drafts that begin with a file, behind the gate: private, with a case of their own, and seen by nobody else."""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.publication.model import Pin, Record
from ckanext.satudata.tests.factories import House, upload

pytestmark = pytest.mark.usefixtures("app")

CSV = b"Kecamatan,Jumlah (unit),Tahun\nSusukan,3,2023\nBawang,4,2024\n"


@pytest.fixture(scope="module")
def house(app):
    return House()


def draft(house, who="operator", **data):
    wanted = {"owner_org": house.org["id"], "upload": upload(CSV, "jumlah-puskesmas.csv"), **data}
    return house.act(who, "satudata_metadata_draft_create", **wanted)


def test_a_draft__is_private_pinned_and_has_a_case(house):
    made = draft(house)
    package = model.Package.get(made["id"])
    row = model.Session.get(Record, made["id"])
    assert (package.private, package.state, row.visibility, row.basis) == (True, "draft", "unpublished", None)
    pin = model.Session.get(Pin, package.resources[0].id)
    assert pin.blob and pin.size == len(CSV)
    standing = house.act("operator", "satudata_publication_record_show", id=made["id"])
    case = house.act("operator", "satudata_workflow_case_show", id=standing["case_id"])
    assert (case["status"], case["step"]) == ("open", "susun")


def test_a_draft__is_seen_by_its_office_only(house):
    made = draft(house)
    assert house.act("kepala", "package_show", id=made["id"])["state"] == "draft"
    for who in ("anonymous", "stranger", "operator_elsewhere", "walidata"):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "package_show", id=made["id"])


@pytest.mark.parametrize("who", ["anonymous", "stranger", "operator_elsewhere", "kepala", "walidata"])
def test_a_draft__is_made_by_those_who_may_make_records_of_the_office(house, who):
    with pytest.raises(tk.NotAuthorized):
        draft(house, who)


@pytest.mark.parametrize("content", [b"", b"x" * 2_000_000], ids=["empty", "too large"])
def test_a_file_that_is_refused__leaves_nothing(house, content, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.max_resource_size", 1)
    before = model.Session.query(model.Package).count()
    with pytest.raises(tk.ValidationError) as refused:
        draft(house, upload=upload(content, "a.csv"))
    assert "upload" in refused.value.error_dict
    assert model.Session.query(model.Package).count() == before


def test_a_copy_of_a_published_record__is_a_draft_and_the_record_stays(house, app):
    made = draft(house)
    source = house.act("operator", "package_show", id=made["id"])
    copied = house.act("operator", "satudata_metadata_draft_copy", id=source["id"], upload=upload(CSV, "baru.csv"))
    assert copied["id"] != source["id"]
    shown = house.act("operator", "package_show", id=copied["id"])
    assert (shown["title"], shown["private"], shown["state"]) == (source["title"], True, "draft")
    assert shown["resources"][0]["id"] != source["resources"][0]["id"]
    assert house.act("operator", "package_show", id=source["id"]) == source
    for who in ("anonymous", "operator_elsewhere", "walidata"):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "satudata_metadata_draft_copy", id=source["id"], upload=upload(CSV, "baru.csv"))
