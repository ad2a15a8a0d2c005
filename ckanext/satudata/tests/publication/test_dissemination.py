"""Infographics and books of the statistics office go the way of its SOP of dissemination; those of an OPD that of its data."""

import ckan.plugins.toolkit as tk
import pytest

from . import kinds
from .portal import ANYBODY, answer, person


@pytest.fixture(scope="module")
def desk(people):
    """The three of the statistics office, by role; who may fill in the form is CKAN's to say."""
    found = {}
    for role in ("kasi_statistik", "staf_statistik", "kabid_statistik"):
        found[role] = one = person()
        people.sysadmin.does("satudata_workflow_officer_create", user=one.id, role=role, organization=None)
        if role != "kabid_statistik":
            people.sysadmin.does("organization_member_create", id=people.office, username=one.name, role="editor")
    return found


def kind_of(people, record):
    return people.sysadmin.does("satudata_workflow_case_show", id=record.case_id)["kind"]


def reads(who, record):
    """Whether somebody may open the record, and finds it in a search."""
    try:
        assert who.does("package_show", id=record.id)["id"] == record.id
    except tk.NotAuthorized:
        shown = False
    else:
        shown = True
    query = {"q": f"name:{record.name}", "include_private": True, "include_drafts": True, "fq": "+dataset_type:publikasi"}
    assert bool(who.does("package_search", **query)["count"]) == shown
    return shown


def test_a_product_of_the_statistics_office_goes_its_own_way_to_the_public(people, desk):
    record = kinds.draft(desk["kasi_statistik"], people.office, "publikasi")
    assert kind_of(people, record) == "dissemination"
    answer(desk["kasi_statistik"], record, "finish")
    answer(desk["staf_statistik"], record, "finish")
    answer(desk["kabid_statistik"], record, "sesuai")
    assert not reads(ANYBODY, record)
    answer(desk["staf_statistik"], record, "finish")
    assert reads(ANYBODY, record)


@pytest.mark.parametrize("package_type", kinds.TYPES)
def test_a_record_of_an_opd_goes_the_way_of_its_data(people, desk, package_type):
    assert kind_of(people, kinds.draft(people.maker, people.office, package_type)) == "publication"


def test_data_of_the_statistics_office_is_published_like_all_data(people, desk):
    assert kind_of(people, kinds.draft(desk["kasi_statistik"], people.office, "indikator")) == "publication"


def test_who_acts_before_the_seal_reads_the_draft_and_who_checks_it_does_not_yet(people, desk):
    record = kinds.draft(desk["kasi_statistik"], people.office, "publikasi")
    assert reads(desk["staf_statistik"], record)
    assert not reads(desk["kabid_statistik"], record) and not reads(people.reviewer, record)
    answer(desk["kasi_statistik"], record, "finish")
    answer(desk["staf_statistik"], record, "finish")
    assert reads(desk["kabid_statistik"], record) and not reads(people.reviewer, record)


def test_a_draft_of_an_opd_is_still_read_by_its_own_roles_only(people, desk):
    record = kinds.draft(people.maker, people.office, "publikasi")
    assert reads(people.colleague, record)
    assert not any(reads(one, record) for one in (desk["kabid_statistik"], people.reviewer, people.stranger, people.member))
