"""What can be wrong with procedures and officers; part of `ckan satudata doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.satudata.database import has_table
from ckanext.satudata.doctor import Check, Finding

from . import checker, config, desk, digests, governments, mailing, notices, officers, support, tasks_shown
from .model import Digest, Officer
from .procedures import Procedure
from .registry import registry

_ = tk._


def checks() -> list[Check]:
    return [files, bindings, mails, digests_taken, empty_offices, waiting_for_nobody]


def files() -> Iterator[Finding]:
    if faults := checker.check_all(config.governments_folder(), registry()):
        yield Finding(
            "problem",
            _("{n} things are wrong with the files of the governments.").format(n=len(faults)),
            _("`ckan satudata-workflow check` names each of them."),
        )


def mails() -> Iterator[Finding]:
    """Mails that were given up, that nobody sends, or that cannot be sent at all."""
    if not notices.is_ready():
        return      # the shell's own check names the pending migrations
    if number := mailing.number_failed():
        yield Finding(
            "problem",
            _("{n} mails about cases were given up after {attempts} attempts.").format(n=number, attempts=mailing.ATTEMPTS),
            _("Correct the options smtp.*, then run `ckan satudata-workflow notify --again`."),
        )
    if not mailing.can_send():
        yield Finding(
            "advice", _("The portal has no mail server, so officers hear of their cases on its pages only."),
            _("Set the option smtp.server, or let it be if that is meant."),
        )
    elif number := mailing.number_late():
        yield Finding(
            "problem",
            _("{n} mails about cases have waited for more than an hour, because nothing sends them.").format(n=number),
            _("Start a worker (`ckan jobs worker default satudata`), and let cron run `ckan satudata-workflow notify`."),
        )


def digests_taken() -> Iterator[Finding]:
    """Whether somebody takes the daily digest."""
    since = digests.unguarded_since() if has_table(Digest.__tablename__) else None
    if since is not None:
        yield Finding(
            "advice",
            _("The event log has had no digest since {day}.").format(day=since.date().isoformat()),
            _("Let cron run `ckan satudata-workflow digest --print` every night, and keep what it prints outside the portal."),
        )


def _bound() -> Iterator[tuple[str, Procedure, str | None]]:
    government = governments.current()
    for kind in government.bindings:
        procedure, segment = government.bound(kind)
        if procedure is not None:
            yield kind, procedure, segment


def bindings() -> Iterator[Finding]:
    """Kinds of cases whose procedure needs what this version does not run."""
    for kind, procedure, segment in _bound():
        if parts := support.unsupported(procedure, segment):
            yield Finding(
                "advice",
                _("Cases of the kind “{kind}” cannot be opened: {procedure} needs {parts}.").format(
                    kind=kind, procedure=procedure.key, parts=", ".join(parts)
                ),
                _("Bind another procedure to this kind in government.yaml until this one can be run."),
            )


def empty_offices() -> Iterator[Finding]:
    """Government-wide roles of the bound procedures that nobody holds today: their cases would wait for ever."""
    government = governments.current()
    needed = {
        a.role for _kind, procedure, segment in _bound() for step in procedure.segment_steps(segment) for a in step.actors
    }
    day = officers.today()
    held = set(
        model.Session.scalars(
            sa.select(Officer.role).where(
                Officer.valid_from <= day, sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day)
            )
        )
    )
    for role in sorted(needed):
        if held.isdisjoint(government.roles_for(role)) and government.roles[role].has_officers:
            yield Finding(
                "advice",
                _("Nobody holds the role {role} today, so cases that come to it wait.").format(
                    role=government.role_title(role)
                ),
                _("Name an officer: `ckan satudata-workflow officers add`, or the action satudata_workflow_officer_create."),
            )


def waiting_for_nobody() -> Iterator[Finding]:
    """Open cases that only an administrator can help on: by the offices that nobody holds."""
    for offices, number in tasks_shown.numbers_by_office().items() if desk.is_ready() else ():
        yield Finding(
            "advice",
            tk.ungettext(
                "One case waits for {offices}: nobody holds that office today, or nobody there answers.",
                "{n} cases wait for {offices}: nobody holds that office today, or nobody there answers.",
                number,
            ).format(n=number, offices=offices),
            _("Name an officer: `ckan satudata-workflow officers add`. Your desk lists the cases."),
        )
