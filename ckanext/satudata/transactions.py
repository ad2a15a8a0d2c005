"""What runs only once a transaction has really been committed: jobs to enqueue, documents to index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

log = logging.getLogger(__name__)

Step = Callable[[], object]
_WAITING = "satudata_after_commit"


def after_commit(step: Step) -> None:
    """Run `step` once the present transaction of CKAN's session is committed; never when it is rolled back.

    CKAN saves datasets inside savepoints, and SQLAlchemy calls its `after_commit` for those too: a job that is
    enqueued then can run before the rows exist. Only the end of the outermost transaction counts here.
    A step may not use the session: it enqueues a job, or it does its work in a session of its own.
    """
    model.Session().info.setdefault(_WAITING, []).append(step)


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """A savepoint: an error inside takes back what was written inside, and goes on to the caller, who may go on without it.

    CKAN tells all plugins of changed records whenever a savepoint is kept, as if it were the end: an index would then show
    what is not committed yet. So what it has noted waits for the end here.
    """
    session = model.Session()
    session.flush()
    number = len(session.info.get(_WAITING, ()))
    nested = session.begin_nested()
    try:
        yield
        session.flush()
    except BaseException:
        nested.rollback()
        del session.info.get(_WAITING, [])[number:]
        raise
    noted = session.__dict__.pop("_object_cache", None)
    nested.commit()
    if noted is not None:
        session._object_cache = noted  # pyright: ignore[reportAttributeAccessIssue]


@event.listens_for(Session, "after_transaction_end")
def _outermost_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None or _WAITING not in session.info:
        return
    steps: list[Step] = session.info.pop(_WAITING)
    if session.info.pop(_COMMITTED, False):
        for step in steps:
            _run(step)


_COMMITTED = "satudata_committed"


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


@event.listens_for(Session, "after_begin")
def _begun(session: Session, transaction: SessionTransaction, connection: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_COMMITTED, None)


def _run(step: Step) -> bool:
    """What is committed stays committed: a step that fails is logged, and its own journal makes a later job repeat it."""
    try:
        step()
    except Exception:
        log.exception("a step after the commit failed; it is repeated from its journal")
        return False
    return True


def commit(context: Any, *steps: Step) -> bool:
    """Commit unless the caller said `defer_commit`, then run `steps`, which may use the session.

    Returns:
        whether all steps went well; a failed one is logged, and repeated from its journal
    Raises:
        Whatever the commit raises.
    """
    if context.get("defer_commit"):
        return True
    model.Session.commit()
    return all([_run_with_session(step) for step in steps])


def _run_with_session(step: Step) -> bool:
    """A step that failed inside the database leaves a broken transaction: the next step and the answer need a whole one."""
    if _run(step):
        return True
    model.Session.rollback()
    return False
