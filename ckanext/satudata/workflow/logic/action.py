"""Actions of the room: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import (
    cancelling,
    deciding,
    desk,
    dictize,
    documents,
    documents_shown,
    messages,
    officers,
    rows_shown,
    signing,
    starting,
    together,
)
from ..errors import WorkflowRefused
from ..model import Case, Document
from ..offices import Actor
from ..signing_ways import SCAN, Act
from . import schema
from .validators import TASKS_LIMIT, tasks_of


@tk.validate_action_data(schema.task_decide)
def satudata_workflow_task_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer the step that a task stands for.

    Args:
        id: task id
        lock_version: of the case as the person saw it; the same call again returns the first one's result
        answer: key of a decision that the step offers (`satudata_workflow_case_show` lists them)
        answers: what some records of the case are given in place of `answer`, by id of the record:
            `{"<id>": {"answer": "tidak_sesuai", "reason": "Satuan kurang.", "fields": ["notes"]}}`. They leave the case and go
            on in one of their own (`number/1`), those with the same answer together
        seal: sha256 hex (64 characters) of the content that was read, as `satudata_workflow_case_show` gives it for the case;
            needed by an answer that approves
        reason: shown to the parties; needed where the procedure asks for one
        fields: names of the fields that a return asks to correct; optional
        assignee: id of the account that does the step which this one disposes of (`people` of the answer lists them);
            needed where there are several and the procedure does not let the portal choose
        organizations: ids of the OPDs that are asked, where the case goes on to ask several; none: all that have officers
        form: what is written into the form of the step (`form` of the task in `satudata_workflow_case_show` lists its fields),
            by name: `{"seen": "2026-03-12", "done_periksa_qc": true, "remark_periksa_qe": "Belum diisi."}`
    Returns:
        the task with its case; `parted`: the cases of those that were answered otherwise (case_id, number, status, step,
        records); `search_follows` is true if the decision is kept and the search index could not be
        brought after it yet (the portal repeats that by itself)
    Raises:
        ValidationError: `answer` says which rule stands against it; `problems` or a field name what to correct
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…", "lock_version": 3, "seal": "9e10…", "answer": "sesuai"}' \
        $PORTAL/api/action/satudata_workflow_task_decide`
        → `{"result": {"status": "done", "case": {"step": "validasi", …}, "parted": [], …}}`
    """
    tk.check_access("satudata_workflow_task_decide", context, data_dict)
    actor = officers.actor_of(context)
    choice = deciding.Choice(data_dict["answer"], data_dict["lock_version"], data_dict.get("reason"), data_dict.get("seal"),
                            tuple(data_dict.get("fields") or ()), data_dict.get("assignee") or None,
                            tuple(data_dict.get("organizations") or ()), data_dict.get("form") or {},
                            exceptions=_exceptions(data_dict.get("answers")))
    try:
        task, situation = deciding.decide(data_dict["id"], choice, actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused)) from refused
    all_done = commit(context, *situation.afterwards)
    parted = dictize.parted_with(task, situation.case)
    return dictize.task(task, situation.case) | {"parted": parted, "search_follows": not all_done}


def _exceptions(answers: dict[str, dict[str, Any]] | None) -> dict[str, deciding.Words]:
    return {id_: deciding.Words(said["answer"], said["reason"] or None, tuple(said["fields"]))
            for id_, said in (answers or {}).items()}


def satudata_workflow_tasks_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give several tasks the same answer, each in a transaction of its own: one that is refused holds up no other.

    Sent again it changes nothing more, and gives the same results.

    Args:
        tasks: at most 100, each with `id`, `lock_version` and `seal` as for `satudata_workflow_task_decide`
        answer: key of a decision that the step offers
        reason: shown to the parties of each case; needed where the procedure asks for one
    Returns:
        results, in the order of `tasks`: id, case_id, number, title, decided, and if it was not: `code` and `why`, in words
    Raises:
        ValidationError: `tasks` is no list of at most 100 tasks, no answer, or a reason that is too long
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"tasks": [{"id": "5f1c…", "lock_version": 3, "seal": "9e10…"}], \
        "answer": "setuju"}' $PORTAL/api/action/satudata_workflow_tasks_decide`
        → `{"result": {"results": [{"id": "5f1c…", "number": "PUB-2026-00012", "decided": true, …}]}}`
    """
    tk.check_access("satudata_workflow_tasks_decide", context, data_dict)
    data, errors = tk.navl_validate({k: v for k, v in data_dict.items() if k != "tasks"}, schema.tasks_decide(), context)
    tasks: list[dict[str, Any]] = []
    try:
        tasks = tasks_of(data_dict.get("tasks"))
    except tk.Invalid as refused:
        errors = errors | {"tasks": [refused.error]}
    if errors:
        raise tk.ValidationError(errors)
    actor = officers.actor_of(context)
    results = [_decided(context, entry, data["answer"], data.get("reason"), actor) for entry in tasks]
    rows = desk.rows_of([entry["id"] for entry in tasks])
    named = {
        task_id: {"case_id": row.case.id, "number": row.case.number, "title": row.title}
        for task_id, row in rows.items() if desk.may_see(actor, row.case)
    }
    return {"results": [result | named.get(result["id"], {}) for result in results]}


def _decided(context: Context, entry: dict[str, Any], answer: str, reason: str | None, actor: Actor) -> dict[str, Any]:
    """One of several answers, committed or refused on its own."""
    choice = deciding.Choice(answer, entry["lock_version"], reason, entry["seal"])
    try:
        task, situation = deciding.decide(entry["id"], choice, actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        why = [messages.for_refused(refused), *(messages.problem(found) for found in refused.problems)]
        return {"id": entry["id"], "decided": False, "code": refused.code, "why": " ".join(why)}
    all_done = commit(context, *situation.afterwards)
    return dictize.task(task, situation.case) | {"decided": True, "search_follows": not all_done}


def satudata_workflow_document_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Add a document (a letter, a scan) to the case of an open task, or one document to the cases of several.

    Args:
        task_id: the open task whose step names a document of this kind; or
        task_ids: at most 100 of them (a list, or text with commas between), all of cases of one OPD
        kind: document kind, as the procedure names it
        upload: the file: PDF, JPEG or PNG
        number: of the office's agenda book; may come later
        dated_on: date on the letter, `2026-03-12`
        signed: true if the scan bears the caller's signature (or paraf) already: it is given with it, where it is the next one
    Returns:
        the document; `refused` says for which of `task_ids` it was not taken (id → why), it is kept for the others
    Raises:
        ValidationError: not the caller's task, or a file that is not taken; `upload` or `kind` says why; `signed`: the
            signature is not the caller's to give now, and nothing was kept
    Example:
        `curl -H "Authorization: $TOKEN" -F upload=@surat.pdf -F task_id=5f1c… -F kind=surat_validasi -F signed=true \
        $PORTAL/api/action/satudata_workflow_document_add`
    """
    tk.check_access("satudata_workflow_document_add", context, data_dict)
    upload: Any = data_dict.get("upload")
    if not getattr(upload, "filename", None):
        raise tk.ValidationError({"upload": [tk._("Choose a file. ") + documents.max_upload_text()]})
    data, errors = tk.navl_validate({k: v for k, v in data_dict.items() if k != "upload"}, schema.document_add(), context)
    if errors:
        raise tk.ValidationError(errors)
    incoming = documents.Incoming(data["kind"], upload.stream, upload.filename, data.get("number"), data.get("dated_on"))
    ids: list[str] = data.get("task_ids") or [data.get("task_id") or ""]
    if not ids[0]:
        raise tk.ValidationError({"task_id": [tk._("Missing value")]})
    actor, field = officers.actor_of(context), "upload"
    try:
        added = documents.add_to_all(ids, incoming, actor)
        if data["signed"]:
            field = "signed"
            signing.sign(added.document.id, added.document.sha256, Act(SCAN, actor.user_id), actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, field)) from refused
    commit(context, *(step for situation in added.situations for step in situation.afterwards))
    why = {task_id: messages.for_refused(refusal) for task_id, refusal in added.refused.items()}
    return documents_shown.document(added.document) | ({"refused": why} if data.get("task_ids") else {})


@tk.side_effect_free
def satudata_workflow_case_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A case: where it stands, its steps, documents, decisions and timeline, and what the caller may answer now.

    Args:
        id: case id
        against: number of the revision with which the sealed content is compared; without it the one that the caller
            approved last, else the one of the round before
        record: id of the record that is shown whole, of a case with several: the others are a line each
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_case_show?id=c3a1…"`
        → `{"result": {"number": "PUB-2026-00012", "step": "periksa", "lock_version": 3, "task": {"answers": […], …}, …}}`
    """
    case_id = str(tk.get_or_bust(data_dict, "id")).replace("\0", "")
    case = model.Session.get(Case, case_id)
    if case is None:
        raise tk.ObjectNotFound(messages.refusal("no_such_case"))
    tk.check_access("satudata_workflow_case_show", context, data_dict)
    against = str(data_dict.get("against") or "")
    number = int(against) if against.isdecimal() and len(against) < 9 else None
    return dictize.case(case, officers.actor_of(context), number, str(data_dict.get("record") or "") or None)


@tk.side_effect_free
@tk.validate_action_data(schema.task_list)
def satudata_workflow_task_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The caller's desk.

    Args:
        tab: `mine` (tasks that the caller may do), `others` (cases that wait for somebody else), `finished`
        org: id of the OPD; step: id of the step at which the case stands; q: part of the number or title
        late: only what is overdue
        limit, offset: at most 100 rows a page
        choices: also say how many rows each tab has (`counts`) and by what this one can be narrowed (`organizations`, `steps`)
    Returns:
        count (of all rows) and results; of each also `held` (`claimed`, `assigned` or `pooled`: free for the whole office),
        `holder` (name of who has it) and `is_mine`
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_task_list?tab=mine&late=true&limit=20"`
    """
    tk.check_access("satudata_workflow_task_list", context, data_dict)
    actor, tab = officers.actor_of(context), data_dict["tab"]
    wanted = desk.Wanted(data_dict.get("org"), data_dict.get("step"), data_dict.get("q"), data_dict["late"])
    rows, count = desk.rows(actor, tab, data_dict["limit"], data_dict["offset"], wanted)
    found = {"count": count, "results": rows_shown.of_desk(rows, actor)}
    if data_dict["choices"]:
        found |= {"counts": desk.numbers(actor)} | dictize.choices(desk.choices(actor, tab))
    return found


@tk.side_effect_free
@tk.validate_action_data(schema.step_show)
def satudata_workflow_step_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The tasks of one step that the caller may do, to decide them together: what changed in each, and what stands against it.

    Args:
        step: id of the step; org: id of an OPD
        compare: default true; false leaves out of each task what has to be read from its content (`seal`, `revision`,
            `changes`, `warning`, `letters`)
    Returns:
        step, text, answers, documents, tasks (at most 100, longest waiting first), `letters` that stand for them (number,
        for how many cases, `waits_for`: who signs next, `signs`: whether that is the caller), `others`: tasks of this
        step under another version of the procedure, which are decided one by one
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_step_show?step=validasi"`
    """
    tk.check_access("satudata_workflow_step_show", context, data_dict)
    actor = officers.actor_of(context)
    wanted = desk.Wanted(data_dict.get("org"), data_dict["step"])
    return together.shown(desk.rows(actor, desk.MINE, TASKS_LIMIT, wanted=wanted)[0], actor, compare=data_dict["compare"])


@tk.side_effect_free
def satudata_workflow_startable_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """What the caller may start today without a record, by procedure and part of it.

    Returns:
        procedure, segment, kind, title, text (words of the first step), organizations (id, name; None where it is about none)
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_startable_list"`
    """
    tk.check_access("satudata_workflow_startable_list", context, data_dict)
    return dictize.startable(starting.of_actor(officers.actor_of(context)))


@tk.validate_action_data(schema.case_create)
def satudata_workflow_case_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Start a case that is about no record.

    Args:
        procedure, segment: as `satudata_workflow_startable_list` gives them
        organization: id of the OPD that it is about, where it is about one
        subject: what it is about, in a few words (at most 200 characters); optional
        form: any text that names this call; the same one again gives the case of the first
    Returns:
        the case, as `satudata_workflow_case_show` gives it
    Raises:
        ValidationError: `procedure` says why it cannot be started
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"procedure": "rekomendasi_kegiatan_statistik", \
        "subject": "Survei kepuasan 2026", "form": "a81f"}' $PORTAL/api/action/satudata_workflow_case_create`
    """
    tk.check_access("satudata_workflow_case_create", context, data_dict)
    actor = officers.actor_of(context)
    named = (data_dict["procedure"], data_dict.get("segment") or None, data_dict.get("organization") or None)
    try:
        situation = starting.start(actor, *named, data_dict.get("subject") or "", data_dict.get("form"))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "procedure")) from refused
    commit(context, *situation.afterwards)
    return dictize.case(situation.case, actor)


@tk.validate_action_data(schema.case_cancel)
def satudata_workflow_case_cancel(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Close a case without a result; its record stays as invisible as it was.

    Args:
        id: case id
        reason: shown to the parties
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "c3a1…", "reason": "Diajukan dua kali."}' \
        $PORTAL/api/action/satudata_workflow_case_cancel`
    """
    tk.check_access("satudata_workflow_case_cancel", context, data_dict)
    actor = officers.actor_of(context)
    try:
        cancelling.check_may_cancel(data_dict["id"], actor)
        situation = cancelling.cancel(data_dict["id"], data_dict["reason"], actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "reason")) from refused
    commit(context, *situation.afterwards)
    return dictize.case(situation.case, actor)


@tk.side_effect_free
def satudata_workflow_document_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A document of a case: how it stands, who signed it, what the caller may do; the file itself comes from its page.

    Args:
        id: document id
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_document_show?id=d0c5…"`
    """
    document = model.Session.get(Document, str(tk.get_or_bust(data_dict, "id")).replace("\0", ""))
    tk.check_access("satudata_workflow_document_show", context, data_dict)
    if document is None:
        raise tk.ObjectNotFound(tk._("There is no such document."))
    return documents_shown.shown(document, officers.actor_of(context))
