"""The one interface by which the rooms give names to the procedures.

A name is `room.word` (`publication.seal`); a topic type is the type of the record (`dataset`). Registering a name twice
is an error. What each callable is told and must return stands in `situation.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ckan.plugins.interfaces import Interface

if TYPE_CHECKING:
    from .situation import Effect, Guard, Situation, TopicType
    from .stepforms import Form

    Fact: TypeAlias = Callable[[Situation], bool]       # answers a `when`; never writes
    Sentence: TypeAlias = Callable[[], str]             # a translated format string: called when it is shown


class IProcedures(Interface):
    """Give names to the procedures."""

    def procedure_guards(self) -> dict[str, Guard]:
        """Guards by name, for `requires`."""
        return {}

    def procedure_effects(self) -> dict[str, Effect]:
        """Effects by name, for `does`."""
        return {}

    def procedure_effect_labels(self) -> dict[str, Sentence]:
        """Words of the button that finishes a step with this effect (*Submit*, *Publish*), where the file names none."""
        return {}

    def procedure_facts(self) -> dict[str, Fact]:
        """Facts by name, for `when`."""
        return {}

    def procedure_forms(self) -> dict[str, Form]:
        """Forms by name, for `form`: what a step asks, filled in with the answer that finishes it."""
        return {}

    def procedure_topics(self) -> dict[str, TopicType]:
        """Topic types by name of the record type, for `topics`."""
        return {}

    def procedure_problem_sentences(self) -> dict[str, Sentence]:
        """Sentences for the codes of the problems that the guards find; filled with the problem's values."""
        return {}

    def procedure_event_sentences(self) -> dict[str, Sentence]:
        """Sentences for the types of events that the room records; filled with the event's data, `who` and `step`."""
        return {}
