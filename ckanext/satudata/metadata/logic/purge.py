"""What goes with a record that is purged."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Action, Context, DataDict

from ckanext.satudata.database import has_table

from .. import contacts, dictionary, indah_rest, variabel
from ..importing import storing
from ..model import Autosave, Guess, Table


@tk.chained_action
def dataset_purge(original: Action, context: Context, data_dict: DataDict) -> Any:
    """A purged record takes with it what the portal guessed, what people typed, its variables, its officer's contact, what
    BPS's format held of it, files that wait to be taken over into it, and how its tables stood; one commit.
    """
    package = model.Package.get(data_dict.get("id"))
    if package is not None:
        tk.check_access("dataset_purge", context, data_dict)
        for kind in (Autosave, Guess, Table):
            if has_table(kind.__tablename__):
                model.Session.execute(sa.delete(kind).where(kind.package_id == package.id))
        variabel.forget(package.id)
        contacts.forget(package.id)
        indah_rest.forget(package.id)
        storing.forget(package.id)
        dictionary.forget(package.id)
    return original(context, data_dict)
