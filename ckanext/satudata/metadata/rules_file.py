"""The table of rules as it is written (`schemas/rules.yaml`, or a portal's own file): read strictly, all its faults named.

What a rule means stands in `rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ckanext.satudata import schemas  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)

from . import periods, regions

LEVELS = (regions.PROVINCE, regions.REGENCY, regions.KECAMATAN)
MOST_BYTES = 1_000_000

Codes = Mapping[str, tuple[str, ...]]
Complaint = str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `when`: codes by field, all of which must be met; `options`: what else its kind needs.

    `is_advice`: whoever breaks it is told so, and nothing is refused.
    """

    id: str
    kind: str
    fields: tuple[str, ...]
    source: str
    when: Codes = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    is_advice: bool = False


class RulesError(Exception):
    """A file that cannot be used. `faults`: one line each, with the place in the file; for operators."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def folder_file() -> Path:
    """The table that is shipped."""
    return Path(schemas.__file__).parent / "rules.yaml"


@cache
def read(path: Path) -> Mapping[str, tuple[Rule, ...]]:
    """All rules of a file by record type, read once a process.

    Raises:
        RulesError: it is missing, is not YAML, or a rule in it says something that no rule can say
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RulesError([f"{path}: larger than any table of rules"])
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError([f"{path}: cannot be read: {error.strerror}"]) from error
    except (YAMLError, ValueError, RecursionError) as error:       # ValueError: other letters than UTF-8, 2026-02-31
        raise RulesError([f"{path}: is not YAML: {' '.join(str(error).split())}"]) from error
    if faults := list(_faults(content)):
        raise RulesError(faults)
    return {kind: tuple(map(_rule, written)) for kind, written in content.items()}


# --- what each key may hold ---------------------------------------------------------------------------------------------

def _text(value: Any) -> Complaint:
    return None if isinstance(value, str) and value.strip() else "write a text"


def _names(least: int, most: int | None = None) -> Callable[[Any], Complaint]:
    def check(value: Any) -> Complaint:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            return "write a list of names, in quotation marks where one is a number or a yes or no"
        if len(set(value)) != len(value):
            return "one of them stands there twice"
        if len(value) < least or (most and len(value) > most):
            return f"name {'exactly' if most == least else 'at least'} {least}"
        return None
    return check


def _codes(value: Any) -> Complaint:
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        return "write {name: [codes]}"
    complaints = ((key, _names(1)(codes)) for key, codes in value.items())
    return next((f"{key}: {complaint}" for key, complaint in complaints if complaint), None)


def _levels(value: Any) -> Complaint:
    return _names(1)(value) or (None if set(value) <= {*LEVELS} else f"choose among {', '.join(LEVELS)}")


def _whole(low: int, high: int) -> Callable[[Any], Complaint]:
    def check(value: Any) -> Complaint:
        ok = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if ok else f"write a whole number from {low} to {high}"
    return check


def _flag(value: Any) -> Complaint:
    return None if isinstance(value, bool) else "write true or false"


_COMMON = {"rule": _text, "kind": _text, "source": _text}
KINDS: Mapping[str, Mapping[str, Callable[[Any], Complaint]]] = {
    "asked_if": {"fields": _names(1), "when": _codes},
    "required_if": {"fields": _names(1), "when": _codes},
    "choices_if": {"fields": _names(1, 1), "by": _text, "choices": _codes},
    "in_order": {"fields": _names(2)},
    "exclusive": {"fields": _names(2)},
    "unique": {"fields": _names(1), "keys": _names(1)},
    "region": {"fields": _names(1), "keys": _names(1, 1), "levels": _levels},
    "days": {"fields": _names(1)},
    "year": {"fields": _names(1), "first": _whole(periods.FIRST_YEAR, periods.LAST_YEAR), "ahead": _whole(0, 100)},
    "sds_code": {"fields": _names(1)},
    "not_itself": {"fields": _names(1), "keys": _names(1, 1), "other": _text},
}

# they decide what is asked and offered: there is nothing that they could only advise
DECIDING = frozenset({"asked_if", "required_if", "choices_if"})


def _faults(content: Any) -> Iterator[str]:
    if not isinstance(content, dict) or not content or not all(isinstance(kind, str) for kind in content):
        yield "the file: write record types, each with a list of rules"
        return
    seen: set[str] = set()
    for kind, written in content.items():
        if not isinstance(written, list):
            yield f"{kind}: write a list of rules"
            continue
        found = False
        for number, entry in enumerate(written, start=1):
            for fault in _faults_of(entry, seen):
                found = True
                yield f"{kind}, rule {number}{_called(entry)}: {fault}"
        if not found:
            yield from (f"{kind}: {fault}" for fault in _faults_between(written))


def _called(entry: Any) -> str:
    return f" ({entry['rule']})" if isinstance(entry, dict) and isinstance(entry.get("rule"), str) else ""


def _faults_of(entry: Any, seen: set[str]) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "write rule, kind, fields and source"
        return
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        yield f"kind: there is no kind {kind!r}; choose among {', '.join(KINDS)}"
        return
    keys = {**_COMMON, **KINDS[kind]}
    yield from (f"{key}: is missing" for key in keys if key not in entry)
    keys |= {} if kind in DECIDING else {"advice": _flag}
    yield from (f"{key}: a rule of kind {kind} has no such key" for key in entry if key not in keys)
    yield from (f"{key}: {complaint}" for key, check in keys.items() if key in entry and (complaint := check(entry[key])))
    name = entry.get("rule")
    if isinstance(name, str):
        if name in seen:
            yield "rule: another one has this name"
        seen.add(name)


def _faults_between(written: list[dict[str, Any]]) -> Iterator[str]:
    """What no single rule shows: a question asked under two conditions, or under a condition that leads back to itself."""
    needs: dict[str, set[str]] = {}
    for entry in written:
        for name in entry["fields"] if entry["kind"] == "asked_if" else ():
            if name in needs:
                yield f"{name} stands in two rules of kind asked_if; write its conditions into one"
            needs.setdefault(name, set()).update(entry["when"])
    settled: set[str] = set()
    while ready := {name for name, on in needs.items() if name not in settled and not (on & needs.keys()) - settled}:
        settled |= ready
    if circle := sorted(needs.keys() - settled):
        yield f"asked_if: {', '.join(circle)} can never be asked, because their conditions lead in a circle"


def _rule(entry: dict[str, Any]) -> Rule:
    """A checked entry; lists become tuples, so that nobody changes what others read."""
    more = {key: _frozen(value) for key, value in entry.items() if key not in ("rule", "kind", "fields", "source", "advice")}
    return Rule(entry["rule"], entry["kind"], tuple(entry["fields"]), entry["source"], more.pop("when", {}), more,
                entry.get("advice", False))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tuple(codes) for key, codes in value.items()}
    return tuple(value) if isinstance(value, list) else value
