"""Tables of the room: one class a file."""

from .autosave import Autosave
from .contact import Contact
from .guess import Guess
from .table import Table
from .variabel import Variabel

__all__ = ["Autosave", "Contact", "Guess", "Table", "Variabel"]
