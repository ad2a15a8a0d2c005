"""The messages of CKAN, and of the plugins that run beside ours, which a visitor, an OPD or an officer can meet.

They are read from the installed packages, not from their .pot files, which are older than the code. What is left out stands
in NOT_MET, each with its reason: everything else must have a translation of ours.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

DISTRIBUTIONS = ("ckan", "ckanext-scheming", "ckanext-dcat", "ckanext-harvest")
MODULES = (
    "ckan",
    "ckanext.activity",
    "ckanext.datastore",
    "ckanext.datatablesview",
    "ckanext.dcat",
    "ckanext.harvest",
    "ckanext.imageview",
    "ckanext.resourceproxy",
    "ckanext.scheming",
    "ckanext.textview",
)
METHODS = [
    ("tests/**", "ignore"),
    ("**/tests/**", "ignore"),
    ("**/vendor/**", "ignore"),
    ("**.py", "python"),
    ("public/**.js", "javascript"),
    ("assets/**.js", "javascript"),
    # Templates of the midnight-blue theme, which 2.12 does not use yet, say nothing of their own.
    ("templates/**.html", "ckan"),
    ("templates/**.txt", "ckan"),
    ("**/templates/**.html", "ckan"),
]
NOT_MET = {
    "ckan/templates/admin/": "pages of the system administrator",
    "ckan/views/admin.py": "pages of the system administrator",
    "ckanext/activity/templates/admin/": "pages of the system administrator",
    "ckanext/harvest/templates/admin/": "pages of the system administrator",
    "ckan/cli/": "the command line",
    "ckan/config/": "start and settings",
    "ckan/templates/development/": "examples for developers",
    "ckan/templates/tests/": "examples for developers",
    "ckan/templates/revision/": "belongs to no page any more",
    "ckanext/harvest/logic/": "only the API of harvesting says it, to programs",
    "ckanext/harvest/utils.py": "the command line, and results of buttons that only a system administrator has",
}
# CKAN writes _("Organization" if … else "Group"): the extractor glues the two.
NO_MESSAGE = ("OrganizationGroup",)


class Found(NamedTuple):
    """A message of an installed package: its text (two with a plural) and the files that it stands in."""

    text: str | tuple[str, ...]
    context: str | None
    files: tuple[str, ...]

    @property
    def in_script(self) -> bool:
        return any(file.endswith(".js") for file in self.files)


@cache
def messages() -> tuple[Found, ...]:
    """All of them, by text."""
    places = defaultdict(set)
    for file, text, context in rows():
        if text not in NO_MESSAGE and not file.startswith(tuple(NOT_MET)):
            places[text, context].add(file)
    found = [Found(text, context, tuple(sorted(files))) for (text, context), files in places.items()]
    return tuple(sorted(found, key=lambda message: (message.files[0], str(message.text))))


def rows() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    for module in MODULES:
        spec = importlib.util.find_spec(module)
        if not spec or not spec.submodule_search_locations:
            raise SystemExit(f"{module} is not installed: run make lint, which installs what it needs")
        folder = Path(spec.submodule_search_locations[0])
        for file, _line, text, _comments, context in extract_from_dir(folder, METHODS, keywords=DEFAULT_KEYWORDS):
            yield f"{module.replace('.', '/')}/{file}", text if isinstance(text, str) else tuple(text), context


def versions() -> str:
    """`ckan 2.12.0, ckanext-scheming 3.1.0 …`: what the messages were taken from."""
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in DISTRIBUTIONS)
