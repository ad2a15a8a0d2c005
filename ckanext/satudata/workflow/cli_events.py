"""`ckan satudata-workflow verify-events | digest | events`: the event log as an administrator proves it and takes it away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from . import digests, event_log, event_messages, verifying

__all__ = ["digest", "events", "verify_events"]


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


_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("events")
@click.option("--format", "as_", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--since", type=_DAY, help="First day, as 2026-03-12, in the government's zone.")
@click.option("--until", type=_DAY, help="Last day.")
@click.option("--case", "case_name", help="Id or number of a case: its events, and those of its records.")
@click.option("--record", help="Id of a record.")
@click.option("--kind", help="Only of cases of this kind, such as publication.")
@click.option("--words", is_flag=True, help="Also what people wrote as reasons and comments.")
def events(  # noqa: PLR0913, PLR0917  (one for each option)
    as_: str, since: datetime | None, until: datetime | None, case_name: str | None, record: str | None, kind: str | None,
    words: bool,
) -> None:
    """Print the event log, oldest first. For the administrator: no rights are asked, events of all audiences are in it.

    Persons are in it by the ids of their accounts. With --words it holds whatever people wrote, among it comments that only
    one office may read; keep such a file as carefully as the cases.
    """
    wanted = event_log.Wanted()
    if case_name is not None:
        case = event_log.find_case(case_name)
        if case is None:
            tk.error_shout(tk._("There is no case {name}. Give its number or its id.").format(name=case_name))
            raise SystemExit(1)
        wanted = event_log.of_case(case)
    wanted = event_log.narrowed(wanted, record=record, kind=kind, since=since and since.date(), until=until and until.date())
    found, out = event_log.rows(wanted, with_words=words), click.get_text_stream("stdout", encoding="utf-8")
    if as_ == "json":
        event_log.write_json(found, out)
    else:
        event_log.write_csv(found, out, with_words=words)
