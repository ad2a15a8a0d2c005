"""Reads a YAML 1.2 file and holds it against a JSON Schema; says file, line and key of whatever is wrong.

A file is composed, not constructed: only so can it be told that `number: 6` or `open: 07:30` was written without
quotes, and in which line a key stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .faults import Fault

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Path = tuple["str | int", ...]
SCHEMAS = ("procedure.schema.json", "government.schema.json")
TAG = "tag:yaml.org,2002:"
CODES = {                                               # keyword of JSON Schema → code of the problem
    "required": "missing_key", "enum": "not_one_of", "pattern": "wrong_form", "type": "wrong_type",
    "minItems": "empty", "minLength": "empty", "minProperties": "empty", "anyOf": "wrong_item",
}


@dataclass(slots=True)
class ReadFile:
    """A file after reading: plain values, the line of each key, and what is wrong with it."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, code: str, path: Path = (), line: int | None = None, **values: Any) -> None:
        """Note a problem at a key."""
        step = self._step_at(path)
        place = {"key": _spoken(path[2:] if step and len(path) > 2 else path) or self.name}
        self.faults.append(Fault(self.name, code, step, line or self.line_of(path), place | values))

    def line_of(self, path: Path) -> int | None:
        """Line of a key, or of the nearest key around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def _step_at(self, path: Path) -> str | None:
        if len(path) < 2 or path[0] != "steps":
            return None
        steps = self.data.get("steps")
        number = path[1]
        if not isinstance(steps, list) or not isinstance(number, int) or number >= len(steps):
            return None
        step = steps[number]
        return str(step["id"]) if isinstance(step, dict) and "id" in step else None


def _spoken(path: Path) -> str:
    """A place in the file as it is said: `outputs[1].text`, counted from 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def read(source: Traversable, name: str, schema: str) -> ReadFile:
    """A file as plain values, held against a schema.

    Args:
        source: the file
        name: what it is called in messages, relative to the folder of governments
        schema: one of SCHEMAS
    """
    found = ReadFile(name)
    try:
        root = YAML(typ="safe", pure=True).compose(source.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        found.refuse("not_yaml", line=mark.line + 1 if mark else None, reason=error.problem or "")
        return found
    except FileNotFoundError:
        found.refuse("no_file")
        return found
    except (YAMLError, UnicodeDecodeError) as error:
        found.refuse("not_yaml", reason=str(error).partition("\n")[0])
        return found
    if not isinstance(root, MappingNode):
        found.refuse("not_a_mapping")
        return found
    written: list[tuple[str, Path, int, str]] = []       # told when the data is there: only then a step has a name
    found.data = _value(root, (), found, written)
    for code, path, line, value in written:
        found.refuse(code, path, line, value=value)
    if not found.faults:
        _validate(found, schema)
    return found


def _value(node: Node, path: Path, found: ReadFile, wrong: list[tuple[str, Path, int, str]]) -> Any:
    line = node.start_mark.line + 1
    found.lines.setdefault(path, line)
    if isinstance(node, SequenceNode):
        return [_value(entry, (*path, at), found, wrong) for at, entry in enumerate(node.value)]
    if isinstance(node, MappingNode):
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            here = (*path, str(key_node.value))
            key_line = key_node.start_mark.line + 1
            if here[-1] in values:
                wrong.append(("key_twice", here, key_line, ""))
            found.lines.setdefault(here, key_line)
            values[here[-1]] = _value(value_node, here, found, wrong)
        return values
    assert isinstance(node, ScalarNode)
    kind = str(node.tag).removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind != "str":
        wrong.append(("no_quotes", path, line, node.value))
    return node.value


@lru_cache(maxsize=len(SCHEMAS))
def _validator(schema: str) -> Draft202012Validator:
    folder = files("ckanext.satudata.schemas")
    texts = {name: json.loads((folder / name).read_text(encoding="utf-8")) for name in SCHEMAS}
    registry = Registry().with_resources((name, Resource.from_contents(text)) for name, text in texts.items())
    return Draft202012Validator(texts[schema], registry=registry)


def _validate(found: ReadFile, schema: str) -> None:
    errors = sorted(_validator(schema).iter_errors(found.data), key=lambda error: found.line_of(tuple(error.path)) or 0)
    seen: set[tuple[str, Path]] = set()                 # "required" comes once for each key of the same mapping
    for error in errors:
        for code, path, values in _readable(error):
            if (code, path) not in seen:
                found.refuse(code, path, **values)
            seen.add((code, path))


def _readable(error: ValidationError) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """A schema error in the terms of the sentences: one for each unknown or missing key."""
    path = tuple(error.absolute_path)
    schema: Any = error.schema
    allowed: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "additionalProperties":
        for key in sorted(set(instance) - set(schema.get("properties", {}))):
            yield "unknown_key", (*path, key), {}
    elif error.validator == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        yield "wrong_form", path, {"value": instance}
    else:
        code = CODES.get(str(error.validator), "not_as_described")
        yield code, path, {
            "value": instance if isinstance(instance, str) else "", "reason": error.message,
            "missing": ", ".join(key for key in allowed if key not in instance) if error.validator == "required" else "",
            "choices": ", ".join(str(choice) for choice in allowed) if error.validator == "enum" else "",
        }
