"""Actions of drafts that begin with a file."""

from __future__ import annotations

import dataclasses
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict, Schema, Validator
from werkzeug.datastructures import FileStorage

from .. import draft_messages, drafts, schemas, sdi_drafts
from ..drafts import Draft


def satudata_metadata_draft_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a private draft of a file, filled in with what the file says about itself; or of a title alone.

    Args:
        owner_org: the office (OPD), by id or name
        upload: the file; may be left out if `fields` has a title, or `title` is there
        title: of a record that begins without a file
        type: of the record, `dataset` if left out
        fields: field → text, from a list that came with the files; goes before what the file says
        place: `sheet` and `row` of that list
        attempt: any text; the same file sent again with it is the same draft
    Returns:
        `id`, `name`, `title`, `guessed` (names of the fields that were filled in), `notes` (`field`, `value`, `sentence`
        of what was not taken), `is_reading` (a job still reads the file), `existed`
    Raises:
        ValidationError: `upload`: the file is empty or too large
    """
    upload = _upload(data_dict)
    data = _validated(context, data_dict, _create_form())
    tk.check_access("satudata_metadata_draft_create", context, {"owner_org": data["owner_org"], "type": data.get("type")})
    package_type = data.get("type") or "dataset"
    if not schemas.is_ours(package_type):
        raise tk.ValidationError({"type": [tk._("Records of this type do not begin with a file.")]})
    office_id = office.id if (office := model.Group.get(data["owner_org"])) is not None else data["owner_org"]
    if upload is None and data.get("title"):
        return _dictize(drafts.draft_of_title(context, office_id, data["title"], package_type, data.get("attempt")))
    fields = _texts(data_dict.get("fields"), set(schemas.content_fields(package_type)) - {"name", "owner_org"})
    said = sdi_drafts.of_upload(upload, package_type) or sdi_drafts.Said()
    made = drafts.draft_from_file(
        context, office_id, upload if said.has_table else None, package_type=package_type, row=fields,
        place=_texts(data_dict.get("place"), {"sheet", "row"}), attempt=data.get("attempt"), in_file=said.guesses,
        notes=said.notes)
    return _dictize(made)


def satudata_metadata_draft_copy(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a draft for the next period from a record and a new file.

    Args:
        id: of the record that is copied, or its name
        upload: the new file; none where its type has no files
        attempt: any text; the same file sent again with it is the same draft
    Returns:
        as `satudata_metadata_draft_create`
    Raises:
        ValidationError: `upload`: there is no file, or it is empty or too large
    """
    upload = _upload(data_dict)
    data = _validated(context, data_dict, _copy_form())
    tk.check_access("satudata_metadata_draft_copy", context, {"id": data["id"]})
    package = model.Package.get(data["id"])
    if upload is None and package is not None and schemas.takes_files(package.type):
        raise tk.ValidationError({"upload": [draft_messages.choose_file()]})
    return _dictize(drafts.copy_from(context, data["id"], upload, data.get("attempt")))


@tk.validator_args
def _create_form(not_empty: Validator, unicode_safe: Validator, ignore_missing: Validator) -> Schema:
    return {"owner_org": [not_empty, unicode_safe], "type": [ignore_missing, unicode_safe],
            "title": [ignore_missing, unicode_safe], "attempt": [ignore_missing, unicode_safe]}


@tk.validator_args
def _copy_form(not_empty: Validator, unicode_safe: Validator, ignore_missing: Validator) -> Schema:
    return {"id": [not_empty, unicode_safe], "attempt": [ignore_missing, unicode_safe]}


def _validated(context: Context, data_dict: DataDict, form: Any) -> dict[str, Any]:
    data, errors = tk.navl_validate({name: data_dict[name] for name in form if name in data_dict}, form, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def _upload(data_dict: DataDict) -> FileStorage | None:
    upload = data_dict.get("upload")
    return upload if isinstance(upload, FileStorage) and upload.filename else None


def _texts(sent: Any, known: set[str]) -> dict[str, str]:
    """Only texts, and only of these keys: an API caller may send anything."""
    found = sent if isinstance(sent, dict) else {}
    return {name: value.replace("\0", "") for name, value in found.items() if name in known and isinstance(value, str)}


def _dictize(made: Draft) -> dict[str, Any]:
    return dataclasses.asdict(made) | {"guessed": list(made.guessed), "notes": [dataclasses.asdict(n) for n in made.notes]}
