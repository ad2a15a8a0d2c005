"""Actions of the form: how far a record is, saving a section, and what was typed and not saved."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata import transactions

from .. import answers as texts
from .. import autosaves, forms, messages, unsaved
from .. import sections as tasks
from ..sections import Section
from ..unsaved import Place
from . import schema


@tk.side_effect_free
@tk.validate_action_data(schema.record)
def satudata_metadata_form_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How far the form of a record is, for the caller.

    Args:
        id: of the record, or its name
    Returns:
        `sections`: list of `name`, `label`, `group`, `status` (complete, started, empty, wrong, closed), `missing`, `guessed`,
        `wrong`; `complete`: how many are; `is_ready`: nothing stands against submitting it; `beside`: who else is filling
        which section (`section`, `name`, `since`)
    """
    tk.check_access("satudata_metadata_form_show", context, data_dict)
    package = forms.stored(context, data_dict["id"])
    found = forms.overview(package, _caller(context).id)
    return {
        "id": package["id"], "complete": tasks.number_complete(found), "is_ready": tasks.is_ready(found),
        "sections": [
            {"name": standing.section.name, "label": dict(standing.section.label), "group": standing.section.group,
             "status": standing.status, "missing": list(standing.missing), "guessed": list(standing.guessed),
             "wrong": list(standing.wrong)}
            for standing in found],
        "beside": forms.beside(package["id"], _caller(context).id),
    }


@tk.validate_action_data(schema.section_update)
def satudata_metadata_section_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Save one section of a record's form; only its own fields are validated.

    Args:
        id: of the record
        section: name of the section
        answers: texts by field name, lists of codes where a field takes several; fields that are left out stay as they are
        stamp: of the state that the caller has read; without it nobody's change in between is noticed
    Raises:
        ValidationError: `stamp`: somebody else has saved the section since; a field: what would be right
    """
    tk.check_access("satudata_metadata_section_update", context, data_dict)
    package_id, section = _section(data_dict)
    answers = _answers(Place(section.name, forms.asked(section)), data_dict["answers"])
    return forms.save(context, package_id, section, answers, data_dict.get("stamp") or "")


@tk.validate_action_data(schema.autosave)
def satudata_metadata_autosave(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Keep what the caller has typed into a section and not saved, for 30 days. Nothing is validated.

    Args:
        id: of the record
        section: name of the section; of an activity also `variabel:` with the id of a variable, `new` or `paste`
        typed: texts by field name, as they stand in the form
        stamp: of the state that the caller began with
    Returns:
        `saved_at`; None where what was typed is what the record says already
    Raises:
        ValidationError: more text than a form takes, or more unsaved texts than a person may leave in a record
    """
    tk.check_access("satudata_metadata_autosave", context, data_dict)
    package_id, place = _place(data_dict)
    typed, user = _answers(place, data_dict["typed"]), _caller(context)
    row = None
    if texts.differing(typed, unsaved.saved(context, package_id, place)):
        if autosaves.is_full(package_id, place.name, user.id):
            raise tk.ValidationError({forms.GENERAL: [messages.too_many_unsaved(autosaves.MOST)]})
        row = autosaves.keep(package_id, place.name, user.id, dict(typed), data_dict.get("stamp") or "")
        autosaves.tidy_once_a_day()
    else:
        autosaves.drop(package_id, place.name, user.id)
    saved_at = row.saved_at.isoformat() if row else None
    transactions.commit(context)
    return {"section": place.name, "saved_at": saved_at}


@tk.validate_action_data(schema.autosave_delete)
def satudata_metadata_autosave_delete(context: Context, data_dict: DataDict) -> None:
    """Forget what the caller typed into a section and did not save.

    Args:
        id: of the record
        section: as for `satudata_metadata_autosave`
    """
    tk.check_access("satudata_metadata_autosave_delete", context, data_dict)
    package_id, place = _place(data_dict)
    autosaves.drop(package_id, place.name, _caller(context).id)
    transactions.commit(context)


def _section(data_dict: DataDict) -> tuple[str, Section]:
    package = model.Package.get(data_dict["id"])
    found = next((s for s in forms.sections_of(package.type) if s.name == data_dict["section"]), None) if package else None
    if package is None or found is None:
        raise tk.ObjectNotFound(tk._("The form has no such section."))
    return package.id, found


def _place(data_dict: DataDict) -> tuple[str, Place]:
    package = model.Package.get(data_dict["id"])
    found = unsaved.place_of(package, data_dict["section"]) if package else None
    if package is None or found is None:
        raise tk.ObjectNotFound(tk._("The form has no such section."))
    return package.id, found


def _answers(place: Place, sent: Any) -> texts.Answers:
    answers = texts.of_json(place.fields, sent if isinstance(sent, dict) else {})
    if texts.length(answers) > place.most:
        raise tk.ValidationError({forms.GENERAL: [messages.too_much(place.most)]})
    return answers


def _caller(context: Context) -> Any:
    user = context.get("auth_user_obj")
    found = user if user is not None and not user.is_anonymous else model.User.get(context.get("user"))
    if found is None:
        raise tk.NotAuthorized(tk._("Log in first."))
    return found
