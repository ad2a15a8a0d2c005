"""Search by office, theme, year, region …: what the choices of each type are called, and how they stand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import ckan.model as model
import sqlalchemy as sa
from ckan.plugins.toolkit import _

from ckanext.satudata.language import language

from . import periods, regions, schemas, types, vocabularies

# Of the index: CKAN's schema keeps several values only in fields of this prefix.
YEARS, RELEASED = "vocab_tahun", "vocab_tahun_rilis"
MOST_YEARS = 100
SHOWN, OPENED = 8, 3
MOST_CHOICES = 300          # of one facet: more offices than a province has
Params = list[tuple[str, str]]


def titles(present: Mapping[str, str], package_type: str = types.DATASET) -> OrderedDict[str, str]:
    """Ours first, then those of the portal that are left."""
    ours = _TITLES.get(package_type, _of_datasets)()
    return OrderedDict([*ours.items(), *((name, title) for name, title in present.items() if name not in ours)])


def _of_datasets() -> dict[str, str]:
    return {
        "organization": _("Office (OPD)"), "theme": _("Theme"), YEARS: _("Year"), "kode_wilayah": _("Region"),
        "jenis": _("Kind of data"), "sumber": _("Source of data"), "accrualPeriodicity": _("Update frequency"),
        "accessRights": _("Access"), "res_format": _("File format"), "prioritas_tahun": _("Priority data"),
    }


def _of_kegiatan() -> dict[str, str]:
    return {
        "organization": _("Office (OPD)"), YEARS: _("Year"), "cara_pengumpulan_data": _("How the data is collected"),
        "sektor_kegiatan": _("Sector"), "jenis_statistik": _("Kind of statistics"),
        "iv_frekuensi_penyelenggaraan": _("How often it is carried out"),
    }


def _of_indikator() -> dict[str, str]:
    return {
        "organization": _("Office (OPD)"), "apakah_indikator_komposit": _("Composite indicator"),
        "level_estimasi": _("Lowest level of area"), "ukuran": _("Measure"), "satuan": _("Unit"),
    }


def _of_publikasi() -> dict[str, str]:
    return {
        "organization": _("Office (OPD)"), "theme": _("Theme"), "jenis_publikasi": _("Kind of publication"),
        RELEASED: _("Year of release"), YEARS: _("Year of the data"), "kode_wilayah": _("Region"),
        "res_format": _("File format"),
    }


_TITLES: dict[str, Callable[[], dict[str, str]]] = {
    "kegiatan": _of_kegiatan, "indikator": _of_indikator, "publikasi": _of_publikasi,
}
_MANY = {"theme", YEARS, RELEASED, "sektor_kegiatan", "level_estimasi"}     # one of them stands in the facets of each type


def of_office(present: Mapping[str, str]) -> OrderedDict[str, str]:
    """On the page of one office: without the choice of offices."""
    return OrderedDict((name, title) for name, title in titles(present).items() if name != "organization")


def years(first: str | None, last: str | None) -> list[str]:
    """The years that data from one period to the other is about, the newest hundred of them; none for what is no period."""
    found = [period for text in (first, last) if isinstance(text, str) and (period := periods.parse(text))]
    if not found or not periods.in_order(found[0], found[-1]):
        return []
    end = found[-1].last.year
    return [str(year) for year in range(max(found[0].first.year, end - MOST_YEARS + 1), end + 1)]


def label_of(name: str, value: str) -> str:
    """What a choice of a facet is called, in the reader's language; the value itself where nothing better is known."""
    if name == "kode_wilayah":
        region = regions.find(value)
        return region.name if region else value
    if name == "prioritas_tahun":
        return _("Priority data of {year}").format(year=value)
    for package_type in (types.DATASET, *types.beside_dataset()):
        field = schemas.field_of(package_type, name)
        if field and "satudata_vocabulary" in field and (entry := vocabularies.load(field["satudata_vocabulary"]).get(value)):
            return entry.label(language())
    return value


def name_choices(facets: dict[str, Any]) -> None:
    """Put words in the place of codes."""
    for name, facet in facets.items():
        if name not in ("organization", "groups", "license_id", "tags", "res_format", YEARS, RELEASED):
            for item in facet["items"]:
                item["display_name"] = label_of(name, item["name"])


def ask_for_all(params: dict[str, Any]) -> dict[str, Any]:
    """Let a search that asks for our facets hear of all offices and years; CKAN alone stops at 50."""
    if _MANY.intersection(params.get("facet.field") or ()):
        params.setdefault("facet.limit", MOST_CHOICES)
    return params


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a facet: following its address adds it to the search, or takes it away where it `is_active`."""

    label: str
    count: int
    address: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet that offers something: the first choices, and those behind "more"."""

    name: str
    title: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the same search without it."""

    title: str
    label: str
    address: str


def arrange(found: Mapping[str, Any], titled: Mapping[str, str], params: Params, address: str) -> list[Facet]:
    """The facets of a search, in order, without those that offer nothing.

    Args:
        found: `search_facets` of package_search
        titled: facet → title, in order
        params: of the search as it was asked; the page is not carried on
        address: of the search without params
    """
    arranged: list[Facet] = []
    for name, title in titled.items():
        choices = [_choice(name, item, params, address) for item in _sorted(name, found.get(name, {}).get("items", ()))]
        if choices:
            chosen = [choice for choice in choices if choice.is_active]
            ordered = chosen + [choice for choice in choices if not choice.is_active]
            arranged.append(Facet(name, title, tuple(ordered[:SHOWN]), tuple(ordered[SHOWN:]),
                                  is_open=bool(chosen) or len(arranged) < OPENED))
    return arranged


def _sorted(name: str, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Years from the newest; everything else by how much there is."""
    items = [item for item in items if item["name"].strip()]
    if name in (YEARS, RELEASED, "prioritas_tahun"):
        return sorted(items, key=lambda item: item["name"], reverse=True)
    return sorted(items, key=lambda item: (-item["count"], item["display_name"].casefold()))


def _choice(name: str, item: dict[str, Any], params: Params, address: str) -> Choice:
    pair = (name, item["name"])
    is_active = pair in params
    others = [known for known in params if known != pair] if is_active else [*params, pair]
    return Choice(item["display_name"], item["count"], to(address, others), is_active)


def to(address: str, params: Params) -> str:
    """The address of a search, on its first page."""
    kept = [pair for pair in params if pair[0] != "page"]
    return f"{address}?{urlencode(kept)}" if kept else address


def chips(found: Mapping[str, Any], titled: Mapping[str, str], chosen: Params, params: Params, address: str) -> list[Chip]:
    """The filters that are on, each with its way out.

    Args:
        chosen: facet and value of each filter; an unknown name is a filter as well, for CKAN takes any
    """
    known = {(name, item["name"]): item["display_name"] for name, facet in found.items() for item in facet["items"]}
    unknown = [(name, value) for name, value in chosen if (name, value) not in known]
    offices = _titles_of([value for name, value in unknown if name in ("organization", "groups")])
    words = titles({}) | {"tags": _("Keyword"), "groups": _("Group"), "license_id": _("Licence")} | dict(titled)
    return [
        Chip(words.get(name, name), known.get((name, value)) or offices.get(value) or label_of(name, value),
             to(address, [pair for pair in params if pair != (name, value)]))
        for name, value in dict.fromkeys(chosen)
    ]


def _titles_of(names: list[str]) -> dict[str, str]:
    """Titles of offices and groups that no record found belongs to; their names are public in CKAN."""
    if not names:
        return {}
    rows = model.Session.execute(sa.select(model.Group.name, model.Group.title).where(
        model.Group.name.in_(names), model.Group.state == "active"))
    return {name: title for name, title in rows if title}
