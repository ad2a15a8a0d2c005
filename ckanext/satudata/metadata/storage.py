"""Reading a resource's file, wherever the portal keeps it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast
from urllib.parse import urlparse

import file_keeper as fk
from ckan.lib import files, uploader

from .tables import refusals
from .tables.refusals import Refused


@contextmanager
def open_file(resource: dict[str, Any]) -> Iterator[BinaryIO]:
    """The bytes of an upload, as a stream that can be sought.

    Asks the portal's uploader where they lie: CKAN's folder, the blobs of `publication`, or a storage of CKAN 2.12,
    whose file is copied to a temporary one.

    Raises:
        Refused: link, missing_file
    """
    if resource.get("url_type") != "upload":
        raise Refused(refusals.LINK)
    upload = uploader.get_resource_uploader(dict(resource))     # a copy: uploaders take keys away
    try:
        place = upload.get_path(resource["id"])
        storage = getattr(upload, "storage", None)              # as in CKAN's download: asked once the place is known
        if isinstance(storage, fk.Storage):
            with tempfile.TemporaryFile() as stream:
                for piece in storage.stream(files.FileData(files.Location(place))):
                    stream.write(piece)
                stream.seek(0)
                yield cast(BinaryIO, stream)
        else:
            with open(place, "rb") as stream:
                yield stream
    except (FileNotFoundError, files.exc.MissingFileError):
        raise Refused(refusals.MISSING_FILE) from None


def format_of(resource: dict[str, Any]) -> str:
    """The format that the resource names, else the ending of its file name."""
    return resource.get("format") or PurePosixPath(urlparse(resource.get("url") or "").path).suffix
