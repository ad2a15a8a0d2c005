"""How a record is cited in a list of sources: office, year, title, revision, portal, day, address."""

from __future__ import annotations

from dataclasses import dataclass

from ckan.plugins.toolkit import _


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation names; `day` is written out, `revision` is None for what no case of this portal published."""

    office: str
    year: int
    title: str
    portal: str
    day: str
    address: str
    revision: int | None = None


def sentence(cited: Cited) -> str:
    """The citation as one paragraph, in the reader's language."""
    start = f"{cited.office} ({cited.year}). {cited.title.rstrip('. ')}." if cited.office else f"{cited.title} ({cited.year})."
    if cited.revision is not None:
        place = _("Revision {no}. {portal}, published on {day}.").format(no=cited.revision, portal=cited.portal, day=cited.day)
    else:
        place = _("{portal}, last changed on {day}.").format(portal=cited.portal, day=cited.day)
    return f"{start} {place} {cited.address}"
