"""Pages of the room that change something."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

satudata_metadata = Blueprint("satudata_metadata", __name__, url_prefix="/satudata/metadata")


@satudata_metadata.post("/table/<resource_id>/load")
def load_table(resource_id: str) -> Response:
    """Ask for a table again and go back to its file."""
    try:
        tk.get_action("satudata_metadata_table_load")({}, {"resource_id": resource_id})
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
        package = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not change this file."))
    except tk.ObjectNotFound:
        tk.abort(404, tk._("There is no such file."))
    tk.h.flash_success(tk._("The table is being loaded."))
    if tk.request.args.get("back") == "form":
        return tk.h.redirect_to("satudata_metadata_form.section", id=package["name"], section="berkas")
    return tk.h.redirect_to(f"{package['type']}_resource.read", id=package["name"], resource_id=resource_id)
