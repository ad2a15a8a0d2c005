"""A table for a page: which rows were asked for, and everything that a template prints of them, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import ckan.plugins.toolkit as tk
from sqlalchemy.exc import ProgrammingError
from werkzeug.datastructures import MultiDict

from ckanext.satudata.language import language

from . import figure_words, previews, rows
from .figures import cells, svg
from .figures.preview import MOST_ROWS, heads, row_of
from .figures.shape import MEASURE
from .figures.words import split_unit, unit

MOST = 500
FILTER = "f."           # in addresses: f.Tahun=2024
WHICH = "tabel"         # on a page with several tables: which of them the rest is about
_T = TypeVar("_T")
_GONE = ("42P01", "42703")      # PostgreSQL: no such table, no such column


# what was asked


def question_of(args: MultiDict[str, str]) -> rows.Question:
    """The rows that an address asks for: `sort=-Jumlah&f.Tahun=2024&q=batur`. Empty values ask for nothing."""
    filters = {key[len(FILTER):]: values for key in args if key.startswith(FILTER)
               if (values := [value for value in args.getlist(key) if value])}
    sort = args.get("sort", "")
    return rows.Question(sort.removeprefix("-"), sort.startswith("-"), filters, args.get("q", "").strip())


def args_of(question: rows.Question) -> list[tuple[str, str]]:
    """The same as part of an address."""
    out = [(f"{FILTER}{name}", value) for name, values in question.filters.items() for value in values]
    if question.sort:
        out.append(("sort", f"-{question.sort}" if question.descending else question.sort))
    return out + ([("q", question.words)] if question.words else [])


# the answer: rights were asked for before


def preview_of(resource_id: str) -> dict[str, Any] | None:
    """The preview as the job made it, or its first rows where it has not; None if there is no table."""
    made = previews.shown(resource_id)
    if made is None:
        return answer(resource_id, rows.Question(), MOST_ROWS, 0)
    found = made.body["preview"]
    period = found["period"]
    filters = {period["column"]: [period["value"]]} if period else {}
    return _dict(resource_id, found["columns"], rows.Question(filters=filters), found["rows"], found["of"], MOST_ROWS, 0) | {
        "sums": found["sums"], "period": _period(found, period and period["value"]), "total": found["total"],
        "chart": _chart(made.body["chart"]), "is_made": True, "is_preview": True,
    }


def answer(resource_id: str, question: rows.Question, limit: int, offset: int) -> dict[str, Any] | None:
    """Rows of a table; None if there is none.

    Raises:
        QuestionRefused: unknown_column, not_a_number, too_many_filters
    """
    made = previews.shown(resource_id)
    known = made.body["preview"] if made is not None else None

    def ask() -> dict[str, Any] | None:
        table = rows.table_of(resource_id)
        if table is None:
            return None
        found = rows.page(table, question, limit, offset) if limit else []
        count = known["total"] if known and question.is_plain else rows.count(table, question)
        columns = known["columns"] if known else _bare(table)
        return _dict(resource_id, columns, question, [row_of(row) for row in found], count, limit, offset) | {
            "sums": _sums(table, question, known), "period": _period(known, _chosen(known, question)),
            "total": known["total"] if known else None, "chart": _chart(made.body["chart"]) if made else None,
            "is_made": made is not None, "is_preview": False,
        }

    return twice(ask)


def twice(ask: Callable[[], _T]) -> _T:
    """A table that was replaced between two statements is looked up once more."""
    try:
        return ask()
    except ProgrammingError as gone:
        if getattr(gone.orig, "pgcode", "") not in _GONE:
            raise
        return ask()


def _dict(resource_id: str, columns: list[dict[str, Any]], question: rows.Question, found: list[list[str | None]], count: int,
          limit: int, offset: int) -> dict[str, Any]:
    return {
        "resource_id": resource_id, "columns": columns, "rows": found, "matching": count, "limit": limit, "offset": offset,
        "sort": question.sort, "descending": question.descending, "q": question.words,
        "filters": {name: list(values) for name, values in question.filters.items()},
    }


def _bare(table: rows.Table) -> list[dict[str, Any]]:
    """Columns of a table that nobody has looked at yet."""
    out: list[dict[str, Any]] = []
    for column in table.columns:
        label, found = split_unit(column.label or column.id)
        known = unit(column.unit) or found
        out.append({"id": column.id, "label": label, "unit": known.text if known else "", "adds_up": False, "choices": [],
                    "kind": MEASURE if column.is_numeric else "text", "is_number": False})
    return out


def _chosen(known: Mapping[str, Any] | None, question: rows.Question) -> str | None:
    if not known or not known["period"]:
        return None
    values = question.filters.get(known["period"]["column"], ())
    return values[0] if len(values) == 1 else None


def _period(known: Mapping[str, Any] | None, value: str | None) -> dict[str, Any] | None:
    if not known or not known["period"]:
        return None
    column = known["period"]["column"]
    choices = next(c["choices"] for c in known["columns"] if c["id"] == column)
    return {"column": column, "value": value, "choices": choices}


def _sums(table: rows.Table, question: rows.Question, known: Mapping[str, Any] | None) -> list[str | None] | None:
    """Sums of another period than the newest; of other choices there are none, they would not be the whole."""
    if not known or not known["sums"] or not known["period"] or list(question.filters) != [known["period"]["column"]]:
        return None
    if question.words or _chosen(known, question) is None:
        return None
    of = [column["id"] for column in known["columns"] if column["adds_up"] and column["is_number"]]
    found = rows.sums(table, question, of) if of else {}
    return [None if (number := found.get(column["id"])) is None else cells.plain(number) for column in known["columns"]]


def _chart(chart: dict[str, Any]) -> dict[str, Any] | None:
    """The chart in the reader's language."""
    if not chart["kind"]:
        return None
    return {key: value for key, value in chart.items() if key != "svg"} | {
        "heading": figure_words.heading(chart), "caption": figure_words.caption(chart),
        "sentence": figure_words.sentence(chart), "head": figure_words.head_of_points(chart),
        "table": figure_words.points(chart), "svg": chart["svg"][language()],
    }


# for templates


def for_page(table: dict[str, Any], *, hide_period: bool = True) -> dict[str, Any]:
    """Add what a template prints: heads in groups, lines of cells, and the choices of the form."""
    period = table["period"]
    hidden = period["column"] if hide_period and period and period["value"] is not None else None
    places = [place for place, column in enumerate(table["columns"]) if column["id"] != hidden]
    shown = [table["columns"][place] for place in places]
    groups = heads([column | {"sort": _sort_link(table, column["id"])} for column in shown])
    starts = _starts(groups)
    lines = [[_cell(row[place], column, start) for place, column, start in zip(places, shown, starts, strict=True)]
             for row in table["rows"]]
    sums = table["sums"]
    foot = [_cell(sums[place], column, start) | {"text": "" if sums[place] is None else _number(sums[place])}
            for place, column, start in zip(places, shown, starts, strict=True)] if sums and lines else None
    return table | {
        "groups": groups, "two_lines": any(group["group"] for group in groups), "lines": lines, "foot": foot,
        "has_missing": any(cell["missing"] for line in lines for cell in line),
        "choices": _choices(table), "sortable": shown,
    }


def _starts(groups: Sequence[dict[str, Any]]) -> list[bool]:
    """Whether a column begins a group, of each column."""
    return [bool(group["group"]) and place == 0 for group in groups for place in range(len(group["columns"]))]


def _cell(value: str | None, column: dict[str, Any], starts: bool) -> dict[str, Any]:
    is_number = column["kind"] == MEASURE
    text = "–" if value is None else _number(value) if is_number and column["is_number"] else value
    return {"text": text, "is_number": is_number, "missing": value is None, "starts": starts}


def _number(value: str | None) -> str:
    return "" if value is None else svg.number(value, language())


def _sort_link(table: dict[str, Any], column: str) -> str:
    """What clicking a head asks for: this column, or the other way round."""
    return f"-{column}" if table["sort"] == column and not table["descending"] else column


def _choices(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Filters that have a list of values: the period first."""
    out: list[dict[str, Any]] = []
    for column in table["columns"]:
        if column["choices"]:
            is_period = bool(table["period"]) and table["period"]["column"] == column["id"]
            chosen = table["filters"].get(column["id"], [])
            out.append({"name": f"{FILTER}{column['id']}", "label": column["label"], "values": column["choices"],
                        "value": chosen[0] if chosen else "", "is_period": is_period})
    return sorted(out, key=lambda choice: not choice["is_period"])


def of_request(resource_id: str) -> dict[str, Any] | None:
    """The table of a file for the present page, as its form asks for it; None if there is none, or not for this reader."""
    args = tk.request.args
    data: dict[str, Any] = {"resource_id": resource_id}
    if args.get(WHICH) == resource_id:
        question = question_of(args)
        data |= {"sort": args.get("sort", ""), "filters": dict(question.filters), "q": question.words, "limit": MOST_ROWS}
    try:
        return for_page(tk.get_action("satudata_publication_table_show")({}, data))
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    except tk.ValidationError:      # an address that somebody wrote: the table as it is
        return for_page(tk.get_action("satudata_publication_table_show")({}, {"resource_id": resource_id}))
