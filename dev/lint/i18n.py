"""Messages and their Indonesian: `--write` extracts, updates and compiles (make i18n); without it only checks (make lint)."""

import argparse
import io
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "ckanext" / "satudata"
NAME = "ckanext-satudata"
TEMPLATE = ROOT / "i18n" / f"{NAME}.pot"
LANGUAGES = ("id",)
METHODS = [
    ("tests/**", "ignore"),
    ("**.py", "python"),
    ("**/assets/**.js", "javascript"),
    # Templates lie in templates/ of the shell and of each room.
    ("templates/**.html", "ckan"),
    ("templates/**.txt", "ckan"),
    ("**/templates/**.html", "ckan"),
    ("**/templates/**.txt", "ckan"),
]
HEADER = """\
# Translations of ckanext-satudata.
# Written by make i18n: line numbers and dates are left out so that two people's changes do not collide.
#"""

# Header lines with dates, versions and names: they would change the file at each run.
NAMES = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team", "Report-Msgid")
RESTLESS = tuple(f'"{name}'.encode() for name in NAMES)
# Indonesian has no plural form; Babel's table does not know it.
EMPTY = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'


def po_of(language: str) -> Path:
    return ROOT / "i18n" / language / "LC_MESSAGES" / f"{NAME}.po"


def extracted() -> Catalog:
    """All messages of the code, with the files that they stand in."""
    catalog = Catalog(project=NAME, header_comment=HEADER, charset="utf-8", fuzzy=False)
    found = extract_from_dir(CODE, METHODS, keywords=DEFAULT_KEYWORDS, comment_tags=("TRANSLATORS:",), strip_comment_tags=True)
    for file, _line, text, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        place = (f"ckanext/satudata/{file}", 1)
        flags = ["python-format"] if is_format(text) else []
        catalog.add(text, None, [place], flags=flags, auto_comments=comments, context=context)
    return catalog


def is_format(text: str | tuple[str, ...]) -> bool:
    return any(re.search(r"%\(\w+\)[sdrf]|%[sd]", part) for part in ([text] if isinstance(text, str) else text))


def key(message: Message) -> tuple[str | None, str | tuple[str, ...]]:
    identity = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context, identity


def keys(catalog: Catalog) -> set[tuple[str | None, str | tuple[str, ...]]]:
    return {key(message) for message in catalog if message.id}


def read(path: Path, language: str | None = None) -> Catalog:
    source = path.read_bytes() if path.exists() else EMPTY
    catalog = read_po(io.BytesIO(source), locale=language, domain=NAME)
    catalog.fuzzy = False
    catalog.project = NAME
    # Babel would put the present minute into the compiled file: the same catalogue would be another file a minute later.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False, omit_header=False)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(RESTLESS))


def mo_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write() -> None:
    template = extracted()
    TEMPLATE.write_bytes(po_bytes(template))
    for language in LANGUAGES:
        po = po_of(language)
        po.parent.mkdir(parents=True, exist_ok=True)
        catalog = read(po, language)
        # No guesses: a similar sentence is not a translation.
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
        po.write_bytes(po_bytes(catalog))
        po.with_suffix(".mo").write_bytes(mo_bytes(read(po, language)))
        missing = sum(not is_translated(message) for message in catalog if message.id)
        print(f"{language}: {len(keys(catalog))} messages, {missing} without a translation")


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and not message.fuzzy


def problems() -> list[str]:
    template, code = read(TEMPLATE), extracted()
    found = []
    if keys(template) != keys(code):
        example = sorted(str(identity) for _, identity in keys(template) ^ keys(code))[0]
        found.append(f"{TEMPLATE.relative_to(ROOT)} is not up to date ({example!r}): run make i18n")
    for language in LANGUAGES:
        found += problems_of(language, code)
    return found


def problems_of(language: str, code: Catalog) -> list[str]:
    po = po_of(language)
    place = po.relative_to(ROOT)
    if not po.exists():
        return [f"{place} is missing: run make i18n"] if len(code) else []
    catalog = read(po, language)
    found = [f"{place} does not hold {identity!r}: run make i18n" for _, identity in keys(code) - keys(catalog)]
    for message in catalog:
        if not message.id:
            continue
        if not is_translated(message):
            found.append(f"{place}: {'fuzzy' if message.fuzzy else 'not translated'}: {message.id!r}")
        found += [f"{place}: {error}: {message.id!r}" for error in message.check(catalog)]
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != mo_bytes(catalog):
        found.append(f"{mo.relative_to(ROOT)} is not up to date: run make i18n")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="extract, update, compile")
    if parser.parse_args().write:
        write()
        return 0
    found = problems()
    print("\n".join(found[:40]) + (f"\n… and {len(found) - 40} more" if len(found) > 40 else "") if found else "ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
