"""Whatever is decided of many records, in whatever order: no record is lost or doubled, none is public unchecked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ckanext.satudata.publication.model import Record as Row
from ckanext.satudata.publication.model import Revision
from ckanext.satudata.tests.factories import PDF, House, Record, upload
from ckanext.satudata.tests.workflow.test_batches import DECIDE, JOIN, SHOW
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.model import Case, CaseTopic, Decision, Task

Under = Callable[[str], None]
OF_STEP = {"siapkan": "operator", "periksa": "walidata", "nilai": "kabid", "sahkan": "kepala", "terbit": "walidata",
           "setujui": "kasi"}
ON = {"siapkan": "finish", "periksa": "sesuai", "nilai": "tersedia", "sahkan": "setuju", "terbit": "finish",
      "setujui": "setuju"}
CHOSEN = st.sampled_from([None, None, None, None, 0, 1, 2, 3])      # the answer that goes on, or one of those offered


class Batches(RuleBasedStateMachine):
    """Five records of one OPD, first each in its own draft."""

    house: House
    under: Under

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    @initialize(slug=st.sampled_from(["uji_berbanyak", "uji_beramai"]), together=st.integers(2, 5))
    def records_of_an_opd(self, slug: str, together: int) -> None:
        self.under(slug)
        self.records = [self.house.linked("operator" if number else "serba") for number in range(5)]
        cases = [record.case_id for record in self.records]
        self._try("operator", JOIN, id=cases[0], cases=cases[1:together])

    def _try(self, who: str, action: str, **data: Any) -> bool:
        try:
            self.house.act(who, action, **data)
        except tk.ValidationError as refused:
            assert refused.error_dict
            return False
        except tk.NotAuthorized:
            return False
        finally:
            model.Session.rollback()
        return True

    def _cases(self) -> list[str]:
        """Cases that any of the records was ever in, with those that were parted from them."""
        found = {record.case_id for record in self.records}
        while more := set(model.Session.scalars(sa.select(Case.id).where(Case.parent_id.in_(found)))) - found:
            found |= more
        return sorted(found)

    def _open(self, number: int) -> str | None:
        query = sa.select(Case.id).where(Case.id.in_(self._cases()), Case.status == "open").order_by(Case.opened_at, Case.id)
        found = list(model.Session.scalars(query))
        return found[number % len(found)] if found else None

    @rule(number=st.integers(0, 9))
    def its_office_goes_on(self, number: int) -> None:
        self._decide(number, "", None, [], 0)

    @rule(number=st.integers(0, 9), others=st.lists(CHOSEN, min_size=5, max_size=5))
    def its_office_decides_record_by_record(self, number: int, others: list[int | None]) -> None:
        self._decide(number, "", None, others, 0)

    @rule(number=st.integers(0, 9), who=st.sampled_from(["", "serba", "stranger"]), chosen=CHOSEN,
          others=st.lists(CHOSEN, min_size=5, max_size=5), late=st.sampled_from([0, 0, 1]))
    def somebody_decides_anything(
        self, number: int, who: str, chosen: int | None, others: list[int | None], late: int,
    ) -> None:
        self._decide(number, who, chosen, others, late)

    def _decide(self, number: int, who: str, chosen: int | None, others: list[int | None], late: int) -> None:
        if (case_id := self._open(number)) is None:
            return
        shown = self.house.act("admin", SHOW, id=case_id)
        if not shown["task"]:
            return
        who = who or OF_STEP[shown["step"]]
        if shown["step"] == "nilai":
            self._try(who, "satudata_workflow_document_add", task_id=shown["task"]["id"], kind="berita_acara",
                      upload=upload(PDF, "surat.pdf"))
        tasks = model.Session.scalars(sa.select(Task.id).where(Task.case_id == case_id, Task.status == "ready")).all()
        offered = [answer["key"] for answer in shown["task"]["answers"]]
        key = ON[shown["step"]] if chosen is None else offered[chosen % len(offered)]
        answers = {topic["id"]: {"answer": offered[other % len(offered)], "reason": "Uji."}
                   for topic, other in zip(shown["topics"], others, strict=False) if other is not None}
        sent = {"lock_version": shown["lock_version"] - late, "seal": shown["seal"], "answer": key, "reason": "Uji.",
                "answers": answers}
        for task_id in tasks:
            for person in (who, "kepala_dinas") if shown["step"] == "setujui" else (who,):
                if self._try(person, DECIDE, id=task_id, **sent):
                    self._try(person, DECIDE, id=task_id, **sent)       # sent twice is sent once: the invariants say so
                    return

    @rule(number=st.integers(0, 9), other=st.integers(0, 9))
    def somebody_joins_drafts(self, number: int, other: int) -> None:
        first, second = self._open(number), self._open(other)
        if first and second:
            self._try("operator", JOIN, id=first, cases=[second])

    @rule(number=st.integers(0, 4), notes=st.sampled_from(["Uji.", "Diperbaiki."]))
    def somebody_edits(self, number: int, notes: str) -> None:
        self._try("operator", "package_patch", id=self.records[number].id, notes=notes)

    @rule(number=st.integers(0, 9))
    def somebody_cancels(self, number: int) -> None:
        if number > 7 and (case_id := self._open(number)) is not None:
            self._try("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Uji.")

    @invariant()
    def every_record_is_in_at_most_one_open_case_and_in_none_that_is_empty(self) -> None:
        model.Session.expire_all()
        rows = model.Session.execute(
            sa.select(CaseTopic.topic_id, CaseTopic.is_open, Case.status).join(Case, Case.id == CaseTopic.case_id)
            .where(CaseTopic.topic_id.in_([record.id for record in self.records]))).all()
        for record in self.records:
            own = [row for row in rows if row.topic_id == record.id]
            assert own, "it is in some case, open or closed"
            assert all(row.is_open == (row.status == "open") for row in own)
            assert sum(row.is_open for row in own) <= 1
        ids = self._cases()
        filled = set(model.Session.scalars(sa.select(CaseTopic.case_id).where(CaseTopic.case_id.in_(ids))))
        assert filled == set(ids)

    @invariant()
    def what_left_is_numbered_and_every_chain_holds(self) -> None:
        for case in model.Session.scalars(sa.select(Case).where(Case.id.in_(self._cases()))):
            assert list(events.broken(events.case_stream(case.id))) == []
            waiting = model.Session.scalars(
                sa.select(Task.step).where(Task.case_id == case.id, Task.status.in_(("ready", "claimed")))).all()
            assert set(waiting) == ({case.step} if case.status == "open" else set())
            if case.branch is not None and case.number is not None:
                parent = model.Session.get_one(Case, case.parent_id)
                assert case.number == f"{parent.number}/{case.branch}"

    @invariant()
    def what_is_public_was_approved_on_its_own_hash_by_others(self) -> None:
        for record in self.records:
            row = model.Session.get_one(Row, record.id, populate_existing=True)
            if row.visibility != "published":
                continue
            revision = model.Session.get_one(Revision, row.live, populate_existing=True)
            checkers = set(model.Session.scalars(sa.select(Decision.by).where(
                Decision.topic_id == record.id, Decision.verb == "approve", Decision.sha256 == revision.sha256)))
            assert checkers and not checkers & set(revision.makers)

    @invariant()
    def nothing_is_decided_twice_of_a_record_in_one_task(self) -> None:
        one = (Decision.topic_id, Decision.by, Decision.step, Decision.round, Decision.at, Decision.verb)
        own = Decision.topic_id.in_([record.id for record in self.records])
        twice = sa.select(Decision.step).where(own).group_by(*one).having(sa.func.count() > 1)
        assert model.Session.scalars(twice).all() == []


def run(house: House, under: Under, **chosen: Any) -> None:
    for role in ("operator_opd", "walidata", "kabid_statistik", "kepala_opd"):
        house.name_officer("serba", role)
    machine = type("OurBatches", (Batches,), {"house": house, "under": staticmethod(under)})
    usual = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], **chosen)
    run_state_machine_as_test(machine, settings=usual)


@pytest.mark.long
def test_no_order_of_decisions_loses_or_doubles_a_record(new_house: House, under: Under):
    run(new_house, under, max_examples=6, stateful_step_count=20, derandomize=True)
    of_house = Case.org_id == new_house.org["id"]
    walked = model.Session.scalars(sa.select(Case.branch).where(of_house, Case.branch.is_not(None))).all()
    ended = model.Session.scalars(sa.select(Case.outcome).where(of_house, Case.status == "closed")).all()
    assert walked and "completed" in ended, "the walks got far enough to show something"


@pytest.mark.long
def test_no_order_of_many_decisions_loses_or_doubles_a_record(new_house: House, under: Under):
    run(new_house, under, max_examples=40, stateful_step_count=30)
