"""Interfaces of the portal's shell that rooms, and extensions of others, may implement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ckan.plugins import Interface

if TYPE_CHECKING:
    from ckanext.satudata.doctor import Check


class IDoctor(Interface):
    """Adds checks to `ckan satudata doctor`."""

    def doctor_checks(self) -> Sequence[Check]:
        """Functions without arguments that yield a `Finding` for each thing that is wrong, and nothing if all is well.

        A check only reads. It may raise: the doctor reports that as a problem and goes on.
        """
        return []
