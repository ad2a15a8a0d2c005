"""Who holds an office for another (Plt, Plh) is named so wherever the office stands: case, events, letter, check page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pypdfium2
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, errors_of, upload
from ckanext.satudata.tests.workflow.test_making import make
from ckanext.satudata.tests.workflow.test_signing import DECIDE, SHOW, SIGN, answer, scan_of, start
from ckanext.satudata.workflow import documents, events, governments, holders, officers
from ckanext.satudata.workflow.model import Officer

ROLE = "kasi_statistik"


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


@pytest.fixture
def acting(new_house: House) -> House:
    """An office that only its Plt holds: `stranger`, for `stranger_b`."""
    begins = officers.today() - timedelta(days=10)
    new_house.name_officer("stranger", ROLE, acting_as="plt", acting_for=new_house.user("stranger_b"), decree="800/4",
                           valid_from=begins.isoformat())
    return new_house


def title() -> str:
    return f"Plt. {governments.current().role_title(ROLE)}"


def words(made: dict[str, Any]) -> str:
    file = pypdfium2.PdfDocument(documents.store().path(made["sha256"]))
    return " ".join(page.get_textpage().get_text_bounded() for page in file)


def test_the_case_its_events_and_its_letter_name_an_acting_officer_as_such(acting: House, web: Any):
    case_id = start(acting, "tertulis", "stranger")
    made = make(acting, case_id, who="stranger")
    assert title() in words(made), "the letter stands above the right name"
    acting.act("stranger", SIGN, id=made["id"], sha256=made["sha256"], upload=upload(scan_of("plt"), "pindai.pdf"))
    shown = answer(acting, "stranger", case_id)
    entries = {entry["type"].rpartition(".")[2]: entry["sentence"] for entry in shown["timeline"]}
    assert f"({title()})" in entries["step_finished"] and f"({title()})" in entries["document_signed"]
    assert [attempt["role"] for step in shown["steps"] for attempt in step["attempts"]] == [title()]
    assert shown["documents"][0]["signatures"][0]["role"] == title()
    finished = model.Session.scalars(sa.select(events.Event).where(
        events.Event.stream == events.case_stream(case_id), events.Event.type == events.STEP_FINISHED)).one()
    assert finished.acting_for == acting.user_id("stranger_b") and not list(events.broken(finished.stream))
    checked = acting.act("anonymous", "satudata_workflow_document_verify", code=made["code"])
    assert [one["office"] for one in checked["signatures"]] == [title()]
    assert title() in web.get("", f"/satudata/workflow/verify/{made['code']}").text


def test_the_day_after_the_end_the_acting_officer_decides_nothing(acting: House):
    case_id = start(acting, "tertulis", "stranger")
    seen = acting.act("stranger", SHOW, id=case_id)
    office = model.Session.scalars(sa.select(Officer.id).where(Officer.user_id == acting.user_id("stranger"))).one()
    yesterday = (officers.today() - timedelta(days=1)).isoformat()
    acting.act("admin", "satudata_workflow_officer_end", id=office, last_day=yesterday)
    with pytest.raises(tk.ValidationError) as refused:
        acting.act("stranger", DECIDE, id=seen["task"]["id"], lock_version=seen["lock_version"], answer="finish")
    assert "belongs to another office" in errors_of(refused.value)
    assert not acting.act("stranger", SHOW, id=case_id)["task"]["mine"]


def test_an_office_is_signed_by_its_holder_if_there_is_one_beside_the_acting_one(acting: House):
    government = governments.current()
    assert holders.acting_as(government, ROLE, None) == "plt"
    acting.name_officer("kabid", ROLE)
    assert holders.acting_as(government, ROLE, None) is None
