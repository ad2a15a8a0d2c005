"""When tasks and cases are due, what stops and extends it, and what a new closed day does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckanext.satudata.tests.factories import House, errors_of, unique
from ckanext.satudata.workflow import clocks, events
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Case, Holiday, Task

Under = Callable[[str], None]
CREATE, DECIDE, SHOW = "satudata_workflow_case_create", "satudata_workflow_task_decide", "satudata_workflow_case_show"
PAUSE, RESUME, EXTEND = (f"satudata_workflow_case_{what}" for what in ("pause", "resume", "extend"))
DUE, DAY = "satudata_workflow_deadline_show", "satudata_workflow_holiday_create"
MONDAY = datetime(2030, 6, 3, 1, 0, tzinfo=timezone.utc)        # 10:00 WIT


@pytest.fixture(autouse=True)
def _government(under: Under) -> Iterator[None]:
    under("uji")
    yield
    model.Session.rollback()
    model.Session.execute(sa.delete(Holiday))
    model.Session.commit()


def start(house: House) -> str:
    """Id of a case of `bertempo` at its first step, which takes three working days; the whole ten."""
    return house.act("kasi", CREATE, procedure="bertempo", subject=unique("tempo"))["id"]


def arrived(case_id: str, at: datetime = MONDAY) -> None:
    """As if the case had been opened, and its task had come, at this moment."""
    model.Session.execute(sa.update(Case).where(Case.id == case_id).values(opened_at=at))
    model.Session.execute(sa.update(Task).where(Task.case_id == case_id).values(created_at=at))
    case = model.Session.get(Case, case_id)
    assert case is not None
    model.Session.refresh(case)
    clocks.refresh(case)
    model.Session.commit()


def answer(house: House, who: str, case_id: str, key: str = "finish") -> None:
    shown = house.act(who, SHOW, id=case_id)
    house.act(who, DECIDE, id=shown["task"]["id"], lock_version=shown["lock_version"], answer=key)


def due(house: House, case_id: str, what: str = "task") -> Any:
    found = house.act("kasi", DUE, id=case_id)[what]
    return found and found["at"]


def refusal(house: House, who: str, action: str, **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as refused:
        house.act(who, action, **data)
    return errors_of(refused.value)


def types(case_id: str) -> list[str]:
    query = sa.select(events.Event.type).where(events.Event.stream == events.case_stream(case_id)).order_by(events.Event.seq)
    return [name.rpartition(".")[2] for name in model.Session.scalars(query)]


def test_three_working_days_from_monday_are_thursday_at_closing_and_the_page_says_how(house: House):
    case_id = start(house)
    arrived(case_id)
    found = house.act("kasi", DUE, id=case_id)
    assert found["task"]["at"] == "2030-06-06T16:00:00+09:00"
    assert found["limit"]["at"] == "2030-06-17T16:00:00+09:00"
    assert found["task"]["explanation"][0].startswith("It arrived on") and "Due on" in found["task"]["explanation"][-1]
    assert found["waits_for"] == "officer"
    shown = house.act("kasi", SHOW, id=case_id)["clock"]
    assert shown["task"]["lines"] == found["task"]["lines"], "the case says the same"


def test_a_draft_that_was_never_submitted_is_not_late_and_its_next_task_is(house: House, under: Under):
    under("way_kanan")
    record = house.linked()
    assert house.case(record)["clock"]["task"] is None
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id)).one()
    assert task.due_at is None
    house.answer("operator", record, "finish")
    assert house.case(record)["clock"]["task"]["at"] is not None
    opened = model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id, Task.status == "ready")).one()
    assert opened.due_at is not None and opened.due_at > opened.created_at


def test_the_clock_stands_still_until_it_goes_on(house: House):
    case_id = start(house)
    arrived(case_id)
    shown = house.act("kasi", PAUSE, id=case_id, whose="requester", reason="Menunggu surat pemohon.")
    assert shown["waits_for"] == "requester" and shown["pause"]["words"] == "it waits for the requester"
    assert "stands still already" in refusal(house, "kasi", PAUSE, id=case_id, whose="outside", reason="Lagi.")
    house.act("kasi", RESUME, id=case_id)
    assert house.act("kasi", DUE, id=case_id)["pause"] is None
    assert "There is nothing to let go on" in refusal(house, "kasi", RESUME, id=case_id)
    assert types(case_id) == ["case_opened", "clock_paused", "clock_resumed"]


def test_a_pause_over_two_days_moves_the_date_by_two_days(house: House):
    case_id = start(house)
    house.act("kasi", PAUSE, id=case_id, whose="producer", reason="Data belum ada.")
    house.act("kasi", RESUME, id=case_id)
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    model.Session.execute(sa.text("UPDATE satudata_workflow_pause SET since = :since, until = :until WHERE case_id = :case"),
                          {"since": tuesday, "until": wednesday, "case": case_id})
    arrived(case_id)
    assert due(house, case_id) == "2030-06-10T16:00:00+09:00", "Tuesday and Wednesday do not count, nor does the weekend"


def test_an_answer_lets_a_stopped_clock_go_on(house: House):
    case_id = start(house)
    house.act("kasi", PAUSE, id=case_id, whose="outside", reason="Menunggu BPS.")
    answer(house, "kasi", case_id)
    assert types(case_id)[-2:] == ["step_finished", "clock_resumed"]
    assert house.act("kasi", DUE, id=case_id)["pause"] is None


def test_more_time_is_given_to_the_step_or_to_the_whole_with_the_reason(house: House):
    case_id = start(house)
    arrived(case_id)
    house.act("kasi", EXTEND, id=case_id, value="2", unit="working_days", reason="Listrik padam.")
    assert due(house, case_id) == "2030-06-10T16:00:00+09:00"
    assert due(house, case_id, "limit") == "2030-06-17T16:00:00+09:00"
    said = house.act("kasi", DUE, id=case_id)["task"]["explanation"]
    assert "Extended by 2 working days. Reason: Listrik padam." in said
    house.act("kasi", EXTEND, id=case_id, value="1", unit="working_days", reason="Libur.", whole=True)
    assert due(house, case_id, "limit") == "2030-06-18T16:00:00+09:00"


@pytest.mark.parametrize(("value", "unit"), [("0", "days"), ("-1", "days"), ("91", "days"), ("1000000", "hours")])
def test_time_out_of_all_measure_is_not_given(value: str, unit: str, house: House):
    case_id = start(house)
    assert "more can be given at once" in refusal(house, "kasi", EXTEND, id=case_id, value=value, unit=unit, reason="Lama.")


@pytest.mark.parametrize("value", ["", "dua", "nan", "1e999"])
def test_what_is_no_number_is_no_time(value: str, house: House):
    case_id = start(house)
    assert refusal(house, "kasi", EXTEND, id=case_id, value=value, unit="days", reason="Lama.")


@pytest.mark.parametrize("who", ["walidata", "operator", "stranger", "admin", "site"])
def test_only_the_office_of_the_step_stops_or_extends_its_clock(who: str, house: House):
    case_id = start(house)
    for action, data in ((PAUSE, {"whose": "outside", "reason": "x"}), (RESUME, {}),
                         (EXTEND, {"value": "1", "unit": "days", "reason": "x"})):
        assert refusal(house, who, action, id=case_id, **data).startswith("This step belongs to another office")
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", PAUSE, id=case_id, whose="outside", reason="x")


def test_a_pause_and_an_extension_need_their_reason(house: House):
    case_id = start(house)
    for action, data in ((PAUSE, {"whose": "outside"}), (EXTEND, {"value": "1", "unit": "days"})):
        assert refusal(house, "kasi", action, id=case_id, reason="  ", **data).startswith("Write the reason")


# days of the government


def test_a_new_closed_day_moves_what_is_due_and_the_case_says_so(house: House):
    case_id = start(house)
    arrived(case_id)
    house.act("admin", DAY, day="2030-06-05", name="Hari Jadi Kabupaten", source="SK Bupati 1/2030")
    assert clocks.rebuild("days") >= 1
    assert due(house, case_id) == "2030-06-07T16:30:00+09:00"
    assert "deadline_moved" in types(case_id)
    assert any("Hari Jadi Kabupaten" in line for line in house.act("kasi", DUE, id=case_id)["task"]["explanation"])
    before = types(case_id)
    clocks.rebuild("days")
    assert types(case_id) == before, "computed again it is where it was"


def test_a_day_that_is_taken_back_moves_it_back(house: House):
    case_id = start(house)
    arrived(case_id)
    added = house.act("admin", DAY, day="2030-06-05", name="Hari Jadi", source="SK 1")
    house.act("admin", "satudata_workflow_holiday_delete", id=added["id"])
    assert due(house, case_id) == "2030-06-06T16:00:00+09:00"


def test_of_two_who_take_back_the_same_day_at_once_the_second_is_told(house: House, monkeypatch: pytest.MonkeyPatch):
    added = house.act("admin", DAY, day="2030-06-05", name="Hari Jadi", source="SK 1")
    row = model.Session.get(Holiday, added["id"])
    assert row is not None
    model.Session.expunge(row)
    model.Session.execute(sa.delete(Holiday).where(Holiday.id == added["id"]))     # by the first, after the second looked
    model.Session.commit()
    monkeypatch.setattr(model.Session, "get", lambda entity, id_, **more: row)
    with pytest.raises(tk.ObjectNotFound, match="There is no such day"):
        house.act("admin", "satudata_workflow_holiday_delete", id=added["id"])


def test_only_administrators_change_the_working_days_and_everybody_reads_them(house: House):
    for who in ("kabid", "stranger", "anonymous"):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, DAY, day="2030-06-05", name="Libur", source="SK")
        assert house.act(who, "satudata_workflow_holiday_list", year=2026)["decided"]
    found = house.act("admin", "satudata_workflow_holiday_list", year="2026")
    assert "2026-03-21" in [day["day"] for day in found["national"]]


@pytest.mark.parametrize(("changes", "words"), [
    ({"day": "6 Maret"}, "Write the date"),
    ({"name": ""}, "Missing value"),
    ({"opens": "08:00", "closes": "07:00", "is_open": True}, "Hours are in"),
    ({"opens": "delapan"}, "Write the time"),
    ({"opens": "08:00", "closes": "12:00"}, "Hours are in"),
    ({"opens": "08:00", "is_open": True}, "leave both empty"),
    ({"closes": "12:00", "is_open": True}, "leave both empty"),
    ({"kind": "x"}, "Value must be"),
])
def test_a_day_that_cannot_be_is_refused_in_words(changes: dict[str, Any], words: str, house: House):
    assert words in refusal(house, "admin", DAY, **({"day": "2030-06-05", "name": "Libur", "source": "SK"} | changes))


# desk and pages


def test_the_desk_shows_what_is_due_and_narrows_to_what_is_late(house: House):
    late, timely = start(house), start(house)
    arrived(late, datetime(2024, 3, 4, 1, 0, tzinfo=timezone.utc))
    arrived(timely)
    rows = {row["case_id"]: row for row in house.act("kasi", "satudata_workflow_task_list", limit=100)["results"]}
    assert (rows[late]["is_late"], rows[timely]["is_late"]) == (True, False)
    assert rows[late]["due_at"].startswith("2024-03-07")
    narrowed = {row["case_id"] for row in house.act("kasi", "satudata_workflow_task_list", late=True, limit=100)["results"]}
    assert late in narrowed and timely not in narrowed


def test_a_late_case_is_not_blocked_by_being_late(house: House):
    case_id = start(house)
    arrived(case_id, datetime(2024, 3, 4, 1, 0, tzinfo=timezone.utc))
    assert house.act("kasi", DUE, id=case_id)["task"]["is_late"]
    answer(house, "kasi", case_id)


def test_the_page_of_the_clock_stops_it_and_keeps_what_was_typed(web: Any, house: House):
    case_id = start(house)
    path = f"/satudata/workflow/case/{case_id}/clock"
    page = web.get(house.user("kasi"), path).get_data(as_text=True)
    assert "How this date was computed" in page and 'id="sd-pause"' in page and 'id="sd-extend"' in page
    sent = {"do": "extend", "value": "500", "unit": "days", "reason": "Alasan saya"}
    refused = web.post(house.user("kasi"), path, data=sent)
    assert "Alasan saya</textarea>" in refused.get_data(as_text=True)
    assert web.post(house.user("kasi"), path, data={"do": "pause", "whose": "outside", "reason": "BPS"}).status_code == 302
    assert "Let the clock go on" in web.get(house.user("kasi"), path).get_data(as_text=True)
    assert "Stop or extend" in web.get(house.user("kasi"), f"/satudata/workflow/case/{case_id}").get_data(as_text=True)
    assert web.post(house.user("kasi"), path, data={"do": "hapus"}).status_code == 400


def test_the_page_of_the_working_days_is_for_everybody_and_its_form_for_administrators(web: Any, house: House):
    path = "/satudata/workflow/days?year=2026"
    page = web.get("", path).get_data(as_text=True)
    assert "Idul" in page and 'id="sd-day"' not in page
    day = {"day": "2026-08-18", "name": "Hari Jadi", "source": "SK Bupati"}
    assert web.post("", path, data=day).status_code == 302, "to the login"
    assert web.post(house.user("kabid"), path, data=day).status_code == 403
    assert web.post(house.user("admin"), path, data=day).status_code == 302
    assert "Hari Jadi" in web.get("", path).get_data(as_text=True)
    row = model.Session.scalars(sa.select(Holiday).where(Holiday.day == date(2026, 8, 18))).one()
    assert web.post(house.user("admin"), path, data={"remove": row.id}).status_code == 302
    assert "Hari Jadi" not in web.get("", path).get_data(as_text=True)
    assert web.get("", "/satudata/workflow/days?year=xx").status_code == 200


def test_a_day_stands_with_its_weekday(web: Any, house: House):
    day = house.act("admin", "satudata_workflow_holiday_create", day="2027-08-18", name="Hari Jadi", source="SK 1")
    page = web.get("", "/satudata/workflow/days?year=2027").get_data(as_text=True)
    assert "Wednesday, 18 August 2027" in page and "Friday, 1 January 2027" in page, "the national ones too"
    house.act("admin", "satudata_workflow_holiday_delete", id=day["id"])


def test_taking_the_place_of_another_day_is_said_and_the_same_again_is_none(web_app: Any, house: House):
    said, day = "Something had been said of that day already", {"day": "2027-08-19", "name": "Hari Jadi", "source": "SK 1"}
    admin = web_app.test_client(user=model.User.get(house.user("admin")))
    told = []
    for changes in ({}, {}, {"name": "Hari Jadi Kabupaten"}, {"name": "Hari Jadi Kabupaten"}):
        page = admin.post("/satudata/workflow/days", data=day | changes, follow_redirects=True)
        told.append(said in page.get_data(as_text=True))
    assert told == [False, False, True, False]
    row = model.Session.scalars(sa.select(Holiday).where(Holiday.day == date(2027, 8, 19))).one()
    house.act("admin", "satudata_workflow_holiday_delete", id=row.id)


def test_the_command_computes_all_deadlines_anew(house: House):
    case_id = start(house)
    arrived(case_id)
    model.Session.execute(sa.update(Task).where(Task.case_id == case_id).values(due_at=None))
    model.Session.commit()
    done = CliRunner().invoke(satudata_workflow, ["deadlines"])
    assert done.exit_code == 0 and "moved." in done.output
    task = model.Session.scalars(sa.select(Task).where(Task.case_id == case_id)).one()
    assert task.due_at == datetime(2030, 6, 6, 7, 0, tzinfo=timezone.utc)


def test_time_that_is_given_twice_by_one_form_is_given_once(house: House):
    case_id = start(house)
    arrived(case_id)
    version = house.act("kasi", SHOW, id=case_id)["lock_version"]
    sent = {"value": "2", "unit": "working_days", "reason": "Sakit.", "lock_version": version}
    house.act("kasi", EXTEND, id=case_id, **sent)
    assert "has moved on" in refusal(house, "kasi", EXTEND, id=case_id, **sent)
    assert due(house, case_id) == "2030-06-10T16:00:00+09:00"
