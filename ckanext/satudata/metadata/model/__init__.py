"""Tables of the room: one class a file."""

from .table import Table

__all__ = ["Table"]
