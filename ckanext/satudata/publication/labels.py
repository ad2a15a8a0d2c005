"""Permission labels: who may read a governed record that is not public. First plugin only: `doctor` checks that it is ours.

A label names a role and an office, never a case or a person: who holds the office is looked up with the reader, so no
index changes when an officer does (design §8).
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.satudata.workflow.shared import (
    Actor,
    all_keys,
    current_government,
    keys_of_case,
    keys_until_seal,
    office_key,
    offices_of,
    open_case_of,
)

from . import records
from .model import Record

PREFIX = "satudata-"
BEFORE_THE_SEAL = ("operator_opd", "verifikator_instansi", "kepala_opd")      # roles of the OPD itself
HIDDEN = "satudata-hidden"                                                     # a label that nobody has


def of_package(package: model.Package) -> list[str]:
    """Labels of a governed package; `public` only if its row says so, its flag agrees and it is active."""
    if not records.tables_exist():
        return DefaultPermissionLabels().get_dataset_labels(package)
    record = records.get(package.id)
    if package.state == "active" and not package.private:
        return ["public"] if records.is_public(record) else [HIDDEN]
    return parties(package, record)


def parties(package: model.Package, record: Record | None) -> list[str]:
    """Who works on a record: its creator, the roles of its OPD, whoever acts in its case before it is submitted, and from
    then on all roles of the case."""
    government = current_government()
    keys = {office_key(government, role, package.owner_org) for role in BEFORE_THE_SEAL}
    case = open_case_of(package.type, package.id)
    if case is not None:
        is_submitted = record is not None and record.seal is not None
        keys |= keys_of_case(case) if is_submitted else keys_until_seal(case)
    return [f"creator-{package.creator_user_id}", *sorted(f"{PREFIX}{key}" for key in keys)]


def of_user(user: Any) -> list[str]:
    """Labels that today's offices give to a reader, beside CKAN's own."""
    if user is None or user.is_anonymous or not records.tables_exist():
        return []
    actor = Actor(user.id, user.name, offices_of(user.id))
    return [f"{PREFIX}{key}" for key in all_keys(current_government(), actor)] if actor.offices else []


def may_read_closed(user: Any, package: model.Package) -> bool:
    """Whether somebody is a party of a record whose files are not open to all."""
    if user is None or user.is_anonymous:
        return False
    if user.id == package.creator_user_id:      # always a party; asked for several times at each save
        return True
    return not set(of_user(user)).isdisjoint(parties(package, records.get(package.id)))
