"""The form of a procedure as the page prints it: finished words, places of lines, links and counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import flowchart_places as places
from . import flowchart_words as words
from .flowchart import Cell, Chart, Row, drawn
from .flowchart_drawing import drawings, sheet
from .flowchart_pages import Words, heights_of, paginate
from .flowchart_places import Gutter
from .flowchart_widths import widths
from .government import Government, shown, text_of
from .procedures import Item, Procedure, Segment, Step


@dataclass(frozen=True, slots=True)
class Shown:
    """A procedure as a reader is shown it.

    `by_step` are the open cases at each step; `desk_url` gives the address of the reader's desk filtered to a step, None
    where that is not for the reader; `running` are the segments that the portal runs (None: a procedure without segments).
    """

    procedure: Procedure
    government: Government
    by_step: Mapping[str, int]
    desk_url: Callable[[Step], str | None]
    running: frozenset[str | None]


def form(shown_as: Shown) -> dict[str, Any]:
    """Everything that the template needs to print the form."""
    procedure, government = shown_as.procedure, shown_as.government
    chart, texts = _laid_out(procedure, government)
    return {
        "columns": chart.columns,
        "gutters": chart.gutters,
        "widths": widths(chart),
        "has_phases": chart.has_phases,
        "legend": [(kind, words.shape_name(kind)) for kind in chart.kinds],
        "has_sittings": any(row.host for row in chart.rows),
        "has_added": any(not row.step.printed for row in chart.rows),
        "rows": [_row(chart, row, text, shown_as) for row, text in zip(chart.rows, texts, strict=True)],
        "segments": [_segment(chart, segment, shown_as) for segment in procedure.segments.values()],
        "has_running": any(_runs(row, shown_as) for row in chart.rows),
        "inferred": [row.ref for row in chart.rows if any(actor.inferred for actor in row.step.actors)],
        "answers_inferred": [
            f"{row.ref} ({words.label_of(decision)})"
            for row in chart.rows for decision in row.step.decisions.values() if decision.inferred
        ],
        "differences": [
            {"ref": row.ref, "printed": printed} for row in chart.rows for printed in _printed(row, government)
        ],
    }


def paper(shown_as: Shown) -> dict[str, Any]:
    """The form with a drawing of the flow for each row, and the widths of its columns: for paper."""
    chart, texts = _laid_out(shown_as.procedure, shown_as.government)
    heights = [math.ceil(height) for height in heights_of(chart, texts)]
    return form(shown_as) | {"sheet": sheet(chart), "heights": heights, "drawings": drawings(chart, heights)}


def _laid_out(procedure: Procedure, government: Government) -> tuple[Chart, list[Words]]:
    chart = drawn(procedure, words.label_of, tk._("Portal"))
    texts = [_words(row, procedure, government) for row in chart.rows]
    paginate(chart, texts)
    return chart, texts


def _words(row: Row, procedure: Procedure, government: Government) -> Words:
    lang = language()
    step = row.step
    return Words(
        text_of(step, government, lang), shown(step.phase, government, lang) if row.new_phase else "",
        tuple(_item(item, procedure, government) for item in step.inputs),
        step.time.as_written if step.time else "",
        tuple(_item(item, procedure, government) for item in step.outputs),
        step.note,
    )


def _item(item: Item, procedure: Procedure, government: Government) -> str:
    kind = government.document_kind(item.document, procedure) if item.document else None
    return shown(item.text or (kind.title if kind else item.document), government, language())


def _row(chart: Chart, row: Row, text: Words, shown_as: Shown) -> dict[str, Any]:
    procedure, government = shown_as.procedure, shown_as.government
    step = row.step
    count = shown_as.by_step.get(step.id, 0)
    return {
        "id": step.id,
        "ref": row.ref,
        "is_continued": step.printed and step.number is None and step.number_as_written is None,
        "is_added": not step.printed,
        "is_together": step.together and len(row.columns) > 1,
        "runs": _runs(row, shown_as),
        "segments": [shown(procedure.segments[name].title or name, government, language()) for name in row.opens],
        "host": row.host,
        "actors": _actors(row),
        "words": text,
        "differs": bool(_printed(row, government)),
        "height": 2 * row.half,
        "breaks": row.breaks,
        "leads_to": words.leads_to(chart, row),
        "is_conditional": step.when is not None,
        "starts_cases": _started(row, government),
        "count": count,
        "url": shown_as.desk_url(step) if count else None,
        "cells": [_cell(cell, _gutter(number, chart), row.breaks) for number, cell in enumerate(row.cells)],
    }


def _actors(row: Row) -> str:
    """Who does a step, in words: together, or one of them."""
    titles = list(dict.fromkeys(actor.title for actor in row.step.actors))
    return (tk._(" and ") if row.step.together else tk._(" or ")).join(titles) or tk._("Portal")


def _started(row: Row, government: Government) -> str:
    """Title of the SOP under which a step opens cases."""
    if row.step.cases is None:
        return ""
    key = row.step.cases.procedure.partition("#")[0]
    found = government.procedures.get(key)
    return shown(found.title, government, language()) if found else key


def _printed(row: Row, government: Government) -> list[str]:
    """What the SOP prints where the page shows something else than that."""
    step = row.step
    found = [step.text_as_written] if step.text_as_written else []
    found += [item.as_written for item in (*step.inputs, *step.outputs) if item.as_written]
    texts = [text_of(step, government), *(shown(item.text, government) for item in (*step.inputs, *step.outputs))]
    return [printed for printed in found if _plain(printed) not in {_plain(text) for text in texts}]


def _plain(text: str) -> str:
    """Words without what is no difference to a reader: spaces, and the full stop at the end."""
    return "".join(text.split()).rstrip(".").casefold()


def _runs(row: Row, shown_as: Shown) -> bool:
    return bool(shown_as.running.intersection(row.segments if shown_as.procedure.segments else [None]))


def _cell(cell: Cell, gutter: Gutter | None, breaks: bool) -> dict[str, Any]:
    return {
        "shape": cell.shape,
        "pieces": [(places.css_of(piece, breaks), places.place_of(piece, gutter)) for piece in cell.pieces],
        "labels": [(label.text, label.css.split()[-1] == "ki", places.place_of_label(label, gutter)) for label in cell.labels],
        "marks": [(mark.letter, mark.css, places.place_of_mark(mark, gutter)) for mark in cell.marks],
        "ends": cell.ends,
    }


def _gutter(number: int, chart: Chart) -> Gutter | None:
    """Which gutter a cell is, if it is one."""
    return {0: "ki", len(chart.columns) + 1: "ka"}.get(number)      # type: ignore[return-value]


def _segment(chart: Chart, segment: Segment, shown_as: Shown) -> dict[str, Any]:
    refs = [row.ref for row in chart.rows if segment.name in row.segments]
    limit = segment.limit or shown_as.procedure.limit
    return {
        "title": shown(segment.title or segment.name, shown_as.government, language()),
        "from": refs[0],
        "to": refs[-1],
        "how": words.run_words(segment, segment.starts or shown_as.procedure.starts),
        "limit": limit.as_written if limit else "",
        "runs": segment.name in shown_as.running,
    }
