"""Reading the file of a draft that was too large for the request that made it."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlparse

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import drafts, guesses, guessing, storage
from .completeness import is_blank
from .datastore import loader_context
from .guessing import Guess
from .schemas import field_of
from .tables.refusals import Refused

log = logging.getLogger(__name__)


def read_file(package_id: str, resource_id: str, fields: Collection[str]) -> None:
    """Fill what the file says into those of these fields that nobody has filled meanwhile. Running it twice does no harm."""
    try:
        found = _found(resource_id, fields)
        if found:
            _fill(package_id, found)
    except tk.ObjectNotFound:
        model.Session.rollback()                # deleted meanwhile
    except tk.ValidationError as refused:
        model.Session.rollback()                # submitted meanwhile, or a guess that the form does not take
        log.info("guesses of %s were not taken: %s", package_id, sorted(refused.error_dict))
    finally:
        guesses.end_reading(package_id)
        model.Session.commit()


def _found(resource_id: str, fields: Collection[str]) -> list[Guess]:
    resource = tk.get_action("resource_show")(loader_context(), {"id": resource_id})
    try:
        with storage.open_file(resource) as stream:
            look = guessing.look(stream, storage.format_of(resource))
    except Refused:
        return []
    return [guess for guess in drafts.guess_of(_file_name(resource), look) if guess.field in fields]


def _file_name(resource: dict[str, Any]) -> str:
    return PurePosixPath(urlparse(resource.get("url") or "").path).name


def _fill(package_id: str, found: list[Guess]) -> None:
    context: Any = loader_context()
    lock = sa.select(model.Package.id).where(model.Package.id == package_id).with_for_update()
    model.Session.execute(lock)
    package = tk.get_action("package_show")(context | {"use_cache": False}, {"id": package_id})
    wanted = [guess for guess in found if is_blank(field_of(package["type"], guess.field) or {}, _value(package, guess.field))]
    if wanted:
        guesses.note(package_id, wanted)
        tk.get_action("package_patch")(loader_context(), {"id": package_id} | _patch(wanted))


def _patch(found: list[Guess]) -> dict[str, Any]:
    values: dict[str, Any] = {guess.field: guess.value for guess in found}
    if "tag_string" in values:                  # CKAN adds the words to the tags that it knows, and then has them twice
        values["tags"] = [{"name": word} for word in values.pop("tag_string").split(",")]
    return values


def _value(package: dict[str, Any], name: str) -> Any:
    return package.get("tags") if name == "tag_string" else package.get(name)
