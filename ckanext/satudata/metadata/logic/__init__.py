"""CKAN's face of the room: actions, rights, schemas, validators."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import ckan.plugins as p


def all_actions() -> dict[str, Any]:
    """What the plugin registers, of every module of actions, and what it adds to CKAN's own."""
    from . import action, dictionary, drafts, exports, form, imports, listing, naming, officers, purge, region, variabel

    modules: tuple[ModuleType, ...] = (action, dictionary, drafts, exports, form, imports, region, variabel)
    found = {name: function for module in modules for name, function in vars(module).items()
             if name.startswith("satudata_metadata_") and function.__module__ == module.__name__}
    if p.plugin_loaded("datastore"):
        found["datastore_create"] = dictionary.datastore_create
    return found | listing.all_actions() | {
        "dataset_purge": purge.dataset_purge, "package_create": officers.package_create,
        "package_update": officers.package_update, "package_patch": naming.package_patch}


def all_validators() -> dict[str, Any]:
    """What the plugin registers, of both modules of validators."""
    from . import validators, value_validators

    return {name: function for module in (validators, value_validators) for name, function in vars(module).items()
            if name.startswith("satudata_metadata_") and function.__module__ == module.__name__}
