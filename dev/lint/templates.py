"""Compiles each template of ours as CKAN would, and looks whether the templates that it names exist."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import ckan
import jinja2
from ckan.common import config
from ckan.lib import jinja_extensions

import ckanext

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(path for path in (ROOT / "ckanext/satudata").glob("**/templates") if "tests" not in path.parts)
OTHERS = [Path(ckan.__file__).parent / "templates"] + [
    folder for place in ckanext.__path__ for folder in sorted(Path(place).glob("*/templates"))
]
SNIPPET = re.compile(r"""{%-?\s*(?:snippet|include|extends|import)\s+['"]([^'"]+)['"]""")


def environment() -> jinja2.Environment:
    config["computed_template_paths"] = [str(folder) for folder in [*OURS, *OTHERS]]
    result = jinja2.Environment(**jinja_extensions.get_jinja_env_options())
    result.policies["ext.i18n.trimmed"] = True
    result.filters["empty_and_escape"] = jinja_extensions.empty_and_escape
    return result


def exists(name: str, besides: Path | None = None) -> bool:
    return any((folder / name).is_file() for folder in [*OURS, *OTHERS] if folder != besides)


def problems() -> Iterator[str]:
    env = environment()
    for folder in OURS:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"}):
            source, place = path.read_text(), path.relative_to(ROOT)
            try:
                env.compile(source, str(place), str(path))
            except jinja2.TemplateError as error:
                yield f"{place}:{getattr(error, 'lineno', '')}: {error}"
            yield from (f"{place}: names {name}, which does not exist" for name in SNIPPET.findall(source) if not exists(name))
            if "ckan_extends" in source and not exists(path.relative_to(folder).as_posix(), besides=folder):
                yield f"{place}: there is no other template of this name to extend"


def main() -> int:
    found = list(problems())
    print("\n".join(found) if found else f"ok ({sum(1 for folder in OURS for _ in folder.rglob('*.*'))} templates)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
