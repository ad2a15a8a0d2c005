"""The form of a procedure in the words of the page: kinds, shapes, and where each step leads to."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import messages
from .flowchart import Chart, Link, Row
from .procedures import Decision, Segment, Starts, in_language

_ = tk._


def kind_name(kind: str) -> str:
    """What kind of work a procedure is for."""
    names: dict[str, Callable[[], str]] = {
        "publication": lambda: _("Publication"),
        "dissemination": lambda: _("Dissemination"),
        "revision": lambda: _("Revision"),
        "withdrawal": lambda: _("Withdrawal"),
        "exclusion": lambda: _("Excluded information"),
        "verification": lambda: _("Verification"),
        "data_request": lambda: _("Data requests"),
        "complaint": lambda: _("Complaints"),
        "recommendation": lambda: _("Statistical recommendations"),
        "data_list": lambda: _("List of data"),
        "collection": lambda: _("Data collection"),
        "interoperability": lambda: _("Interoperability"),
        "quality": lambda: _("Quality assurance"),
        "metadata": lambda: _("Metadata"),
        "security": lambda: _("Data security"),
        "report": lambda: _("Reporting"),
        "service_standard": lambda: _("Service standard"),
        "generic": lambda: _("Other work"),
    }
    return names[kind]()


def shape_name(kind: str) -> str:
    """What a symbol means, for the legend."""
    return {
        "ujung": _("start or end"),
        "kotak": _("activity"),
        "putus": _("decision"),
        "dokumen": _("document"),
        "kasus": _("opens other cases"),
        "tunggu": _("waits for another body"),
        "portal": _("done by the portal"),
        "tetap": _("standing duty, no task"),
    }[kind]


def label_of(decision: Decision) -> str:
    """Words of a decision in the language of the page; none for the plain end of a step."""
    if decision.label:
        return in_language(decision.label, language())
    return "" if decision.verb == "finish" else messages.verb_label(decision.verb)


def leads_to(chart: Chart, row: Row) -> list[tuple[str, str]]:
    """Where a row leads to, in words: each answer (may be empty) with its target (`In order`, `step 8`)."""
    return [(link.label, _target(chart, row, link)) for link in row.links]


def _target(chart: Chart, row: Row, link: Link) -> str:
    if link.target is not None:
        step = _("step {number}").format(number=chart.rows[link.target].ref)
        return _("together with {step}, in one sitting").format(step=step) if link.is_sitting else step
    ending = row.step.decisions.get(link.key)
    outcome = ending.outcome if ending and ending.outcome else ("rejected" if link.verb == "reject" else None)
    return _("closed: {outcome}").format(outcome=messages.outcome(outcome)) if outcome else _("finished")


def run_words(segment: Segment, starts: Starts | None) -> str:
    """How a part of a procedure is run: how many cases, and what opens them."""
    per = {
        "record": _("one case for each record"),
        "organization": _("one case for each OPD"),
        "government": _("one case for the whole government"),
    }[segment.per]
    return ", ".join(words for words in (per, starts_words(starts)) if words)


def starts_words(starts: Starts | None) -> str:
    """What opens a case."""
    if starts is None:
        return ""
    every = {
        "week": _("every week"), "month": _("every month"), "quarter": _("every quarter"),
        "half_year": _("every half year"), "year": _("every year"), None: _("on schedule"),
    }
    by = {
        "officer": _("opened by an officer"),
        "public": _("opened by anybody"),
        "schedule": every[starts.every],
        "case": _("opened after another part"),
    }
    return by[starts.by]
