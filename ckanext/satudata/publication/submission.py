"""Submitting a record: what stands against it, who looks at it next, and its receipt.

Nothing is decided here: the engine's own actions open the case, take the documents and finish the step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

from ckanext.satudata.metadata.shared import confirm_guesses, field_url, named_in
from ckanext.satudata.workflow.shared import (
    Case,
    Event,
    Problem,
    Situation,
    current_government,
    lock_open_case,
    open_case_of,
    record_stream,
    stands_at,
)

from . import events, guards, messages, records, sealing
from .topics import SEAL

RETURNED, FINISHED = "satudata.workflow.case_returned", "satudata.workflow.step_finished"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands against submitting: a sentence, and where it is mended."""

    sentence: str
    url: str | None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the check page sends: the content and the case as they were read, documents by kind with their numbers."""

    content: str
    lock_version: int | None
    uploads: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def content_digest(package_id: str) -> str:
    """Names the content that somebody has in front of him."""
    return sealing.digest(sealing.content_of(package_id))


def obstacles(package: Mapping[str, Any]) -> list[Obstacle]:
    """What has to be mended first. Asked of the same guards as at the submission, also before there is a case."""
    topic = SimpleNamespace(topic_id=package["id"], topic_type=package["type"])
    situation = cast(Situation, SimpleNamespace(topics=[topic]))
    problems = [problem for guard in guards.all_guards().values() for problem in guard(situation)]
    if any(problem.code == "publication.no_files" for problem in problems):     # said once is enough
        problems = [problem for problem in problems if (problem.code, problem.field) != ("metadata.missing", "resources")]
    words = guards.sentences()
    return [Obstacle(words[problem.code]().format(**problem.values), _where(package, problem), problem.field)
            for problem in problems]


def _where(package: Mapping[str, Any], problem: Problem) -> str | None:
    if not p.plugin_loaded("satudata_metadata"):
        return tk.url_for(f"{package['type']}.edit", id=package["name"])
    return field_url(package, problem.field)


def plain_answers(package: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a seal would hold of a record whose schema is not ours, field by field."""
    content = sealing.content_of(package["id"])
    fields = sealing.in_form_order(package["type"], content["package"])
    return [(tk.h.satudata_publication_field_label(package["type"], name),
             tk.h.satudata_publication_field_value(package["type"], name, value))
            for name, value in fields.items() if name != "type"]


def case_shown(case_id: str | None) -> dict[str, Any] | None:
    """The case as the reader may see it; None if there is none, or it is not for this reader."""
    if case_id is None:
        return None
    try:
        return tk.get_action("satudata_workflow_case_show")({}, {"id": case_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None


def open_case(package: Mapping[str, Any]) -> Case | None:
    """The open content case of a record."""
    return open_case_of(package["type"], package["id"])


def submitting_answer(case: Case | None, shown: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The answer of the open task that seals the content; None where the case stands elsewhere, or has other records too:
    those are submitted with it, on the page of the case."""
    if case is None or not shown or not shown["task"] or len(shown["topics"]) > 1:
        return None
    step = stands_at(case)
    sealing_keys = {key for key, decision in step.decisions.items()
                    if SEAL in decision.does or (SEAL in step.does and decision.verb in ("approve", "finish", "choose"))}
    return next((answer for answer in shown["task"]["answers"] if answer["key"] in sealing_keys), None)


def label_of(case: Case | None, shown: Mapping[str, Any] | None, answer: Mapping[str, Any] | None) -> str:
    """Words of the button: the procedure's own, else to whom the data goes."""
    if case is None or not shown or not answer:
        return tk._("Submit for checking")
    decision = stands_at(case).decisions[answer["key"]]
    offices = next((step["offices"] for step in shown["steps"] if step["id"] == decision.to), [])
    if decision.label or not offices:
        return answer["label"]
    return tk._("Submit to {offices}").format(offices=tk._(" or ").join(offices))


def submit(context: Context, package: Mapping[str, Any], sent: Sent) -> dict[str, Any]:
    """Open a case if there is none, take the documents, and finish the submitting step, as the person who submits.

    A document is stored before the step is tried: if that is refused, nothing that was sent is lost.

    Raises:
        ValidationError: the content has changed since it was read, or what the engine says stands against it
        NotAuthorized: not this person's record
    """
    tk.check_access("package_update", tk.fresh_context(context), {"id": package["id"]})
    if (case := open_case(package)) is None:
        opened = tk.get_action("satudata_publication_case_open")(tk.fresh_context(context), {"id": package["id"]})
        case = model.Session.get(Case, opened["case_id"])
    assert case is not None
    shown = tk.get_action("satudata_workflow_case_show")(tk.fresh_context(context), {"id": case.id})
    answer = submitting_answer(case, shown)
    if answer is None:
        raise tk.ValidationError({"answer": [messages.sentence("among_others" if len(shown["topics"]) > 1 else "frozen")]})
    for kind, upload in sent.uploads.items():
        tk.get_action("satudata_workflow_document_add")(tk.fresh_context(context), {
            "task_id": shown["task"]["id"], "kind": kind, "upload": upload, "number": sent.numbers.get(kind)})
    _still_as_read(package, sent.content)
    if p.plugin_loaded("satudata_metadata"):
        confirm_guesses(package["id"])      # kept with the decision, or with it undone
    return tk.get_action("satudata_workflow_task_decide")(tk.fresh_context(context), {
        "id": shown["task"]["id"], "answer": answer["key"], "seal": None, "reason": None,
        "lock_version": shown["lock_version"] if sent.lock_version is None else sent.lock_version})


def _still_as_read(package: Mapping[str, Any], content: str) -> None:
    """What is sealed is what the person has read: under the locks, case before record, as everywhere."""
    lock_open_case(package["type"], package["id"])
    records.lock(package["id"])
    if content_digest(package["id"]) != content:
        model.Session.rollback()
        raise tk.ValidationError({"content": [messages.sentence("content_changed_since")]})


def receipt_of(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was submitted last, and where it is now, for the parties of its case; None if nothing was."""
    revision = sealing.latest(package["id"])
    shown = case_shown(revision.case_id) if revision is not None else None
    if revision is None or shown is None or not shown["number"]:
        return None
    by = model.User.get(revision.sealed_by)
    return {"case": shown, "number": shown["number"], "title": package["title"], "office": shown["org_name"],
            "no": revision.no, "sha256": revision.sha256, "at": revision.sealed_at, "by": by.display_name if by else "",
            "waits_for": shown["waits_for"], "norm": shown.get("norm") or "", "message": _message(package, shown)}


def _message(package: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """A text to be sent to whoever looks at it next: offices, a number and an address, no person."""
    address = tk.url_for("satudata_workflow.case", id=shown["id"], _external=True)
    if shown["status"] != "open":
        return tk._("“{title}” of {office}, number {number}: {url}").format(
            title=package["title"], office=shown["org_name"], number=shown["number"], url=address)
    return tk._("“{title}” of {office} was submitted under the number {number} and waits for {waits}. Please look at it: "
                "{url}").format(title=package["title"], office=shown["org_name"], number=shown["number"], url=address,
                                waits=tk._(" or ").join(shown["waits_for"]))


def returned(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """Why a record came back: the reason as it was written, since when, and the fields that it names."""
    case = open_case(package)
    if case is None or case.round < 2 or SEAL not in stands_at(case).does:
        return None
    shown = case_shown(case.id) or {"timeline": []}
    told = [entry for entry in shown["timeline"] if entry["type"] in (RETURNED, FINISHED)
            and (not entry["records"] or package["id"] in entry["records"])]
    if not told or told[-1]["type"] != RETURNED:
        return None
    asked = [(entry["label"], entry["url"]) for entry in told[-1].get("fields") or ()]
    return {"reason": told[-1]["reason"], "at": told[-1]["at"], "case_id": case.id,
            "named": asked or _named(package, told[-1]["reason"] or "")}


def _named(package: Mapping[str, Any], reason: str) -> list[tuple[str, str]]:
    return named_in(package, reason) if p.plugin_loaded("satudata_metadata") else []


def last_change(package_id: str) -> tuple[str, datetime] | None:
    """Account and moment of the last change of a record's content."""
    row = model.Session.execute(
        sa.select(Event.actor, Event.at).where(Event.stream == record_stream(package_id), Event.type.in_(events.MAKING))
        .order_by(Event.seq.desc()).limit(1)).first()
    return (row.actor, row.at) if row and row.actor else None


def help_desk(package: Mapping[str, Any]) -> str:
    """Whom the makers of a record may ask, by office."""
    government, office = current_government(), model.Group.get(package.get("owner_org") or "")
    return tk._("Ask the {verifier} of {office}, or the {walidata}.").format(
        verifier=government.role_title("verifikator_instansi"), walidata=government.role_title("walidata"),
        office=(office.title or office.name) if office else "")


def sentences_of(error_dict: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Field and sentence of each error of a refused submission; the engine's general line only if nothing more is said."""
    said = [(key, str(s)) for key, found in error_dict.items() for s in (found if isinstance(found, list) else [found])]
    return [entry for entry in said if entry[0] != "answer"] or said
