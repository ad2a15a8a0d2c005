#!/usr/bin/env python3
"""What our plugins cost, as ratios: `make bench`, or `.venv/bin/python benchmarks/run.py [GROUP …]`.

Two portals stand side by side, each in a process of its own with its database, index and folder:

* ours: test.ini's plugins, all of ours among them, with our schema;
* the peer: the same list without ours, with the same fields, labels and choices, and validators that come with scheming.

Both hold the same records, down to the ids. Each pair of measurements is taken one right after the other with the order
swapped from pair to pair, so that whatever else the machine does strikes both; the figure is the median of the ratios of the
pairs. It is fair to the peer in that all our work is counted which happens before the person gets an answer (the gate, the
case that is opened, labels, validators, the table's job that is put into the queue, our facets on the search page), and it
is fair to us in that the peer has to validate, store and show the same content.

Three comparisons are of our own: what stock CKAN has nothing like stands beside another operation of ours (`BESIDE`), or an
empty search of the peer.

`growth` compares our own portal with itself: with 100,000 cases and with 1,000 (growth.py); it is run when it is named.

What is not in it: workers that load tables (they run beside), the network (pages are asked of the WSGI application itself),
and a cold start.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dev"))

import growth
import portals
from ratios import Comparison, Sample, page, table, with_section

from devstack import servers
from devstack.profiles import TEST
from devstack.say import Stop, line, step

RESULTS = Path(__file__).with_name("results.md")
SAVE, SHOW, DESK = 1.25, 1.20, 1.50
# operation → (its name, target); operations of a group follow one another in each pair
GROUPS = {
    "home": {"home": ("home page", SHOW)},
    "page": {"page": ("dataset page", SHOW)},
    "figures": {"figures": ("dataset page with table and chart, to the peer's page and view", 1.00)},
    "desk": {"desk": ("desk with 20 tasks, to a list of 20 datasets", DESK),
             "case": ("case page, to a list of 20 datasets", DESK)},
    "search": {"search": ("search page", SHOW)},
    "regions": {"village": ("look-up of a village among 83,762, to an empty package_search", 1.00),
                "no_region": ("look-up of a name that no region has, to an empty package_search", 1.00)},
    "import": {"workbook": ("import of a workbook with 500 variables, to one save of that activity with one", 10.00)},
    "save": {"create": ("package_create", SAVE), "update": ("package_update, one field", SAVE),
             "resource": ("resource_create, a small file", SAVE)},
}  # fmt: skip
# what stock CKAN has nothing like is compared with another operation of ours, in turns like all others
BESIDE = {"workbook": "kegiatan"}


def measured(ours: portals.Portal, peer: portals.Portal, group: str, pairs: int, warm_up: int) -> list[Comparison]:
    """The operations of a group, in turns."""
    taken: dict[str, list[tuple[Sample, Sample]]] = {operation: [] for operation in GROUPS[group]}
    for number in range(warm_up + pairs):
        for operation in GROUPS[group]:
            sides = [(ours, operation), (ours, BESIDE[operation]) if operation in BESIDE else (peer, operation)]
            samples = {side: Sample(**side[0].do(side[1], number)) for side in (sides if number % 2 else sides[::-1])}
            if number >= warm_up:
                taken[operation].append((samples[sides[0]], samples[sides[1]]))
    return [Comparison(name, target, taken[operation]) for operation, (name, target) in GROUPS[group].items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)}; all if none is named; or: growth")
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--warm-up", type=int, default=10)
    parser.add_argument("--records", type=int, default=500, help="in each portal, 100 at least")
    parser.add_argument("--few", type=int, default=1_000, help="cases of the small portal of `growth`, 100 at least")
    parser.add_argument("--many", type=int, default=100_000, help="cases of its large one")
    chosen = parser.parse_args()
    if chosen.groups == ["growth"]:
        return grown(chosen)
    groups = chosen.groups or list(GROUPS)
    if unknown := [group for group in groups if group not in GROUPS]:
        parser.error(f"there is no group {unknown[0]}; there are: {', '.join(GROUPS)}")
    if chosen.records < 100:
        parser.error("at least 100 records are needed: pages are taken from the first hundred")
    found: list[Comparison] = []
    try:
        servers.require_running(TEST)
        ours, peer = portals.prepared(chosen.records)
        try:
            for group in groups:
                with step(f"Measuring {group}"):
                    found += measured(ours, peer, group, chosen.pairs, chosen.warm_up)
        finally:
            ours.stop()
            peer.stop()
    except Stop as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    line(table(found))
    if set(groups) == set(GROUPS):      # a page with less would hide what was not measured
        _, heading, rest = RESULTS.read_text().partition(growth.HEADING)
        RESULTS.write_text(with_section(page(found, chosen.records), growth.HEADING, heading + rest))
        line("Written to benchmarks/results.md.")
    return 0


def grown(chosen: argparse.Namespace) -> int:
    """The group `growth`, which has portals of its own."""
    try:
        servers.require_running(TEST)
        section = growth.run(max(chosen.few, 100), chosen.many, chosen.pairs, chosen.warm_up)
    except Stop as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    line(section)
    if (chosen.few, chosen.many) == (1_000, 100_000):
        RESULTS.write_text(with_section(RESULTS.read_text(), growth.HEADING, section))
        line("Written to benchmarks/results.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
