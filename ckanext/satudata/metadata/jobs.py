"""Background jobs of the room."""

from __future__ import annotations

import logging
from contextlib import ExitStack

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from . import datastore, dictionary, loader, service
from .interfaces import IMetadata
from .tables.refusals import Refused

log = logging.getLogger(__name__)


def load_table(resource_id: str, attempt: int) -> None:
    """Load the table of a resource's file. Running it twice changes nothing.

    Args:
        attempt: of the request; if another one came since, there is nothing to do
    """
    with ExitStack() as after:          # also where the columns are not explained by a fault of ours: the table stands
        after.callback(service.resume_waiting)
        with service.only_one(resource_id):
            package_id, is_loaded = _load(resource_id, attempt)
            if package_id:
                after.callback(_tell, package_id)
            if is_loaded:
                _explain(resource_id)


def _tell(package_id: str) -> None:
    for plugin in p.PluginImplementations(IMetadata):
        plugin.after_table_load(package_id)


def _load(resource_id: str, attempt: int) -> tuple[str | None, bool]:
    """Returns: id of the record whose file was read, and whether its table stands now."""
    row = service.begin(resource_id, attempt)
    if row is None:
        return None, False
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
        return package_id, True
    return package_id, False


def _explain(resource_id: str) -> None:
    """The new table is told what was known of its columns, and what their headings say. The table stands without it too:
    it may be gone or another one by now, somebody may save its dictionary at this moment, the database may refuse.
    """
    try:
        dictionary.guess(resource_id)
        model.Session.commit()
        dictionary.write(resource_id)
    except (tk.ObjectNotFound, tk.ValidationError, SQLAlchemyError):
        log.exception("the columns of resource %s are not explained; saving its data dictionary does it again", resource_id)
        model.Session.rollback()
    except BaseException:
        model.Session.rollback()        # what comes next needs a whole transaction
        raise
