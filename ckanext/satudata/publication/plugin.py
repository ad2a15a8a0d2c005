"""What the public sees, and from when: wiring only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultPermissionLabels
from ckan.types import Action, Context

from ckanext.satudata.doctor import Check
from ckanext.satudata.interfaces import IDoctor
from ckanext.satudata.metadata.shared import IMetadata, Standing
from ckanext.satudata.workflow.shared import IProcedures, current_government

from . import (
    config,
    doctor,
    effects,
    events,
    gate,
    guards,
    hidden,
    labels,
    previews,
    records,
    releases,
    standing,
    submission,
    topics,
    uploader,
)
from .logic import action, auth
from .logic import tables as table_logic
from .logic import variabel as variabel_logic


@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class PublicationPlugin(p.SingletonPlugin, DefaultPermissionLabels):
    """Visibility, the gate, sealed revisions, files."""

    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.IPermissionLabels)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IUploader)
    p.implements(IProcedures, inherit=True)
    p.implements(IDoctor)
    p.implements(IMetadata, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        hidden.close_list_of_tables(config)

    def get_actions(self) -> dict[str, Action]:
        return action.all_actions() | table_logic.all_actions() | variabel_logic.all_actions()

    def get_auth_functions(self) -> dict[str, Any]:
        return auth.all_functions() | table_logic.all_auth() | variabel_logic.all_auth()

    # IPermissionLabels

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        if config.is_governed(dataset_obj.type):
            return labels.of_package(dataset_obj)
        return super().get_dataset_labels(dataset_obj)

    def get_user_dataset_labels(self, user_obj: model.User) -> list[str]:
        return [*super().get_user_dataset_labels(user_obj), *labels.of_user(user_obj)]

    # IPackageController: inside CKAN's transaction, before its commit

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        if package := gate.governed(pkg_dict["id"]):
            gate.after_create(context, package)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        if package := gate.governed(pkg_dict["id"]):
            gate.after_update(context, package)
            previews.after_change(package.id)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return releases.for_index(pkg_dict)

    # IUploader

    def get_uploader(self, upload_to: str, old_filename: str | None) -> None:
        """Pictures and the like go CKAN's own way."""
        return None

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> Any:
        return uploader.PinnedUpload(data_dict) if records.tables_exist() else None

    def attribution_sentence(self, package: dict[str, Any]) -> str:
        """The government's sentence: its SOPs make it a duty wherever data is downloaded or used."""
        return current_government().attribution_in("id", tk.config["ckan.site_url"])

    def looks_after_records(self, user: Any) -> bool:
        return bool(labels.of_user(user))

    def last_change(self, package_id: str) -> tuple[str, datetime] | None:
        return submission.last_change(package_id) if records.tables_exist() else None

    def after_table_load(self, package_id: str) -> None:
        previews.ask(package_id)

    def is_content_closed(self, package_id: str) -> bool:
        row = records.get(package_id) if records.tables_exist() else None
        return row is not None and records.is_closed(row)

    def standing(self, package_id: str) -> Standing | None:
        return standing.of(package_id) if records.tables_exist() else None

    def doctor_checks(self) -> list[Check]:
        return doctor.checks()

    # IProcedures

    def procedure_topics(self) -> dict[str, Any]:
        return {name: topics.PackageTopic(name) for name in config.governed_types()}

    def procedure_effects(self) -> dict[str, Any]:
        return {"publication.seal": effects.seal, "publication.publish": effects.publish}

    def procedure_effect_labels(self) -> dict[str, Any]:
        return effects.labels()

    def procedure_guards(self) -> dict[str, Any]:
        return guards.all_guards()

    def procedure_problem_sentences(self) -> dict[str, Any]:
        return guards.sentences()

    def procedure_event_sentences(self) -> dict[str, Any]:
        return events.sentences()
