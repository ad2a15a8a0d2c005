"""`ckan satudata-workflow verify-events | digest`: the event log as an administrator proves it."""

from __future__ import annotations

from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from . import digests, event_messages, verifying

__all__ = ["digest", "verify_events"]


@click.command("verify-events")
@click.option("--stream", help="Only this stream, such as case:<id>; then the digests themselves are not proved.")
@click.option("--against", metavar="FILE_OR_HASH", help="Also a digest that was kept outside: as printed, or its hash alone.")
def verify_events(stream: str | None, against: str | None) -> None:
    """Prove that no event was changed, removed or put in since it was written, and that no digest was."""
    number = 0
    for found in verifying.faults(stream):
        tk.error_shout(event_messages.fault(found))
        number += 1
    if against is not None:
        try:
            for found in verifying.kept(_kept(against)):
                tk.error_shout(event_messages.fault(found))
                number += 1
        except (ValueError, OSError) as error:
            tk.error_shout(tk._("There is no digest in {name}. Give a file that `digest --print` has written, or a hash of 64 "
                                "characters.").format(name=against))
            raise SystemExit(1) from error
    if number:
        raise SystemExit(1)
    click.secho(tk._("The event log is as it was written."), fg="green")


def _kept(against: str) -> str:
    """What somebody kept: the file of this name, or the text itself."""
    return against if verifying.SHA256.fullmatch(against) else Path(against).read_text(errors="replace")


@click.command("digest")
@click.option("--print", "printed", is_flag=True, help="Print the line that is kept outside the portal.")
@click.option("--all", "all_", is_flag=True, help="With --print: of all days.")
def digest(printed: bool, all_: bool) -> None:
    """Take today's digest of the event log, once a day; let cron run it every night."""
    taken = digests.take()
    model.Session.commit()
    if not printed:
        click.secho(event_messages.digest_taken(taken), fg="green")
        return
    for one in digests.all_digests() if all_ else [taken]:
        click.echo(digests.printed(one))
