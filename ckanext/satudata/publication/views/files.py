"""The one page of the room that changes something: the button that opens a case."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from .. import access

blueprint = Blueprint("satudata_publication", __name__, url_prefix="/satudata/publication")


@blueprint.before_app_request
def _closed_files() -> None:
    """CKAN's download asks for the right to see a resource; the bytes of what is not *terbuka* need more."""
    if (tk.request.endpoint or "").endswith("_resource.download"):
        resource = model.Resource.get((tk.request.view_args or {}).get("resource_id", ""))
        user = tk.current_user
        refused = access.refusal({"user": user.name, "auth_user_obj": user}, resource)
        if refused is not None:
            tk.abort(403, refused.get("msg") or "")


@blueprint.after_app_request
def _no_shared_copy(response: Response) -> Response:
    """A file may be served because of who asks: no cache that others share may keep it."""
    if (tk.request.endpoint or "").endswith("_resource.download") and not tk.current_user.is_anonymous:
        response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/<id>/case", methods=["POST"])
def open_case(id: str) -> Response | str:
    """Open a case for a record that has none, and go there."""
    try:
        opened = tk.get_action("satudata_publication_case_open")({}, {"id": id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return tk.abort(403, str(refused))
    except tk.ValidationError as refused:
        tk.h.flash_error(" ".join(str(s) for words in refused.error_dict.values() for s in _list(words)))
        package = model.Package.get(id)
        return tk.redirect_to(f"{package.type if package else 'dataset'}.read", id=id)
    return tk.redirect_to("satudata_workflow.case", id=opened["case_id"])


def _list(words: Any) -> list[Any]:
    return words if isinstance(words, list) else [words]
