"""Every label and help text of the forms must be there in Indonesian and in English."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"id", "en"}
TRANSLATED = {"label", "help_text", "form_placeholder", "title"}


def missing(value: Any, path: str) -> Iterator[str]:
    """Places below `value` where a text has not both languages."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            name = item.get("field_name", item.get("value", number)) if isinstance(item, dict) else number
            yield from missing(item, f"{path}[{name}]")
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in TRANSLATED and not has_languages(item):
            yield f"{path}.{key}: {item!r} needs id and en"
        else:
            yield from missing(item, f"{path}.{key}")


def has_languages(item: Any) -> bool:
    return isinstance(item, dict) and all(str(item.get(language) or "").strip() for language in LANGUAGES)


def main() -> int:
    files = sorted(path for path in (ROOT / "schemas").glob("*.yaml"))
    found = [text for path in files for text in missing(yaml.safe_load(path.read_text()), path.name)]
    print("\n".join(found) if found else "ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
