"""What a file brings goes the way of every record: its cases are opened, and what is checked, public or another office's
stays as it is. BPS's status words follow the way.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest

from ckanext.satudata.metadata import exporting
from ckanext.satudata.publication import records, sealing, standing
from ckanext.satudata.tests.factories import House, Record, upload
from ckanext.satudata.tests.metadata.imports.conftest import INDIKATOR, KEGIATAN, VARIABEL, faults_of, workbook

from . import portal

CREATE, ACCEPT, SHOW = (f"satudata_metadata_import_{verb}" for verb in ("create", "accept", "show"))


@pytest.fixture
def house(app: Any) -> House:
    return House()


def send(house: House, content: bytes, who: str = "operator", **target: Any) -> dict[str, Any]:
    made = house.act(who, CREATE, upload=upload(content, "metadata.xlsx"), **(target or {"owner_org": house.org["id"]}))
    return house.act(who, SHOW, id=made["id"])


def take(house: House, content: bytes, **target: Any) -> Record:
    found = send(house, content, **target)
    done = house.act("operator", ACCEPT, id=found["id"], stamp=found["stamp"])["results"][0]
    assert "refused" not in done, done
    case_id = house.act("operator", "satudata_publication_record_show", id=done["id"])["case_id"]
    return Record(done["id"], done["name"], case_id)


def status(house: House, record: Record, who: str = "operator") -> str:
    return house.act(who, "satudata_metadata_indah_show", id=record.id, what="kegiatan")["status"]


def test_what_a_file_brings__has_its_cases_and_is_not_public(house: House):
    kegiatan = take(house, workbook(KEGIATAN, VARIABEL, INDIKATOR))
    assert house.case(kegiatan)["status"] == "open"
    for package in model.Session.query(model.Package).filter_by(owner_org=house.org["id"]):
        assert package.private
        assert house.act("operator", "satudata_publication_record_show", id=package.id)["case_id"]
        assert records.get(package.id) is not None


def frozen(house: House) -> Record:
    kegiatan = take(house, workbook(KEGIATAN, VARIABEL))
    package = model.Package.get(kegiatan.id)
    assert package is not None
    row = records.lock(package.id)
    assert row is not None
    row.frozen = True
    model.Session.commit()
    return kegiatan


def test_content_that_is_being_checked__is_refused_in_words_and_stays(house: House):
    kegiatan = frozen(house)
    before = sealing.content_of(kegiatan.id)
    found = send(house, workbook({**KEGIATAN, "tahun_kegiatan": "2026"}, []), kegiatan_id=kegiatan.id)
    assert not found["may_be_taken"]
    assert "cannot be taken over" in faults_of(found)[0][1]
    assert sealing.content_of(kegiatan.id) == before


def test_content_that_froze_after_the_preview__is_not_written(house: House):
    kegiatan = take(house, workbook(KEGIATAN, VARIABEL))
    found = send(house, workbook({**KEGIATAN, "tahun_kegiatan": "2026"}, []), kegiatan_id=kegiatan.id)
    assert found["may_be_taken"]
    row = records.lock(kegiatan.id)
    assert row is not None
    row.frozen = True
    model.Session.commit()
    done = house.act("operator", ACCEPT, id=found["id"], stamp=found["stamp"])
    assert "cannot be taken over" in done["results"][0]["refused"][0]
    assert len(house.act("operator", "satudata_metadata_variabel_list", kegiatan_id=kegiatan.id)["results"]) == 2


def test_an_activity_of_another_office__is_not_to_be_chosen(house: House):
    kegiatan = take(house, workbook(KEGIATAN))
    with pytest.raises(Exception, match="no such activity"):
        send(house, workbook(KEGIATAN), "operator_elsewhere", kegiatan_id=kegiatan.id)
    with pytest.raises(Exception, match="office"):
        send(house, workbook(KEGIATAN), "operator_elsewhere", owner_org=house.org["id"])


def test_the_status_words_of_bps__follow_the_way_of_the_record(house: House):
    kegiatan = take(house, workbook(KEGIATAN))
    assert status(house, kegiatan) == "DRAFT"
    row = records.lock(kegiatan.id)
    assert row is not None
    row.frozen = True
    model.Session.commit()
    assert status(house, kegiatan) == "SUBMITTED"
    found = standing.of(kegiatan.id)
    assert found is not None and (found.is_open, found.waiting_for, found.is_taken) == (True, "officer", False)
    assert standing.of("tidak-ada") is None


def test_a_bundle_of_a_private_activity__is_for_its_office(house: House):
    kegiatan = take(house, workbook(KEGIATAN, VARIABEL))
    def seen(who: str) -> list[str]:
        user = {"user": house.user(who), "auth_user_obj": model.User.get(house.user(who))}
        return [one["id"] for one in exporting.bundles(user, house.org["id"])]

    assert seen("operator") == [kegiatan.id]
    assert seen("operator_elsewhere") == []


def test_the_status_words__on_the_real_way(people: Any):
    """Of a dataset, whose way the room's other tests walk; the words depend on the way alone."""
    from ckanext.satudata.metadata.indah import status_of

    def word(made: Any) -> str:
        model.Session.expire_all()
        found = standing.of(made.id)
        assert found is not None
        return status_of(found.is_public, found.is_open, found.round, found.outcome, waiting_for=found.waiting_for,
                         is_taken=found.is_taken)

    assert word(portal.draft(people.maker, people.office)) == "DRAFT"
    assert word(portal.submitted(people)) == "SUBMITTED"
    assert word(portal.returned(people)) == "CORRECTION_REQUIRED"
    assert word(portal.published(people)) == "APPROVED"
