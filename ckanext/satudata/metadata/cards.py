"""A record as lists of records show it, and an office by what it has published: finished words, templates only print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from babel.dates import format_date

from ckanext.satudata.language import language

from . import facets, freshness, periods

OPEN = "terbuka"
READ = 1000                 # characters that are read as Markdown for it
DESCRIBED = 150             # characters of a description: two lines at most
MOST_RECORDS = 1000         # of one office, the last changed; CKAN gives no more at once
_STORED = ("accrualPeriodicity", "periode_akhir")
# of the types beside dataset: what describes a record, and the fields that tell it from others
_ABOUT = {"kegiatan": "iii_tujuan_kegiatan", "indikator": "definisi"}
_TRAITS = {
    "kegiatan": ("tahun_kegiatan", "cara_pengumpulan_data", "sektor_kegiatan"), "indikator": ("satuan", "level_estimasi"),
    "publikasi": ("jenis_publikasi",),
}
JOIN = "\u2060–\u2060"      # a dash at which no line breaks


def card(package: Mapping[str, Any]) -> dict[str, Any]:
    """What a list says of a record.

    Returns:
        `title`, `address`, `office`, `description`, `traits` (words of its type), `period`, `region`, `frequency`, `access`
        (words, empty if unsaid or open), `formats`, `changed` (day of the last change), `is_private`
    """
    access = package.get("accessRights") or OPEN
    formats = dict.fromkeys(resource["format"] for resource in package.get("resources", ()) if resource.get("format"))
    return {
        "title": package.get("title") or package["name"],
        "address": tk.h.url_for(f"{package['type']}.read", id=package["name"]),
        "office": (package.get("organization") or {}).get("title") or "",
        "description": _beginning(tk.h.markdown_extract(_about(package)[:READ], 0)),
        "traits": [words for name in _TRAITS.get(package["type"], ()) if (words := _words(name, package))],
        "period": span(package.get("periode_awal"), package.get("periode_akhir")),
        "region": _words("kode_wilayah", package), "frequency": _words("accrualPeriodicity", package),
        "access": "" if access == OPEN else facets.label_of("accessRights", access),
        "formats": list(formats), "changed": str(package.get("metadata_modified") or "")[:10],
        "is_private": bool(package.get("private")),
    }


def _about(package: Mapping[str, Any]) -> str:
    """What a record says of itself; an API caller of another schema may have sent something else than text."""
    value = package.get(_ABOUT.get(package["type"], "notes"))
    return value if isinstance(value, str) else ""


def _beginning(text: str) -> str:
    """As many whole words as fit; a word that is longer than everything is cut."""
    plain = " ".join(text.split())
    return plain if len(plain) <= DESCRIBED else plain[:DESCRIBED].rsplit(" ", 1)[0] + " …"


def _words(name: str, package: Mapping[str, Any]) -> str:
    value = package.get(name)
    return facets.label_of(name, value) if isinstance(value, str) and value else ""


def span(first: str | None, last: str | None) -> str:
    """`2018–2024`, `Maret 2024`: a period as people read it; what is no period stays as it was written."""
    return JOIN.join(dict.fromkeys(_in_words(text) for text in (first, last) if text))


def _in_words(text: str) -> str:
    period = periods.parse(text)
    if period is None or len(period.text) == 4 or "/" in period.text:
        return text
    pattern = "d MMMM y" if period.first == period.last else "MMMM y"
    return format_date(period.first, pattern, locale=language())


@dataclass(frozen=True, slots=True)
class Standing:
    """A published record and how fresh it is; `told` says it in a sentence."""

    title: str
    address: str
    told: str


@dataclass(frozen=True, slots=True)
class Office:
    """What an office has published. `due` are the records older than they promise, the longest overdue first.

    `looked_at`: of how many records freshness is told; fewer than `published` where there are very many.
    """

    published: int
    looked_at: int
    current: int
    unpromised: int
    due: tuple[Standing, ...]
    contacts: tuple[tuple[str, str], ...]


def of_office(office_id: str, today: date) -> Office:
    """How an office's public records stand, by one search that asks for the few fields that matter.

    Args:
        office_id: id of the organization
        today: local day
    """
    found = tk.get_action("package_search")({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, {
        "q": "*:*", "fq": f'+owner_org:"{office_id}" +capacity:public +dataset_type:dataset', "rows": MOST_RECORDS,
        "facet": "false", "sort": "metadata_modified desc",
        "fl": ["name", "title", "published_date", "maintainer", "maintainer_email", *(f"extras_{name}" for name in _STORED)],
    })
    states = [(_freshness(record, today), record) for record in found["results"]]
    due = sorted(((state, record) for state, record in states if state.state == freshness.DUE),
                 key=lambda pair: (pair[0].until or today, pair[1]["title"]))
    counted = Counter(state.state for state, _record in states)
    return Office(
        found["count"], len(states), counted[freshness.CURRENT] + counted[freshness.FIXED], counted[freshness.UNKNOWN],
        tuple(Standing(record["title"], tk.h.url_for("dataset.read", id=record["name"]), _told(state, record))
              for state, record in due),
        _contacts(found["results"]),
    )


def _freshness(record: Mapping[str, Any], today: date) -> freshness.Freshness:
    return freshness.freshness(record.get("accrualPeriodicity"), record.get("periode_akhir"),
                               _day(record.get("published_date")), today)


def _day(stored: str | None) -> date | None:
    """Solr's times are UTC; a day more or less does not count against intervals that are longer."""
    return datetime.fromisoformat(stored.replace("Z", "+00:00")).astimezone(timezone.utc).date() if stored else None


def _told(state: freshness.Freshness, record: Mapping[str, Any]) -> str:
    """Why it counts as due."""
    frequency = facets.label_of("accrualPeriodicity", record["accrualPeriodicity"])
    if last := record.get("periode_akhir"):
        return tk._("Update frequency: {frequency}. The numbers end with {period}; newer ones were expected by {day}.").format(
            frequency=frequency, period=_in_words(last), day=tk.h.satudata_date(state.until))
    return tk._("Update frequency: {frequency}. A newer version was expected by {day}.").format(
        frequency=frequency, day=tk.h.satudata_date(state.until))


def _contacts(records: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Name and e-mail of the units that answer for the records, the most named first; two at most.

    The form asks for the unit, not for a person; a record without an address names nobody here.
    """
    named = Counter((record.get("maintainer") or "", record["maintainer_email"])
                    for record in records if record.get("maintainer_email"))
    return tuple(pair for pair, _count in named.most_common(2))
