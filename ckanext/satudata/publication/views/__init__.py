"""Pages of the room: one blueprint a module."""

from .files import blueprint

__all__ = ["blueprint"]
