"""Who is told of a comment: whoever takes part in the case, and may read it."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import cases, commenting, events, governments, notify, officers
from .model import Case, Event, Task
from .offices import Actor


def commented(case: Case, event: Event) -> None:
    """Tell who opened the case, did a task of it, or has one to do now; of internal words only the writer's own house."""
    worked = sa.select(Task.finished_by).where(Task.case_id == case.id, Task.finished_by.is_not(None)).distinct()
    parties = {case.opened_by, *(user for user in model.Session.scalars(worked) if user)}
    for task in cases.open_tasks(case.id):
        parties.update(notify.doers(case, task))
    if event.audience == events.INTERNAL:
        government = governments.of_case(case.government)
        parties = {user for user in parties
                   if commenting.may_read(event, Actor(user, "", officers.offices_of(user)), government)}
    notify.tell(event, case, notify.COMMENT, parties)
