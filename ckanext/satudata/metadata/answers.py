"""Answers of a section as its form holds them: texts, and lists of texts. Read from a record or a request, compared, sent on.

Pure: nothing is validated here, so that what somebody typed is kept as it was typed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

MOST_CHARACTERS = 200_000       # of all answers of a section together
DIGITS = 8                      # of a field's part of the stamp

Field = Mapping[str, Any]
Answer = str | list[str]
Answers = dict[str, Answer]


def is_list(field: Field) -> bool:
    """Whether the field takes several codes."""
    return str(field.get("form_snippet", "")).startswith("multiple_")


def of_record(fields: Iterable[Field], package: Mapping[str, Any]) -> Answers:
    """What the record says, as its form shows it."""
    return {field["field_name"]: _of_value(field, package) for field in fields}


def _of_value(field: Field, package: Mapping[str, Any]) -> Answer:
    name = field["field_name"]
    if name == "tag_string":
        return ", ".join(tag["display_name"] if tag.get("display_name") else tag["name"] for tag in package.get("tags") or ())
    value = package.get(name)
    if is_list(field):
        return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []
    return _lines("" if value is None else str(value))


def of_form(fields: Iterable[Field], form: Any) -> Answers:
    """What was sent for these fields, and nothing else. `form`: a MultiDict; a field that was not sent is left out, except
    where a browser sends nothing for "none of them".
    """
    found: Answers = {}
    for field in fields:
        name = field["field_name"]
        if is_list(field):
            found[name] = [_lines(item) for item in form.getlist(name) if item]
        elif name in form:
            found[name] = ", ".join(_lines(item) for item in form.getlist(name) if item) if name == "tag_string" else _lines(
                form[name])
    return found


def of_json(fields: Iterable[Field], sent: Mapping[str, Any]) -> Answers:
    """What an autosave holds, or a caller of the action sends: unknown keys and other kinds of values are dropped."""
    found: Answers = {}
    for field in fields:
        value = sent.get(field["field_name"])
        if is_list(field) and isinstance(value, list):
            found[field["field_name"]] = [_lines(item) for item in value if isinstance(item, str)]
        elif not is_list(field) and isinstance(value, str):
            found[field["field_name"]] = _lines(value)
    return found


def _lines(text: str) -> str:
    """Browsers send their own line ends, and PostgreSQL takes no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def length(answers: Answers) -> int:
    """Number of characters of all answers."""
    return sum(len(part) for value in answers.values() for part in ([value] if isinstance(value, str) else value))


def as_patch(answers: Answers) -> dict[str, Any]:
    """The answers as `package_patch` takes them; keywords become tags."""
    patch: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in answers.items()}
    if "tag_string" in patch:
        patch["tags"] = [{"name": name, "state": "active"} for name in keywords(patch.pop("tag_string"))]
    return patch


def keywords(text: str) -> list[str]:
    """The keywords of a line, without those that stand there twice."""
    return list(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def same(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same: blanks at the ends, and the order of chosen codes, say nothing."""
    return _plain(one) == _plain(other)


def _plain(answer: Answer | None) -> Any:
    return sorted(answer) if isinstance(answer, list) else (answer or "").strip()


def differing(one: Answers, other: Answers) -> tuple[str, ...]:
    """Names of the fields whose answers differ, in the order of the first."""
    return tuple(name for name, value in one.items() if not same(value, other.get(name)))


def stamp_of(answers: Answers) -> str:
    """What the form was filled from: one short digest a field, so that later it can be said which field has changed."""
    return ".".join(f"{name}-{digest(value)}" for name, value in answers.items())


def changed_since(stamp: str, answers: Answers) -> frozenset[str]:
    """Fields whose saved answer is no longer the one that the stamp was made of; an unreadable stamp knows of none."""
    known = parts_of(stamp)
    return frozenset(name for name, value in answers.items() if known.get(name) != digest(value))


def parts_of(stamp: str) -> dict[str, str]:
    """Digest by field."""
    return {name: part for name, _, part in (entry.rpartition("-") for entry in stamp.split("."))}


def digest(answer: Answer) -> str:
    """A field's part of the stamp."""
    return hashlib.sha256(json.dumps(_plain(answer), ensure_ascii=False).encode()).hexdigest()[:DIGITS]


def of_unknown(form: Any) -> Answers:
    """What a form held of which nothing is known any more: all but what the portal itself put there."""
    own = ("_", "stamp", "ticket", "next", "back", "resolve", "kept", "pick-")
    return {name: _lines(", ".join(form.getlist(name))) for name in form if not name.startswith(own)}
