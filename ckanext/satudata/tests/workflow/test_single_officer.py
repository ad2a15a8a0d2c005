"""One person who makes and checks, where the government allows it: never at the last approval, never an administrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.tests.factories import House, errors_of
from ckanext.satudata.workflow import facts, governments


@pytest.fixture
def house(new_house: House, under: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> House:
    """An OPD in which the operator may also check as Walidata, and as head."""
    under("uji")
    allowed = frozenset((new_house.org["name"], role) for role in ("walidata", "kepala_opd"))
    government = replace(governments.of_case("uji"), single_officer=allowed)
    monkeypatch.setattr(facts.governments, "of_case", lambda slug: government)
    new_house.user("operator")
    for role in ("walidata", "kepala_opd"):
        new_house.name_officer("operator", role)
    return new_house


def refusal(house: House, record, key: str) -> str:
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("operator", record, key)
    return errors_of(refused.value)


def test_an_earlier_approval_is_allowed_and_the_last_one_before_the_public_is_not(house: House):
    record = house.linked()
    house.answer("operator", record, "finish")
    assert house.answer("operator", record, "sesuai")["case"]["step"] == "nilai"
    house.letter("kabid", record, kind="berita_acara")
    house.answer("kabid", record, "tersedia")
    assert refusal(house, record, "setuju").startswith("You helped to make this data.")
    assert house.case(record)["step"] == "sahkan"


def test_an_administrator_is_never_allowed_to_do_both(house: House):
    record = house.linked()
    house.answer("operator", record, "finish")
    user = model.User.get(house.user("operator"))
    assert user is not None
    user.sysadmin = True
    model.Session.commit()
    assert refusal(house, record, "sesuai").startswith("You helped to make this data.")
