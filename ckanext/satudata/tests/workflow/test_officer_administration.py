"""Offices as their administrators see them: looked for, ended with what that brings, prolonged, told of, and vacant ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import CKANCliRunner

from ckanext.satudata.tests.factories import House, errors_of, unique
from ckanext.satudata.workflow import events, officers
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Event, Officer, Text

DAY = timedelta(days=1)
CREATE, END, PROLONG = (f"satudata_workflow_officer_{verb}" for verb in ("create", "end", "prolong"))
SEARCH, SHOW, HISTORY = (f"satudata_workflow_officer_{verb}" for verb in ("search", "show", "history"))
VACANT = "satudata_workflow_vacancy_list"


def day(number: int) -> str:
    return str(officers.today() + number * DAY)


def found(house: House, **wanted: Any) -> list[str]:
    """Ids of the offices of the house's own OPD."""
    return [row["id"] for row in house.act("admin", SEARCH, org=house.org["id"], **wanted)["results"]]


def events_of(office_id: str) -> list[str]:
    return list(model.Session.scalars(
        sa.select(Event.type).where(Event.stream == events.GOVERNMENT, Event.data["officer"].astext == office_id)
        .order_by(Event.seq)))


# looked for


def test_offices_are_found_by_when_they_are_held(new_house: House):
    house = new_house
    named = {
        state: house.name_officer(state, "kepala_opd", valid_from=day(first), **({"valid_until": day(last)} if last else {}))
        for state, first, last in (("ended", -30, -2), ("today", -1, None), ("future", 3, None))
    }
    for state, office in named.items():
        assert found(house, state=state) == [office["id"]]
        assert house.act("admin", SEARCH, org=house.org["id"], state=state)["results"][0]["state"] == state
    assert set(found(house, state="all")) == {office["id"] for office in named.values()}
    assert found(house) == found(house, state="today"), "what is held today, if nobody says else"


def test_offices_are_found_by_role_person_and_acting(new_house: House):
    house = new_house
    head = house.name_officer("budi", "kepala_opd")
    acting = house.name_officer("ani", "kepala_opd", acting_as="plh", acting_for=house.user("budi"), decree="800/7",
                                decree_on="2026-03-01")
    house.name_officer("cici", "operator_opd")
    assert set(found(house, role="kepala_opd")) == {head["id"], acting["id"]}
    assert found(house, acting=True) == [acting["id"]]
    assert found(house, q="BUD") == [head["id"]]
    assert found(house, q="%") == [], "a sign is a sign"
    row = house.act("admin", SEARCH, org=house.org["name"], acting=True)["results"][0]
    assert (row["person"], row["acting_for_person"], row["org_name"]) == ("Ani", "Budi", "Dinas Uji")
    assert (row["decree"], row["decree_on"], row["role_title"]) == ("800/7", "2026-03-01", "Kepala OPD")


def test_the_list_comes_in_pages_and_asks_as_much_for_twenty_as_for_two(new_house: House, statements: list[str]):
    house = new_house
    for number in range(12):
        house.name_officer(f"orang_{number}", "operator_opd")
    house.user("admin")
    counted = {}
    for size in (2, 12):
        statements.clear()
        page = house.act("admin", SEARCH, org=house.org["id"], limit=size, offset=0)
        counted[size] = len(statements)
        assert (page["count"], len(page["results"])) == (12, size)
    assert counted[2] == counted[12]
    assert len(house.act("admin", SEARCH, org=house.org["id"], limit=5, offset=10)["results"]) == 2


def test_an_office_of_an_account_that_was_deleted_says_so(new_house: House):
    house = new_house
    house.name_officer("pergi", "operator_opd")
    house.act("admin", "user_delete", id=house.user("pergi"))
    assert [row["is_deleted"] for row in house.act("admin", SEARCH, org=house.org["id"])["results"]] == [True]


# who


@pytest.mark.parametrize("who", ["operator", "kepala", "walidata", "stranger", "anonymous"])
@pytest.mark.parametrize("action", [SEARCH, SHOW, HISTORY, VACANT, PROLONG])
def test_only_an_administrator_sees_and_changes_offices(action: str, who: str, house: House):
    office = house.name_officer(unique("orang"), "pembina_data", valid_until=day(9))
    with pytest.raises(tk.NotAuthorized):
        house.act(who, action, id=office["id"], role="walidata")


def test_the_administrator_of_an_opd_names_nobody(house: House):
    """CKAN's capacities open forms; only officers decide, and only the portal's administrator names them (design §4)."""
    who = ckan_factories.User()
    house.act("admin", "organization_member_create", id=house.org["id"], username=who["name"], role="admin")
    house.accounts["opd_admin"] = who["name"]
    with pytest.raises(tk.NotAuthorized):
        house.act("opd_admin", CREATE, user=who["name"], role="operator_opd", organization=house.org["id"])


# named


def test_an_overlap_is_told_with_whom_and_when(house: House):
    who = ckan_factories.User(fullname="Siti Rahmawati")["name"]
    house.act("admin", CREATE, user=who, role="kepala_dinas", valid_from="2026-01-05", valid_until="2026-06-30")
    with pytest.raises(tk.ValidationError) as refused:
        house.act("admin", CREATE, user=who, role="kepala_dinas", valid_from="2026-06-30")
    told = errors_of(refused.value)
    assert all(words in told for words in ("Siti Rahmawati", "Kepala Dinas", "5 January 2026", "30 June 2026")), told
    assert list(refused.value.error_dict) == ["valid_from"]


def test_a_form_that_is_sent_twice_names_once(house: House):
    sent = {"user": ckan_factories.User()["name"], "role": "kabid_statistik", "valid_from": "2026-01-05"}
    first, second = house.act("admin", CREATE, **sent), house.act("admin", CREATE, **sent)
    assert first == second and len(events_of(first["id"])) == 1


def test_nobody_acts_for_himself(house: House):
    who = ckan_factories.User()["name"]
    with pytest.raises(tk.ValidationError, match="Nobody acts for himself"):
        house.act("admin", CREATE, user=who, role="walidata", acting_as="plt", acting_for=who, decree="1")


def test_whom_somebody_acts_for_is_said_of_a_plt_or_plh_only(house: House):
    who, other = ckan_factories.User()["name"], ckan_factories.User()["name"]
    with pytest.raises(tk.ValidationError, match="of a Plt or Plh only"):
        house.act("admin", CREATE, user=who, role="walidata", acting_for=other)


def test_who_writes_the_name_of_a_person_is_told_the_account(house: House):
    name = unique("siti")
    ckan_factories.User(name=name, fullname="Siti Zulaikha")
    with pytest.raises(tk.ObjectNotFound, match=name):
        house.act("admin", CREATE, user="zulaikha", role="walidata")


# ended


def test_before_an_office_ends_it_says_how_many_tasks_go_back(new_house: House):
    house = new_house
    office = house.name_officer("orang", "walidata", valid_from=day(-30))
    house.user("walidata")
    records = [house.linked() for _ in range(3)]
    for record in records:
        house.walk(record, "periksa")
    tasks = [house.case(record)["task"]["id"] for record in records]
    for task_id in tasks[:2]:
        house.act("orang", "satudata_workflow_task_claim", id=task_id)
    shown = house.act("admin", SHOW, id=office["id"])
    assert shown["tasks_to_return"] == 2 and shown["tasks_waiting"] >= 3
    assert "Walidata" in {other["person"] for other in shown["others"]}
    house.act("admin", END, id=office["id"], last_day=day(-1), reason="Mutasi.")
    assert [house.case(record)["task"]["holding"]["holder"] for record in records] == [None] * 3
    assert house.act("admin", SHOW, id=office["id"])["tasks_to_return"] == 0


@pytest.mark.parametrize(("government", "returned"), [("way_kanan", 0), ("default", 1)])
def test_a_task_that_another_office_of_the_person_opens_stays(government: str, returned: int, new_house: House, under: Any):
    """In Way Kanan the kasi counts as Walidata, in `default` not."""
    under(government)
    house = new_house
    office = house.name_officer("orang", "walidata", valid_from=day(-30))
    house.name_officer("orang", "kasi_statistik")
    record = house.linked()
    house.walk(record, "periksa")
    house.act("orang", "satudata_workflow_task_claim", id=house.case(record)["task"]["id"])
    assert house.act("admin", SHOW, id=office["id"])["tasks_to_return"] == returned


def test_the_reason_of_an_end_stands_in_the_history_and_can_be_erased(new_house: House):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_from=day(-30))
    house.act("admin", END, id=office["id"], last_day=day(-1), reason="Pindah ke BPS.")
    told = house.act("admin", HISTORY, role="kepala_opd", organization=house.org["id"])
    assert [entry["reason"] for entry in told["results"]] == ["Pindah ke BPS.", None]
    assert told["results"][0]["sentence"].startswith("Admin ended the office of Orang")
    assert told["results"][1]["sentence"].startswith("Admin named Orang")
    model.Session.execute(sa.delete(Text).where(Text.event_id == told["results"][0]["id"]))
    model.Session.commit()
    assert house.act("admin", HISTORY, role="kepala_opd", organization=house.org["id"])["results"][0]["is_erased"]
    assert list(events.broken(events.GOVERNMENT)) == []


def test_an_end_that_is_sent_twice_is_told_once(new_house: House):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_from=day(-30))
    once = house.act("admin", END, id=office["id"], last_day=day(-1), reason="Mutasi.")
    assert house.act("admin", END, id=office["id"], last_day=day(-1), reason="Mutasi.") == once
    assert events_of(office["id"]) == [events.OFFICER_NAMED, events.OFFICER_ENDED]


def test_the_history_tells_of_an_office_that_never_began(new_house: House):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_from=day(9))
    house.act("admin", END, id=office["id"])
    told = house.act("admin", HISTORY, role="kepala_opd", organization=house.org["id"])
    assert told["count"] == 2 and model.Session.get(Officer, office["id"]) is None
    assert house.act("admin", HISTORY, role="kepala_opd", organization=house.elsewhere["id"])["count"] == 0


# prolonged


@pytest.mark.parametrize("until", [9, None])
def test_an_office_is_prolonged(until: int | None, new_house: House):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_until=day(2))
    sent = {"id": office["id"], "valid_until": day(until) if until else None, "reason": "SK 800/9"}
    first = house.act("admin", PROLONG, **sent)
    assert first["valid_until"] == sent["valid_until"] and house.act("admin", PROLONG, **sent) == first
    assert events_of(office["id"]) == [events.OFFICER_NAMED, events.OFFICER_PROLONGED]
    told = house.act("admin", HISTORY, role="kepala_opd", organization=house.org["id"])["results"][0]
    assert told["reason"] == "SK 800/9" and "prolonged" in told["sentence"]


@pytest.mark.parametrize(
    ("first", "last", "until", "sentence"),
    [
        (-9, -1, 9, "ends on"),     # it is over: who comes back is named again
        (-9, 5, 3, "longer"),       # an earlier day is an end
        (-9, None, 9, "longer"),    # without a last day there is nothing to prolong
    ],
)
def test_what_is_no_prolongation_is_refused(first: int, last: int | None, until: int, sentence: str, new_house: House):
    house = new_house
    more = {"valid_until": day(last)} if last else {}
    office = house.name_officer("orang", "kepala_opd", valid_from=day(first), **more)
    with pytest.raises(tk.ValidationError, match=sentence):
        house.act("admin", PROLONG, id=office["id"], valid_until=day(until))


def test_an_office_that_was_ended_today_is_named_again_instead_of_prolonged(new_house: House):
    """What it gave in CKAN was taken back at once; a prolonged one would be without it."""
    house = new_house
    office = house.name_officer("orang", "operator_opd", valid_from=day(-9))
    house.act("admin", END, id=office["id"])
    with pytest.raises(tk.ValidationError, match="ends on"):
        house.act("admin", PROLONG, id=office["id"], valid_until=day(9))


def test_a_prolonged_office_does_not_reach_into_the_next_one(new_house: House):
    house = new_house
    office = house.name_officer("orang", "kepala_opd", valid_until=day(2))
    house.name_officer("orang", "kepala_opd", valid_from=day(20))
    with pytest.raises(tk.ValidationError, match="already in that time"):
        house.act("admin", PROLONG, id=office["id"], valid_until=day(20))
    assert house.act("admin", PROLONG, id=office["id"], valid_until=day(19))["valid_until"] == day(19)


# vacant


def vacant(house: House) -> dict[tuple[str, str | None], int]:
    rows = house.act("admin", VACANT, limit=100)["results"]
    return {(row["role"], row["org_id"]): row["waiting"] for row in rows}


def test_a_vacant_office_is_shown_with_the_tasks_that_wait_for_it(new_house: House, under: Any):
    under("way_kanan")
    house = new_house
    records = [house.linked() for _ in range(2)]
    for record in records:
        house.walk(record, "validasi")
    key = ("kepala_opd", house.org["id"])
    assert vacant(house)[key] == 2, "nobody has been named head of this OPD"
    house.user("kepala")
    assert key not in vacant(house)


def test_an_opd_that_takes_no_part_has_no_vacant_offices(house: House):
    apart = ckan_factories.Organization()
    assert not any(org_id == apart["id"] for _, org_id in vacant(house))


def test_vacant_offices_come_in_pages(new_house: House):
    house = new_house
    house.user("operator")
    whole = house.act("admin", VACANT, limit=100)
    assert whole["count"] >= 2
    parts = [house.act("admin", VACANT, limit=1, offset=number)["results"] for number in (0, 1)]
    assert [*parts[0], *parts[1]] == whole["results"][:2]


# by the command line


def run(*words: str) -> Any:
    return CKANCliRunner().invoke(satudata_workflow, ["officers", *words])


def test_an_office_is_named_listed_prolonged_and_ended_by_the_command_line(new_house: House):
    house = new_house
    who, org = house.user("stranger"), house.org["name"]
    acting = ("--acting-as", "plh", "--acting-for", house.user("operator"), "--decree", "800/1", "--decree-on", "2026-03-02")
    named = run("add", who, "kepala_opd", "--organization", org, "--until", day(9), *acting)
    assert named.exit_code == 0, named.output
    cells = run("list", "--organization", org, "--role", "kepala_opd").output.split()
    assert cells[1:] == ["kepala_opd", who, "Dinas", "Uji", day(0), day(9), "plh"]
    assert run("prolong", cells[0], "--until", day(20)).output == f"The office ends on {day(20)}.\n"
    refused = run("prolong", cells[0], "--until", day(1))
    assert refused.exit_code == 1 and "longer" in refused.stderr
    assert run("end", cells[0], "--last-day", day(5), "--reason", "Mutasi.").output == f"The office ends on {day(5)}.\n"
    assert run("vacant").exit_code == 0
