"""Actions about official documents, beside `satudata_workflow_document_add` and `_show`."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.transactions import commit

from .. import documents_shown, making, messages, officers, signing, verification, voiding
from ..errors import WorkflowRefused
from ..signing_keys import KEY_LIMIT
from ..signing_ways import Act
from . import documents_schema as schema
from .schema import document_add


@tk.validate_action_data(document_add)
def satudata_workflow_document_make(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Let the portal write a letter from the government's template, for the case of an open task or for those of several.

    The letter is a PDF with a QR code that leads to its page; with several cases it has an annex. It holds once it is
    signed (`satudata_workflow_document_sign`). The same call again gives the letter that is there.

    Args:
        task_id: the open task whose step names a document of this kind; or
        task_ids: at most 100 of them (a list, or text with commas between), all of cases of one OPD
        kind: document kind that has a template
        number: of the office's agenda book, where the portal does not count this kind itself
        dated_on: date of the letter, `2026-03-12`; default today
    Returns:
        the document
    Raises:
        ValidationError: `kind` says which rule stands against it
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"task_id": "5f1c…", "kind": "surat_validasi", "dated_on": "2026-03-12"}' \
        $PORTAL/api/action/satudata_workflow_document_make`
        → `{"result": {"id": "d0c5…", "number": "800/014/2026", "state": "unsigned", …}}`
    """
    tk.check_access("satudata_workflow_document_make", context, data_dict)
    actor = officers.actor_of(context)
    ids: list[str] = data_dict.get("task_ids") or [data_dict.get("task_id") or ""]
    try:
        made = making.make_for_all(ids, data_dict["kind"], actor, data_dict.get("number"), data_dict.get("dated_on"))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "kind")) from refused
    commit(context)
    return documents_shown.document(made)


@tk.validate_action_data(schema.document_void)
def satudata_workflow_document_void(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Declare a document void. It keeps its number and its file, and counts no more in any case.

    A step that needs it waits for a new one; what was published already stays public. Called again it changes nothing.

    Args:
        id: document id
        reason: shown to the parties of its cases
    Returns:
        the document, as `satudata_workflow_document_show` gives it
    Raises:
        ValidationError: `reason` is missing, or `id`: the caller's offices neither bring it about nor sign it
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "d0c5…", "reason": "Salah alamat."}' \
        $PORTAL/api/action/satudata_workflow_document_void`
    """
    tk.check_access("satudata_workflow_document_void", context, data_dict)
    try:
        found = voiding.void(data_dict["id"], data_dict["reason"], officers.actor_of(context))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "id")) from refused
    commit(context)
    return documents_shown.document(found)


@tk.validate_action_data(schema.document_number)
def satudata_workflow_document_number(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write down the number of a letter that the agenda book (or SRIKANDI) gave after it was added.

    Args:
        id: document id
        number: as it stands on the letter
    Returns:
        the document, as `satudata_workflow_document_show` gives it
    Raises:
        ValidationError: `number` says why: it has one already, or the portal counts this kind itself
    Example:
        `curl -H "Authorization: $TOKEN" -d '{"id": "d0c5…", "number": "045/12/2026"}' \
        $PORTAL/api/action/satudata_workflow_document_number`
    """
    tk.check_access("satudata_workflow_document_number", context, data_dict)
    try:
        found = voiding.number(data_dict["id"], data_dict["number"], officers.actor_of(context))
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, "number")) from refused
    commit(context)
    return documents_shown.document(found)


def satudata_workflow_document_sign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Sign a document that waits for the caller's office, or put the paraf on it. Signatures are given in order.

    Args:
        id: document id
        sha256: hash of the file that was read, as `satudata_workflow_case_show` gives it (64 characters)
        way: `scan` (default): the paper was signed by hand; `pkcs12`: with the caller's own key, as PAdES in the PDF
        upload: with `scan`, the file of the signed paper: PDF, JPEG or PNG; left out by whoever added the document as
            such a scan already
        key: with `pkcs12`, the file of the key (.p12 or .pfx); never stored
        passphrase: of the key; never stored
    Returns:
        the document, as `satudata_workflow_document_show` gives it; the same call again gives the same
    Raises:
        ValidationError: `id`, `sha256` or `upload` says which rule stands against it
    Example:
        `curl -H "Authorization: $TOKEN" -F id=d0c5… -F sha256=9e10… -F upload=@pindai.pdf \
        $PORTAL/api/action/satudata_workflow_document_sign`
    """
    upload: Any = data_dict.get("upload")
    sent = {name: value for name, value in data_dict.items() if name not in ("upload", "key")}
    data, errors = tk.navl_validate(sent, schema.document_sign(), context)
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("satudata_workflow_document_sign", context, data)
    actor = officers.actor_of(context)
    has_file = bool(getattr(upload, "filename", None))
    key: Any = data_dict.get("key")
    act = Act(data["way"], actor.user_id, upload.stream if has_file else None, upload.filename if has_file else "",
              key.stream.read(KEY_LIMIT) if getattr(key, "filename", None) else b"", data.get("passphrase") or "")
    try:
        found = signing.sign(data["id"], data["sha256"], act, actor)
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused, FIELDS.get(refused.code, "upload"))) from refused
    commit(context)
    return documents_shown.document(found)


# refusals that stand on something else than the file
FIELDS = (
    dict.fromkeys(("no_such_document", "document_void", "document_superseded", "nothing_to_sign", "not_yours_to_sign",
                   "signed_already", "maker_is_not_checker"), "id")
    | dict.fromkeys(("key_missing", "key_wrong", "key_expired"), "key") | {"document_changed": "sha256"}
)


@tk.side_effect_free
def satudata_workflow_document_verify(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Whether a document holds. For everybody who has its code, which stands in its QR code.

    Args:
        code: of the document
        sha256: hash of a file (64 characters) that is compared with it; optional
    Returns:
        state (`valid`, `void`, `superseded`, `unsigned`), title, number, dated_on, government, the offices that added and
        signed it, sha256, and `file`: `same`, `earlier` (before its last signature) or `other`; `is_public`: whether its page
        gives the document itself to everybody. Never a person's name
    Example:
        `curl -H "Authorization: $TOKEN" "$PORTAL/api/action/satudata_workflow_document_verify?code=Q7K2…"`
        → `{"result": {"state": "valid", "number": "800/014/2026", …}}`
    """
    tk.check_access("satudata_workflow_document_verify", context, data_dict)
    document = verification.of_code(str(tk.get_or_bust(data_dict, "code")))
    if document is None:
        raise tk.ObjectNotFound(tk._("No document of this portal has this code. Type the address as it stands on the paper."))
    return verification.shown(document, str(data_dict.get("sha256") or "") or None)
