"""Pages of the room: one blueprint a module."""

from .cases import blueprint
from .procedures import procedures
from .starting import blueprint as starting
from .together import blueprint as together

__all__ = ["blueprint", "procedures", "starting", "together"]
