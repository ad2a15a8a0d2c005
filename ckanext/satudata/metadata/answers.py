"""Answers of a section as its form holds them: texts, lists of codes, and rows. Read from a record or a request, compared,
sent on.

A list of lines is one text here, a line each: so it is typed, pasted and put in order like any other text. Rows travel as
`<field>-<number>-<subfield>`, as scheming's own form sends them.

Pure: nothing is validated here, so that what somebody typed is kept as it was typed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast

MOST_CHARACTERS = 200_000       # of all answers of a section together
DIGITS = 8                      # of a field's part of the stamp

ROWS = "rows"                   # hidden inputs of this name name the fields whose rows the form shows: there may be none

Field = Mapping[str, Any]
Row = dict[str, str]
Answer: TypeAlias = str | list[str] | list[Row]
Answers = dict[str, Answer]


def is_list(field: Field) -> bool:
    """Whether the field takes several codes, or links to several records."""
    return str(field.get("form_snippet", "")).startswith("multiple_") and not is_lines(field)


def is_lines(field: Field) -> bool:
    """Whether the field takes a list of texts, which the form asks for as one text."""
    return field.get("form_snippet") == "multiple_text.html" and not field.get("satudata_record_type")


def is_rows(field: Field) -> bool:
    """Whether the field takes rows."""
    return "repeating_subfields" in field


def of_record(fields: Iterable[Field], package: Mapping[str, Any]) -> Answers:
    """What the record says, as its form shows it."""
    return {field["field_name"]: _of_value(field, package) for field in fields}


def _of_value(field: Field, package: Mapping[str, Any]) -> Answer:
    name = field["field_name"]
    if name == "tag_string":
        return ", ".join(tag["display_name"] if tag.get("display_name") else tag["name"] for tag in package.get("tags") or ())
    value = package.get(name)
    if is_rows(field):
        return [_row(field, row) for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if is_list(field):
        return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []
    return _text(value)


def _row(field: Field, row: Mapping[str, Any]) -> Row:
    return {part["field_name"]: _text(row.get(part["field_name"])) for part in field["repeating_subfields"]}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_lines(str(item)) for item in value)
    return _lines("" if value is None else str(value))


def of_form(fields: Iterable[Field], form: Any) -> Answers:
    """What was sent for these fields, and nothing else. `form`: a MultiDict; a field that was not sent is left out, except
    where a browser sends nothing for "none of them".
    """
    found: Answers = {}
    for field in fields:
        name = field["field_name"]
        if is_rows(field):
            if name in form.getlist(ROWS) or any(key.startswith(f"{name}-") for key in form):
                found[name] = _sent_rows(field, form)
        elif is_list(field):
            found[name] = [_lines(item) for item in form.getlist(name) if item]
        elif name in form:
            found[name] = ", ".join(_lines(item) for item in form.getlist(name) if item) if name == "tag_string" else _lines(
                form[name])
    return found


def _sent_rows(field: Field, form: Any) -> list[Row]:
    """In the order of their numbers, which may have gaps."""
    name, parts = field["field_name"], {part["field_name"] for part in field["repeating_subfields"]}
    rows: dict[int, Row] = {}
    for key in form:
        number, _, part = key.removeprefix(f"{name}-").partition("-")
        if key.startswith(f"{name}-") and part in parts and number.isdecimal() and len(number) <= DIGITS:
            rows.setdefault(int(number), dict.fromkeys(sorted(parts), ""))[part] = _lines(form[key])
    return [rows[number] for number in sorted(rows)]


def of_json(fields: Iterable[Field], sent: Mapping[str, Any]) -> Answers:
    """What an autosave holds, or a caller of the action sends: unknown keys and other kinds of values are dropped."""
    found: Answers = {}
    for field in fields:
        value = _of_sent(field, sent.get(field["field_name"]))
        if value is not None:
            found[field["field_name"]] = value
    return found


def _of_sent(field: Field, value: Any) -> Answer | None:
    if not isinstance(value, list):
        return _lines(value) if isinstance(value, str) and not is_list(field) and not is_rows(field) else None
    if is_rows(field):
        return [_row(field, {key: said for key, said in row.items() if isinstance(said, str)})
                for row in value if isinstance(row, dict)]
    texts = [_lines(item) for item in value if isinstance(item, str)]
    return texts if is_list(field) else "\n".join(texts) if is_lines(field) else None


def _lines(text: str) -> str:
    """Browsers send their own line ends, and PostgreSQL takes no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def length(answers: Answers) -> int:
    """Number of characters of all answers."""
    return sum(len(part) for value in answers.values() for part in _parts(value))


def _parts(answer: Answer) -> list[str]:
    if isinstance(answer, str):
        return [answer]
    return [text for item in answer for text in ([item] if isinstance(item, str) else item.values())]


def as_patch(answers: Answers, fields: Iterable[Field] = ()) -> dict[str, Any]:
    """The answers as `package_patch` takes them; keywords become tags, lines a list, and rows in which nothing stands go."""
    lines = {field["field_name"] for field in fields if is_lines(field)}
    patch: dict[str, Any] = {}
    for name, value in answers.items():
        if name in lines and isinstance(value, str):
            patch[name] = [line for text in value.splitlines() if (line := text.strip())]
        elif isinstance(value, str):
            patch[name] = value.strip()
        else:
            patch[name] = _filled(value) if _are_rows(value) else list(value)
    if "tag_string" in patch:
        patch["tags"] = [{"name": name, "state": "active"} for name in keywords(patch.pop("tag_string"))]
    return patch


def _are_rows(value: Answer) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _filled(value: Any) -> list[Row]:
    rows = [{part: text.strip() for part, text in cast(Row, row).items() if text.strip()} for row in value]
    return [row for row in rows if row]


def as_inputs(field: Field, answer: Answer) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs that carry an answer through a page that does not ask for it."""
    name = field["field_name"]
    if isinstance(answer, str):
        return [(name, answer)]
    if not is_rows(field):
        return [(name, item) for item in answer if isinstance(item, str)]
    return [(ROWS, name), *((f"{name}-{number}-{part}", text) for number, row in enumerate(answer, start=1)
                            if isinstance(row, dict) for part, text in row.items())]


def without_empty_rows(answers: Answers) -> Answers:
    """As they are saved: a row in which nothing stands is none, and faults count the others."""
    return {name: [row for row in value if not isinstance(row, dict) or any(text.strip() for text in row.values())]  # pyright: ignore
            if _are_rows(value) else value for name, value in answers.items()}


def keywords(text: str) -> list[str]:
    """The keywords of a line, without those that stand there twice."""
    return list(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def same(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same: blanks at the ends, and the order of chosen codes, say nothing."""
    return _plain(one) == _plain(other)


def _plain(answer: Answer | None) -> Any:
    if not isinstance(answer, list):
        return (answer or "").strip()
    return _filled(answer) if _are_rows(answer) else sorted(cast(list[str], answer))


def is_empty(answer: Answer | None) -> bool:
    """Whether nothing was said."""
    return not _plain(answer)


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
    return hashlib.sha256(json.dumps(_plain(answer), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:DIGITS]


def of_unknown(form: Any) -> Answers:
    """What a form held of which nothing is known any more: all but what the portal itself put there."""
    own = ("_", "stamp", "ticket", "next", "back", "resolve", "kept", "pick-", "do", "aside", ROWS)
    return {name: _lines(", ".join(form.getlist(name))) for name in form if not name.startswith(own)}
