"""A procedure: one SOP as data.

The classes of a government's procedure file after reading (`reading.py`); the engine knows nothing else of it.
`Procedure.body` is the same as plain JSON: it is what a version of a procedure is in the database, and
`Procedure.from_body(procedure.body) == procedure`. In a body everything whose order matters (steps, segments,
decisions, documents) is a list, because a JSON column keeps no order of keys; what has its default value is left out,
so that a key added to the format later does not change the digest of an old version.

Names of guards, effects, facts, forms and topic types may end in `?`: only if their room is enabled (`Name`). The
effects in `does` are the words of the file, `?` included: `Name.parse` splits them.

Pure: imports nothing from CKAN.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .times import Time

Text: TypeAlias = "str | dict[str, str]"                # words, or words by language: {id: …, en: …}
Verb: TypeAlias = Literal["approve", "return", "reject", "choose", "finish"]
StepType: TypeAlias = Literal["task", "review", "document", "wait", "portal", "cases", "standing"]

END = "end"                                             # the target of a decision that closes the case
FINISH = "finish"                                       # key and verb of the decision that `next` stands for
KINDS = (
    "publication", "dissemination", "revision", "withdrawal", "exclusion", "verification", "data_request", "complaint",
    "recommendation", "data_list", "collection", "interoperability", "quality", "metadata", "security", "report",
    "service_standard", "generic",
)


@dataclass(frozen=True, slots=True)
class Name:
    """Name of a guard, fact, form or topic type; an optional one counts only if the room that registers it is enabled."""

    name: str
    optional: bool = False

    @classmethod
    def parse(cls, written: str) -> Name:
        """The name as it stands in a file: `quality.no_failure?` is optional."""
        return cls(written.removesuffix("?"), written.endswith("?"))

    def __str__(self) -> str:
        return f"{self.name}?" if self.optional else self.name

    @property
    def room(self) -> str:
        """The room that registers it: the word before the first dot."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a step: the printed title, and the canonical role it stands for."""

    title: str
    role: str
    inferred: bool = False                              # the SOP lost the drawn column; read from the wording
    column: str | None = None                           # head of the printed column, where it differs from the title


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of *kelengkapan* or *output*: words only, or a document that must be there when the step is finished."""

    text: Text | None = None
    document: str | None = None                         # document kind; enforced when the step is finished
    as_written: str | None = None                       # the printed words, where `text` had to differ from them

    @property
    def written(self) -> str:
        """The words as printed, in Indonesian."""
        return self.as_written if self.as_written is not None else in_language(self.text, "id")


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer that a step offers."""

    key: str
    verb: Verb
    to: str                                             # step id, or END
    label: Text | None = None                           # words of the button, where the SOP prints some
    reason_required: bool = False
    does: tuple[str, ...] = ()
    outcome: str | None = None
    back: Literal["resume", "restart"] | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs the document of a step, in the order of the list."""

    role: str
    kind: Literal["paraf", "signature"]
    all: bool = False                                   # every officer of the role, not any one
    document: str | None = None                         # None: the one document that the step puts out


@dataclass(frozen=True, slots=True)
class SubCases:
    """A step that opens cases of another procedure, each with its own clock."""

    each: Literal["topic", "organization"]
    procedure: str                                      # key, or key#segment
    wait: Literal["all", "none"] = "all"
    choose: Literal["required"] | None = None           # which OPDs: has to be said; None: all that have officers, if not


@dataclass(frozen=True, slots=True)
class Starts:
    """What opens a case."""

    by: Literal["officer", "public", "schedule", "case"]
    every: str | None = None                            # week | month | quarter | half_year | year
    per: str | None = None                              # record | organization | government
    after: str | None = None                            # segment whose end opens this one


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the SOP, or a step of ours (`printed` is false)."""

    id: str
    text: Text
    type: StepType
    number: int | None = None                           # as printed; a continued row has none
    text_as_written: str | None = None                  # only where `text` had to differ from the print
    phase: Text | None = None                           # column *Tahapan*, where the SOP groups its rows
    actors: tuple[Actor, ...] = ()
    together: bool = False                              # all actors, not any of them
    time: Time | None = None
    inputs: tuple[Item, ...] = ()
    outputs: tuple[Item, ...] = ()
    requires: tuple[Name, ...] = ()                     # guards, tested when the step is finished
    does: tuple[str, ...] = ()                          # effects of approve, choose and finish
    decisions: dict[str, Decision] = field(default_factory=dict)
    when: Name | None = None                            # fact; the step is skipped where it is false
    joins: str | None = None                            # id of the step whose task also does this row
    assigns: str | None = None                          # id of the step whose doer is picked here (disposisi)
    auto: bool = False                                  # with assigns: may be picked by the portal
    signs: tuple[Signature, ...] = ()
    form: Name | None = None
    cases: SubCases | None = None
    printed: bool = True
    note: str = ""                                      # column Ket., as printed
    remark: str = ""                                    # what we have to say about the row
    number_as_written: str | None = None                # where the print has more than a number: 5a

    @property
    def is_row(self) -> bool:
        """Whether it is only shown: a standing duty, or a row that is done in the task of another."""
        return self.type == "standing" or self.joins is not None

    @property
    def onward(self) -> Decision | None:
        """The decision whose way a case takes when the step is skipped: approve or finish, else the first choice."""
        by_verb = {decision.verb: decision for decision in reversed(self.decisions.values())}
        return by_verb.get("approve") or by_verb.get("finish") or by_verb.get("choose")

    @property
    def written(self) -> str:
        """The words as printed, in Indonesian."""
        return self.text_as_written if self.text_as_written is not None else in_language(self.text, "id")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a part of the procedure, both ends included."""

    name: str
    start: str
    end: str
    kind: str
    per: Literal["record", "organization", "government"]
    title: Text | None = None
    starts: Starts | None = None
    limit: Time | None = None


@dataclass(frozen=True, slots=True)
class Topics:
    """What the cases are about: records of which types, and how many."""

    type: tuple[Name, ...] = ()
    min: int = 1
    many: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One row of a service standard, as printed: its own words, or a part of the file that is shown there."""

    title: Text
    text: tuple[Text, ...] = ()
    shows: Literal["legal_basis", "qualifications", "equipment", "steps"] | None = None


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: written by the portal from a template, or uploaded."""

    key: str
    title: Text
    template: str | None = None                         # file in the government's folder `documents`
    upload: bool = False
    accept: tuple[str, ...] = ()                        # file endings of an upload, without dot
    series: str = "external"                            # external: the number is typed; else the pattern of the portal's
    public: bool = False                                # shown to everybody with what it led to


@dataclass(frozen=True, slots=True)
class Procedure:
    """One SOP in one version."""

    government: str                                     # slug of the folder that holds the file
    key: str
    version: str
    title: Text
    kind: str
    source: dict[str, Any] = field(default_factory=dict)
    topics: Topics = field(default_factory=Topics)
    starts: Starts | None = None
    limit: Time | None = None
    legal_basis: tuple[Text, ...] = ()
    related: tuple[Text, ...] = ()
    qualifications: tuple[Text, ...] = ()
    equipment: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    records: tuple[Text, ...] = ()
    remarks: tuple[str, ...] = ()                       # what we have to say about the document
    columns: tuple[str, ...] = ()                       # heads of the actors' columns, in printed order
    segments: dict[str, Segment] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    documents: dict[str, DocumentKind] = field(default_factory=dict)    # kinds of its own, beside the government's
    sha256: str = ""                                    # of the canonical JSON of the body
    components: tuple[Component, ...] = ()              # rows of a service standard, in printed order

    @property
    def body(self) -> dict[str, Any]:
        """The procedure as JSON that can be stored; the digest is not part of it."""
        body = to_plain(self)
        body.pop("sha256", None)
        return body

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Procedure:
        """The procedure that a body describes.

        Raises:
            KeyError, TypeError: the body was not written by `Procedure.body`
        """
        from .body import procedure_from  # the way back knows these classes

        procedure = procedure_from(body)
        return dataclasses.replace(procedure, sha256=digest(procedure.body))

    def rows_of(self, step: Step) -> list[Step]:
        """The printed rows that the task of a step does: itself and those that join it, in order."""
        return [row for row in self.steps.values() if row.id == step.id or row.joins == step.id]

    def records_needed(self, segment: str | None = None) -> int:
        """How many records a case has to be about; none in a part that runs for an organization or the government."""
        if not self.topics.type or (segment is not None and self.segments[segment].per != "record"):
            return 0
        return self.topics.min

    def starts_of(self, segment: Segment | None) -> Starts | None:
        """What opens a case of a segment: what it says itself, else what the procedure says."""
        return (segment.starts if segment else None) or self.starts

    def segment_steps(self, segment: str | None = None) -> list[Step]:
        """Steps of a segment in order, ours included; all steps without a segment.

        Raises:
            KeyError: no such segment
        """
        steps = list(self.steps.values())
        if segment is None:
            return steps
        ids = list(self.steps)
        part = self.segments[segment]
        return steps[ids.index(part.start):ids.index(part.end) + 1]


def to_plain(value: Any) -> Any:
    """Dataclasses as JSON: defaults left out, mappings of dataclasses as lists, decimals and names as text."""
    if isinstance(value, Name):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: to_plain(getattr(value, f.name))
            for f in dataclasses.fields(value) if getattr(value, f.name) != _default(f)
        }
    if isinstance(value, dict):
        if value and all(dataclasses.is_dataclass(entry) for entry in value.values()):
            return [to_plain(entry) for entry in value.values()]
        return {key: to_plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(entry) for entry in value]
    return str(value) if isinstance(value, Decimal) else value


def _default(entry: dataclasses.Field[Any]) -> Any:
    if entry.default_factory is not dataclasses.MISSING:
        return entry.default_factory()
    return entry.default


def digest(body: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def in_language(text: Text | None, lang: str) -> str:
    """The words in a language; Indonesian where they are not translated."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(lang) or text.get("id") or next(iter(text.values()), "")
