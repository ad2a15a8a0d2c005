"""Saving one section of a record: what stands in the others is neither validated again nor changed.

The mark is an object that no caller of the API can send. CKAN validates the whole record at each save; a value that was
allowed once, or came with an old portal, must not keep somebody from saving a section that has nothing to do with it.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.logic.converters import convert_to_extras
from ckan.logic.schema import default_update_package_schema
from ckan.types import FlattenDataDict, FlattenErrorDict

KEY = "satudata_metadata_untouched"
# CKAN writes these itself, or cannot do without them
_ALWAYS = frozenset({"id", "name", "title", "type", "owner_org", "tag_string", "tags", "private", "state", "resources"})


class Untouched:
    """The fields that a save leaves as they are stored."""

    def __init__(self, fields: frozenset[str]) -> None:
        self.fields = fields - _ALWAYS


def is_section_save(context: Any) -> bool:
    """Whether a section of the form is saved: the form has looked at the rules for the whole record itself (`forms.py`)."""
    return _mark(context) is not None and isinstance(context.get("package"), model.Package)


def _mark(context: Any) -> Untouched | None:
    mark = context.get(KEY)
    return mark if isinstance(mark, Untouched) else None


def set_aside(data: FlattenDataDict, context: Any) -> None:
    """Before the fields are validated."""
    if mark := _mark(context):
        for key in [key for key in data if key[0] in mark.fields]:      # also those of rows
            data[key] = tk.missing
        for name in mark.fields:
            data[(name,)] = tk.missing


def put_back(data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """After them: exactly what is stored. A portal's own schema may require a field: it is asked for in its own section."""
    mark, package = _mark(context), context.get("package")
    if mark is None:
        return
    for key in [key for key in errors if key[0] in mark.fields]:
        errors[key] = []
    for key in [key for key in data if key[0] in mark.fields]:
        del data[key]
    if not isinstance(package, model.Package):
        return
    columns = default_update_package_schema()
    for name in sorted(mark.fields):
        stored = getattr(package, name, None) if name in columns else package.extras.get(name)
        if stored is None:
            continue
        data[(name,)] = stored
        if name not in columns:
            convert_to_extras((name,), data, errors, context)
            del data[(name,)]
