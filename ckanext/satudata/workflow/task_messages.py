"""Sentences about who has a task, and about comments: what is refused, and what happened."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import events, governments
from .model import Case, Event
from .superiors import ADMINISTRATOR

_ = tk._

REFUSALS: dict[str, Callable[[], str]] = {
    "taken": lambda: _("Another officer has taken this task. The page of the case says who; load it again."),
    "not_yours_to_release": lambda: _("Only the officer who has this task, or a superior, can give it back."),
    "not_yours_to_assign": lambda: _("Only a superior, or whoever disposed of this task, can give it to an officer."),
    "yours_already": lambda: _("You have this task already. Answer it, or give it back."),
    "free": lambda: _("Nobody has this task. Take it; that needs no reason."),
    "not_yours_to_escalate": lambda: _("Only who works on this case, or waits for it, can ask the office above."),
    "nobody_above": lambda: _("The administrator of the portal has been asked already. He or she has to name an officer."),
    "not_a_party": lambda: _("Only the offices that work on this case can write in it."),
    "comment_empty": lambda: _("Write the comment, then send it."),
    "comment_long": lambda: _("The comment has more than {limit} characters. Shorten it."),
    "person_needed": lambda: _("Only a person can erase words. Log in as an administrator of the portal."),
    "because_missing": lambda: _("Choose why the words are erased."),
    "no_such_event": lambda: _("There is no such entry. Load the case again."),
    "no_words": lambda: _("This entry has no words that could be erased."),
    "no_such_audience": lambda: _("You cannot write for these readers in this case. Choose from the list."),
}


def event_sentence(event: Event) -> Callable[[], str] | None:
    """What happened to a task, or that somebody wrote; None for events that are not of this kind. Persons as they are called
    now; `{who}` and `{step}` are left for whoever prints it.
    """
    data = event.data
    if event.type == events.TASK_RELEASED and data.get("from"):
        return lambda: _about(data["from"], _("{who} gave the task of {name} back to the office: “{step}”."))
    if event.type == events.TASK_ASSIGNED:
        return lambda: _about(data["assignee"], _("{who} gave the task “{step}” to {name}."))
    if event.type == events.TASK_TAKEN_OVER and data.get("from"):
        return lambda: _about(data["from"], _("{who} took over the task “{step}” from {name}."))
    if event.type == events.TASK_FREED:
        why = _("The account of {name} was deleted. The task “{step}” is free for the office again.") \
            if data.get("because") == "account_deleted" \
            else _("The office of {name} has ended. The task “{step}” is free for the office again.")
        return lambda: _about(data["from"], why)
    if event.type == events.TASK_ESCALATED:
        return lambda: _escalated(event)
    if event.type == events.TEXT_ERASED:
        return lambda: _("{who} erased the words of an earlier entry: {why}.").replace("{why}", why_erased(data["because"]))
    return {
        events.TASK_CLAIMED: lambda: _("{who} took the task “{step}”."),
        events.TASK_RELEASED: lambda: _("{who} gave the task “{step}” back to the office."),
        events.TASK_TAKEN_OVER: lambda: _("{who} took over the task “{step}”."),
        events.COMMENT_WRITTEN: lambda: _("{who} wrote a comment."),
    }.get(event.type)


def why_erased(because: str) -> str:
    """Why words were erased."""
    return {
        "personal_data": _("they held personal data"),
        "secret": _("they held what has to stay secret"),
        "asked": _("the person whom they were about had asked for it"),
        "misplaced": _("they belonged to another case"),
    }[because]


def _about(user_id: str, sentence: str) -> str:
    user = model.User.get(user_id)
    return sentence.replace("{name}", _plain(user.display_name if user else _("somebody")))


def _escalated(event: Event) -> str:
    to = event.data["to"]
    if to == ADMINISTRATOR:
        if event.actor:
            return _("{who} asked the administrator of the portal to name an officer for “{step}”.")
        return _("Nobody holds the office of “{step}”, nor one above it. The administrator has to name an officer.")
    case = model.Session.get(Case, event.stream.removeprefix("case:"))
    government = governments.of_case(case.government) if case else governments.current()
    title = _plain(government.role_title(to.partition("@")[0]))
    sentence = _("{who} asked the office above: {office} can do “{step}” too.") if event.actor \
        else _("Nobody holds the office of “{step}”. {office}, the office above, can do it now.")
    return sentence.replace("{office}", title)


def _plain(name: str) -> str:
    """A name in a sentence that is still to be filled in: its own braces stay braces."""
    return name.replace("{", "{{").replace("}", "}}")


def nobody_holds(offices: str) -> str:
    """That a task waits for nobody.

    Args:
        offices: titles, joined
    """
    sentence = _("Nobody holds {offices} today, so this case waits. The administrator of the portal has to name an officer.")
    return sentence.format(offices=offices)
