"""Pages of the room: one blueprint a module."""

from .tables import satudata_metadata

__all__ = ["satudata_metadata"]
