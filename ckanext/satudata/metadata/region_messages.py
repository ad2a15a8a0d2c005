"""Sentences about region codes: what is wrong with one, and which would be right."""

from __future__ import annotations

from ckan.plugins.toolkit import _

from . import regions
from .regions import Meanings, Region


def unknown(value: str) -> str:
    """Not a region; says which it may mean."""
    meant = regions.candidates(value) if value.isdigit() else Meanings(None, None, None)
    if meant.kemendagri and meant.bps and meant.kemendagri != meant.bps:
        return _("{value} means {one} to Kemendagri and {two} to BPS. Write the Kemendagri code with dots: {one_code} or "
                 "{two_code}.").format(value=value, one=regions.full_name(meant.kemendagri), two=regions.full_name(meant.bps),
                                       one_code=meant.kemendagri.code, two_code=meant.bps.code)
    if meant.bps_around and not (meant.kemendagri and meant.kemendagri.code.startswith(meant.bps_around.code)):
        return _within(value, meant.kemendagri, meant.bps_around)
    choices = [region for region in (meant.kemendagri or meant.bps, *regions.search(value, 3)) if region]
    if choices:
        return _('"{value}" is not a region code. Write the Kemendagri code with dots: {choices}.').format(
            value=value, choices=", ".join(map(_coded, dict.fromkeys(choices))))
    return _('"{value}" is not a region. Write the Kemendagri code with dots, such as 33.04 for Kabupaten '
             "Banjarnegara.").format(value=value)


def _within(value: str, kemendagri: Region | None, around: Region) -> str:
    """A code of a kecamatan or a village that is, or may be, of BPS: of those we know the regency only."""
    if kemendagri:
        return _("{value} means {one} to Kemendagri, and to BPS a place in {two}. Write the Kemendagri code with dots: "
                 "{one_code}, or one that begins with {two_code}.").format(
            value=value, one=regions.full_name(kemendagri), two=regions.full_name(around), one_code=kemendagri.code,
            two_code=around.code)
    return _("{value} is a code of BPS, for a place in {two}. Write the Kemendagri code with dots; it begins with "
             "{two_code}.").format(value=value, two=regions.full_name(around), two_code=around.code)


def unknown_around(value: str) -> str:
    """A search within something that is no region."""
    return _('"{value}" is not a region code. Write the Kemendagri code with dots, such as 33.04.').format(value=value)


def at_most(most: int) -> str:
    """More regions than one search gives."""
    return _("At most {most} regions can be asked for at once.").format(most=most)


def too_long(most: int) -> str:
    """Longer than the name of a region."""
    return _("Write at most {most} characters.").format(most=most)


def _coded(region: Region) -> str:
    return f"{region.code} ({regions.full_name(region)})"
