"""Tables of the room: one class a file; `design.md` says what each holds."""

from .journal import Journal
from .pin import Pin
from .preview import Preview
from .record import Record
from .revision import Revision
from .source import Source

__all__ = ["Journal", "Pin", "Preview", "Record", "Revision", "Source"]
