"""Package types beside `dataset` (kegiatan, indikator, publikasi): they stay out of whatever did not ask for them.

Whoever reads CKAN's lists (people on an office's page, a feed, another portal that harvests this one) expects datasets there.
A search that names a type finds that type; the pages of the types do so themselves.

Source: design §6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

DATASET = "dataset"
# a filter on the type; with "-", "!" or NOT before it, it only leaves a type out, as the searches of other plugins do
_TYPE = re.compile(r"(?P<left_out>[-!]|\bNOT\s+)?(?<!\w)(?:dataset_type|type):")
_WITHIN = re.compile(r"(?<!\w)(?:owner_org|organization|groups):")
_everything: ContextVar[bool] = ContextVar("satudata_metadata_everything", default=False)


def beside_dataset() -> tuple[str, ...]:
    """The types of ours that are no datasets, as far as scheming has loaded them."""
    schemas_of = tk.h.get("scheming_dataset_schemas")
    loaded = (schemas_of() or {}) if schemas_of else {}
    return tuple(sorted(name for name, schema in loaded.items() if name != DATASET and schema.get("satudata_sections")))


def asks_for_a_type(params: Mapping[str, Any]) -> bool:
    """Whether the words or the filters of a search say of which type its results shall be."""
    return any(not found["left_out"] for text in _texts(params) for found in _TYPE.finditer(text))


def is_within(params: Mapping[str, Any]) -> bool:
    """Whether a search is made within an office or a group."""
    return any(_WITHIN.search(text) for text in _texts(params))


def _texts(params: Mapping[str, Any]) -> Iterator[str]:
    for name in ("q", "fq", "fq_list"):
        value = params.get(name)
        yield from (text for text in (value if isinstance(value, (list, tuple)) else [value]) if isinstance(text, str))


def narrowed(params: dict[str, Any]) -> dict[str, Any]:
    """A search that asked for no type finds datasets, and whatever foreign types the portal has."""
    others = beside_dataset()
    if not others or _everything.get() or asks_for_a_type(params):
        return params
    return {**params, "fq_list": [*(params.get("fq_list") or ()), without(others)]}


def without(names: tuple[str, ...]) -> str:
    """The filter that leaves these types out."""
    return f"-dataset_type:({' OR '.join(names)})"


def only(names: tuple[str, ...]) -> str:
    """The filter that finds nothing but these types."""
    return f"+dataset_type:({' OR '.join(names)})"


@contextmanager
def as_asked_by(context: Context, params: Mapping[str, Any]) -> Iterator[None]:
    """Administrators search in everything, as CKAN's trash has to; within an office or a group they count datasets too."""
    token = _everything.set(authz.is_sysadmin(context.get("user")) and not is_within(params))
    try:
        yield
    finally:
        _everything.reset(token)


def names_beside_dataset(column: str = "name") -> set[str]:
    """Names (or ids) of the public packages that are no datasets."""
    if not (others := beside_dataset()):
        return set()
    package = model.package_table
    return set(model.Session.scalars(sa.select(package.c[column]).where(
        package.c.type.in_(others), package.c.state == "active", package.c.private.is_(False))))


def among(names: list[str]) -> set[str]:
    """Which of these names are of packages that are no datasets."""
    if not names or not (others := beside_dataset()):
        return set()
    package = model.package_table
    return set(model.Session.scalars(sa.select(package.c.name).where(package.c.name.in_(names), package.c.type.in_(others))))
