"""How our pages and actions grow with the cases: the same portal twice, with few cases and with many, asked in turns.

Both are copies of one database, in which the engine itself has run a case of each kind; `cases_by_sql.py` copies those to the
number that is wanted. The person who is looked at has the same forty tasks in both: what is measured is what the cases of
everybody else cost him. Ratios are many to few; each pair is taken one right after the other, in changing order.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import portals
import redis
from portals import OURS, PEER, Portal, new_database, write_ini
from ratios import Comparison, Sample, commit, machine, table, today

from devstack.profiles import ROOT, VENV
from devstack.say import step

GROWTH = 1.50
ALL_OPDS = 5.00                 # of who has thirty times as many tasks of his own on the desk, and more
HEADING = "## How they grow with the cases"
READ = {
    "list": "desk: the action, 20 of 40 tasks", "mine": "desk: my tasks (40)", "others": "desk: cases that wait for others",
    "finished": "desk: finished cases", "walidata": "desk of the Walidata, whose own tasks grow too",
    "case": "case page, open", "closed": "case page, closed after rounds",
}  # fmt: skip
DONE = {"submit": "submit (seals)", "verify": "approve at the OPD", "check": "approve by the Walidata", "publish": "publish"}
DRAFTS = 24                     # with so many a portal is prepared (`growth_operations.DRAFTS`)


@dataclass(frozen=True)
class Size:
    """A portal, and how much is in it."""

    portal: Portal
    cases: int
    events: int


@dataclass(frozen=True)
class Proof:
    """`verify-events` over a whole log: seconds, and the greatest memory of its process in MB."""

    events: int
    seconds: float
    memory: float


def prepared(few: int, many: int) -> tuple[Size, Size]:
    """Two running portals."""
    portals.FOLDER.mkdir(parents=True, exist_ok=True)
    small, large = (Portal(name, slot, "growth_operations.py") for name, slot in (("few", PEER), ("many", OURS)))
    for portal in (small, large):
        portal.log.unlink(missing_ok=True)
        write_ini(portal, **{"ckanext.satudata.government": "bandar_lampung"})
        redis.Redis.from_url(portal.environment["CKAN_REDIS_URL"]).flushdb()
    with step("Making a portal, and a case of each kind"):
        new_database(small.database, "template1")
        small.ckan("db", "upgrade")
        small.ckan("search-index", "clear")
        small.start()
        small.do("people", 0)
        small.do("patterns", 0)
        small.stop()
        new_database(large.database, small.database)
        large.ckan("search-index", "clear")
        large.ckan("search-index", "rebuild")
    sizes = []
    for portal, cases in ((small, few), (large, many)):
        with step(f"Copying them to {cases:,}"):
            portal.start()
            written = portal.do("copies", cases)
            portal.stop()       # its connection is one that commits each statement, as VACUUM needs it
            portal.start()
            sizes.append(Size(portal, written["cases"], written["events"]))
    return sizes[0], sizes[1]


def measured(small: Size, large: Size, pairs: int, warm_up: int) -> list[Comparison]:
    """Everything that is read, and then everything that is done, in turns."""
    names = READ | DONE
    taken: dict[str, list[tuple[Sample, Sample]]] = {operation: [] for operation in names}
    for operations, rounds in ((READ, pairs), (DONE, min(pairs, DRAFTS - warm_up))):
        for number in range(warm_up + rounds):
            for operation in operations:
                sides = [large, small] if number % 2 else [small, large]
                samples = {id(side): Sample(**side.portal.do(operation, number)) for side in sides}
                if number >= warm_up:
                    taken[operation].append((samples[id(large)], samples[id(small)]))
    return [Comparison(name, ALL_OPDS if operation == "walidata" else GROWTH, taken[operation])
            for operation, name in names.items()]


def proved(size: Size) -> Proof:
    """The time of the proof inside a running process, its memory in one of its own, as an administrator runs it."""
    found = size.portal.do("chain", 0)
    with size.portal.log.open("a") as log:
        command = [VENV / "bin/ckan", "-c", size.portal.ini, "satudata-workflow", "verify-events"]
        process = subprocess.Popen(command, cwd=ROOT, env=size.portal.environment, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"verify-events failed on {size.portal.name}: see {size.portal.log}")
    return Proof(found["events"], found["seconds"], usage.ru_maxrss / 1024)


def section(found: Sequence[Comparison], proofs: tuple[Proof, Proof], small: Size, large: Size) -> str:
    """The part of `results.md` that tells of it."""
    few, many = proofs
    each = (many.seconds / many.events) / (few.seconds / few.events)
    return f"""{HEADING}

Ratios of the time with {large.cases:,} cases and {large.events:,} events to that with {small.cases:,} and
{small.events:,}, both measured in one run, in turns, on one machine. Written by `benchmarks/run.py growth`; how the cases are
made is said in [growth.py](growth.py). Milliseconds and SQL statements (many / few) are medians, for orientation only.

{table(found)}

`verify-events` proves {many.events:,} events in {many.seconds:.0f} s and {few.events:,} in {few.seconds:.1f} s: for each event
{each:.2f} times as long. Its process needs {many.memory:.0f} and {few.memory:.0f} MB: {many.memory / few.memory:.2f} times as
much.

{today()}, commit {commit()}; {machine()}.
"""


def run(few: int, many: int, pairs: int, warm_up: int) -> str:
    """Everything; gives the section."""
    small, large = prepared(few, many)
    try:
        with step("Measuring growth"):
            found = measured(small, large, pairs, min(warm_up, 3))
        with step("Proving the log of events"):
            proofs = proved(small), proved(large)
        return section(found, proofs, small, large)
    finally:
        small.portal.stop()
        large.portal.stop()
