"""Widths of the columns of a form, on a screen and on paper (A4 across). Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .flowchart import Chart

PAPER = 1030                                            # inside the margins, in CSS pixels
NUMBER = 44
FEW, MANY = 3, 6                                        # columns of actors


@dataclass(frozen=True, slots=True)
class Widths:
    """Columns of words in percent; those of the actors share what is left."""

    phase: int
    activity: int
    inputs: int
    time: int
    outputs: int
    note: int
    actor: int                                          # least width of a column of actors on a screen, in CSS pixels
    least: int                                          # of the whole table on a screen, in CSS pixels

    @property
    def words(self) -> int:
        """Percent of the columns that hold words."""
        return self.phase + self.activity + self.inputs + self.time + self.outputs + self.note


def widths(chart: Chart) -> Widths:
    """Columns for few actors leave more room for words, columns for many take some of it."""
    count = len(chart.columns)
    if chart.has_phases:
        phase, shares, actor = 9, (13, 10, 7, 11, 7), 80 if count <= MANY else 72
    elif count <= FEW:
        phase, shares, actor = 0, (18, 15, 8, 15, 13), 83
    elif count <= MANY:
        phase, shares, actor = 0, (14, 12, 8, 12, 10), 83
    else:
        phase, shares, actor = 0, (13, 9, 7, 10, 8), 72
    least = (NUMBER + sum(chart.gutters) + count * actor) / (1 - (phase + sum(shares)) / 100)
    return Widths(phase, *shares, actor=actor, least=math.ceil(least))


def label_chars(chart: Chart) -> int:
    """Letters of a label that surely fit into a column of actors, on a screen and on paper."""
    found = widths(chart)
    paper = (PAPER * (1 - found.words / 100) - NUMBER - sum(chart.gutters)) / max(1, len(chart.columns))
    return max(6, min(int((found.actor - 6) / 6.1), int((paper - 6) / 6)))
