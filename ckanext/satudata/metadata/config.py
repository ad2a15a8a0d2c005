"""Options of the room; types, defaults and descriptions stand in config_declaration.yaml."""

import ckan.plugins.toolkit as tk

OWN_TYPES = ("dataset", "kegiatan", "indikator", "publikasi")
OWN_SCHEMA = " ".join(f"ckanext.satudata.schemas:{name}.yaml" for name in OWN_TYPES)
OWN_PRESETS = "ckanext.scheming:presets.json ckanext.satudata.schemas:presets.yaml"


def region() -> str:
    """Kemendagri code of the portal's own region; empty if nobody said it."""
    return _where_ckan_runs("ckanext.satudata.metadata.region")


def vocabularies() -> str:
    """Folder of the portal's own code lists; empty if it has none."""
    return _where_ckan_runs("ckanext.satudata.metadata.vocabularies")


def rules() -> str:
    """File with the portal's own rules; empty if ours hold."""
    return _where_ckan_runs("ckanext.satudata.metadata.rules")


def _where_ckan_runs(name: str) -> str:
    """Lists and regions are also read by programs without a portal; CKAN would warn of options that it has not declared."""
    return tk.config[name] if name in tk.config else ""


def extend() -> list[str]:
    """Package types of the portal's own schema to which our fields are added."""
    return tk.config["ckanext.satudata.metadata.extend"]


def attribution() -> str:
    """The administrator's sentence with its gaps; empty if there is none."""
    return tk.config["ckanext.satudata.metadata.attribution"]


def table_types() -> list[str]:
    """Package types whose uploaded tables are loaded."""
    return tk.config["ckanext.satudata.metadata.table_types"]


def table_timeout() -> int:
    """Seconds for loading one table."""
    return tk.config["ckanext.satudata.metadata.table_timeout"]
