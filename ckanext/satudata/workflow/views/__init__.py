"""Pages of the room: one blueprint a module."""

from .cases import blueprint

__all__ = ["blueprint"]
