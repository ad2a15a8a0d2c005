"""The form of what the actions about offices are sent: types and sizes only, never rows."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from .. import officers_found


@validator_args
def officer_create(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_date: types.Validator,
    satudata_workflow_words: types.Validator,
    one_of: types.ValidatorFactory,
) -> types.Schema:
    return {
        "user": [not_empty, unicode_safe, satudata_workflow_words],
        "role": [not_empty, unicode_safe, satudata_workflow_words],
        "organization": [ignore_missing, unicode_safe, satudata_workflow_words],
        "valid_from": [ignore_missing, satudata_workflow_date],
        "valid_until": [ignore_missing, satudata_workflow_date],
        "nip": [ignore_missing, unicode_safe, satudata_workflow_words],
        "acting_as": [ignore_missing, one_of(["plt", "plh"])],
        "acting_for": [ignore_missing, unicode_safe, satudata_workflow_words],
        "decree": [ignore_missing, unicode_safe, satudata_workflow_words],
        "decree_on": [ignore_missing, satudata_workflow_date],
    }


@validator_args
def officer_end(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_date: types.Validator,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "last_day": [ignore_missing, satudata_workflow_date],
        "reason": [ignore_missing, unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def officer_prolong(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_date: types.Validator,
    satudata_workflow_reason_length: types.Validator,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "valid_until": [ignore_missing, satudata_workflow_date],
        "reason": [ignore_missing, unicode_safe, satudata_workflow_reason_length],
    }


@validator_args
def officer_search(
    ignore_missing: types.Validator,
    unicode_safe: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
    one_of: types.ValidatorFactory,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "state": [default(officers_found.TODAY), unicode_safe, one_of(list(officers_found.STATES))],
        "role": [ignore_missing, unicode_safe, satudata_workflow_words],
        "org": [ignore_missing, unicode_safe, satudata_workflow_words],
        "q": [ignore_missing, unicode_safe, satudata_workflow_words],
        "acting": [default(False), boolean_validator],
    } | vacancy_list()


@validator_args
def officer_history(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    ignore_missing: types.Validator,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    return {
        "role": [not_empty, unicode_safe, satudata_workflow_words],
        "organization": [ignore_missing, unicode_safe, satudata_workflow_words],
    } | vacancy_list()


@validator_args
def vacancy_list(
    natural_number_validator: types.Validator,
    default: types.ValidatorFactory,
    limit_to_configured_maximum: types.ValidatorFactory,
    satudata_workflow_offset: types.Validator,
) -> types.Schema:
    """A page of a list."""
    return {
        "limit": [
            default(20), natural_number_validator, limit_to_configured_maximum("ckanext.satudata.workflow.desk_limit", 100),
        ],
        "offset": [default(0), natural_number_validator, satudata_workflow_offset],
    }
