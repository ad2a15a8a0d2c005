"""Files of resources: stored by their hash, shown through a pin that commits or rolls back with the resource."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import files
from ckan.lib.uploader import FKResourceUpload, ResourceUpload, get_max_resource_size

from ckanext.satudata import blobs

from .messages import sentence
from .model import Pin

MB = 1 << 20


def store() -> blobs.BlobStore:
    return blobs.store("blobs")


def core_uploader(resource: dict[str, Any]) -> Any:
    """The uploader that CKAN would take without us: the way to a file that has no pin."""
    try:
        files.get_storage(tk.config["ckan.files.default_storages.resource"])
    except files.exc.UnknownStorageError:
        return ResourceUpload(resource)
    return FKResourceUpload(resource)


def has_core_file(resource_id: str) -> bool:
    """Whether a file lies where CKAN itself keeps that of a resource of this id; it stays there when a record is purged."""
    core = core_uploader({})
    try:
        place = core.get_path(resource_id)
    except tk.ValidationError:  # no id that a file could have
        return False
    storage = getattr(core, "storage", None)
    return storage.exists(files.FileData(place)) if storage is not None else Path(place).exists()


class PinnedUpload:
    """CKAN's uploader for a resource, except that files are blobs: a rolled back save changes nothing public.

    Everything that is not said here (mimetype, filename, filesize) is the core uploader's.

    Raises:
        ValidationError: an empty file, or one over the limit. Said before CKAN gives the resource an id: its form would
            keep the id of what was never saved, and the next attempt would end at a page that is not found.
    """

    def __init__(self, resource: dict[str, Any]) -> None:
        self._core = core_uploader(resource)
        self._pinned = False
        if getattr(self._core, "filename", None):
            self._refuse(get_max_resource_size())

    def __getattr__(self, name: str) -> Any:
        if name == "_core":
            raise AttributeError(name)
        return getattr(self._core, name)

    @property
    def storage(self) -> Any:
        """CKAN streams from a storage if there is one; a blob is a file on disk."""
        return None if self._pinned else getattr(self._core, "storage", None)

    def get_path(self, id: str) -> str:
        pin = model.Session.get(Pin, id)
        self._pinned = pin is not None and bool(pin.blob)
        return str(store().path(pin.blob)) if pin and pin.blob else self._core.get_path(id)

    def upload(self, id: str, max_size: int = 10) -> None:
        """Store what was sent; `max_size` in MB.

        Raises:
            ValidationError: an empty file, or one over the limit
        """
        if self._core.filename:
            _pin(id, self._stored(max_size))
        elif self._core.clear:
            pin = model.Session.get(Pin, id)
            if pin is not None:
                pin.blob = pin.size = None
            self._core.upload(id, max_size)     # CKAN's own file goes too, or it would come back

    def _refuse(self, max_size: int) -> None:
        if not self._core.filesize:
            raise tk.ValidationError({"upload": [sentence("file_empty")]})
        if self._core.filesize > max_size * MB:
            raise tk.ValidationError({"upload": [sentence("file_too_large", limit=max_size)]})

    def _stored(self, max_size: int) -> blobs.Blob:
        self._refuse(max_size)
        stream = getattr(self._core.upload_file, "stream", self._core.upload_file)
        try:
            return store().put(stream, max_size * MB)
        except blobs.TooLarge as error:
            raise tk.ValidationError({"upload": [sentence("file_too_large", limit=max_size)]}) from error
        finally:
            stream.close()


def _pin(resource_id: str, blob: blobs.Blob) -> None:
    resource = model.Session.get(model.Resource, resource_id)
    assert resource is not None
    pin = model.Session.get(Pin, resource_id)
    if pin is None:
        pin = Pin(resource_id=resource_id, package_id=resource.package_id, version=0, removed=False)
        model.Session.add(pin)
    pin.blob, pin.size, pin.removed = blob.sha256, blob.size, False
    pin.version += 1
    model.Session.flush()


def settle(resource_id: str) -> None:
    """Put the pinned file at CKAN's own path too, so that a portal without us goes on serving it. May run again.

    A hard link where the file system allows one, else a copy; never written in place, so no download is disturbed.
    """
    pin = model.Session.get(Pin, resource_id)
    if pin is None or not pin.blob:
        return
    core, source = core_uploader({}), store().path(pin.blob)
    if isinstance(core, FKResourceUpload) and core.storage is not None:
        _replace_in(core, resource_id, pin)
        return
    _link(source, Path(core.get_path(resource_id)))


def _replace_in(core: Any, resource_id: str, pin: Pin) -> None:
    """Into a storage of CKAN 2.12: it takes no second file of a name. Readers are served the blob meanwhile."""
    if is_settled(pin):
        return
    place = core.get_path(resource_id)
    if core.storage.exists(files.FileData(place)):
        core.storage.remove(files.FileData(place))
    with store().path(pin.blob or "").open("rb") as stream:
        core.storage.upload(place, files.make_upload(stream))


def is_settled(pin: Pin) -> bool:
    """Whether CKAN's own path holds the pinned file."""
    core = core_uploader({})
    if not pin.blob:
        return True
    if isinstance(core, FKResourceUpload):
        return stored_by_core(core, pin.resource_id) == blobs.Blob(pin.blob, pin.size or 0)
    path = Path(core.get_path(pin.resource_id))
    return path.exists() and (path.samefile(store().path(pin.blob)) or path.stat().st_size == pin.size)


def stored_by_core(core: Any, resource_id: str) -> blobs.Blob | None:
    """Hash and size of the file in CKAN's own place."""
    if isinstance(core, FKResourceUpload) and core.storage is not None:
        place = core.get_path(resource_id)
        return blobs.digest(core.storage.stream(files.FileData(place))) if core.storage.exists(files.FileData(place)) else None
    path = Path(core.get_path(resource_id))
    return blobs.sha256_of(path) if path.exists() else None


def stored(resource_id: str) -> blobs.Blob | None:
    """Hash and size of the file of a resource: of its pin, or of CKAN's own file where it has none; None without a file."""
    pin = model.Session.get(Pin, resource_id)
    if pin is not None and pin.blob and pin.size is not None:
        return blobs.Blob(pin.blob, pin.size)
    return stored_by_core(core_uploader({}), resource_id)


def _link(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f"{target.name}~satudata")
    waiting.unlink(missing_ok=True)
    try:
        os.link(source, waiting)
    except OSError:             # another file system
        shutil.copyfile(source, waiting)
    waiting.replace(target)
