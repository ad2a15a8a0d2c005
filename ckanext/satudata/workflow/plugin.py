"""Runs the SOPs: wiring only."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.exceptions import CkanConfigurationException

from ckanext.satudata import config as shell
from ckanext.satudata.doctor import Check
from ckanext.satudata.interfaces import IDoctor

from . import checker, doctor, governments, logic
from . import config as options
from .checklist import CHECKLIST
from .interfaces import IProcedures
from .registry import registry
from .stepforms import Form

# The default of ckan.display_timezone; whoever wants UTC itself writes Etc/UTC
CKANS_ZONE = "UTC"


@tk.blanket.actions(logic.all_actions)
@tk.blanket.auth_functions(logic.all_auth)
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class WorkflowPlugin(p.SingletonPlugin):
    """Procedures, cases, tasks, officers, documents and events."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(IDoctor)
    p.implements(IProcedures, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "satudata_workflow")

    def configure(self, config: CKANConfig) -> None:
        """A portal does not start with procedures that cannot be trusted; its pages show the government's time.

        Raises:
            CkanConfigurationException: the checker found something; its sentences are the message
        """
        try:
            checker.require_sound(options.governments_folder(), registry())
        except governments.FilesRefused as refused:
            raise CkanConfigurationException(str(refused)) from refused
        government = governments.configured().get(shell.government())
        if government and config["ckan.display_timezone"] == CKANS_ZONE:
            config["ckan.display_timezone"] = government.timezone

    def procedure_forms(self) -> dict[str, Form]:
        return {"satudata.checklist": CHECKLIST}

    def doctor_checks(self) -> list[Check]:
        return doctor.checks()
