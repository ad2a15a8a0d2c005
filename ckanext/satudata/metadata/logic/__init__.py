"""CKAN's face of the room: actions, rights, schemas, validators."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def all_actions() -> dict[str, Any]:
    """What the plugin registers, of every module of actions, and what it adds to CKAN's own."""
    from . import action, drafts, form, purge, region

    modules: tuple[ModuleType, ...] = (action, drafts, form, region)
    found = {name: function for module in modules for name, function in vars(module).items()
             if name.startswith("satudata_metadata_") and function.__module__ == module.__name__}
    return found | {"dataset_purge": purge.dataset_purge}


def all_validators() -> dict[str, Any]:
    """What the plugin registers, of both modules of validators."""
    from . import validators, value_validators

    return {name: function for module in (validators, value_validators) for name, function in vars(module).items()
            if name.startswith("satudata_metadata_") and function.__module__ == module.__name__}
