"""The form of what the actions of the clocks are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from ..pausing import UNITS, WHOSE


@validator_args
def case_pause(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    default: types.ValidatorFactory,
    one_of: types.ValidatorFactory,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "whose": [not_empty, one_of(list(WHOSE))],
        "reason": [default(""), unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def case_resume(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def case_extend(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    default: types.ValidatorFactory,
    one_of: types.ValidatorFactory,
    boolean_validator: types.Validator,
    ignore_empty: types.Validator,
    int_validator: types.Validator,
    satudata_workflow_amount: types.Validator,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "value": [not_empty, satudata_workflow_amount],
        "unit": [not_empty, one_of(list(UNITS))],
        "whole": [default(False), boolean_validator],
        "lock_version": [ignore_empty, int_validator],
        "reason": [default(""), unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def holiday_list(not_empty: types.Validator, satudata_workflow_year: types.Validator) -> types.Schema:
    return {"year": [not_empty, satudata_workflow_year]}


@validator_args
def holiday_create(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    default: types.ValidatorFactory,
    ignore_empty: types.Validator,
    one_of: types.ValidatorFactory,
    boolean_validator: types.Validator,
    satudata_workflow_date: types.Validator,
    satudata_workflow_time: types.Validator,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "day": [not_empty, satudata_workflow_date],
        "name": [not_empty, unicode_safe, satudata_workflow_words],
        "source": [not_empty, unicode_safe, satudata_workflow_words],
        "kind": [default("local"), one_of(["local", "cuti_bersama"])],
        "is_open": [default(False), boolean_validator],
        "opens": [ignore_empty, satudata_workflow_time],
        "closes": [ignore_empty, satudata_workflow_time],
    }
