"""Whatever people do, in whatever order: what must always hold, holds (design §7, invariants 1 to 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule, run_state_machine_as_test

from ckanext.satudata.publication.model import Record as Row
from ckanext.satudata.publication.model import Revision
from ckanext.satudata.tests.factories import PDF, House, Record, act, upload
from ckanext.satudata.workflow import events
from ckanext.satudata.workflow.model import Case, Decision, Event, Task
from ckanext.satudata.workflow.registry import registry

Under = Callable[[str], None]
PEOPLE = ("operator", "operator_b", "walidata", "kepala", "kabid", "serba", "stranger", "admin", "operator_elsewhere")
ALL = "serba"                   # holds every office of the house: whoever may do too much, it is this one
KEYS = ("finish", "sesuai", "perbaiki", "ulangi", "tolak", "tersedia", "tidak", "kembali", "setuju")
GOVERNMENTS = ("uji", "uji_sekali", "way_kanan", "bandar_lampung")
who = st.sampled_from(PEOPLE)


class Portal(RuleBasedStateMachine):
    """Some records of one OPD, and people who click. `made`: who changed a record since it was published last."""

    house: House
    under: Under
    records = Bundle("records")

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, set[str]] = {}
        self.cases: list[str] = []

    @initialize(target=records, slug=st.sampled_from(GOVERNMENTS))
    def a_record(self, slug: str) -> Record:
        return self._new(slug, "operator")

    @rule(target=records, slug=st.sampled_from(GOVERNMENTS), maker=st.sampled_from(["operator", ALL]))
    def another_record(self, slug: str, maker: str) -> Any:
        return self._new(slug, maker) if len(self.made) < 4 else multiple()

    def _new(self, slug: str, maker: str) -> Record:
        self.under(slug)
        record = self.house.linked(maker)
        self.made[record.id] = {maker}
        self.cases.append(record.case_id)
        return record

    def _done(self, person: str, action: str, **data: Any) -> bool:
        """Whether it was let through; what is refused has to be refused in words."""
        try:
            self.house.act(person, action, **data)
        except tk.ValidationError as refused:
            assert refused.error_dict
            return False
        except tk.NotAuthorized:
            return False
        finally:
            model.Session.rollback()
        return True

    @rule(record=records, person=who, key=st.sampled_from(KEYS), late=st.booleans())
    def somebody_answers(self, record: Record, person: str, key: str, late: bool) -> None:
        """Anybody, anything; sometimes with an old version of the case."""
        case = model.Session.get(Case, record.case_id, populate_existing=True)
        assert case is not None
        query = sa.select(Task).where(Task.case_id == case.id).order_by(Task.created_at.desc(), Task.id).limit(1)
        task = model.Session.scalars(query).one()
        step, sealed, public = task.step, self._seal(record), self._row(record).visibility
        sent = {"id": task.id, "lock_version": case.lock_version - late, "answer": key, "reason": "Uji.", "seal": sealed}
        done = self._done(person, "satudata_workflow_task_decide", **sent)
        if not done:
            return
        verb = model.Session.scalar(sa.select(Decision.verb).where(Decision.task_id == task.id))
        assert verb is not None and person not in ("stranger", "admin", "operator_elsewhere"), f"{person} at {step}"
        if verb == "approve":
            assert person not in self.made[record.id], f"{person} checked at {step} what {self.made[record.id]} made"
        if self._seal(record) != sealed:
            self.made[record.id].add(person)
        if public != self._row(record).visibility:
            self.made[record.id] = set()

    @rule(record=records)
    def its_office_goes_on(self, record: Record) -> None:
        """The way on by an officer of the step who made nothing: without this a random walk never gets far."""
        case = model.Session.get(Case, record.case_id, populate_existing=True)
        assert case is not None
        if case.status == "closed":
            return
        for person, key in (("operator", "finish"), ("walidata", "sesuai"), ("walidata", "finish"), ("walidata", "setuju"),
                            ("kabid", "tersedia"), ("kepala", "setuju"), ("verifikator", "sesuai")):
            self.a_letter(record, person)
            version = model.Session.get_one(Case, case.id, populate_existing=True).lock_version
            self.somebody_answers(record, person, key, False)
            if model.Session.get_one(Case, case.id, populate_existing=True).lock_version != version:
                return

    @rule(record=records, person=who)
    def a_letter(self, record: Record, person: str) -> None:
        tasks = model.Session.scalars(sa.select(Task).where(Task.case_id == record.case_id, Task.status == "ready")).all()
        for task in tasks:
            kind = {"validasi": "surat_validasi", "nilai": "berita_acara"}.get(task.step)
            if kind:
                letter = upload(PDF, "surat.pdf")
                self._done(person, "satudata_workflow_document_add", task_id=task.id, kind=kind, upload=letter)

    @rule(record=records, person=who, notes=st.sampled_from(["Uji.", "Diperbaiki.", "Lengkap."]))
    def somebody_edits(self, record: Record, person: str, notes: str) -> None:
        if self._done(person, "package_patch", id=record.id, notes=notes):
            self.made[record.id].add(person)

    @rule(record=records, person=who)
    def somebody_opens_it_to_all(self, record: Record, person: str) -> None:
        """By the flag alone: never."""
        before = self._row(record).visibility
        if self._done(person, "package_patch", id=record.id, private=False):
            self.made[record.id].add(person)
        assert self._row(record).visibility == before

    @rule(record=records, person=who)
    def somebody_cancels(self, record: Record, person: str) -> None:
        self._done(person, "satudata_workflow_case_cancel", id=record.case_id, reason="Uji.")

    # what always holds

    def _row(self, record: Record) -> Row:
        return model.Session.get_one(Row, record.id, populate_existing=True)

    @staticmethod
    def _seal(record: Record) -> str | None:
        return registry().topic("dataset").seal(record.id)

    @invariant()
    def a_visitor_sees_what_was_published_and_nothing_else(self) -> None:
        for id_ in self.made:
            row = model.Session.get_one(Row, id_, populate_existing=True)
            try:
                act(None, "package_show", id=id_)
            except tk.NotAuthorized:
                assert row.visibility != "published"
            else:
                assert (row.visibility, row.basis) == ("published", "case")

    @invariant()
    def what_is_public_was_approved_on_its_very_hash(self) -> None:
        for id_ in self.made:
            row = model.Session.get_one(Row, id_, populate_existing=True)
            if row.visibility != "published":
                continue
            revision = model.Session.get_one(Revision, row.live, populate_existing=True)
            query = sa.select(Decision.by).where(Decision.topic_id == id_, Decision.verb == "approve",
                                                 Decision.sha256 == revision.sha256)
            checkers = set(model.Session.scalars(query))
            assert checkers and not checkers & set(revision.makers)

    @invariant()
    def a_case_waits_at_its_step_or_is_closed_and_waits_for_nobody(self) -> None:
        for case in model.Session.scalars(sa.select(Case).where(Case.id.in_(self.cases))):
            waiting = model.Session.scalars(
                sa.select(Task.step).where(Task.case_id == case.id, Task.status.in_(("ready", "claimed")))).all()
            assert waiting == ([case.step] if case.status == "open" else [])
            assert (case.outcome is None) == (case.status == "open")

    @invariant()
    def every_decision_has_its_event_and_the_chain_holds(self) -> None:
        for case_id in self.cases:
            stream = events.case_stream(case_id)
            assert list(events.broken(stream)) == []
            told = set(model.Session.scalars(sa.select(Event.id).where(Event.stream == stream)))
            assert set(model.Session.scalars(sa.select(Decision.event_id).where(Decision.case_id == case_id))) <= told


def run(house: House, under: Under, **chosen: Any) -> None:
    for role in ("operator_opd", "verifikator_instansi", "kepala_opd", "walidata", "kabid_statistik"):
        if ALL not in house.accounts or role != "operator_opd":
            house.name_officer(ALL, role)
    machine = type("OurPortal", (Portal,), {"house": house, "under": staticmethod(under)})
    usual = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], **chosen)
    run_state_machine_as_test(machine, settings=usual)


def test_no_order_of_actions_breaks_what_must_hold(new_house: House, under: Under):
    run(new_house, under, max_examples=4, stateful_step_count=25, derandomize=True)


@pytest.mark.long
def test_no_order_of_a_thousand_actions_breaks_what_must_hold(new_house: House, under: Under):
    run(new_house, under, max_examples=60, stateful_step_count=40)
