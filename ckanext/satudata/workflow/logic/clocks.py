"""Actions of the clocks: stop, let go on, extend, and the days of the government."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import cases, clockface, days_jobs, messages, officers, own_days, pausing
from ..errors import WorkflowRefused
from ..model import Case, Holiday
from . import clocks_schema as schema


@tk.side_effect_free
def satudata_workflow_deadline_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """When the open task of a case and the case as a whole are due, and how each date was computed.

    Args:
        id: case id
    Returns:
        task, limit: `at` (ISO 8601), `left` and `explanation` in words, `lines` as data; null where the SOP gives no time;
        pause: since when the clock stands still, and for whom it waits
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_deadline_show?id=c3a1…"`
        → `{"result": {"task": {"at": "2026-03-13T16:00:00+07:00", "left": "…", "explanation": "…", "lines": […]}, …}}`
    """
    case = model.Session.get(Case, str(tk.get_or_bust(data_dict, "id")).replace("\0", ""))
    if case is None:
        raise tk.ObjectNotFound(messages.refusal("no_such_case"))
    tk.check_access("satudata_workflow_deadline_show", context, data_dict)
    return clockface.of_case(case, next(iter(cases.open_tasks(case.id)), None))


@tk.validate_action_data(schema.case_pause)
def satudata_workflow_case_pause(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let the clocks of a case stand still while it waits for somebody; the next answer, or `…_case_resume`, ends that.

    Args:
        id: case id
        whose: `requester`, `producer` or `outside`
        reason: shown to the parties
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "c3a1…", "whose": "requester", "reason": "Menunggu penjelasan pemohon."}' \
        $PORTAL/api/action/satudata_workflow_case_pause`
    """
    return _changed("satudata_workflow_case_pause", context, data_dict, lambda actor: pausing.pause(
        data_dict["id"], data_dict["whose"], data_dict["reason"], actor))


@tk.validate_action_data(schema.case_resume)
def satudata_workflow_case_resume(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let the clocks of a case go on.

    Args:
        id: case id
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "c3a1…"}' $PORTAL/api/action/satudata_workflow_case_resume`
    """
    return _changed("satudata_workflow_case_resume", context, data_dict, lambda actor: pausing.resume(data_dict["id"], actor))


@tk.validate_action_data(schema.case_extend)
def satudata_workflow_case_extend(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give the open task of a case more time, or the case as a whole.

    Args:
        id: case id
        value, unit: how much; hours (of the office, at most 200), working_days (60) or days (90)
        whole: true for the case as a whole; default the open task
        reason: shown to the parties
        lock_version: of the case as it was read; with it a call that is sent twice gives the time once
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "c3a1…", "value": 3, "unit": "working_days", \
        "reason": "Data lapangan terlambat.", "lock_version": 4}' $PORTAL/api/action/satudata_workflow_case_extend`
    """
    return _changed("satudata_workflow_case_extend", context, data_dict, lambda actor: pausing.extend(
        data_dict["id"], data_dict["value"], data_dict["unit"], data_dict["reason"], actor, whole=data_dict["whole"],
        lock_version=data_dict.get("lock_version")))


def _changed(name: str, context: Context, data_dict: DataDict, change: Callable[[Any], Case]) -> dict[str, Any]:
    tk.check_access(name, context, data_dict)
    try:
        case = change(officers.actor_of(context))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "clock")) from refused
    commit(context)
    return clockface.of_case(case, next(iter(cases.open_tasks(case.id)), None))


# the days of the government


@tk.side_effect_free
@tk.validate_action_data(schema.holiday_list)
def satudata_workflow_holiday_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The days on which the clocks stand still in a year: for everybody, because deadlines are.

    Args:
        year: four digits
    Returns:
        national: holidays and cuti bersama; decided: whether the latter are; own: days of the government's own; each with
        its `weekday`, 0 is Monday
    Example:
        `curl "$PORTAL/api/action/satudata_workflow_holiday_list?year=2026"`
    """
    tk.check_access("satudata_workflow_holiday_list", context, data_dict)
    closed, decided = own_days.national(data_dict["year"])
    return {
        "year": data_dict["year"],
        "decided": decided,
        "national": [{"day": one.day.isoformat(), "weekday": one.day.weekday(),
                      "name": one.name, "kind": one.kind, "source": one.source,
                      "estimated": one.estimated} for one in closed],
        "own": [_day(row) for row in own_days.of_year(data_dict["year"])],
    }


@tk.validate_action_data(schema.holiday_create)
def satudata_workflow_holiday_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Add a day of the government's own; the same day again replaces it. What is due is computed anew afterwards, by a job.

    Args:
        day: `2026-03-20`
        name: why; source: decree or announcement
        kind: `local` or `cuti_bersama`
        is_open: true for a day on which the office works though the national list, or the week, says no
        opens, closes: hours of that open day, `08:00`; default those of its weekday
    Returns:
        the day, and `replaces`: whether something else had been said of it
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"day": "2026-06-27", "name": "Hari jadi kabupaten", \
        "source": "SE Bupati 800/12"}' $PORTAL/api/action/satudata_workflow_holiday_create`
    """
    tk.check_access("satudata_workflow_holiday_create", context, data_dict)
    marks: list[time] = [data_dict[key] for key in ("opens", "closes") if data_dict.get(key)]
    if len(marks) == 1:
        lacking = next(key for key in ("opens", "closes") if not data_dict.get(key))
        raise tk.ValidationError({lacking: [tk._("Write when the office opens and when it closes, or leave both empty.")]})
    hours = [(marks[0], marks[1])] if marks else []
    before = own_days.said_of(data_dict["day"])
    try:
        row = own_days.add(officers.actor_of(context), data_dict["day"], data_dict["name"], data_dict["source"],
                           kind=data_dict["kind"], is_open=data_dict["is_open"], hours=hours)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "opens")) from refused
    done = _day(row) | {"replaces": before is not None and before != own_days.said_of(row.day)}
    commit(context, days_jobs.ask)
    return done


def satudata_workflow_holiday_delete(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a day of the government's own back.

    Args:
        id: of the day
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "7c2e…"}' $PORTAL/api/action/satudata_workflow_holiday_delete`
    """
    tk.check_access("satudata_workflow_holiday_delete", context, data_dict)
    row = model.Session.get(Holiday, tk.get_or_bust(data_dict, "id"))
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such day."))
    done = _day(row)
    if not own_days.remove(officers.actor_of(context), row.id):
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("There is no such day."))
    commit(context, days_jobs.ask)
    return done


def _day(row: Holiday) -> dict[str, Any]:
    return {"id": row.id, "day": row.day.isoformat(), "weekday": row.day.weekday(),
            "name": row.name, "source": row.source, "kind": row.kind,
            "is_open": row.is_open, "hours": row.hours, "added_at": row.added_at.isoformat()}


