"""Statistical activities, their variables and indicators, read from the YAML files in kegiatan/. Knows nothing of CKAN."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from demo.description import COMMON, FOLDER, Record, pages, read

ACTIVITIES = FOLDER / "kegiatan"
COLLECTED = ("nama", "konsep", "definisi", "referensi_waktu")       # MS-Keg 3.4 repeats them from MS-Var


@dataclass(frozen=True, kw_only=True)
class Activity(Record):
    """A kegiatan (MS-Keg) with its variables (MS-Var) and its technical officer."""

    type: ClassVar[str] = "kegiatan"

    variables: tuple[dict[str, Any], ...]
    contact: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Indicator(Record):
    """An indikator (MS-Ind)."""

    type: ClassVar[str] = "indikator"


@cache
def activities() -> tuple[Activity, ...]:
    """All activities, by file."""
    common = read(ACTIVITIES / COMMON)
    return tuple(_activity(page, common) for page in pages(ACTIVITIES))


def _activity(page: Mapping[str, Any], common: Mapping[str, Any]) -> Activity:
    entry = page["kegiatan"]
    variables = tuple(_variable(row, common) for row in page["kegiatan"]["variabel"])
    fields = {name: value for name, value in common["kegiatan"].items() if name not in entry.get("without", ())}
    fields |= _noted(entry["fields"], common["notes"]["kegiatan"])
    fields["iii_variabel_yang_dikumpulkan"] = [_collected(row) for row in variables]
    return Activity(
        name=entry["name"], office=page["office"], maker=page["maker"], state=entry["state"], reason=entry.get("reason"),
        fields=fields, variables=variables, contact={**common["contact"], **entry["contact"]} if entry["contact"] else {},
    )


def _noted(fields: Mapping[str, Any], notes: Mapping[str, str]) -> dict[str, Any]:
    """What is said, with a last paragraph that says what is invented."""
    return {**fields, **{name: f"{fields[name]}\n\n{note}" for name, note in notes.items() if name in fields}}


def _variable(row: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """A row of MS-Var; lists of values that several share stand in the common file."""
    domain = row.get("value_domain", [])
    values = common["value_domains"][domain] if isinstance(domain, str) else domain
    found = {**common["variabel"], **row}
    return found | {"value_domain": [{"kode": code, "nilai": value} for code, value in values]} if values else found


def _collected(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: "; ".join(row[name]) if isinstance(row[name], list) else row[name] for name in COLLECTED}


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators, by file and in its order."""
    common = read(ACTIVITIES / COMMON)
    every = pages(ACTIVITIES)
    titles = {row["name"]: row["fields"]["title"] for page in every for row in (page["kegiatan"], *page["indikator"])}
    return tuple(indicator for page in every for indicator in _indicators(page, common, titles))


def _indicators(page: Mapping[str, Any], common: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Indicator]:
    activity = page["kegiatan"]["name"]
    for entry in page["indikator"]:
        yield Indicator(
            name=entry["name"], office=page["office"], maker=page["maker"], state=entry["state"], reason=entry.get("reason"),
            fields={**common["indikator"], **_noted(entry["fields"], common["notes"]["indikator"]),
                    **_components(entry, activity, titles)},
            links={"kegiatan": activity},
        )


def _components(entry: Mapping[str, Any], activity: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """What an indicator is built from: indicators by name, or variables, of its own activity where no other is named."""
    if parts := entry.get("indikator_pembangun"):
        return {"apakah_indikator_komposit": "ya", "indikator_pembangun": [{"nama": titles[part]} for part in parts]}
    named = [(part, activity) if isinstance(part, str) else part for part in entry["variabel_pembangun"]]
    rows = [{"nama": name, "kegiatan_penghasil": titles[of]} for name, of in named]
    return {"apakah_indikator_komposit": "tidak", "variabel_pembangun": rows}
