"""Package types whose schema is the portal's own, with our fields beside it (`ckanext.satudata.metadata.extend`).

Scheming reads its schemas in its own `update_config` and hands them out by its helper `scheming_dataset_schemas`; everything
that it does with a schema later starts there. We add our fields once all plugins have read their configuration
(`IConfigurable`): nothing is patched, no file is written, and the portal's own file is read by scheming alone. Without the
option nothing of this runs, and what was stored in our fields is an extra of its record, as CKAN keeps any other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import ckan.plugins as p
from ruamel.yaml import YAML

from ckanext.satudata import schemas as files  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)
from ckanext.scheming import helpers as scheming

from . import config, extending, vocabularies
from .extending import Clash

log = logging.getLogger(__name__)
NO_FIELDS, NOT_LOADED = "no_fields", "not_loaded"       # why a type cannot be extended


def apply() -> None:
    """Add our fields to the schemas of the types that the portal named."""
    written, expanded = scheming.scheming_dataset_schemas(False), scheming.scheming_dataset_schemas(True)
    if not p.plugin_loaded("scheming_datasets") or written is None or expanded is None:
        return
    _add_presets()
    for package_type in config.extend():
        if fault := fault_of(package_type):
            log.error("The schema of %s is not extended: %s", package_type, fault)
        elif not _is_ours(expanded[package_type]):
            ours, whole = _own(package_type), _written_out(_own(package_type))
            names = [clash.field for clash in extending.clashes(expanded[package_type], _with_codes(whole))]
            expanded[package_type] = extending.extended(expanded[package_type], whole, names)
            written[package_type] = extending.extended(written[package_type], ours, names)


def fault_of(package_type: str) -> str | None:
    """Why a type cannot be extended: we have no fields for it, or scheming has loaded no schema of it."""
    if package_type not in config.OWN_TYPES:
        return NO_FIELDS
    return None if package_type in (scheming.scheming_dataset_schemas() or {}) else NOT_LOADED


def clashes_of(package_type: str) -> tuple[Clash, ...]:
    """Fields that mean something else in the portal's schema of an extended type."""
    schema = (scheming.scheming_dataset_schemas() or {}).get(package_type)
    if not schema or not extending.is_extended(schema):
        return ()
    found = extending.clashes(schema, _with_codes(_written_out(_own(package_type))))
    return tuple(clash for clash in found if clash.field in schema[extending.CLASHES])


def _is_ours(schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("satudata_sections"))


def _own(name: str) -> dict[str, Any]:
    """A file of ours, as it is written: the schema of a type, or the presets."""
    return YAML(typ="safe", pure=True).load((Path(files.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))


def _add_presets() -> None:
    """Our fields use presets of ours, which a portal with schemas of its own may not name; its own of the same name hold."""
    known = scheming.scheming_get_presets()
    if known is not None:
        for preset in _own("presets")["presets"]:
            known.setdefault(preset["preset_name"], preset["values"])


def _written_out(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its presets written out."""
    return {**schema, **{key: _expanded(schema[key]) for key in (extending.FIELDS, extending.RESOURCES) if key in schema}}


def _with_codes(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same, the codes of our lists written out as a portal writes its choices: so both are compared."""
    return {**schema, extending.FIELDS: [
        {**field, "choices": [{"value": entry.value} for entry in vocabularies.load(field["satudata_vocabulary"]).entries]}
        if "satudata_vocabulary" in field else field for field in schema[extending.FIELDS]]}


def _expanded(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for field in fields:
        whole = {**(scheming.scheming_get_preset(field["preset"]) or {}), **field} if "preset" in field else dict(field)
        if "repeating_subfields" in whole:
            whole["repeating_subfields"] = _expanded(whole["repeating_subfields"])
        found.append(whole)
    return found
