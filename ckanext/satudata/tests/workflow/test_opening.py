"""Opening a case: what is refused, in which words, and that a record has one at a time."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ckanext.satudata.tests.factories import House, errors_of, unique
from ckanext.satudata.workflow import events, governments, messages, opening, support
from ckanext.satudata.workflow.errors import CaseRefused
from ckanext.satudata.workflow.model import Case, CaseTopic, Event, ProcedureVersion, Task
from ckanext.satudata.workflow.model.base import new_id
from ckanext.satudata.workflow.offices import Actor

Under = Callable[[str], None]
OPEN = "satudata_publication_case_open"


def actor(house: House) -> Actor:
    return Actor(house.user_id("operator"), "Operator")


def cancelled(house: House) -> str:
    """Id of a record without open case."""
    record = house.record(content=None)
    house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Uji.")
    return record.id


def test_a_new_record_stands_at_the_first_step_of_the_bound_segment(house: House, under: Under):
    for government, step, segment in (
        ("way_kanan", "unggah", "publikasi"),
        ("bandar_lampung", "isi", None),
        ("default", "susun", None),
    ):
        under(government)
        record = house.record(content=None)
        case = model.Session.get(Case, record.case_id)
        assert (case.government, case.segment, case.step, case.status, case.round, case.number, case.lane, case.kind) == (
            government,
            segment,
            step,
            "open",
            1,
            None,
            "content",
            "publication",
        )
        task = model.Session.scalar(sa.select(Task).where(Task.case_id == case.id))
        assert (task.step, task.status, task.offices) == (step, "ready", [f"operator_opd@{house.org['id']}"])
        opened = model.Session.scalar(sa.select(Event).where(Event.stream == events.case_stream(case.id)))
        assert (opened.type, opened.actor, opened.data["topic"]) == (events.CASE_OPENED, house.user_id("operator"), record.id)


def test_a_record_has_one_open_case(house: House):
    record = house.record(content=None)
    with pytest.raises(tk.ValidationError, match="open case already"):
        house.act("operator", OPEN, id=record.id)
    submitted = house.record()
    house.answer("operator", submitted, "finish")
    with pytest.raises(tk.NotAuthorized, match="being checked"):
        house.act("operator", OPEN, id=submitted.id)


def test_a_public_record_gets_no_publication_case(house: House, under: Under):
    under("default")
    record = house.record()
    house.walk(record)
    with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
        house.act("operator", OPEN, id=record.id)


@pytest.mark.parametrize(
    ("lane", "topic", "may"),
    [
        ("content", "same", False),
        ("status", "same", True),
        ("content", "another", True),
    ],
)
def test_the_database_allows_one_open_case_for_a_record_and_lane(lane: str, topic: str, may: bool, house: House):
    record = house.record(content=None)
    first = model.Session.get(Case, record.case_id)
    case = Case(
        id=new_id(),
        procedure_id=first.procedure_id,
        government=first.government,
        kind="publication",
        lane=lane,
        status="open",
        step=first.step,
        round=1,
        opened_by="test",
        payload={},
        lock_version=1,
    )
    model.Session.add(case)
    model.Session.flush()
    model.Session.add(
        CaseTopic(
            case_id=case.id,
            topic_type="dataset",
            lane=lane,
            is_open=True,
            topic_id=record.id if topic == "same" else unique("lain"),
        )
    )
    if may:
        model.Session.flush()
    else:
        with pytest.raises(IntegrityError, match="one_open_case"):
            model.Session.flush()
    model.Session.rollback()


def test_a_status_case_opens_beside_a_content_case(house: House, under: Under):
    """A withdrawal is about the status of a record, not about its content."""
    under("uji")
    record = house.record(content=None)
    situation = opening.open_case("withdrawal", "dataset", record.id, actor(house))
    assert (situation.case.lane, situation.case.step) == ("status", "usulkan")
    with pytest.raises(CaseRefused) as refused:
        opening.open_case("withdrawal", "dataset", record.id, actor(house))
    assert refused.value.code == "already_open"


def test_a_closed_case_makes_room_for_the_next(house: House):
    record_id = cancelled(house)
    first = house.act("operator", OPEN, id=record_id)["case_id"]
    house.act("operator", "satudata_workflow_case_cancel", id=first, reason="Uji.")
    assert house.act("operator", OPEN, id=record_id)["case_id"] != first


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("operator", True),
        ("operator_b", True),
        ("admin", True),
        ("verifikator", False),
        ("walidata", False),
        ("operator_elsewhere", False),
        ("stranger", False),
        ("anonymous", False),
    ],
)
def test_who_may_change_a_record_may_open_its_case(who: str, may: bool, house: House):
    record_id = cancelled(house)
    if may:
        assert house.act(who, OPEN, id=record_id)["case_id"]
    else:
        with pytest.raises(tk.NotAuthorized):
            house.act(who, OPEN, id=record_id)


# procedures that cannot be run yet


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the format had a type of step that this version does not run."""
    monkeypatch.setattr(support, "RUN", support.RUN - {"wait"})


def test_a_case_whose_procedure_needs_more_than_can_be_run_is_refused_in_a_sentence(
    house: House, under: Under, no_waiting: None,
):
    record_id = cancelled(house)
    under("uji_belum")
    with pytest.raises(tk.ValidationError) as refused:
        house.act("operator", OPEN, id=record_id)
    assert errors_of(refused.value) == (
        "The procedure “belum” needs parts that this version does not run yet: type: wait."
    )
    count = sa.select(sa.func.count()).select_from(CaseTopic).where(CaseTopic.topic_id == record_id, CaseTopic.is_open)
    assert model.Session.scalar(count) == 0


def test_a_record_whose_case_cannot_be_opened_is_not_created_half(house: House, under: Under, no_waiting: None):
    under("uji_belum")
    name = unique("separuh")
    with pytest.raises(tk.ValidationError, match="does not run yet"):
        house.act("operator", "package_create", name=name, title="Separuh", owner_org=house.org["id"])
    assert model.Package.get(name) is None


def test_a_kind_that_no_government_has_bound_is_refused_in_a_sentence(house: House, under: Under):
    under("way_kanan")
    record_id = cancelled(house)
    with pytest.raises(CaseRefused) as refused:
        opening.open_case("sayembara", "dataset", record_id, actor(house))
    assert messages.for_refused(refused.value) == (
        "Your government has no procedure of the kind “sayembara”. Ask the administrator to bind one."
    )


@pytest.mark.parametrize(
    ("government", "kind", "parts"),
    [
        ("way_kanan", "publication", []),
        ("way_kanan", "revision", []),
        ("bandar_lampung", "publication", []),
        ("default", "publication", []),
        ("uji", "publication", []),
        ("uji", "withdrawal", []),
        ("uji", "verification", []),
    ],
)
def test_what_a_segment_needs_that_cannot_be_run(government: str, kind: str, parts: list, on_portal: None):
    procedure, segment = governments.of_case(government).bound(kind)
    assert procedure is not None and support.unsupported(procedure, segment) == parts


# versions


def test_the_text_of_a_procedure_is_stored_once_and_by_its_hash(house: House, under: Under):
    under("way_kanan")
    one, two = house.record(content=None), house.record(content=None)
    rows = {model.Session.get(Case, record.case_id).procedure_id for record in (one, two)}
    assert len(rows) == 1
    row = model.Session.get(ProcedureVersion, rows.pop())
    procedure, _ = governments.of_case("way_kanan").bound("publication")
    assert (row.sha256, row.key, row.version) == (procedure.sha256, procedure.key, "1")
