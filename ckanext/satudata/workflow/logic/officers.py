"""Actions about offices and who holds them: check, delegate, commit, answer. For administrators of the portal only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import dictize, governments, messages, officer_messages, officers, officers_found, vacancies
from ..errors import WorkflowRefused
from ..model import Officer
from . import officers_schema as schema

PERHAPS = 5         # accounts that are named where one was not found


@tk.validate_action_data(schema.officer_create)
def satudata_workflow_officer_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Name a person to an office. Administrators only. Sent again it gives the office that is there.

    Args:
        user: name or id of the account
        role: canonical role (`ckan satudata-workflow check` knows them)
        organization: name or id of the OPD, for roles that an OPD has
        valid_from, valid_until: first and last day; without the first: from today
        nip: kept as keyed hash only, and in no answer; one NIP, one account
        acting_as, acting_for: `plt` or `plh`, and for which account
        decree, decree_on: its number and its date; the number is needed by who acts for somebody
    Returns:
        the office: id, user_id, role, org_id, valid_from, valid_until, acting_as, acting_for, decree, decree_on
    Raises:
        ValidationError: the field that stands against it, in words: with whom an office overlaps, and when
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"user": "siti", "role": "kabid_statistik", "valid_from": "2026-01-05"}' \
        $PORTAL/api/action/satudata_workflow_officer_create`
    """
    tk.check_access("satudata_workflow_officer_create", context, data_dict)
    found = {key: _id_of(model.User, data_dict[key]) for key in ("user", "acting_for") if data_dict.get(key)}
    org_id = _id_of(model.Group, data_dict["organization"]) if data_dict.get("organization") else None
    try:
        officer = officers.name_officer(
            officers.actor_of(context), user_id=found["user"], role=data_dict["role"], org_id=org_id,
            valid_from=data_dict.get("valid_from") or officers.today(), valid_until=data_dict.get("valid_until"),
            nip=data_dict.get("nip"), acting_as=data_dict.get("acting_as"), acting_for=found.get("acting_for"),
            decree=data_dict.get("decree"), decree_on=data_dict.get("decree_on"),
        )
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, officer_messages.FIELDS.get(refused.code, "role"))) from refused
    commit(context)
    return dictize.officer(officer)


def _id_of(entity: Any, name_or_id: str, *, also_closed: bool = False) -> str:
    found = entity.get(name_or_id)
    if found is None or (found.state == "deleted" and not also_closed) or not getattr(found, "is_organization", True):
        told = tk._("There is no account or organization “{name}”.").format(name=name_or_id)
        raise tk.ObjectNotFound(" ".join([told, *_perhaps(entity, name_or_id)]))
    return found.id


def _perhaps(entity: Any, words: str) -> list[str]:
    """Accounts whose name is like what was written, for who wrote the name of a person."""
    if entity is not model.User or len(words.strip()) < 3:
        return []
    like = model.Session.query(model.User).filter(
        model.User.state == model.State.ACTIVE,
        sa.or_(model.User.fullname.icontains(words.strip(), autoescape=True),
               model.User.name.icontains(words.strip(), autoescape=True)))
    named = [f"{user.name} ({user.display_name})" for user in like.order_by(model.User.name).limit(PERHAPS)]
    return [tk._("Perhaps one of these: {names}.").format(names=", ".join(named))] if named else []


@tk.validate_action_data(schema.officer_end)
def satudata_workflow_officer_end(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """End an office; the last day still counts. What the person had taken goes back to the office.

    Sent again it gives the same.

    Args:
        id: of the office
        last_day: default today; a day before the first voids the office
        reason: why, for the history; at most 10,000 characters
    Raises:
        ValidationError: `last_day`: it ends earlier already
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "77aa…", "last_day": "2026-03-31", "reason": "Mutasi."}' \
        $PORTAL/api/action/satudata_workflow_officer_end`
    """
    tk.check_access("satudata_workflow_officer_end", context, data_dict)
    officer = _locked(data_dict["id"])
    last_day = data_dict.get("last_day") or officers.today()
    try:
        officers.end_officer(officers.actor_of(context), officer, last_day, data_dict.get("reason") or "")
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "last_day")) from refused
    commit(context)
    return dictize.officer(officer)


@tk.validate_action_data(schema.officer_prolong)
def satudata_workflow_officer_prolong(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let an office that has not ended last longer. Sent again it gives the same.

    Args:
        id: of the office
        valid_until: its new last day; none: until somebody ends it
        reason: why, or by which decree, for the history
    Raises:
        ValidationError: `valid_until`: it has ended, this is not longer, or the person holds it again later already
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "77aa…", "valid_until": "2026-12-31"}' \
        $PORTAL/api/action/satudata_workflow_officer_prolong`
    """
    tk.check_access("satudata_workflow_officer_prolong", context, data_dict)
    officer = _locked(data_dict["id"])
    try:
        officers.prolong_officer(
            officers.actor_of(context), officer, data_dict.get("valid_until"), data_dict.get("reason") or "")
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "valid_until")) from refused
    commit(context)
    return dictize.officer(officer)


def _locked(officer_id: str) -> Officer:
    officer = officers.locked(officer_id)
    if officer is None:
        raise tk.ObjectNotFound(tk._("There is no such office."))
    return officer


@tk.side_effect_free
def satudata_workflow_officer_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """All offices, past ones too, by role and first day, for scripts; `satudata_workflow_officer_search` gives pages.

    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_officer_list"`
    """
    tk.check_access("satudata_workflow_officer_list", context, data_dict)
    rows = model.Session.scalars(sa.select(Officer).order_by(Officer.role, Officer.valid_from, Officer.id))
    return [dictize.officer(row) for row in rows]


@tk.side_effect_free
@tk.validate_action_data(schema.officer_search)
def satudata_workflow_officer_search(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Offices page by page, with names.

    Args:
        state: `today` (default), `future`, `ended` or `all`
        role: canonical role; org: id or name of the OPD; acting: only Plt and Plh; q: part of the name of the person
        limit, offset: at most 100 a page
    Returns:
        count (of all) and results: as `satudata_workflow_officer_create`, with user_name, person, is_deleted (the account),
        role_title, org_name, acting_for_person, state
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_officer_search?state=today&acting=true"`
    """
    tk.check_access("satudata_workflow_officer_search", context, data_dict)
    org_id = _id_of(model.Group, data_dict["org"], also_closed=True) if data_dict.get("org") else None
    wanted = officers_found.Wanted(data_dict["state"], data_dict.get("role"), org_id, data_dict["acting"], data_dict.get("q"))
    results, count = officers_found.search(wanted, data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": results}


@tk.side_effect_free
def satudata_workflow_officer_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """An office with names, and what ending it brings.

    Args:
        id: of the office
    Returns:
        as an entry of `satudata_workflow_officer_search`, with tasks_to_return (how many open tasks that the person has go
        back to the office), others (who holds it today, too), tasks_waiting (open tasks of the office, whoever has them)
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_officer_show?id=77aa…"`
    """
    officer_id = str(tk.get_or_bust(data_dict, "id"))
    tk.check_access("satudata_workflow_officer_show", context, data_dict)
    officer = model.Session.get(Officer, officer_id)
    if officer is None:
        raise tk.ObjectNotFound(tk._("There is no such office."))
    return officers_found.one(officer)


@tk.side_effect_free
@tk.validate_action_data(schema.officer_history)
def satudata_workflow_officer_history(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What happened to an office, latest first: who named, ended or prolonged whom, when and why.

    Args:
        role: canonical role; organization: name or id of the OPD, for roles that an OPD has
        limit, offset: at most 100 a page
    Returns:
        role, role_title, org_id, org_name; count and results: at, type, sentence, reason (None if erased), user_id
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_officer_history?role=kabid_statistik"`
    """
    tk.check_access("satudata_workflow_officer_history", context, data_dict)
    org_id, role, government = None, data_dict["role"], governments.current()
    if data_dict.get("organization"):
        org = model.Group.get(data_dict["organization"])
        org_id = org.id if org else data_dict["organization"]       # one that was purged has a history, too
    results, count = officers_found.history(role, org_id, data_dict["limit"], data_dict["offset"])
    if not count and role not in government.roles:
        raise tk.ObjectNotFound(tk._("There is no such office."))
    titles = officers_found.organizations([org_id] if org_id else [])
    return {"role": role, "role_title": government.role_title(role), "org_id": org_id,
            "org_name": titles.get(org_id or "", ""), "count": count, "results": results}


@tk.side_effect_free
@tk.validate_action_data(schema.vacancy_list)
def satudata_workflow_vacancy_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Offices that the procedures in force need and that nobody holds today, those for which most tasks wait first.

    Args:
        limit, offset: at most 100 a page
    Returns:
        count, waiting (whether any task waits), and results: role, role_title, org_id, org_name, waiting (open tasks that
        nobody can do today)
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_vacancy_list"`
    """
    tk.check_access("satudata_workflow_vacancy_list", context, data_dict)
    found, begin = vacancies.all_of_today(), data_dict["offset"]
    return {"count": len(found), "waiting": any(one.waiting for one in found),
            "results": [asdict(one) for one in found[begin:begin + data_dict["limit"]]]}
