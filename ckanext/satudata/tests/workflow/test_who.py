"""Every role at every step: who is not an officer of the step cannot act, whoever else he is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import LETTERS, PDF, WAYS, House, Record, context_of, errors_of, upload
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.model import Case, Decision, Event, Task

Under = Callable[[str], None]
EVERYBODY = (
    "operator",
    "operator_elsewhere",
    "verifikator",
    "verifikator_elsewhere",
    "kepala",
    "kepala_elsewhere",
    "walidata",
    "kasi",
    "kabid",
    "pembina",
    "ppid",
    "stranger",
    "admin",
    "site",
    "anonymous",
)
# who may do a step; a Kepala Seksi counts as Walidata in Way Kanan and Bandar Lampung, and not elsewhere
MAY = {
    "way_kanan": {
        "unggah": {"operator"},
        "periksa": {"walidata", "kasi"},
        "validasi": {"kepala"},
        "terbit": {"walidata", "kasi"},
    },
    "bandar_lampung": {
        "isi": {"operator"},
        "verifikasi_instansi": {"verifikator"},
        "periksa_walidata": {"walidata", "kasi"},
        "terbit": {"walidata", "kasi"},
    },
    "default": {"susun": {"operator"}, "periksa": {"walidata"}, "terbit": {"walidata"}},
    "uji": {
        "siapkan": {"operator"},
        "periksa": {"walidata"},
        "nilai": {"kabid"},
        "sahkan": {"kepala"},
        "terbit": {"walidata"},
    },
}
WHY = {"anonymous": "authenticated user", "site": "portal itself"}


def everything_of(record: Record) -> list[Any]:
    """All that a refused answer must leave as it is."""
    model.Session.rollback()
    case = model.Session.get(Case, record.case_id, populate_existing=True)
    assert case is not None
    count = sa.select(sa.func.count())
    return [
        case.status,
        case.step,
        case.round,
        case.lock_version,
        case.moved_at,
        [(t.id, t.status, t.answer_key) for t in model.Session.scalars(sa.select(Task).where(Task.case_id == case.id))],
        model.Session.scalar(count.select_from(Decision).where(Decision.case_id == case.id)),
        model.Session.scalar(count.select_from(Event).where(Event.stream == events.case_stream(case.id))),
        model.Session.scalar(count.select_from(Event).where(Event.stream == events.record_stream(record.id))),
    ]


@pytest.mark.parametrize("government", sorted(MAY))
def test_only_an_officer_of_the_step_can_answer_it(government: str, house: House, under: Under):
    under(government)
    record = house.linked()
    for step, _, _ in WAYS[government]:
        shown = house.walk(record, step)
        before = everything_of(record)
        forms = [house.sent(record, answer["key"], reason="Saya ingin.") for answer in shown["task"]["answers"]]
        for who in EVERYBODY:
            if who in MAY[government][step]:
                continue
            for sent in forms:
                with pytest.raises((tk.NotAuthorized, tk.ValidationError)) as refused:
                    house.act(who, "satudata_workflow_task_decide", **dict(sent))
                if isinstance(refused.value, tk.ValidationError):
                    assert WHY.get(who, "another office") in errors_of(refused.value), f"{who} at {step}"
                else:
                    assert WHY[who] in str(refused.value)
            if kind := LETTERS.get(step):
                with pytest.raises((tk.NotAuthorized, tk.ValidationError)):
                    house.act(
                        who, "satudata_workflow_document_add", task_id=shown["task"]["id"], kind=kind, upload=upload(PDF)
                    )
        assert everything_of(record) == before, step


@pytest.mark.parametrize(("government", "step"), [(g, s) for g in sorted(MAY) for s in MAY[g] if "kasi" in MAY[g][s]])
def test_a_role_that_counts_as_another_can_do_its_steps(government: str, step: str, house: House, under: Under):
    under(government)
    record = house.linked()
    house.walk(record, step)
    key = next(entry[2] for entry in WAYS[government] if entry[0] == step)
    house.answer("kasi", record, key)
    assert house.case(record)["step"] != step or house.case(record)["status"] == "closed"


@pytest.mark.parametrize("who", ["stranger", "admin", "operator_elsewhere"])
def test_a_call_that_skips_authorization_still_needs_the_office(who: str, house: House):
    """Jobs and scripts pass `ignore_auth`: the service asks for the office by itself."""
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai")
    with pytest.raises(tk.ValidationError, match="another office"):
        tk.get_action("satudata_workflow_task_decide")(context_of(house.user(who)) | {"ignore_auth": True}, dict(sent))
    assert house.case(record)["step"] == "periksa"


@pytest.mark.parametrize(
    "context",
    [
        {"ignore_auth": True},
        {"ignore_auth": True, "user": ""},
        {"ignore_auth": True, "user": "no-such-account"},
        {"ignore_auth": True, "user": "127.0.0.1"},
    ],
)
def test_a_call_without_a_person_decides_nothing(context: dict, house: House):
    record = house.linked()
    sent = house.sent(record, "finish")
    with pytest.raises(tk.ValidationError, match="portal itself"):
        tk.get_action("satudata_workflow_task_decide")(context, sent)
    assert house.case(record)["step"] == "unggah"


def test_a_context_cannot_lend_the_user_object_of_an_officer(house: House):
    """The name in the context and the user object disagree: the name is who calls."""
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai")
    context = {"user": house.user("stranger"), "auth_user_obj": model.User.get(house.user("walidata"))}
    with pytest.raises(tk.ValidationError, match="another office"):
        tk.get_action("satudata_workflow_task_decide")(context, sent)


def test_a_deleted_account_cannot_act(new_house: House):
    house = new_house
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai", "walidata")
    house.act("admin", "user_delete", id=house.user_id("walidata"))
    with pytest.raises(tk.NotAuthorized):
        house.act("walidata", "satudata_workflow_task_decide", **sent)
    with pytest.raises(tk.ValidationError):
        tk.get_action("satudata_workflow_task_decide")({"user": house.user("walidata"), "ignore_auth": True}, dict(sent))
    assert house.case(record)["step"] == "periksa"


def test_the_offices_at_the_moment_of_the_answer_count_not_those_when_the_task_came(new_house: House):
    house = new_house
    record = house.linked()
    house.walk(record, "periksa")
    with pytest.raises(tk.ValidationError, match="another office"):
        house.answer("stranger", record, "sesuai", reader="operator")
    house.name_officer("stranger", "walidata")
    house.answer("stranger", record, "sesuai")
    assert house.case(record)["step"] == "validasi"


def test_a_record_that_moves_to_another_office_takes_its_case_along(new_house: House, under: Under):
    house = new_house
    under("bandar_lampung")
    record = house.linked()
    house.name_officer("operator", "operator_opd", house.elsewhere)
    house.edit("operator", record, owner_org=house.elsewhere["id"])
    shown = house.case(record)
    assert (shown["org_id"], shown["org_name"]) == (house.elsewhere["id"], "Dinas Lain")
    house.user("operator_b")
    with pytest.raises(tk.ValidationError, match="another office"):
        house.answer("operator_b", record, "finish", reader="operator")
    house.answer("operator_elsewhere", record, "finish")
    with pytest.raises(tk.ValidationError, match="another office"):
        house.answer("verifikator", record, "sesuai", reader="operator")
    house.answer("verifikator_elsewhere", record, "sesuai")
    assert house.case(record)["step"] == "periksa_walidata"


@pytest.mark.parametrize("answer", ["", "setuju", "publish", "no'; --"])
def test_an_answer_that_the_step_does_not_offer_is_refused(answer: str, house: House):
    record = house.linked()
    with pytest.raises(tk.ValidationError):
        house.answer("operator", record, answer)
    assert house.case(record)["step"] == "unggah"


def test_no_such_task_and_no_such_case_are_said_in_words(house: House):
    with pytest.raises(tk.ValidationError, match="no such task"):
        house.act("operator", "satudata_workflow_task_decide", id="nothing", lock_version=1, answer="finish")
    with pytest.raises(tk.ObjectNotFound, match="no such case"):
        house.act("operator", "satudata_workflow_case_show", id="nothing")


@pytest.mark.parametrize("reason", [None, "", " \n\t "])
def test_a_return_needs_a_reason(reason: str | None, house: House):
    record = house.linked()
    house.walk(record, "periksa")
    with pytest.raises(tk.ValidationError, match="reason"):
        house.answer("walidata", record, "tidak_sesuai", reason=reason)
    with pytest.raises(tk.ValidationError, match="10000|10,000"):
        house.answer("walidata", record, "tidak_sesuai", reason="x" * 10_001)
    assert house.case(record)["step"] == "periksa"
    house.answer("walidata", record, "tidak_sesuai", reason="x" * 10_000)


@pytest.mark.parametrize("seal", [None, "", "0" * 64])
def test_an_approval_names_the_content_that_was_read(seal: str | None, house: House):
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai") | {"seal": seal}
    with pytest.raises(tk.ValidationError, match="changed since"):
        house.act("walidata", "satudata_workflow_task_decide", **sent)
    assert house.case(record)["step"] == "periksa"
