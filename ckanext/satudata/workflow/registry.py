"""The names that the enabled plugins give to the procedures, collected once for each set of plugins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .interfaces import IProcedures
from .procedures import Name

if TYPE_CHECKING:
    from .interfaces import Fact, Sentence
    from .rules import Problem
    from .situation import Effect, Guard, TopicType
    from .stepforms import Form

PLUGIN_PREFIX = "satudata_"


class RegisteredTwice(ValueError):
    """Two plugins give the same name, or one gives it twice."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that a procedure may name."""

    guards: Mapping[str, Guard] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    topics: Mapping[str, TopicType] = field(default_factory=dict)
    effect_labels: Mapping[str, Sentence] = field(default_factory=dict)
    problem_sentences: Mapping[str, Sentence] = field(default_factory=dict)
    event_sentences: Mapping[str, Sentence] = field(default_factory=dict)
    rooms: frozenset[str] = frozenset()                 # rooms whose plugin is enabled

    def guard(self, name: Name) -> Guard | None:
        """A guard; None where it is optional and its room is not enabled.

        Raises:
            LookupError: nobody registers it
        """
        return self._named(self.guards, name)

    def effect(self, name: str) -> Effect | None:
        """An effect as written in `does`; None where it is optional and its room is not enabled.

        Raises:
            LookupError: nobody registers it
        """
        return self._named(self.effects, Name.parse(name))

    def fact(self, name: Name) -> Fact | None:
        """A fact; None where it is optional and its room is not enabled.

        Raises:
            LookupError: nobody registers it
        """
        return self._named(self.facts, name)

    def form(self, name: Name) -> Form | None:
        """A form; None where it is optional and its room is not enabled.

        Raises:
            LookupError: nobody registers it
        """
        return self._named(self.forms, name)

    def topic(self, topic_type: str) -> TopicType:
        """A topic type.

        Raises:
            LookupError: nobody registers it
        """
        return self.topics[topic_type]

    def effect_label(self, names: Iterable[str]) -> str | None:
        """Words for finishing a step with these effects; None where no room has any."""
        return next((self.effect_labels[n]() for n in names if n in self.effect_labels), None)

    def problem_sentence(self, found: Problem) -> str:
        """What a guard found, in words; its code where no room has a sentence for it."""
        make = self.problem_sentences.get(found.code)
        return make().format(**found.values) if make else found.code

    def event_sentence(self, event_type: str) -> Sentence | None:
        """The sentence of a room's own event, not yet filled."""
        return self.event_sentences.get(event_type)

    def _named(self, table: Mapping[str, Any], name: Name) -> Any:
        if name.name in table:
            return table[name.name]
        if name.optional and name.room not in self.rooms:
            return None
        raise LookupError(f"No enabled plugin registers {name.name}")


def registry() -> Registry:
    """The names of the plugins that are enabled now.

    Raises:
        RegisteredTwice: two plugins give the same name
    """
    return _collected(tuple(p.PluginImplementations(IProcedures)), _rooms())


def _rooms() -> frozenset[str]:
    ours = (name for name in tk.aslist(tk.config.get("ckan.plugins")) if name.startswith(PLUGIN_PREFIX))
    return frozenset(name.removeprefix(PLUGIN_PREFIX) for name in ours if p.plugin_loaded(name))


@lru_cache(maxsize=4)
def _collected(plugins: tuple[Any, ...], rooms: frozenset[str]) -> Registry:
    def gather(method: str) -> dict[str, Any]:
        return _once(pair for plugin in plugins for pair in getattr(plugin, method)().items())

    tables = {
        kind: gather(f"procedure_{kind}")
        for kind in ("guards", "effects", "facts", "forms", "topics", "effect_labels", "problem_sentences", "event_sentences")
    }
    named = {Name(name).room for kind in ("guards", "effects", "facts", "forms") for name in tables[kind]}
    return Registry(**tables, rooms=rooms | named)


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise RegisteredTwice(f"{name} is registered twice")
        found[name] = value
    return found
