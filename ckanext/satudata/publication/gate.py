"""The gate: what may be written to a governed record, by whatever way it comes (design §8).

`before_*` run in the chained actions, in front of CKAN's own; `after_*` run inside CKAN's transaction, before its
commit, and look at what has really been written. Both hold for sysadmins, jobs and harvesters too: only the service of
this room makes a record public, and it does not come through here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa
from ckan.logic.validators import boolean_validator
from ckan.types import Context

from ckanext.satudata.workflow.shared import (
    Actor,
    CaseRefused,
    actor_of,
    cancel,
    last_case_of,
    leave,
    lock_open_case,
    may_begin,
    open_case,
    open_case_of,
    reassign,
    record,
    record_stream,
)

from . import config, events, journal, labels, messages, records, sealing, sources, tables, uploader
from .errors import GateRefused
from .model import Pin, Record, Revision

PUBLICATION, DISSEMINATION = "publication", "dissemination"     # kinds of cases
DISSEMINATED = "publikasi"      # what the SOPs of dissemination call their product: infographics, books, narratives
DELETED = "record deleted"      # reason of a case that the portal cancels with its record


def governed(name_or_id: str | None) -> model.Package | None:
    """The package, if it is of a governed type."""
    package = model.Package.get(name_or_id) if name_or_id else None
    return package if sealing.is_governed_package(package) else None


def _need_tables() -> None:
    if not records.tables_exist():
        raise GateRefused("tables_missing", command=messages.MIGRATE)


# creating


def check_type(package_type: Any) -> None:
    """CKAN takes any word as a type and shows such a record like every other: a way around the governed ones.

    Raises:
        GateRefused: neither this room nor a plugin knows the type
    """
    known = {name for plugin in p.PluginImplementations(p.IDatasetForm) for name in plugin.package_types()}
    if not isinstance(package_type, str) or package_type not in known | config.governed_types():
        raise GateRefused("type_unknown", "type", type=package_type)


def before_create(context: Context, data_dict: dict[str, Any]) -> None:
    """A new record of a governed type is private whatever was sent; only an approved harvest source publishes.

    Raises:
        GateRefused: the room's tables are missing, no organisation, or a resource id that stands elsewhere
    """
    _need_tables()
    if not data_dict.get("owner_org"):
        raise GateRefused("organization_needed", "owner_org")
    _own_resource_ids(None, data_dict.get("resources"))
    if not (context.get("ignore_auth") and sources.is_approved(sources.making(data_dict.get("id")))):
        data_dict["private"] = True


def after_create(context: Context, package: model.Package) -> None:
    """Write the record's row and the event, and open its case when a person made it; same transaction as the package."""
    actor = actor_of(context)
    source_id = sources.making(package.id) if context.get("ignore_auth") else None
    if source_id is not None:
        visible = not package.private and sources.is_approved(source_id)
        row = records.create(package.id, records.PUBLISHED if visible else records.UNPUBLISHED, records.SOURCE)
        sources.bind(row, source_id)
    else:
        row = records.create(package.id, records.UNPUBLISHED, None)
    if not package.private and not records.is_public(row):
        raise GateRefused("only_by_a_case", "private")
    _tell(package, events.RECORD_CREATED, actor, {"type": package.type})
    if actor.is_person and actor.user_id and source_id is None:
        open_case(_kind_of_case(package, actor), package.type, package.id, actor)


def _tell(package: model.Package, type_: str, actor: Actor, data: dict[str, Any] | None = None) -> None:
    """Record what somebody did to a record; all for whom he or she acts (Plt/Plh) are makers with him or her (design §7.3)."""
    others = sorted(actor.persons - {actor.user_id})
    said = (data or {}) | ({"for": others} if others else {})
    record(record_stream(package.id), type_, actor if actor.user_id else None, data=said)


# changing


def before_update(package: model.Package, data_dict: dict[str, Any], context: Context) -> None:
    """Lock the record's row and refuse what would make it public.

    Raises:
        GateRefused: tables missing, a public record without a ground, private → public, or a foreign resource id
    """
    _need_tables()
    if data_dict.get("owner_org", package.owner_org) != package.owner_org:
        lock_open_case(package.type, package.id)        # it will follow: case before record, as everywhere
    row = records.lock(package.id)
    if row is None and not package.private:
        if package.state == "active":
            raise GateRefused("no_record", "private")
        row = records.create(package.id, records.UNPUBLISHED, None)     # deleted, or never finished: nobody saw it
    _only_its_source(context, package, row)
    if not _from_approved_source(context, row):
        _keep_private(package, row, data_dict)
    if row is not None and records.is_closed(row):
        kept = _private(data_dict, package) == package.private and data_dict.get("state", package.state) == package.state
        if not kept:
            raise GateRefused("frozen" if row.frozen else "published", "private")
    _own_resource_ids(package, data_dict.get("resources"))


def _private(data_dict: dict[str, Any], package: model.Package) -> bool:
    wanted = data_dict.get("private", package.private)
    return bool(boolean_validator(wanted, {})) if wanted is not None else package.private


def _keep_private(package: model.Package, row: Record | None, data_dict: dict[str, Any]) -> None:
    """A record that is not public stays private: who asks otherwise is refused, an old flag is corrected without a word."""
    if records.is_public(row):
        if package.private and not _private(data_dict, package):
            raise GateRefused("only_by_a_case", "private")
    elif package.private and not _private(data_dict, package):
        raise GateRefused("only_by_a_case", "private")
    else:
        data_dict["private"] = True


def _only_its_source(context: Context, package: model.Package, row: Record | None) -> None:
    """A harvest writes what its own source brought: a remote that names the id of another record captures nothing."""
    harvesting = sources.writing(package) if context.get("ignore_auth") else set()
    if harvesting and (row is None or row.source_id not in harvesting):
        raise GateRefused("other_source", "id")


def _from_approved_source(context: Context, row: Record | None) -> bool:
    return bool(context.get("ignore_auth")) and row is not None and sources.is_approved(row.source_id)


def after_update(context: Context, package: model.Package) -> None:
    """Look at what was written: a closed content must still be the sealed one; an open one has one more maker.

    Raises:
        GateRefused: the content of a record that is under review, or public by a case, would change
    """
    row = records.get(package.id)
    if row is None:
        row = records.create(package.id, records.UNPUBLISHED, None)
    if records.is_closed(row):
        _unchanged(package, row)
        return
    actor = actor_of(context)
    if not package.private and not records.is_public(row):
        if not _from_approved_source(context, row) or row.visibility != records.UNPUBLISHED:
            raise GateRefused("only_by_a_case", "private")
        records.show_source(row)
    elif package.private and records.is_public(row):
        by_source = _from_approved_source(context, row)         # what a person hides, no harvest shows again
        records.hide(row, records.UNPUBLISHED if by_source or row.basis != records.SOURCE else records.WITHDRAWN)
        _tell(package, events.RECORD_HIDDEN, actor)
    _drop_removed(package)
    if records.is_public(row):
        journal.settle_later(package.id)
    if actor.is_person and actor.user_id:
        _tell(package, events.RECORD_CHANGED, actor)
        follow_organization(package)


def _unchanged(package: model.Package, row: Record) -> None:
    """System keys may change in any state; the sealed content may not."""
    model.Session.flush()
    sealed = records.seal_of(row)
    if sealed is None or sealing.digest(sealing.content_of(package.id)) != sealed.sha256:
        raise GateRefused("frozen" if row.frozen else "published")


def follow_organization(package: model.Package) -> None:
    case = open_case_of(package.type, package.id)
    if case is not None and case.org_id != package.owner_org:
        reassign(case, package.owner_org)


def _drop_removed(package: model.Package) -> None:
    """A resource that is taken out keeps a pin that says so: neither its file nor its rows answer any more."""
    for resource in package.resources_all:
        if resource.state == "deleted":
            pin = model.Session.get(Pin, resource.id)
            if pin is None:
                pin = Pin(resource_id=resource.id, package_id=package.id, version=1)
                model.Session.add(pin)
            pin.removed = True
    model.Session.flush()


def _own_resource_ids(package: model.Package | None, resources: Iterable[Any] | None) -> None:
    """Refuse a resource id that stands, or ever stood, under another package: its file and rows would be adopted."""
    if not isinstance(resources, (list, tuple)):
        return
    sent = {r["id"] for r in resources if isinstance(r, dict) and isinstance(r.get("id"), str) and r["id"]}
    if not sent:
        return
    here = package.id if package is not None else None
    known: dict[str, set[str]] = {}
    for table in (model.Resource.id, model.Resource.package_id), (Pin.resource_id, Pin.package_id):
        for id_, owner in model.Session.execute(sa.select(*table).where(table[0].in_(sent))):
            known.setdefault(id_, set()).add(owner)
    for id_ in sent:
        is_own = known[id_] == {here} if id_ in known else not (tables.exists(id_) or uploader.has_core_file(id_))
        if not is_own:
            raise GateRefused("resource_elsewhere", "resources", id=id_)


# deleting, and what writes beside package_update


def before_delete(context: Context, package: model.Package) -> list[Any]:
    """Delete is the safe direction, but what is checked or public has its own procedures: then only administrators may.

    The record is made private with it, so a restored package is not public again by itself.

    Returns:
        what is left to do once it is committed
    Raises:
        GateRefused: under review, or public by a case, and the caller is no administrator
    """
    _need_tables()
    case = lock_open_case(package.type, package.id)
    row, actor = records.lock(package.id), actor_of(context)
    if row is not None and records.is_closed(row) and not _is_administrator(context):
        raise GateRefused("frozen" if row.frozen else "published")
    by_source = _from_approved_source(context, row)     # a source that brings its record back shows it again by itself
    if not by_source:
        package.private = True
    if row is not None and records.is_public(row):
        records.hide(row, records.UNPUBLISHED if by_source else records.WITHDRAWN)
    if case is not None:        # other records of the case stay in it
        case = leave(case, package.id, actor)
    afterwards = cancel(case.id, DELETED, actor).afterwards if case is not None else []
    _tell(package, events.RECORD_DELETED, actor)
    return afterwards


def _is_administrator(context: Context) -> bool:
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    return bool(context.get("ignore_auth") or (user is not None and getattr(user, "sysadmin", False)))


def before_side_write(context: Context, package: model.Package, *, is_content: bool, is_view: bool = False) -> None:
    """What writes beside `package_update` (DataStore, views, groups, relationships) asks here.

    Args:
        is_content: rows of a table: whoever writes them is a maker of an open record
        is_view: how a file is shown: administrators mend it also where the record is public
    Raises:
        GateRefused: the record is under review, or public by a case
    """
    _need_tables()
    row = records.lock(package.id)
    if row is None and not package.private:
        raise GateRefused("no_record")
    may_pass = is_view and row is not None and not row.frozen and _is_administrator(context)
    if row is not None and records.is_closed(row) and not may_pass:
        raise GateRefused("frozen" if row.frozen else "published")
    actor = actor_of(context)
    if is_content and actor.is_person and actor.user_id:
        _tell(package, events.RECORD_CHANGED, actor, {"rows": True})


def before_table_write(context: Context, resource_id: str | None) -> None:
    """The table of an uploaded file holds what the file holds: only the portal's loader writes it (design §2.4).

    Raises:
        GateRefused: the resource is a file, and somebody else than the loader writes its rows
    """
    resource = model.Resource.get(resource_id) if resource_id else None
    if resource is not None and resource.url_type == "upload" and not tables.is_loading(context) and tables.loads_files():
        raise GateRefused("rows_of_a_file")


def lock_case(package: model.Package) -> None:
    """Whoever will need both locks takes that of the case before that of the record."""
    lock_open_case(package.type, package.id)


# the button


def open_case_again(package: model.Package, context: Context) -> Any:
    """Open a case for a record that is not public and has none (adopted private, rejected, cancelled).

    Raises:
        GateRefused: it is public, or deleted
        CaseRefused: it has an open case
    """
    _need_tables()
    row = records.lock(package.id)
    if package.state == "deleted":
        raise GateRefused("deleted")
    if records.is_public(row):
        raise GateRefused("is_public")
    if row is None and not package.private:
        raise GateRefused("no_record")
    if row is None:
        records.create(package.id, records.UNPUBLISHED, None)
    elif row.frozen:
        raise CaseRefused("already_open")
    package.private = True      # a flag from a time without us
    actor, last = actor_of(context), last_case_of(package.type, package.id)
    # what one SOP has rejected is not tried in another
    kind = last.kind if last is not None and last.kind in (PUBLICATION, DISSEMINATION) else _kind_of_case(package, actor)
    return open_case(kind, package.type, package.id, actor)


def _kind_of_case(package: model.Package, actor: Actor) -> str:
    """The SOPs of dissemination say how the statistics office brings out its own products; those of an OPD go the way of its
    data."""
    if package.type == DISSEMINATED and may_begin(DISSEMINATION, package.type, package.owner_org, actor):
        return DISSEMINATION
    return PUBLICATION


def is_portals_own(context: Context, name: str, package: model.Package) -> bool:
    """Whether a side write is the portal loading the table of a file: no caller can send that mark.

    Not into a content that is closed: its rows are those that were approved.
    """
    if not name.startswith("datastore_") or not tables.is_loading(context):
        return False
    row = records.lock(package.id)
    return row is None or not records.is_closed(row)


def standing(context: Context, package: model.Package) -> dict[str, Any]:
    """What the public sees of a record, on what ground; its open case only for its parties."""
    row = records.get(package.id) if records.tables_exist() else None
    live = model.Session.get(Revision, row.live) if row is not None and row.live else None
    found: dict[str, Any] = {
        "visibility": row.visibility if row is not None else records.UNPUBLISHED,
        "basis": row.basis if row is not None else None,
        "published_at": live.published_at.isoformat() if live is not None and live.published_at else None,
        "revision": live.no if live is not None else None,
    }
    if row is not None and labels.may_read_closed(context.get("auth_user_obj"), package):
        case = open_case_of(package.type, package.id)
        found |= {
            "frozen": row.frozen,
            "case_id": case.id if case is not None else None,
            "may_open_case": case is None and not records.is_public(row),
        }
    return found
