"""The people of the demo are invented, say so, and can do what the demo lets them do."""

import re

import pytest

from ckanext.satudata.workflow import governments
from demo.description import datasets, people


@pytest.fixture(scope="module")
def government():
    return governments.load_all()["banjarnegara"]


def test_every_role_of_the_loaded_procedures_is_held(government):
    held = {person.role for person in people().people}
    assert held <= set(government.roles)
    asked = {actor.role for procedure in government.procedures.values() for step in procedure.steps.values()
             for actor in step.actors}
    assert {role for role in asked if government.roles[role].has_officers} <= held
    assert {"verifikator_instansi", "staf_statistik", "kasi_statistik", "kabid_statistik", "sekretaris_dinas",
            "kepala_dinas"} <= held


def test_each_office_that_owns_data_has_its_officers():
    for office in {dataset.office for dataset in datasets()}:
        for role in ("operator_opd", "verifikator_instansi", "kepala_opd"):
            assert people().holder(role, office)


def test_makers_and_checkers_hold_their_offices(government):
    roles = {person.name: (person.role, person.organization) for person in people().people}
    for dataset in datasets():
        assert roles[dataset.maker] == ("operator_opd", dataset.office)
        assert roles[dataset.by][0] in government.roles_for("walidata")


def test_names_say_that_nobody_is_meant():
    names = [person.name for person in people().people]
    assert len(set(names)) == len(names)
    for person in people().people:
        assert re.fullmatch(r"[A-Z][a-z]+ Contoh", person.fullname)
        assert re.fullmatch(r"[a-z-]{2,100}", person.name)
    assert "rekaan" in people().about


def test_one_password_that_can_be_typed():
    assert re.fullmatch(r"[a-z-]{12,}", people().password)
