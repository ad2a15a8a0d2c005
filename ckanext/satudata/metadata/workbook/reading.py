"""Reading a workbook, or one sheet of it as separated values. Only reports: whoever calls takes over all of it or nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from ..tables.refusals import Refused
from . import layout, parents, problems, questions, rows
from .found import Read, Record
from .grid import SEPARATED, Grid, open_grids
from .layout import Form, Layout, Schemas, Table
from .problems import Problem, Problems

MOST_ROWS = layout.MOST_PARTS + 100
MOST_SHEETS_NAMED = 6
_OTHER_NAMES = {"msvar": "MS-Variabel", "mskeg": "MS-Kegiatan", "msind": "MS-Indikator"}


def read(stream: BinaryIO, label: str, schemas: Schemas) -> Read:
    """What a file says about a kegiatan.

    Args:
        stream: can be read and sought; stays open
        label: the format as its name says it (`xlsx`, `csv`, or empty)
        schemas: by type, those with which the workbook was or could have been written
    """
    found, plan = Problems(), layout.of(schemas)
    ours = {_key(name) for name in _sheets_of(plan)}
    try:
        grids = open_grids(stream, label, MOST_ROWS, lambda name: _known_as(name) in ours)
    except Refused as refused:
        return Read(problems=(Problem(refused.code, values=refused.details),))
    sheets = _by_content(plan, grids[0]) if len(grids) == 1 and grids[0].name == SEPARATED else _by_name(plan, grids, found)
    if not sheets:
        names = [grid.name for grid in grids if grid.name != SEPARATED]
        return Read(problems=(Problem(problems.FOREIGN, values={
            "sheets": names[:MOST_SHEETS_NAMED], "expected": list(layout.SHEETS.values())}),))
    return _Whole(plan, sheets, found).read()


def _by_name(plan: Layout, grids: Sequence[Grid], found: Problems) -> dict[str, Grid]:
    """Our sheets among those of a workbook, by our names for them."""
    named = {_known_as(grid.name): grid for grid in reversed(grids)}
    wanted = _sheets_of(plan)
    sheets = {name: named[_key(name)] for name in wanted if _key(name) in named}
    if not sheets:
        return {}
    ours = {_key(name) for name in (*wanted, layout.CODES_SHEET)}
    others = {name: grid.name for name, grid in named.items() if name not in ours}
    for name in wanted:
        if name not in sheets:
            near = difflib.get_close_matches(_key(name), others, n=1, cutoff=0.5)
            # of the repeating rows an older template may have had no sheet: they stay as they are
            weight = "error" if name in layout.SHEETS.values() or near else "note"
            found.add(Problem(problems.MISSING_SHEET, values={"sheet": name, "like": others[near[0]] if near else ""},
                              weight=weight))
    return sheets


def _by_content(plan: Layout, grid: Grid) -> dict[str, Grid]:
    """The sheet that separated values are, by the names of their columns."""
    if plan.form and questions.header_of(grid):
        return {plan.form.sheet: grid}
    scores = [(table.naming in header.columns.values(), len(header.columns) + len(header.leading), -place, table.sheet)
              for place, table in enumerate(plan.tables)
              if (header := rows.header_of(table, grid))
              and (table.naming in header.columns.values() or len(header.columns) > len(table.columns) // 3)]
    return {max(scores)[3]: grid} if scores else {}


def _sheets_of(plan: Layout) -> list[str]:
    return [*([plan.form.sheet] if plan.form else []), *(table.sheet for table in plan.tables)]


def _known_as(name: str) -> str:
    """What a sheet's name is compared by: `ms variabel` and `MS-Var` are `MS-Variabel`."""
    return _key(_OTHER_NAMES.get(_key(name), name))


def _key(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


@dataclass
class _Whole:
    """All sheets of a file brought together."""

    plan: Layout
    sheets: dict[str, Grid]
    found: Problems
    kegiatan: Record | None = None
    contacts: Record | None = None
    records: dict[str, list[rows.Found]] = field(default_factory=dict)

    def read(self) -> Read:
        if self.plan.form and self.plan.form.sheet in self.sheets:
            self._form(self.plan.form)
        for type_ in (layout.VARIABEL, layout.INDIKATOR):
            table = self.plan.records(type_)
            if table and table.sheet in self.sheets:
                self._records(table)
        for table in self.plan.tables:
            if table.part_of is not None and table.sheet in self.sheets:
                self._parts(table)
        return Read(self.kegiatan, self.contacts, self._of(layout.VARIABEL), self._of(layout.INDIKATOR), self.found.all())

    def _of(self, type_: str) -> tuple[Record, ...] | None:
        return tuple(row.record for row in self.records[type_]) if type_ in self.records else None

    def _form(self, form: Form) -> None:
        answers = questions.read(form, self.sheets[form.sheet], self.found)
        if answers:
            self.kegiatan, self.contacts = answers[0], answers[1] if answers[1].answers else None

    def _records(self, table: Table) -> None:
        read_rows = rows.read(table, self.sheets[table.sheet], self.found)
        if read_rows is None:
            return
        self._keep_ids(read_rows)
        parents.check_names(table, read_rows, self.found)
        self.records[table.type] = read_rows

    def _keep_ids(self, read_rows: Iterable[rows.Found]) -> None:
        """The id of a record that was exported; a copied row is another record."""
        taken: set[str] = set()
        for row in read_rows:
            id_ = row.leading.get(rows.ID, "")
            if id_ and id_ not in taken:
                row.record.answers["id"] = id_
                taken.add(id_)

    def _parts(self, table: Table) -> None:
        if table.part_of is None:
            return
        name = table.part_of["field_name"]
        read_rows = rows.read(table, self.sheets[table.sheet], self.found)
        if read_rows is None:
            return
        if not table.parent:
            self.kegiatan = self.kegiatan or Record()
            parents.add_parts([(self.kegiatan, row) for row in read_rows], name, [self.kegiatan])
            return
        records = self.records.get(table.type)
        if records is None:
            if layout.SHEETS[table.type] not in self.sheets and read_rows and SEPARATED == self.sheets[table.sheet].name:
                self.found.add(Problem(problems.MISSING_SHEET, table.sheet, weight="error", values={
                    "sheet": layout.SHEETS[table.type], "like": ""}))
            return
        parents.add_parts(parents.assign(table, read_rows, records, self.found), name, [row.record for row in records])
