"""What opens without anybody: the part that follows another's end, and what the calendar says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import CKANCliRunner

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.tests.workflow.runs.parts import Part
from ckanext.satudata.tests.workflow.runs.walker import Walker
from ckanext.satudata.workflow import governments, officers, starting_by_itself
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Case, Opening
from ckanext.satudata.workflow.periods import period_of

Under = Callable[[str], None]
CREATE, DECIDE, SHOW = "satudata_workflow_case_create", "satudata_workflow_task_decide", "satudata_workflow_case_show"
SYSTEM = "penyelenggaraan_sistem_informasi"


@pytest.mark.parametrize(("every", "day", "period"), [
    ("week", date(2026, 11, 21), "2026-W47"),
    ("week", date(2027, 1, 2), "2026-W53"),         # the ISO week belongs to the old year
    ("month", date(2026, 2, 28), "2026-02"),
    ("quarter", date(2026, 3, 31), "2026-Q1"),
    ("quarter", date(2026, 4, 1), "2026-Q2"),
    ("quarter", date(2026, 12, 31), "2026-Q4"),
    ("half_year", date(2026, 6, 30), "2026-H1"),
    ("half_year", date(2026, 7, 1), "2026-H2"),
    ("year", date(2028, 2, 29), "2028"),
])
def test_the_period_of_a_day(every: str, day: date, period: str):
    assert period_of(every, day) == period


def following(case_id: str) -> list[Case]:
    query = sa.select(Case).join(Opening, Opening.case_id == Case.id).where(Opening.occasion == f"case:{case_id}")
    return list(model.Session.scalars(query))


def agreed_list(house: House) -> tuple[str, dict[str, Any]]:
    """A yearly list of Way Kanan that the Forum has finished, and what it sent."""
    case_id = house.act("forum", CREATE, procedure=SYSTEM, segment="daftar_data")["id"]
    shown = house.act("forum", SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "finish"}
    house.act("forum", DECIDE, **sent)
    return case_id, sent


def test_when_the_list_is_agreed_each_opd_that_has_officers_collects_and_no_other(house: House, under: Under):
    under("way_kanan")
    house.user("operator"), house.user("operator_elsewhere")
    nobody = ckan_factories.Organization(name=unique("opd-kosong"))
    case_id, _ = agreed_list(house)
    opened = following(case_id)
    offices = [case.org_id for case in opened]
    assert {house.org["id"], house.elsewhere["id"]} <= set(offices) and nobody["id"] not in offices
    assert len(offices) == len(set(offices))
    assert {(case.segment, case.kind, case.status, case.step) for case in opened} == {
        ("pengumpulan", "collection", "open", "periksa_ketersediaan")}
    assert all(case.number for case in opened)
    mine = next(case for case in opened if case.org_id == house.org["id"])
    assert house.act("operator", SHOW, id=mine.id)["task"]["mine"] is True
    said = [entry["sentence"] for entry in house.act("forum", SHOW, id=case_id)["timeline"]]
    assert len([words for words in said if words.startswith("A case of its own was opened")]) == len(opened)


def test_the_second_click_opens_nothing_more(house: House, under: Under):
    under("way_kanan")
    house.user("operator")
    case_id, sent = agreed_list(house)
    before = {case.id for case in following(case_id)}
    house.act("forum", DECIDE, **sent)
    assert {case.id for case in following(case_id)} == before


def test_a_case_that_is_cancelled_is_followed_by_nothing(house: House, under: Under):
    under("way_kanan")
    house.user("operator")
    case_id = house.act("forum", CREATE, procedure=SYSTEM, segment="daftar_data")["id"]
    house.act("forum", "satudata_workflow_case_cancel", id=case_id, reason="Salah tahun.")
    assert following(case_id) == []


def test_the_list_of_one_opd_is_followed_for_that_opd_alone(house: House, under: Under):
    under("magetan")
    house.user("operator_elsewhere")
    part = Part("magetan", "penyelenggaraan_statistik_sektoral", "daftar_data")
    walker = Walker(house, part, set(), straight=True)
    case_id = walker.walk(walker.open()).id
    assert [(case.org_id, case.segment) for case in following(case_id)] == [(house.org["id"], "pengumpulan")]


def test_a_release_is_followed_for_the_same_record(house: House, under: Under):
    under("bandar_lampung")
    part = Part("bandar_lampung", "penyebarluasan_data", "rilis")
    walker = Walker(house, part, set(), straight=True)
    case_id = walker.walk(walker.open()).id
    opened = following(case_id)
    assert [(case.segment, case.org_id) for case in opened] == [("tindak_lanjut", house.org["id"])]
    topics = [house.act("admin", SHOW, id=id_)["topics"][0]["id"] for id_ in (case_id, opened[0].id)]
    assert topics[0] == topics[1]


# by the calendar


def portal() -> officers.Actor:
    return officers.actor_of({"user": "test.ckan.net"})


def due_of(government: str, procedure: str, segment: str | None) -> list[starting_by_itself.Due]:
    return [one for one in starting_by_itself.due(governments.of_case(government))
            if (one.procedure.key, one.segment and one.segment.name) == (procedure, segment)]


def test_what_the_sops_do_by_the_calendar_is_due_in_the_present_period(house: House):
    house.user("operator")
    year = f"{governments.of_case('way_kanan').today().year}"
    assert [one.period for one in due_of("way_kanan", SYSTEM, "laporan")] == [year]
    quality = due_of("way_kanan", "penjaminan_kualitas", "penjaminan")
    assert house.org["id"] in [one.organization[0] for one in quality], "monthly, for each OPD"
    assert {one.period[:5] for one in quality} == {f"{year}-"}
    assert due_of("maluku_utara", "pengumpulan_analisis_diseminasi", "permintaan")[0].period.startswith(f"{year}-H")
    assert due_of("way_kanan", SYSTEM, "publikasi") == []
    assert due_of("bandar_lampung", "laporan", None) == [], "bound to its own SOP, so the general one is not in force"


def test_it_is_opened_once_in_a_period_and_again_in_the_next(house: House):
    one = replace(due_of("way_kanan", SYSTEM, "laporan")[0], period=unique("2031"))
    first = starting_by_itself.open_due(one, portal())
    assert first is not None and first.case.number and first.case.org_id is None
    model.Session.commit()
    assert starting_by_itself.open_due(one, portal()) is None
    assert starting_by_itself.open_due(replace(one, period=unique("2032")), portal()) is not None


def test_two_processes_at_once_open_it_once(house: House):
    one = replace(due_of("way_kanan", SYSTEM, "laporan")[0], period=unique("2033"))
    has_claimed, results = threading.Event(), []

    def second() -> None:
        has_claimed.wait(10)
        results.append(starting_by_itself.open_due(one, portal()))
        model.Session.commit()
        model.Session.remove()

    other = threading.Thread(target=second)
    other.start()
    assert starting_by_itself.open_due(one, portal()) is not None
    has_claimed.set()
    other.join(0.5)
    assert other.is_alive(), "it waits for the first"
    model.Session.commit()
    other.join(10)
    assert results == [None]
    rows = model.Session.scalars(sa.select(Opening.case_id).where(Opening.occasion == one.period)).all()
    assert len(rows) == 1 and rows[0] is not None


def test_a_process_that_dies_before_its_commit_leaves_it_to_the_next(house: House):
    one = replace(due_of("way_kanan", SYSTEM, "laporan")[0], period=unique("2034"))
    assert starting_by_itself.open_due(one, portal()) is not None
    model.Session.rollback()
    assert starting_by_itself.open_due(one, portal()) is not None


def test_what_an_officer_started_by_hand_is_not_opened_again(house: House, under: Under):
    under("uji")
    model.Session.execute(sa.delete(Opening).where(Opening.government == "uji", Opening.procedure == "tahunan"))
    model.Session.commit()
    house.act("kabid", CREATE, procedure="tahunan", segment="laporan")
    assert starting_by_itself.open_due(due_of("uji", "tahunan", "laporan")[0], portal()) is None


def test_the_command_opens_what_is_due_and_the_second_time_nothing(cli: CKANCliRunner, house: House, under: Under):
    under("maluku_utara")
    model.Session.execute(sa.delete(Opening).where(Opening.government == "maluku_utara"))
    model.Session.commit()
    due = len(list(starting_by_itself.due(governments.current())))
    for number in (due, 0):
        result = cli.invoke(satudata_workflow, ["open-due"])
        assert (result.exit_code, result.output) == (0, f"{number} case{'' if number == 1 else 's'} opened.\n")
