"""Plugin of the room: wiring only."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Context

from ckanext.satudata.doctor import Check
from ckanext.satudata.interfaces import IDoctor

from . import attribution, config, doctor, documents, extensions, facets, logic, regions, schemas, service, types
from .logic import officers


@tk.blanket.actions(logic.all_actions)
@tk.blanket.auth_functions
@tk.blanket.validators(logic.all_validators)
@tk.blanket.helpers
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
class MetadataPlugin(p.SingletonPlugin):
    """Fields and code lists of Satu Data, completeness, facets, and the tables behind the files."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IFacets, inherit=True)
    p.implements(IDoctor)

    # IConfigurer

    def update_config(self, config_: CKANConfig) -> None:
        tk.add_template_directory(config_, "templates")
        # scheming reads these in its own update_config, after ours; a portal with a schema of its own keeps it
        if "scheming.dataset_schemas" not in config_:
            config_["scheming.dataset_schemas"] = config.OWN_SCHEMA
            config_["scheming.presets"] = config.OWN_PRESETS

    # IConfigurable

    def configure(self, config_: CKANConfig) -> None:
        extensions.apply()

    # IPackageController

    def create(self, entity: model.Package) -> None:
        if entity.resources:
            service.note_files(entity)

    def edit(self, entity: model.Package) -> None:
        service.note_files(entity)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        officers.keep(context, pkg_dict)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        officers.keep(context, pkg_dict)

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        if schemas.is_ours(pkg_dict.get("type") or ""):
            pkg_dict["attribution"] = attribution.of(pkg_dict)
            code = pkg_dict.get("kode_wilayah")         # in a portal's own schema it may be anything
            if isinstance(code, str) and (bps := regions.bps_code(code)):
                pkg_dict["kode_wilayah_bps"] = bps

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return documents.for_index(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return facets.ask_for_all(types.narrowed(search_params))

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        facets.name_choices(search_results.get("search_facets") or {})
        return search_results

    # IFacets

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        return facets.titles(facets_dict, package_type) if schemas.is_ours(package_type) else facets_dict

    def organization_facets(self, facets_dict: Any, organization_type: str, package_type: str | None) -> Any:
        return facets.of_office(facets_dict) if schemas.is_ours(package_type or types.DATASET) else facets_dict

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> Any:
        return facets.titles(facets_dict) if schemas.is_ours(package_type or types.DATASET) else facets_dict

    # IDoctor

    def doctor_checks(self) -> list[Check]:
        return doctor.checks()
