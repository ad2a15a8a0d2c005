"""Asks a worker to compute anew what is due, after a day was added or taken back."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

QUEUE = "satudata"
JOB: Any = "ckanext.satudata.workflow.clocks.rebuild"      # by its name, as a worker finds it
MINUTES = 60


def ask() -> bool:
    """False if the queue cannot be reached: `ckan satudata-workflow deadlines`, by cron, does the same."""
    try:
        tk.enqueue_job(JOB, ["days"], title="deadlines of cases", queue=QUEUE, rq_kwargs={"timeout": MINUTES * 60})
    except RedisError:
        log.exception("deadlines are computed later: the queue cannot be reached")
        return False
    return True
