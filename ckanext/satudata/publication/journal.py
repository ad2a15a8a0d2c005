"""After a publication is committed: search index, then CKAN's own file path. Each step may be repeated; none can leak.

The public changed with the commit. What follows here only brings the index and the files after it (crash table:
committed → page and files are new, search still lacks it; indexed → all is public; settled → served without us too).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.logic import index_update_package

from ckanext.satudata.transactions import after_commit
from ckanext.satudata.workflow.shared import now

from . import access, uploader
from .model import Journal, Pin

log = logging.getLogger(__name__)

QUEUE = "satudata"


def run(journal_id: str) -> str:
    """Take a publication as far as it goes now; returns the state it reached.

    Every step is committed by itself, under the row lock: two processes that resume at once do each step once.
    Raises:
        Whatever stopped a step (Solr down): the state before it stays, and the next run goes on from there.
    """
    while (entry := _locked(journal_id)) is not None and entry.state in STEPS:
        step, after = STEPS[entry.state]
        step(entry.package_id)
        entry.state, entry.moved_at = after if entry.revision_id else "done", now()
        model.Session.commit()
    state = entry.state if entry is not None else "done"
    model.Session.rollback()
    return state


def _locked(journal_id: str) -> Journal | None:
    query = sa.select(Journal).where(Journal.id == journal_id).with_for_update().execution_options(populate_existing=True)
    return model.Session.scalar(query)


def _index(package_id: str) -> None:
    if model.Package.get(package_id) is not None:
        index_update_package({"ignore_auth": True}, package_id)     # search.rebuild would commit, and give up our lock


def _settle(package_id: str) -> None:
    package = model.Package.get(package_id)
    if package is None or not access.is_open(package):      # without us CKAN would serve it to everybody
        return
    pins = sa.select(Pin.resource_id).where(Pin.package_id == package_id, Pin.removed.is_(False))
    for resource_id in list(model.Session.scalars(pins)):
        uploader.settle(resource_id)


def _nothing_left(package_id: str) -> None:
    """A first publication has no old tables and no working copy to purge."""


STEPS: dict[str, tuple[Callable[[str], None], str]] = {
    "committed": (_index, "indexed"),
    "indexed": (_settle, "settled"),
    "settled": (_nothing_left, "done"),
}


def begin(package_id: str, revision_id: str | None) -> Callable[[], None]:
    """Write the journal of a change into the present transaction; returns the step that carries it out afterwards.

    Args:
        revision_id: the revision that is published; None where only the index has to follow (who may read has changed)
    """
    entry = Journal(package_id=package_id, revision_id=revision_id, state="committed")
    model.Session.add(entry)
    model.Session.flush()
    return lambda: _run_or_later(entry.id)


def settle_later(package_id: str) -> None:
    """A file of a public record was replaced: bring it to CKAN's own path too, once the save is committed."""
    pins = model.Session.scalars(sa.select(Pin).where(Pin.package_id == package_id, Pin.removed.is_(False))).all()
    if any(not uploader.is_settled(pin) for pin in pins):
        model.Session.add(Journal(package_id=package_id, revision_id="adopted", state="indexed"))
        model.Session.flush()
        after_commit(after_a_while)


def _run_or_later(journal_id: str) -> None:
    try:
        run(journal_id)
    except Exception:
        model.Session.rollback()
        after_a_while()
        raise


def after_a_while() -> None:
    """Let a worker go on in a minute; without Redis the next publication, or `resume` from cron, does."""
    tk.get_job_queue(QUEUE).enqueue_in(timedelta(minutes=1), resume_job)


def resume_job() -> None:
    """Job: go on with what is not done, and come again while something is left."""
    if any(state != "done" for state in resume().values()):
        after_a_while()


def unfinished() -> list[str]:
    """Ids of publications that are not done, oldest first."""
    return list(model.Session.scalars(sa.select(Journal.id).where(Journal.state != "done").order_by(Journal.created_at)))


def resume() -> dict[str, str]:
    """Go on with every unfinished publication; one that fails does not stop the others. Returns id → state or error."""
    reached: dict[str, str] = {}
    for journal_id in unfinished():
        try:
            reached[journal_id] = run(journal_id)
        except Exception as error:      # the reason goes to the operator; the entry waits for the next run
            model.Session.rollback()
            log.exception("publication %s could not go on", journal_id)
            reached[journal_id] = f"{type(error).__name__}: {error}"
    return reached
