"""Reads the folders of governments and merges each with what it inherits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .body import document_from
from .faults import Fault
from .government import Binding, Government, Numbering, Region, Role, TakeUp
from .normalising import body_of
from .procedures import Procedure
from .reading import ReadFile, read

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DEFAULT = "default"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN_ONLY = ("names", "region", "zone", "portal_url", "demonstration", "remarks", "single_officer", "figures")  # not inherited
BY_KEY = ("offices", "bindings", "documents")           # merged key by key; a nearer government wins


@dataclass(slots=True)
class Folder:
    """One folder as read."""

    slug: str
    raw: dict[str, Any]
    file: ReadFile
    procedures: dict[str, Procedure] = field(default_factory=dict)
    templates: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Loaded:
    """What came of reading."""

    governments: dict[str, Government] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[str, str | None], int] = field(default_factory=dict)     # (file, step id) → line


def shipped() -> Traversable:
    """The folder of governments that comes with the package."""
    return files("ckanext.satudata.schemas") / "governments"


def read_folders(folders: Iterable[Traversable]) -> Loaded:
    """Every government of the folders, merged; one broken file does not hide what is wrong with the next."""
    loaded = Loaded()
    found: dict[str, Folder] = {}
    for folder in folders:
        if not folder.is_dir():
            loaded.faults.append(Fault(str(folder), "no_folder"))
            continue
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir() and not entry.name.startswith((".", "_")):
                _add(entry, found, loaded)
    for slug in sorted(found):
        chain = _chain(slug, found, loaded)
        if chain and all(folder.raw for folder in chain):
            loaded.governments[slug] = _merged(chain)
    return loaded


def _add(entry: Traversable, found: dict[str, Folder], loaded: Loaded) -> None:
    slug = entry.name
    file = read(entry / "government.yaml", f"{slug}/government.yaml", "government.schema.json")
    if slug in found:
        file.refuse("government_twice", slug=slug)
    elif not file.faults and file.data["government"] != slug:
        file.refuse("wrong_name", ("government",), value=file.data["government"], expected=slug)
    folder = Folder(slug, {} if file.faults else file.data, file)
    for path in _entries(entry / "procedures", ".yaml"):
        _add_procedure(path, folder, loaded)
    folder.templates = {path.name: path for path in _entries(entry / "documents", ".html")}
    loaded.faults += file.faults
    loaded.lines[file.name, None] = 1
    found.setdefault(slug, folder)


def _entries(folder: Traversable, ending: str) -> Iterator[Traversable]:
    if folder.is_dir():
        yield from sorted((path for path in folder.iterdir() if path.name.endswith(ending)), key=lambda path: path.name)


def _add_procedure(path: Traversable, folder: Folder, loaded: Loaded) -> None:
    file = read(path, f"{folder.slug}/procedures/{path.name}", "procedure.schema.json")
    if not file.faults:
        _what_merging_hides(file, path.name.removesuffix(".yaml"))
    if not file.faults:
        procedure = Procedure.from_body(body_of(file.data, folder.slug))
        folder.procedures[procedure.key] = procedure
        for at, step_id in enumerate(procedure.steps):
            loaded.lines[file.name, step_id] = file.lines["steps", at]
    loaded.faults += file.faults
    loaded.lines[file.name, None] = 1


def _what_merging_hides(file: ReadFile, stem: str) -> None:
    """Faults that can no longer be seen once steps and decisions are mappings."""
    if file.data["procedure"] != stem:
        file.refuse("wrong_name", ("procedure",), value=file.data["procedure"], expected=stem)
    seen: set[str] = set()
    for at, step in enumerate(file.data["steps"]):
        if step["id"] in seen:
            file.refuse("step_twice", ("steps", at, "id"), value=step["id"])
        seen.add(step["id"])
        if "next" in step and "decisions" in step:
            file.refuse("next_and_decisions", ("steps", at, "next"))


def _chain(slug: str, found: dict[str, Folder], loaded: Loaded) -> list[Folder]:
    """The government and what it inherits from, nearest first; `default` always last. Empty where that is impossible."""
    chain: list[Folder] = []
    current: str | None = slug
    while current:
        if current in [folder.slug for folder in chain]:
            return _refuse(chain[0], loaded, "extends_itself", " → ".join([folder.slug for folder in chain] + [current]))
        if current not in found:
            return _refuse(chain[0], loaded, "extends_unknown", current)
        chain.append(found[current])
        current = found[current].raw.get("extends")
    if DEFAULT in found and DEFAULT not in [folder.slug for folder in chain]:
        chain.append(found[DEFAULT])
    return chain


def _refuse(folder: Folder, loaded: Loaded, code: str, value: str) -> list[Folder]:
    line = folder.file.line_of(("extends",))
    loaded.faults.append(Fault(folder.file.name, code, line=line, values={"value": value}))
    return []


def _merged(chain: list[Folder]) -> Government:
    """A government from the folders that it consists of, nearest first."""
    own = chain[0]
    far_to_near = [folder.raw for folder in reversed(chain)]
    raw: dict[str, Any] = {}
    for layer in far_to_near:
        raw |= {key: value for key, value in layer.items() if key not in (*OWN_ONLY, *BY_KEY, "roles", "numbering", "extends")}
    raw |= {key: own.raw[key] for key in OWN_ONLY if key in own.raw}
    by_key: dict[str, dict[str, Any]] = {key: {} for key in BY_KEY}
    for layer in far_to_near:
        for key in BY_KEY:
            by_key[key] |= layer.get(key, {})
    return Government(
        slug=own.slug, names=raw["names"], zone=raw["zone"], extends=own.raw.get("extends"),
        region=Region(**raw["region"]) if "region" in raw else None,
        hours=_hours(raw.get("hours", {}).get("week", ())), hours_source=raw.get("hours", {}).get("source", ""),
        take_up=_take_up(raw.get("take_up")),
        offices=by_key["offices"],
        roles=_roles(far_to_near),
        bindings={kind: Binding.parse(written) for kind, written in by_key["bindings"].items()},
        procedures={key: p for folder in reversed(chain) for key, p in folder.procedures.items()},
        documents={key: document_from({"key": key, **entry}) for key, entry in by_key["documents"].items()},
        templates={name: path for folder in reversed(chain) for name, path in folder.templates.items()},
        numbering=_numbering(far_to_near),
        single_officer=frozenset((entry["organization"], entry["role"]) for entry in raw.get("single_officer", ())),
        portal_url=raw.get("portal_url"), attribution=raw.get("attribution", ""),
        demonstration=raw.get("demonstration", False),
        publishes_organizations=raw.get("figures", {}).get("by_organization") == "public",
        remarks=tuple(raw.get("remarks", ())),
    )


def _roles(far_to_near: list[dict[str, Any]]) -> dict[str, Role]:
    """Roles merged key by key: a government that only renames a role keeps its office and superior."""
    merged: dict[str, dict[str, Any]] = {}
    for layer in far_to_near:
        for key, entry in layer.get("roles", {}).items():
            merged[key] = merged.get(key, {}) | entry
    return {
        key: Role(key, tuple(entry.get("titles", ())), entry.get("held_in", "government"), entry.get("superior"),
                  tuple(entry.get("also", ())))
        for key, entry in merged.items()
    }


def _numbering(far_to_near: list[dict[str, Any]]) -> Numbering:
    prefixes: dict[str, str] = {}
    digits = Numbering().digits
    for layer in far_to_near:
        entry = layer.get("numbering", {})
        prefixes |= entry.get("prefixes", {})
        digits = int(entry.get("digits", digits))
    return Numbering(prefixes, digits)


def _take_up(raw: dict[str, str] | None) -> TakeUp:
    return TakeUp(Decimal(raw["value"]), raw["unit"]) if raw else TakeUp(Decimal(1), "working_days")


def _hours(week: Iterable[dict[str, Any]]) -> dict[int, tuple[tuple[time, time], ...]]:
    """Open spans of each day of the week: the day from open to close without its breaks."""
    found: dict[int, tuple[tuple[time, time], ...]] = {}
    for entry in week:
        pauses = [mark for pause in entry.get("breaks", ()) for mark in (pause["from"], pause["to"])]
        times = [time.fromisoformat(mark) for mark in (entry["open"], *pauses, entry["close"])]
        spans = tuple(zip(times[::2], times[1::2], strict=True))
        found |= {DAYS.index(day): spans for day in entry["days"]}
    return dict(sorted(found.items()))
