"""The figures of the demo's tables, for what the demo makes of them. Knows nothing of CKAN."""

import csv
import io

from demo.description import TABLES

Row = dict[str, str]


def rows(file: str) -> list[Row]:
    """The rows of a table, column names and values trimmed."""
    reader = csv.DictReader(io.StringIO((TABLES / file).read_text()))
    return [{name.strip(): (value or "").strip() for name, value in row.items()} for row in reader]


def figure(text: str) -> float:
    """A number as the tables write it: commas between thousands, brackets for less than nothing; what is none counts as 0."""
    bare = text.strip("()").replace(",", "")
    try:
        return -float(bare) if text.startswith("(") else float(bare)
    except ValueError:
        return 0.0


def by_year(file: str, *columns: str) -> dict[str, float]:
    """The sum of columns over all kecamatan, by year."""
    found: dict[str, float] = {}
    for row in rows(file):
        if row["Tahun"]:
            found[row["Tahun"]] = found.get(row["Tahun"], 0.0) + sum(figure(row[column]) for column in columns)
    return found


def written(number: float, decimals: int = 0) -> str:
    """As Indonesian texts write it: 1.859.187 or 68,9."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
