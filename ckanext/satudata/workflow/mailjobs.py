"""Asks a worker to send what waits in the outbox."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

QUEUE = "satudata"
JOB: Any = "ckanext.satudata.workflow.mailing.send_job"      # by name: what writes the outbox knows nothing of sending
JOB_ID = "satudata-workflow-mail"
TIMEOUT = 600


def ask() -> bool:
    """Hand the work to a worker, once; false if it lies there already, or the queue cannot be reached now."""
    job_id = JOB_ID
    try:
        if _status(job_id) in ("queued", "deferred", "scheduled"):
            return False
        if _status(job_id) == "started":        # it may have looked before our rows were there
            job_id += "-again"
        tk.enqueue_job(JOB, title="mails of cases", queue=QUEUE, rq_kwargs={"job_id": job_id, "timeout": TIMEOUT})
    except RedisError:
        # the rows wait: `ckan satudata-workflow notify`, by cron, sends them
        log.exception("mails wait: the queue cannot be reached")
        return False
    return True


def _status(job_id: str) -> str | None:
    try:
        return tk.job_from_id(job_id).get_status(refresh=True)
    except KeyError:
        return None
