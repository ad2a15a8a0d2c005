"""`ckan satudata-publication`: adopt what is there, go on with what was interrupted, approve harvest sources."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
import sqlalchemy as sa

from . import adoption, journal, uploader
from .model import Pin, Source

__all__ = ["satudata_publication"]


@click.group(name="satudata-publication", short_help="Satu Data: what the public sees.")
def satudata_publication() -> None:
    """What the public sees, and on what ground."""


@satudata_publication.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
def adopt(dry_run: bool) -> None:
    """Adopt the records of governed types that have no row yet: what is public stays public."""
    found = adoption.adopt_all(model.Session.connection(), dry_run=dry_run)
    told = 0 if dry_run else adoption.write_event()
    model.Session.commit()
    word = "would be adopted" if dry_run else "adopted"
    click.echo(f"{found.public} public and {found.private} private records {word}; {told} written into the event log.")


@satudata_publication.command()
def resume() -> None:
    """Go on with publications that were interrupted (Solr down, process killed). Safe to run every minute."""
    reached = journal.resume()
    for journal_id, state in reached.items():
        click.echo(f"{journal_id}: {state}")
    click.echo(
        "Nothing is left to do." if all(s == "done" for s in reached.values()) else "Some are not done; run it again later."
    )
    if any(state != "done" for state in reached.values()):
        raise click.exceptions.Exit(1)


@satudata_publication.command()
def settle() -> None:
    """Put every stored file at CKAN's own path too: run it before you take the plugin out."""
    count = 0
    for resource_id in list(model.Session.scalars(sa.select(Pin.resource_id).where(Pin.removed.is_(False)))):
        uploader.settle(resource_id)
        count += 1
    click.echo(f"{count} files are at CKAN's own path.")


@satudata_publication.command("approve-source")
@click.argument("source")
def approve_source(source: str) -> None:
    """Let the records of a harvest source become public as they come. SOURCE: id or name of the source."""
    found = tk.get_action("harvest_source_show")({"ignore_auth": True, "user": ""}, {"id": source})
    if model.Session.get(Source, found["id"]) is None:
        model.Session.add(Source(source_id=found["id"]))
        model.Session.commit()
    click.echo(f"{found['title']} may publish.")
