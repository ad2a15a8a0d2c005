"""Actions of the room: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import desk, dictize, documents, messages, officers, service
from ..errors import WorkflowRefused
from ..model import Case, Document, Officer
from . import schema


@tk.validate_action_data(schema.task_decide)
def satudata_workflow_task_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer the step that a task stands for.

    Args:
        id: task id
        lock_version: of the case as the person saw it; the same call again returns the first one's result
        answer: key of a decision that the step offers (`satudata_workflow_case_show` lists them)
        seal: sha256 hex (64 characters) of the content that was read; needed by an answer that approves
        reason: shown to the parties; needed where the procedure asks for one
    Returns:
        the task with its case; `search_follows` is true if the decision is kept and the search index could not be
        brought after it yet (the portal repeats that by itself)
    Raises:
        ValidationError: `answer` says which rule stands against it; `problems` or a field name what to correct
    """
    tk.check_access("satudata_workflow_task_decide", context, data_dict)
    actor = officers.actor_of(context)
    seals = dictize.seals_of(data_dict["id"], data_dict.get("seal"))
    choice = service.Choice(data_dict["answer"], data_dict["lock_version"], data_dict.get("reason"), seals)
    try:
        task, situation = service.decide(data_dict["id"], choice, actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused)) from refused
    all_done = commit(context, *situation.afterwards)
    return dictize.task(task, situation.case) | {"search_follows": not all_done}


def satudata_workflow_document_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Add a document (a letter, a scan) to the case of an open task.

    Args:
        task_id: the open task whose step names a document of this kind
        kind: document kind, as the procedure names it
        upload: the file: PDF, JPEG or PNG
        number: of the office's agenda book; may come later
        dated_on: date on the letter, `2026-03-12`
    Raises:
        ValidationError: not the caller's task, or a file that is not taken; `upload` or `kind` says why
    """
    tk.check_access("satudata_workflow_document_add", context, data_dict)
    upload: Any = data_dict.get("upload")
    if not getattr(upload, "filename", None):
        raise tk.ValidationError({"upload": [tk._("Choose a file. ") + documents.max_upload_text()]})
    data, errors = tk.navl_validate({k: v for k, v in data_dict.items() if k != "upload"}, schema.document_add(), context)
    if errors:
        raise tk.ValidationError(errors)
    incoming = documents.Incoming(data["kind"], upload.stream, upload.filename, data.get("number"), data.get("dated_on"))
    try:
        document, situation = documents.add(data["task_id"], incoming, officers.actor_of(context))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "upload")) from refused
    commit(context, *situation.afterwards)
    return dictize.document(document)


@tk.side_effect_free
def satudata_workflow_case_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A case: where it stands, its steps, documents, decisions and timeline, and what the caller may answer now.

    Args:
        id: case id
    """
    case_id = tk.get_or_bust(data_dict, "id")
    case = model.Session.get(Case, case_id)
    if case is None:
        raise tk.ObjectNotFound(messages.refusal("no_such_case"))
    tk.check_access("satudata_workflow_case_show", context, data_dict)
    return dictize.case(case, officers.actor_of(context))


@tk.side_effect_free
@tk.validate_action_data(schema.task_list)
def satudata_workflow_task_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The caller's desk.

    Args:
        tab: `mine` (tasks that the caller may do), `others` (cases that wait for somebody else), `finished`
        limit, offset: at most 100 rows a page
    Returns:
        count (of all rows) and results
    """
    tk.check_access("satudata_workflow_task_list", context, data_dict)
    read = {"mine": desk.waiting_for_me, "others": desk.waiting_for_others, "finished": desk.finished}[data_dict["tab"]]
    rows, count = read(officers.actor_of(context), data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [dictize.row(row) for row in rows]}


@tk.validate_action_data(schema.case_cancel)
def satudata_workflow_case_cancel(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Close a case without a result; its record stays as invisible as it was.

    Args:
        id: case id
        reason: shown to the parties
    """
    tk.check_access("satudata_workflow_case_cancel", context, data_dict)
    actor = officers.actor_of(context)
    try:
        service.check_may_cancel(data_dict["id"], actor)
        situation = service.cancel(data_dict["id"], data_dict["reason"], actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "reason")) from refused
    commit(context, *situation.afterwards)
    return dictize.case(situation.case, actor)


@tk.validate_action_data(schema.officer_create)
def satudata_workflow_officer_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Name a person to an office. Administrators only.

    Args:
        user: name or id of the account
        role: canonical role (`ckan satudata-workflow check` knows them)
        organization: name or id of the OPD, for roles that an OPD has
        valid_from, valid_until: first and last day; without the first: from today
        nip: kept as keyed hash only; one NIP, one account
        acting_as, acting_for, decree: `plt` or `plh`, for which account, by which decree
    """
    tk.check_access("satudata_workflow_officer_create", context, data_dict)
    found = {key: _id_of(model.User, data_dict[key]) for key in ("user", "acting_for") if data_dict.get(key)}
    org_id = _id_of(model.Group, data_dict["organization"]) if data_dict.get("organization") else None
    try:
        officer = officers.name_officer(
            officers.actor_of(context), user_id=found["user"], role=data_dict["role"], org_id=org_id,
            valid_from=data_dict.get("valid_from") or officers.today(), valid_until=data_dict.get("valid_until"),
            nip=data_dict.get("nip"), acting_as=data_dict.get("acting_as"), acting_for=found.get("acting_for"),
            decree=data_dict.get("decree"),
        )
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "role")) from refused
    commit(context)
    return dictize.officer(officer)


def _id_of(entity: Any, name_or_id: str) -> str:
    found = entity.get(name_or_id)
    if found is None or found.state == "deleted" or not getattr(found, "is_organization", True):
        raise tk.ObjectNotFound(tk._("There is no account or organization “{name}”.").format(name=name_or_id))
    return found.id


@tk.validate_action_data(schema.officer_end)
def satudata_workflow_officer_end(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """End an office; the last day still counts.

    Args:
        id: of the office
        last_day: default today
    Raises:
        ValidationError: it ends earlier already
    """
    tk.check_access("satudata_workflow_officer_end", context, data_dict)
    officer = model.Session.get(Officer, data_dict["id"])
    if officer is None:
        raise tk.ObjectNotFound(tk._("There is no such office."))
    try:
        officers.end_officer(officers.actor_of(context), officer, data_dict.get("last_day") or officers.today())
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "last_day")) from refused
    commit(context)
    return dictize.officer(officer)


@tk.side_effect_free
def satudata_workflow_officer_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """All offices, past ones too, by role and first day."""
    tk.check_access("satudata_workflow_officer_list", context, data_dict)
    rows = model.Session.scalars(sa.select(Officer).order_by(Officer.role, Officer.valid_from, Officer.id))
    return [dictize.officer(row) for row in rows]


@tk.side_effect_free
def satudata_workflow_document_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Facts of a document of a case; the file itself comes from its page."""
    document = model.Session.get(Document, tk.get_or_bust(data_dict, "id"))
    tk.check_access("satudata_workflow_document_show", context, data_dict)
    if document is None:
        raise tk.ObjectNotFound(tk._("There is no such document."))
    return dictize.document(document)
