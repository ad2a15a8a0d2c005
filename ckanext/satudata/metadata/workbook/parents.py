"""Which variabel or indikator the rows of a further sheet belong to: by `No.`, by name, or as the row above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import layout, problems
from .found import Record
from .grid import address
from .layout import Table
from .problems import Problem, Problems
from .rows import NUMBER, PARENT, Found

Assigned = list[tuple[Record, Found]]


def check_names(table: Table, rows: Sequence[Found], found: Problems) -> None:
    """A variabel without a name cannot be kept, nor two of one name; two indikator of one name may be meant."""
    if table.naming is None:
        return
    name, seen = table.naming.name, {}
    for row in rows:
        place = address(row.number, row.columns.get(name, 0))
        said = str(row.record.answers.get(name, "")).strip()
        if not said:
            found.add(Problem(problems.NO_NAME, table.sheet, place, {"name": table.naming.header}, name))
            continue
        first = seen.setdefault(_key(said), row.number)
        if first != row.number:
            weight = "note" if table.type == layout.INDIKATOR else ""
            found.add(Problem(problems.SAME_NAME, table.sheet, place, {"value": said[:100], "row": first + 1}, name, weight))


def assign(table: Table, rows: Sequence[Found], records: Sequence[Found], found: Problems) -> Assigned:
    """The record of each row. A row that says neither number nor name belongs to the record of the row above."""
    by_number = _unique((row.leading.get(NUMBER, ""), row) for row in records)
    by_name = _unique((_key(_name(table, row)), row) for row in records)
    assigned: Assigned = []
    last: Found | None = None
    for row in rows:
        number, name = row.leading.get(NUMBER, ""), row.leading.get(PARENT, "")
        place = address(row.number, row.columns.get(PARENT, row.columns.get(NUMBER, 0)))
        values = {"number": number, "value": name[:100], "sheet": layout.SHEETS[table.type]}
        numbered, named = by_number.get(number), by_name.get(_key(name))
        if not number and not name and last is not None:
            parent = last
        elif numbered and name and _key(_name(table, numbered)) != _key(name):
            found.add(Problem(problems.PARENTS_DIFFER, table.sheet, place, values))
            parent = None
        else:
            parent = numbered or named
            if parent is None:
                found.add(Problem(problems.NO_PARENT, table.sheet, place, values))
        if parent is not None:
            assigned.append((parent.record, row))
        last = parent
    return assigned


def add_parts(assigned: Iterable[tuple[Record, Found]], name: str, records: Iterable[Record]) -> None:
    """Put the rows into their records; a record of which no row speaks has none."""
    for record in records:
        record.answers[name] = []
    for record, row in assigned:
        parts: list[dict[str, object]] = record.answers[name]
        if not any(row.record.answers.values()):
            continue                # the name of a record and nothing about it
        for field, place in row.record.places.items():
            record.places[f"{name}/{len(parts)}/{field}".rstrip("/")] = place
        parts.append({field: answer for field, answer in row.record.answers.items() if answer})


def _name(table: Table, row: Found) -> str:
    return str(row.record.answers.get(layout.name_of(table.type), ""))


def _unique(pairs: Iterable[tuple[str, Found]]) -> Mapping[str, Found]:
    """By a text that only one of them has; what two have names neither."""
    found: dict[str, Found | None] = {}
    for text, row in pairs:
        found[text] = None if text in found else row
    return {text: row for text, row in found.items() if row is not None and text}


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
