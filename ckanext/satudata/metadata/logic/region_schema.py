"""The form of what the look-up of regions is sent."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import Schema, Validator

from .. import region_messages, regions

LONGEST = 100                   # the longest full name of a village has 80 characters


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise tk.Invalid(region_messages.too_long(LONGEST))
    return text


def _few(limit: int | str) -> int | str:
    """CKAN asks each validator, also after one has refused: then it is still a text."""
    if isinstance(limit, int) and limit > regions.MOST:
        raise tk.Invalid(region_messages.at_most(regions.MOST))
    return limit


def _known(code: str) -> str:
    region = regions.find(code)
    if region is None:
        raise tk.Invalid(region_messages.unknown_around(code))
    return region.code


@tk.validator_args
def search(
    ignore_missing: Validator, ignore_empty: Validator, unicode_safe: Validator, is_positive_integer: Validator,
) -> Schema:
    """A text, the region around, and how many."""
    return {"q": [ignore_missing, unicode_safe, _short],
            "within": [ignore_missing, ignore_empty, unicode_safe, _short, _known],
            "limit": [ignore_missing, ignore_empty, is_positive_integer, _few]}
