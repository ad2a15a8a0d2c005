"""Which approvals a publication needs and has: of steps that are skipped later, and of those that several do together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow import trial
from ckanext.satudata.workflow.model import Task

Under = Callable[[str], None]


@pytest.fixture(autouse=True)
def hooks(under: Under) -> Iterator[Any]:
    under("uji_disaring")
    yield trial.hooks
    trial.hooks.fact = None


def test_a_check_that_no_more_applies_after_a_correction_does_not_hold_up_the_publication(house: House, hooks: Any):
    hooks.fact = lambda situation: True
    record = house.linked()
    house.answer("operator", record, "finish")
    house.answer("pembina", record, "setuju")
    house.answer("walidata", record, "perbaiki", reason="Ini bukan data prioritas.")
    house.act("operator", "package_patch", id=record.id, notes="Bukan prioritas.")
    hooks.fact = None
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == "sahkan"
    house.answer("walidata", record, "setuju")
    house.answer("walidata", record, "finish")
    assert house.case(record)["outcome"] == "completed"


def test_a_check_that_still_applies_after_a_correction_is_asked_again(house: House, hooks: Any):
    hooks.fact = lambda situation: True
    record = house.linked()
    house.answer("operator", record, "finish")
    house.answer("pembina", record, "setuju")
    house.answer("walidata", record, "perbaiki", reason="Lengkapi.")
    house.act("operator", "package_patch", id=record.id, notes="Lengkap.")
    house.answer("operator", record, "finish")
    assert house.case(record)["step"] == "telaah"


def test_what_two_offices_approve_together_can_be_published_though_the_office_above_did_it_for_one(
    house: House, under: Under,
):
    under("uji_berdua")
    record = house.linked()
    house.answer("operator", record, "finish")
    house.user("kabid"), house.user("kepala_dinas")
    first = model.Session.scalars(sa.select(Task).where(
        Task.case_id == record.case_id, Task.status == "ready", Task.offices.contains(["kasi_statistik"]))).one()
    house.act("operator", "satudata_workflow_task_escalate", id=first.id, reason="Sudah lama.")
    model.Session.refresh(first)
    assert first.offices[-1] == "kabid_statistik"
    house.answer("kabid", record, "setuju")
    house.answer("kepala_dinas", record, "setuju")
    assert house.case(record)["step"] == "terbit"
    house.answer("walidata", record, "finish")
    assert house.case(record)["outcome"] == "completed"
