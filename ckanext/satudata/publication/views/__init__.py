"""Pages of the room: one blueprint a module."""

from .files import blueprint
from .submission import satudata_publication_submission
from .tables import satudata_publication_tables

__all__ = ["blueprint", "satudata_publication_submission", "satudata_publication_tables"]
