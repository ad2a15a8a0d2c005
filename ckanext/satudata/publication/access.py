"""Who may read the files and rows of a record that the public may see (design §2.6).

*terbuka*: everybody. Anything else, and whatever is not known: the parties of the record only, until the publication
room grants readings.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult

from . import config, labels, records

OPEN = "terbuka"
FIELD = "accessRights"


def is_open(package: model.Package) -> bool:
    """A record that says nothing (from before, or on a portal without our metadata) is open, as it was."""
    return (package.extras.get(FIELD) or OPEN) == OPEN


def refusal(context: Any, resource: model.Resource | None) -> AuthResult | None:
    """Why the caller may not have the file or the rows of a resource; None where the right to see the record is enough."""
    package = model.Package.get(resource.package_id) if resource is not None else None
    if package is None or not config.is_governed(package.type) or may_read_files(context, package):
        return None
    return {"success": False, "msg": tk._("The files of this record are not open to everybody. Its page says whom to ask.")}


def may_read_files(context: Any, package: model.Package) -> bool:
    """Whether the caller may have the files and rows of a governed record that he or she may see."""
    if not records.tables_exist() or is_open(package) or context.get("ignore_auth"):
        return True
    user = context.get("auth_user_obj")
    return bool(getattr(user, "sysadmin", False)) or labels.may_read_closed(user, package)


def of_removed(resource: model.Resource | None) -> AuthResult | None:
    """A refusal for a resource that was taken out of its record: CKAN would go on answering with its file and rows."""
    package = model.Package.get(resource.package_id) if resource is not None else None
    if resource is None or package is None or not config.is_governed(package.type) or resource.state != "deleted":
        return None
    return {"success": False, "msg": tk._("This file was removed from its record.")}
