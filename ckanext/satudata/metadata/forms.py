"""The form of a record: what it shows, what is wrong with an answer, and the one way by which a section is saved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

from ckanext.satudata import transactions
from ckanext.scheming.validation import validators_from_string

from . import answers as texts
from . import autosaves, guesses, inputs, messages, schemas
from . import sections as tasks
from .answers import Answers
from .interfaces import IMetadata
from .sections import Known, Section, Standing
from .untouched import KEY, Untouched

_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_KEYWORD = re.compile(r"[\w\-. ]{2,100}")
# CKAN's own validators of these look into the database, and are asked at the save
_CORE = frozenset({"title", "name", "owner_org", "tag_string"})
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
    return [section for section in tasks.sections_of(schema) if section.has_files or asked(section)]


def asked(section: Section) -> tuple[Mapping[str, Any], ...]:
    """The fields of a section that this form can ask for; the others stay on CKAN's own form."""
    return tuple(field for field in section.fields if inputs.kind_of(field))


def stored(context: Any, id_: str) -> dict[str, Any]:
    """The record as the database has it now, for whoever may see it."""
    return tk.get_action("package_show")(tk.fresh_context(context, use_cache=False), {"id": id_})


def overview(package: Mapping[str, Any], user_id: str) -> list[Standing]:
    """How far each section of a record is, for one reader."""
    sections = sections_of(package["type"])
    unsaved = {row.section for row in autosaves.of_person(package["id"], user_id)}
    return tasks.standings(sections, package, Known(unsaved, guesses.of_package(package["id"]), wrong_of(package)))


def wrong_of(package: Mapping[str, Any]) -> dict[str, str]:
    """Values that stand in a record and that its form would not take: from before, or from another portal."""
    fields = [field for section in sections_of(package["type"]) for field in asked(section)]
    said = texts.of_record(fields, package)
    return _validated(package["type"], [field for field in fields if said[field["field_name"]]], said)


def faults(package_type: str, section: Section, answers: Answers) -> dict[str, str]:
    """What is wrong with the answers of a section, by field. What is missing is not wrong: a draft may be incomplete."""
    fields = asked(section)
    found = {}
    for field in fields:
        name = field["field_name"]
        if name in answers and (sentence := _of_core(field, answers[name])):
            found[name] = sentence
    return found | _validated(package_type, fields, answers)


def _of_core(field: Mapping[str, Any], answer: Any) -> str | None:
    """CKAN's own fields, said before CKAN says it in its words."""
    name, text = field["field_name"], answer.strip() if isinstance(answer, str) else ""
    if name in ("title", "owner_org", "name") and not text:
        return messages.empty(messages.in_language(field["label"]))
    if name == "name" and not _NAME.fullmatch(text):
        return messages.bad_address()
    if name == "tag_string":
        bad = [word for word in texts.keywords(text) if not _KEYWORD.fullmatch(word)]
        return messages.bad_keyword(bad[0]) if bad else None
    return None


def _validated(package_type: str, fields: Iterable[Mapping[str, Any]], answers: Answers) -> dict[str, str]:
    """What the schema's own validators say; nothing is saved."""
    chosen = {f["field_name"]: f for f in fields if f.get("validators") and f["field_name"] not in _CORE}
    schema = {name: validators_from_string(f["validators"], f, schemas.of_type(package_type)) for name, f in chosen.items()}
    sent = {name: answers[name] for name in chosen if name in answers}
    _, errors = tk.navl_validate(sent, schema, {"user": "", "ignore_auth": True})
    return {name: _explained(chosen[name], said) for name, said in errors.items() if name in chosen}


def _explained(field: Mapping[str, Any], said: Any) -> str:
    if "email_validator" in str(field.get("validators", "")):
        return messages.bad_email()
    return str(said[0] if isinstance(said, list) else said)


def save(context: Context, package_id: str, section: Section, answers: Answers, stamp: str) -> dict[str, Any]:
    """Save a section: only what differs from what is stored is sent on to `package_patch`, as the person who saves.

    Its guesses are confirmed and the person's unsaved text of it is dropped in the same transaction.

    Raises:
        ValidationError: `stamp`: somebody else has saved the section since; a field: its sentence; `message`: the rest
        NotAuthorized: the record is closed, or not this person's
    """
    _wait_for_others(package_id)
    package = stored(context, package_id)
    fields = asked(section)
    now = texts.of_record(fields, package)
    differing = texts.differing(answers, now)
    if stamp and texts.changed_since(stamp, now).intersection(differing):
        raise tk.ValidationError({"stamp": [messages.changed_meanwhile()]})
    if wrong := faults(package["type"], section, now | answers):
        raise tk.ValidationError({name: [sentence] for name, sentence in wrong.items()})
    guesses.confirm(package_id, section.field_names)
    autosaves.drop(package_id, section.name, _user_id(context))
    if differing:
        package = _patched(context, package, section, {name: answers[name] for name in differing})
    transactions.commit(context)        # CKAN commits nothing where nothing has changed
    return package


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
    untouched = frozenset(schemas.content_fields(package["type"])).difference(section.field_names)
    try:
        return tk.get_action("package_patch")(
            tk.fresh_context(context, **{KEY: Untouched(untouched)}), {"id": package["id"], **texts.as_patch(changed)})
    except tk.ValidationError as refused:
        raise tk.ValidationError(_told(refused.error_dict, section.field_names)) from refused


def _told(error_dict: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """CKAN's errors on the fields of the section, in our words where CKAN's are about something else."""
    told: dict[str, Any] = {}
    for key, said in error_dict.items():
        name = "tag_string" if key == "tags" else key
        if name == "name":
            told[name] = [messages.address_taken()]
        elif name in fields:
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
