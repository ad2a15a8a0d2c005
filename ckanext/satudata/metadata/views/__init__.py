"""Pages of the room: one blueprint a module."""

from .form_files import satudata_metadata_form  # it completes the blueprint of the form
from .start import satudata_metadata_start
from .tables import satudata_metadata

__all__ = ["satudata_metadata", "satudata_metadata_form", "satudata_metadata_start"]
