"""Who may do what: asked of CKAN's own rules for the record or the resource."""

from __future__ import annotations

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .. import draft_messages, variabel_messages


@tk.auth_allow_anonymous_access
def satudata_metadata_completeness_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the record: all of it is read from what is shown."""
    return _as("package_show", context, {"id": data_dict["id"]})


@tk.auth_allow_anonymous_access
def satudata_metadata_region_search(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody: the list is public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def satudata_metadata_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the resource."""
    return _as("resource_show", context, {"id": data_dict["resource_id"]})


def satudata_metadata_table_load(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the resource."""
    return _as("resource_update", context, {"id": data_dict["resource_id"]})


def satudata_metadata_form_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record: others have its page."""
    return _as("package_update", context, {"id": data_dict["id"]})


def satudata_metadata_section_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record."""
    return _as("package_update", context, {"id": data_dict["id"]})


def satudata_metadata_autosave(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record."""
    return _as("package_update", context, {"id": data_dict["id"]})


def satudata_metadata_autosave_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the record: the text is the caller's own."""
    return _as("package_update", context, {"id": data_dict["id"]})


def satudata_metadata_draft_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may make records of this office."""
    return _may_create(context, data_dict.get("owner_org"), data_dict.get("type"))


def satudata_metadata_draft_copy(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the record and may make records of its office, as both are stored."""
    seen = _as("package_show", context, {"id": data_dict["id"]})
    package = model.Package.get(data_dict["id"])
    if not seen["success"] or package is None:
        return seen
    return _may_create(context, package.owner_org, package.type)


@tk.auth_allow_anonymous_access
def satudata_metadata_dictionary_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the rows: the names of columns are part of them."""
    return _as("datastore_info", context, {"id": data_dict["resource_id"]})


def satudata_metadata_dictionary_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the file."""
    return _as("resource_update", context, {"id": data_dict["resource_id"]})


@tk.auth_allow_anonymous_access
def satudata_metadata_variabel_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the activity."""
    return _as("package_show", context, {"id": data_dict["kegiatan_id"]})


@tk.auth_allow_anonymous_access
def satudata_metadata_variabel_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the activity."""
    return _as("package_show", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_variabel_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the activity."""
    return _as("package_update", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_variabel_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the activity."""
    return _as("package_update", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_variabel_move(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the activity."""
    return _as("package_update", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_variabel_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the activity."""
    return _as("package_update", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_variabel_replace(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may change the activity."""
    return _as("package_update", context, {"id": data_dict["kegiatan_id"]})


def satudata_metadata_contact_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office: personal data is not for whoever sees the activity."""
    return _of_its_office(context, data_dict["id"])


def satudata_metadata_contact_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office, also while the content is checked: the contact is no part of it."""
    return _of_its_office(context, data_dict["id"])


def satudata_metadata_import_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may make records of this office; a chosen activity is judged when it is taken over, and in the preview."""
    if data_dict.get("id"):
        return _as("package_show", context, {"id": data_dict["id"]})
    return _may_create(context, data_dict.get("owner_org"), data_dict.get("type"))


def satudata_metadata_import_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is logged in: each person's files are looked for among that person's own."""
    return {"success": True}


def satudata_metadata_import_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is logged in; the records are written with the person's own rights."""
    return {"success": True}


def satudata_metadata_import_again(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is logged in: one's own."""
    return {"success": True}


def satudata_metadata_import_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is logged in: one's own."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def satudata_metadata_indah_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the record."""
    return _as("package_show", context, {"id": data_dict["id"]})


@tk.auth_allow_anonymous_access
def satudata_metadata_catalogue_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever sees the dataset; of the records that it is linked with, each reader gets his or her own."""
    return _as("package_show", context, {"id": data_dict["id"]})


def _of_its_office(context: Context, package_id: str) -> AuthResult:
    package = model.Package.get(package_id)
    user = model.User.get(context.get("user"))
    if package is not None and user is not None and package.owner_org and authz.has_user_permission_for_group_or_org(
            package.owner_org, user.name, "update_dataset"):
        return {"success": True}
    return {"success": False, "msg": variabel_messages.contact_for_parties()}


def _may_create(context: Context, owner_org: str | None, package_type: str | None) -> AuthResult:
    if not owner_org:
        return {"success": False, "msg": draft_messages.choose_office()}
    allowed = _as("package_create", context, {"owner_org": owner_org, "type": package_type or "dataset"})
    return allowed if allowed["success"] else {"success": False, "msg": draft_messages.not_your_office()}


def _as(name: str, context: Context, data_dict: DataDict) -> AuthResult:
    try:
        tk.check_access(name, tk.fresh_context(context), data_dict)
    except tk.NotAuthorized as refusal:
        return {"success": False, "msg": str(refusal)}
    return {"success": True}
