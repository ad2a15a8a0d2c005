"""Sentences about rows: which one, what a button has done, and what of a paste could not be used."""

from __future__ import annotations

from collections.abc import Sequence

from ckan.common import _, ungettext

from . import rows


def row(number: int) -> str:
    """What a row is called."""
    return _("Row {number}").format(number=number)


def nothing_pasted() -> str:
    """An empty paste."""
    return _("Nothing was read. Copy cells in your spreadsheet, paste them into the field, then press the button.")


def done(verb: str, at: int, number: int, unknown: Sequence[str], is_cut: bool) -> str:
    """What a button has done. `at`: number of the row that it was about; `number`: of rows that were pasted."""
    if verb == rows.PASTE:
        return pasted(number, unknown, is_cut)
    return {rows.ADD: _("Row {number} was added."), rows.REMOVE: _("The row was removed."),
            rows.UP: _("The row is now row {number}."), rows.DOWN: _("The row is now row {number}.")}[verb].format(number=at)


def pasted(number: int, unknown: Sequence[str], is_cut: bool) -> str:
    """How many rows of a paste were added, and what of it was not."""
    said = ungettext("One row was added.", "{n} rows were added.", number).format(n=number)
    return " ".join(part for part in (said, _left_out(unknown), _cut(is_cut)) if part)


def _left_out(unknown: Sequence[str]) -> str:
    if not unknown:
        return ""
    return _("No field is called {columns}: these columns were left out.").format(
        columns=", ".join(f"“{head}”" for head in unknown))


def _cut(is_cut: bool) -> str:
    return _("At most {most} rows fit; the others were left out.").format(most=rows.MOST) if is_cut else ""
