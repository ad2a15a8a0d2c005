"""Pages of the room: one blueprint a module."""

from . import columns, form_asking, variabel_paste  # noqa: F401  (they complete blueprints of other modules)
from .exports import satudata_metadata_export
from .form_files import satudata_metadata_form  # so does it
from .imports import satudata_metadata_import
from .start import satudata_metadata_start
from .tables import satudata_metadata
from .variabel import satudata_metadata_variabel

__all__ = [
    "satudata_metadata", "satudata_metadata_export", "satudata_metadata_form", "satudata_metadata_import",
    "satudata_metadata_start", "satudata_metadata_variabel",
]
