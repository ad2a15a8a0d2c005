"""What figures say, in the reader's language: headings of charts, what was counted, refusals, states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from .figures import periods, svg
from .figures.chart import LINE


def value(number: str | None, unit: str = "") -> str:
    """A number with its unit; a dash where there is none."""
    if number is None:
        return "–"
    written = svg.number(number, language())
    return f"{written}{unit}" if unit == "%" else f"{written} {unit}".strip()


def period(key: str) -> str:
    return periods.label(key, language())


def heading(chart: dict[str, Any]) -> str:
    """The finding as a sentence: `Produksi padi sawah 2024 mencapai 176.080 ton, tertinggi sejak 2018`."""
    _ = tk._
    said, measure = chart["finding"], chart["measure"]
    sentences: dict[str, Callable[[], str]] = {
        "highest": lambda: _("{measure} reached {value} in {period}, the highest since {since}"),
        "lowest": lambda: _("{measure} was {value} in {period}, the lowest since {since}"),
        "up": lambda: _("{measure} was {value} in {period}, {percent} percent more than in {before}"),
        "down": lambda: _("{measure} was {value} in {period}, {percent} percent less than in {before}"),
        "up_from": lambda: _("{measure} was {value} in {period}, up from {was} in {before}"),
        "down_from": lambda: _("{measure} was {value} in {period}, down from {was} in {before}"),
        "same": lambda: _("{measure} was {value} in {period}, the same as in {before}"),
        "stands": lambda: _("{measure} was {value} in {period}"),
        "largest": lambda: _("{measure}, {period}: most in {category}, {value}"),
        "compared": lambda: _("{measure}, {period}, by {dimension}"),
        "largest_ever": lambda: _("{measure}: most in {category}, {value}"),
        "compared_ever": lambda: _("{measure} by {dimension}"),
    }
    code = said["code"] if said.get("period") else f"{said['code']}_ever"
    gaps = {
        "measure": measure["label"], "value": value(said["value"], measure["unit"]), "category": said.get("category", ""),
        "dimension": _lower(chart["dimension"]), "was": value(said.get("was"), measure["unit"]),
        "percent": value(said.get("percent")), **{k: period(said[k]) for k in ("period", "since", "before") if said.get(k)},
    }
    return sentences[code]().format_map(_Gaps(gaps))


class _Gaps(dict[str, str]):
    """A translation may leave a gap out; one that it invents stays empty rather than ending the page."""

    def __missing__(self, key: str) -> str:
        return ""


def caption(chart: dict[str, Any]) -> str:
    """What was counted: `Produksi padi sawah, ton, jumlah 20 kecamatan`."""
    _ = tk._
    measure = chart["measure"]
    said = [measure["label"], measure["unit"]]
    if chart["kind"] == LINE:
        if chart["method"] == "sum" and chart["parts"] > 1:
            said.append(_("sum of {n} {dimension}").format(n=chart["parts"], dimension=_lower(chart["dimension"])))
        elif chart["method"] == "sum":
            said.append(_("sum of all rows of a period"))
        elif chart["method"] == "row":
            said.append(_("the total that the table prints"))
        said.append(chart.get("only") or "")
        if any(number is None for _key, number in chart["points"]):
            said.append(_("gaps where numbers are missing"))
    else:
        said += [period(chart["period"]) if chart["period"] else "",
                 _("by {dimension}").format(dimension=_lower(chart["dimension"])),
                 _("{n} without a number").format(n=chart["missing"]) if chart["missing"] else ""]
    return ", ".join(piece for piece in said if piece)


def sentence(chart: dict[str, Any]) -> str:
    """The whole chart in one sentence, for whoever does not see it."""
    _ = tk._
    measure = chart["measure"]
    known = [(name, number) for name, number in chart["points"] if number is not None]
    low, high = min(known, key=_size), max(known, key=_size)
    if chart["kind"] == LINE:
        words = _("Line chart of {measure}, {first} to {last}: from {start} to {end}, lowest {low} in {low_in}, "
                  "highest {high} in {high_in}.")
        names: Callable[[str], str] = period
    else:
        words = _("Bar chart of {measure} by {dimension}: from {high} ({high_in}) down to {low} ({low_in}).")
        names = str
    return words.format_map(_Gaps({
        "measure": measure["label"], "dimension": _lower(chart["dimension"]), "first": names(known[0][0]),
        "last": names(known[-1][0]), "start": value(known[0][1], measure["unit"]), "end": value(known[-1][1], measure["unit"]),
        "low": value(low[1], measure["unit"]), "low_in": names(low[0]), "high": value(high[1], measure["unit"]),
        "high_in": names(high[0]),
    }))


def _size(point: tuple[str, str]) -> float:
    return float(point[1])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def points(chart: dict[str, Any]) -> list[tuple[str, str]]:
    """The chart's numbers as a table."""
    names = period if chart["kind"] == LINE else str
    return [(names(name), value(number)) for name, number in chart["points"]]


def head_of_points(chart: dict[str, Any]) -> str:
    return tk._("Period") if chart["kind"] == LINE else chart["dimension"]


def refusal(code: str, **values: str) -> str:
    """Why rows cannot be had in this way, and what would do."""
    _ = tk._
    sentences: dict[str, Callable[[], str]] = {
        "unknown_column": lambda: _('The table has no column "{column}". Choose one of its columns.'),
        "not_a_number": lambda: _('The column "{column}" holds numbers. Write a number such as 12 or 3.5.'),
        "too_many_filters": lambda: _("Too many filters at once. Use at most {most}."),
        "limit": lambda: _("Ask for 0 to {most} rows at a time."),
        "busy": lambda: _("Many tables are being downloaded just now. Try again in a minute."),
        "too_much_for_excel": lambda: _("This table is too large for an Excel file made here. Download it as CSV."),
    }
    return sentences[code]().format(**values)


def source_labels() -> dict[str, str]:
    """Words of the sheet that names the source."""
    _ = tk._
    return {
        "sheet": _("Source"), "title": _("Title"), "publisher": _("Data producer"), "license": _("Licence"),
        "license_url": _("Text of the licence"), "url": _("Address"), "attribution": _("How to name the source"),
        "rows": _("Chosen rows"),
    }
