"""Tables of the room: one class a file."""

from .autosave import Autosave
from .column import Column
from .contact import Contact
from .guess import Guess
from .imported import Imported
from .indah import Indah
from .table import Table
from .variabel import Variabel

__all__ = ["Autosave", "Column", "Contact", "Guess", "Imported", "Indah", "Table", "Variabel"]
