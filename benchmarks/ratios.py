"""From pairs of times to a ratio with its spread, and the page that keeps it. Times alone tell nothing on another machine."""

import datetime
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("ckan", "ckanext-scheming", "ckanext-dcat", "ckanext-harvest", "SQLAlchemy")


@dataclass(frozen=True)
class Sample:
    """One operation: wall time in seconds and number of SQL statements."""

    seconds: float
    statements: int


@dataclass(frozen=True)
class Comparison:
    """Pairs (ours, peer) of one operation, measured one right after the other."""

    name: str
    target: float
    pairs: Sequence[tuple[Sample, Sample]]

    @property
    def ratios(self) -> list[float]:
        """Of each pair: a slow moment of the machine strikes both halves, or is one pair of many."""
        return [ours.seconds / peer.seconds for ours, peer in self.pairs]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def cells(self) -> list[str]:
        low, _, high = quantiles(self.ratios, n=4)
        ours, peer = zip(*self.pairs, strict=True)
        return [
            self.name, f"{self.ratio:.2f}", f"{low:.2f} to {high:.2f}", f"{min(self.ratios):.2f} to {max(self.ratios):.2f}",
            f"{self.target:.2f}", "yes" if self.ratio <= self.target else "**no**", str(len(self.pairs)),
            f"{1000 * median(s.seconds for s in ours):.0f} / {1000 * median(s.seconds for s in peer):.0f}",
            f"{median(s.statements for s in ours):.0f} / {median(s.statements for s in peer):.0f}",
        ]  # fmt: skip


HEAD = ["operation", "median ratio", "quartiles", "min to max", "target", "met", "pairs", "ms, both", "SQL, both"]


def table(comparisons: Sequence[Comparison]) -> str:
    """The comparisons as a table in Markdown."""
    rows = [HEAD, ["---"] * len(HEAD), *(comparison.cells() for comparison in comparisons)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(comparisons: Sequence[Comparison], records: int) -> str:
    """The page `results.md`."""
    return f"""# What our plugins cost

Ratios of the time with our plugins to that of CKAN with scheming and the same fields, both measured in one run, in turns, on
one machine. Written by `make bench`; what is compared and why that is fair is said in [run.py](run.py). Milliseconds and SQL
statements (ours / peer) are medians of one operation, for orientation only. {records} records in each portal.

{table(comparisons)}

{today()}, commit {commit()}; {machine()}; Python {platform.python_version()},
{", ".join(f"{name} {version(name)}" for name in PEERS)}.
"""


def today() -> str:
    return datetime.date.today().isoformat()


def with_section(text: str, heading: str, section: str) -> str:
    """A page with another text of the section of this heading, which is its last one."""
    return text.partition(heading)[0].rstrip() + "\n\n" + section


def commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True).stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no", "--", "ckanext", "schemas") else ""
    return git("rev-parse", "--short", "HEAD") + changed


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}"
