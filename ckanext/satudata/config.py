"""Options of the portal's shell; types, defaults and descriptions stand in config_declaration.yaml."""

import ckan.plugins.toolkit as tk


def government() -> str:
    """Folder name of the government whose procedures open new cases."""
    return tk.config["ckanext.satudata.government"]
