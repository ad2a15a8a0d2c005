"""CKAN's lists show datasets: other types of ours are found by whoever asks for them (`types.py`)."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.lib.plugins as lib_plugins
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.dictization import model_dictize
from ckan.logic.schema import default_pagination_schema
from ckan.types import Action, Context, DataDict

from .. import hidden_links, type_words, types

ASKED_FOR = 4           # times as many as wanted: those that are no datasets are taken out afterwards


@tk.chained_action
@tk.side_effect_free
def package_search(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Who searches decides what a search without a type finds; the filter itself is put in where every search passes."""
    hidden_links.refuse_made_up(context, data_dict)
    with types.as_asked_by(context, data_dict):
        found = original(context, data_dict)
    hidden_links.take_out(context, found["results"])
    hidden_links.take_out_of_counts(context, found)
    return found


@tk.chained_action
@tk.side_effect_free
def current_package_list_with_resources(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Searches past the chained `package_search`."""
    found = original(context, data_dict)
    hidden_links.take_out(context, found)
    return found


@tk.chained_action
@tk.side_effect_free
def package_show(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Without links to what the reader may not see."""
    found = original(context, data_dict)
    hidden_links.take_out(context, [found])
    return found


@tk.chained_action
@tk.side_effect_free
def package_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Without other types, and pages as long as they were asked for."""
    others = types.names_beside_dataset("id" if context.get("api_version") == 2 else "name")
    if not others:
        return original(context, data_dict)
    page, errors = tk.navl_validate(
        {key: data_dict[key] for key in ("limit", "offset") if key in data_dict}, default_pagination_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    rest = {key: value for key, value in data_dict.items() if key not in ("limit", "offset")}
    names = [name for name in original(context, rest) if name not in others]
    first = page.get("offset") or 0
    return names[first:first + page["limit"]] if page.get("limit") else names[first:]


@tk.chained_action
@tk.side_effect_free
def package_autocomplete(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Asks the index past the filters of `package_search`."""
    limit = data_dict.get("limit", 10)
    if not types.beside_dataset() or not str(limit).isdigit():
        return original(context, data_dict)
    found = original(context, {**data_dict, "limit": int(limit) * ASKED_FOR})
    others = types.among([package["name"] for package in found])
    return [package for package in found if package["name"] not in others][:int(limit)]


@tk.chained_action
@tk.side_effect_free
def organization_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    return _counted(original, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def group_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    return _counted(original, context, data_dict)


def _counted(original: Action, context: Context, data_dict: DataDict) -> Any:
    """CKAN counts packages of every type there, past `package_search`."""
    found = original(context, data_dict)
    others = types.beside_dataset()
    if not others or not any(isinstance(group, dict) and group.get("package_count") for group in found):
        return found
    user = context.get("auth_user_obj")
    sees_all = bool(context.get("ignore_auth")) or bool(user and authz.is_sysadmin(user.name))
    labels = None if sees_all else lib_plugins.get_permission_labels().get_user_dataset_labels(user)
    counts = model_dictize.get_group_dataset_counts(fq=types.only(others), permissions_labels=labels)
    by_office, by_group = counts["owner_org"], counts["groups"]
    return [_less(group, by_office.get(group["id"], 0) if group.get("is_organization") else by_group.get(group["name"], 0))
            for group in found]


def _less(group: dict[str, Any], others: int) -> dict[str, Any]:
    return {**group, "package_count": max(group["package_count"] - others, 0)} if others else group


@tk.chained_action
def dcat_dataset_show(original: Action, context: Context, data_dict: DataDict) -> Any:
    """DCAT describes datasets: an activity, an indicator or a publication is none."""
    package = model.Package.get(data_dict.get("id"))
    if package is not None and package.type in types.beside_dataset():
        tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
        raise tk.ObjectNotFound(type_words.no_dataset())
    return original(context, data_dict)


def all_actions() -> dict[str, Any]:
    """What is chained; `dcat_dataset_show` only where the portal has it."""
    found: tuple[Any, ...] = (package_search, current_package_list_with_resources, package_show, package_list,
                              package_autocomplete, organization_list, group_list)
    return {function.__name__: function for function in found} | (
        {"dcat_dataset_show": dcat_dataset_show} if p.plugin_loaded("dcat") else {})
