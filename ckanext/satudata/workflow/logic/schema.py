"""The form of what the actions are sent: types and sizes only, never rows."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from .. import desk


@validator_args
def task_decide(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    int_validator: types.Validator,
    satudata_workflow_reason_length: types.Validator,
    satudata_workflow_names: types.Validator,
    satudata_workflow_ids: types.Validator,
    satudata_workflow_answers: types.Validator,
    satudata_workflow_form: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "lock_version": [not_empty, int_validator],
        "answers": [ignore_missing, satudata_workflow_answers],
        "answer": [not_empty, unicode_safe],
        "seal": [ignore_missing, unicode_safe],
        "reason": [ignore_missing, unicode_safe, satudata_workflow_reason_length],
        "fields": [ignore_missing, satudata_workflow_names],
        "assignee": [ignore_missing, unicode_safe],
        "organizations": [ignore_missing, satudata_workflow_ids],
        "form": [ignore_missing, satudata_workflow_form],
    }


@validator_args
def tasks_decide(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    """What stands beside the list of tasks; `validators.tasks_of` reads that."""
    return {
        "answer": [not_empty, unicode_safe],
        "reason": [ignore_missing, unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def document_add(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_date: types.Validator,
    satudata_workflow_task_ids: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
) -> types.Schema:
    return {
        "task_id": [ignore_missing, unicode_safe],
        "task_ids": [ignore_missing, satudata_workflow_task_ids],
        "kind": [not_empty, unicode_safe],
        "number": [ignore_missing, unicode_safe],
        "dated_on": [ignore_missing, satudata_workflow_date],
        "signed": [default(False), boolean_validator],
    }


@validator_args
def case_create(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "procedure": [not_empty, unicode_safe],
        "segment": [ignore_missing, unicode_safe],
        "organization": [ignore_missing, unicode_safe],
        "subject": [ignore_missing, unicode_safe, satudata_workflow_words],
        "form": [ignore_missing, unicode_safe, satudata_workflow_words],
    }


@validator_args
def case_cancel(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    default: types.ValidatorFactory,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        # the service refuses an empty one, in words
        "reason": [default(""), unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def task_list(
    ignore_missing: types.Validator,
    unicode_safe: types.Validator,
    natural_number_validator: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
    one_of: types.ValidatorFactory,
    limit_to_configured_maximum: types.ValidatorFactory,
    satudata_workflow_offset: types.Validator,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "tab": [default("mine"), unicode_safe, one_of(list(desk.TABS))],
        "org": [ignore_missing, unicode_safe, satudata_workflow_words],
        "step": [ignore_missing, unicode_safe, satudata_workflow_words],
        "q": [ignore_missing, unicode_safe, satudata_workflow_words],
        "late": [default(False), boolean_validator],
        "choices": [default(False), boolean_validator],
        "limit": [
            default(20),
            natural_number_validator,
            limit_to_configured_maximum("ckanext.satudata.workflow.desk_limit", 100),
        ],
        "offset": [default(0), natural_number_validator, satudata_workflow_offset],
    }


@validator_args
def step_show(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "step": [not_empty, unicode_safe, satudata_workflow_words],
        "org": [ignore_missing, unicode_safe, satudata_workflow_words],
        "compare": [default(True), boolean_validator],
    }
