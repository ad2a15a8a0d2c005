"""Actions about who has a task, and comments: check, delegate, commit, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import claiming, commenting, desk, escalating, messages, notify_comments, officers, pooling, tasks_shown
from ..errors import WorkflowRefused
from ..model import Task
from ..situation import Situation
from . import tasks_schema as schema


def _done(context: Context, field: str, work: Callable[[], tuple[Task, Situation]]) -> dict[str, Any]:
    """Carry out and commit; a refusal stands on `field`."""
    try:
        task, situation = work()
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, field)) from refused
    commit(context, *situation.afterwards)
    return tasks_shown.task(task, situation)


@tk.validate_action_data(schema.task)
def satudata_workflow_task_claim(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a free task of one's own office. Nobody has to: it says to the colleagues that one is at it.

    Args:
        id: task id (`satudata_workflow_case_show` has it under `task`)
    Returns:
        the task with `assignee`, `claimed_by`, `claimed_at` and `offices`; sent again it gives the same
    Raises:
        ValidationError: `id`: another officer has taken it, it is of another office, or the caller made the data
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…"}' $PORTAL/api/action/satudata_workflow_task_claim`
        → `{"result": {"status": "claimed", "claimed_by": "<user id>", …}}`
    """
    tk.check_access("satudata_workflow_task_claim", context, data_dict)
    actor = officers.actor_of(context)
    return _done(context, "id", lambda: claiming.claim(data_dict["id"], actor))


@tk.validate_action_data(schema.task)
def satudata_workflow_task_release(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give a task back to everybody of its offices; a superior may give back an officer's.

    Args:
        id: task id
    Returns:
        the task, `ready` again; sent again it gives the same
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…"}' $PORTAL/api/action/satudata_workflow_task_release`
    """
    tk.check_access("satudata_workflow_task_release", context, data_dict)
    actor = officers.actor_of(context)
    return _done(context, "id", lambda: claiming.release(data_dict["id"], actor))


@tk.validate_action_data(schema.task_assign)
def satudata_workflow_task_assign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give a task to one officer of its offices, for this and later rounds. Superiors, and whoever disposed of it.

    Args:
        id: task id
        assignee: user id of an officer who may answer it (`satudata_workflow_task_people` lists them)
    Raises:
        ValidationError: `assignee`: no such officer; `id`: not the caller's to give
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…", "assignee": "9b20…"}' \
        $PORTAL/api/action/satudata_workflow_task_assign`
    """
    tk.check_access("satudata_workflow_task_assign", context, data_dict)
    actor = officers.actor_of(context)
    return _done(context, "id", lambda: claiming.assign(data_dict["id"], data_dict["assignee"], actor))


@tk.side_effect_free
@tk.validate_action_data(schema.task)
def satudata_workflow_task_people(context: Context, data_dict: DataDict) -> list[dict[str, str]]:
    """To whom the caller may give a task: id and name of the officers who may answer it today.

    Args:
        id: task id
    Raises:
        ValidationError: `id`: not the caller's to give
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_task_people?id=5f1c…"`
    """
    tk.check_access("satudata_workflow_task_people", context, data_dict)
    try:
        return tasks_shown.people(data_dict["id"], officers.actor_of(context))
    except WorkflowRefused as refused:
        raise tk.ValidationError(messages.for_form(refused, "id")) from refused


@tk.validate_action_data(schema.task_with_reason)
def satudata_workflow_task_take_over(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take the task of an officer who is not there. Officers of the same office, and superiors, who act in their own office.

    Args:
        id: task id
        reason: shown to the parties
    Raises:
        ValidationError: `reason`: missing, or the rule that stands against it
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…", "reason": "Cuti sampai 12 Maret."}' \
        $PORTAL/api/action/satudata_workflow_task_take_over`
    """
    tk.check_access("satudata_workflow_task_take_over", context, data_dict)
    actor = officers.actor_of(context)
    return _done(context, "reason", lambda: claiming.take_over(data_dict["id"], data_dict.get("reason") or "", actor))


@tk.validate_action_data(schema.task_with_reason)
def satudata_workflow_task_escalate(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Ask the office above to do a task too; at the end of the chain the administrator, to name an officer.

    Args:
        id: task id
        reason: shown to the parties
        to: the office that was shown as the next one (`rises_to` of the task); sent again with it, nothing more happens
    Returns:
        the task; its `offices` has one more
    Raises:
        ValidationError: `reason`: missing, or the rule that stands against it
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…", "reason": "Dua minggu tanpa jawaban."}' \
        $PORTAL/api/action/satudata_workflow_task_escalate`
        → `{"result": {"offices": ["walidata", "kabid_statistik"], …}}`
    """
    tk.check_access("satudata_workflow_task_escalate", context, data_dict)
    actor, reason, to = officers.actor_of(context), data_dict.get("reason") or "", data_dict.get("to") or None
    return _done(context, "reason", lambda: escalating.escalate(data_dict["id"], reason, actor, to=to))


@tk.side_effect_free
def satudata_workflow_unheld_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Cases that wait for an office which nobody holds today, or that were raised to the administrator. Administrators only.

    Returns:
        count, and results (at most 100): case_id, number, title, step_text, waits_for, since
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_unheld_list"`
    """
    tk.check_access("satudata_workflow_unheld_list", context, data_dict)
    return tasks_shown.unheld()


@tk.validate_action_data(schema.comment_create)
def satudata_workflow_comment_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write a comment in a case.

    Args:
        id: case id
        text: at most 10,000 characters
        audience: `parties` (default: all who may read the case), `internal` (officers of the caller's own house only:
            Diskominfo, BPS, or the OPD), `requester` (the parties and whoever asked, where somebody of the public did)
    Returns:
        id, at, audience; the same words sent again at once are the same comment
    Raises:
        ValidationError: `text` or `audience` says what to change
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "c3a1…", "text": "Tabel 2 menyusul hari ini."}' \
        $PORTAL/api/action/satudata_workflow_comment_create`
    """
    tk.check_access("satudata_workflow_comment_create", context, data_dict)
    actor = officers.actor_of(context)
    try:
        event, case = commenting.write(data_dict["id"], data_dict.get("text") or "", data_dict["audience"], actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        field = "audience" if refused.code == "no_such_audience" else "text"
        raise tk.ValidationError(messages.for_form(refused, field)) from refused
    notify_comments.commented(case, event)
    answer = {"id": event.id, "at": event.at.isoformat(), "audience": event.audience}
    commit(context)
    return answer


@tk.chained_action
def user_delete(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Delete a user. The tasks that he or she had taken are free for their offices again, in the same transaction."""
    tk.check_access("user_delete", context, data_dict)
    user = model.User.get(str(data_dict.get("id") or ""))
    if user is not None and desk.is_ready():
        pooling.account_deleted(user.id)
    return next_action(context, data_dict)
