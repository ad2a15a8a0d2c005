"""Runs a case as its officers do, and at each step tries what must not be possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.tests.factories import OF_AN_OPD, PDF, ROLES, House, errors_of, unique, upload
from ckanext.satudata.tests.workflow.runs.parts import Part, Way, able, next_way
from ckanext.satudata.workflow import cancelling, cases, documents, messages, officers, opening
from ckanext.satudata.workflow.model import Case, CaseTopic, Task
from ckanext.satudata.workflow.procedures import Decision, Signature, Step
from ckanext.satudata.workflow.registry import registry
from ckanext.satudata.workflow.rules import documents_made, documents_of

DECIDE, SHOW, SIGN = "satudata_workflow_task_decide", "satudata_workflow_case_show", "satudata_workflow_document_sign"
OUTSIDERS = ("stranger", "anonymous", "admin")
OPENER = "kasi"                 # opens what is opened by no officer (a requester, a case, a calendar): its desk gets it
FILLED = {"text": "Sesuai.", "number": "1", "date": "2026-03-12", "check": True}     # into the form of a step
ALL_ROLES = "serba"             # one person who holds every office of the house


def cast() -> dict[str, str]:
    """Name → role of one officer for each role, and of those of another OPD."""
    elsewhere = {f"{who}_elsewhere": role for who, role in ROLES.items() if role in OF_AN_OPD}
    return dict(ROLES) | elsewhere


def name_all_roles(house: House) -> str:
    if ALL_ROLES not in house.accounts:
        house.user(ALL_ROLES)
        for role in ROLES.values():
            house.name_officer(ALL_ROLES, role)
    return ALL_ROLES


@dataclass
class Walker:
    """One run of a part. `untaken` are the decisions that are still to be taken by some run; `alone`: one person does it all.

    `everybody`: at each step all who may not act try to, else some of them.
    """

    house: House
    part: Part
    untaken: set[Way]
    alone: bool = False
    straight: bool = False
    everybody: bool = False
    under: Callable[[str], None] | None = None
    before: dict[str, set[str]] = field(default_factory=dict)       # case → who could do what was done last
    tried: set[tuple[str, str]] = field(default_factory=set)        # case and step at which others have tried

    # opening

    def open(self) -> str:
        """Id of a new case, opened as users do where an action opens it yet."""
        procedure, piece = self.part.procedure, self.part.piece
        starts = piece.starts if piece else procedure.starts
        if procedure.records_needed(self.part.segment):
            case_id = self._about_a_record()
        elif starts is not None and starts.by in ("public", "case"):
            case_id = self._by_the_portal([])
        else:
            case_id = self._by_an_officer()
        self.before.setdefault(case_id, able(self.part.rules, cast(), self._opener_roles()))
        return case_id

    def _about_a_record(self) -> str:
        record = self.house.linked(ALL_ROLES if self.alone else "operator")
        bound, segment = self.part.rules.bound("publication")
        if bound is not None and (bound.key, segment) == (self.part.key, self.part.segment):
            return record.case_id
        if self.part.has_approvals and not self.part.seals:     # it is about what has been published
            first = Walker(self.house, Part(self.part.government, bound.key if bound else "", segment), set(), straight=True)
            first.before[record.case_id] = set()
            first.walk(record.case_id)
        else:
            cancelling.cancel(record.case_id, "Uji.", self._actor(OPENER))
            model.Session.commit()
        return self._by_the_portal([("dataset", record.id)])

    def _by_the_portal(self, topics: list[tuple[str, str]]) -> str:
        """No action of this room opens it: a requester, the end of another case, or a button of another room does."""
        org = self.house.org
        per_office = self.part.piece is not None and self.part.piece.per == "organization"
        about = (org["id"], org["title"]) if topics or per_office else (None, None)
        run = opening.Run(self.part.rules, self.part.procedure, self.part.segment, about)
        case_id = opening.open_run(run, self._actor(OPENER), topics).case.id
        model.Session.commit()
        return case_id

    def _by_an_officer(self) -> str:
        first = next(iter(self.part.steps.values()))
        doers = able(self.part.rules, cast(), {actor.role for actor in first.actors})
        who = ALL_ROLES if self.alone else sorted(doers - {name for name in doers if name.endswith("_elsewhere")})[0]
        offered = {(one["procedure"], one["segment"]): one for one in self.house.act(who, "satudata_workflow_startable_list")}
        one = offered[self.part.key, self.part.segment]
        organization = self.house.org["id"] if one["organizations"] is not None else None
        return self.house.act(who, "satudata_workflow_case_create", procedure=self.part.key, segment=self.part.segment,
                              organization=organization, subject=unique("uji"))["id"]

    def _opener_roles(self) -> set[str]:
        return {role.key for role in self.part.rules.roles.values() if ROLES[OPENER] in (role.key, *role.also)}

    def _actor(self, who: str) -> officers.Actor:
        return officers.actor_of({"user": self.house.user(who)})

    # walking

    def walk(self, case_id: str, until: str = "") -> Case:
        """Go on until the case is closed, or stands at a step."""
        for _ in range(200):
            case = model.Session.get(Case, case_id, populate_existing=True)
            assert case is not None
            if case.status == "closed" or case.step == until:
                return case
            step = self.part.procedure.steps[case.step]
            if step.cases is not None:
                self._walk_children(case)
                continue
            self._do(case, step)
        raise AssertionError(f"{self.part} does not end: it stands at {case.step}")

    def _walk_children(self, case: Case) -> None:
        task = cases.open_tasks(case.id)[0]
        self._refused("kasi", task, case, next(iter(self.part.procedure.steps[case.step].decisions)), "not_your_office")
        query = sa.select(Case.id, Case.segment, Case.procedure_id).where(Case.parent_id == case.id, Case.status == "open")
        children = model.Session.execute(query).all()
        assert children, "it waits for nothing"
        sub = self.part.procedure.steps[case.step].cases
        assert sub is not None
        key, _, segment = sub.procedure.partition("#")
        for child in children:
            walker = Walker(self.house, Part(self.part.government, key, segment or None), set(), straight=True)
            walker.before[child.id] = set()
            walker.walk(child.id)

    def _do(self, case: Case, step: Step) -> None:
        task = cases.open_tasks(case.id)[0]
        people = self._able(case, task, step)
        assert people, f"{self.part}: nobody can do {step.id} {task.offices}"
        decision = step.onward if self.straight else next_way(self.part.procedure, self.part.steps, step.id, self.untaken)
        assert decision is not None
        if (case.id, step.id) not in self.tried and not self.alone and not self.straight:
            self.tried.add((case.id, step.id))
            self._others_try(case, task, people, decision)
        who = self._doer(case, task, people, decision)
        self._letters(case, task, step, who, decision)
        self._answer(who, task, case, decision)
        self.untaken.discard((step.id, decision.key))
        self.before[case.id] = people

    def _able(self, case: Case, task: Task, step: Step) -> set[str]:
        """Who may do it, by the words of the files alone."""
        government = self.part.rules
        roles = {actor.role for actor in step.actors}
        if step.together:           # each of them has a task of his own
            roles = {role for role in roles if any(key.partition("@")[0] == role for key in task.offices)}
        held = {role for role in roles if (known := government.roles.get(role)) is None or known.has_officers}
        people = able(government, cast(), held)
        if not held or step.type == "wait":
            people |= self.before[case.id]
        if task.assignee:
            people = {who for who in people if self.house.user_id(who) == task.assignee}
            people |= {ALL_ROLES} if self.alone and task.assignee == self.house.user_id(ALL_ROLES) else set()
        return people

    def _doer(self, case: Case, task: Task, people: set[str], decision: Decision) -> str:
        """Who does it; one person who made everything is refused as checker first."""
        chosen = sorted(people - {ALL_ROLES})
        if not self.alone:
            return chosen[0]
        if decision.verb != "approve":
            return ALL_ROLES
        self._refused(ALL_ROLES, task, case, decision.key, "maker_is_not_checker")
        return chosen[0]

    def _others_try(self, case: Case, task: Task, people: set[str], decision: Decision) -> None:
        others = sorted(set(cast()) - people)
        if not self.everybody:
            turn = len(self.tried) * 3
            same_role = [who for who in others if who.removesuffix("_elsewhere") in people]
            others = [*same_role, *(others[(turn + n) % len(others)] for n in range(3))]
        codes = ("not_your_office", "someone_elses") if task.assignee else ("not_your_office",)
        for who in (*OUTSIDERS, *others):
            self._refused(who, task, case, decision.key, *codes)

    def _letters(self, case: Case, task: Task, step: Step, who: str, decision: Decision) -> None:
        """Each document that the step names is asked for, and then brought by who does it."""
        if decision.verb not in ("approve", "finish", "choose"):
            return
        there = self._there(case.id)
        missing = [kind for kind in documents_of(step) if kind not in there]
        if missing:
            self._refused(who, task, case, decision.key, "document_missing")
        for kind in missing:
            assert kind in documents_made(step), f"{self.part}: {step.id} needs {kind}, which no step before it makes"
            letter = upload(PDF, f"{kind}.pdf")
            self.house.act(who, "satudata_workflow_document_add", task_id=task.id, kind=kind, upload=letter)
        for signature in step.signs:
            self._sign(case, task, who, signature, decision)

    def _sign(self, case: Case, task: Task, who: str, signature: Signature, decision: Decision) -> None:
        """The letter waits for the office that the step names; another one cannot sign it, and it is asked for."""
        waiting = [one for one in self.house.act(who, SHOW, id=case.id)["documents"] if one["due"]]
        if not waiting:
            return
        self._refused(who, task, case, decision.key, "waits for the signature of")
        signers = able(self.part.rules, cast(), {signature.role})
        signer = who if who in signers or who == ALL_ROLES else sorted(signers)[0]
        sent = {"id": waiting[-1]["id"], "sha256": waiting[-1]["sha256"]}
        for name in OUTSIDERS:
            try:
                self.house.act(name, SIGN, **sent, upload=upload(PDF + name.encode(), "pindai.pdf"))
            except (tk.NotAuthorized, tk.ValidationError):
                continue
            raise AssertionError(f"{self.part}: {name} could sign {waiting[-1]['kind']}")
        self.house.act(signer, SIGN, **sent, upload=upload(PDF + unique("tanda").encode(), "pindai.pdf"))

    @staticmethod
    def _there(case_id: str) -> set[str]:
        return {document.kind for document, _ in documents.of_case(case_id)}

    # answering

    def _sent(self, task: Task, case: Case, key: str) -> dict[str, Any]:
        topics = model.Session.scalars(sa.select(CaseTopic).where(CaseTopic.case_id == case.id))
        seals = [registry().topic(topic.topic_type).seal(topic.topic_id) for topic in topics]
        return {"id": task.id, "lock_version": case.lock_version, "answer": key, "reason": "Kolom kecamatan kosong.",
                "seal": seals[0] if seals else None}

    def _answer(self, who: str, task: Task, case: Case, decision: Decision) -> None:
        sent = self._sent(task, case, decision.key)
        step = self.part.procedure.steps[case.step]
        if step.assigns and decision.verb in ("approve", "finish", "choose"):
            target = self.part.procedure.steps[step.assigns]
            held = able(self.part.rules, cast(), {actor.role for actor in target.actors})
            checks = any(one.verb == "approve" for one in target.decisions.values())
            sent["assignee"] = self.house.user_id(ALL_ROLES if self.alone and not checks else sorted(held)[0])
        onward = self.part.procedure.steps.get(decision.to)
        if onward is not None and onward.cases is not None and onward.cases.each == "organization":
            sent["organizations"] = [self.house.org["id"]]
        if step.form is not None and decision.verb in ("approve", "finish", "choose"):
            self._refused(who, task, case, decision.key, "form_incomplete")
            form = self.house.act(who, SHOW, id=case.id)["task"]["form"]
            sent["form"] = {field["name"]: FILLED[field["kind"]] for field in form["fields"]}
        try:
            self.house.act(who, DECIDE, **sent)
        except tk.ValidationError as refused:
            raise AssertionError(f"{self.part}: {who} at {step.id}: {errors_of(refused)}") from refused

    def _refused(self, who: str, task: Task, case: Case, key: str, *codes: str) -> None:
        sent = self._sent(task, case, key)
        before = (case.step, case.lock_version)
        where = f"{self.part}: {who} at {case.step}"
        try:
            self.house.act(who, DECIDE, **sent)
        except tk.NotAuthorized:
            assert who == "anonymous", where
        except tk.ValidationError as refused:
            said = errors_of(refused)
            sentences = [messages.refusal(code) if code.replace("_", "").isalpha() else code for code in codes]
            assert any(sentence in said for sentence in sentences), f"{where}: {said}"
        else:
            raise AssertionError(f"{where} could answer {key}")
        model.Session.refresh(case)
        assert (case.step, case.lock_version) == before, where
