"""A dataset that begins with a workbook in which older portals had put its metadata: the sheet "Metadata" fills the form."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from . import drafts, import_messages, schemas, workbook_messages
from .drafts import Note
from .guessing import SDI, Guess
from .tables.refusals import Refused
from .tables.sources import open_workbook
from .workbook import fields, sdi_sheet

_SILENT = frozenset({sdi_sheet.NOTHING_SAID, sdi_sheet.PORTAL})     # nothing is lost with these


@dataclass(frozen=True, slots=True)
class Said:
    """What such a sheet says: guesses for the form, what was not taken, and whether there is a table beside it."""

    guesses: tuple[Guess, ...] = ()
    notes: tuple[Note, ...] = ()
    has_table: bool = True


def of_upload(upload: FileStorage | None, package_type: str = "dataset") -> Said | None:
    """What the sheet of a workbook says; None if it has none. The stream stands at its beginning afterwards."""
    if upload is None or drafts.ending_of(upload) != "xlsx":
        return None
    schema = schemas.of_type(package_type)
    stream = io.BytesIO(upload.stream.read(drafts.SMALL + 1))
    upload.stream.seek(0)
    if schema is None or not drafts.is_small(stream):
        return None
    try:
        found = sdi_sheet.read(stream, "xlsx", schema)
        if found is None:
            return None
        stream.seek(0)
        others = [name for name in open_workbook(stream).sheet_names if fields.key(name) != sdi_sheet.SHEET]
    except Refused:
        return None
    places = {said.field: said.place for said in found.understood}
    guesses = tuple(Guess(name, answer if isinstance(answer, str) else ", ".join(answer), SDI, {"place": places.get(name, "")})
                    for name, answer in found.answers.items() if answer)
    return Said(guesses, tuple(_note(said) for said in found.left if said.reason not in _SILENT), bool(others))


def _note(said: sdi_sheet.Said) -> Note:
    sentence = import_messages.sdi_not_taken(said.label, said.value[:100], said.place, workbook_messages.not_taken(said))
    return Note("", said.value, sentence)


def begin(org: str, upload: FileStorage) -> dict[str, Any] | None:
    """A draft of a dataset from a workbook with such a sheet; None if it has none."""
    upload.stream.seek(0)
    if of_upload(upload) is None:
        return None
    return tk.get_action("satudata_metadata_draft_create")({}, {"owner_org": org, "upload": upload})
