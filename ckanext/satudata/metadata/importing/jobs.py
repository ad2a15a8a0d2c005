"""Files that are too much for one request: a job writes them, and says how far it is."""

from __future__ import annotations

import logging
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError

from .. import service
from ..model import Imported
from . import accepting, storing

log = logging.getLogger(__name__)
LARGE = 120                     # rows that a person waits for
JOB: Any = "ckanext.satudata.metadata.importing.jobs.take"      # by its name, as a worker finds it
SECONDS = 1800
KEPT = 3600


def rows_of(row: Imported) -> int:
    """How much there is to write."""
    return sum(parcel.rows for parcel in storing.parcels_of(row))


def enqueue(id_: str) -> bool:
    """Let a worker take the file over; False where there is no Redis."""
    try:
        tk.enqueue_job(JOB, [id_], title=f"metadata import {id_}", queue=service.QUEUE, rq_kwargs={"timeout": SECONDS})
    except RedisError:
        log.exception("import %s: no job can be started", id_)
        return False
    return True


def take(id_: str) -> None:
    """Write an accepted file as the person who accepted it. Running it twice does no harm."""
    row = storing.get(id_)
    user = model.User.get(row.user_id) if row else None
    if row is None or user is None:
        return
    total = rows_of(row)
    accepting.take_all({"user": user.name, "auth_user_obj": user}, id_, lambda done: say(id_, done, total))


def say(id_: str, done: int, total: int) -> None:
    """How many rows are written, for the page that waits."""
    try:
        connect_to_redis().setex(_key(id_), KEPT, f"{min(done, total)}/{total}")
    except RedisError:
        log.warning("import %s: its progress cannot be told", id_)


def progress(id_: str) -> tuple[int, int]:
    """Rows that are written, of how many; 0 of 0 while nothing is known."""
    try:
        said: Any = connect_to_redis().get(_key(id_))
    except RedisError:
        return 0, 0
    done, _, total = (said or b"0/0").decode().partition("/")
    return int(done), int(total)


def _key(id_: str) -> str:
    return f"{tk.config['ckan.site_id']}:satudata:import:{id_}"
