"""Actions of the data dictionary: what the columns of a file's table mean."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from ckanext.satudata import transactions

from .. import config, datastore, dictionary, dictionary_messages
from . import schema


@tk.side_effect_free
@tk.validate_action_data(schema.table)
def satudata_metadata_dictionary_show(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The columns of a file's table, in its order, with what is known of them.

    Args:
        resource_id: of the file
    Returns:
        of each column `name`, `type`, `label`, `notes`, `unit`, `variabel_id`, `variabel` (its name), `is_guessed`; an empty
        list where the file has no table
    """
    resource = _resource(data_dict)
    tk.check_access("satudata_metadata_dictionary_show", context, {"resource_id": resource.id})
    return dictionary.shown(context, resource.id)


@tk.validate_action_data(schema.dictionary)
def satudata_metadata_dictionary_update(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Say what columns mean; a column that is not sent stays as it is. CKAN's own data dictionary then says the same.

    Args:
        resource_id: of the file
        columns: list of `name`, `label`, `notes`, `unit`, `variabel_id` (of the dataset's kegiatan)
    Returns:
        the columns as `satudata_metadata_dictionary_show` gives them
    Raises:
        ValidationError: `columns`: for each one with faults its name and what would be right
    """
    resource = _resource(data_dict)
    tk.check_access("satudata_metadata_dictionary_update", context, {"resource_id": resource.id})
    dictionary.save(context, resource, data_dict["columns"])
    resource_id = resource.id
    transactions.commit(context, lambda: dictionary.write(resource_id))
    return dictionary.shown(context, resource_id)


@tk.chained_action
def datastore_create(original: Action, context: Context, data_dict: DataDict) -> Any:
    """What somebody writes into CKAN's data dictionary is kept with the file, not with the table, which is made anew."""
    answer = original(context, data_dict)
    resource, fields = _of_a_file(data_dict.get("resource_id")), data_dict.get("fields")
    if resource is not None and isinstance(fields, list) and not datastore.is_loader(context) and dictionary.is_ready():
        dictionary.note(resource, [field for field in fields if isinstance(field, dict)])
        transactions.commit(context)
    return answer


def _of_a_file(resource_id: Any) -> model.Resource | None:
    """The resource, if it is an uploaded file whose table this room loads."""
    resource = model.Resource.get(resource_id) if isinstance(resource_id, str) else None
    package = resource.package if resource is not None else None
    is_loaded = package is not None and package.type in config.table_types()
    return resource if resource is not None and is_loaded and resource.url_type == "upload" else None


def _resource(data_dict: DataDict) -> model.Resource:
    resource = model.Resource.get(data_dict["resource_id"])
    if resource is None or resource.state != model.State.ACTIVE:
        raise tk.ObjectNotFound(dictionary_messages.no_such_file())
    return resource
