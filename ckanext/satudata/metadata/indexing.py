"""A record is indexed again after something beside it has changed: by a job, once what changed is committed."""

from __future__ import annotations

import logging

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search
from redis.exceptions import RedisError

from . import service

log = logging.getLogger(__name__)


def index_later(package_id: str) -> bool:
    """Ask for it. Without Redis the search knows the record as it was, until it is saved or indexed again.

    Returns:
        whether the job was enqueued
    """
    try:
        tk.enqueue_job(index, [package_id], title=f"index of record {package_id}", queue=service.QUEUE)
    except RedisError:
        log.exception("record %s is not indexed again: Redis does not answer", package_id)
        return False
    return True


def index(package_id: str) -> None:
    """Index a record as it is now; one that is gone needs none. Running it twice changes nothing."""
    package = model.Package.get(package_id)
    if package is not None and package.state == model.State.ACTIVE:
        search.rebuild(package_id)
