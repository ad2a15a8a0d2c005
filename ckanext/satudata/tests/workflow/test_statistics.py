"""The public figures: what is counted, by whom it may be seen, and what nobody can read from them."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from click.testing import CliRunner

from ckanext.satudata.tests.factories import House, act, unique
from ckanext.satudata.workflow import clocks, governments, measuring, statistics
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Case, Measure, Task
from ckanext.satudata.workflow.model.base import new_id, now
from ckanext.satudata.workflow.statistics_chart import NARROW, WIDE, Bar, bars

Under = Callable[[str], None]
CREATE, DECIDE, SHOW = "satudata_workflow_case_create", "satudata_workflow_task_decide", "satudata_workflow_case_show"
FIGURES = "satudata_workflow_statistics_show"
PAGE = "/satudata/workflow/statistics"


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji")


def start(house: House) -> str:
    """A case of `bertempo`: the first step takes three working days, the whole ten."""
    return house.act("kasi", CREATE, procedure="bertempo", subject=unique("rahasia"))["id"]


def answer(house: House, who: str, case_id: str, key: str = "finish") -> None:
    shown = house.act(who, SHOW, id=case_id)
    house.act(who, DECIDE, id=shown["task"]["id"], lock_version=shown["lock_version"], answer=key)


def arrived(case_id: str, at: datetime) -> None:
    """As if the case had been opened, and its task had come, at this moment."""
    model.Session.execute(sa.update(Case).where(Case.id == case_id).values(opened_at=at))
    model.Session.execute(sa.update(Task).where(Task.case_id == case_id).values(created_at=at))
    case = model.Session.get(Case, case_id)
    assert case is not None
    model.Session.refresh(case)
    clocks.refresh(case)
    model.Session.commit()


def end(house: House, case_id: str) -> Measure:
    """Answer each step until the case has ended."""
    for _ in range(5):
        case = model.Session.get(Case, case_id)
        assert case is not None
        model.Session.refresh(case)
        if case.status == "closed":
            break
        answer(house, "kasi", case_id)
    found = model.Session.get(Measure, case_id)
    assert found is not None
    return found


def of(kind: str, found: dict[str, Any]) -> dict[str, Any]:
    return next((entry for entry in found["kinds"] if entry["kind"] == kind), {})


def numbers(kind: str, user: str | None = None) -> dict[str, Any]:
    found = of(kind, act(user, FIGURES))
    return {key: found.get(key) or 0 for key in ("open", "open_late", "ended", "in_time", "late", "not_timed", "steps")}


@pytest.fixture
def rows(house: House) -> Any:
    """Write measures of cases that ended, of any kind; they go with the test."""
    made: list[str] = []

    def write(kind: str, count: int, *, org: str | None = None, days: float = 1, **more: Any) -> None:
        shared = model.Session.scalars(sa.select(Case.procedure_id).limit(1)).first()
        assert shared is not None
        for _ in range(count):
            closed = more.get("closed_at") or now()
            case = Case(id=new_id(), number=new_id(), procedure_id=shared, government="uji", kind=kind, lane=kind, org_id=org,
                        status="closed", outcome="completed", step="x", opened_by="x", closed_at=closed)
            model.Session.add(case)
            model.Session.flush()
            model.Session.add(Measure(**{
                "case_id": case.id, "government": "uji", "kind": kind, "org_id": org, "closed_at": closed,
                "started_at": closed - timedelta(days=days), "month": closed.date().replace(day=1), "is_decided": True,
                "is_late": False, "steps": 1, "steps_late": 0} | more))
            made.append(case.id)
        model.Session.commit()

    start(house)
    yield write
    model.Session.rollback()
    model.Session.execute(sa.delete(Measure).where(Measure.case_id.in_(made)))
    model.Session.execute(sa.delete(Case).where(Case.id.in_(made)))
    model.Session.commit()


# what is written down when a case ends


def test_a_case_that_keeps_its_limit_is_in_time(house: House):
    before = numbers("generic")
    case_id = start(house)
    assert numbers("generic")["open"] == before["open"] + 1
    found = end(house, case_id)
    case = model.Session.get(Case, case_id)
    assert case is not None and found.closed_at == case.closed_at and found.started_at == case.opened_at
    assert found.is_late is False and found.is_decided and found.limit_at is not None and found.steps and not found.steps_late
    assert found.month == governments.of_case("uji").today().replace(day=1)
    after = numbers("generic")
    assert (after["ended"], after["in_time"], after["late"]) == (before["ended"] + 1, before["in_time"] + 1, before["late"])
    assert after["open"] == before["open"]


def test_a_case_past_its_limit_is_late__open_and_ended(house: House):
    case_id, before = start(house), numbers("generic")
    arrived(case_id, datetime(2025, 6, 2, 1, 0, tzinfo=timezone.utc))
    assert numbers("generic")["open_late"] == before["open_late"] + 1, "its task is overdue"
    found = end(house, case_id)
    assert found.is_late and found.steps_late == 1 and numbers("generic")["late"] == before["late"] + 1


def test_where_the_whole_has_a_limit_a_late_step_is_only_a_late_step(house: House):
    case_id = start(house)
    model.Session.execute(sa.update(Task).where(Task.case_id == case_id).values(due_at=now() - timedelta(days=1)))
    model.Session.commit()
    found = end(house, case_id)
    assert found.is_late is False and found.steps_late == 1


@pytest.mark.parametrize(("limit", "steps", "late", "expected"), [
    (None, 0, 0, None),                     # nothing is promised
    (None, 3, 0, False), (None, 3, 1, True),
    (-1, 3, 0, True), (1, 3, 3, False),     # the limit of the whole comes first
])
def test_what_makes_a_case_late(limit: int | None, steps: int, late: int, expected: bool | None):
    ended = datetime(2026, 3, 2, tzinfo=timezone.utc)
    at = ended + timedelta(days=limit) if limit is not None else None
    assert measuring._is_late(ended, at, steps, late) is expected
    assert measuring._is_late(None, at, steps, late) is None, "an open case is not judged"


def test_a_later_holiday_changes_no_case_that_has_ended(house: House):
    case_id = start(house)
    found = end(house, case_id)
    before = (found.is_late, found.limit_at)
    clocks.rebuild("days")
    measuring.measure_all()
    again = model.Session.get(Measure, case_id)
    assert again is not None
    model.Session.refresh(again)
    assert (again.is_late, again.limit_at) == before


def test_cancelled_cases_are_neither_in_time_nor_late(house: House):
    case_id, before = start(house), numbers("generic")
    house.act("kasi", "satudata_workflow_case_cancel", id=case_id, reason="Salah buka.")
    found = model.Session.get(Measure, case_id)
    assert found is not None and not found.is_decided
    assert numbers("generic") == before | {"open": before["open"] - 1}


def test_a_draft_is_counted_for_nobody(house: House, under: Under):
    under("way_kanan")
    before = [act(house.user(who) if who else None, FIGURES)["kinds"] for who in ("", "walidata")]
    record = house.linked(title="Rahasia Sekali")
    assert [act(house.user(who) if who else None, FIGURES)["kinds"] for who in ("", "walidata")] == before
    house.walk(record, "periksa")
    assert of("publication", act(None, FIGURES))["open"] == (of("publication", {"kinds": before[0]}).get("open") or 0) + 1


def test_measuring_afterwards_gives_what_the_end_of_the_case_gave(house: House):
    case_id = start(house)
    found = end(house, case_id)
    kept = {column.key: getattr(found, column.key) for column in Measure.__table__.columns}
    model.Session.delete(found)
    model.Session.commit()
    first = CliRunner().invoke(satudata_workflow, ["measure"])
    assert first.exit_code == 0, first.output
    again = model.Session.get(Measure, case_id)
    assert again is not None and {column.key: getattr(again, column.key) for column in Measure.__table__.columns} == kept


def test_the_nightly_run_knows_open_cases_past_their_limit_whose_task_is_not_due(house: House):
    case_id, before = start(house), numbers("generic")
    arrived(case_id, datetime(2025, 6, 2, 1, 0, tzinfo=timezone.utc))
    model.Session.execute(sa.update(Task).where(Task.case_id == case_id).values(due_at=None))
    model.Session.commit()
    assert numbers("generic")["open_late"] == before["open_late"]
    measuring.measure_all()
    assert numbers("generic")["open_late"] == before["open_late"] + 1
    found = end(house, case_id)
    assert found.closed_at is not None and found.is_late


# who sees what


def test_small_numbers_of_delicate_kinds_are_for_officers_only(house: House, rows: Any):
    for kind in ("complaint", "exclusion"):
        rows(kind, 2, org=house.org["id"])
    for who, sees in ((None, None), (house.user("stranger"), None), (house.user("walidata"), 2), (house.user("admin"), 2)):
        found = of("complaint", act(who, FIGURES))
        assert (found["ended"], found["in_time"], found["fewer_than"]) == (sees, sees, None if sees else 3)
    rows("complaint", 1)
    assert of("complaint", act(None, FIGURES))["ended"] == 3
    assert of("exclusion", act(None, FIGURES))["ended"] is None


def test_visitors_do_not_narrow_delicate_kinds_to_a_month_by_asking_for_longer_and_shorter_times(house: House, rows: Any):
    rows("complaint", 4)
    last_year = now() - timedelta(days=500)
    rows("complaint", 1, closed_at=last_year)
    assert {of("complaint", act(None, FIGURES, months=months))["ended"] for months in (1, 12, 60)} == {4}
    assert of("complaint", act(house.user("walidata"), FIGURES, months=60))["ended"] == 5


def test_delicate_kinds_stand_in_no_month_and_no_opd_that_is_public(house: House, rows: Any, monkeypatch: pytest.MonkeyPatch):
    open_to_all(monkeypatch)

    def ended() -> dict[str, int]:
        return {entry["organization"]: entry["ended"] for entry in act(None, FIGURES)["organizations"]}

    before = ended()
    rows("complaint", 5, org=house.elsewhere["id"])
    rows("report", 4, org=house.org["id"])
    found = act(None, FIGURES)
    shown = {entry["kind"] for entry in found["months"]}
    assert "report" in shown and not shown & statistics.DELICATE
    mine = house.org["name"]
    assert ended() == before | {mine: before.get(mine, 0) + 4}


def test_a_delicate_kind_without_a_case_looks_like_one_with_two(house: House, rows: Any, monkeypatch: pytest.MonkeyPatch):
    bound = dataclasses.replace(
        governments.current(), bindings=governments.current().bindings | {"exclusion": governments.Binding("bertempo")})
    monkeypatch.setattr(governments, "current", lambda: bound)
    before = of("exclusion", act(None, FIGURES))
    rows("exclusion", 2)
    assert before and of("exclusion", act(None, FIGURES)) == before


def open_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = dataclasses.replace(governments.current(), publishes_organizations=True)
    monkeypatch.setattr(governments, "current", lambda: opened)


def test_opds_are_for_officers_unless_the_government_opens_them(house: House, rows: Any, web: Any,
                                                               monkeypatch: pytest.MonkeyPatch):
    rows("report", 1, org=house.org["id"])
    for who in (None, house.user("stranger")):
        assert act(who, FIGURES)["organizations"] is None
    assert house.org["title"] not in web.get("", PAGE).get_data(as_text=True)
    assert house.org["title"] in web.get(house.user("walidata"), PAGE).get_data(as_text=True)
    open_to_all(monkeypatch)
    mine = next(e for e in act(None, FIGURES)["organizations"] if e["organization"] == house.org["name"])
    assert mine["title"] == house.org["title"] and mine["ended"] >= 1
    assert house.org["title"] in web.get("", PAGE).get_data(as_text=True)


def test_nobody_reads_a_name_a_number_or_a_title(house: House, web: Any, under: Under):
    under("way_kanan")
    record = house.linked(title="Rahasia Sekali")
    house.walk(record, "periksa")
    shown = house.case(record)
    secrets = (record.id, record.name, "Rahasia Sekali", shown["id"], shown["number"], house.user("operator"),
               house.user("walidata"), house.org["name"], house.org["title"])
    for path in (PAGE, f"/id{PAGE}", f"{PAGE}/statistics.csv", f"/api/3/action/{FIGURES}"):
        answered = web.get("", path)
        assert answered.status_code == 200
        text = answered.get_data(as_text=True)
        assert not [secret for secret in secrets if secret in text]


def test_an_officers_page_is_kept_by_no_cache_between(house: House, web: Any):
    assert "private" in web.get(house.user("walidata"), PAGE).headers["Cache-Control"]


# numbers


def test_the_median_and_the_months(house: House, rows: Any):
    for days in (1, 2, 9):
        rows("metadata", 1, days=days)
    old = now() - timedelta(days=800)
    rows("metadata", 3, closed_at=old, month=date(old.year, old.month, 1))
    found = act(None, FIGURES)
    assert of("metadata", found)["median_days"] == 2.0 and of("metadata", found)["ended"] == 3
    assert of("metadata", act(None, FIGURES, months=60))["ended"] == 6
    assert [entry["ended"] for entry in found["months"] if entry["kind"] == "metadata"] == [3]


@pytest.mark.parametrize(("today", "months", "since"), [
    (date(2026, 3, 31), 12, date(2025, 3, 1)), (date(2026, 1, 1), 1, date(2025, 12, 1)),
    (date(2024, 2, 29), 60, date(2019, 2, 1)),
])
def test_since(today: date, months: int, since: date, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(governments.load_all()["default"]), "today", lambda self: today)
    assert statistics.Wanted(governments.load_all()["default"], months).since == since


@pytest.mark.parametrize("months", [0, 61, -3, "x"])
def test_months_out_of_bounds_are_refused(months: Any, on_portal: None):
    with pytest.raises(tk.ValidationError):
        act(None, FIGURES, months=months)


# page and file


def test_the_page_says_its_finding_and_has_chart_and_table(house: House, rows: Any, web: Any):
    rows("report", 6)
    rows("report", 1, is_late=True)
    page = BeautifulSoup(web.get("", PAGE).data, "html.parser")
    found = act(None, FIGURES)
    in_time = sum(entry["in_time"] for entry in found["months"])
    timed = in_time + sum(entry["late"] for entry in found["months"])
    assert f"{in_time} of {timed} cases kept their time" in page.get_text()
    assert len(page.select("figure[role=img][aria-label] svg.sd-grafik")) == 2
    assert len(page.select("details tbody tr")) == 13, "twelve months and this one"
    assert page.select("a[href$='statistics.csv']") and not page.select("main script")


def test_the_csv_has_what_the_page_has_and_no_formula(house: House, rows: Any, web: Any):
    model.Session.execute(sa.text("UPDATE \"group\" SET title = '=1+1' WHERE id = :id"), {"id": house.elsewhere["id"]})
    model.Session.commit()
    rows("report", 2, org=house.elsewhere["id"])
    answered = web.get(house.user("walidata"), f"{PAGE}/statistics.csv")
    assert answered.mimetype == "text/csv" and "attachment" in answered.headers["Content-Disposition"]
    found = list(csv.DictReader(io.StringIO(answered.get_data(as_text=True))))
    assert {row["counted"] for row in found} == {"kind", "month", "organization"}
    assert next(row for row in found if row["counted"] == "kind" and row["kind"] == "report")["ended"] >= "2"
    assert not [value for row in found for value in row.values() if value.startswith(("=", "+", "@"))]


def test_the_list_of_sops_and_the_foot_of_each_page_lead_to_it(web: Any, on_portal: None):
    assert web.get("", "/satudata/workflow/procedures").get_data(as_text=True).count(f'href="{PAGE}"') == 2
    assert json.loads(web.get("", f"/api/3/action/{FIGURES}?months=1").data)["success"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_chart_has_a_bar_for_each_number_inside_its_frame(width: int):
    found = [Bar("Jan 26", 4, 1), Bar("Feb 26", 0, 0), Bar("<b>", 0, 3)]
    drawing = BeautifulSoup(str(bars(found, width)), "html.parser")
    assert [rect["class"] for rect in drawing.select("rect")] == [["balok"], ["g1"], ["g1"]]
    for rect in drawing.select("rect"):
        assert 0 <= float(str(rect["x"])) and float(str(rect["x"])) + float(str(rect["width"])) <= width
        assert 0 <= float(str(rect["y"])) and float(str(rect["y"])) + float(str(rect["height"])) <= 170.1
    words = [text.get_text() for text in drawing.select("text")]
    assert {"5", "3", "<b>"} <= set(words) and "0" not in words
