"""What a guard, an effect or a topic type is told, and what each is: the seam between the engine and the rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa

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


@dataclass(frozen=True, slots=True)
class Overview:
    """One record among many that are decided together: its sealed content, what changed in it, who made it."""

    seal: str | None                    # SHA-256; None while nothing is sealed
    revision: int | None                # number of the sealed content
    changes: str                        # in words: "4 fields changed, 1 file replaced, 62 unchanged"
    makers: frozenset[str]              # user ids, as `makers` gives them


class TopicType(Protocol):
    """How the engine asks a room about the records that its cases are about."""

    def lock(self, topic_id: str) -> None:
        """Take the row lock of the record (the case's lock is already held)."""

    def seal(self, topic_id: str) -> str | None:
        """SHA-256 of the sealed content; None while nothing is sealed."""
        ...

    def seals(self, topic_ids: Collection[str]) -> dict[str, str | None]:
        """`seal` of many records, in as many queries as of one."""
        ...

    def makers_of(self, topic_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """`makers` of many records, in as many queries as of one."""
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

    def moved(self, topic_id: str, from_case: str, to_case: str) -> None:
        """The record has left a case, and goes on in another one."""

    def page(self, topic_id: str) -> dict[str, Any]:
        """What the case page shows of the record: its sealed content and files, and `makers`, ids of those who made it."""
        ...

    def compare(self, topic_id: str, case_id: str, *, against: int | None, approved: str | None) -> dict[str, Any] | None:
        """What changed in the sealed content, for the case page: name of a snippet and its content; None if it is the first.

        Args:
            against: number of the revision that the reader chose as the other side
            approved: SHA-256 that this reader approved last in the case; the other side if nothing was chosen
        """
        ...

    def overviews(self, case_of: Mapping[str, str], approved: Mapping[str, str]) -> dict[str, Overview]:
        """Overviews of many records, in as many queries as of one.

        Args:
            case_of: id of the open case by topic id
            approved: SHA-256 that the reader approved last, by topic id
        """
        ...

    def titled(self, words: str) -> sa.Select[tuple[str]]:
        """Ids of the records whose title holds these words, as a query."""
        ...

    def field_labels(self, topic_id: str) -> dict[str, str]:
        """Labels of the fields that a reviewer may name as wrong, by field name, in the order of the form."""
        ...

    def field_url(self, topic_id: str, field: str) -> str:
        """Where the makers correct a field."""
        ...
