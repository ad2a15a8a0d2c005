"""What the start page needs of the portal: the person's offices, the list that came with the files, its template."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from . import draft_messages, drafts, messages, schemas, sheet, sheet_template, vocabularies
from .sheet import Pair, Sheet
from .tables.refusals import Refused

MOST_FILES = 50
MOST_SECONDS = 10.0      # of a request for reading files; those that are left are made from their names, and read by a job
_LIST_ERRORS = {sheet.NO_COLUMNS: draft_messages.list_without_files, sheet.NO_ROWS: draft_messages.empty_list}


def offices() -> list[dict[str, str]]:
    """The offices for which the person may make records, by name."""
    found = tk.get_action("organization_list_for_user")({}, {"permission": "create_dataset"})
    every = [{"id": org["id"], "name": org["name"], "title": org.get("title") or org["name"]} for org in found]
    return sorted(every, key=lambda office: office["title"].casefold())


def read_list(upload: FileStorage, package_type: str) -> Sheet:
    """The rows of the list.

    Raises:
        ValidationError: `list`: why it cannot be read
    """
    content = io.BytesIO(upload.stream.read(drafts.SMALL + 1))
    if not drafts.is_small(content):
        raise tk.ValidationError({"list": [messages.refusal("too_large", {})]})
    try:
        return sheet.read(content, drafts.ending_of(upload), schemas.of_type(package_type) or {}, _codes(package_type))
    except Refused as refused:
        told = _LIST_ERRORS.get(refused.code)
        raise tk.ValidationError({"list": [told() if told else messages.refusal(refused.code, refused.details)]}) from refused


def make(org: str, package_type: str, pairs: Sequence[Pair], files: Sequence[FileStorage], sheet_name: str,
         attempt: str) -> list[dict[str, Any]]:
    """One draft a pair; what goes wrong with one says so and leaves the others alone.

    Returns:
        for each: `label`, `made` (as the action gives it) or None, `sentences`
    """
    last = time.monotonic() + MOST_SECONDS - drafts.MOST_SECONDS     # when a file may still be begun
    return [_one(org, package_type, pair, files, sheet_name, attempt, number, time.monotonic() > last)
            for number, pair in enumerate(pairs)]


def begin(org: str, package_type: str, title: str, attempt: str) -> dict[str, Any]:
    """A draft of a type that has no files, with its title and the schema's defaults; the same form sent twice makes one.

    Raises:
        NotAuthorized: not a person of this office
        ValidationError: the title is too long
    """
    return tk.get_action("satudata_metadata_draft_create")({}, {
        "owner_org": org, "type": package_type, "title": title, "attempt": attempt})


def _one(org: str, package_type: str, pair: Pair, files: Sequence[FileStorage], sheet_name: str, attempt: str,
         number: int, is_late: bool) -> dict[str, Any]:
    upload = files[pair.file] if pair.file is not None else None
    row = pair.row
    label = drafts.name_of(upload) or (row.file or row.answers.get("title", "") if row else "")
    said = _told(pair, sheet_name)
    if number >= MOST_FILES:
        return {"label": label, "made": None, "sentences": [draft_messages.too_many(MOST_FILES)]}
    wanted: dict[str, Any] = {"owner_org": org, "type": package_type, "attempt": attempt}
    if upload is not None:
        wanted["upload"] = upload
    if row is not None:
        wanted |= {"fields": dict(row.answers), "place": {"sheet": sheet_name, "row": str(row.number)}}
        if upload is None and not row.answers.get("title"):
            wanted["fields"]["title"] = drafts.words_of(row.file)
    try:
        made = tk.get_action("satudata_metadata_draft_create")(_context(is_late), wanted)
    except tk.NotAuthorized as refused:
        return {"label": label, "made": None, "sentences": [str(refused)]}
    except tk.ValidationError as refused:
        model.Session.rollback()
        return {"label": label, "made": None, "sentences": sentences_of(refused)}
    return {"label": label, "made": made, "sentences": said + notes_of(made, package_type)}


def _context(is_late: bool) -> Any:
    return {drafts.READ_LATER: True} if is_late else {}


def _told(pair: Pair, sheet_name: str) -> list[str]:
    if pair.row is None:
        return [draft_messages.no_row(sheet_name)] if sheet_name else []
    if pair.again:
        return [draft_messages.named_twice(pair.row.file, pair.row.number)]
    return [draft_messages.file_missing(pair.missing)] if pair.missing else []


def notes_of(made: Mapping[str, Any], package_type: str) -> list[str]:
    """What a draft's maker should know, in sentences."""
    return [_note(note, package_type) for note in made["notes"]]


def _note(note: Mapping[str, str], package_type: str) -> str:
    if not note["field"] or note["field"] in drafts.OF_THE_FILE:
        return note["sentence"]
    field = schemas.field_of(package_type, note["field"])
    label = messages.in_language(field["label"]) if field else note["field"]
    return draft_messages.not_taken(label, note["value"][:100], note["sentence"])


def sentences_of(refused: tk.ValidationError) -> list[str]:
    """What the actions said, without the names of the fields."""
    return list(_flat(refused.error_dict))


def _flat(said: Any) -> Any:
    if isinstance(said, Mapping):
        for value in said.values():
            yield from _flat(value)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _flat(value)
    elif said:
        yield str(said)


def template(package_type: str) -> bytes:
    """The empty list for a type of records."""
    schema = schemas.of_type(package_type)
    if not schema or not schemas.is_ours(package_type):
        raise tk.ObjectNotFound()
    labels = {name: [label for label, _ in entries] for name, entries in _choices(package_type).items()}
    return sheet_template.write(schema, labels, {
        "file": tk._("Name of the file that the row describes, such as sapi-2025.csv."),
        "required": tk._("Asked for before the data is submitted."), "optional": tk._("May stay empty."),
    })


def _choices(package_type: str) -> dict[str, list[tuple[str, str]]]:
    """Field → (label, code) for the fields that are picked from a list."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in sheet.fields_of(schemas.of_type(package_type) or {"dataset_fields": ()}):
        if name := field.get("satudata_vocabulary"):
            found[field["field_name"]] = [(entry.labels["id"], entry.value) for entry in vocabularies.load(name).entries]
        elif field["field_name"] == "license_id":
            found["license_id"] = _licences()
    return found


def _licences() -> list[tuple[str, str]]:
    return [(licence.title, licence.id) for licence in model.Package.get_license_register().values()]


def _codes(package_type: str) -> dict[str, dict[str, str]]:
    """Only for licences: the validator of the other lists takes labels."""
    return {"license_id": {" ".join(title.split()).casefold(): id_ for title, id_ in _licences()}}
