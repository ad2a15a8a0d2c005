"""All that one file says about itself."""

from __future__ import annotations

from . import breakdown, labels, measures, places, spoken, times, titles, units
from .guess import COLUMN, COLUMN_NAMES, FILE_NAME, HEADING, Guess
from .reading import Column, Look
from .times import Span

MOST_TAGS = 4
_TAG = 40
_NOT_OF_A_TAG = {"panen", "areal", "hasil", "per"}


def of_file(file_name: str, look: Look, portal: str = "", region_names: tuple[str, ...] = ()) -> list[Guess]:
    """Guesses for the fields of a record, at most one a field; see the modules for the rule of each.

    Args:
        file_name: as it was sent; may be anything
        look: what was read of it; empty for a file that is no table
        portal: Kemendagri code of the portal's own region; may be empty
        region_names: full names of the portal's region, cut out of titles
    """
    heading = " ".join(look.heading)
    title, origin = _title(file_name, look, region_names)
    figures = _figures(look)
    where = places.guessed(look, (titles.stem(file_name), heading), portal)
    found = [Guess("title", title, origin)] if title else []
    found += _periods(file_name, heading, look, figures)
    found += where.guesses
    found += breakdown.guessed(title, origin, look, where.columns, where.level)
    if measure := measures.guessed(title, figures):
        found.append(Guess("ukuran", measure, origin if measures.in_title(title or "") else COLUMN_NAMES))
    if unit := _unit(look, heading, figures):
        found.append(unit)
    if tags := tag_words(title or ""):
        found.append(Guess("tag_string", ",".join(tags), origin))
    return found


def _title(file_name: str, look: Look, region_names: tuple[str, ...]) -> tuple[str | None, str]:
    if above := titles.of_heading(look.heading, region_names):
        return above, HEADING
    return titles.of_file_name(file_name, region_names), FILE_NAME


def _figures(look: Look) -> list[str]:
    """Labels of the columns that are measured, not counted through."""
    return [column.label for column in look.columns
            if column.is_figures and not labels.time_of(column.label) and not labels.is_running_number(column.label)
            and not labels.is_remark(column.label) and not labels.place_of(column.label)]


def _periods(file_name: str, heading: str, look: Look, figures: list[str]) -> list[Guess]:
    plain = titles.stem(file_name).replace("_", " ")
    years = spoken.years_in(heading) or spoken.years_in(plain)
    if in_columns := times.from_columns(look, years):
        found, label = in_columns
        return _as_guesses(found, COLUMN, {"column": label}, found.frequency)
    if any(labels.time_of(column.label) for column in look.columns):
        return []                       # there is a column of times, and it cannot be read: a title would say less
    if (found := times.from_labels(figures)) and look.is_whole:
        return _as_guesses(found, COLUMN_NAMES, {}, found.frequency)
    if (months := times.months_in_labels(figures)) and len(years) == 1:
        found = times.span(labels.MONTH, [min(years) * 12 + month - 1 for month in months])
        return _as_guesses(found, COLUMN_NAMES, {}, found.frequency) if found else []
    for text, origin in ((heading, HEADING), (plain, FILE_NAME)):
        if found := spoken.period_in(text):
            is_part_of_a_year = found.kind in (labels.QUARTER, labels.SEMESTER)
            return _as_guesses(found, origin, {}, times.FREQUENCIES[found.kind][1] if is_part_of_a_year else None)
    return []


def _as_guesses(found: Span, origin: str, details: dict[str, str], frequency: str | None) -> list[Guess]:
    guesses = [Guess("periode_awal", found.first, origin, details), Guess("periode_akhir", found.last, origin, details)]
    return [*guesses, Guess("accrualPeriodicity", frequency, origin, details)] if frequency else guesses


def _unit(look: Look, heading: str, figures: list[str]) -> Guess | None:
    for column in look.columns:
        if labels.is_unit(column.label) and (found := _listed(column, look)):
            return Guess("satuan", found, COLUMN, {"column": column.label})
    if found := units.of_labels(figures):
        return Guess("satuan", found, COLUMN_NAMES)
    if (found := units.in_text(heading)) and not any(map(units.in_label, figures)):
        return Guess("satuan", found, HEADING)
    return None


def _listed(column: Column, look: Look) -> str | None:
    return units.of_column(column.values) if look.is_whole and not column.is_empty else None


def tag_words(title: str) -> list[str]:
    """What the title is about, without what is measured and by what it is broken down."""
    about = breakdown.without_by(title).casefold()
    found: list[str] = []
    for phrase in breakdown.parts(about):
        words = [word for word in phrase.split() if not measures.is_measure(word) and word not in _NOT_OF_A_TAG]
        if _is_tag(words):
            found.append(" ".join(words))
    return list(dict.fromkeys(found))[:MOST_TAGS]


def _is_tag(words: list[str]) -> bool:
    if not 0 < len(words) <= 3 or words[0] == "jenis":
        return False
    return 3 < len(" ".join(words)) <= _TAG and all(word.replace("-", "").isalpha() for word in words)
