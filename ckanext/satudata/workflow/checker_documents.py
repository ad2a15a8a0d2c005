"""What can be wrong with a kind of document: no source, a template that is not there or cannot be read, a series. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

from . import series
from .government import Government
from .procedures import DocumentKind


def faults_of(kind: DocumentKind, government: Government) -> Iterator[tuple[str, None, dict[str, Any]]]:
    """Codes with their values, as the checker gives them."""
    if not kind.template and not kind.upload:
        yield "document_without_source", None, {"document": kind.key}
    if kind.template and kind.template not in government.templates:
        yield "template_missing", None, {"document": kind.key, "template": kind.template}
    elif kind.template:
        try:
            Environment(autoescape=True).parse(government.templates[kind.template].read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            yield "template_broken", None, {"document": kind.key, "template": kind.template, "error": str(error)}
    for code in series.faults(kind.series):
        yield code, None, {"document": kind.key, "series": kind.series, "places": ", ".join(series.PLACES)}
