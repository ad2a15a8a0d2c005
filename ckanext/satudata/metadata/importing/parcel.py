"""What a file says of one kegiatan: answers, and where in the file each of them stands. Plain JSON, as it is kept. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Entry:
    """One record of a file.

    `answers` by field: a question that stood there without an answer is empty, one that did not stand there is missing.
    `places` has where an answer stands (`MS-Variabel!C12`, `variabel[3].data.konsep`); the record's own is under the empty
    text. `rest`: what BPS's format holds beyond our fields (`envelope`, `unknown`).
    """

    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)

    def place_of(self, name: str) -> str:
        """Where an answer stands; of a field with rows its first one, and where nothing is known the record's own."""
        if name in self.places:
            return self.places[name]
        return next((place for key, place in self.places.items() if key.startswith(f"{name}/")), self.places.get("", ""))


@dataclass(slots=True)
class Parcel:
    """A kegiatan with its variabel and indikator; None: the file says nothing about them. `id`: whose it says it is."""

    kegiatan: Entry | None = None
    contacts: Entry | None = None
    variabel: list[Entry] | None = None
    indikator: list[Entry] | None = None
    id: str = ""

    @property
    def rows(self) -> int:
        """How much there is to write; an indicator is a record of its own."""
        return len(self.variabel or ()) + RECORD * (1 + len(self.indikator or ()))

    @property
    def title(self) -> str:
        """The name of the kegiatan as the file gives it; empty if it does not."""
        return str(self.kegiatan.answers.get("title") or "").strip() if self.kegiatan else ""

    @property
    def is_empty(self) -> bool:
        return self.kegiatan is None and not self.contacts and self.variabel is None and self.indikator is None


RECORD = 10                     # rows that a record of its own weighs: its case, its events, its place in the index


def as_json(parcel: Parcel) -> dict[str, Any]:
    """For the database: what a reader may have left of numbers and days becomes text."""
    return json.loads(json.dumps({
        "kegiatan": _plain(parcel.kegiatan), "contacts": _plain(parcel.contacts), "variabel": _list(parcel.variabel),
        "indikator": _list(parcel.indikator), "id": parcel.id}, default=str))


def _plain(entry: Entry | None) -> dict[str, Any] | None:
    return {"answers": entry.answers, "places": entry.places, "rest": entry.rest} if entry is not None else None


def _list(entries: list[Entry] | None) -> list[dict[str, Any] | None] | None:
    return [_plain(entry) for entry in entries] if entries is not None else None


def of_json(stored: Mapping[str, Any]) -> Parcel:
    """The same, read again."""
    return Parcel(_one(stored["kegiatan"]), _one(stored["contacts"]), _several(stored["variabel"]),
                  _several(stored["indikator"]), stored["id"])


def _one(stored: Mapping[str, Any] | None) -> Entry | None:
    return Entry(**stored) if stored is not None else None


def _several(stored: list[Mapping[str, Any]] | None) -> list[Entry] | None:
    return [Entry(**entry) for entry in stored] if stored is not None else None
