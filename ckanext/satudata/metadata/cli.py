"""`ckan satudata-metadata …`"""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
import sqlalchemy as sa

from . import autosaves, cli_exchange, service, vocabularies, vocabulary_check
from .importing import storing
from .model import Table
from .model.table import FAILED, STATUSES

__all__ = ["satudata_metadata"]


@click.group("satudata-metadata", short_help="Metadata, code lists and tables of a Satu Data portal.")
def satudata_metadata() -> None:
    """Metadata, code lists and tables of a Satu Data portal."""


@satudata_metadata.group()
def tables() -> None:
    """Tables that are loaded from uploaded files."""


@tables.command()
def status() -> None:
    """Count the tables by state and list those that failed."""
    if not service.is_ready():
        tk.error_shout("The room's table is missing. Run: ckan db upgrade -p satudata_metadata")
        raise click.Abort()
    counted = {name: number for name, number in model.Session.query(Table.status, sa.func.count()).group_by(Table.status)}
    for name in STATUSES:
        click.echo(f"{name}: {counted.get(name, 0)}")
    for row in model.Session.query(Table).filter_by(status=FAILED).order_by(Table.updated_at):
        click.echo(f"failed: resource {row.resource_id} of package {row.package_id} at {row.updated_at:%Y-%m-%d %H:%M} UTC")


@tables.command()
def resume() -> None:
    """Enqueue the tables that still wait, as after a fault of Redis or a killed worker."""
    number = service.resume_waiting()
    click.secho(f"{number} tables enqueued on the queue {service.QUEUE}", fg="green")


@satudata_metadata.command()
def tidy() -> None:
    """Forget what people typed into forms more than 30 days ago and never saved, and files with metadata that were sent
    more than 7 days ago. For cron, once a day.
    """
    texts, files = autosaves.tidy(), storing.tidy()
    model.Session.commit()
    click.secho(f"{texts} unsaved texts forgotten, {files} files forgotten", fg="green")


for command in (cli_exchange.import_, cli_exchange.export, cli_exchange.check):
    satudata_metadata.add_command(command)


@satudata_metadata.group("vocabularies")
def vocabularies_group() -> None:
    """Code lists: those of the plugin, and those of the portal's own folder."""


@vocabularies_group.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Read every list, the regions and every field that uses a list; count them and say what is wrong.

    Ends with 1 if something is.
    """
    faults = vocabulary_check.faults()
    for fault in faults:
        tk.error_shout(fault)
    if faults:
        click.secho(f"{len(faults)} things are wrong", fg="red")
        context.exit(1)
    for name, number in vocabulary_check.counts().items():
        click.echo(f"{name}: {number}")
    click.secho(f"{len(vocabularies.names())} lists are in order", fg="green")


@vocabularies_group.command("list")
def list_() -> None:
    """Name every list with its date and source; those of the portal's own folder are marked."""
    own = set(vocabularies.own_names())
    for name in vocabularies.names():
        found = vocabularies.load(name)
        click.secho(name, bold=True, nl=False)
        click.echo(f" ({found.title['id']}), {found.date}")
        if name in own:
            click.echo(f"    with {vocabularies.own_folder()}/{name}.yaml")
        click.echo(f"    {found.source}")
        click.echo(f"    {found.licence}")
