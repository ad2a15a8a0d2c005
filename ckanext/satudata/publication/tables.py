"""What this room asks about tables. The room `metadata` loads them; where it is off there is nothing to wait for."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p


def _loader() -> Any:
    if not p.plugin_loaded("satudata_metadata"):
        return None
    from ckanext.satudata.metadata import shared

    return shared


def evidence(resource_id: str) -> dict[str, Any]:
    """Rows and checksum of the DataStore table of a resource, read back from it; empty if it has none."""
    loader = _loader()
    if loader is None or not p.plugin_loaded("datastore"):
        return {}
    try:
        rows, checksum = loader.checksum(resource_id)
    except LookupError:             # no table: a file that is none, or one that was refused
        return {}
    return {"rows": rows, "checksum": checksum}


def state(resource_id: str) -> str | None:
    """`waiting`, `loading`, `loaded`, `refused`, `failed`, or None where nobody loads tables."""
    loader = _loader()
    found = loader.table_state(resource_id) if loader else None
    return found.status if found else None


def is_loading(context: Any) -> bool:
    """Whether a DataStore write is the portal's own loading of a file: an object identity, which no caller can send."""
    loader = _loader()
    return loader is not None and loader.is_loader(context)


def loads_files() -> bool:
    """Whether the portal itself keeps the tables of files; where it does not, other loaders do."""
    return _loader() is not None


def exists(resource_id: str) -> bool:
    """Whether a DataStore table of this name is there."""
    if not p.plugin_loaded("datastore"):
        return False
    from ckanext.datastore.backend import DatastoreBackend

    return DatastoreBackend.get_active_backend().resource_exists(resource_id)


def checksum_of(resource_id: str) -> str | None:
    """The checksum of the rows as the loader left them, without reading them again.

    Returns:
        empty if it refused the file or is not done; None if the portal does not load this table
    """
    loader = _loader()
    found = loader.table_state(resource_id) if loader else None
    return found.checksum or "" if found else None


def rows_of(resource_id: str) -> int | None:
    """How many rows the loader put into a table; None if it did not."""
    loader = _loader()
    found = loader.table_state(resource_id) if loader else None
    return found.rows if found else None
