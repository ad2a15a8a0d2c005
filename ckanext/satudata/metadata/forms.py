"""The form of a record: what it shows, what is wrong with an answer, and the one way by which a section is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

from ckanext.satudata import transactions

from . import answers as texts
from . import asides, autosaves, conditions, contacts, faults, guesses, inputs, messages, portal_rules, schemas
from . import sections as tasks
from .answers import Answers
from .interfaces import IMetadata
from .sections import Known, Section, Standing
from .untouched import KEY, Untouched

GENERAL = "message"             # key of what concerns no single field


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a record last, as far as a room knows it, and when (UTC)."""

    user_id: str | None
    by: str | None
    at: datetime


def sections_of(package_type: str) -> list[Section]:
    """The sections of a type's form in order; none where the type's schema is not one of ours."""
    schema = schemas.of_type(package_type)
    if not schema or not schemas.is_ours(package_type):
        return []
    found = tasks.sections_of(contacts.asked_in(schema, package_type))
    return [section for section in found if section.has_files or asked(section)]


def asked(section: Section) -> tuple[Mapping[str, Any], ...]:
    """The fields of a section that this form can ask for; the others stay on CKAN's own form."""
    return tuple(field for field in section.fields if inputs.kind_of(field))


def stored(context: Any, id_: str) -> dict[str, Any]:
    """The record as the database has it now, for whoever may see it, with the officer's contact for whoever may see that."""
    return with_contact(context, tk.get_action("package_show")(tk.fresh_context(context, use_cache=False), {"id": id_}))


def with_contact(context: Any, package: dict[str, Any]) -> dict[str, Any]:
    """The record as its form asks for it; without the contact for whom it is not."""
    if not contacts.names(package["type"]) or not may_know_contact(context, package["id"]):
        return package
    return package | tk.get_action("satudata_metadata_contact_show")(tk.fresh_context(context), {"id": package["id"]})


def may_know_contact(context: Any, package_id: str) -> bool:
    """Whether the caller may read who is responsible for a record."""
    try:
        tk.check_access("satudata_metadata_contact_show", tk.fresh_context(context), {"id": package_id})
    except tk.NotAuthorized:
        return False
    return True


def overview(package: Mapping[str, Any], user_id: str) -> list[Standing]:
    """How far each section of a record is, for one reader."""
    sections = sections_of(package["type"])
    known = Known(_unsaved(package, sections, user_id), guesses.of_package(package["id"]), wrong_of(package))
    return tasks.standings(sections, package, known, portal_rules.of_type(package["type"]))


def _unsaved(package: Mapping[str, Any], sections: Iterable[Section], user_id: str) -> set[str]:
    """Sections with text of this person that could be saved now: answers that wait for their question do not count."""
    rows = {row.section: row for row in autosaves.of_person(package["id"], user_id)}
    hidden = conditions.hidden(package["type"], package) if rows else frozenset()
    fields = {section.name: [field for field in asked(section) if field["field_name"] not in hidden]
              for section in sections if section.name in rows}
    return {name for name, shown in fields.items()
            if texts.differing(texts.of_json(shown, rows[name].typed), texts.of_record(shown, package))}


def wrong_of(package: Mapping[str, Any]) -> dict[str, str]:
    """Values that stand in a record and that its form would not take: from before, or from another portal."""
    schema = schemas.of_type(package["type"]) or {"dataset_fields": ()}
    fields = [field for section in sections_of(package["type"]) for field in asked(section)]
    said = texts.of_record(fields, package)
    found = faults.of_values(fields, {name: answer for name, answer in said.items() if answer}, schema)
    found |= faults.of_rules(conditions.broken(package["type"], package), schema)
    return {faults.field_of(name) if name not in said else name: sentence for name, sentence in reversed(found.items())}


def save(context: Context, package_id: str, section: Section, answers: Answers, stamp: str) -> dict[str, Any]:
    """Save a section: only what differs from what is stored is sent on to `package_patch`, as the person who saves.

    Its guesses are confirmed and the person's unsaved text of it is dropped in the same transaction. Answers whose question
    these answers take away leave the record, and wait as unsaved text of the person (`asides.py`).

    Returns:
        the record; `set_aside`: names of the fields whose answers were in it and now wait
    Raises:
        ValidationError: `stamp`: somebody else has saved the section since; an input: its sentence; `message`: the rest
        NotAuthorized: the record is closed, or not this person's
    """
    _wait_for_others(package_id)
    package = stored(context, package_id)
    fields = asked(section)
    now = texts.of_record(fields, package)
    differing = texts.differing(answers, now)
    if stamp and texts.changed_since(stamp, now).intersection(differing):
        raise tk.ValidationError({"stamp": [messages.changed_meanwhile()]})
    schema = schemas.of_type(package["type"]) or {"dataset_fields": ()}
    aside = asides.of_save(package, {**texts.as_patch(now | answers, fields)})
    kept = {name: answer for name, answer in (now | answers).items() if name not in aside}
    if wrong := faults.of_answers(fields, kept, schema):
        raise tk.ValidationError({name: [sentence] for name, sentence in wrong.items()})
    after = {**package, **texts.as_patch(kept, fields), **dict.fromkeys(aside)}
    if caused := conditions.caused(package["type"], package, after, section.field_names):
        raise tk.ValidationError(_told(_of_rules(caused, schema), section.field_names))
    waiting = asides.waiting(package, sections_of(package["type"]), aside, now | answers)
    guesses.confirm(package_id, section.field_names)
    autosaves.drop(package_id, section.name, _user_id(context))
    changed = {name: kept[name] for name in differing if name in kept} | asides.emptied(package, aside)
    saved = _changed(context, package, replace(section, fields=fields), changed)
    asides.keep(package_id, _user_id(context), waiting, with_contact(context, saved), sections_of(package["type"]))
    transactions.commit(context)        # CKAN commits nothing where nothing has changed
    return saved | {"set_aside": sorted(asides.emptied(package, aside))}


def _of_rules(caused: Any, schema: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [sentence] for name, sentence in faults.of_rules(caused, schema).items()}


def _changed(context: Context, package: dict[str, Any], section: Section, changed: Answers) -> dict[str, Any]:
    """Store the answers that differ: those about the officer in their own table, the rest in the record."""
    personal = contacts.names(package["type"])
    of_officer = {name: changed[name] for name in changed if name in personal}
    if of_officer:
        known = {name: package[name] for name in personal if name in package}
        tk.get_action("satudata_metadata_contact_update")(
            tk.fresh_context(context, defer_commit=True), {"id": package["id"], **known, **texts.as_patch(of_officer)})
    rest = {name: answer for name, answer in changed.items() if name not in personal}
    saved = _patched(context, package, section, rest) if rest else package
    return {name: value for name, value in saved.items() if name not in personal}


def _user_id(context: Any) -> str:
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    return user.id if user else ""


def _wait_for_others(package_id: str) -> None:
    """Two who save the same form come one after the other, so that the second one's stamp is compared with the first's save.

    A lock of its own, taken before all others: the rooms lock case, record and package in that order.
    """
    model.Session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
                          {"key": f"satudata_metadata_form:{package_id}"})
    if (package := model.Session.get(model.Package, package_id)) is not None:
        model.Session.refresh(package)


def _patched(context: Context, package: dict[str, Any], section: Section, changed: Answers) -> dict[str, Any]:
    untouched = frozenset(schemas.content_fields(package["type"])).difference(section.field_names, changed)
    try:
        return tk.get_action("package_patch")(tk.fresh_context(context, **{KEY: Untouched(untouched)}),
                                              {"id": package["id"], **texts.as_patch(changed, section.fields)})
    except tk.ValidationError as refused:
        raise tk.ValidationError(_told(faults.of_errors(refused.error_dict), section.field_names)) from refused


def _told(error_dict: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """CKAN's errors on the inputs of the section, in our words where CKAN's are about something else."""
    told: dict[str, Any] = {}
    for key, said in error_dict.items():
        name = "tag_string" if key == "tags" else key
        if name == "name":
            told[name] = [messages.address_taken()]
        elif name in fields or faults.field_of(name) in fields:
            told[name] = [first_sentence(said)]
        else:
            told.setdefault(GENERAL, []).append(first_sentence(said))
    return told


def first_sentence(said: Any) -> str:
    """The first sentence of an error, however deep CKAN has put it."""
    while isinstance(said, (list, tuple, dict)) and said:
        said = next((part for part in (said.values() if isinstance(said, dict) else said) if part), "")
    return str(said)


def last_change(package: Mapping[str, Any]) -> Change:
    """Who changed the record last; without a room that knows persons, only when."""
    for plugin in p.PluginImplementations(IMetadata):
        if known := plugin.last_change(package["id"]):
            user = model.User.get(known[0])
            return Change(known[0], user.display_name if user else None, known[1])
    return Change(None, None, datetime.fromisoformat(package["metadata_modified"]))


def is_closed(package_id: str) -> bool:
    """Whether nobody may change the content now, because it is being checked or was approved."""
    return any(plugin.is_content_closed(package_id) for plugin in p.PluginImplementations(IMetadata))


def beside(package_id: str, user_id: str) -> list[dict[str, Any]]:
    """Who else is filling which section, and since when: `section`, `name`, `since`."""
    rows = autosaves.beside(package_id, user_id)
    names = {user.id: user.display_name for user in model.Session.query(model.User).filter(
        model.User.id.in_([row.user_id for row in rows]))} if rows else {}
    return [{"section": row.section, "name": names[row.user_id], "since": row.started_at.isoformat()}
            for row in rows if row.user_id in names]
