"""Pages of the room: one blueprint a module."""

from .cases import blueprint
from .clocks import blueprint as clocks
from .documents import blueprint as documents
from .events import blueprint as events
from .notifications import blueprint as notifications
from .officers import blueprint as officers
from .procedures import procedures
from .records import blueprint as records
from .starting import blueprint as starting
from .statistics import blueprint as statistics
from .tasks import blueprint as tasks
from .together import blueprint as together
from .verification import blueprint as verify

__all__ = [
    "blueprint", "clocks", "documents", "events", "notifications", "officers", "procedures", "records", "starting",
    "statistics", "tasks", "together", "verify",
]
