"""Actions about several records in one case: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import dictize, joining, messages, officers
from ..errors import WorkflowRefused
from ..model import Case
from ..offered import iso
from . import joining_schema as schema


@tk.validate_action_data(schema.case_join)
def satudata_workflow_case_join(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take the records of other drafts into a draft, to submit them together. The other drafts end with it.

    Args:
        id: case id of the draft that stays
        cases: case ids of the others (`satudata_workflow_case_joinable_list` gives them); a case has at most 100 records
    Returns:
        the case, as `satudata_workflow_case_show` gives it; sent again it gives the same
    Raises:
        ValidationError: `cases` says why: one was submitted already, belongs to another OPD, or is somebody else's
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "5f1c…", "cases": ["77ab…", "c0de…"]}'
        $PORTAL/api/action/satudata_workflow_case_join`
    """
    tk.check_access("satudata_workflow_case_join", context, data_dict)
    actor = officers.actor_of(context)
    try:
        situation = joining.join(data_dict["id"], data_dict["cases"], actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "cases")) from refused
    commit(context, *situation.afterwards)
    return dictize.case(situation.case, actor)


@tk.side_effect_free
@tk.validate_action_data(schema.case_id)
def satudata_workflow_case_joinable_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Other drafts that may become one case with a draft: of the same OPD, under the same procedure.

    Args:
        id: case id of the draft
    Returns:
        case_id, topic_id, title, opened_at: one entry for each record, longest first, at most 100
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_case_joinable_list?id=c3a1…"`
    """
    case = model.Session.get(Case, data_dict["id"])
    if case is None:
        raise tk.ObjectNotFound(messages.refusal("no_such_case"))
    tk.check_access("satudata_workflow_case_joinable_list", context, data_dict)
    return [{"case_id": one.id, "topic_id": topic_id, "title": title, "opened_at": iso(one.opened_at)}
            for one, topic_id, title in joining.joinable(case, officers.actor_of(context))]
