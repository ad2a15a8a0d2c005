"""What can be wrong with procedures and officers; part of `ckan satudata doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.satudata.doctor import Check, Finding

from . import checker, config, governments, officers, support
from .model import Officer
from .procedures import Procedure
from .registry import registry

_ = tk._


def checks() -> list[Check]:
    return [files, bindings, empty_offices]


def files() -> Iterator[Finding]:
    if faults := checker.check_all(config.governments_folder(), registry()):
        yield Finding(
            "problem",
            _("{n} things are wrong with the files of the governments.").format(n=len(faults)),
            _("`ckan satudata-workflow check` names each of them."),
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
