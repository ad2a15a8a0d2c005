"""The fields of a form as its page asks for them: which are asked with these answers, with which choices, errors and advice.

What is not asked stays on the page as hidden inputs, so that nothing that was typed is lost while answers change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import advice, advice_messages, conditions, inputs, messages, row_inputs, schemas
from . import answers as texts
from .answers import Answers
from .row_inputs import Turn
from .rules import Broken
from .sections import Fieldset

_NAMES = ("title", "nama")      # fields whose names the naming advice is about

Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page shows in its fields.

    `record`: all answers that there are, also of other sections; `errors`: sentence by the name of the input; `origins`:
    where an answer came from, by field; `turn`: what a button of the rows has just done.
    """

    package_type: str
    record: Mapping[str, Any]
    shown: Answers
    errors: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    turn: Turn | None = None


def of_groups(groups: Iterable[Fieldset], asking: Asking) -> list[Asked]:
    """Each group with its fields; `hidden` where none of them is asked."""
    groups = [Fieldset(group.label, tuple(f for f in group.fields if f["field_name"] in asking.shown)) for group in groups]
    names = [f["field_name"] for group in groups for f in group.fields]
    answered = {**asking.record, **texts.as_patch(asking.shown, [f for group in groups for f in group.fields])}
    hidden = conditions.hidden(asking.package_type, answered)
    needed = conditions.to_fill_in(asking.package_type, answered)
    deciding = conditions.deciding(asking.package_type, names)
    advised = conditions.advised(asking.package_type, answered)
    found = []
    for group in groups:
        fields = [_not_asked(f, asking) if f["field_name"] in hidden else
                  _asked(f, asking, f["field_name"] in needed, f["field_name"] in deciding, answered)
                  | {"advice": _advice(f["field_name"], asking, advised)} for f in group.fields]
        if fields:
            found.append({"label": messages.in_language(group.label) if group.label else None, "fields": fields,
                          "id": f"g-{fields[0]['name']}", "hidden": all(f["hidden"] for f in fields)})
    return found


def _not_asked(field_: Mapping[str, Any], asking: Asking) -> Asked:
    name = field_["field_name"]
    wrong = [sentence for key, sentence in asking.errors.items() if key == name or key.startswith(f"{name}-")]
    return {"name": name, "hidden": True, "carry": texts.as_inputs(field_, asking.shown[name]), "help": None,
            "error": wrong[0] if wrong else None}


def _asked(field_: Mapping[str, Any], asking: Asking, is_required: bool, decides: bool, answered: Mapping[str, Any]) -> Asked:
    name = field_["field_name"]
    answer, origin = asking.shown[name], asking.origins.get(name)
    if texts.is_rows(field_):
        made = row_inputs.of_rows(field_, answer, asking.errors, origin, asking.turn, is_required)
    else:
        made = inputs.of_field(field_, answer, asking.errors.get(name), origin, is_required=is_required,
                               allowed=conditions.allowed(asking.package_type, answered, name))
    return made | {"hidden": False, "decides": decides}


def _advice(name: str, asking: Asking, advised: Iterable[Broken]) -> list[str]:
    """What could be better in a name, and which answer is improbable. It never keeps anybody from saving."""
    answer, schema = asking.shown[name], schemas.of_record(asking.package_type)
    named = advice.of_name(answer, asking.package_type) if name in _NAMES and isinstance(answer, str) else ()
    return [*map(advice_messages.sentence, named),
            *(conditions.sentence(fault, schema) for fault in advised if fault.field == name)]


def fields_of(groups: Iterable[Asked]) -> list[Asked]:
    """All fields that are asked."""
    return [asked for group in groups for asked in group["fields"] if not asked["hidden"]]


def errors_of(groups: Iterable[Asked]) -> Iterator[dict[str, Any]]:
    """What is wrong, in the order of the page, each with the input that it is about: None where that is not shown."""
    for asked in (asked for group in groups for asked in group["fields"]):
        if asked["error"]:
            yield {"field": asked.get("id"), "sentence": asked["error"]}
        for row in asked.get("rows", ()):
            yield from ({"field": part["id"], "sentence": f"{row['label']}: {part['error']}"}
                        for part in row["fields"] if part["error"])


def turned(groups: Iterable[Asked], package_type: str, not_shown: Collection[str], trigger: str) -> dict[str, list[Asked]]:
    """What has to change on a page that is open: groups that came or went as a whole, fields that did, and those whose
    choices follow the answer that was changed. Everything else is left alone, because somebody may be typing there.

    Args:
        not_shown: fields that the page did not ask for
        trigger: name of the field whose answer was changed
    """
    limited = conditions.limited_by(package_type, trigger)
    found: dict[str, list[Asked]] = {"groups": [], "fields": []}
    for group in groups:
        if group["hidden"] != all(asked["name"] in not_shown for asked in group["fields"]):
            found["groups"].append(group)
            continue
        found["fields"] += [asked for asked in group["fields"]
                            if asked["hidden"] != (asked["name"] in not_shown) or asked["name"] in limited]
    return found
