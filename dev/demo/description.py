"""What is said about the demo: read from the YAML files beside this module, knowing nothing of CKAN."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
TABLES = FOLDER / "tables"
COMMON = "common.yaml"


class Source(NamedTuple):
    """Where a table was found; a row of tables/sources.csv."""

    file: str
    office: str
    original_title: str
    bytes: str
    sha256: str
    repository: str
    commit: str
    path: str


class Column(NamedTuple):
    """What the data dictionary says of a column."""

    label: str
    unit: str | None
    notes: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record as an operator describes it, and how far its case shall go.

    `fields` have the names of its schema (schemas/<type>.yaml). `before` is what the first submission said instead, for a
    record that is returned and corrected. `by` checks and publishes. `links`: fields that name other records.
    """

    type: ClassVar[str]

    name: str
    office: str
    maker: str
    state: str
    fields: dict[str, Any]
    reason: str | None = None
    before: dict[str, str] = field(default_factory=dict)
    by: str = "walidata"
    tags: tuple[str, ...] = ()
    links: dict[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Dataset(Record):
    """A table with its metadata."""

    type: ClassVar[str] = "dataset"

    file: str
    columns: dict[str, Column]
    source: Source

    @property
    def table(self) -> Path:
        return TABLES / self.file

    @property
    def period(self) -> str:
        return f"{self.fields['periode_awal']} – {self.fields['periode_akhir']}"


@dataclass(frozen=True)
class Person:
    """An invented person with one role; of an office, or of the whole government."""

    name: str
    fullname: str
    role: str
    organization: str


@dataclass(frozen=True)
class People:
    """Offices and people."""

    organizations: tuple[dict[str, str], ...]
    people: tuple[Person, ...]
    about: str
    password: str

    def holder(self, role: str, organization: str) -> str:
        """Name of the account that holds a role in an office."""
        return next(p.name for p in self.people if (p.role, p.organization) == (role, organization))


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text())


def pages(folder: Path) -> list[Any]:
    """What the files of a folder say, in the order of their names; without what holds for all of them."""
    return [read(path) for path in sorted(folder.glob("*.yaml")) if path.name != COMMON]


@cache
def sources() -> dict[str, Source]:
    with (TABLES / "sources.csv").open(newline="") as stream:
        return {row["file"]: Source(**row) for row in csv.DictReader(stream)}


@cache
def people() -> People:
    found = read(FOLDER / "people.yaml")
    rows = tuple(Person(**row, organization=name) for name, rows in found["people"].items() for row in rows)
    return People(tuple(found["organizations"]), rows, found["about"], found["password"])


@cache
def datasets() -> tuple[Dataset, ...]:
    """All datasets, by file of descriptions and in its order."""
    return tuple(_datasets())


def _datasets() -> Iterator[Dataset]:
    folder = FOLDER / "descriptions"
    common = read(folder / COMMON)["fields"]
    links = _links_of_datasets()
    for page in pages(folder):
        for entry in page["datasets"]:
            yield Dataset(
                file=entry["file"],
                name=entry["name"],
                office=page["office"],
                maker=page["maker"],
                state=entry["state"],
                fields={**common, **page["fields"], **entry["fields"]},
                tags=tuple(entry["tags"]),
                columns={name: Column(*row) for name, row in entry.get("columns", {}).items()},
                reason=entry.get("reason"),
                before=entry.get("before", {}),
                by=entry.get("by", "walidata"),
                links=links.get(entry["name"], {}),
                source=sources()[entry["file"]],
            )


def _links_of_datasets() -> dict[str, dict[str, str | tuple[str, ...]]]:
    """By name of a dataset: the activity that gives it, and the indicators that are computed from it."""
    return {
        dataset: {"kegiatan": page["kegiatan"]["name"], "indikator": tuple(indicators)}
        for page in pages(FOLDER / "kegiatan")
        for dataset, indicators in page["datasets"].items()
    }
