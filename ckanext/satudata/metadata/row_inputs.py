"""How rows are asked for: each with its inputs and its buttons, and a place to paste others. Built for templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import inputs, rows, rows_messages
from .answers import Answer, Row
from .messages import in_language


@dataclass(frozen=True, slots=True)
class Turn:
    """What a button of the rows has done: which field it was about, the id of what takes the focus, what to say, and text
    that could not be read and stays where it was pasted.
    """

    field: str
    focus: str
    note: str = ""
    unread: str = ""


def of_rows(field: Mapping[str, Any], answer: Answer, errors: Mapping[str, str], origin: str | None = None,
            turn: Turn | None = None, is_required: bool = False) -> dict[str, Any]:
    """Everything that the template needs. Where there is no row yet, one that is empty stands there to be filled in.

    Args:
        errors: sentence by the name of the input
    """
    name = field["field_name"]
    said = [row for row in answer if isinstance(row, dict)] or [{}]
    mine = turn if turn and turn.field == name else None
    parts = field["repeating_subfields"]
    return {
        "name": name, "id": f"field-{name}", "kind": inputs.ROWS, "label": in_language(field["label"]),
        "number": field.get("satudata_number"), "hint": inputs.hint_of(field), "help": inputs.help_of(field),
        "error": errors.get(name), "origin": origin, "optional": not (inputs.is_asked(field) or is_required), "means": None,
        "rows": [_row(field, at, row, errors, last=at == len(said)) for at, row in enumerate(said, start=1)],
        "is_full": len(said) >= rows.MOST, "columns": ", ".join(in_language(part["label"]) for part in parts),
        "focus": mine.focus if mine else None, "note": mine.note if mine else "", "unread": mine.unread if mine else "",
    }


def _row(field: Mapping[str, Any], number: int, row: Row, errors: Mapping[str, str], last: bool) -> dict[str, Any]:
    name = field["field_name"]
    asked = [inputs.of_field(part, row.get(part["field_name"], ""), errors.get(key), name=key)
             for part in field["repeating_subfields"] for key in (f"{name}-{number}-{part['field_name']}",)]
    return {"number": number, "label": rows_messages.row(number), "id": f"row-{name}-{number}", "fields": asked,
            "first": number == 1, "last": last}


def press(field: Mapping[str, Any], button: rows.Press, answer: Answer, pasted: str) -> tuple[list[Row], Turn]:
    """The rows after a button, and what follows for the page."""
    name, parts = field["field_name"], field["repeating_subfields"]
    said = [row for row in answer if isinstance(row, dict)]
    read = rows.pasted_rows(pasted, parts) if button.verb == rows.PASTE else rows.Pasted(())
    if button.verb == rows.PASTE and not read.rows:
        return said, Turn(name, f"paste-{name}", rows_messages.nothing_pasted(), pasted)
    if button.verb == rows.ADD and not said:
        said = [dict.fromkeys((part["field_name"] for part in parts), "")]      # the empty row that stood there
    changed, at = rows.pressed(button, said, parts, [_in_codes(row, parts) for row in read.rows])
    note = rows_messages.done(button.verb, at, len(read.rows), read.unknown, read.is_cut)
    return changed, Turn(name, _focus(name, button, at, parts, len(changed)), note)


def _focus(name: str, button: rows.Press, at: int, parts: Any, number: int) -> str:
    """After a move the same button of the same row, so that it can be pressed again; else the first input of a row."""
    if button.verb in (rows.UP, rows.DOWN):
        ends = {rows.UP: at == 1, rows.DOWN: at == number}
        verb = button.verb if not ends[button.verb] else rows.DOWN if button.verb == rows.UP else rows.UP
        return f"{verb}-{name}-{at}"
    return f"field-{name}-{max(at, 1)}-{parts[0]['field_name']}" if button.verb != rows.REMOVE else f"field-{name}"


def _in_codes(row: Row, parts: Any) -> Row:
    """Cells of a list say labels where the form has codes; what no list knows stays as it is."""
    by_name = {part["field_name"]: part for part in parts}
    return {name: inputs.code_of(by_name[name], text) for name, text in row.items()}
