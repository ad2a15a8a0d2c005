"""Rows of an answer: added, taken out, moved, and read from cells that were copied out of a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 2_000                    # rows of one field, and of one paste
ADD, REMOVE, UP, DOWN, PASTE = "add", "remove", "up", "down", "paste"
VERBS = (ADD, REMOVE, UP, DOWN, PASTE)

Field = Mapping[str, Any]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Press:
    """A button of the rows: what it does, with which field, with which row (from 1; 0 where it is about none)."""

    verb: str
    field: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read of a paste. `unknown`: heads of columns that no field answers to; `is_cut`: there were more rows."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    is_cut: bool = False


def press_of(text: str | None) -> Press | None:
    """The button that was pressed, of its value `verb:field:number`; None for any other text."""
    verb, _, rest = (text or "").partition(":")
    name, _, number = rest.partition(":")
    if verb not in VERBS or not name or not (number or "0").isdecimal() or len(number) > 8:
        return None
    return Press(verb, name, int(number or 0))


def pressed(press: Press, rows: Sequence[Row], parts: Iterable[Field], pasted: Sequence[Row] = ()) -> tuple[list[Row], int]:
    """The rows after a button was pressed, and the number of the row to go to: 0 where there is none left.

    A number that no row has changes nothing: the page was older than the rows.
    """
    found, at = list(rows), press.number - 1
    if press.verb == ADD and len(found) < MOST:
        return [*found, dict.fromkeys((part["field_name"] for part in parts), "")], len(found) + 1
    if press.verb == PASTE:
        kept = [row for row in found if any(text.strip() for text in row.values())]
        return [*kept, *pasted][:MOST], len(kept) + 1
    if not 0 <= at < len(found):
        return found, 0
    if press.verb == REMOVE:
        del found[at]
        return found, min(press.number, len(found))
    other = at - 1 if press.verb == UP else at + 1
    if 0 <= other < len(found):
        found[at], found[other] = found[other], found[at]
        return found, other + 1
    return found, press.number


def pasted_rows(text: str, parts: Sequence[Field]) -> Pasted:
    """The rows of a paste: a line each, cells with tabs between them, as every spreadsheet copies them.

    Where the first line holds names of the fields it says which column is which; else the columns stand in the order of the
    form. Cells that belong to no field are dropped and named.
    """
    lines = [line for line in _lines(_plain(text)) if any(line)]
    names = [part["field_name"] for part in parts]
    if not lines:
        return Pasted(())
    heads = [_meant(cell, parts) for cell in lines[0]]
    unknown: tuple[str, ...] = ()
    if _is_head(lines[0], heads):
        unknown = tuple(cell for cell, head in zip(lines[0], heads, strict=True) if cell and not head)
        lines = lines[1:]
    else:
        heads = [names[at] if at < len(names) else None for at in range(max(map(len, lines)))]
    rows = [_row(line, heads, names) for line in lines]
    rows = [row for row in rows if any(row.values())]
    return Pasted(tuple(rows[:MOST]), unknown, len(rows) > MOST)


def _lines(text: str) -> list[list[str]]:
    """Cells of each line; of a text that is no table of a spreadsheet (one cell of 130,000 characters) as they stand there."""
    try:
        found = list(csv.reader(io.StringIO(text), delimiter="\t"))
    except csv.Error:
        found = [line.split("\t") for line in text.split("\n")]
    return [[cell.strip() for cell in line] for line in found]


def _is_head(cells: Sequence[str], heads: Sequence[str | None]) -> bool:
    """Whether a line says which column is which: most of its cells name a field. One cell may do so by chance: a concept that
    is called “Konsep”.
    """
    known, all_ = sum(map(bool, heads)), sum(map(bool, cells))
    return 2 * known > all_ or (2 * known == all_ and bool(heads[0]))


def _plain(text: str) -> str:
    """Line ends of any system; a quotation mark inside a cell that was not quoted is no beginning of a quoted one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _row(cells: Sequence[str], heads: Sequence[str | None], names: Sequence[str]) -> Row:
    found = dict.fromkeys(names, "")
    for cell, head in zip(cells, heads, strict=False):
        if head and cell:
            found[head] = f"{found[head]}\n{cell}" if found[head] else cell
    return found


def _meant(cell: str, parts: Iterable[Field]) -> str | None:
    """The field that the head of a column names: by its label in either language, its name, an alias, or its number."""
    said = _key(cell)
    return next((part["field_name"] for part in parts if said and said in _names(part)), None)


def _names(part: Field) -> set[str]:
    label = part.get("label") or ""
    labels = list(label.values()) if isinstance(label, Mapping) else [label]
    return {_key(str(name)) for name in (*labels, part["field_name"], *part.get("satudata_aliases", ()))} - {""}


def _key(text: str) -> str:
    """Letters and digits alone: an asterisk, a unit in brackets or a question mark of a head says nothing here."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.partition("(")[0] or text)
    return " ".join(words.split()).casefold()
