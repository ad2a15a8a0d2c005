"""How many cases keep their times: a page and a CSV, for everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from babel.dates import format_date
from flask import Blueprint, Response, make_response

from ckanext.satudata.language import language

from ..statistics_chart import NARROW, WIDE, Bar, bars

blueprint = Blueprint("satudata_workflow_statistics", __name__, url_prefix="/satudata/workflow/statistics")
FEW = 5                                 # below that a chart says less than its numbers
COLUMNS = ("counted", "kind", "month", "organization", "open", "open_late", "ended", "in_time", "late", "not_timed",
           "median_days", "steps", "steps_in_time", "fewer_than")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@blueprint.route("")
def show() -> str:
    """The figures of the last twelve months, by kind, by month, and by OPD where the reader may see that."""
    found = _figures()
    months = _months(found)
    timed, in_time = sum(bar.total for bar in months), sum(bar.in_time for bar in months)
    return tk.render("satudata_workflow/statistics.html", {
        "figures": found, "months": months, "timed": timed, "in_time": in_time,
        "charts": [bars(months, width) for width in (WIDE, NARROW)] if timed >= FEW else [],
    })


@blueprint.route("/statistics.csv")
def as_csv() -> Response:
    """The same numbers as the page, a row for each of its rows."""
    found = _figures()
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(found):
        writer.writerow([_harmless(row.get(name)) for name in COLUMNS])
    answer = make_response(written.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    answer.headers["Content-Disposition"] = f'attachment; filename="{found["government"]}-{found["to"]}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _figures() -> dict[str, Any]:
    if not tk.current_user.is_anonymous:
        tk.request.environ["__no_cache__"] = True       # an officer's page is not everybody's
    try:
        return tk.get_action("satudata_workflow_statistics_show")({}, {})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))


def _months(found: dict[str, Any]) -> list[Bar]:
    """Cases that had a time to keep, by month, without gaps."""
    begins, ends = (date.fromisoformat(found[name]) for name in ("from", "to"))
    bars_ = []
    for at in range(begins.year * 12 + begins.month - 1, ends.year * 12 + ends.month):
        month = date(at // 12, at % 12 + 1, 1)
        mine = [entry for entry in found["months"] if entry["month"] == month.isoformat()[:7]]
        words = format_date(month, "MMM yy", locale=language())
        bars_.append(Bar(words, sum(entry["in_time"] for entry in mine), sum(entry["late"] for entry in mine)))
    return bars_


def _rows(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for counted, name in (("kind", "kinds"), ("month", "months"), ("organization", "organizations")):
        for entry in found[name] or ():
            yield {"counted": counted, **entry}


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
