"""What must hold before a record is submitted or published."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.satudata.workflow.shared import Problem, Situation

from . import access, messages, tables

CODES = (
    "not_approved",
    "content_changed",
    "table_changed",
    "file_missing",
    "no_files",
    "table_loading",
    "table_failed",
    "link_on_closed",
)


def content_ready(situation: Situation) -> list[Problem]:
    """There is a file where the type has files, and none that its access level forbids."""
    found: list[Problem] = []
    for topic in situation.topics:
        package = model.Package.get(topic.topic_id)
        if package is None or package.state == "deleted":
            found.append(Problem("publication.deleted"))
            continue
        if not package.resources and _needs_files(package.type):
            found.append(Problem("publication.no_files", "resources"))
        if not access.is_open(package):
            links = [r for r in package.resources if r.url_type not in ("upload", "datastore")]
            found += [Problem("publication.link_on_closed", "resources", {"name": r.name or r.url}) for r in links]
    return found


def _needs_files(package_type: str) -> bool:
    """Activities and indicators are descriptions, without files."""
    if not p.plugin_loaded("satudata_metadata"):
        return True
    from ckanext.satudata.metadata.shared import needs_files

    return needs_files(package_type)


def tables_ready(situation: Situation) -> list[Problem]:
    """No table is still being read; a plain refusal of a table (not a table, two headers) does not stand in the way."""
    found: list[Problem] = []
    for topic in situation.topics:
        package = model.Package.get(topic.topic_id)
        for resource in package.resources if package is not None else []:
            state, name = tables.state(resource.id), resource.name or resource.url
            if state in ("waiting", "loading"):
                found.append(Problem("publication.table_loading", "resources", {"name": name}))
            elif state == "failed":
                found.append(Problem("publication.table_failed", "resources", {"name": name}))
    return found


def metadata_complete(situation: Situation) -> list[Problem]:
    """Every field that the schema wants before submission is filled (`satudata_required`), and no value is a wrong one."""
    from ckanext.satudata.metadata.shared import missing_fields, wrong_fields

    found: list[Problem] = []
    for topic in situation.topics:
        shown = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False, "user": ""}, {"id": topic.topic_id})
        found += [Problem("metadata.missing", m.field, {"label": m.label}) for m in missing_fields(shown)]
        found += [Problem("metadata.wrong", name, {"sentence": said}) for name, said in wrong_fields(shown).items()]
    return found


def all_guards() -> dict[str, Callable[[Situation], list[Problem]]]:
    guards = {"publication.content_ready": content_ready, "publication.tables_ready": tables_ready}
    if p.plugin_loaded("satudata_metadata"):
        guards["metadata.complete"] = metadata_complete
    return guards


def sentences() -> dict[str, Callable[[], str]]:
    return {
        **{f"publication.{code}": partial(messages.unfilled, code) for code in (*CODES, "deleted", "is_public")},
        "metadata.missing": lambda: tk._("Fill in “{label}”."),
        "metadata.wrong": lambda: "{sentence}",
    }
