"""A procedure as the official SOP form: columns of actors, a row for each step, and the flow drawn cell by cell.

A cell holds its shape and the pieces of line that cross it, so that rows may have any height and nothing is measured in a
browser. This module says what there is to draw (columns, shapes, links); `flowchart_routes` finds the way of each link,
`flowchart_pages` where the paper breaks. Source of the form: PermenPAN-RB 35/2012, Lampiran (simbol, lembar identitas).

Pure: imports nothing from CKAN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .flow import entries
from .procedures import END, Decision, Procedure, Step, in_language

LabelOf: TypeAlias = Callable[[Decision], str]
Route: TypeAlias = Literal["oval", "down", "stop", "side", "aside"]
ShapeKind: TypeAlias = Literal["ujung", "kotak", "putus", "dokumen", "kasus", "tunggu", "portal", "tetap"]
Point: TypeAlias = "tuple[str | int | float, ...]"      # a place that two pieces share; see flowchart_routes
BY_TYPE: dict[str, ShapeKind] = {
    "document": "dokumen", "cases": "kasus", "wait": "tunggu", "portal": "portal", "standing": "tetap",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One way from a step: to another one, to the end, or to the next row of the same sitting (`key` is empty)."""

    number: int
    key: str                                            # of the decision
    verb: str
    label: str
    source: int                                         # row that it leaves
    target: int | None                                  # row that it enters; None: the end
    route: Route

    @property
    def is_back(self) -> bool:
        """Whether it is drawn dashed: what takes a case back or closes it without its result."""
        return self.verb in ("return", "reject")

    @property
    def is_sitting(self) -> bool:
        """Whether it only joins two rows that are done in one sitting."""
        return not self.key


@dataclass(slots=True)
class Shape:
    """What stands in a cell: a symbol with the titles of its actors."""

    kind: ShapeKind
    titles: tuple[str, ...]
    half: int                                           # half of its height, in CSS pixels
    is_primary: bool = True                             # lines from above and below meet this one
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight piece of line in one cell; `css` are its classes, `y`, `d` and `f` say where (CSS pixels, a factor)."""

    link: int | None                                    # None: it only ties the shapes of one row
    css: str
    start: Point
    end: Point
    y: int = 0                                          # below (above: negative) the middle of the row
    d: int = 0                                          # from the inner border of the gutter
    f: float = 1.0                                      # where a slanted edge is met, as part of half the width
    size: int = 0                                       # height, where both ends lie in the same row


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a line."""

    link: int
    text: str
    css: str
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a line goes on after the end of a page: the same letter on both pages."""

    letter: str
    css: Literal["ke", "dari"]
    d: int | None = None                                # None: in the middle of the cell


@dataclass(slots=True)
class Cell:
    """One cell of the actors, or of the gutters beside them."""

    shape: Shape | None = None
    pieces: list[Piece] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)       # small end symbols, at this height


@dataclass(slots=True)
class Row:
    """One row of the form."""

    step: Step
    ref: str                                            # how other rows name it: 7, 7b (continued), +1 (ours)
    columns: tuple[int, ...] = ()                       # in which it has shapes
    primary: int = 0
    host: str | None = None                             # ref of the step whose task does this row too
    segments: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()                         # segments that begin here
    new_phase: bool = False
    links: tuple[Link, ...] = ()                        # that leave it
    cells: list[Cell] = field(default_factory=list)     # left gutter, a cell for each column, right gutter
    half: int = 0                                       # half of its least height, in CSS pixels
    breaks: bool = False                                # the paper breaks after it

    @property
    def low(self) -> int:
        """First column with a shape."""
        return self.columns[0]

    @property
    def high(self) -> int:
        """Last column with a shape."""
        return self.columns[-1]


@dataclass(slots=True)
class Chart:
    """The form of a procedure; without rows where only its cover sheet is left."""

    columns: tuple[str, ...]
    rows: list[Row]
    links: list[Link]
    gutters: tuple[int, int] = (0, 0)                   # width of the left and the right one, in CSS pixels

    @property
    def kinds(self) -> list[str]:
        """Kinds of shapes that it has, for the legend."""
        found = {cell.shape.kind for row in self.rows for cell in row.cells if cell.shape}
        return [kind for kind in ("ujung", "kotak", "putus", *BY_TYPE.values()) if kind in found]

    @property
    def has_phases(self) -> bool:
        """Whether the SOP groups its rows in a column Tahapan."""
        return any(row.step.phase for row in self.rows)


def plain_label(decision: Decision) -> str:
    """Words of a decision in Indonesian; empty where the SOP prints none."""
    return in_language(decision.label, "id")


def drawn(procedure: Procedure, label_of: LabelOf = plain_label, portal: str = "Portal") -> Chart:
    """The form of a procedure with every way drawn.

    Args:
        label_of: words of a decision, in the language of the page
        portal: head of the column of steps that have no actor
    """
    from .flowchart_routes import route  # it knows the classes of this module

    columns = column_heads(procedure, portal)
    rows = _rows(procedure, columns, portal)
    links = _links(procedure, rows, label_of)
    for row_number, row in enumerate(rows):
        row.links = tuple(link for link in links if link.source == row_number)
    chart = Chart(columns, rows, links)
    if rows:
        _shapes(procedure, chart)
        route(chart)
    return chart


def column_heads(procedure: Procedure, portal: str = "Portal") -> tuple[str, ...]:
    """Printed heads in printed order, also of columns that no row uses; after them other actors as they come."""
    heads = list(dict.fromkeys(procedure.columns))
    known = {_folded(head) for head in heads}
    for step in procedure.steps.values():
        for head in _heads_of(step, portal):
            if _folded(head) not in known:
                heads.append(head)
                known.add(_folded(head))
    return tuple(heads)


def _heads_of(step: Step, portal: str) -> list[str]:
    return [actor.column or actor.title for actor in step.actors] or [portal]


def _folded(head: str) -> str:
    """A head without what differs between two prints of it: case, and spaces (`Atasan/ Verifikator`)."""
    return "".join(head.split()).casefold()


def _rows(procedure: Procedure, columns: tuple[str, ...], portal: str) -> list[Row]:
    at = {_folded(head): number for number, head in enumerate(columns)}
    refs = row_refs(procedure)
    opens = {name: segment.start for name, segment in procedure.segments.items()}
    inside = {name: {step.id for step in procedure.segment_steps(name)} for name in procedure.segments}
    rows: list[Row] = []
    for step in procedure.steps.values():
        found = [at[_folded(head)] for head in _heads_of(step, portal)]
        rows.append(Row(
            step, refs[step.id], tuple(sorted(set(found))), found[0], refs.get(step.joins or ""),
            tuple(name for name, ids in inside.items() if step.id in ids),
            tuple(name for name, start in opens.items() if start == step.id),
            step.phase is not None and (not rows or rows[-1].step.phase != step.phase),
        ))
    return rows


def row_refs(procedure: Procedure) -> dict[str, str]:
    """How each row is named: by its number, a continued row by that of the row above with a letter, ours by a plus."""
    refs: dict[str, str] = {}
    number, continued, ours = "", 0, 0
    for step in procedure.steps.values():
        if step.number_as_written:
            refs[step.id], number, continued = step.number_as_written, step.number_as_written, 0
        elif not step.printed:
            ours += 1
            refs[step.id] = f"+{ours}"
        elif step.number is not None:
            number, continued = str(step.number), 0
            refs[step.id] = number
        else:
            continued += 1
            refs[step.id] = f"{number}{_letters(continued if number else continued - 1)}"
    return refs


def _letters(number: int) -> str:
    """Letters of a row, counted from 0: a, b, … z, ba, bb."""
    number, rest = divmod(number, 26)
    return (_letters(number) if number else "") + chr(ord("a") + rest)


def sittings(procedure: Procedure) -> dict[str, list[int]]:
    """Rows of the task of each step, by step id: its own row, and those beside it that join it."""
    steps = list(procedure.steps.values())
    found: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        if step.is_row:
            continue
        first = last = number
        while first and steps[first - 1].joins == step.id:
            first -= 1
        while last + 1 < len(steps) and steps[last + 1].joins == step.id:
            last += 1
        found[step.id] = list(range(first, last + 1))
    return found


def _links(procedure: Procedure, rows: list[Row], label_of: LabelOf) -> list[Link]:
    """Every decision once, from the last row of its sitting to the first row of the sitting that it leads to."""
    together = sittings(procedure)
    starts = sorted(numbers[0] for numbers in together.values())
    links: list[Link] = []
    for step_id, numbers in together.items():
        for above, below in zip(numbers, numbers[1:], strict=False):
            links.append(Link(len(links), "", "sitting", "", above, below, "down"))
        step, leaves = procedure.steps[step_id], numbers[-1]
        following = next((start for start in starts if start > leaves), None)
        if following is not None and not _is_free(rows, leaves, following):
            following = None
        down = _goes_down(step, together, following)
        for decision in step.decisions.values():
            target = None if decision.to == END else together[decision.to][0]
            route = _route_of(decision, target, down)
            if route == "stop" and len(step.decisions) == 1 and rows[leaves].step.type not in BY_TYPE:
                route = "oval"
            links.append(Link(len(links), decision.key, decision.verb, label_of(decision), leaves, target, route))
    return links


def _is_free(rows: list[Row], above: int, below: int) -> bool:
    """Whether the column under a shape is empty between two rows."""
    return all(rows[above].primary not in row.columns for row in rows[above + 1:below])


def _goes_down(step: Step, together: dict[str, list[int]], following: int | None) -> str | None:
    """Key of the decision that leaves at the foot of the shape: on to the row below, else to the end."""
    onward = step.onward
    ordered = sorted(step.decisions.values(), key=lambda decision: decision is not onward)
    for decision in ordered:
        if following is not None and decision.to != END and together[decision.to][0] == following:
            return decision.key
    return onward.key if onward and onward.to == END else None


def _route_of(decision: Decision, target: int | None, down: str | None) -> Route:
    if target is None:
        return "stop" if decision.key == down else "aside"
    return "down" if decision.key == down else "side"


def _shapes(procedure: Procedure, chart: Chart) -> None:
    """Put the symbols into the cells."""
    together = sittings(procedure)
    begins = {together[entry][0] for entry in entries(procedure) if entry in together}
    last_of = {numbers[-1]: step_id for step_id, numbers in together.items()}
    for number, row in enumerate(chart.rows):
        row.cells = [Cell() for _ in range(len(chart.columns) + 2)]
        host = procedure.steps[last_of[number]] if number in last_of else None
        kind = _kind(row, host, number in begins)
        for column in row.columns:
            actors = [a for a in row.step.actors if _folded(a.column or a.title) == _folded(chart.columns[column])]
            row.cells[column + 1].shape = Shape(
                kind, tuple(dict.fromkeys(actor.title for actor in actors)), 0, column == row.primary,
                any(actor.inferred for actor in actors),
            )


def _kind(row: Row, host: Step | None, begins: bool) -> ShapeKind:
    """The symbol of a row; `host` is the step whose sitting ends here, and whose decisions leave here."""
    if host is not None and len(host.decisions) > 1:
        return "putus"
    if row.step.type in BY_TYPE:
        return BY_TYPE[row.step.type]
    ends = host is not None and all(decision.to == END for decision in host.decisions.values())
    return "ujung" if begins or ends else "kotak"
