"""Activity of records. CKAN tests the labels that a record had at that time; what is hidden today is hidden there too."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Action, Context, DataDict

from .. import hidden

LISTS = (
    "package_activity_list",
    "organization_activity_list",
    "group_activity_list",
    "user_activity_list",
    "recently_changed_packages_activity_list",
    "dashboard_activity_list",
)


def _list(name: str) -> Any:
    @tk.chained_action
    @tk.side_effect_free
    def chained(original: Action, context: Context, data_dict: DataDict) -> Any:
        found = original(context, data_dict)
        if hidden.sees_all(context):
            return found
        secret = hidden.secret_to(context, {row["object_id"] for row in found})
        return [row for row in found if row["object_id"] not in secret] if secret else found

    chained.__name__ = name
    return chained


def forget(package_id: str) -> None:
    """A purged record takes its activities with it: they hold it whole, and nothing would hide them any more."""
    if p.plugin_loaded("activity"):
        from ckanext.activity.model import Activity

        model.Session.execute(sa.delete(Activity).where(Activity.object_id == package_id))


def all_actions() -> dict[str, Action]:
    return {name: _list(name) for name in LISTS} if p.plugin_loaded("activity") else {}
