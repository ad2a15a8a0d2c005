"""From a resource's file to its table: read, judge, replace, and read back."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any, BinaryIO

import ckan.plugins.toolkit as tk

from . import datastore, storage
from .tables.profile import profile, records
from .tables.sources import open_source

log = logging.getLogger(__name__)
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the DataStore now; `sha256` is of the file that it was read from."""

    sha256: str
    rows: int
    columns: int
    checksum: str


class RowsLost(Exception):
    """The DataStore gives back another number of rows than the file has."""


def load(resource_id: str, before: Loaded | None) -> Loaded:
    """Load the file of a resource into the DataStore. The file itself is only read.

    Args:
        before: what was loaded; a table that still is what the same file gave is left alone
    Raises:
        Refused: the file is no table that we read; the table that stood there is then wrong, and gone
        ObjectNotFound: the resource is gone
        RowsLost: never seen; said instead of showing a table that is not the file
    """
    context: Any = datastore.loader_context()
    resource = tk.get_action("resource_show")(context, {"id": resource_id})
    with storage.open_file(resource) as stream:
        sha256 = _sha256(stream)
        if before and before.sha256 == sha256 and _still_stands(resource_id, before):
            return before
        source = open_source(stream, storage.format_of(resource))
        table = profile(source)
        datastore.replace(resource_id, table, records(source, table))
    rows, checksum = datastore.checksum(resource_id)
    if rows != table.rows:
        raise RowsLost(resource_id, table.rows, rows)
    datastore.show(resource_id)
    log.info("table of resource %s: %s rows, %s columns", resource_id, rows, len(table.columns))
    return Loaded(sha256, rows, len(table.columns), checksum)


def _still_stands(resource_id: str, before: Loaded) -> bool:
    return datastore.exists(resource_id) and datastore.checksum(resource_id) == (before.rows, before.checksum)


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
