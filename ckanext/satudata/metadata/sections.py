"""The form of a record as a task list: its sections in order, how far each one is, and which comes next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import rules as conditions
from .blanks import is_blank
from .completeness import RESOURCES, required_fields
from .rules import Rule

COMPLETE, STARTED, EMPTY, WRONG, CLOSED = "complete", "started", "empty", "wrong", "closed"
FILES = "berkas"                # the section of the files: it has no fields of its own
REST = "lain"                   # fields that a government added without naming a section
MOST_FIELDS = 7                 # of one fieldset

Field = Mapping[str, Any]
Labels = Mapping[str, str]
_OTHER: Labels = {"id": "Isian lain", "en": "Other fields"}
# every record has these from its first minute: they do not say that somebody began with the section
_FROM_THE_START = frozenset({"title", "name", "owner_org"})


@dataclass(frozen=True, slots=True)
class Fieldset:
    """Fields that belong together on the page; without labels where the section has only one such group."""

    label: Labels | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One task of the form. `needs` are fields of other sections that have to be filled first; `why` says so."""

    name: str
    label: Labels
    group: str
    fields: tuple[Field, ...]
    fieldsets: tuple[Fieldset, ...] = ()
    help: Labels | None = None
    needs: tuple[str, ...] = ()
    why: Labels | None = None
    has_files: bool = False
    files_required: bool = False

    @property
    def is_optional(self) -> bool:
        """Nothing in it is asked for when the record is submitted."""
        return not self.files_required and not any(f.get("satudata_required") for f in self.fields)

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(f["field_name"] for f in self.fields)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record beside its fields.

    `unsaved`: sections in which the reader typed something and did not save; `guessed`: fields that the portal filled in
    and nobody confirmed; `wrong`: sentence by field, for values that stand in the record and are not allowed.
    """

    unsaved: Collection[str] = ()
    guessed: Collection[str] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a section is: its status, the fields still missing, the guesses to look at, the fields to correct.

    `is_optional`: nothing in it is asked for when the record is submitted as it is now.
    """

    section: Section
    status: str
    missing: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the record cannot be submitted because of it."""
        return bool(self.missing or self.wrong) or self.status == CLOSED


def sections_of(schema: Mapping[str, Any]) -> list[Section]:
    """The sections of a schema in the order of the task list: by group, and within it as the schema has them."""
    declared = [*schema.get("satudata_sections", ())]
    if all(entry["name"] != REST for entry in declared):        # a schema that we extended names it itself
        declared.append({"name": REST, "label": _OTHER, "group": REST})
    names = {entry["name"] for entry in declared}
    by_section: dict[str, list[Field]] = {name: [] for name in names}
    for asked in schema["dataset_fields"]:
        if asked.get("form_snippet", "") is not None and not asked.get("satudata_derived"):
            name = asked.get("satudata_section", REST)
            by_section[name if name in names else REST].append(asked)
    groups = [*(group["name"] for group in groups_of(schema)), REST]
    found = [_section(entry, by_section[entry["name"]], schema) for entry in declared
             if by_section[entry["name"]] or _holds_files(entry, schema)]
    return sorted(found, key=lambda section: groups.index(section.group) if section.group in groups else len(groups))


def groups_of(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Headings of the task list: `name` and `label` of each group."""
    return list(schema.get("satudata_groups", ()))


def _holds_files(entry: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return entry["name"] == FILES and "resource_fields" in schema


def _section(entry: Mapping[str, Any], fields: list[Field], schema: Mapping[str, Any]) -> Section:
    holds_files, fieldsets = _holds_files(entry, schema), _fieldsets(entry, fields)
    return Section(
        entry["name"], _labels(entry["label"]), entry.get("group", REST),
        tuple(f for group in fieldsets for f in group.fields), fieldsets,
        _labels(entry["help"]) if entry.get("help") else None, tuple(entry.get("needs", ())),
        _labels(entry["why"]) if entry.get("why") else None, holds_files,
        holds_files and bool(schema.get("satudata_resources_required")))


def _fieldsets(entry: Mapping[str, Any], fields: list[Field]) -> tuple[Fieldset, ...]:
    """As the section groups its fields; what it does not name comes last, never more than seven together."""
    by_name = {f["field_name"]: f for f in fields}
    made = []
    for group in entry.get("fieldsets", ()):
        chosen = tuple(by_name.pop(name) for name in group["fields"] if name in by_name)
        if chosen:
            made.append(Fieldset(_labels(group["label"]), chosen))
    rest = list(by_name.values())
    made += [Fieldset(None, tuple(rest[at:at + MOST_FIELDS])) for at in range(0, len(rest), MOST_FIELDS)]
    return tuple(made)


def _labels(label: Any) -> Labels:
    return label if isinstance(label, Mapping) else {"id": str(label), "en": str(label)}


def standings(sections: Iterable[Section], package: Mapping[str, Any], known: Known | None = None,
              rules: Collection[Rule] = ()) -> list[Standing]:
    """How far each section of a record is.

    Args:
        rules: of the record's type; a section of which no question is asked with these answers has no standing, unless
            something in it has to be corrected, or `needs` says that it waits for an answer
    Source: ui.md §3 (five statuses; the only red one is that something has to be corrected).
    """
    sections = list(sections)
    asking = _Asking({f["field_name"]: f for section in sections for f in section.fields}, known or Known(),
                     frozenset(conditions.not_asked(rules, package)),
                     required_fields(package, [f for section in sections for f in section.fields], rules))
    found = [_standing(section, package, asking) for section in sections]
    return [standing for standing in found
            if standing.wrong or standing.status == CLOSED or not _is_passed_over(standing.section, asking)]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is the same for all sections of a record: its fields, what is known of it, and what its rules say."""

    by_name: Mapping[str, Field]
    known: Known
    not_asked: Collection[str]
    required: Collection[str]


def _is_passed_over(section: Section, asking: _Asking) -> bool:
    """Whether no question of it is asked with these answers."""
    return bool(section.fields) and not section.has_files and all(name in asking.not_asked for name in section.field_names)


def _standing(section: Section, package: Mapping[str, Any], asking: _Asking) -> Standing:
    known = asking.known
    missing = _missing(section, package, asking)
    guessed = tuple(name for name in section.field_names if name in known.guessed)
    wrong = tuple(name for name in (*section.field_names, *([RESOURCES] if section.has_files else ())) if name in known.wrong)
    if any(is_blank(asking.by_name.get(name, {}), package.get(name)) for name in section.needs):
        status = CLOSED
    elif wrong:
        status = WRONG
    elif section.name in known.unsaved:
        status = STARTED
    elif not _is_begun(section, package):
        status = EMPTY
    else:
        status = STARTED if missing else COMPLETE
    is_optional = not section.files_required and not any(name in asking.required for name in section.field_names)
    return Standing(section, status, missing, guessed, wrong, is_optional)


def _missing(section: Section, package: Mapping[str, Any], asking: _Asking) -> tuple[str, ...]:
    if section.files_required and not package.get(RESOURCES):
        return (RESOURCES,)
    return tuple(f["field_name"] for f in section.fields
                 if f["field_name"] in asking.required and is_blank(f, package.get(f["field_name"])))


def _is_begun(section: Section, package: Mapping[str, Any]) -> bool:
    """Whether it has an answer of somebody: what stands there by default is none."""
    if section.has_files and package.get(RESOURCES):
        return True
    return any(
        not is_blank(f, value) and value != f.get("default") and "default_jinja2" not in f
        for f in section.fields if f["field_name"] not in _FROM_THE_START
        for value in (_answer(f["field_name"], package),))


def _answer(name: str, package: Mapping[str, Any]) -> Any:
    return package.get("tags") if name == "tag_string" else package.get(name)


def number_complete(found: Iterable[Standing]) -> int:
    """How many sections are complete."""
    return sum(standing.status == COMPLETE for standing in found)


def is_ready(found: Iterable[Standing]) -> bool:
    """Whether nothing that is asked for stands against submitting the record."""
    return not any(standing.blocks for standing in found)


def next_of(found: Iterable[Standing]) -> Section | None:
    """Where to go on: first what has to be corrected, then what is not complete; an optional section only if begun."""
    found = list(found)
    for wanted in (WRONG, STARTED, EMPTY):
        for standing in found:
            if standing.status == wanted and not (wanted == EMPTY and standing.is_optional):
                return standing.section
    return None


def after(sections: Iterable[Section], name: str) -> Section | None:
    """The section that follows in the task list."""
    following = iter(sections)
    for section in following:
        if section.name == name:
            return next(following, None)
    return None
