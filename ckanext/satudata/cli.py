"""ckan satudata: commands for the whole portal."""

from contextlib import ExitStack

import ckan.plugins.toolkit as tk
import click
from ckan.common import _, ungettext
from flask import has_request_context
from flask_babel import force_locale

from ckanext.satudata import doctor as doctors

__all__ = ["satudata"]


@click.group(short_help="Commands of Satu Data for the whole portal.")
def satudata() -> None:
    pass


@satudata.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say in plain words what is wrong with this installation; ends with 1 if there is a problem."""
    with ExitStack() as stack:
        if not has_request_context():
            stack.enter_context(context.meta["flask_app"].test_request_context())
        # Without a request there is no language; the administrator's is that of the portal.
        stack.enter_context(force_locale(tk.config["ckan.locale_default"]))
        findings = doctors.examine()
        for finding in findings:
            show(finding)
        problems = sum(finding.level == "problem" for finding in findings)
        if problems:
            click.secho(ungettext("%(num)d problem.", "%(num)d problems.", problems) % {"num": problems}, fg="red")
        else:
            click.secho(_("No problem was found."), fg="green")
    context.exit(1 if problems else 0)


def show(finding: doctors.Finding) -> None:
    is_problem = finding.level == "problem"
    click.secho(_("Problem") if is_problem else _("Advice"), fg="red" if is_problem else "yellow", nl=False)
    click.echo(f": {finding.sentence}")
    click.echo(f"    → {finding.remedy}")
