"""What is wrong with the answers of a form: a sentence for each input, by the input's name. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scheming.validation import validators_from_string

from . import answers as texts
from . import conditions, messages
from .answers import Answers
from .rules import Broken

_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_KEYWORD = re.compile(r"[\w\-. ]{2,100}")
# CKAN's own validators of these look into the database, and are asked at the save
_CORE = frozenset({"title", "name", "owner_org", "tag_string"})

Field = Mapping[str, Any]
Faults = dict[str, str]


def of_answers(fields: Iterable[Field], answers: Answers, schema: Mapping[str, Any]) -> Faults:
    """What is wrong with each answer by itself. What is missing is not wrong: a draft may be incomplete."""
    fields, found = list(fields), {}
    for field in fields:
        name = field["field_name"]
        if name in answers and (sentence := _of_core(field, answers[name])):
            found[name] = sentence
    return found | of_values(fields, answers, schema)


def _of_core(field: Field, answer: Any) -> str | None:
    """CKAN's own fields, said before CKAN says it in its words."""
    name, text = field["field_name"], answer.strip() if isinstance(answer, str) else ""
    if name in ("title", "owner_org", "name") and not text:
        return messages.empty(messages.in_language(field["label"]))
    if name == "name" and not _NAME.fullmatch(text):
        return messages.bad_address()
    if name == "tag_string":
        bad = [word for word in texts.keywords(text) if not _KEYWORD.fullmatch(word)]
        return messages.bad_keyword(bad[0]) if bad else None
    return None


def of_values(fields: Iterable[Field], answers: Answers, schema: Mapping[str, Any]) -> Faults:
    """What the schema's own validators say of answers, also within their rows."""
    chosen = {f["field_name"]: f for f in fields if f["field_name"] in answers and f["field_name"] not in _CORE}
    checks = {name: _checks(field, schema) for name, field in chosen.items() if "validators" in field or texts.is_rows(field)}
    sent = texts.as_patch({name: answers[name] for name in checks}, chosen.values())
    _, errors = tk.navl_validate(sent, checks, {"user": "", "ignore_auth": True})
    found: Faults = {}
    for name, said in errors.items():
        if name in checks:
            found |= _by_input(name, said, chosen[name])
    return found


def _checks(field: Field, schema: Mapping[str, Any]) -> Any:
    if texts.is_rows(field):
        return {part["field_name"]: _checks(part, schema) for part in field["repeating_subfields"]}
    return validators_from_string(field.get("validators", "ignore_missing unicode_safe"), field, schema)


def _by_input(name: str, said: Any, field: Field) -> Faults:
    if not texts.is_rows(field):
        return {name: _explained(field, said)}
    parts = {part["field_name"]: part for part in field["repeating_subfields"]}
    return {input_name(name, at, part): _explained(parts[part], sentences)
            for at, row in enumerate(said) if isinstance(row, dict) for part, sentences in row.items() if part in parts}


def input_name(name: str, *within: Any) -> str:
    """Of a field, or of a subfield of its row: `within` is the row's number from 0, then the subfield."""
    return f"{name}-{within[0] + 1}-{within[1]}" if within else name


def field_of(input_name_: str) -> str:
    """The field that an input belongs to; names of fields hold no hyphen."""
    return input_name_.partition("-")[0]


def _explained(field: Field, said: Any) -> str:
    if "email_validator" in str(field.get("validators", "")):
        return messages.bad_email()
    return str(said[0] if isinstance(said, list) else said)


def of_rules(found: Iterable[Broken], schema: Mapping[str, Any]) -> Faults:
    """Contradictions between answers; of several in one place the first."""
    said: Faults = {}
    for fault in found:
        said.setdefault(input_name(*conditions.place_of(fault, schema)), conditions.sentence(fault, schema))
    return said


def of_errors(error_dict: Mapping[str, Any]) -> dict[str, Any]:
    """What CKAN refused, by input: the errors of rows stand in lists of their own."""
    found: dict[str, Any] = {}
    for name, said in error_dict.items():
        if isinstance(said, list) and any(isinstance(row, dict) for row in said):
            found |= {input_name(name, at, part): sentences for at, row in enumerate(said) if isinstance(row, dict)
                      for part, sentences in row.items()}
        else:
            found[name] = said
    return found
