"""`ckan satudata-metadata import`, `export` and `check`: metadata in workbooks, in BPS's format, and as the national catalogue
takes it, for machines.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
from werkzeug.datastructures import FileStorage

from . import catalogue_sources, exporting, types, workbook_messages
from .importing import files, preview, shown
from .importing.current import KEGIATAN
from .workbook.problems import CannotWrite

XLSX, INDAH, CATALOGUE = "xlsx", "indah", "catalogue"


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", help="Office (OPD) that the metadata belongs to, by name or id.")
@click.option("--kegiatan", help="Activity that the file changes, by name or id; without it the file brings a new one.")
@click.option("--user", required=True, help="Account that does it, with its own rights.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_context
def import_(context: click.Context, file: Path, org: str | None, kegiatan: str | None, user: str, dry_run: bool) -> None:
    """Take the metadata of a FILE over: a workbook (XLSX), one of its sheets (CSV), or BPS's format (JSON).

    Each activity is written as a whole or not at all. Ends with 1 if anything stands against it.
    """
    own: Any = _person(user)
    upload = FileStorage(io.BytesIO(file.read_bytes()), filename=file.name)
    data = {"owner_org": org, "kegiatan_id": kegiatan, "upload": upload}
    made = _done(context, "satudata_metadata_import_create", own, data)
    found = _done(context, "satudata_metadata_import_show", own, {"id": made["id"]})
    is_wrong = _tell(found)
    if dry_run or not found["may_be_taken"]:
        tk.get_action("satudata_metadata_import_delete")(own, {"id": found["id"]})
        click.echo(tk._("Nothing was saved."))
        context.exit(1 if is_wrong else 0)
    sent = {"id": found["id"], "stamp": found["stamp"]}
    answer = _done(context, "satudata_metadata_import_accept", {**own, "satudata_metadata_at_once": True}, sent)
    refused = _tell_results(answer)
    context.exit(1 if is_wrong or refused else 0)


def _person(name: str) -> dict[str, Any]:
    user = model.User.get(name)
    if user is None:
        raise click.BadParameter(tk._("There is no such account."), param_hint="--user")
    return {"user": user.name, "auth_user_obj": user}


def _done(context: click.Context, action: str, own: Any, data: dict[str, Any]) -> Any:
    """What the action answers; its refusal ends the command."""
    try:
        return tk.get_action(action)(own, data)
    except tk.ValidationError as refused:
        for name, said in refused.error_dict.items():
            tk.error_shout(f"{name}: {'; '.join(map(str, said)) if isinstance(said, list) else said}")
    except (tk.NotAuthorized, tk.ObjectNotFound) as refused:
        tk.error_shout(str(refused))
    context.exit(1)


def _tell(found: Mapping[str, Any]) -> bool:
    """Every problem on a line of its own, then what would change; whether anything has to be corrected."""
    every = [*found["problems"], *(fault for one in found["kegiatan"] for fault in one["problems"])]
    for fault in every:
        _tell_fault(fault)
    for one in found["kegiatan"]:
        click.echo(f"{one['title'] or '-'}: {'; '.join(one['summary']) or '-'}")
    return any(not fault["is_note"] for fault in every)


def _tell_fault(fault: Mapping[str, Any]) -> None:
    about = f"{fault['field']}: " if fault["field"] and fault["field"] not in fault["sentence"] else ""
    place = f"{fault['place']}: " if fault["place"] else ""
    line = " ".join(f"{place}{about}{fault['sentence']}".split())
    click.secho(line, err=True, fg=None if fault["is_note"] else "red")


def _tell_results(answer: Mapping[str, Any]) -> bool:
    for result in answer["results"]:
        for sentence in result.get("refused", ()):
            tk.error_shout(sentence)
        if "refused" not in result:
            click.secho(f"{result['name'] or '-'}: {'; '.join(result['summary'])}", fg="green")
    return any("refused" in result for result in answer["results"])


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", help="Also look for activities of this office that have the same name.")
@click.pass_context
def check(context: click.Context, file: Path, org: str | None) -> None:
    """Say every problem of a FILE, one a line. Ends with 1 if there is one that has to be corrected; saves nothing."""
    office = model.Group.get(org) if org else None
    if org and office is None:
        raise click.BadParameter(tk._("There is no such office."), param_hint="--org")
    taken = files.read(file.read_bytes(), file.name)
    looks = preview.looked_at(_site(), taken.parcels, None, office.id if office is not None else "")
    every = [*shown.of_reader(list(taken.faults)), *(fault for look in looks for fault in look.faults)]
    for fault in every:
        _tell_fault(fault)
    wrong = sum(not fault["is_note"] for fault in every)
    if wrong:
        click.secho(tk.ungettext("{n} thing has to be corrected", "{n} things have to be corrected", wrong).format(n=wrong),
                    fg="red")
        context.exit(1)
    click.secho(tk._("The file is in order."), fg="green")


def _site() -> dict[str, Any]:
    """The portal itself: whoever runs commands on the server may see everything."""
    name = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": name, "auth_user_obj": model.User.get(name), "ignore_auth": True}


@click.command()
@click.option("--kegiatan", help="One activity, by name or id.")
@click.option("--dataset", help="One dataset, by name or id; only for the national catalogue.")
@click.option("--org", help="All activities of an office, by name or id; for the national catalogue its datasets.")
@click.option("--all", "everything", is_flag=True, help="All of the portal, also what is not public.")
@click.option("--format", "format_", type=click.Choice([XLSX, INDAH, CATALOGUE]), default=XLSX, show_default=True)
@click.option("-o", "--output", type=click.File("wb"), default="-",
              help="File to write; left out, it goes to the standard output.")
@click.pass_context
def export(context: click.Context, kegiatan: str | None, dataset: str | None, org: str | None, everything: bool,
           format_: str, output: BinaryIO) -> None:
    """Write activities with their variables and indicators: as workbooks (several in a ZIP), or in BPS's format. Or datasets,
    as the national catalogue takes them.
    """
    single = dataset if format_ == CATALOGUE else kegiatan
    if sum(map(bool, (kegiatan, dataset, org, everything))) != 1 or (not single and (kegiatan or dataset)):
        raise click.UsageError(tk._("Name one of --kegiatan, --org and --all; with --format catalogue one of --dataset, --org "
                                    "and --all."))
    own = _site()
    try:
        for piece in _one(own, single, format_) if single else _many(own, _office(org), format_):
            output.write(piece)
    except tk.ObjectNotFound as missing:
        tk.error_shout(str(missing) or tk._("There is no such record."))
        context.exit(1)
    except CannotWrite as wrong:
        for problem in wrong.problems:
            tk.error_shout(f"{problem.place}: {workbook_messages.sentence(problem)}")
        context.exit(1)


def _office(name: str | None) -> str | None:
    if not name:
        return None
    found = model.Group.get(name)
    if found is None or not found.is_organization:
        raise click.BadParameter(tk._("There is no such office."), param_hint="--org")
    return found.id


def _one(own: Any, name: str, format_: str) -> Iterator[bytes]:
    package = tk.get_action("package_show")(tk.fresh_context(own), {"id": name})
    if package["type"] != (types.DATASET if format_ == CATALOGUE else KEGIATAN):
        raise tk.ObjectNotFound(tk._("There is no such record."))
    if format_ == CATALOGUE:
        yield exporting.written(catalogue_sources.document(own, package))
    elif format_ == XLSX:
        yield exporting.workbook(own, package)
    else:
        yield exporting.written(exporting.bundle(own, package))


def _many(own: Any, office: str | None, format_: str) -> Iterator[bytes]:
    if format_ != XLSX:
        written = exporting.as_json if format_ == INDAH else catalogue_sources.as_json
        yield from (piece.encode() for piece in written(own, office))
        return
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for package in exporting.seen(own, office):
            archive.writestr(f"{package['name']}.xlsx", exporting.workbook(own, package))
    yield target.getvalue()
