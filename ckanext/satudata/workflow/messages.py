"""Codes into sentences: what the engine refuses, and what happened. The rooms add theirs through `IProcedures`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import document_messages, events, form_messages, governments, officer_messages, task_messages
from .errors import WorkflowRefused
from .model import Event
from .procedures import Decision, in_language
from .registry import registry
from .rules import Problem
from .times import Time

_ = tk._
ungettext = tk.ungettext


def refusal(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what stands against it, and what to do next."""
    if code in officer_messages.REFUSALS:
        return officer_messages.refusal(code, values or {})
    sentences: dict[str, Callable[[], str]] = {
        "case_closed": lambda: _("This case is closed. Nothing more can be decided in it."),
        "task_answered": lambda: _("This task has been answered already. Open the case to see where it stands now."),
        "not_a_person": lambda: _("The portal itself cannot decide. An officer has to do this."),
        "not_your_office": lambda: _("This step belongs to another office. Your own tasks are on your desk."),
        "someone_elses": lambda: _(
            "This task is another officer's. Take it over if he or she is not there, or ask a superior to give it to you."),
        "assignee_missing": lambda: _("Choose the officer who does the next step."),
        "no_such_officer": lambda: _("This person cannot do that step today. Choose one of the officers in the list."),
        "organizations_missing": lambda: _("Choose the OPD that is asked, or several."),
        "no_such_organization": lambda: _("One of these OPDs does not exist any more. Choose again."),
        "paused_already": lambda: _("The clock stands still already. Let it go on before you stop it again."),
        "not_paused": lambda: _("The clock runs. There is nothing to let go on."),
        "no_deadline": lambda: _("There is no deadline here that could be extended."),
        "too_much_time": lambda: _("At most {limit} more can be given at once. Write a smaller number."),
        "hours_wrong": lambda: _("Hours are in order and do not overlap, and only an open day has any. Correct them."),
        "not_yours_to_start": lambda: _("Your office cannot start this. The page of what you can start lists what it can."),
        "records_wanted": lambda: _(
            "The procedure “{procedure}” is about records of the portal (at least {number}). Start it from the record."),
        "nothing_sealed": lambda: _("Nothing has been submitted yet, so there is nothing to approve."),
        "maker_is_not_checker": lambda: _("You helped to make this data. Another officer has to check it."),
        "document_missing": lambda: _("A document of this step is missing. Upload it, then decide."),
        "not_ready": lambda: _("This cannot be finished yet. Correct what is listed, then try again."),
        "stale": lambda: _("The case has moved on since you opened it. Read it again, then decide."),
        "content_changed": lambda: _("The data has changed since you opened it. Read it again, then decide."),
        "reason_missing": lambda: _("Write the reason, so that the others know what to do."),
        "no_such_field": lambda: _("This record has no field of that name. Load the page again, then tick the fields."),
        "no_such_record": lambda: _(
            "One of these records is not in this case, or not any more. Load the page again, then decide."),
        "no_such_answer": lambda: _("This step does not offer that answer. Open the case to see what it offers."),
        "no_such_task": lambda: _("There is no such task. Your own tasks are on your desk."),
        "no_such_case": lambda: _("There is no such case. Your own cases are on your desk."),
        "already_open": lambda: _("This record has an open case already. Continue in that case."),
        "no_procedure": lambda: _("Your government has no procedure of the kind “{kind}”. Ask the administrator to bind one."),
        "not_a_draft": lambda: _("Only drafts that nobody has submitted yet become one case. Choose others."),
        "not_alike": lambda: _("Only drafts of one OPD under the same procedure become one case. Choose others."),
        "has_letters": lambda: _(
            "One of these drafts has a letter already, which speaks of its own record only. Declare it void, or submit that "
            "draft alone."),
        "one_record_only": lambda: _("A case of this procedure has one record. Submit each of them alone."),
        "too_many_records": lambda: _("A case has at most {limit} records. Choose fewer."),
        "not_supported": lambda: _("The procedure “{procedure}” needs parts that this version does not run yet: {parts}."),
        "not_yours_to_cancel": lambda: _("Only the office that made the data, or the Walidata, can cancel this case."),
        "kind_not_asked": lambda: _("This step does not ask for a document of the kind “{kind}”."),
        "several_offices": lambda: _(
            "These cases belong to several OPDs, and an OPD can read every letter of its cases. Decide the cases of one OPD at "
            "a time, with a letter for each OPD."
        ),
        "file_empty": lambda: _("The file is empty (0 bytes). Choose the file again; the form has kept the rest."),
        "file_type": lambda: _("The file is of the type {found}. Upload a PDF, JPEG or PNG."),
        "file_too_large": lambda: _(
            "The file is larger than {limit} MB. Upload a smaller file, such as a scan in black and white."
        ),
    }
    return (sentences | document_messages.refusals() | task_messages.REFUSALS
            | form_messages.REFUSALS)[code]().format(**(values or {}))


def for_refused(refused: WorkflowRefused) -> str:
    return refusal(refused.code, refused.values)


def problem(found: Problem) -> str:
    """The sentence for something that a guard found; the guard's own room says it."""
    sentence = _sentence(found)
    return f"{found.record}: {sentence}" if found.record else sentence


def _sentence(found: Problem) -> str:
    if found.code == "document_missing":
        return _("Missing document: {kind}.").format(kind=_document_title(found.values["kind"]))
    if found.code == "document_unsigned":
        return document_messages.unsigned().format(kind=_document_title(found.values["kind"]), office=found.values["office"])
    if found.code == "made_by_you":
        return _("You helped to make it.")
    return form_messages.problem(found) or registry().problem_sentence(found)


def _document_title(kind: str) -> str:
    known = governments.current().document_kind(kind)
    return in_language(known.title, language()) if known else kind


def for_form(refused: WorkflowRefused, field: str = "answer") -> dict[str, Any]:
    """A refusal as CKAN's error dict: the sentence on `field` (or on what is missing), each problem on its own field."""
    field = {"reason_missing": "reason", "no_such_field": "fields", "assignee_missing": "assignee",
             "no_such_officer": "assignee", "too_much_time": "value", "no_such_organization": "organizations",
             "organizations_missing": "organizations"}.get(refused.code, field)
    errors: dict[str, Any] = {field: [refusal(refused.code, refused.values)]}
    for found in refused.problems:
        errors.setdefault(found.field or "problems", []).append(problem(found))
    return errors


def event_sentence(event: Event, who: str, step: str) -> str:
    """One entry of the timeline in words; an unknown type of event prints its name.

    Args:
        who: name of the person, with the office
        step: words of the step that the event names, or empty
    """
    values = {**event.data, "who": who, "step": step}
    sentences: dict[str, Callable[[], str]] = {
        events.CASE_OPENED: lambda: _("{who} opened the case."),
        events.STEP_FINISHED: lambda: _("{who} finished “{step}”."),
        events.STEP_APPROVED: lambda: _("{who} approved at “{step}”."),
        events.STEP_CHOSEN: lambda: _("{who} answered “{step}”."),
        events.STEP_SKIPPED: lambda: _("“{step}” was skipped: it does not apply here."),
        events.CHILD_OPENED: lambda: _("A case of its own was opened at “{step}”."),
        events.CHILD_CLOSED: lambda: _("A case that was opened at this step has ended: {outcome}.").replace(
            "{outcome}", outcome(event.data.get("outcome") or "")),
        events.RECORDS_LEFT: lambda: ungettext(
            "One record was decided otherwise, and goes on in the case {number}.",
            "{records} records were decided otherwise, and go on in the case {number}.",
            event.data["records"]).replace("{number}", event.data.get("number") or _("Draft")),
        events.RECORDS_JOINED: lambda: ungettext(
            "{who} took one more record into the case.", "{who} took {records} more records into the case.",
            event.data["records"]),
        events.CASE_JOINED: lambda: _("{who} took the record into another case, to submit it together with others."),
        events.CASE_PARTED: lambda: ungettext(
            "One record left the case {number} at “{step}”, and goes on here.",
            "{records} records left the case {number} at “{step}”, and go on here.",
            event.data["records"]).replace("{number}", event.data.get("number") or _("Draft")),
        events.CLOCK_PAUSED: lambda: _("{who} stopped the clock: {for_whom}.").replace(
            "{for_whom}", waits(event.data.get("whose", ""))),
        events.CLOCK_RESUMED: lambda: _("The clock goes on."),
        events.DEADLINE_EXTENDED: lambda: _("{who} gave more time."),
        events.DEADLINE_REMINDED: lambda: _("The portal reminded of “{step}”."),
        events.DEADLINE_MOVED: lambda: _("The date on which “{step}” is due was computed anew."),
        events.CASE_RETURNED: lambda: _("{who} returned the data for correction."),
        events.CASE_REJECTED: lambda: _("{who} rejected the data."),
        events.CASE_CANCELLED: lambda: _("{who} cancelled the case."),
        events.CASE_CLOSED: lambda: _("The case was closed: {outcome}.").replace(
            "{outcome}", outcome(event.data.get("outcome", ""))
        ),
        events.DOCUMENT_ADDED: lambda: _("{who} added a document."),
    }
    make = ((sentences | document_messages.event_sentences()).get(event.type) or task_messages.event_sentence(event)
            or form_messages.event_sentence(event) or registry().event_sentence(event.type))
    return make().format(**values) if make else event.type


def waits(whose: str) -> str:
    """For whom a case waits while its clock stands still."""
    known = {"requester": _("it waits for the requester"), "producer": _("it waits for the producer of the data"),
             "outside": _("it waits for a body outside the government")}
    return known.get(whose, whose)


def outcome(key: str) -> str:
    known = {
        "completed": _("completed"),
        "rejected": _("rejected"),
        "cancelled": _("cancelled"),
        "expired": _("expired"),
        "lapsed": _("lapsed"),
        "published": _("published"),
        "delivered": _("delivered"),
        "not_available": _("the data is not available"),
        "not_needed": _("a recommendation is not needed"),
    }
    return known.get(key, key)


def verb_label(verb: str) -> str:
    """Words of a decision's button where the procedure prints none."""
    return {
        "approve": _("Approve"),
        "return": _("Return for correction"),
        "reject": _("Reject and close the case"),
        "choose": _("Choose"),
        "finish": _("Finish this step"),
    }[verb]


def norm(time: Time | None, lang: str) -> str:
    """The SOP's time of a step in words. Time of work is an estimate, and never late; empty where the SOP gives none."""
    if time is None or not (time.as_written or time.value is not None):
        return ""
    words = time.as_written if lang == "id" and time.as_written else _span(time)
    return (_("estimated {time}") if time.clock == "work" else _("norm {time}")).format(time=words)


def _span(time: Time) -> str:
    if time.value is None:
        return time.as_written
    amount = f"{time.min}–{time.value}" if time.min is not None else str(time.value)
    count = int(time.value) if time.value == int(time.value) else 2
    return {
        "seconds": lambda: ungettext("{n} second", "{n} seconds", count),
        "minutes": lambda: ungettext("{n} minute", "{n} minutes", count),
        "hours": lambda: ungettext("{n} hour", "{n} hours", count),
        "working_days": lambda: ungettext("{n} working day", "{n} working days", count),
        "days": lambda: ungettext("{n} day", "{n} days", count),
        "weeks": lambda: ungettext("{n} week", "{n} weeks", count),
        "months": lambda: ungettext("{n} month", "{n} months", count),
    }[time.unit or "hours"]().format(n=amount)


def consequence(decision: Decision, publishes: bool, offices: str, step: str) -> str:
    """What follows from a decision, in one or two sentences.

    Args:
        publishes: whether it makes the data public
        offices: who has it next; empty if the case ends
        step: words of the step at which a returned case comes back; of the next one otherwise
    """
    if decision.verb == "return":
        if decision.back == "resume":
            back = _("{offices} corrects the data and submits it again. Then it comes back to “{step}”, in the next round.")
        else:
            back = _("{offices} corrects the data and submits it again. Then all checks begin anew, in the next round.")
        return back.format(offices=offices, step=step)
    if decision.verb == "reject":
        return _("The case is closed. The data stays invisible to the public; another attempt needs a new case.")
    if publishes:
        return _("The data is public at once, as it was approved.")
    if not offices:
        return _("The case is closed.")
    return _("The case goes on to {offices}: {step}.").format(offices=offices, step=step)


def to_send(case: dict[str, Any], url: str) -> str:
    """A message about a case that somebody sends by other means: offices, never persons.

    Args:
        case: as `satudata_workflow_case_show` gives it
        url: address of its page
    """
    title = case["subject"] or next((topic["title"] for topic in case["topics"]), "") or case["procedure"]["title"]
    first = f"{case['number']}: {title}" if case["number"] else title
    if case["status"] == "closed":
        stands = _("The case is closed: {outcome}.").format(outcome=outcome(case["outcome"]))
    else:
        offices = _(" or ").join(case["waits_for"])
        stands = _("It waits for {offices}: {step}.").format(offices=offices, step=case["step_text"])
    return "\n".join((first, case["org_name"] or "", stands, url)).replace("\n\n", "\n")
