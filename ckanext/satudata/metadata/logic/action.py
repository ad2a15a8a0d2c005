"""Actions of the room: check, delegate, commit, answer."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata import transactions

from .. import service, shared
from . import schema


@tk.side_effect_free
@tk.validate_action_data(schema.record)
def satudata_metadata_completeness_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What a record still lacks before it can be submitted.

    Args:
        id: of the record, or its name
    Returns:
        `score` (percent), `required` (number of fields), `missing`: a list of `name`, `label`, `section`,
        `section_label`, the labels by language; of an activity also what its variables lack: `name` is then `variabel`, and
        `row` the number of the variable, from 1
    """
    tk.check_access("satudata_metadata_completeness_show", context, data_dict)
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    found = shared.completeness_of(package)
    return {
        "id": package["id"], "score": found.score, "required": found.required,
        "missing": [
            {"name": missing.field, "label": dict(missing.labels), "section": missing.section,
             "section_label": dict(missing.section_labels), **({"row": missing.row} if missing.row else {})}
            for missing in found.missing
        ],
    }


@tk.side_effect_free
@tk.validate_action_data(schema.table)
def satudata_metadata_table_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How the table of a resource's file stands.

    Args:
        resource_id: of the resource
    Returns:
        `status` (waiting, loading, loaded, refused, failed, or none where no table was asked for), `rows`, `columns`,
        `checksum`, `sha256` of the file as read, `reason` (a code), `sentence`, `updated_at`
    """
    tk.check_access("satudata_metadata_table_show", context, data_dict)
    return _dictize(data_dict["resource_id"])


@tk.validate_action_data(schema.table)
def satudata_metadata_table_load(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Load the table of a resource's file again, as after a fault or for a file that came before this plugin.

    Args:
        resource_id: of the resource
    Raises:
        ObjectNotFound: tables of this package type are not loaded here
    """
    tk.check_access("satudata_metadata_table_load", context, data_dict)
    service.request_load(data_dict["resource_id"])
    transactions.commit(context)
    return _dictize(data_dict["resource_id"])


def _dictize(resource_id: str) -> dict[str, Any]:
    state = shared.table_state(resource_id)
    if state is None:
        return {"resource_id": resource_id, "status": "none", "rows": None, "columns": None, "checksum": None, "sha256": None,
                "reason": None, "sentence": "", "updated_at": None}
    return {
        "resource_id": resource_id, "status": state.status, "rows": state.rows, "columns": state.columns,
        "checksum": state.checksum, "sha256": state.sha256, "reason": state.reason,
        "sentence": shared.table_sentence(state), "updated_at": state.updated_at,
    }
