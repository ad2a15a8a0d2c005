"""The actions that give a record in BPS's format, and as the national catalogue takes it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from .. import catalogue_sources, exporting, types
from ..importing.current import INDIKATOR, KEGIATAN
from . import schema

BUNDLE = "bundle"


@tk.side_effect_free
@tk.validate_action_data(schema.indah)
def satudata_metadata_indah_show(context: Context, data_dict: DataDict) -> Any:
    """A record in the JSON of INDAH, BPS's metadata service (v2).

    Args:
        id: of an activity or an indicator, or its name
        what: `bundle` for an activity with its variables and indicators (the default of an activity), `kegiatan` for the
            activity alone, `variabel` for the list of its variables, `indikator` for the list of its indicators
    Returns:
        the document, a list of documents, or the bundle; who may not read the officer's contact gets it empty
    Raises:
        ObjectNotFound: there is no such activity or indicator
    """
    tk.check_access("satudata_metadata_indah_show", context, {"id": data_dict["id"]})
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    if package["type"] == INDIKATOR:
        return exporting.document(context, package)
    if package["type"] != KEGIATAN:
        raise tk.ObjectNotFound()
    what = data_dict["what"]
    if what == KEGIATAN:
        return exporting.document(context, package)
    if what == exporting.VARIABEL:
        return exporting.variables(context, package)
    if what == INDIKATOR:
        return [exporting.document(context, indicator) for indicator in exporting.indicators(context, package["id"])]
    return exporting.bundle(context, package)


@tk.side_effect_free
@tk.validate_action_data(schema.record)
def satudata_metadata_catalogue_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A dataset as the schema of the national catalogue (Satu Data Indonesia) takes it: flat, under its names.

    Args:
        id: of the dataset, or its name
    Returns:
        the fields of the dataset, of its first indicator and of its activity, all texts, as far as the caller may see those
        records; `resources`; as `extras` what the national schema lacks. The officer's contact (`ii_pj_*`) only for whoever
        may read it
    Raises:
        ObjectNotFound: there is no such dataset
    """
    tk.check_access("satudata_metadata_catalogue_show", context, {"id": data_dict["id"]})
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    if package["type"] != types.DATASET:
        raise tk.ObjectNotFound()
    return catalogue_sources.document(context, package)
