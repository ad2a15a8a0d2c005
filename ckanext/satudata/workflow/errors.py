"""What the engine refuses. One tree: WorkflowRefused → DecisionRefused, TaskRefused, CaseRefused, DocumentRefused,
OfficerRefused, TextRefused.

Each carries a `code`; `messages.py` has the sentence for it.
"""

from __future__ import annotations

from typing import Any

from .rules import Problem


class WorkflowRefused(Exception):
    """Base: a rule stands against what was asked."""

    def __init__(self, code: str, problems: tuple[Problem, ...] = (), **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems
        self.values = values


class DecisionRefused(WorkflowRefused):
    """An answer that is not possible now."""


class TaskRefused(WorkflowRefused):
    """A task that somebody cannot take, give back, give away or raise."""


class CaseRefused(WorkflowRefused):
    """A case that cannot be opened or cancelled."""


class DocumentRefused(WorkflowRefused):
    """A file that is not taken."""


class OfficerRefused(WorkflowRefused):
    """An office that cannot be given so."""


class TextRefused(WorkflowRefused):
    """Words that are not there to be erased."""
