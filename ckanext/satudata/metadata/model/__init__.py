"""Tables of the room: one class a file."""

from .autosave import Autosave
from .guess import Guess
from .table import Table

__all__ = ["Autosave", "Guess", "Table"]
