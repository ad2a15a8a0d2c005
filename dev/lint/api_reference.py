"""The reference of the actions, docs/api.md, written from their docstrings: without `--write` it is compared with them.

Every action of a room in `WITH_EXAMPLES` has to show how it is called; an example sends only what the docstring names.
"""

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

ROOT = Path(__file__).resolve().parents[2]
PACKAGE, TARGET = ROOT / "ckanext" / "satudata", ROOT / "docs" / "api.md"
ROOMS = ("workflow", "publication", "metadata")
WITH_EXAMPLES = {"workflow"}
HEAD = """# Actions of the API

Written from the docstrings by `dev/lint/api_reference.py --write`; do not change it here. Actions are called as all of
CKAN's: `$PORTAL/api/action/NAME`, with an API token of the account whose offices decide (`$TOKEN`). What only reads may be
asked by GET. Errors name the field and the rule: `409` with `error`, `403` without the right, `404` for what is not there or
not for the caller.
"""


def main() -> int:
    faults = [fault for room in ROOMS for name, node in _actions(room)
              for fault in _faults(name, ast.get_docstring(node) or "", room in WITH_EXAMPLES)]
    print("\n".join(faults), end="\n" if faults else "")
    text = "\n".join([HEAD, *(line for room in ROOMS for line in _room(room))]).rstrip() + "\n"
    if "--write" in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        print(f"{TARGET.relative_to(ROOT)}: {text.count(chr(10))} lines")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        faults.append("old")
        print(f"{TARGET.relative_to(ROOT)} is not up to date: run python dev/lint/api_reference.py --write")
    if not faults:
        print("ok")
    return 1 if faults else 0


def _faults(name: str, words: str, needs_example: bool) -> Iterator[str]:
    said, _, example = words.partition("Example:")
    if needs_example and not example:
        yield f"{name}: its docstring has no Example"
    sent = [*re.findall(r"-F (\w+)=", example),
            *(key for query in re.findall(r"\?([^\"` ]+)\"", example) for key in parse_qs(query)),
            *(key for body in re.findall(r"-d '(.*?)'", example, re.DOTALL) for key in json.loads(body))]
    yield from (f"{name}: its Example sends {key}, which the docstring does not name" for key in sent
                if not re.search(rf"\b{key}\b", said))


def _actions(room: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Names and functions of a room's actions, in the order of their names."""
    found = {}
    for path in (PACKAGE / room / "logic").glob("*.py"):
        if path.stem in ("validators", "schema", "auth") or path.stem.endswith(("_schema", "_auth")):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (isinstance(node, ast.FunctionDef) and node.name.startswith(f"satudata_{room}_")
                    and [argument.arg for argument in node.args.args][:1] == ["context"]):
                found[node.name] = node
    yield from sorted(found.items())


def _room(room: str) -> Iterator[str]:
    yield f"## Room `{room}`\n"
    for name, node in _actions(room):
        reads = any("side_effect_free" in ast.unparse(decorator) for decorator in node.decorator_list)
        yield f"### {name}\n"
        yield "GET or POST.\n" if reads else "POST.\n"
        yield from _described(inspect.cleandoc(ast.get_docstring(node) or ""))


def _described(words: str) -> Iterator[str]:
    """A docstring as Markdown: sections as lists of their entries, the example as code."""
    parts = re.split(r"^(Args|Returns|Raises|Example):\n", words, flags=re.MULTILINE)
    yield parts[0].strip() + "\n"
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        lines = inspect.cleandoc(body).splitlines()
        if title == "Example":
            yield "```sh\n" + "\n".join(re.sub(" {2,}", " ", line.replace("`", "")) for line in lines) + "\n```\n"
        elif title == "Returns":
            yield f"*Returns* {' '.join(lines)}\n"
        else:
            yield f"*{title}*\n"
            yield "\n".join(f"- {entry}" for entry in _entries(lines)) + "\n"


def _entries(lines: list[str]) -> Iterator[str]:
    """Entries of a section: what stands deeper belongs to the line above it."""
    entry: list[str] = []
    for line in lines:
        if entry and not line.startswith(" "):
            yield " ".join(entry)
            entry = []
        entry.append(line.strip())
    yield " ".join(entry)


if __name__ == "__main__":
    sys.exit(main())
