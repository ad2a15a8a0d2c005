"""The public figures of the cases: for everybody, by OPD only where the government says so."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from .. import desk, flowchart_words, governments, officers, statistics
from . import statistics_schema as schema


@tk.side_effect_free
@tk.validate_action_data(schema.statistics_show)
def satudata_workflow_statistics_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How many cases were decided in time and how many late, how long they took, and how many are open. Never a person.

    Args:
        months: whole months before this one that are counted beside it, 1 to 60; 12 if left out
    Returns:
        from, to (local dates), counted_at (UTC), government, and
        kinds: kind, name, open, open_late, ended (decided in that time), in_time, late, not_timed (no time is promised),
        median_days (days of the clock, from the submission), steps and steps_in_time (done steps that had a date);
        where there are fewer than `fewer_than` cases of a kind that could show who they are about, the numbers are null;
        months: the same by month of the end, without those kinds; organizations: the same by OPD, null if it is not for
        the caller: officers see it, everybody where the government has `figures: {by_organization: public}`
    Example:
        `curl "$PORTAL/api/action/satudata_workflow_statistics_show?months=3"`
        → `{"result": {"kinds": [{"kind": "publication", "ended": 41, "in_time": 38, "late": 3, …}], …}}`
    """
    tk.check_access("satudata_workflow_statistics_show", context, data_dict)
    if not desk.is_ready():
        raise tk.ObjectNotFound(tk._("There are no cases in this portal yet."))
    government = governments.current()
    found = statistics.figures(statistics.Wanted(government, data_dict["months"], officers.is_officer(context)))
    for entry in (*found["kinds"], *found["months"]):
        entry["name"] = flowchart_words.kind_name(entry["kind"])
    return {"government": government.slug, **found}
