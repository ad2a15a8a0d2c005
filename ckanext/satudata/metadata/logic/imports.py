"""Actions of files with metadata: send one, look at it, take it over, forget it."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict
from werkzeug.datastructures import FileStorage

from ckanext.satudata import transactions

from .. import drafts, import_messages
from ..importing import accepting, files, jobs, preview, shown, storing
from ..importing.current import KEGIATAN
from ..model import Imported
from . import schema

MOST_MB = 20


def satudata_metadata_import_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Send a file with metadata: it is read and kept for seven days, and nothing is taken over yet.

    Args:
        upload: a workbook (XLSX), one of its sheets (CSV), or BPS's format (JSON: a document, a list, or a bundle)
        owner_org: the office (OPD) that the metadata belongs to, by id or name; may be left out with `kegiatan_id`
        kegiatan_id: the activity that is to be changed, by id or name; left out, the file brings a new one
    Returns:
        `id`, `file_name`, `problems` of the reader (`place`, `sentence`, `is_note`), `is_foreign` (a workbook without any of
        our sheets); `satudata_metadata_import_show` says what it would change
    Raises:
        ValidationError: `upload`, `owner_org`, `kegiatan_id`: what would be right
    """
    _need_table()
    upload = data_dict.get("upload")
    kegiatan, office = _target(context, data_dict)
    tk.check_access("satudata_metadata_import_create", context, {"owner_org": office, "type": KEGIATAN, "id": kegiatan})
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise tk.ValidationError({"upload": [import_messages.choose_file()]})
    content = upload.stream.read(MOST_MB * 1_000_000 + 1)
    if len(content) > MOST_MB * 1_000_000:
        raise tk.ValidationError({"upload": [import_messages.too_large(MOST_MB)]})
    name = drafts.name_of(upload)
    row = storing.keep(_user(context).id, office, kegiatan, name, files.read(content, name))
    answer = shown.read(row)
    transactions.commit(context)
    return answer


@tk.side_effect_free
@tk.validate_action_data(schema.record)
def satudata_metadata_import_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What a file of the caller's own would change now, and what stands against it.

    Args:
        id: of the file
    Returns:
        `id`, `file_name`, `status` (preview, running, done), `problems` (of the whole file: `place`, `sentence`, `is_note`),
        `kegiatan` (for each `title`, `id`, `name`, `problems`, `changes`, `may_be_taken`), `stamp` (to be sent with
        `satudata_metadata_import_accept`), `may_be_taken`, `results`
    Raises:
        ObjectNotFound: there is no such file of the caller's
    """
    tk.check_access("satudata_metadata_import_show", context, data_dict)
    return shown.as_dict(context, _own(context, data_dict["id"]))


def satudata_metadata_import_accept(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a file over: each activity with all that belongs to it, or nothing of it. Sent twice, it is done once.

    Args:
        id: of the file
        stamp: of the preview that was seen
    Returns:
        `status`: done, or running where a job does it; `results`
    Raises:
        ValidationError: `stamp`: what the file would change has changed since; `message`: nothing in it can be taken over
    """
    tk.check_access("satudata_metadata_import_accept", context, data_dict)
    row = _own(context, tk.get_or_bust(data_dict, "id"), lock=True)
    if row.status != storing.PREVIEW:
        return shown.results(row)
    stamps, stamp = preview.stamps(context, row), data_dict.get("stamp")
    if not isinstance(stamp, str) or not stamp:
        raise tk.ValidationError({"stamp": [import_messages.stamp_needed()]})
    if stamp != ".".join(stamps):
        raise tk.ValidationError({"stamp": [import_messages.changed_meanwhile()]})
    if not stamps or any(not fault["is_note"] for fault in row.faults):
        raise tk.ValidationError({"message": [import_messages.nothing_to_take()]})
    storing.begin(row, stamps)
    id_, is_large = row.id, jobs.rows_of(row) > jobs.LARGE
    model.Session.commit()
    if is_large and not context.get("satudata_metadata_at_once"):
        _enqueue(context, id_)
    else:
        accepting.take_all(context, id_)
    return shown.results(_own(context, id_))


def _enqueue(context: Context, id_: str) -> None:
    if jobs.enqueue(id_):
        return
    storing.again(_own(context, id_, lock=True))
    model.Session.commit()
    raise tk.ValidationError({"message": [import_messages.no_worker()]})


def satudata_metadata_import_again(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Look anew at those activities of a file that were refused when it was taken over, or whose job was killed.

    Args:
        id: of the file
    Returns:
        as `satudata_metadata_import_show`
    """
    tk.check_access("satudata_metadata_import_again", context, data_dict)
    row = _own(context, tk.get_or_bust(data_dict, "id"), lock=True)
    if row.status == storing.DONE or storing.is_dead(row):
        storing.again(row)
    answer = shown.as_dict(context, row)
    transactions.commit(context)
    return answer


def satudata_metadata_import_delete(context: Context, data_dict: DataDict) -> None:
    """Forget a file that was sent. What was taken over of it stays.

    Args:
        id: of the file
    """
    tk.check_access("satudata_metadata_import_delete", context, data_dict)
    storing.drop(_own(context, tk.get_or_bust(data_dict, "id")))
    transactions.commit(context)


def _target(context: Context, data_dict: DataDict) -> tuple[str | None, str]:
    """Id of the kegiatan, if one was chosen, and id of the office."""
    chosen = data_dict.get("kegiatan_id")
    if chosen:
        package = model.Package.get(chosen) if isinstance(chosen, str) else None
        if package is None or package.type != KEGIATAN or package.state == "deleted":
            raise tk.ValidationError({"kegiatan_id": [import_messages.no_such_kegiatan()]})
        try:
            tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
        except tk.NotAuthorized:
            raise tk.ValidationError({"kegiatan_id": [import_messages.no_such_kegiatan()]}) from None
        return package.id, str(package.owner_org)
    asked = data_dict.get("owner_org")
    office = model.Group.get(asked) if isinstance(asked, str) and asked else None
    if office is None or not office.is_organization:
        raise tk.ValidationError({"owner_org": [import_messages.choose_office()]})
    return None, office.id


def _need_table() -> None:
    if not storing.is_ready():
        raise tk.ValidationError({"message": [import_messages.unready()]})


def _user(context: Any) -> model.User:
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    if not isinstance(user, model.User):
        raise tk.NotAuthorized(import_messages.no_import())
    return user


def _own(context: Context, id_: Any, lock: bool = False) -> Imported:
    row = storing.of_person(id_, _user(context).id)
    if row is None or (lock and storing.get(id_, lock=True) is None):
        raise tk.ObjectNotFound(import_messages.no_import())
    return row
