"""Tables in the DataStore: CKAN's actions make and drop them, PostgreSQL's COPY fills and reads them.

Rows go in by COPY, in one transaction: readers see none of them or all, and a million takes minutes, not hours.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

from ckanext.datastore.backend import DatastoreBackend
from ckanext.datastore.backend.postgres import get_read_engine, get_write_engine, identifier

from .tables.profile import Column, Profile

log = logging.getLogger(__name__)
# No caller of the API can send an object: who finds this one in the context knows that it is our loader.
LOADER = object()
LOADER_KEY = "satudata_table_loader"
PIECE = 1 << 16
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# The text of a value depends on these; numbers and texts do not, tables that others made may hold anything.
_STEADY = ("datestyle = 'ISO, YMD'", "intervalstyle = 'iso_8601'", "timezone = 'UTC'", "extra_float_digits = 1",
           "bytea_output = 'hex'")


def loader_context() -> Context:
    """The context of our own writes: the site's user, and the mark that the gate lets pass."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    context: Any = {"user": user["name"], "ignore_auth": True, LOADER_KEY: LOADER}
    return context


def is_loader(context: Any) -> bool:
    """Whether this context was made by `loader_context`."""
    return context.get(LOADER_KEY) is LOADER


def exists(resource_id: str) -> bool:
    """Whether the DataStore has a table for the resource."""
    return DatastoreBackend.get_active_backend().resource_exists(resource_id)


def drop(resource_id: str) -> None:
    """Remove the resource's table, if there is one."""
    if exists(resource_id):
        tk.get_action("datastore_delete")(loader_context(), {"resource_id": resource_id, "force": True})


def replace(resource_id: str, table: Profile, rows: Iterable[list[str | None]]) -> None:
    """Put a new table in the place of the old one, with the labels of the file as its data dictionary.

    Args:
        rows: values in the order of the columns, as PostgreSQL reads them
    """
    drop(resource_id)
    tk.get_action("datastore_create")(loader_context(), {
        "resource_id": resource_id, "force": True, "fields": [_field(column) for column in table.columns],
    })
    _fill(resource_id, [column.name for column in table.columns], rows)
    DatastoreBackend.get_active_backend().calculate_record_count(resource_id)


def show(resource_id: str) -> None:
    """Make the views that the portal gives to tables (`ckan.views.default_views`), as far as they are missing.

    CKAN makes views when a file is uploaded; then there is no table yet. Where the record is closed, nothing is made.
    """
    resource = tk.get_action("resource_show")(loader_context(), {"id": resource_id})
    try:
        tk.get_action("resource_create_default_resource_views")(
            loader_context(), {"resource": resource, "create_datastore_views": True})
    except tk.ValidationError as refused:
        log.warning("no view for the table of resource %s: %s", resource_id, refused)


def _field(column: Column) -> dict[str, Any]:
    return {"id": column.name, "type": column.type, "info": {"label": column.label or column.name}}


class _Stream:
    """Rows as the text that COPY reads, made piece by piece."""

    def __init__(self, rows: Iterable[list[str | None]]) -> None:
        self.lines: Iterator[str] = map(_line, rows)

    def read(self, size: int = PIECE) -> str:
        """About `size` characters, whole lines; empty at the end."""
        piece: list[str] = []
        length = 0
        for line in self.lines:
            piece.append(line)
            length += len(line)
            if length >= size:
                break
        return "".join(piece)


def _line(row: list[str | None]) -> str:
    return "\t".join(["\\N" if value is None else value.translate(_ESCAPED) for value in row]) + "\n"


def _fill(resource_id: str, names: list[str], rows: Iterable[list[str | None]]) -> None:
    columns = ", ".join(map(identifier, names))
    connection = get_write_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {identifier(resource_id)} ({columns}) FROM STDIN", _Stream(rows), PIECE)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.close()


class _Digest:
    """Takes what COPY writes; counts rows by their line ends, which a value in this format never holds."""

    def __init__(self, start: str) -> None:
        self.hash = hashlib.sha256(start.encode())
        self.rows = 0

    def write(self, piece: bytes | str) -> None:
        data = piece.encode() if isinstance(piece, str) else piece
        self.hash.update(data)
        self.rows += data.count(b"\n")


def checksum(resource_id: str, table: str | None = None) -> tuple[int, str]:
    """Number of rows of a table and a SHA-256 over its columns and its rows in the order of `_id`, as they are read back.

    Equal tables have equal checksums wherever they stand and whenever they were loaded; `_id` itself does not count.

    Args:
        table: its name, if it is not the resource's id
    Raises:
        LookupError: there is no such table
    """
    name = table or resource_id
    with get_read_engine().connect() as connection, connection.begin():
        columns = _columns(connection, name)
        if not columns:
            raise LookupError(name)
        for setting in _STEADY:
            connection.execute(sa.text(f"SET LOCAL {setting}"))
        digest = _Digest(json.dumps(columns, ensure_ascii=False) + "\n")
        chosen = ", ".join(identifier(column) for column, _type in columns)
        with connection.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY (SELECT {chosen} FROM {identifier(name)} ORDER BY _id) TO STDOUT", digest, PIECE)
    return digest.rows, digest.hash.hexdigest()


def _columns(connection: sa.Connection, table: str) -> list[tuple[str, str]]:
    """Name and type of the columns that people filled, in the table's order."""
    found = connection.execute(sa.text(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relname = :table AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY a.attnum"), {"table": table})
    return [(name, kind) for name, kind in found if not name.startswith("_")]
