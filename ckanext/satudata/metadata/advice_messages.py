"""Advice on names in sentences: what stands in the name, and where it belongs or what it could be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ckan.plugins.toolkit import _

from . import advice
from .advice import Advice


def sentence(found: Advice) -> str:
    """One piece of advice. A name is never refused because of it."""
    return _SENTENCES[found.code](found)


_SENTENCES: Mapping[str, Callable[[Advice], str]] = {
    advice.CAPITALS: lambda found: _("Write the words of a name with capitals: {better}.").format(better=found.better),
    advice.ABBREVIATION: lambda found: _("Not everybody knows abbreviations. Write out: {value}.").format(value=found.value),
    advice.MEASURE_FIRST: lambda found: _("“{value}” is the measure and belongs in its own field. The name could be: "
                                          "{better}.").format(value=found.value, better=found.better),
    advice.YEAR: lambda found: _("Leave the year out of the name ({value}): the name stays the same every year.").format(
        value=found.value),
    advice.PERIOD: lambda found: _("Leave the period out of the name ({value}): it has a field of its own.").format(
        value=found.value),
    advice.REGION: lambda found: _("Leave the region out of the name ({value}): it has a field of its own.").format(
        value=found.value),
}
