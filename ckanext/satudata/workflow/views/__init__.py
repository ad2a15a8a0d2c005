"""Pages of the room: one blueprint a module."""

from .cases import blueprint
from .procedures import procedures
from .together import blueprint as together

__all__ = ["blueprint", "procedures", "together"]
