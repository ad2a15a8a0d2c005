"""Messages and their Indonesian: `--write` extracts, updates and compiles (make i18n); without it only checks (make lint).

Two catalogues make one compiled file, which CKAN lays over its own: ours, and our Indonesian of the messages of CKAN itself
(ckan-core). CKAN reads the messages of scripts from the first by its name, so those of CKAN's scripts stand there as well.
"""

import argparse
import io
import re
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))  # this file also runs as a script
from lint import core_messages, wording  # noqa: E402

CODE = ROOT / "ckanext" / "satudata"
NAME = "ckanext-satudata"
CORE = "ckan-core"
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
CORE_HEADER = """\
# Indonesian of the messages of CKAN and of plugins that run beside ours, made for ckanext-satudata.
# The English is taken from {versions}.
# The Indonesian is ours, not that of CKAN's catalogue; like all of ckanext-satudata: AGPL-3.0-or-later.
# Written by make i18n; compiled together with ckanext-satudata.po.
#"""

# Header lines with dates, versions and names: they would change the file at each run.
NAMES = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team", "Report-Msgid")
RESTLESS = tuple(f'"{name}'.encode() for name in NAMES)
# Indonesian has no plural form; Babel's table does not know it.
EMPTY = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'

Key = tuple[str | None, str | tuple[str, ...]]


def po_of(language: str, name: str = NAME) -> Path:
    return ROOT / "i18n" / language / "LC_MESSAGES" / f"{name}.po"


def extracted() -> Catalog:
    """All messages of the code, and of CKAN's scripts, with the files that they stand in."""
    catalog = Catalog(project=NAME, header_comment=HEADER, charset="utf-8", fuzzy=False)
    found = extract_from_dir(CODE, METHODS, keywords=DEFAULT_KEYWORDS, comment_tags=("TRANSLATORS:",), strip_comment_tags=True)
    for file, _line, text, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        place = (f"ckanext/satudata/{file}", 1)
        catalog.add(text, None, [place], flags=flags(text), auto_comments=comments, context=context)
    for message in core_messages.messages():
        if message.in_script:
            places = [(file, 1) for file in message.files if file.endswith(".js")]
            catalog.add(message.text, None, places, flags=flags(message.text), context=message.context)
    return catalog


def extracted_core(own: Catalog) -> Catalog:
    """The messages of CKAN that people meet and that are not ours as well.

    A message with a plural answers for the one without, never the other way round.
    """
    said = {first(message.id): isinstance(message.id, str) for message in own if message.id}
    header = CORE_HEADER.format(versions=core_messages.versions())
    catalog = Catalog(project=NAME, header_comment=header, charset="utf-8", fuzzy=False)
    for message in core_messages.messages():
        if said.get(first(message.text), True) and (message.context, message.text) not in keys(own):
            places = [(file, 1) for file in message.files]
            catalog.add(message.text, None, places, flags=flags(message.text), context=message.context)
    return catalog


def flags(text: str | tuple[str, ...]) -> list[str]:
    return ["python-format"] if is_format(text) else []


def is_format(text: str | tuple[str, ...]) -> bool:
    return any(re.search(r"%\(\w+\)[sdrf]|%[sd]", part) for part in ([text] if isinstance(text, str) else text))


def key(message: Message) -> Key:
    identity = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context, identity


def first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def keys(catalog: Catalog) -> set[Key]:
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


def mo_bytes(language: str) -> bytes:
    """The compiled file: both catalogues, ours over that of CKAN's messages."""
    catalog = read(po_of(language), language)
    for message in read(po_of(language, CORE), language):
        if message.id:
            catalog[message.id] = message  # with a plural over one of ours without
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write() -> None:
    own = extracted()
    TEMPLATE.write_bytes(po_bytes(own))
    for language in LANGUAGES:
        # A message of CKAN that our code begins to say, or ceases to, keeps its translation in the other catalogue.
        known = {key(m): m.string for name in (CORE, NAME) for m in read(po_of(language, name)) if is_translated(m)}
        for name, template in ((NAME, own), (CORE, extracted_core(own))):
            update(po_of(language, name), template, known, language)
        po_of(language).with_suffix(".mo").write_bytes(mo_bytes(language))


def update(po: Path, template: Catalog, known: Mapping[Key, Any], language: str) -> None:
    po.parent.mkdir(parents=True, exist_ok=True)
    catalog = read(po, language)
    # No guesses: a similar sentence is not a translation.
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
    for message in catalog:
        if message.id and not is_translated(message) and key(message) in known:
            message.string = known[key(message)]
    po.write_bytes(po_bytes(catalog))
    missing = sum(not is_translated(message) for message in catalog if message.id)
    print(f"{po.name}: {len(keys(catalog))} messages, {missing} without a translation")


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and not message.fuzzy


def problems() -> list[str]:
    code = extracted()
    core = extracted_core(code)
    found = []
    if different := keys(read(TEMPLATE)) ^ keys(code):
        example = sorted(str(identity) for _, identity in different)[0]
        found.append(f"{TEMPLATE.relative_to(ROOT)} is not up to date ({example!r}): run make i18n")
    for language in LANGUAGES:
        for name, template in ((NAME, code), (CORE, core)):
            found += problems_of(po_of(language, name), template, language)
        found += problems_of_compiled(language)
    return found


def problems_of(po: Path, template: Catalog, language: str) -> list[str]:
    """What is wrong with one catalogue: it holds each message, no other, and every translation is whole."""
    place = po.relative_to(ROOT)
    if not po.exists():
        return [f"{place} is missing: run make i18n"] if len(template) else []
    catalog = read(po, language)
    found = [f"{place} does not hold {identity!r}: run make i18n" for _, identity in keys(template) - keys(catalog)]
    found += [f"{place}: nobody says {identity!r} any more: run make i18n" for _, identity in keys(catalog) - keys(template)]
    for message in catalog:
        if not message.id:
            continue
        if not is_translated(message):
            found.append(f"{place}: {'fuzzy' if message.fuzzy else 'not translated'}: {message.id!r}")
            continue
        errors = [str(error) for error in message.check(catalog)]
        found += [f"{place}: {error}: {message.id!r}" for error in errors + wording.problems(message, language)]
    return found


def problems_of_compiled(language: str) -> list[str]:
    mo = po_of(language).with_suffix(".mo")
    if po_of(language).exists() and (not mo.exists() or mo.read_bytes() != mo_bytes(language)):
        return [f"{mo.relative_to(ROOT)} is not up to date: run make i18n"]
    return []


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
