"""Options of the portal's shell; types, defaults and descriptions stand in config_declaration.yaml."""

import ckan.plugins.toolkit as tk


def government() -> str:
    """Folder name of the government whose procedures open new cases."""
    return tk.config["ckanext.satudata.government"]


def authority() -> str:
    """Name of the government as it stands above the masthead."""
    return tk.config["ckanext.satudata.authority"]


def ink() -> str:
    """Colour of structure: header, headings, main buttons."""
    return tk.config["ckanext.satudata.theme.ink"]


def accent() -> str:
    """Colour of what is current or due, and of the focus ring."""
    return tk.config["ckanext.satudata.theme.accent"]
