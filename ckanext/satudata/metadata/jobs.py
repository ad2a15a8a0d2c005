"""Background jobs of the room."""

from __future__ import annotations

import logging

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import datastore, dictionary, loader, service
from .interfaces import IMetadata
from .tables.refusals import Refused

log = logging.getLogger(__name__)


def load_table(resource_id: str, attempt: int) -> None:
    """Load the table of a resource's file. Running it twice changes nothing.

    Args:
        attempt: of the request; if another one came since, there is nothing to do
    """
    with service.only_one(resource_id):
        package_id = _load(resource_id, attempt)
    if package_id:
        for plugin in p.PluginImplementations(IMetadata):
            plugin.after_table_load(package_id)
    service.resume_waiting()


def _load(resource_id: str, attempt: int) -> str | None:
    """Returns: id of the record whose file was read."""
    row = service.begin(resource_id, attempt)
    if row is None:
        return None
    package_id = row.package_id
    try:
        result = loader.load(resource_id, service.loaded_before(row))
    except tk.ObjectNotFound:
        model.Session.rollback()
        service.forget(resource_id)
    except Refused as refusal:
        datastore.drop(resource_id)
        service.refuse(resource_id, attempt, refusal.code, refusal.details)
    except Exception:
        log.exception("the table of resource %s could not be loaded", resource_id)
        model.Session.rollback()
        service.fail(resource_id, attempt)
    else:
        service.done(resource_id, attempt, result)
        _explain(resource_id)
    return package_id


def _explain(resource_id: str) -> None:
    """The new table is told what was known of its columns, and what their headings say. The table stands without it too."""
    try:
        dictionary.guess(resource_id)
        model.Session.commit()
        dictionary.write(resource_id)
    except Exception:
        log.exception("the columns of resource %s are not explained; saving its data dictionary does it again", resource_id)
        model.Session.rollback()
