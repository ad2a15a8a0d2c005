"""Who may take, give back, give away and raise a task: the whole table, and the chain of superiors. No database."""

from __future__ import annotations

import pytest

from ckanext.satudata.workflow.government import Government, Role
from ckanext.satudata.workflow.holding import VERBS, Standing, refusal_of
from ckanext.satudata.workflow.offices import Actor, Office
from ckanext.satudata.workflow.superiors import above, superior_of

MAKER = "maker_is_not_checker"
# (who, what) → codes in the order of VERBS: claim, release, assign, take over, escalate; a dot: allowed
ROWS = [
    ("nobody", {}, "not_your_office not_yours_to_release not_yours_to_assign not_your_office not_yours_to_escalate"),
    ("an officer, free", {"is_officer": True}, ". not_yours_to_release not_yours_to_assign free ."),
    ("an officer, taken by another", {"is_officer": True, "is_held": True},
     "taken not_yours_to_release not_yours_to_assign . ."),
    ("who has it", {"is_officer": True, "is_held": True, "is_mine": True}, ". . not_yours_to_assign yours_already ."),
    ("an officer who made the data", {"is_officer": True, "is_barred": True},
     f"{MAKER} not_yours_to_release not_yours_to_assign free ."),
    ("a maker, taken by another", {"is_officer": True, "is_barred": True, "is_held": True},
     f"taken not_yours_to_release not_yours_to_assign {MAKER} ."),
    ("a superior, free", {"is_superior": True}, "not_your_office . . . ."),
    ("a superior, taken by another", {"is_superior": True, "is_held": True}, "not_your_office . . . ."),
    ("a superior who made the data", {"is_superior": True, "is_held": True, "is_barred": True},
     f"not_your_office . . {MAKER} ."),
    ("a superior who is an officer of it too", {"is_superior": True, "is_officer": True}, ". . . free ."),
    ("whoever disposed", {"is_disposer": True, "is_held": True},
     "not_your_office not_yours_to_release . not_your_office not_yours_to_escalate"),
    ("whoever waits for it", {"waits_for_it": True},
     "not_your_office not_yours_to_release not_yours_to_assign not_your_office ."),
    ("an officer where the administrator was asked", {"is_officer": True, "can_rise": False},
     ". not_yours_to_release not_yours_to_assign free nobody_above"),
]
ALL = {"is_officer": True, "is_superior": True, "is_disposer": True, "waits_for_it": True}
EVERYTHING = [
    ("a closed case", ALL | {"case_open": False}, "case_closed"),
    ("an answered task", ALL | {"task_open": False}, "task_answered"),
    ("the portal itself", ALL | {"is_person": False}, "not_a_person"),
]


@pytest.mark.parametrize(("who", "stands", "codes"), ROWS, ids=[row[0] for row in ROWS])
def test_what_somebody_may_do_with_a_task(who: str, stands: dict, codes: str):
    found = [refusal_of(verb, Standing(**stands)) or "." for verb in VERBS]
    assert found == codes.split()


@pytest.mark.parametrize(("what", "stands", "code"), EVERYTHING, ids=[row[0] for row in EVERYTHING])
def test_nobody_does_anything_with_it(what: str, stands: dict, code: str):
    assert {refusal_of(verb, Standing(**stands)) for verb in VERBS} == {code}


ROLES = {
    "operator": Role("operator", held_in="opd", superior="kepala"),
    "kepala": Role("kepala", held_in="opd", superior="bupati"),
    "walidata": Role("walidata", held_in="diskominfo", superior="kabid", also=("kasi",)),
    "kasi": Role("kasi", held_in="diskominfo", superior="kabid"),
    "kabid": Role("kabid", held_in="diskominfo", superior="kadis"),
    "kadis": Role("kadis", held_in="diskominfo", superior="bupati"),
    "bupati": Role("bupati"),
    "a": Role("a", superior="b"),
    "b": Role("b", superior="a"),
}
TOWN = Government("kota", {}, "WIB", roles=ROLES)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (["operator@x"], ["kepala@x", "bupati"]),           # in the same OPD, until the chain leaves it
        (["walidata"], ["kabid", "kadis", "bupati"]),
        (["walidata", "kabid"], ["kadis", "bupati"]),       # raised already
        (["walidata", "operator@x"], ["kabid", "kepala@x", "kadis", "bupati"]),   # level by level
        (["bupati"], []),
        (["a"], ["b"]),                                     # a circle
        (["lurah"], []),                                    # a role that the government does not have
        ([], []),
    ],
)
def test_the_chain_of_superiors(keys: list[str], found: list[str]):
    assert above(TOWN, keys) == found


def test_a_superior_is_one_of_the_same_opd_and_acting_ones_come_last():
    elsewhere = Actor("u", "U", (Office("kepala", "y"),))
    assert superior_of(TOWN, elsewhere, ["operator@x"]) is None
    own, acting = Office("kadis"), Office("kabid", acting_as="plt", acting_for="v")
    assert superior_of(TOWN, Actor("u", "U", (acting, own)), ["walidata"]) == (acting, "kabid"), "the nearest one"
    both = (Office("kabid", acting_as="plh", acting_for="v"), Office("kabid"))
    assert superior_of(TOWN, Actor("u", "U", both), ["walidata"]) == (both[1], "kabid")
    assert superior_of(TOWN, Actor("u", "U", (Office("walidata"),)), ["walidata"]) is None
