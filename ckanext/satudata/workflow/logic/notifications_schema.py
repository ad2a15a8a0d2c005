"""The form of what the actions of notifications are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from ..notify import FREQUENCIES

LIMIT = 100


@validator_args
def notification_list(
    natural_number_validator: types.Validator,
    boolean_validator: types.Validator,
    default: types.ValidatorFactory,
    limit_to_configured_maximum: types.ValidatorFactory,
    satudata_workflow_offset: types.Validator,
) -> types.Schema:
    return {
        "unread": [default(False), boolean_validator],
        "limit": [
            default(20), natural_number_validator, limit_to_configured_maximum("ckanext.satudata.workflow.desk_limit", LIMIT),
        ],
        "offset": [default(0), natural_number_validator, satudata_workflow_offset],
    }


@validator_args
def notification_read(
    ignore_missing: types.Validator,
    list_of_strings: types.Validator,
) -> types.Schema:
    return {"ids": [ignore_missing, list_of_strings]}


@validator_args
def mail_setting_update(
    not_empty: types.Validator,
    ignore_empty: types.Validator,
    unicode_safe: types.Validator,
    one_of: types.ValidatorFactory,
) -> types.Schema:
    return {
        "frequency": [not_empty, unicode_safe, one_of(list(FREQUENCIES))],
        "language": [ignore_empty, unicode_safe, one_of(["id", "en"])],
    }
