"""What a guard, an effect or a topic type is told, and what each is: the seam between the engine and the rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .model import Case, CaseTopic, Task
from .offices import Actor, Office
from .procedures import Decision, Procedure, Step
from .rules import Problem


@dataclass
class Situation:
    """A case under its lock, at the moment somebody answers or the engine moves it."""

    case: Case
    topics: list[CaseTopic]
    procedure: Procedure
    step: Step
    actor: Actor
    office: Office | None = None
    task: Task | None = None
    decision: Decision | None = None
    afterwards: list[Callable[[], object]] = field(default_factory=list)      # run once it is committed

    @property
    def steps(self) -> list[Step]:
        return self.procedure.segment_steps(self.case.segment)


Guard = Callable[[Situation], Sequence[Problem]]        # nothing found: the guard lets it pass; never writes
Effect = Callable[[Situation], None]                    # writes rows, never decides; what is slow goes into `afterwards`


class TopicType(Protocol):
    """How the engine asks a room about the records that its cases are about."""

    def lock(self, topic_id: str) -> None:
        """Take the row lock of the record (the case's lock is already held)."""

    def seal(self, topic_id: str) -> str | None:
        """SHA-256 of the sealed content; None while nothing is sealed."""
        ...

    def makers(self, topic_id: str) -> frozenset[str]:
        """User ids of all who changed the content since the last published version, and of every submitter."""
        ...

    def organization(self, topic_id: str) -> tuple[str | None, str | None]:
        """Id and name of the office that the record belongs to."""
        ...

    def titles(self, topic_ids: Collection[str]) -> dict[str, str]:
        """Titles of many records in one query; a purged record is missing."""
        ...

    def url(self, topic_id: str) -> str:
        """Page of the record."""
        ...

    def entered(self, situation: Situation) -> None:
        """The case has come to `situation.step`."""

    def closed(self, situation: Situation) -> None:
        """The case has ended with `situation.case.outcome`."""

    def page(self, topic_id: str) -> dict[str, Any]:
        """What the case page shows of the record: its sealed content and files."""
        ...
