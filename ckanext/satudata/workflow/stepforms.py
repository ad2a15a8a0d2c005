"""Forms that a step asks for: their fields, and what somebody wrote into them. Pure: features register theirs by name.

    Form(lambda: _("Visit"), lambda situation: [Field("seen", _("Seen on"), "date", required=True), …])

What is written is kept with the event that tells of it: choices, numbers, dates and ticks as they are, words apart and
erasable (`filling.py`). `form_messages.py` has a sentence for each code of a problem; its field is `form_<name>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .rules import Problem

if TYPE_CHECKING:
    from .situation import Situation

Kind: TypeAlias = Literal["text", "choice", "number", "date", "check"]
Values: TypeAlias = "dict[str, str | bool]"             # none empty; numbers, dates as text (`12.5`, `2026-03-12`); ticks True

PREFIX = "form_"                # of the fields in errors and on pages
WORDS_LIMIT = 2_000             # characters
DIGITS = Decimal(10) ** 15
TICKED, UNTICKED = ("true", "on", "1", "yes"), ("", "false", "off", "0", "no")


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; its words are in the reader's language."""

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False                              # of a check: it has to be ticked
    limit: int = WORDS_LIMIT                            # of a text, in characters
    least: Decimal | None = None                        # of a number
    most: Decimal | None = None
    options: tuple[tuple[str, str], ...] = ()           # of a choice: key and words
    hint: str = ""
    group: str = ""                                     # heading over this field and those after it with the same one


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a feature registers.

    `fields` and `check` are told of the case at the step of the form; `check` is given the values of a form whose fields are
    right one by one, and finds what is wrong between them.
    """

    title: Callable[[], str]
    fields: Callable[[Situation], Sequence[Field]]
    check: Callable[[Situation, Values], Sequence[Problem]] | None = None


class _Wrong(ValueError):
    """Not what the field asks for; the argument is the code of the problem."""


def read(fields: Sequence[Field], sent: Mapping[str, Any]) -> tuple[Values, list[Problem]]:
    """What was sent as values, and what is wrong with it, in the order of the fields."""
    values: Values = {}
    known = {field.name for field in fields}
    problems = [_problem("form_no_such_field", name, name) for name in sent if name not in known]
    for field in fields:
        try:
            value = _READ[field.kind](field, sent.get(field.name))
        except _Wrong as wrong:
            problems.append(_problem(str(wrong), field.name, field.label, field))
            continue
        if value:
            values[field.name] = value
        elif field.required:
            problems.append(_problem("form_missing", field.name, field.label))
    return values, problems


def _problem(code: str, name: str, label: str, field: Field | None = None) -> Problem:
    bounds = {"limit": field.limit, "least": field.least, "most": field.most} if field else {}
    return Problem(code, f"{PREFIX}{name}", {"label": label} | bounds)


def _text(field: Field, sent: Any) -> str:
    if not isinstance(sent, str | None) or "\x00" in (sent or ""):
        raise _Wrong("form_text")
    words = (sent or "").replace("\r\n", "\n").strip()
    if len(words) > field.limit:
        raise _Wrong("form_long")
    return words


def _choice(field: Field, sent: Any) -> str:
    if sent in (None, ""):
        return ""
    if not isinstance(sent, str) or sent not in dict(field.options):
        raise _Wrong("form_choice")
    return sent


def _number(field: Field, sent: Any) -> str:
    if sent is None or isinstance(sent, bool) or not str(sent).strip():
        return ""
    try:
        number = Decimal(str(sent).strip().replace(",", "."))
    except InvalidOperation:
        raise _Wrong("form_number") from None
    if not number.is_finite() or abs(number) >= DIGITS:
        raise _Wrong("form_number")
    if (field.least is not None and number < field.least) or (field.most is not None and number > field.most):
        raise _Wrong("form_range")
    return f"{round(number, 6).normalize():f}"


def _date(field: Field, sent: Any) -> str:
    if sent in (None, ""):
        return ""
    try:
        return date.fromisoformat(sent).isoformat()
    except (TypeError, ValueError):
        raise _Wrong("form_date") from None


def _check(field: Field, sent: Any) -> bool:
    said = "" if sent is None else str(sent).strip().lower()
    if said in TICKED or said in UNTICKED:
        return said in TICKED
    raise _Wrong("form_check")


_READ: dict[Kind, Callable[[Field, Any], str | bool]] = {
    "text": _text, "choice": _choice, "number": _number, "date": _date, "check": _check,
}
