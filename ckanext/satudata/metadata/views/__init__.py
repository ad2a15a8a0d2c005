"""Pages of the room: one blueprint a module."""

from .form_files import satudata_metadata_form  # it completes the blueprint of the form
from .tables import satudata_metadata

__all__ = ["satudata_metadata", "satudata_metadata_form"]
