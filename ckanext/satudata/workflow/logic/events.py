"""Actions about the event log: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import erasing, event_log, messages, officers
from ..errors import WorkflowRefused
from ..model import Case
from ..offered import iso
from . import events_schema as schema


@tk.validate_action_data(schema.text_erase)
def satudata_workflow_text_erase(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Erase the words of a reason or comment; the event stays, and a new one says who erased them. Administrators only.

    Args:
        id: of the event, as `timeline` of `satudata_workflow_case_show` names it
        because: `personal_data`, `secret`, `asked` (by the person whom the words are about) or `misplaced` (of another case)
        copies: also where the same person wrote the same words; default false
    Returns:
        id, erased_at, because, and `events`: how many were erased by this call; sent again it gives the first one's moment
    Raises:
        ValidationError: `id`: no such event, or one without words; `because`: none of these
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "77d0…", "because": "personal_data"}' \
        $PORTAL/api/action/satudata_workflow_text_erase`
    """
    tk.check_access("satudata_workflow_text_erase", context, data_dict)
    actor, because = officers.actor_of(context), data_dict["because"]
    # the one that is named comes last: as long as it is there, a second call finds the others
    ids = [*(erasing.copies(data_dict["id"]) if data_dict["copies"] else ()), data_dict["id"]]
    answer: dict[str, Any] = {}
    for event_id in ids:
        try:
            erasure = erasing.erase(event_id, because, actor)
        except WorkflowRefused as refused:
            model.Session.rollback()
            field = "because" if refused.code == "because_missing" else "id"
            raise tk.ValidationError(messages.for_form(refused, field)) from refused
        answer = {"id": event_id, "erased_at": iso(erasure.at), "because": erasure.data["because"], "events": len(ids)}
        commit(context)
    return answer


@tk.side_effect_free
@tk.validate_action_data(schema.event)
def satudata_workflow_text_copies(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """In how many other events the same person wrote the same words. Administrators only.

    Args:
        id: of an event with words
    Returns:
        count
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_text_copies?id=77d0…"`
        → `{"result": {"count": 2}}`
    """
    tk.check_access("satudata_workflow_text_copies", context, data_dict)
    return {"count": len(erasing.copies(data_dict["id"]))}


@tk.side_effect_free
@tk.validate_action_data(schema.event_list)
def satudata_workflow_event_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Events, oldest first: of a case for its parties, of all for administrators. Each reader gets what the page of the case
    tells him or her: an internal comment only its own house.

    Args:
        case: id; its events and those of its records. Without it administrators only
        record: id of a record
        kind: of cases, such as `publication`: only their own events
        type: of events, such as `satudata.workflow.case_returned`
        since, until: first and last day in the government's zone, `2026-03-12`
        limit: at most 100; after: `next` of the page before
    Returns:
        results, each with id, stream, seq, type, at (UTC), actor (id of the account; null: the portal), role, acting_for,
        audience, data (ids and codes), text (words; null if there are none), is_erased, text_hash, prev_hash, hash;
        next: what to send as `after` for the next page, null at the end
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_event_list?case=c3a1…&limit=100"`
    """
    tk.check_access("satudata_workflow_event_list", context, data_dict)
    case = model.Session.get(Case, data_dict["case"]) if data_dict.get("case") else None
    if data_dict.get("case") and case is None:
        raise tk.ObjectNotFound(messages.refusal("no_such_case"))
    asked = {name: data_dict.get(name) or None for name in ("record", "kind", "type", "since", "until")}
    wanted = event_log.narrowed(event_log.of_case(case) if case else event_log.Wanted(), **asked)
    limit = data_dict["limit"]
    found = event_log.page(wanted, officers.actor_of(context), case.government if case else None, limit + 1,
                           data_dict.get("after") or None)
    return {"results": found[:limit], "next": found[limit - 1]["id"] if limit and len(found) > limit else None}
