"""Sentences about names of other systems: what is wrong, and what to do next."""

from __future__ import annotations

from ckan.common import _

from .aliases import Clash


def sent_twice(clash: Clash) -> str:
    """A field that was sent under two names."""
    one, other = clash.names
    if clash.row:
        said = _("Row {row}: “{one}” and “{other}” are two names of one field, and say different things. Send only one of "
                 "them.")
        return said.format(row=clash.row, one=one, other=other)
    said = _("“{one}” and “{other}” are two names of one field, and say different things. Send only one of them.")
    return said.format(one=one, other=other)
