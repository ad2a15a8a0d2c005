"""Options of the room; types, defaults and descriptions stand in config_declaration.yaml."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def governed_types() -> frozenset[str]:
    """Package types that become public only through a case."""
    return frozenset(tk.config["ckanext.satudata.publication.types"])


def is_governed(package_type: str | None) -> bool:
    return package_type in governed_types()
