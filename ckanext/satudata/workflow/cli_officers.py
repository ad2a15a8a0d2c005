"""`ckan satudata-workflow officers …`: who holds which office."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from . import officers as holders
from . import officers_found

PAGE = 100


@click.group()
def officers() -> None:
    """Who holds which role."""


def _act(action: str, data: dict[str, Any]) -> Any:
    """Call an action as the portal; a refusal is printed in words and ends the command."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    sent = {key: value for key, value in data.items() if value is not None}
    try:
        return tk.get_action(f"satudata_workflow_{action}")({"user": site_user, "ignore_auth": True}, sent)
    except (tk.ValidationError, tk.ObjectNotFound) as refused:
        tk.error_shout(refused)
        raise SystemExit(1) from refused


@officers.command("list")
@click.option("--state", type=click.Choice(officers_found.STATES), default=officers_found.ALL, help="Default all.")
@click.option("--role", help="Only this role.")
@click.option("--organization", "org", help="Only of this OPD.")
@click.option("--acting", is_flag=True, help="Only Plt and Plh.")
def officers_list(**wanted: Any) -> None:
    """Offices: id, role, account, OPD, first and last day, plt or plh."""
    shown, count = 0, 1
    while shown < count:
        found = _act("officer_search", wanted | {"limit": PAGE, "offset": shown})
        count = found["count"]
        for row in found["results"]:
            cells = (row["id"], row["role"], row["user_name"], row["org_name"], row["valid_from"], row["valid_until"],
                     row["acting_as"])
            click.echo("  ".join(str(cell or "-") for cell in cells))
        if not found["results"]:
            break
        shown += len(found["results"])


@officers.command("vacant")
def officers_vacant() -> None:
    """Offices that the procedures need and that nobody holds: open tasks that wait, role, OPD."""
    shown, count = 0, 1
    while shown < count:
        found = _act("vacancy_list", {"limit": PAGE, "offset": shown})
        count = found["count"]
        for row in found["results"]:
            click.echo("  ".join((str(row["waiting"]), row["role"], row["org_name"] or "-")))
        if not found["results"]:
            break
        shown += len(found["results"])


@officers.command("add")
@click.argument("user")
@click.argument("role")
@click.option("--organization", help="Name or id of the OPD, for roles that an OPD has.")
@click.option("--from", "valid_from", help="First day, as 2026-03-12; default today.")
@click.option("--until", "valid_until", help="Last day.")
@click.option("--nip", help="Kept as keyed hash only.")
@click.option("--acting-as", type=click.Choice(["plt", "plh"]), help="Held for somebody else.")
@click.option("--acting-for", help="Account of whom it is held for.")
@click.option("--decree", help="Number of the decree.")
@click.option("--decree-on", help="Date of the decree.")
def officers_add(user: str, role: str, **more: str | None) -> None:
    """Name USER to the office ROLE."""
    _act("officer_create", {"user": user, "role": role, **{key: value for key, value in more.items() if value}})
    click.secho(tk._("{user} holds the role {role}.").format(user=user, role=role), fg="green")


@officers.command("end")
@click.argument("office")
@click.option("--last-day", help="Still counts; default today.")
@click.option("--reason", help="Why, for the history of the office.")
def officers_end(office: str, last_day: str | None, reason: str | None) -> None:
    """End OFFICE (its id, as `list` prints it). Tasks that the person had taken go back to the office."""
    ended = _act("officer_end", {"id": office, "last_day": last_day, "reason": reason})
    click.secho(tk._("The office ends on {day}.").format(day=ended["valid_until"]), fg="green")


@officers.command("prolong")
@click.argument("office")
@click.option("--until", "valid_until", help="New last day; without it until somebody ends the office.")
@click.option("--reason", help="Why, or by which decree, for the history of the office.")
def officers_prolong(office: str, valid_until: str | None, reason: str | None) -> None:
    """Let OFFICE (its id) last longer."""
    now = _act("officer_prolong", {"id": office, "valid_until": valid_until, "reason": reason})["valid_until"]
    said = tk._("The office ends on {day}.").format(day=now) if now else tk._("The office has no last day.")
    click.secho(said, fg="green")


@officers.command("expire")
def officers_expire() -> None:
    """Take back the capacities of offices whose last day is over; let cron run it once a day."""
    holders.expire()
    model.Session.commit()
    click.secho(tk._("Ended offices open no form any more."), fg="green")
