"""All governments of the portal: read from `schemas/governments` and the administrator's own folder, merged, cached.

What a government leaves out comes from the one that it extends, and at last from `default`. Nothing is read at import.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import Fault, FilesRefused
from .government import Binding, Government, Numbering, Region, Role, TakeUp, filled, shown, text_of
from .loading import DEFAULT, Loaded, read_folders, shipped
from .procedures import Procedure, Segment

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "DEFAULT", "Binding", "FilesRefused", "Government", "Loaded", "Numbering", "Fault", "Region", "Role", "TakeUp",
    "configured", "current", "filled", "load", "load_all", "of_case", "parts_in_force", "shown", "text_of",
    "to_read",
]


@lru_cache(maxsize=8)
def load(folder: str | None = None) -> Loaded:
    """The governments and all that is wrong with their files.

    Args:
        folder: the administrator's own folder of governments, beside the ones that are shipped
    """
    folders: list[Traversable] = [shipped()]
    if folder:
        folders.append(Path(folder))
    return read_folders(folders)


def load_all(folder: str | None = None) -> dict[str, Government]:
    """The governments by slug; once per process.

    Args:
        folder: the administrator's own folder of governments, beside the ones that are shipped
    Raises:
        FilesRefused: a file cannot be used
    """
    loaded = load(folder)
    if loaded.faults:
        raise FilesRefused(loaded.faults)
    return loaded.governments


def configured() -> dict[str, Government]:
    """The governments of this portal.

    Raises:
        FilesRefused: a file cannot be used
    """
    from . import config  # CKAN is needed only here

    return load_all(config.governments_folder())


def current() -> Government:
    """The government whose bindings open new cases.

    Raises:
        FilesRefused: a file cannot be used, or there is no such government
    """
    from ckanext.satudata import config as shell  # CKAN is needed only here

    return of_case(shell.government())


def to_read(slug: str) -> Government:
    """The government under which a case was opened; the present one where that is gone, for what is only read: words of
    offices and documents. Whoever acts in the case asks `of_case`.

    Raises:
        FilesRefused: a file cannot be used
    """
    return configured().get(slug) or current()


def parts_in_force(government: Government) -> Iterator[tuple[Procedure, Segment | None]]:
    """What cases can be runs of, by the procedures' keys: the SOPs of the government and of those that it extends; of the
    general ones only those that are bound."""
    bound = {binding.procedure for binding in government.bindings.values()}
    for key, procedure in sorted(government.procedures.items()):
        if procedure.steps and (procedure.government != DEFAULT or key in bound):
            for segment in procedure.segments.values() or [None]:
                yield procedure, segment


def of_case(slug: str) -> Government:
    """The government under which a case was opened.

    Raises:
        FilesRefused: a file cannot be used, or there is no such government any more
    """
    governments = configured()
    if slug not in governments:
        raise FilesRefused([Fault(slug, "no_such_government", values={"slug": slug, "known": ", ".join(governments)})])
    return governments[slug]
