"""Loads the demo into a CKAN: people, records with their tables, and their cases as far as they go.

Every step asks first whether it has been done, so a second run changes nothing and a broken one can be run again.
"""

import argparse
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from demo import journeys, records, staff
from demo.activities import activities, indicators
from demo.description import People, Record, datasets, people
from demo.publications import publications
from devstack.say import Stop, line

Page = Callable[[], AbstractContextManager[Any]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Loads the demo data into a portal; what is there already stays.")
    parser.add_argument("--ini", type=Path, required=True, help="configuration of the portal")
    words = parser.parse_args()
    try:
        load(_page_of(words.ini), people(), everything())
    except Stop as problem:
        line(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        line("  Stopped half-way; the same command goes on from here.")
        return 130
    return 0


def _page_of(ini: Path) -> Page:
    """Starts CKAN in this process; each call of the result opens a request, as actions expect one."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    logging.disable(logging.INFO)       # one line a dataset, and what goes wrong
    app: Any = make_app(CKANConfigLoader(str(ini)).get_config())
    return app._wsgi_app.test_request_context


def everything() -> list[Record]:
    """All records, each after those that it links to."""
    return [*activities(), *indicators(), *datasets(), *publications()]


def load(page: Page, who: People, what: Iterable[Record]) -> int:
    """Load people and records, one request each, and say how it goes.

    Returns:
        number of things that were made or decided: 0 if all was there
    Raises:
        Stop: the portal has no administrator
    """
    start = time.monotonic()
    with page():
        made = staff.load(who)
    line(f"  Offices and people: {made or 'nothing'} new, {time.monotonic() - start:.1f} s")
    every = list(what)
    for number, record in enumerate(every, start=1):
        begun = time.monotonic()
        with page():
            done = load_one(record, who)
        made += done
        if done:
            took = time.monotonic() - begun
            line(f"  {number:>2}/{len(every)}  {took:4.1f} s  {record.type:<10}{record.state:<17}{record.fields['title']}")
    line(f"  {len(every)} records: {'nothing to do' if not made else 'loaded'}, {time.monotonic() - start:.1f} s")
    with page():
        tell(who)
    return made


def load_one(record: Record, who: People) -> int:
    """The record, what belongs to it, its case; what is public is done, and what somebody has deleted stays so."""
    if records.is_settled(record):
        return 0
    return records.load(record) + journeys.drive(record, who)


def tell(who: People) -> None:
    line(f"  The people of the demo are invented; all have the password {who.password}")
    for row in staff.told(who):
        line(f"    {row}")
