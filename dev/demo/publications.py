"""Publications of the demo, read from publications.yaml beside this module. Knows nothing of CKAN."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from demo import booklet
from demo.description import FOLDER, Record, read

FILES = FOLDER / "publications"
MADE: dict[str, Callable[[], bytes]] = {"tanaman-pangan.pdf": booklet.content}     # those that are no files in the folder


class File(NamedTuple):
    """A file of a publication: kept in `publications/`, or made from the tables when the demo is loaded."""

    name: str
    title: str
    format: str
    about: str

    def content(self) -> bytes:
        made = MADE.get(self.name)
        return made() if made else (FILES / self.name).read_bytes()


@dataclass(frozen=True, kw_only=True)
class Publication(Record):
    """A publikasi with its files."""

    type: ClassVar[str] = "publikasi"

    files: tuple[File, ...]


@cache
def publications() -> tuple[Publication, ...]:
    """All publications."""
    found = read(Path(__file__).with_suffix(".yaml"))
    return tuple(_publication(entry, found["fields"]) for entry in found["publications"])


def _publication(entry: dict[str, Any], common: dict[str, Any]) -> Publication:
    return Publication(
        name=entry["name"], office=entry["office"], maker=entry["maker"], state=entry["state"],
        fields={**common, **entry["fields"]}, tags=tuple(entry["tags"]),
        links={"kegiatan": entry["kegiatan"], "dataset": tuple(entry["datasets"])},
        files=tuple(File(**file) for file in entry["files"]),
    )
