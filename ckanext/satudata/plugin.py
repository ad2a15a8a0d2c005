"""The portal's shell: translations, templates, and what every room stands on."""

from pathlib import Path

import ckan.authz as authz
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.types import CKANApp

from ckanext.satudata import forms, home, i18n  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)


@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class SatudataPlugin(p.SingletonPlugin, DefaultTranslation):
    """Goes first in ckan.plugins: the first plugin wins for templates and translations."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IMiddleware, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "satudata")

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        app.view_functions["home.index"] = home.index       # a blueprint of ours would give the page another name
        app.before_request(forms.keep_core_check)
        _complete_tables()
        return app

    def i18n_directory(self) -> str:
        return str(Path(i18n.__file__).parent)

    def i18n_locales(self) -> list[str]:
        return sorted(path.parent.name for path in Path(self.i18n_directory()).glob("*/LC_MESSAGES"))

    def i18n_domain(self) -> str:
        return "ckanext-satudata"


def _complete_tables() -> None:
    """Fill CKAN's tables of actions and authorization functions before the first request is answered.

    CKAN fills them when somebody first asks, core's own before those of plugins, without a lock: of several requests that a
    new process with threads gets at once, some would meet no authorization function of ours, or core's action without ours.
    """
    tk.get_action("status_show")
    authz.auth_functions_list()
