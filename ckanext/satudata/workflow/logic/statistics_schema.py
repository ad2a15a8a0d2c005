"""The form of what the actions of the public figures are sent."""

from __future__ import annotations

from ckan import types
from ckan.logic.schema import validator_args

from ..statistics import MONTHS, MOST_MONTHS


@validator_args
def statistics_show(
    default: types.ValidatorFactory, int_validator: types.Validator, one_of: types.ValidatorFactory
) -> types.Schema:
    return {"months": [default(MONTHS), int_validator, one_of(range(1, MOST_MONTHS + 1))]}
