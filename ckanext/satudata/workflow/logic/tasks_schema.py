"""The form of what the actions on tasks and comments are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args


@validator_args
def task(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def task_assign(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe], "assignee": [not_empty, unicode_safe]}


@validator_args
def task_with_reason(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    """A reason that is missing is refused by the rule, in its own words."""
    return {
        "id": [not_empty, unicode_safe],
        "reason": [ignore_missing, unicode_safe, satudata_workflow_reason_length],
        "to": [ignore_missing, unicode_safe],
    }


@validator_args
def comment_create(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    default: types.ValidatorFactory,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "text": [ignore_missing, unicode_safe],
        "audience": [default("parties"), unicode_safe],
    }
