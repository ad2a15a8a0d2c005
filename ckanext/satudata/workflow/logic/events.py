"""Actions about the event log: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import erasing, messages, officers
from ..errors import WorkflowRefused
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
        ValidationError: `id`: no such event, or one without words
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
            raise tk.ValidationError(messages.for_form(refused, "id")) from refused
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
    """
    tk.check_access("satudata_workflow_text_copies", context, data_dict)
    return {"count": len(erasing.copies(data_dict["id"]))}
