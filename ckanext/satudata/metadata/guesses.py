"""What the portal filled in of a record and nobody has confirmed yet: shown beside the fields until their section is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from ckan.plugins.toolkit import _

from . import guessing
from .model import Guess
from .model.table import now

# The row of this name is no field: it says that a job still reads the file of the record.
READING = "*"
LONGEST_READING = timedelta(hours=1)


def of_package(package_id: str) -> dict[str, Guess]:
    """The open guesses of a record, by the name of the field."""
    rows = model.Session.scalars(sa.select(Guess).where(Guess.package_id == package_id, Guess.field != READING))
    return {row.field: row for row in rows}


def is_reading(package_id: str) -> bool:
    """Whether the file of the record is still being read, so that more guesses may come; after an hour nobody waits."""
    row = model.Session.get(Guess, (package_id, READING), populate_existing=True)
    return row is not None and now() - row.guessed_at < LONGEST_READING


def sentence(guess: Guess) -> str:
    """Where the value comes from, in the reader's language."""
    words = _SENTENCES.get(guess.origin)
    return words(guess.details) if words else _("Filled in by the portal. Please check.")


def confirm(package_id: str, fields: Iterable[str]) -> None:
    """A person saved these fields: what stands in them is no guess any more. Commits nothing: call it before the save
    of the record, which commits both or neither.
    """
    _delete(package_id, fields)


def note(package_id: str, found: Iterable[guessing.Guess]) -> None:
    """Remember guesses whose values stand in the record; an older one for the same field is replaced. Commits nothing."""
    wanted = {guess.field: guess for guess in found}
    _delete(package_id, wanted)
    model.Session.add_all(
        Guess(package_id=package_id, field=guess.field, value=guess.value, origin=guess.origin, details=dict(guess.details))
        for guess in wanted.values())


def note_reading(package_id: str) -> None:
    """A job will read the file of the record. Commits nothing."""
    _delete(package_id, [READING])
    model.Session.add(Guess(package_id=package_id, field=READING, value="", origin=READING, details={}))


def end_reading(package_id: str) -> None:
    """The file was read, or cannot be. Commits nothing."""
    _delete(package_id, [READING])


def forget(package_id: str) -> None:
    """All guesses of a record. Commits nothing."""
    model.Session.execute(sa.delete(Guess).where(Guess.package_id == package_id))


def _delete(package_id: str, fields: Iterable[str]) -> None:
    model.Session.execute(sa.delete(Guess).where(Guess.package_id == package_id, Guess.field.in_(list(fields))))


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    guessing.COLUMN: lambda d: _("Read from column {column} of the file. Please check.").format(column=d.get("column", "")),
    guessing.COLUMN_NAMES: lambda d: _("Read from the column names of the file. Please check."),
    guessing.FILE_NAME: lambda d: _("Read from the name of the file. Please check."),
    guessing.HEADING: lambda d: _("Read from the title above the table. Please check."),
    guessing.PORTAL: lambda d: _("The region of this portal. Please check."),
    guessing.SDI: lambda d: _("Read from cell {place} of the file. Please check.").format(place=d.get("place", "")),
    guessing.SHEET: lambda d: _("Filled in from row {row} of {sheet}. Please check.").format(
        row=d.get("row", ""), sheet=d.get("sheet", "")),
    guessing.COPIED: lambda d: _("Copied from {title}. Please check.").format(title=d.get("title", "")),
}
