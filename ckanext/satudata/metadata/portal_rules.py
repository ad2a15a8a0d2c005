"""The rules that hold on this portal: ours, and in the place of them those of its own file, if that can be used."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from . import config, rules, schemas
from .extending import CLASHES
from .rules import Rule, RulesError

log = logging.getLogger(__name__)


def of_type(package_type: str) -> tuple[Rule, ...]:
    """The rules of a record type. While the portal's own file is broken, ours hold; the log and the doctor say so.

    Without those about fields that mean something else in the portal's own schema (`extensions.py`).
    """
    path = config.rules()
    found = rules.load(package_type, Path(path) if path and not _faults(path) else None)
    clashing = set((schemas.of_type(package_type) or {}).get(CLASHES, ()))
    return tuple(rule for rule in found if not clashing.intersection(_named_by(rule))) if clashing else found


def _named_by(rule: Rule) -> set[str]:
    return {*rule.fields, *rule.when, *(value for value in rule.options.values() if isinstance(value, str))}


def faults() -> tuple[str, ...]:
    """What is wrong with the portal's own file, for operators; nothing where it has none."""
    path = config.rules()
    return _faults(path) if path else ()


@cache
def _faults(path: str) -> tuple[str, ...]:
    try:
        rules.load("dataset", Path(path))
    except RulesError as error:
        log.error("The rules of the portal are not used, because their file is broken: %s", "; ".join(error.faults))
        return error.faults
    return ()
