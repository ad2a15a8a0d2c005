"""The gate in front of CKAN's own actions, and the actions of the room. Thin: the rules stand in `gate.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from ckanext.satudata.transactions import commit

from .. import access, config, gate, hidden, journal, previews, records
from . import activity
from .gated import gated, told_to_writers


@tk.chained_action
def package_create(original: Action, context: Context, data_dict: DataDict) -> Any:
    with gated():
        if not data_dict.get("type"):
            data_dict.pop("type", None)  # CKAN would keep an empty word, which no room governs
        type_ = data_dict.get("type", "dataset")
        gate.check_type(type_)
        if config.is_governed(type_):
            with told_to_writers("package_create", context, dict(data_dict)):
                gate.before_create(context, data_dict)
        return original(context, data_dict)


@tk.chained_action
def package_update(original: Action, context: Context, data_dict: DataDict) -> Any:
    with gated():
        package = gate.governed(data_dict.get("id") or data_dict.get("name"))
        if package is not None:
            with told_to_writers("package_update", context, {"id": package.id}):
                gate.before_update(package, data_dict, context)
        return original(context, data_dict)


@tk.chained_action
def package_delete(original: Action, context: Context, data_dict: DataDict) -> Any:
    with gated():
        package = gate.governed(data_dict.get("id"))
        if package is not None:
            tk.check_access("package_delete", context, data_dict)
            afterwards = gate.before_delete(context, package)
            data_dict["id"] = package.id
            original(context, data_dict)
            commit(context, *afterwards)
            return None
        return original(context, data_dict)


@tk.chained_action
def dataset_purge(original: Action, context: Context, data_dict: DataDict) -> Any:
    """A purged record ends its case; its files and rows answer nobody, because their resource is gone."""
    with gated():
        package = gate.governed(data_dict.get("id"))
        afterwards: list[Any] = []
        if package is not None:
            tk.check_access("dataset_purge", context, data_dict)
            afterwards = gate.before_delete(context, package)
            activity.forget(package.id)
            previews.forget(package.id)
        original(context, data_dict)
    commit(context, *afterwards)


@tk.chained_action
def package_owner_org_update(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Moving a record to another office; inside `package_update` the office has been judged already."""
    with gated():
        package = gate.governed(data_dict.get("id"))
        if package is not None and not context.get("defer_commit") and package.owner_org != data_dict.get("organization_id"):
            tk.check_access("package_owner_org_update", context, data_dict)
            gate.lock_case(package)
            gate.before_side_write(context, package, is_content=True)
            answer = original({**context, "defer_commit": True}, data_dict)
            gate.follow_organization(package)
            commit(context, journal.begin(package.id, None))
            return answer
        return original(context, data_dict)


# lists that CKAN guards with the private flag alone


@tk.chained_action
@tk.side_effect_free
def package_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    names = original(context, data_dict)
    if not records.tables_exist():
        return names
    without_ground = hidden.public_without_ground("id" if context.get("api_version") == 2 else "name")
    return [name for name in names if name not in without_ground] if without_ground else names


@tk.chained_action
@tk.side_effect_free
def package_search(original: Action, context: Context, data_dict: DataDict) -> Any:
    """An index that was written while the plugin was off calls records public that no row says so of."""
    asked = data_dict.get("fq_list") or []
    if not hidden.sees_all(context) and isinstance(asked, list) and (without_ground := hidden.strays()):
        data_dict = {**data_dict, "fq_list": [*asked, *hidden.as_filters(without_ground)]}
    return original(context, data_dict)


@tk.chained_action
@tk.side_effect_free
def current_package_list_with_resources(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Asks the index past `package_search`."""
    found = original(context, data_dict)
    secret = set() if hidden.sees_all(context) else hidden.strays()
    return [package for package in found if package["id"] not in secret] if secret else found


@tk.chained_action
@tk.side_effect_free
def package_autocomplete(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Asks the index past `package_search`."""
    found = original(context, data_dict)
    secret = set() if hidden.sees_all(context) else hidden.public_without_ground("name")
    return [package for package in found if package["name"] not in secret] if secret else found


@tk.chained_action
@tk.side_effect_free
def resource_search(original: Action, context: Context, data_dict: DataDict) -> Any:
    found = original(context, data_dict)
    if not records.tables_exist() or not (without_ground := hidden.strays()):
        return found
    in_search = context.get("search_query", False)
    kept = [r for r in found["results"] if (r.package_id if in_search else r["package_id"]) not in without_ground]
    return {**found, "results": kept, "count": found["count"] - (len(found["results"]) - len(kept))}


@tk.chained_action
@tk.side_effect_free
def member_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Members of an organisation or group: CKAN lists the ids of private packages to everybody."""
    members = original(context, data_dict)
    if hidden.sees_all(context):
        return members
    secret = hidden.among([m[0] for m in members if m[1] == "package"])
    return [m for m in members if m[0] not in secret] if secret else members


def _only_public_tags(names: list[str]) -> list[str]:
    known = hidden.public_tags(names)
    return [name for name in names if name in known]


@tk.chained_action
@tk.side_effect_free
def tag_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Free tags; CKAN shows those of drafts too. Tags of a vocabulary are the portal's own words."""
    found = original(context, data_dict)
    if hidden.sees_all(context) or data_dict.get("vocabulary_id"):
        return found
    names = [t["name"] if isinstance(t, dict) else t for t in found]
    known = set(_only_public_tags(names))
    return [t for t, name in zip(found, names, strict=True) if name in known]


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(original: Action, context: Context, data_dict: DataDict) -> Any:
    found = original(context, data_dict)
    return found if hidden.sees_all(context) or data_dict.get("vocabulary_id") else _only_public_tags(found)


@tk.chained_action
@tk.side_effect_free
def tag_search(original: Action, context: Context, data_dict: DataDict) -> Any:
    found = original(context, data_dict)
    if hidden.sees_all(context) or data_dict.get("vocabulary_id"):
        return found
    known = hidden.public_tags([t["name"] for t in found["results"] if not t["vocabulary_id"]])
    kept = [t for t in found["results"] if t["vocabulary_id"] or t["name"] in known]
    return {"count": found["count"] - (len(found["results"]) - len(kept)), "results": kept}


@tk.chained_action
@tk.side_effect_free
def tag_show(original: Action, context: Context, data_dict: DataDict) -> Any:
    found = original(context, data_dict)
    if not hidden.sees_all(context) and not found.get("vocabulary_id") and not hidden.public_tags([found["name"]]):
        raise tk.ObjectNotFound
    return found


@tk.chained_action
@tk.side_effect_free
def format_autocomplete(original: Action, context: Context, data_dict: DataDict) -> Any:
    found = original(context, data_dict)
    if hidden.sees_all(context):
        return found
    known = hidden.public_formats(found)
    return [name for name in found if name in known]


@tk.chained_action
@tk.side_effect_free
def resource_view_list(original: Action, context: Context, data_dict: DataDict) -> Any:
    """Views show what a file holds: of one that is not open to the caller there are none, and its page says so."""
    resource = model.Resource.get(tk.get_or_bust(data_dict, "id"))
    if access.refusal(context, resource) is None:
        return original(context, data_dict)
    tk.check_access("resource_view_list", context, data_dict)   # else the answer would tell that there is such a file
    return []


# what writes beside package_update


def _of_resource(data_dict: DataDict) -> list[str | None]:
    """Of both ids: a caller may send two, and CKAN takes now the one, now the other."""
    found = [model.Resource.get(data_dict[key]) for key in ("resource_id", "id") if data_dict.get(key)]
    return [resource.package_id for resource in found if resource is not None]


def _of_table(data_dict: DataDict) -> list[str | None]:
    if isinstance(data_dict.get("resource"), dict):
        return []  # makes a resource first: package_update asks
    return _of_resource(data_dict)


def _of_view(data_dict: DataDict) -> list[str | None]:
    view = model.ResourceView.get(data_dict.get("id") or "")
    return _of_resource({"resource_id": view.resource_id}) if view is not None else []


def _of_relationship(data_dict: DataDict) -> list[str | None]:
    return [data_dict.get("subject"), data_dict.get("object")]


SIDE_WRITES: dict[str, tuple[Callable[[DataDict], Sequence[str | None]], bool]] = {
    "datastore_create": (_of_table, True),
    "datastore_upsert": (_of_table, True),
    "datastore_delete": (_of_table, True),
    "datastore_records_delete": (_of_table, True),
    "datastore_run_triggers": (_of_table, True),
    "resource_delete": (_of_resource, False),
    "resource_view_create": (_of_resource, False),
    "resource_view_update": (_of_view, False),
    "resource_view_delete": (_of_view, False),
    "resource_view_reorder": (_of_resource, False),
    "package_relationship_create": (_of_relationship, False),
    "package_relationship_update": (_of_relationship, False),
    "package_relationship_delete": (_of_relationship, False),
    "satudata_metadata_table_load": (_of_resource, False),
    "satudata_metadata_dictionary_update": (_of_resource, True),
}
ROWS = {"datastore_create", "datastore_upsert", "datastore_delete", "datastore_records_delete", "datastore_run_triggers"}
OWN_RIGHT = {"datastore_run_triggers"}      # whose right is not that to change the record


def _is_dictionary(name: str, data_dict: DataDict) -> bool:
    """CKAN's data dictionary form: what is said of the columns, no rows."""
    return name == "datastore_create" and not data_dict.get("records") and not data_dict.get("triggers")


def _side_write(name: str) -> Any:
    packages_of, is_content = SIDE_WRITES[name]

    @tk.chained_action
    def chained(original: Action, context: Context, data_dict: DataDict) -> Any:
        with gated():
            governed = [found for id_ in packages_of(data_dict) if (found := gate.governed(id_)) is not None]
            for package in governed:
                if not gate.is_portals_own(context, name, package):
                    _check_right(name, context, data_dict, package)
                    is_view = name.startswith("resource_view_")
                    gate.before_side_write(context, package, is_content=is_content, is_view=is_view)
                    if name in ROWS and not _is_dictionary(name, data_dict):
                        for key in ("resource_id", "id"):
                            gate.before_table_write(context, data_dict.get(key))
            answer = original(context, data_dict)
            if governed and name in ROWS:  # the DataStore commits its own database only: who wrote the rows stands in ours
                previews.rows_written(context, [data_dict.get("resource_id"), data_dict.get("id")])
                model.Session.commit()
            return answer

    chained.auth_audit_exempt = True  # pyright: ignore[reportFunctionMemberAccess]  # the original asks, on its own context
    return chained


def _check_right(name: str, context: Context, data_dict: DataDict, package: model.Package) -> None:
    """First the right, then the state: nobody learns of a state that he may not see."""
    if name in OWN_RIGHT:
        tk.check_access(name, tk.fresh_context(context), dict(data_dict))
    else:
        tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})


# our own


def satudata_publication_case_open(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Open a case for a record that is not public and has none: private from before, rejected, or cancelled.

    Args:
        id: id or name of the record
    Raises:
        ValidationError: it is public, deleted, or has an open case
    Returns:
        case_id
    """
    package = gate.governed(tk.get_or_bust(data_dict, "id"))
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record."))
    tk.check_access("satudata_publication_case_open", context, {"id": package.id})
    with gated():
        situation = gate.open_case_again(package, context)
    commit(context, *situation.afterwards)
    return {"case_id": situation.case.id}


@tk.side_effect_free
def satudata_publication_record_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Where a record stands: what the public sees of it, on what ground, and its open case.

    Args:
        id: id or name of the record
    Returns:
        visibility, basis, frozen, published_at, revision (number of the public version), and for its parties case_id
    """
    package = gate.governed(tk.get_or_bust(data_dict, "id"))
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record."))
    tk.check_access("package_show", context, {"id": package.id})
    return gate.standing(context, package)


def all_actions() -> dict[str, Action]:
    """What the plugin registers; without `datastore` its actions are not there to be guarded."""
    plain: tuple[Any, ...] = (
        package_create,
        package_update,
        package_delete,
        dataset_purge,
        package_owner_org_update,
        package_list,
        package_search,
        current_package_list_with_resources,
        package_autocomplete,
        resource_search,
        member_list,
        tag_list,
        tag_autocomplete,
        tag_search,
        tag_show,
        format_autocomplete,
        resource_view_list,
        satudata_publication_case_open,
        satudata_publication_record_show,
    )
    rooms = {"datastore_": "datastore", "satudata_metadata_": "satudata_metadata"}
    beside = {
        name: _side_write(name) for name in SIDE_WRITES
        if all(p.plugin_loaded(plugin) for prefix, plugin in rooms.items() if name.startswith(prefix))
    }
    return {function.__name__: function for function in plain} | beside | activity.all_actions()
