"""`ckan satudata-workflow …`: thin commands, one function each."""

from __future__ import annotations

import json

import ckan.plugins.toolkit as tk
import click

from . import checker, checker_messages, config, export, governments
from .registry import registry

__all__ = ["satudata_workflow"]


@click.group("satudata-workflow", short_help="Procedures, cases and officers of Satu Data.")
def satudata_workflow() -> None:
    """Procedures, cases and officers of Satu Data."""


@satudata_workflow.command()
def check() -> None:
    """Prove that the files of all governments can be run, and that nothing gets out unchecked."""
    folder = config.governments_folder()
    faults = checker.check_all(folder, registry())
    for fault in faults:
        tk.error_shout(checker_messages.sentence(fault, tk._))
    if faults:
        raise SystemExit(1)
    known = governments.load_all(folder)
    number = sum(len(government.own_procedures) for government in known.values())
    click.secho(tk._("{governments} governments and {procedures} procedures are in order.").format(
        governments=len(known), procedures=number), fg="green")


@satudata_workflow.command()
@click.option("--format", "as_", type=click.Choice(["json"]), default="json", help="The only form there is.")
def procedures(as_: str) -> None:
    """Print all loaded procedures, one entry for each SOP."""
    try:
        known = governments.configured()
    except governments.FilesRefused as refused:
        for fault in refused.faults:
            tk.error_shout(checker_messages.sentence(fault, tk._))
        raise SystemExit(1) from refused
    click.echo(json.dumps(export.document(known), ensure_ascii=False, indent=2))
