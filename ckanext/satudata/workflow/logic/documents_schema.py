"""The form of what the actions about documents are sent: types and sizes only, never rows."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from .. import signing, signing_ways


@validator_args
def document_void(
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
def document_number(
    not_empty: types.Validator, unicode_safe: types.Validator, default: types.ValidatorFactory,
) -> types.Schema:
    return {"id": [not_empty, unicode_safe], "number": [default(""), unicode_safe]}


@validator_args
def document_sign(
    not_empty: types.Validator, unicode_safe: types.Validator, ignore_missing: types.Validator,
    default: types.ValidatorFactory, one_of: types.ValidatorFactory,
) -> types.Schema:
    return {
        "id": [not_empty, unicode_safe],
        "sha256": [not_empty, unicode_safe],
        "way": [default(signing_ways.SCAN), one_of(list(signing.WAYS))],
        "passphrase": [ignore_missing, unicode_safe],
    }
