"""Options of the room; types, defaults and descriptions stand in config_declaration.yaml."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def governments_folder() -> str | None:
    """The administrator's own folder of governments, beside the ones that are shipped."""
    return tk.config["ckanext.satudata.workflow.governments_folder"] or None


def document_limit_mb() -> int:
    """Largest document that an officer may upload to a case."""
    return tk.config["ckanext.satudata.workflow.document_limit_mb"]
