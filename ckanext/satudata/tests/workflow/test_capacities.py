"""What CKAN lets officers do while they hold an office, and that it is taken back once."""

from __future__ import annotations

from datetime import datetime, timezone

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from freezegun import freeze_time

from ckanext.satudata.tests.factories import House, errors_of
from ckanext.satudata.tests.workflow.test_officers import DAY, end, last_month, yesterday
from ckanext.satudata.workflow import officers


def capacity(house: House, who: str) -> str | None:
    """What CKAN lets somebody do in the house's OPD."""
    model.Session.rollback()
    return model.Session.scalar(
        sa.select(model.Member.capacity).where(
            model.Member.group_id == house.org["id"],
            model.Member.table_id == house.user_id(who),
            model.Member.state == "active",
        )
    )


@pytest.mark.parametrize(
    ("role", "given"),
    [
        ("operator_opd", "editor"),
        ("verifikator_instansi", "member"),
        ("kepala_opd", "member"),
        ("walidata", None),
    ],
)
def test_an_office_gives_the_capacity_that_its_work_needs_and_takes_it_back(role: str, given: str | None, new_house: House):
    assert capacity(new_house, "stranger") is None
    office = last_month(new_house, "stranger", role)
    assert capacity(new_house, "stranger") == given
    end(new_house, office, last_day=yesterday())
    assert capacity(new_house, "stranger") is None


@pytest.mark.parametrize("by_hand", ["admin", "editor", "member"])
@pytest.mark.parametrize("role", ["operator_opd", "kepala_opd"])
def test_what_an_administrator_gave_by_hand_stays(role: str, by_hand: str, new_house: House):
    house = new_house
    house.act("admin", "organization_member_create", id=house.org["id"], username=house.user("stranger"), role=by_hand)
    office = last_month(house, "stranger", role)
    expected = "editor" if (role, by_hand) == ("operator_opd", "member") else by_hand
    assert capacity(house, "stranger") == expected
    end(house, office, last_day=yesterday())
    assert capacity(house, "stranger") == by_hand


def test_an_administrator_of_the_office_who_becomes_one_later_stays_one(new_house: House):
    house = new_house
    office = last_month(house, "stranger", "operator_opd")
    house.act("admin", "organization_member_create", id=house.org["id"], username=house.user("stranger"), role="admin")
    end(house, office, last_day=yesterday())
    assert capacity(house, "stranger") == "admin"


@pytest.mark.parametrize(("first_ended", "left"), [("operator_opd", "member"), ("kepala_opd", "editor")])
@pytest.mark.parametrize("order", [("operator_opd", "kepala_opd"), ("kepala_opd", "operator_opd")])
def test_another_office_of_the_same_opd_keeps_what_it_gives(order: tuple, first_ended: str, left: str, new_house: House):
    house = new_house
    offices = {role: last_month(house, "stranger", role) for role in order}
    assert capacity(house, "stranger") == "editor"
    end(house, offices.pop(first_ended), last_day=yesterday())
    assert capacity(house, "stranger") == left
    end(house, offices.popitem()[1], last_day=yesterday())
    assert capacity(house, "stranger") is None


def test_a_capacity_opens_the_form_and_decides_nothing(new_house: House):
    house = new_house
    house.act("admin", "organization_member_create", id=house.org["id"], username=house.user("stranger"), role="admin")
    record = house.linked("stranger")
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("stranger", record, "finish")
    assert "another office" in errors_of(refused.value)


def in_days(house: House, days: int) -> None:
    """What cron does, some days from now."""
    with freeze_time(datetime.now(timezone.utc) + days * DAY):
        officers.expire()
        model.Session.commit()


def test_an_office_that_ends_by_its_date_gives_its_capacity_until_then(new_house: House):
    house = new_house
    last_month(house, "stranger", "operator_opd", valid_until=str(officers.today() + 2 * DAY))
    in_days(house, 2)
    assert capacity(house, "stranger") == "editor", "the last day still counts"
    in_days(house, 3)
    assert capacity(house, "stranger") is None
    in_days(house, 4)
    assert capacity(house, "stranger") is None


def test_what_another_office_or_an_administrator_gives_outlives_an_office_that_ends_by_its_date(new_house: House):
    house = new_house
    until = str(officers.today() + DAY)
    last_month(house, "stranger", "kepala_opd")
    last_month(house, "stranger", "operator_opd", valid_until=until)
    house.act("admin", "organization_member_create", id=house.org["id"], username=house.user("kabid"), role="member")
    last_month(house, "kabid", "operator_opd", valid_until=until)
    in_days(house, 2)
    assert (capacity(house, "stranger"), capacity(house, "kabid")) == ("member", "member")


def test_what_an_administrator_gives_after_the_office_has_ended_stays(new_house: House):
    """The office took back what it had given, once; what comes later is not its own."""
    house = new_house
    office = last_month(house, "stranger", "operator_opd")
    end(house, office, last_day=yesterday())
    last_month(house, "kabid", "operator_opd", valid_until=str(officers.today() + DAY))
    in_days(house, 2)
    for who in ("stranger", "kabid"):
        assert capacity(house, who) is None
        house.act("admin", "organization_member_create", id=house.org["id"], username=house.user(who), role="editor")
    in_days(house, 3)
    assert (capacity(house, "stranger"), capacity(house, "kabid")) == ("editor", "editor")


def test_a_lapsed_office_is_not_taken_for_a_gift_when_the_next_begins(new_house: House):
    """Between the last day and cron's next run somebody is named again: nothing of the lapsed office lives on."""
    house = new_house
    last_month(house, "stranger", "operator_opd", valid_until=yesterday())
    office = last_month(house, "stranger", "kepala_opd")
    officers.expire()
    model.Session.commit()
    assert capacity(house, "stranger") == "member"
    end(house, office, last_day=yesterday())
    assert capacity(house, "stranger") is None
