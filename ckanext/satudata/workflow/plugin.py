"""Runs the SOPs: wiring only."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.satudata.doctor import Check
from ckanext.satudata.interfaces import IDoctor

from . import doctor


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class WorkflowPlugin(p.SingletonPlugin):
    """Procedures, cases, tasks, officers, documents and events."""

    p.implements(p.IConfigurer)
    p.implements(IDoctor)

    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")

    def doctor_checks(self) -> list[Check]:
        return doctor.checks()
