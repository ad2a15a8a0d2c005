"""Who may take, give back, give away or raise an open task, and why not. Pure: page, API, service and tests all ask here."""

from __future__ import annotations

from dataclasses import dataclass

VERBS = CLAIM, RELEASE, ASSIGN, TAKE_OVER, ESCALATE = ("claim", "release", "assign", "take_over", "escalate")


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to an open task; read under the case's lock."""

    case_open: bool = True
    task_open: bool = True
    is_person: bool = True
    is_officer: bool = False        # holds one of the offices that may do it
    is_superior: bool = False       # holds an office above one of those
    is_disposer: bool = False       # answered the step that disposes of this one
    waits_for_it: bool = False      # opened the case, or is an officer of its OPD
    is_barred: bool = False         # made the data of which the step approves
    is_held: bool = False           # somebody has taken it, or it was given to somebody
    is_mine: bool = False           # this somebody is the actor
    can_rise: bool = True           # an office above, or the administrator, does not have it yet


def refusal_of(verb: str, stands: Standing) -> str | None:
    """Code of the first rule that stands against what somebody wants to do with a task, or None.

    Nobody has to take a task before answering it: to take it says to the others of the office that one is at it.
    """
    if not stands.case_open:
        return "case_closed"
    if not stands.task_open:
        return "task_answered"
    if not stands.is_person:
        return "not_a_person"
    return _OF_VERB[verb](stands)


def _claim(stands: Standing) -> str | None:
    if not stands.is_officer:
        return "not_your_office"
    if stands.is_held and not stands.is_mine:
        return "taken"
    return "maker_is_not_checker" if stands.is_barred else None     # it would only be kept from who can check it


def _release(stands: Standing) -> str | None:
    return None if stands.is_mine or stands.is_superior else "not_yours_to_release"


def _assign(stands: Standing) -> str | None:
    return None if stands.is_superior or stands.is_disposer else "not_yours_to_assign"


def _take_over(stands: Standing) -> str | None:
    if not (stands.is_officer or stands.is_superior):
        return "not_your_office"
    if stands.is_mine:
        return "yours_already"
    if not stands.is_held and stands.is_officer:
        return "free"
    return "maker_is_not_checker" if stands.is_barred else None


def _escalate(stands: Standing) -> str | None:
    if not (stands.is_officer or stands.is_superior or stands.waits_for_it):
        return "not_yours_to_escalate"
    return None if stands.can_rise else "nobody_above"


_OF_VERB = {CLAIM: _claim, RELEASE: _release, ASSIGN: _assign, TAKE_OVER: _take_over, ESCALATE: _escalate}
