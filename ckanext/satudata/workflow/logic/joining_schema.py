"""The form of what the actions about several records in one case are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args


@validator_args
def case_id(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def case_join(
    not_empty: types.Validator, unicode_safe: types.Validator, satudata_workflow_task_ids: types.Validator,
) -> types.Schema:
    return {"id": [not_empty, unicode_safe], "cases": [not_empty, satudata_workflow_task_ids]}
