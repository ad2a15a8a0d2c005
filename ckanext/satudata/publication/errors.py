"""What the gate refuses: GateRefused, with a `code` that `messages.py` makes a sentence of."""

from __future__ import annotations

from typing import Any


class GateRefused(Exception):
    """A write that would change what was approved, or make public what no case has published."""

    def __init__(self, code: str, field: str = "message", **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values
