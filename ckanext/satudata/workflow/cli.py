"""`ckan satudata-workflow …`: thin commands, one function each."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from . import (
    checker,
    checker_messages,
    cli_events,
    cli_officers,
    clocks,
    config,
    escalating,
    export,
    governments,
    mailing,
    measuring,
    messages,
    notices,
    reminding,
    simulating,
    starting_by_itself,
)
from . import officers as holders
from .registry import registry

__all__ = ["satudata_workflow"]


@click.group("satudata-workflow", short_help="Procedures, cases and officers of Satu Data.")
def satudata_workflow() -> None:
    """Procedures, cases and officers of Satu Data."""


for _command in (cli_events.verify_events, cli_events.digest, cli_events.events, cli_officers.officers):
    satudata_workflow.add_command(_command)


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


@satudata_workflow.command()
@click.argument("key")
@click.option("--segment", help="Part of the procedure; default the first.")
@click.option("--start", "begins", help="When the case is opened, as 2026-03-12T09:00; default now.")
@click.option("--government", "slug", help="Under whose hours and names; default the portal's own.")
def simulate(key: str, segment: str | None, begins: str | None, slug: str | None) -> None:
    """Print the timetable of the procedure KEY: each step at its last moment, every answer the one that goes on."""
    government = governments.configured().get(slug) if slug else governments.current()
    procedure = government.procedures.get(key) if government else None
    if government is None or procedure is None or not procedure.steps:
        tk.error_shout(tk._("There is no procedure “{key}” that could run. `procedures` lists them.").format(key=key))
        raise SystemExit(1)
    segment = segment or next(iter(procedure.segments), None)
    zone = ZoneInfo(government.timezone)
    try:
        start = datetime.fromisoformat(begins).replace(tzinfo=zone) if begins else datetime.now(zone)
        planned = list(simulating.timetable(procedure, segment, start, clocks.calendar_of(government)))
    except (ValueError, KeyError) as error:
        tk.error_shout(tk._("This cannot be simulated: {error}. Write --start as 2026-03-12T09:00.").format(error=error))
        raise SystemExit(1) from error
    for one in planned:
        due = one.deadline.at if one.deadline is not None else None
        offices = ", ".join(government.role_title(doer.role) for doer in one.step.actors)
        click.echo(f"{one.arrives:%Y-%m-%d %H:%M}  {f'{due:%Y-%m-%d %H:%M}' if due else '-':16}  {offices}: "
                   + governments.text_of(one.step, government))


@satudata_workflow.command()
def deadlines() -> None:
    """Compute anew when open tasks are due; after an update of the portal, or where no worker runs."""
    moved = clocks.rebuild("calendar")
    click.secho(tk.ungettext("{n} deadline moved.", "{n} deadlines moved.", moved).format(n=moved), fg="green")


@satudata_workflow.command()
def measure() -> None:
    """Measure for the public figures what is not measured yet, and how open cases stand; let cron run it every night."""
    done = measuring.measure_all()
    click.secho(tk.ungettext("{n} case was measured.", "{n} cases were measured.", done).format(n=done), fg="green")


@satudata_workflow.command()
@click.option("--again", is_flag=True, help="Also try what was given up, once the mail server works.")
def notify(again: bool) -> None:
    """Send what is due and forget what is older than 180 days. For cron, every few minutes; safe to run twice."""
    if again:
        mailing.try_again()
    notices.purge()
    model.Session.commit()
    done = mailing.send_due()
    click.echo(tk._("{sent} mails sent, {dropped} notices needed no mail any more, {failed} attempts failed.").format(
        sent=done["sent"], dropped=done["dropped"], failed=done["failed"]))
    if done["failed"]:
        raise click.exceptions.Exit(1)


@satudata_workflow.command("open-due")
def open_due() -> None:
    """Open what the SOPs do by the calendar: once in each period, for each OPD that has officers. For cron, every morning."""
    opened, refused = starting_by_itself.open_all_due(holders.actor_of({"user": tk.config["ckan.site_id"]}))
    for one, refusal in refused:
        tk.error_shout(f"{one.procedure.key} {one.period} {one.organization[1] or ''}: {messages.for_refused(refusal)}")
    click.secho(tk.ungettext("{n} case opened.", "{n} cases opened.", opened).format(n=opened), fg="green")
    if refused:
        raise SystemExit(1)


@satudata_workflow.command()
def escalate() -> None:
    """Raise tasks whose office nobody holds to the office above; let cron run it once a day."""
    number = escalating.of_empty_offices()
    model.Session.commit()
    said = tk.ungettext("One task was raised to the office above.", "{n} tasks were raised to the office above.", number)
    click.secho(said.format(n=number), fg="green")


@satudata_workflow.command()
def remind() -> None:
    """Remind officers of what is due; let cron run it every half hour."""
    sent = reminding.send()
    click.secho(tk.ungettext("{n} reminder was written.", "{n} reminders were written.", sent).format(n=sent), fg="green")
