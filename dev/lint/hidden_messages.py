"""No message inside an f-string: the program that collects messages does not look there, so nobody would translate it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARKS = frozenset({"_", "ungettext", "ngettext"})


def hidden(tree: ast.AST) -> Iterator[int]:
    """Lines of f-strings that hold a message."""
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr):
            for part in ast.walk(text):
                if isinstance(part, ast.Call) and _name(part.func) in MARKS:
                    yield text.lineno


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def main() -> int:
    files = (path for path in sorted((ROOT / "ckanext").rglob("*.py")) if "tests" not in path.parts)
    found = [f"{path.relative_to(ROOT)}:{line}: take the message out of the f-string"
             for path in files for line in hidden(ast.parse(path.read_text(encoding="utf-8")))]
    print("\n".join(found) if found else "ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
