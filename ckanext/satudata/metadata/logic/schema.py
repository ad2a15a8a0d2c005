"""The form of what the actions are sent."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import Schema, Validator


@tk.validator_args
def table(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource by its id."""
    return {"resource_id": [not_empty, unicode_safe]}


@tk.validator_args
def record(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A record by its id or name."""
    return {"id": [not_empty, unicode_safe]}
