"""The one engine for conditions between answers: which questions are asked, which answers contradict each other. Pure.

The table stands in `schemas/rules.yaml`, its reader in `rules_file.py`, its sentences in `rules_messages.py`. A record is a
package dict (or a row of MS-Var) as `package_show` gives it; nothing in it can make the engine fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import periods, regions, rules_file, sds
from .blanks import holds_nothing, is_blank
from .rules_file import Rule, RulesError

__all__ = ["Broken", "Rule", "RulesError", "advised", "broken", "choices", "load", "missing", "not_asked", "required"]

UNKNOWN_REGION, WRONG_LEVEL = "unknown", "level"
NOTHING = frozenset({"-"})      # what clients of BPS send where there is no answer
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a record breaks, the field to look at, and what the sentence about it needs (see the kinds below).

    `row` is the number, from 1, of the row or line at fault; None where the field has none.
    """

    rule: Rule
    field: str
    values: Mapping[str, Any]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class _Answers:
    """A record as the rules see it. `asking`: whether a field's question is asked; None while nobody can know."""

    record: Record
    asking: Mapping[str, bool | None]
    by_field: Mapping[str, Rule]
    today: date

    def of(self, name: str) -> Any:
        """The answer to a question, None where it is not asked: that fault is told once, by the rule that says so."""
        return None if self.asking.get(name) is False else self.record.get(name)

    def is_met(self, rule: Rule) -> bool:
        """Whether all conditions of a rule are met by answers to questions that are asked."""
        return all(_is_met(on, codes, self.by_field, self.record, dict(self.asking)) for on, codes in rule.when.items())

    def text(self, name: str) -> str:
        """The answer where it is a text, without blanks at its ends; else empty."""
        value = self.of(name)
        return value.strip() if isinstance(value, str) else ""


def load(package_type: str, path: Path | None = None) -> tuple[Rule, ...]:
    """The rules of a record type; none where the table does not name it.

    Args:
        path: of a portal's own table, which holds for the types that it names
    Raises:
        RulesError: the portal's own table cannot be used
    """
    own = rules_file.read(path) if path else {}
    return own.get(package_type, rules_file.read(rules_file.folder_file()).get(package_type, ()))


def not_asked(rules: Iterable[Rule], record: Record) -> dict[str, Rule]:
    """Fields whose question is not asked with these answers, or not yet, each with the rule that says so."""
    seen = _seen(rules, record)
    return {name: seen.by_field[name] for name, asked in seen.asking.items() if asked is not True}


def required(rules: Iterable[Rule], record: Record) -> dict[str, Rule]:
    """Fields that have to be filled in with these answers, beside those that the schema requires wherever they are asked."""
    rules = tuple(rules)
    seen = _seen(rules, record)
    return {name: rule for rule in rules if rule.kind == "required_if" and seen.is_met(rule)
            for name in rule.fields if seen.asking.get(name, True)}


def missing(rules: Iterable[Rule], record: Record, schema: Mapping[str, Any]) -> dict[str, Rule]:
    """The fields of `required` that hold no answer."""
    fields = {entry["field_name"]: entry for entry in schema.get("dataset_fields", ())}
    return {name: rule for name, rule in required(rules, record).items() if is_blank(fields.get(name, {}), record.get(name))}


def broken(rules: Iterable[Rule], record: Record, today: date | None = None) -> list[Broken]:
    """Contradictions in a record, in the order of the table; never what is merely missing, nor what is only improbable.

    Args:
        today: of whoever asks; the present day where it is not given
    """
    return [fault for fault in _every(rules, record, today) if not fault.rule.is_advice]


def advised(rules: Iterable[Rule], record: Record, today: date | None = None) -> list[Broken]:
    """What is improbable in a record and stands against nothing: rules with `advice`. `today`: as in `broken`."""
    rules = tuple(rules)
    if not any(rule.is_advice for rule in rules):           # of 2,000 variables in a file most have none
        return []
    return [fault for fault in _every(rules, record, today) if fault.rule.is_advice]


def _every(rules: Iterable[Rule], record: Record, today: date | None) -> Iterator[Broken]:
    rules = tuple(rules)
    seen = _seen(rules, record, today)
    return (fault for rule in rules for fault in CHECKS[rule.kind](rule, seen))


def choices(rules: Iterable[Rule], record: Record, name: str) -> tuple[str, ...] | None:
    """Codes that a field may hold with the other answers; None where they limit nothing."""
    rules = tuple(rules)
    seen = _seen(rules, record)
    return next((_allowed(rule, seen) for rule in rules if rule.kind == "choices_if" and name in rule.fields), None)


# --- whether a question is asked ----------------------------------------------------------------------------------------

def _seen(rules: Iterable[Rule], record: Record, today: date | None = None) -> _Answers:
    by_field = {name: rule for rule in rules if rule.kind == "asked_if" for name in rule.fields}
    asking: dict[str, bool | None] = {}
    for name in by_field:
        _settle(name, by_field, record, asking)
    return _Answers(record, asking, by_field, today or date.today())


def _settle(name: str, by_field: Mapping[str, Rule], record: Record, asking: dict[str, bool | None]) -> bool | None:
    """Whether the question is asked: no, if one condition is not met; nobody knows yet, if one has no answer.

    An answer to a question that itself is not asked counts for nothing. The reader refuses conditions that lead in a circle.
    """
    if name not in by_field:
        return True
    if name not in asking:
        asking[name] = None
        met = [_is_met(on, codes, by_field, record, asking) for on, codes in by_field[name].when.items()]
        asking[name] = False if False in met else None if None in met else True
    return asking[name]


def _is_met(on: str, wanted: tuple[str, ...], by_field: Mapping[str, Rule], record: Record,
            asking: dict[str, bool | None]) -> bool | None:
    asked = _settle(on, by_field, record, asking)
    if asked is not True:
        return asked
    said = _codes(record.get(on))
    return any(code in wanted for code in said) if said else None


def _codes(value: Any) -> list[str]:
    """The codes of an answer: a text, a list of texts, or such a list as JSON (what validators store)."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [text for item in items if isinstance(item, str) and (text := item.strip()) and text not in NOTHING]


# --- one function for each kind -----------------------------------------------------------------------------------------

def _asked_if(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`because`: the rule that rules the question out: this one, or that of a question before it."""
    for name in rule.fields:
        if seen.asking[name] is False and not holds_nothing(seen.record.get(name), NOTHING):
            yield Broken(rule, name, {"because": _first_cause(rule, seen)})


def _first_cause(rule: Rule, seen: _Answers) -> Rule:
    before = next((name for name in rule.when if seen.asking.get(name) is False), None)
    return _first_cause(seen.by_field[before], seen) if before else rule


def _required_if(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """Breaks nothing: an answer that lacks is missing, not wrong (`required`)."""
    return iter(())


def _choices_if(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`, `by`: the field that decides, `answer`: what it says, `choices`: the codes allowed with it."""
    allowed, by = _allowed(rule, seen), rule.options["by"]
    if allowed is not None:
        for name in rule.fields:
            for value in _codes(seen.of(name)):
                if value not in allowed:
                    yield Broken(rule, name, {"value": value, "by": by, "answer": seen.text(by), "choices": allowed})


def _allowed(rule: Rule, seen: _Answers) -> tuple[str, ...] | None:
    return rule.options["choices"].get(seen.text(rule.options["by"]))


def _in_order(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`, `earlier`: the field that must not lie after it, `start`: what that one says."""
    before: tuple[str, periods.Period] | None = None
    for name in rule.fields:
        period = periods.parse(seen.text(name))
        if period is None:                      # empty, or its validator says what is wrong with it
            continue
        if before and not periods.in_order(before[1], period):
            yield Broken(rule, name, {"value": period.text, "earlier": before[0], "start": before[1].text})
        before = name, period


def _exclusive(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`others`: the fields before it that hold an answer too."""
    filled = [name for name in rule.fields if not holds_nothing(seen.of(name), NOTHING)]
    if len(filled) > 1:
        yield Broken(rule, filled[-1], {"others": tuple(filled[:-1])})


def _unique(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`: what stands there twice, `key`: the subfield that is shown for it, `first`: number of the other row."""
    keys = rule.options["keys"]
    for name in rule.fields:
        first: dict[tuple[str, ...], int] = {}
        for number, row in _rows(seen.of(name)):
            said = tuple(_words(row.get(key)) for key in keys)
            if not said[0]:
                continue
            if (other := first.setdefault(tuple(part.casefold() for part in said), number)) != number:
                yield Broken(rule, name, {"value": said[0], "key": keys[0], "first": other}, number)


def _region(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`, `key`: its subfield, `problem`: `unknown`, or `level` for a region of a level that is not asked for."""
    (key,) = rule.options["keys"]
    for name in rule.fields:
        for number, row in _rows(seen.of(name)):
            value = _words(row.get(key))
            found = regions.find(value)
            if value and (found is None or found.level not in rule.options["levels"]):
                yield Broken(rule, name, {"value": value, "key": key, "problem": WRONG_LEVEL if found else UNKNOWN_REGION,
                                          "levels": rule.options["levels"]}, number)


def _days(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`: the line that is no day."""
    for name in rule.fields:
        for number, value in enumerate(_codes(seen.of(name)), start=1):
            if not _is_day(value):
                yield Broken(rule, name, {"value": value}, number)


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and periods.parse(text) is not None


def _year(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`, `first` and `last`: the years between which it must lie."""
    first, last = rule.options["first"], seen.today.year + rule.options["ahead"]
    for name in rule.fields:
        value = _words(seen.of(name))
        if value and not (_YEAR.fullmatch(value) and first <= int(value) <= last):
            yield Broken(rule, name, {"value": value, "first": first, "last": last})


def _sds_code(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`: what is no such code."""
    for name in rule.fields:
        value = _words(seen.of(name))
        if value and sds.normal(value) is None:
            yield Broken(rule, name, {"value": value})


def _not_itself(rule: Rule, seen: _Answers) -> Iterator[Broken]:
    """`value`: the name that is the record's own."""
    own, (key,) = _words(seen.of(rule.options["other"])).casefold(), rule.options["keys"]
    for name in rule.fields:
        for number, row in _rows(seen.of(name)):
            if own and (value := _words(row.get(key))).casefold() == own:
                yield Broken(rule, name, {"value": value}, number)


def _rows(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, row in enumerate(value if isinstance(value, (list, tuple)) else (), start=1):
        if isinstance(row, Mapping):
            yield number, row


def _words(value: Any) -> str:
    """A text or a number as one line; else empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = " ".join(str(value).split())
    return "" if text in NOTHING else text


CHECKS: Mapping[str, Callable[[Rule, _Answers], Iterator[Broken]]] = {
    "asked_if": _asked_if, "required_if": _required_if, "choices_if": _choices_if, "in_order": _in_order,
    "exclusive": _exclusive, "unique": _unique, "region": _region, "days": _days, "year": _year, "sds_code": _sds_code,
    "not_itself": _not_itself,
}
