"""One government: its names, offices, hours, roles, and which procedure opens the cases of a kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from .procedures import DocumentKind, Procedure, Step, Text, in_language

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
PLACEHOLDERS = ("daerah", "nama", "portal", "portal_url")


class Binding(NamedTuple):
    """The procedure that opens the cases of a kind."""

    procedure: str
    segment: str | None = None

    @classmethod
    def parse(cls, written: str) -> Binding:
        """From `procedure` or `procedure#segment`."""
        procedure, _, segment = written.partition("#")
        return cls(procedure, segment or None)


@dataclass(frozen=True, slots=True)
class Role:
    """A canonical role as this government fills it."""

    key: str
    titles: tuple[str, ...] = ()
    held_in: str = "government"                         # opd diskominfo bps bappeda government public system
    superior: str | None = None
    also: tuple[str, ...] = ()                          # roles whose officers count as this one too

    @property
    def per_organization(self) -> bool:
        """Whether its officers act for one OPD only."""
        return self.held_in == "opd"

    @property
    def has_officers(self) -> bool:
        """Whether officers are named for it; the public and the portal have none."""
        return self.held_in not in ("public", "system")


@dataclass(frozen=True, slots=True)
class Region:
    """Codes of the region."""

    kind: str                                           # provinsi kabupaten kota
    kemendagri: str
    bps: str


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Term of a task whose SOP only says how long the act takes."""

    value: Decimal
    unit: str                                           # hours working_days days


@dataclass(frozen=True, slots=True)
class Numbering:
    """How cases are numbered."""

    prefixes: dict[str, str] = field(default_factory=dict)
    digits: int = 5

    def number(self, kind: str, year: int, running: int) -> str:
        """Number of a case: `PUB-2026-00042`."""
        return f"{self.prefixes.get(kind, 'KAS')}-{year}-{running:0{self.digits}}"


@dataclass(frozen=True, slots=True)
class Government:
    """A government with everything that it inherits."""

    slug: str
    names: dict[str, Text]
    zone: str
    extends: str | None = None
    region: Region | None = None
    hours: dict[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)   # 0 is Monday; open spans in order
    hours_source: str = ""
    take_up: TakeUp = TakeUp(Decimal(1), "working_days")
    offices: dict[str, Text] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    bindings: dict[str, Binding] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    documents: dict[str, DocumentKind] = field(default_factory=dict)
    templates: dict[str, Any] = field(default_factory=dict)     # file name → file, of the folders `documents`
    numbering: Numbering = field(default_factory=Numbering)
    single_officer: frozenset[tuple[str, str]] = frozenset()    # (organization name, role)
    portal_url: str | None = None
    attribution: Text = ""
    demonstration: bool = False
    publishes_organizations: bool = False               # the public figures by OPD are for everybody, not for officers only
    remarks: tuple[str, ...] = ()

    @property
    def timezone(self) -> str:
        """Name of the zone in the IANA database."""
        return ZONES[self.zone]

    @property
    def own_procedures(self) -> list[Procedure]:
        """The procedures whose files lie in its own folder, by key."""
        return sorted((p for p in self.procedures.values() if p.government == self.slug), key=lambda p: p.key)

    def bound(self, kind: str) -> tuple[Procedure | None, str | None]:
        """Procedure and segment that open a case of a kind; (None, None) where nothing is bound to it."""
        binding = self.bindings.get(kind)
        return (self.procedures[binding.procedure], binding.segment) if binding else (None, None)

    def today(self) -> date:
        """The date in its zone."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    def roles_for(self, role: str) -> frozenset[str]:
        """Roles whose officers may do a step of this role: itself, and those that count as it."""
        found = self.roles.get(role)
        return frozenset((role, *found.also)) if found else frozenset((role,))

    def role_title(self, role: str) -> str:
        """The title under which a role is shown."""
        found = self.roles.get(role)
        return found.titles[0] if found and found.titles else role

    def document_kind(self, key: str, procedure: Procedure | None = None) -> DocumentKind | None:
        """A kind of document: the procedure's own, else the government's."""
        own = procedure.documents.get(key) if procedure else None
        return own or self.documents.get(key)

    def words(self, lang: str, site_url: str = "") -> dict[str, str]:
        """What stands for the placeholders."""
        return {
            **{name: in_language(self.names.get(name), lang) for name in ("daerah", "nama", "portal")},
            "portal_url": self.portal_url or site_url,
        }

    def attribution_in(self, lang: str, site_url: str) -> str:
        """The sentence that stands wherever data is downloaded or used.

        Args:
            lang: id or en
            site_url: address of the portal, used where the government names none
        Source: Way Kanan SOP 800/212.a to 800/212.j, Peringatan.
        """
        return filled(in_language(self.attribution, lang), self.words(lang, site_url))


class SpeaksFor(Protocol):
    """What knows the words of the placeholders."""

    def words(self, lang: str, site_url: str = "") -> dict[str, str]:
        """What stands for the placeholders."""
        ...


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its placeholders filled in; what is no placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)


def shown(text: Text | None, government: SpeaksFor, lang: str = "id") -> str:
    """Any text of a procedure as it is shown under a government."""
    return filled(in_language(text, lang), government.words(lang))


def text_of(step: Step, government: SpeaksFor, lang: str = "id") -> str:
    """The words of a step as they are shown under a government.

    An SOP that was copied from another region names that region in its rows; the file has `{daerah}` there and keeps
    the print in `text_as_written`.
    """
    return shown(step.text, government, lang)
