"""Who holds an office, from when until when, what CKAN lets him do meanwhile, and who he is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories as ckan_factories
from freezegun import freeze_time
from sqlalchemy.exc import IntegrityError

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.workflow import events, officers
from ckanext.satudata.workflow.model import Event, Officer, Person
from ckanext.satudata.workflow.model.base import new_id

DAY = timedelta(days=1)
CREATE, END = "satudata_workflow_officer_create", "satudata_workflow_officer_end"


def holds(user_id: str, role: str, on: date) -> bool:
    return role in {office.role for office in officers.offices_of(user_id, on)}


def end(house: House, officer: dict[str, Any], **data: Any) -> dict[str, Any]:
    return house.act("admin", END, id=officer["id"], **data)


def yesterday() -> str:
    return str(officers.today() - DAY)


def last_month(house: House, who: str, role: str, **data: Any) -> dict[str, Any]:
    """An office that began thirty days ago."""
    return house.name_officer(who, role, valid_from=str(officers.today() - 30 * DAY), **data)


# when


def test_an_office_is_held_from_its_first_day_to_its_last(house: House):
    who = ckan_factories.User()["id"]
    house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-03-10", valid_until="2026-03-12")
    assert [holds(who, "walidata", date(2026, 3, day)) for day in (9, 10, 11, 12, 13)] == [False, True, True, True, False]


def test_an_office_without_last_day_goes_on(house: House):
    who = ckan_factories.User()["id"]
    house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-03-10")
    assert holds(who, "walidata", date(2099, 1, 1))


def test_an_office_begins_at_midnight_where_the_government_is(house: House):
    """17:00 UTC is midnight in WIB."""
    who = ckan_factories.User()["id"]
    house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-03-12", valid_until="2026-03-12")
    found = []
    for instant in ("2026-03-11 16:59:59", "2026-03-11 17:00:00", "2026-03-12 16:59:59", "2026-03-12 17:00:00"):
        with freeze_time(instant):
            found.append(bool(officers.offices_of(who)))
    assert found == [False, True, True, False]


@pytest.mark.parametrize(
    ("valid_from", "valid_until"),
    [
        (1, None),  # from tomorrow
        (-9, -1),  # until yesterday
    ],
)
def test_who_is_not_an_officer_today_cannot_decide(valid_from: int, valid_until: int | None, house: House):
    record = house.linked()
    house.walk(record, "periksa")
    who, day = ckan_factories.User()["name"], officers.today()
    data = {"valid_from": str(day + valid_from * DAY)} | ({"valid_until": str(day + valid_until * DAY)} if valid_until else {})
    house.act("admin", CREATE, user=who, role="walidata", **data)
    house.accounts["for_a_moment"] = who
    with pytest.raises(tk.ValidationError, match="another office"):
        house.answer("for_a_moment", record, "sesuai", reader="operator")


def test_an_officer_who_was_ended_cannot_decide_and_another_can(new_house: House):
    house = new_house
    office = last_month(house, "stranger", "walidata")
    record = house.linked()
    house.walk(record, "periksa")
    sent = house.sent(record, "sesuai", "stranger")
    end(house, office, last_day=yesterday())
    with pytest.raises(tk.ValidationError, match="another office"):
        house.act("stranger", "satudata_workflow_task_decide", **sent)
    assert house.act("stranger", "satudata_workflow_task_list")["count"] == 0
    house.answer("walidata", record, "sesuai")


def test_the_last_day_still_counts(new_house: House):
    house = new_house
    office = last_month(house, "stranger", "walidata")
    end(house, office)
    assert house.act("admin", "satudata_workflow_officer_list")[-1] is not None
    assert holds(house.user_id("stranger"), "walidata", officers.today())
    assert not holds(house.user_id("stranger"), "walidata", officers.today() + DAY)


def test_an_office_that_never_began_is_voided_and_the_events_tell_of_it(new_house: House):
    house = new_house
    office = house.name_officer("stranger", "walidata", valid_from=str(officers.today() + 9 * DAY))
    answered = end(house, office)
    assert answered["id"] == office["id"]
    assert model.Session.get(Officer, office["id"]) is None
    told = model.Session.scalars(
        sa.select(Event.type)
        .where(Event.stream == events.GOVERNMENT, Event.data["officer"].astext == office["id"])
        .order_by(Event.seq)
    )
    assert list(told) == [events.OFFICER_NAMED, events.OFFICER_ENDED]


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        (("2026-01-01", "2026-06-30"), ("2026-07-01", None), True),  # one day after the other
        (("2026-01-01", "2026-06-30"), ("2026-06-30", None), False),  # the last day is included
        (("2026-01-01", None), ("2027-01-01", "2027-12-31"), False),  # open end
        (("2026-05-01", "2026-05-31"), ("2026-01-01", "2026-12-31"), False),  # one inside the other
        (("2026-05-01", "2026-05-31"), ("2026-01-01", "2026-04-30"), True),
    ],
)
def test_an_office_is_not_held_twice_at_one_time(first: tuple, second: tuple, may: bool, house: House):
    who = ckan_factories.User()["id"]

    def name(days: tuple[str, str | None]) -> None:
        data = {"valid_from": days[0]} | ({"valid_until": days[1]} if days[1] else {})
        house.act("admin", CREATE, user=who, role="kepala_opd", organization=house.org["id"], **data)

    name(first)
    if may:
        name(second)
    else:
        with pytest.raises(tk.ValidationError, match="already in that time"):
            name(second)
    assert len([o for o in house.act("admin", "satudata_workflow_officer_list") if o["user_id"] == who]) == 1 + may


def test_the_same_role_in_two_offices_and_two_roles_in_one_are_no_overlap(house: House):
    who = ckan_factories.User()["id"]
    for org in (house.org, house.elsewhere):
        house.act("admin", CREATE, user=who, role="kepala_opd", organization=org["id"])
    house.act("admin", CREATE, user=who, role="verifikator_instansi", organization=house.org["id"])
    assert len(officers.offices_of(who)) == 3


@pytest.mark.parametrize("org", ["opd", None])
def test_the_database_itself_refuses_the_overlap(org: str | None, house: House):
    """Also for government-wide roles, whose organisation is NULL."""
    who = ckan_factories.User()["id"]
    model.Session.add(Person(user_id=who))
    model.Session.flush()
    for day in (1, 20):
        model.Session.add(
            Officer(
                id=new_id(),
                user_id=who,
                role="walidata",
                org_id=org,
                valid_from=date(2026, 3, day),
                valid_until=date(2026, 3, 25),
                named_by="test",
            )
        )
    with pytest.raises(IntegrityError, match="no_overlap"):
        model.Session.flush()


def test_the_last_day_is_not_before_the_first(house: House):
    who = ckan_factories.User()["id"]
    with pytest.raises(tk.ValidationError, match="before the first"):
        house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-03-12", valid_until="2026-03-11")


def test_an_office_that_has_ended_is_not_made_longer(house: House):
    """It would reach into the next one; who comes back is named again."""
    who = ckan_factories.User()["id"]
    office = house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-01-01", valid_until="2026-03-31")
    house.act("admin", CREATE, user=who, role="walidata", valid_from="2026-04-01")
    with pytest.raises(tk.ValidationError, match="31 March 2026"):
        end(house, office, last_day="2026-05-01")
    assert end(house, office, last_day="2026-02-28")["valid_until"] == "2026-02-28"


@pytest.mark.parametrize("day", ["12-03-2026", "2026-02-30", "besok", "2026"])
def test_a_date_that_is_none_is_said_in_words(day: str, house: House):
    with pytest.raises(tk.ValidationError, match="year-month-day"):
        house.act("admin", CREATE, user=house.user("stranger"), role="walidata", valid_from=day)


# which


@pytest.mark.parametrize(
    ("role", "with_org", "sentence"),
    [
        ("operator_opd", False, "held in an OPD"),
        ("walidata", True, "government-wide"),
        ("kepala_desa", False, "no role"),
        ("pemohon", False, "no role"),  # the public has no officers
        ("portal", False, "no role"),  # nor has the portal
    ],
)
def test_a_role_is_held_where_the_government_says(role: str, with_org: bool, sentence: str, house: House):
    data = {"organization": house.org["id"]} if with_org else {}
    with pytest.raises(tk.ValidationError, match=sentence):
        house.act("admin", CREATE, user=house.user("stranger"), role=role, **data)


@pytest.mark.parametrize(
    "data", [{"acting_as": "plt"}, {"acting_as": "plt", "decree": "800/1"}, {"acting_as": "plh", "acting_for": True}]
)
def test_an_acting_officer_needs_whom_he_acts_for_and_the_decree(data: dict, house: House):
    if "acting_for" in data:
        data = data | {"acting_for": house.user("kepala")}
    with pytest.raises(tk.ValidationError, match="decree"):
        house.act("admin", CREATE, user=house.user("stranger"), role="walidata", **data)


@pytest.mark.parametrize("who", ["operator", "kepala", "walidata", "stranger", "anonymous"])
def test_only_an_administrator_names_ends_and_lists_officers(who: str, house: House):
    office = house.name_officer(unique("orang"), "pembina_data")
    for action, data in (
        (CREATE, {"user": house.user("stranger"), "role": "walidata"}),
        (END, {"id": office["id"]}),
        ("satudata_workflow_officer_list", {}),
    ):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, action, **data)


@pytest.mark.parametrize("data", [{"user": "nobody-here"}, {"organization": "no-such-office"}, {"acting_for": "nobody-here"}])
def test_an_unknown_account_or_office_is_said_by_its_name(data: dict, house: House):
    sent = {"user": house.user("stranger"), "role": "kepala_opd", "organization": house.org["id"]} | data
    with pytest.raises(tk.ObjectNotFound, match="nobody-here|no-such-office"):
        house.act("admin", CREATE, **sent)


def test_a_deleted_account_is_named_to_nothing(house: House):
    who = ckan_factories.User()["name"]
    house.act("admin", "user_delete", id=who)
    with pytest.raises(tk.ObjectNotFound, match=who):
        house.act("admin", CREATE, user=who, role="walidata")


def test_a_group_is_no_office(house: House):
    group = ckan_factories.Group()
    with pytest.raises(tk.ObjectNotFound):
        house.act("admin", CREATE, user=house.user("stranger"), role="kepala_opd", organization=group["id"])


# who


def test_a_nip_is_kept_as_a_keyed_hash_only(house: House):
    who, nip = ckan_factories.User()["id"], "198501012010011077"
    house.act("admin", CREATE, user=who, role="walidata", nip=nip)
    kept = model.Session.get(Person, who).nip_hash
    assert kept == officers.nip_hash("19850101 201001 1 077") and len(kept) == 64
    model.Session.commit()
    tables = model.Session.scalars(
        sa.text(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name LIKE 'satudata_%'"
        )
    )
    for table in list(tables):
        found = model.Session.scalar(sa.text(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE :nip'), {"nip": f"%{nip}%"})
        assert found == 0, table


def test_the_hash_needs_the_secret_of_the_portal(house: House, monkeypatch: pytest.MonkeyPatch):
    before = officers.nip_hash("198501012010011077")
    monkeypatch.setitem(tk.config, "SECRET_KEY", "another")
    assert officers.nip_hash("198501012010011077") != before


def test_two_accounts_of_one_human_are_found(house: House):
    first, second = ckan_factories.User()["id"], ckan_factories.User()["id"]
    house.act("admin", CREATE, user=first, role="walidata", nip="197001011990031001")
    with pytest.raises(tk.ValidationError, match="another account"):
        house.act("admin", CREATE, user=second, role="kasi_statistik", nip="19700101 199003 1 001")
    assert model.Session.get(Person, second) is None
    house.act("admin", CREATE, user=first, role="kasi_statistik", nip="197001011990031001")


@pytest.mark.parametrize("nip", ["-", "tidak ada", "12345", "1970010119900310012"])
def test_what_is_no_nip_is_refused(nip: str, house: House):
    """Else two people without one (“-”) would be taken for one human."""
    with pytest.raises(tk.ValidationError, match="18 digits"):
        house.act("admin", CREATE, user=ckan_factories.User()["id"], role="walidata", nip=nip)
