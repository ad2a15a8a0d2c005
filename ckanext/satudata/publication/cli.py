"""`ckan satudata-publication`: adopt what is there, go on with what was interrupted, approve harvest sources."""

from __future__ import annotations

from collections import Counter

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
import sqlalchemy as sa
from ckan.logic import index_update_package

from ckanext.satudata.workflow.shared import INTERNAL, record

from . import access, adoption, journal, previews, records, sources, uploader
from .events import SOURCE_APPROVED
from .model import Pin, Record

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
    if not dry_run:
        for package_id in adoption.hidden_in_index():
            index_update_package({"ignore_auth": True}, package_id)
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
@click.confirmation_option(prompt="Records whose files are not open to everybody become private. Go on?")
def settle() -> None:
    """Run it before you take the plugin out: every file comes to CKAN's own path, and what is not open becomes private.

    CKAN alone knows no access level: a public record would give its files and rows to everybody.
    """
    closed = [package for package in _published() if not access.is_open(package)]
    for package in closed:
        package.private = True
        records.hide_for_removal(package.id)
    model.Session.commit()
    for package in closed:
        index_update_package({"ignore_auth": True}, package.id)
    resource_ids = list(model.Session.scalars(sa.select(Pin.resource_id).where(Pin.removed.is_(False))))
    for resource_id in resource_ids:
        uploader.settle(resource_id)
    click.echo(f"{len(resource_ids)} files are at CKAN's own path; {len(closed)} records that are not open are private now.")


def _published() -> list[model.Package]:
    published = sa.select(Record.package_id).where(Record.visibility == records.PUBLISHED)
    return list(model.Session.scalars(sa.select(model.Package).where(model.Package.id.in_(published))))


@satudata_publication.command("approve-source")
@click.argument("source")
def approve_source(source: str) -> None:
    """Let the records of a harvest source become public as they come. SOURCE: id or name of the source."""
    found = tk.get_action("harvest_source_show")({"ignore_auth": True, "user": ""}, {"id": source})
    sources.approve(found["id"], None)
    record("government", SOURCE_APPROVED, None, audience=INTERNAL, data={"source": found["id"]})
    model.Session.commit()
    click.echo(f"{found['title']} may publish, as it is now. If its address or settings change, approve it again.")


@satudata_publication.command("previews")
@click.option("--all", "everything", is_flag=True, help="Make those that are there again, too.")
def make_previews(everything: bool) -> None:
    """Make the previews and charts of tables that are missing. Safe to run at any time, and to interrupt.

    Publishing asks a worker for them by itself; run this after `adopt`, and when a worker has been away.
    """
    count: Counter[str] = Counter()
    for package_id in previews.due(everything):
        count.update(previews.make_of(package_id, again=everything).values())
    words = ", ".join(f"{number} {word}" for word, number in sorted(count.items()))
    click.echo(f"Previews: {words}." if words else "No table lacks its preview.")
