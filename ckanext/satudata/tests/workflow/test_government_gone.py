"""Cases of a government whose folder was taken away: read as before, and in nobody's way."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow.test_document_pages import about, code_of, text_of, verify_path
from ckanext.satudata.tests.workflow.test_signing import add, answer, letter_of, start
from ckanext.satudata.workflow import escalating
from ckanext.satudata.workflow.model import Case, Task


@pytest.fixture
def gone(house: House, under: Callable[[str], None]) -> str:
    """Id of an open case with a letter; its government was `hilang`."""
    under("uji")
    case_id = start(house)
    add(house, case_id)
    answer(house, "kasi", case_id)
    model.Session.execute(sa.update(Case).where(Case.id == case_id).values(government="hilang"))
    model.Session.commit()
    return case_id


def test_a_letter_of_a_government_that_is_gone_can_still_be_verified(gone: str, house: House, web: object):
    code = code_of(house, gone)
    found = house.act("anonymous", "satudata_workflow_document_verify", code=code)
    assert found["title"] and found["sha256"] == letter_of(house, gone)["sha256"]
    assert "SHA-256" in text_of(web.get("", verify_path(code)))
    assert web.get(house.user("kasi"), about(letter_of(house, gone))).status_code == 200


@pytest.mark.parametrize("status", ["open", "closed"])
def test_a_case_of_a_government_that_is_gone_is_read_and_nothing_is_offered(gone: str, status: str, house: House, web: object):
    outcome = None if status == "open" else "completed"
    model.Session.execute(sa.update(Case).where(Case.id == gone).values(status=status, outcome=outcome))
    model.Session.commit()
    shown = house.act("kasi", "satudata_workflow_case_show", id=gone)
    assert (shown["task"], len(shown["documents"]), len(shown["timeline"]) > 1) == (None, 1, True)
    assert web.get(house.user("kasi"), f"/satudata/workflow/case/{gone}").status_code == 200
    for tab in ("mine", "others", "finished"):
        assert web.get(house.user("kasi"), f"/satudata/workflow/desk?tab={tab}").status_code == 200, tab


def test_a_task_of_a_government_that_is_gone_holds_up_no_task_that_nobody_can_do(gone: str, house: House):
    model.Session.execute(sa.update(Task).where(Task.case_id == gone).values(offices=["juru_hilang"]))
    model.Session.commit()
    escalating.of_empty_offices()
    assert gone not in [case_id for case_id, _ in model.Session.execute(
        sa.select(Task.case_id, Task.id).where(Task.id.in_(escalating.waiting_for_nobody())))]
    model.Session.commit()
