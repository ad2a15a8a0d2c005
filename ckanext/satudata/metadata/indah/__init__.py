"""MS-Keg, MS-Var and MS-Ind in the JSON of INDAH, BPS's metadata service ("v2"): `to_indah` writes, `from_indah` reads."""

from __future__ import annotations

from .problems import Imported, Problem
from .reading import from_indah
from .status import status_of
from .writing import to_indah

__all__ = ["Imported", "Problem", "from_indah", "status_of", "to_indah"]
