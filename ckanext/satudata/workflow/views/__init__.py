"""Pages of the room: one blueprint a module."""

from .cases import blueprint
from .clocks import blueprint as clocks
from .notifications import blueprint as notifications
from .procedures import procedures
from .starting import blueprint as starting
from .together import blueprint as together

__all__ = ["blueprint", "clocks", "notifications", "procedures", "starting", "together"]
