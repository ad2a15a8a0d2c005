"""The table of refusals, and what must hold whatever else is true."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ckanext.satudata.workflow as room
from ckanext.satudata.workflow import messages, rules
from ckanext.satudata.workflow.offices import Actor, Office, all_keys, keys_of, office_for
from ckanext.satudata.workflow.procedures import Decision, Item, Step
from ckanext.satudata.workflow.rules import FINISHING, Facts, Problem, refusal_of

VERBS = ("approve", "return", "reject", "choose", "finish")
GOOD = Facts(case_open=True, task_open=True, is_person=True, office=Office("walidata"), is_maker=False, is_sealed=True)
PROBLEM = Problem("metadata.missing", "satuan", {"label": "Satuan"})


def decision(verb: str) -> Decision:
    return Decision(key=verb, verb=verb, to="end")


def code(verb: str, **changes: object) -> str | None:
    found = refusal_of(decision(verb), dataclasses.replace(GOOD, **changes))
    return found.code if found else None


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        # what is wrong → the code for each verb; a missing verb is allowed
        ({}, {}),
        ({"case_open": False}, dict.fromkeys(VERBS, "case_closed")),
        ({"task_open": False}, dict.fromkeys(VERBS, "task_answered")),
        ({"is_person": False}, dict.fromkeys(VERBS, "not_a_person")),
        ({"office": None}, dict.fromkeys(VERBS, "not_your_office")),
        ({"is_sealed": False}, {"approve": "nothing_sealed"}),
        ({"is_maker": True}, {"approve": "maker_is_not_checker"}),
        ({"missing_documents": ("surat_validasi",)}, dict.fromkeys(FINISHING, "document_missing")),
        ({"problems": (PROBLEM,)}, dict.fromkeys(FINISHING, "not_ready")),
        # the first rule that stands against it is the one that is said
        ({"case_open": False, "task_open": False, "office": None}, dict.fromkeys(VERBS, "case_closed")),
        ({"is_person": False, "office": None}, dict.fromkeys(VERBS, "not_a_person")),
        ({"office": None, "is_maker": True, "problems": (PROBLEM,)}, dict.fromkeys(VERBS, "not_your_office")),
        (
            {"is_maker": True, "problems": (PROBLEM,)},
            {"approve": "maker_is_not_checker", "choose": "not_ready", "finish": "not_ready"},
        ),
        ({"missing_documents": ("surat",), "problems": (PROBLEM,)}, dict.fromkeys(FINISHING, "document_missing")),
    ],
)
def test_each_rule_refuses_the_verbs_it_is_about_and_no_other(changes: dict, refused: dict):
    assert {verb: found for verb in VERBS if (found := code(verb, **changes))} == refused


def test_a_refusal_carries_what_has_to_be_corrected():
    two = dataclasses.replace(GOOD, missing_documents=("surat_validasi", "berita_acara"))
    found = refusal_of(decision("finish"), two)
    assert found is not None
    assert [p.values["kind"] for p in found.problems] == ["surat_validasi", "berita_acara"]
    found = refusal_of(decision("finish"), dataclasses.replace(GOOD, problems=(PROBLEM,)))
    assert found is not None and found.problems == (PROBLEM,)


any_facts = st.builds(
    Facts,
    case_open=st.booleans(),
    task_open=st.booleans(),
    is_person=st.booleans(),
    is_maker=st.booleans(),
    is_sealed=st.booleans(),
    office=st.none() | st.builds(Office, st.sampled_from(["walidata", "operator_opd"])),
    missing_documents=st.lists(st.sampled_from(["surat", "berita"]), max_size=2).map(tuple),
    problems=st.lists(st.just(PROBLEM), max_size=1).map(tuple),
)
any_verb = st.sampled_from(VERBS)


@given(any_facts)
def test_a_maker_never_approves(facts: Facts):
    assert refusal_of(decision("approve"), dataclasses.replace(facts, is_maker=True)) is not None


@given(any_facts)
def test_nobody_approves_what_is_not_sealed(facts: Facts):
    assert refusal_of(decision("approve"), dataclasses.replace(facts, is_sealed=False)) is not None


@given(
    any_facts, any_verb, st.sampled_from([{"case_open": False}, {"task_open": False}, {"is_person": False}, {"office": None}])
)
def test_a_closed_case_an_answered_task_the_portal_and_strangers_never_get_an_answer_through(
    facts: Facts, verb: str, change: dict
):
    assert refusal_of(decision(verb), dataclasses.replace(facts, **change)) is not None


@given(any_facts, st.sampled_from(["return", "reject"]))
def test_an_officer_can_always_send_back_what_is_not_in_order(facts: Facts, verb: str):
    mine = dataclasses.replace(facts, case_open=True, task_open=True, is_person=True, office=Office("walidata"))
    assert refusal_of(decision(verb), mine) is None


WORSE = [
    {"case_open": False},
    {"task_open": False},
    {"is_person": False},
    {"office": None},
    {"is_maker": True},
    {"is_sealed": False},
    {"missing_documents": ("surat",)},
    {"problems": (PROBLEM,)},
]


@given(any_facts, any_verb, st.sampled_from(WORSE))
def test_nothing_that_gets_worse_makes_an_answer_possible(facts: Facts, verb: str, change: dict):
    if refusal_of(decision(verb), facts) is not None:
        assert refusal_of(decision(verb), dataclasses.replace(facts, **change)) is not None


def test_documents_of_a_step_are_asked_once_and_words_are_no_document():
    step = Step(
        "validasi",
        "Validasi",
        "review",
        inputs=(Item(text="Rekaman"), Item(document="surat")),
        outputs=(Item(text="Surat", document="surat"), Item(document="berita")),
    )
    assert rules.documents_of(step) == ("surat", "berita")


def review(id_: str, verb: str = "approve") -> Step:
    return Step(id_, id_, "review", decisions={"ya": decision(verb)})


STEPS = [
    Step("susun", "", "task", decisions={"finish": decision("finish")}),
    review("satu"),
    review("dua"),
    review("pilih", "choose"),
    review("tiga"),
]


@pytest.mark.parametrize(
    ("approved", "returned_from", "needed"),
    [
        (set(), None, []),
        ({"satu"}, None, ["satu"]),
        ({"tiga", "satu"}, None, ["satu", "tiga"]),  # in the order of the procedure
        ({"satu"}, "dua", ["satu", "dua"]),  # who returned it sees it again
        ({"satu"}, "pilih", ["satu", "pilih"]),  # even where that step approves nothing
        ({"susun", "pilih"}, None, []),  # a row under another verb is no approval
    ],
)
def test_approvals_that_a_publication_needs(approved: set[str], returned_from: str | None, needed: list[str]):
    assert [step.id for step in rules.approvers_needed(STEPS, approved, returned_from)] == needed


class Roles(dict):
    """Roles of a government: two in an OPD, and one that lets another count as it."""

    def __init__(self) -> None:
        from ckanext.satudata.workflow.government import Role

        super().__init__(
            {
                "operator_opd": Role("operator_opd", held_in="opd"),
                "kepala_opd": Role("kepala_opd", held_in="opd"),
                "walidata": Role("walidata", also=("kasi_statistik",)),
                "kasi_statistik": Role("kasi_statistik"),
            }
        )


@dataclasses.dataclass
class Small:
    roles: Roles = dataclasses.field(default_factory=Roles)


@pytest.mark.parametrize(
    ("office", "keys"),
    [
        (Office("operator_opd", "opd-1"), ("operator_opd@opd-1",)),
        (Office("walidata"), ("walidata",)),
        (Office("kasi_statistik"), ("kasi_statistik", "walidata")),
        (Office("walidata", "opd-1"), ("walidata",)),  # a role of the government is not of an OPD
        (Office("gone"), ("gone",)),
    ],
)
def test_keys_that_an_office_opens(office: Office, keys: tuple[str, ...]):
    assert keys_of(Small(), office) == keys


def test_an_own_office_comes_before_an_acting_one():
    acting, own = Office("walidata", None, "plt", "somebody"), Office("kasi_statistik")
    person = Actor("p", "P", (acting, own))
    assert office_for(Small(), person, ["walidata"]) == own
    assert office_for(Small(), Actor("p", "P", (acting,)), ["walidata"]) == acting
    assert office_for(Small(), person, ["operator_opd@opd-1"]) is None
    assert all_keys(Small(), person) == ["kasi_statistik", "walidata"]


def test_whom_somebody_acts_for_counts_with_him():
    offices = (Office("walidata", None, "plt", "a"), Office("kepala_opd", "opd-1", "plh", "b"), Office("kabid"))
    assert Actor("p", "P", offices).persons == {"p", "a", "b"}


SOURCES = Path(room.__file__).parent
CODES = {
    code
    for path in SOURCES.rglob("*.py")
    for code in re.findall(r"(?:Decision|Case|Document|Officer)Refused\(\s*\"([a-z_]+)\"", path.read_text())
} | {
    "case_closed",
    "task_answered",
    "not_a_person",
    "not_your_office",
    "nothing_sealed",
    "maker_is_not_checker",
    "someone_elses",
    "document_missing",
    "not_ready",
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_refusal_has_a_sentence(code: str, monkeypatch: pytest.MonkeyPatch):
    names = ("kind", "procedure", "parts", "found", "limit", "role", "day", "number", "accepted", "office", "template")
    values = dict.fromkeys(names, "X")
    monkeypatch.setitem(tk.h, "satudata_date", str)     # the plugin's, which is not loaded here
    sentence = messages.refusal(code, values)
    assert sentence.endswith(".") and "{" not in sentence and code not in sentence


@pytest.mark.parametrize("module", ["rules", "offices", "procedures", "times", "support", "government", "flow"])
def test_the_rules_can_be_read_without_ckan(module: str):
    script = f"import sys; sys.modules['ckan'] = None; import ckanext.satudata.workflow.{module}"
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=60)
