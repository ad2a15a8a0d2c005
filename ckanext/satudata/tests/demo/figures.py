"""The tables of the demo as a careful person reads them."""

import csv
import io
from collections.abc import Callable

from demo.description import TABLES

Row = dict[str, str]
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
          "Desember"]


def rows(file: str) -> list[Row]:
    """Rows with column names and values trimmed."""
    text = (TABLES / file).read_text()
    separator = ";" if ";" in text.splitlines()[0] else ","
    return [
        {(name or "").strip(): (value or "").strip() for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(text), delimiter=separator)
    ]


def header(file: str) -> list[str]:
    first = (TABLES / file).read_text().splitlines()[0]
    return next(csv.reader([first], delimiter=";" if ";" in first else ","))


def figure(text: str) -> float | None:
    """A number as these files write it: commas between thousands, brackets for less than nothing; else None."""
    bare = text.strip("()").replace(",", "")
    try:
        return -float(bare) if text.startswith("(") else float(bare)
    except ValueError:
        return None


def total(file: str, column: str, where: Callable[[Row], bool]) -> float:
    return sum(figure(row[column]) or 0 for row in rows(file) if where(row))


def cell(file: str, column: str, **where: str) -> float | None:
    found = [row for row in rows(file) if all(row[name] == value for name, value in where.items())]
    assert len(found) == 1, (file, where, len(found))
    return figure(found[0][column])


def dotted(number: float | None) -> str:
    """As the descriptions write it: 319.293."""
    assert number is not None
    return f"{number:,.0f}".replace(",", ".")


def years_of(file: str) -> tuple[str, str]:
    """First and last period in a file, as its last column and its months say."""
    found = [row for row in rows(file) if list(row.values())[-1]]
    periods = sorted(_period(row) for row in found)
    return periods[0], periods[-1]


def _period(row: Row) -> str:
    year = list(row.values())[-1]
    return f"{year}-{MONTHS.index(row['Bulan']) + 1:02}" if "Bulan" in row else year
