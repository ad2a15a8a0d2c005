"""The form of what the actions on events are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from .. import erasing


@validator_args
def event(not_empty: types.Validator, unicode_safe: types.Validator) -> types.Schema:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def text_erase(
    not_empty: types.Validator,
    unicode_safe: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
    one_of: types.ValidatorFactory,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "because": [not_empty, one_of(list(erasing.BECAUSE))],
        "copies": [default(False), boolean_validator],
    }
