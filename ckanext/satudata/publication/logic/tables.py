"""Rows, preview and chart of a table: who may see them, and the action. What it shows is put together in `table_pages`."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from .. import access, figure_words, records, rows, table_pages
from ..model import Pin


@tk.side_effect_free
def satudata_publication_table_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Rows of the table of a file, with its chart. Without a choice: the preview, rows of the newest period.

    Args:
        resource_id: id of the file
        id: id or name of its record; if given, the file has to be one of its files
        sort: name of a column, `-` in front for the largest first
        filters: {column: value or list of values}, exact
        q: words that stand in some text of the row
        limit: rows, 0 to 500 (20)
        offset: rows to leave out
    Returns:
        columns, rows (cells as text, None: no value), matching (rows that fit), total, period (column, value, choices),
        sums, chart (heading, caption, sentence, svg, points) or None, is_made (the job has been there)
    Raises:
        ObjectNotFound: there is no such file, or it has no table
        ValidationError: no such column, no number, or too much at once
    """
    resource = resource_of(data_dict)
    tk.check_access("satudata_publication_table_show", context, {"resource_id": resource.id})
    try:
        limit, offset, question = _limit(data_dict, "limit", 20, table_pages.MOST), _limit(data_dict, "offset", 0, 1 << 31), \
            _question(data_dict)
        asked = [key for key in ("sort", "filters", "q", "limit", "offset") if data_dict.get(key) not in (None, "", {})]
        found = table_pages.answer(resource.id, question, limit, offset) if asked else table_pages.preview_of(resource.id)
    except rows.QuestionRefused as refused:
        raise tk.ValidationError({"message": [figure_words.refusal(refused.code, **refused.values)]}) from refused
    if found is None:
        raise tk.ObjectNotFound(tk._("This file has no table."))
    return found | {"package_id": resource.package_id, "name": resource.name or ""}


def resource_of(data_dict: DataDict) -> model.Resource:
    """The file that is asked for. Raises: ObjectNotFound"""
    resource = model.Resource.get(str(tk.get_or_bust(data_dict, "resource_id")))
    package = model.Package.get(str(data_dict["id"])) if data_dict.get("id") else None
    if resource is None or (data_dict.get("id") and (package is None or package.id != resource.package_id)):
        raise tk.ObjectNotFound(tk._("There is no such file."))
    return resource


def _question(data_dict: DataDict) -> rows.Question:
    asked = data_dict.get("filters") or {}
    if not isinstance(asked, dict):
        raise tk.ValidationError({"filters": [tk._("Write filters as columns with their values.")]})
    filters = {str(name): [str(v) for v in (value if isinstance(value, list) else [value])] for name, value in asked.items()}
    sort = str(data_dict.get("sort") or "")
    return rows.Question(sort.removeprefix("-"), sort.startswith("-"), filters, str(data_dict.get("q") or "").strip())


def _limit(data_dict: DataDict, name: str, default: int, most: int) -> int:
    asked = data_dict.get(name)
    if asked in (None, ""):
        return default
    try:
        number = int(str(asked))
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise rows.QuestionRefused("limit", most=str(most))
    return number


@tk.auth_allow_anonymous_access
def auth_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Rows are shown to whoever may see the record *and* read its files: asked of the stored rows, by every guard there is."""
    resource = model.Resource.get((data_dict or {}).get("resource_id") or "")
    if resource is None or resource.package is None or resource.state != "active":
        return {"success": False, "msg": tk._("There is no such file.")}
    pin = model.Session.get(Pin, resource.id) if records.tables_exist() else None
    if pin is not None and pin.removed:
        return {"success": False, "msg": tk._("This file was removed from its record.")}
    asked = [("package_show", {"id": resource.package_id}), ("resource_show", {"id": resource.id})]
    if p.plugin_loaded("datastore"):
        asked.append(("datastore_search", {"resource_id": resource.id}))
    for name, of in asked:
        try:
            tk.check_access(name, tk.fresh_context(context), of)
        except tk.NotAuthorized as refused:
            return {"success": False, "msg": str(refused)}
    return access.refusal(context, resource) or {"success": True}


def all_actions() -> dict[str, Any]:
    return {"satudata_publication_table_show": satudata_publication_table_show}


def all_auth() -> dict[str, Any]:
    return {"satudata_publication_table_show": auth_table_show}
