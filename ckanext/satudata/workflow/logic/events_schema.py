"""The form of what the actions on events are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args


@validator_args
def event(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def text_erase(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "because": [default(""), unicode_safe],       # the service refuses what it does not know, in words
        "copies": [default(False), boolean_validator],
    }


@validator_args
def event_list(
    ignore_missing: types.Validator,
    unicode_safe: types.Validator,
    natural_number_validator: types.Validator,
    default: types.ValidatorFactory,
    limit_to_configured_maximum: types.ValidatorFactory,
    satudata_workflow_date: types.Validator,
    satudata_workflow_words: types.Validator,
) -> types.Schema:
    names = ("case", "record", "kind", "type", "after")
    return {
        **{name: [ignore_missing, unicode_safe, satudata_workflow_words] for name in names},
        **{name: [ignore_missing, satudata_workflow_date] for name in ("since", "until")},
        "limit": [
            default(50),
            natural_number_validator,
            limit_to_configured_maximum("ckanext.satudata.workflow.desk_limit", 100),
        ],
    }
