"""Where text of a person can wait unsaved: the sections of a record's form, and of an activity the form of each variable and
the page on which many are pasted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model

from . import answers as texts
from . import autosaves, forms, schemas, variabel
from .answers import Answers

NEW, PASTE = "new", "paste"     # in the place of a variable's id
CELLS = "cells"
MOST_PASTED = 500_000           # characters; 2,000 variables of 250 each
KEY = "satudata_metadata_typed_in"      # in the context of a save: the place that its text was typed in
_VARIABEL = "variabel:"         # no section's name has a colon
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHEET = ({"field_name": CELLS},)


@dataclass(frozen=True, slots=True)
class Place:
    """A form whose text is kept: its name in the table, its fields, and how many characters it takes."""

    name: str
    fields: Sequence[Mapping[str, Any]]
    most: int = texts.MOST_CHARACTERS


def of_variabel(id_: str) -> Place:
    """The form of a variable by its id, of a new one, or the page of the paste."""
    if id_ == PASTE:
        return Place(_VARIABEL + PASTE, _SHEET, MOST_PASTED)
    return Place(_VARIABEL + id_, schemas.variabel()["dataset_fields"])


def place_of(package: model.Package, name: str) -> Place | None:
    """The place of this name; None where the record has no such form.

    A variable need not exist: somebody may have removed it while this person types.
    """
    if package.type == "kegiatan" and name.startswith(_VARIABEL):
        id_ = name.removeprefix(_VARIABEL)
        return of_variabel(id_) if id_ in (NEW, PASTE) or _ID.fullmatch(id_) else None
    section = next((s for s in forms.sections_of(package.type) if s.name == name), None)
    return Place(name, forms.asked(section)) if section else None


def saved(context: Any, package_id: str, place: Place) -> Answers:
    """What is saved already of what the place asks for."""
    if not place.name.startswith(_VARIABEL):
        return texts.of_record(place.fields, forms.stored(context, package_id))
    row = variabel.get(place.name.removeprefix(_VARIABEL))
    return texts.of_record(place.fields, variabel.as_dict(row) if row and row.package_id == package_id else {})


def variabel_ids(package_id: str, user_id: str) -> list[tuple[str, Answers]]:
    """What this person left unsaved of an activity's variables: id, `new` or `paste`, and the text."""
    found = {row.section.removeprefix(_VARIABEL): row.typed for row in autosaves.of_person(package_id, user_id)
             if row.section.startswith(_VARIABEL)}
    return [(id_, texts.of_json(of_variabel(id_).fields, typed)) for id_, typed in sorted(found.items())]


def drop_typed(context: Any, package_id: str, user_id: str) -> None:
    """A form was saved: its text waits no more. Commits nothing; nothing happens where the save came from no form."""
    if place := context.get(KEY):
        autosaves.drop(package_id, str(place), user_id)
