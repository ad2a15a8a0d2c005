"""What a file would change, and what stands against it, as its sender sees it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from .. import import_messages
from ..model import Imported
from . import checking, comparing, current, storing
from .checking import Fault
from .comparing import Change
from .current import Stored
from .parcel import Parcel


@dataclass(frozen=True)
class Look:
    """One kegiatan of a file beside what is stored of it. `may_be_taken`: sound, and it changes something."""

    number: int
    parcel: Parcel
    stored: Stored
    faults: tuple[Fault, ...]
    changes: tuple[Change, ...]

    @property
    def is_sound(self) -> bool:
        return all(fault["is_note"] for fault in self.faults)

    @property
    def is_nothing(self) -> bool:
        return comparing.is_nothing(self.changes)

    @property
    def may_be_taken(self) -> bool:
        return self.is_sound and not self.is_nothing


def looks(context: Any, row: Imported) -> list[Look]:
    """Every parcel of a file. Reads only."""
    parcels = storing.parcels_of(row)
    return looked_at(context, parcels, row.package_id, row.owner_org)


def looked_at(context: Any, parcels: Sequence[Parcel], chosen: str | None, owner_org: str,
              with_variabel: bool = True) -> list[Look]:
    """The same of parcels that are not kept."""
    same_name = checking.between(parcels)
    seen: dict[str, int] = {}
    found: list[Look] = []
    for number, parcel in enumerate(parcels):
        look = _look(context, number, parcel, chosen, owner_org, with_variabel)
        extra = [same_name[number]] if number in same_name else []
        id_ = look.stored.package["id"] if look.stored.package else None
        if id_ in seen:
            extra.append(checking.fault(parcel.kegiatan, "", checking.KEGIATAN, import_messages.one_kegiatan()))
        elif id_:
            seen[id_] = number
        found.append(Look(number, parcel, look.stored, (*extra, *look.faults), look.changes))
    return found


def _look(context: Any, number: int, parcel: Parcel, chosen: str | None, owner_org: str, with_variabel: bool) -> Look:
    try:
        stored = current.of_parcel(context, parcel, chosen, owner_org)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        told = checking.fault(parcel.kegiatan, "", checking.KEGIATAN, import_messages.not_there())
        return Look(number, parcel, Stored(), (told,), ())
    faults = checking.of_parcel(context, parcel, stored, _office_of(stored, owner_org), with_variabel)
    return Look(number, parcel, stored, tuple(faults), tuple(comparing.changes(parcel, stored)))


def _office_of(stored: Stored, owner_org: str) -> str:
    """What belongs to a kegiatan belongs to its office."""
    return str(stored.package["owner_org"]) if stored.package else owner_org


def stamps(context: Any, row: Imported) -> list[str]:
    """What stands in the portal now, parcel by parcel."""
    found: list[str] = []
    for parcel in storing.parcels_of(row):
        try:
            found.append(current.of_parcel(context, parcel, row.package_id, row.owner_org).stamp)
        except (tk.NotAuthorized, tk.ObjectNotFound):
            found.append(current.NEW)
    return found
