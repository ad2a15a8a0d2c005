"""How a case that `satudata_workflow_case_show` gives is laid out on its page. Pure: dicts in, dicts out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

SHOWN = 15                          # entries of the timeline that stand on the page; older ones are one click away
ICONS = {
    "record_sealed": "submit", "case_returned": "return", "case_rejected": "warning", "case_cancelled": "warning",
    "step_approved": "check", "step_finished": "check", "step_chosen": "check", "record_published": "check",
    "case_closed": "lock", "document_added": "file", "record_changed": "edit", "record_created": "plus",
    "case_opened": "plus", "task_claimed": "person", "task_released": "person", "task_assigned": "person",
    "task_taken_over": "person", "task_freed": "person", "task_escalated": "bell", "comment_written": "mail",
    "text_erased": "lock", "form_filled": "edit",
}
LACKING = frozenset({"document_missing", "not_ready"})     # refusals that the same form can mend
OF_SOME = frozenset({"maker_is_not_checker"})               # that may stand against some of several records only
OWN_PAGE = frozenset({"return", "reject"})      # verbs that are decided on a page of their own


def timeline(entries: Sequence[dict[str, Any]], *, whole: bool = False) -> dict[str, Any]:
    """Entries as the page prints them: what one person does again and again is one line with its number.

    Args:
        whole: all of it, not only the last ones
    Returns:
        entries, each with `icon`, `times` and the moment of the last; `older`: how many are left out
    """
    found: list[dict[str, Any]] = []
    for entry in entries:
        kind = entry["type"].rpartition(".")[2]
        last = found[-1] if found else None
        if last is not None and _same(last, entry):
            found[-1] = last | {"times": last["times"] + 1, "at": entry["at"], "id": entry["id"]}
        else:
            found.append(entry | {"times": 1, "icon": ICONS.get(kind, "info"), "is_return": kind == "case_returned"})
    older = 0 if whole or len(found) <= SHOWN + 2 else len(found) - SHOWN
    return {"entries": found[older:], "older": older}


def _same(last: dict[str, Any], entry: dict[str, Any]) -> bool:
    return all(last[key] == entry[key] for key in ("type", "actor", "sentence")) and not any(
        e["reason"] or e.get("is_erased") or e.get("answers") for e in (last, entry))


def rounds(case: dict[str, Any]) -> dict[str, Any] | None:
    """Steps against rounds: who answered what in each; None while there is one round only."""
    if case["round"] < 2:
        return None
    numbers = list(range(1, case["round"] + 1))
    return {
        "numbers": numbers,
        "rows": [
            {
                "text": step["text"],
                "cells": [[a for a in step["attempts"] if a["round"] == number] for number in numbers],
                "is_current": step["is_current"],
            }
            for step in case["steps"]
        ],
    }


def returned(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What the makers have to mend: the last return, until they have submitted again; of several records what is said of
    each."""
    kinds = ("case_returned", "step_finished")
    told = [e for e in case["timeline"] if e["type"].rpartition(".")[2] in kinds]
    if case["status"] != "open" or not told or not told[-1]["type"].endswith("case_returned"):
        return []
    return [e for e in told if e["type"] == told[-1]["type"] and e["round"] == told[-1]["round"]]


def offered(case: dict[str, Any], key: str | None) -> dict[str, Any] | None:
    """The answer of this key, if the reader may give it at the step at which the case stands."""
    task = case["task"]
    if not task or not task["mine"]:
        return None
    return next((answer for answer in task["answers"] if answer["key"] == key), None)


def has_own_page(answer: dict[str, Any]) -> bool:
    """Whether an answer is decided on a page of its own: one that goes back or ends the case, and one with a form."""
    return answer["verb"] in OWN_PAGE or answer["form"]


def answers(case: dict[str, Any]) -> dict[str, Any]:
    """The answers of the reader by where they stand.

    Returns:
        `here`: on the page of the case; `apart`: on pages of their own; `refused`: not possible, said with the reason;
        `mends`: whether the makers have something to correct before they go on; `approves`: whether the reader approves
    """
    task = case["task"]
    given = task["answers"] if task and task["mine"] else []
    possible = [answer for answer in given if not answer["refusal"] or answer["refusal"] in LACKING]
    here = [answer for answer in possible if not has_own_page(answer)]
    edit_url = case["topics"][0]["edit_url"] if len(case["topics"]) == 1 else None
    return {
        "here": here,
        "apart": [answer for answer in possible if has_own_page(answer)],
        "refused": [answer for answer in given if answer not in possible and answer["verb"] not in OWN_PAGE],
        "mends": bool(given and edit_url and (returned(case) or any(answer["refusal"] == "not_ready" for answer in here))),
        "approves": any(answer["verb"] == "approve" for answer in given),
    }


def form_groups(case: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Fields of the form of the step, those under one heading together."""
    form = case["task"]["form"] if case["task"] else None
    return [list(group) for _, group in groupby(form["fields"], key=itemgetter("group"))] if form else []


def only_record(case: dict[str, Any]) -> dict[str, Any] | None:
    """The record of a case that is about one."""
    return case["topics"][0] if len(case["topics"]) == 1 else None


def several(case: dict[str, Any]) -> dict[str, Any] | None:
    """Of a case with several records: `decides`, whether the reader may give some of them another answer than the rest."""
    if len(case["topics"]) < 2:
        return None
    given = possible(case)      # an answer that asks for more has a form of its own
    is_plain = not any(answer["form"] or len(answer["people"]) > 1 or answer["organizations"] for answer in given)
    return {"decides": len(given) > 1 and is_plain}


def possible(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers that the reader may give, or could after a letter is there or an entry is corrected."""
    task = case["task"]
    given = task["answers"] if task and task["mine"] else []
    return [answer for answer in given if not answer["refusal"] or answer["refusal"] in LACKING | OF_SOME]


def has_place_for_reason(given: dict[str, Any], answer: dict[str, Any] | None) -> bool:
    """Whether the page of the case prints what somebody typed as the reason of an answer in the answer's own form."""
    return answer is not None and answer in given["here"] and answer["reason_required"]


def documents(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Documents of the step, each with the one that is there for the sealed content (`present`), or none."""
    seals = {None, case["seal"]}
    found = []
    for document in case["task"]["documents"] if case["task"] else ():
        there = [d for d in case["documents"] if d["kind"] == document["kind"] and d["seal"] in seals]
        found.append(document | {"present": there[-1] if there and there[-1]["state"] != "void" else None})
    return found
