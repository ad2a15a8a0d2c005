"""What the rules say of a record while its form is filled in: which questions are asked now, and which answers have to go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from . import portal_rules, rules, rules_messages
from .rules import Broken, Rule

ASKED_IF, CHOICES_IF = "asked_if", "choices_if"
OTHER = "lainnya"              # a code whose meaning is written in a field of its own: "lainnya, sebutkan"

Record = Mapping[str, Any]
Schema = Mapping[str, Any]


def hidden(package_type: str, record: Record) -> frozenset[str]:
    """Fields whose question is not asked with these answers, or not yet."""
    return frozenset(rules.not_asked(portal_rules.of_type(package_type), record))


def to_fill_in(package_type: str, record: Record) -> frozenset[str]:
    """Fields that these answers make required."""
    return frozenset(rules.required(portal_rules.of_type(package_type), record))


def allowed(package_type: str, record: Record, name: str) -> tuple[str, ...] | None:
    """Codes that a field may hold with the other answers; None where they limit nothing."""
    return rules.choices(portal_rules.of_type(package_type), record, name)


def deciding(package_type: str, among: Collection[str]) -> frozenset[str]:
    """Those of these fields whose answer decides what is asked, or offered, in others of them."""
    return frozenset(on for rule in portal_rules.of_type(package_type) if set(rule.fields) & set(among)
                     for on in _decided_by(rule) if on in among)


def limited_by(package_type: str, name: str) -> frozenset[str]:
    """Fields whose choices follow the answer of this one."""
    return frozenset(field for rule in portal_rules.of_type(package_type)
                     if rule.kind == CHOICES_IF and rule.options["by"] == name for field in rule.fields)


def _decided_by(rule: Rule) -> Iterable[str]:
    return rule.when if rule.kind == ASKED_IF else (rule.options["by"],) if rule.kind == CHOICES_IF else ()


def meant_by_other(package_type: str) -> dict[str, str]:
    """By field of codes the field that says what its “lainnya” is."""
    return {on: rule.fields[0] for rule in portal_rules.of_type(package_type) if rule.kind == ASKED_IF
            for on, codes in rule.when.items() if codes == (OTHER,)}


def not_wanted(package_type: str, record: Record) -> frozenset[str]:
    """Fields that hold an answer although another answer says that their question is not asked."""
    return frozenset(fault.field for fault in broken(package_type, record) if fault.rule.kind == ASKED_IF)


def broken(package_type: str, record: Record) -> list[Broken]:
    """All contradictions of a record."""
    return rules.broken(portal_rules.of_type(package_type), record)


def advised(package_type: str, record: Record) -> list[Broken]:
    """What its author should look at again, and may leave as it is."""
    return rules.advised(portal_rules.of_type(package_type), record)


def caused(package_type: str, before: Record, after: Record, fields: Collection[str]) -> list[Broken]:
    """Contradictions that stand against a save: those in these fields, and in others only what was in order before it."""
    known = {_key(fault) for fault in broken(package_type, before)}
    return [fault for fault in broken(package_type, after) if fault.field in fields or _key(fault) not in known]


def _key(fault: Broken) -> tuple[str, str, int | None]:
    return fault.rule.id, fault.field, fault.row


def place_of(fault: Broken, schema: Schema) -> tuple[Any, ...]:
    """Where a contradiction is shown: a field, or a subfield of a row (field, number of the row from 0, subfield)."""
    field = next((f for f in schema["dataset_fields"] if f["field_name"] == fault.field), {})
    parts = [part["field_name"] for part in field.get("repeating_subfields", ())]
    if not parts:
        return (fault.field,)
    key = fault.values.get("key") or next(iter(fault.rule.options.get("keys", ())), parts[0])
    return fault.field, (fault.row or 1) - 1, key


def sentence(fault: Broken, schema: Schema) -> str:
    """A contradiction in words."""
    return rules_messages.sentence(fault, schema)
