"""Codes of the statistical data standard (Standar Data Statistik). Pure."""

from __future__ import annotations

import re

_CODE = re.compile(r"([A-Z]{1,2}[0-9]{5})\.?([0-9]{2})\.?([0-9]{2})")


def normal(text: str) -> str | None:
    """The code with its dots and in capitals (`SD00001.00.00`); None where the text is no code.

    Source: Diskominfo Sumatera Selatan, Buku Pedoman 2024, pp. 2-3 (after Peraturan BPS 4/2021).
    """
    found = _CODE.fullmatch(text.upper().replace(" ", ""))
    return ".".join(found.groups()) if found else None
