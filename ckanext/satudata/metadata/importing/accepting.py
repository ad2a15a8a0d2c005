"""Taking a file over: each kegiatan in one transaction with all that belongs to it, or not at all, and once only."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, cast

import ckan.logic as ckan_logic
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.munge import munge_title_to_name
from sqlalchemy.exc import IntegrityError

from ckanext.satudata import transactions

from .. import components, import_messages, indah_rest, starting, variabel
from ..model import Imported
from . import checking, comparing, current, preview, storing
from .comparing import INDIKATOR, KEGIATAN, together
from .current import Counterparts, Stored
from .parcel import Entry, Parcel

log = logging.getLogger(__name__)
LONGEST_NAME = 100              # of an address, as CKAN has it
MARK = 9                        # signs of an address that make it this file's own

Result = dict[str, Any]
Told = Callable[[int], None]    # rows that are written so far


class Changed(Exception):
    """Somebody has changed the kegiatan since its sender saw the preview."""


def take_all(context: Any, id_: str, told: Told = lambda rows: None) -> dict[str, Result]:
    """Write every parcel of an accepted file that has no result yet. Running it twice, or twice at once, writes once.

    Returns:
        the results, by the parcel's number
    """
    done = 0
    row = storing.get(id_)
    parcels = storing.parcels_of(row) if row else []
    same_name = checking.between(parcels)
    for number, parcel in enumerate(parcels):
        _take(context, id_, number, parcel, [same_name[number]] if number in same_name else [], partial(_further, told, done))
        done += parcel.rows
        told(done)
    row = storing.get(id_)
    return dict(row.results) if row else {}


def _further(told: Told, done: int, rows: int) -> None:
    told(done + rows)


def _take(context: Any, id_: str, number: int, parcel: Parcel, same_name: Sequence[checking.Fault], told: Told) -> None:
    """One kegiatan: what was refused leaves nothing behind but its reason."""
    try:
        row = _locked(id_, number)
        if row is None:
            model.Session.rollback()
            return
        result, ids = _write(context, row, number, parcel, same_name, told)
        storing.note(row, number, result)
        transactions.commit(context, *(partial(_index, one, one == ids[-1]) for one in ids))
        return
    except Changed:
        refused = {"refused": [import_messages.changed_meanwhile()], "changed": True}
    except (tk.NotAuthorized, tk.ObjectNotFound) as reason:
        refused = {"refused": [import_messages.refused(str(reason))]}
    except tk.ValidationError as reason:
        refused = {"refused": _sentences(reason)}
    except IntegrityError:
        log.warning("parcel %s of import %s was written by somebody else at the same moment", number, id_, exc_info=True)
        refused = {"refused": [import_messages.changed_meanwhile()], "changed": True}
    except BaseException:
        model.Session.rollback()
        raise
    model.Session.rollback()
    if (row := _locked(id_, number)) is not None:
        storing.note(row, number, {**refused, "title": parcel.title})
    model.Session.commit()


def _locked(id_: str, number: int) -> Imported | None:
    """The file, for this transaction alone; None where the parcel has its result, or nobody accepted it."""
    row = storing.get(id_, lock=True)
    if row is None or row.status != storing.RUNNING or str(number) in row.results:
        return None
    return row


def _sentences(reason: tk.ValidationError) -> list[str]:
    return list(dict.fromkeys(starting.sentences_of(reason))) or [import_messages.not_taken()]


# --- one kegiatan

def _write(context: Any, row: Imported, number: int, parcel: Parcel, same_name: Sequence[checking.Fault],
           told: Told) -> tuple[Result, list[str]]:
    """Everything of a parcel. Commits nothing.

    Args:
        same_name: what other parcels of the file say of its name
    Returns:
        the result, and the ids of the records to index; that of the kegiatan last
    """
    _wait_for_others(current.kegiatan_of(parcel, row.package_id, row.owner_org))
    _wait_for_namesakes(parcel, row.owner_org)
    look = preview.looked_at(context, [parcel], row.package_id, row.owner_org, with_variabel=False)[0]
    stored, wrong = look.stored, [*same_name, *(fault for fault in look.faults if not fault["is_note"])]
    if stored.stamp != row.stamps[number]:
        raise Changed
    if wrong:
        raise _refusal(wrong)
    office = str(stored.package["owner_org"]) if stored.package else row.owner_org
    kegiatan_id = _kegiatan(context, row.id, number, parcel, stored, office)
    told(1)
    if kegiatan_id:
        _parts_of(context, kegiatan_id, parcel, look)
    told(len(parcel.variabel or ()))
    ids = _indicators(context, f"{row.id}-{number}", parcel, stored, office, kegiatan_id)
    package = model.Package.get(kegiatan_id) if kegiatan_id else None
    result: Result = {
        "id": kegiatan_id, "name": package.name if package else None, "title": package.title if package else "",
        "is_new": stored.package is None and kegiatan_id is not None, "counts": counts(look.changes)}
    return result, [*ids, *([kegiatan_id] if kegiatan_id else [])]


def _refusal(wrong: Iterable[checking.Fault]) -> tk.ValidationError:
    return tk.ValidationError({"message": [
        f"{fault['place']}: {fault['sentence']}" if fault["place"] else fault["sentence"] for fault in wrong]})


def counts(changes: Iterable[comparing.Change]) -> dict[str, dict[str, int]]:
    """How many records of each kind are new, changed, removed …"""
    found: dict[str, dict[str, int]] = {}
    for change in changes:
        of_kind = found.setdefault(change.kind, {})
        of_kind[change.what] = of_kind.get(change.what, 0) + 1
    return found


def _wait_for_others(kegiatan_id: str | None) -> None:
    """The lock of the form's saves (`forms.py`), taken before all others: they and we compare stamps one after the other."""
    if kegiatan_id is not None:
        _lock(f"satudata_metadata_form:{kegiatan_id}")
        if (package := model.Session.get(model.Package, kegiatan_id)) is not None:
            model.Session.refresh(package)


def _wait_for_namesakes(parcel: Parcel, owner_org: str) -> None:
    """Two files that bring a kegiatan of one name come one after the other: the second one finds the first one's.

    Behind the lock of the form, always in this order. The year is left out: a file may leave the stored one as it is.
    """
    if parcel.title:
        _lock(f"satudata_metadata_import:{owner_org}:{current.key_of(parcel.title)}")


def _lock(key: str) -> None:
    """Until the transaction ends, for whoever asks with the same key."""
    model.Session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _own(context: Any, **more: Any) -> Any:
    return tk.fresh_context(context, defer_commit=True, **more)


def _kegiatan(context: Any, id_: str, number: int, parcel: Parcel, stored: Stored, office: str) -> str | None:
    if parcel.kegiatan is None:
        return str(stored.package["id"]) if stored.package else None
    if stored.package is None:
        made = _created(context, KEGIATAN, parcel.kegiatan, office, f"{id_}-{number}")
    else:
        made = _changed(context, parcel.kegiatan, stored.package)
    indah_rest.keep(made, made, parcel.kegiatan.rest)
    return made


def _created(context: Any, kind: str, entry: Entry, office: str, mark: str, **more: Any) -> str:
    """A draft, as the page makes it that begins with a title."""
    own = _own(context, return_id_only=True, allow_state_change=True, **{components.CHECKED: True})
    answers = {name: answer for name, answer in entry.answers.items() if answer and name not in ("id", "name", "owner_org")}
    data = {**answers, **more, "type": kind, "owner_org": office, "private": True, "state": "draft",
            "name": address(str(entry.answers["title"]), mark)}
    return tk.get_action("package_create")(own, data)


def _changed(context: Any, entry: Entry, package: Mapping[str, Any]) -> str:
    """Only what differs is sent on."""
    differing = {change.field: change.after for change in comparing.differences(entry, package)
                 if change.field not in ("name", "owner_org")}
    if differing:
        # without `return_id_only` CKAN 2.12 takes back what it has written where the commit is left to the caller
        own = _own(context, return_id_only=True, **{components.CHECKED: True})
        tk.get_action("package_patch")(own, {"id": package["id"], **differing})
    return str(package["id"])


def address(title: str, mark: str) -> str:
    """An address of a record that a file brings: the same for the same part of the same file."""
    own = uuid.uuid5(uuid.NAMESPACE_URL, mark).hex[:MARK - 1]
    return f"{munge_title_to_name(title).strip('-_')[:LONGEST_NAME - MARK - 1] or 'data'}-{own}"


def _parts_of(context: Any, kegiatan_id: str, parcel: Parcel, look: preview.Look) -> None:
    """Variabel, and the officer."""
    if parcel.variabel is not None and _differs(comparing.VARIABEL, look):
        counterparts = Counterparts(look.stored.variabel, variabel.NAME)
        rows = [_row(entry, counterparts.of(entry)) for entry in parcel.variabel]
        try:
            tk.get_action("satudata_metadata_variabel_replace")(_own(context), {"kegiatan_id": kegiatan_id, "rows": rows})
        except tk.ValidationError as refused:
            wrong = checking.of_refused_rows(parcel, refused.error_dict.get(variabel.ROWS, ()))
            raise (_refusal(wrong) if wrong else refused) from refused
    if any(entry.rest for entry in parcel.variabel or ()):
        model.Session.flush()
        by_name = {current.key_of(row.nama): row.id for row in variabel.of(kegiatan_id)}
        for entry in parcel.variabel or ():
            indah_rest.keep(by_name[current.key_of(entry.answers[variabel.NAME])], kegiatan_id, entry.rest)
    if parcel.contacts is not None and _differs(comparing.CONTACT, look):
        known = {**(look.stored.contacts or {}), **parcel.contacts.answers}
        tk.get_action("satudata_metadata_contact_update")(
            _own(context), {"id": kegiatan_id, **{name: said for name, said in known.items() if said}})


def _differs(kind: str, look: preview.Look) -> bool:
    found = [change for change in look.changes if change.kind == kind]
    in_order = [entry.answers.get(variabel.NAME) for entry in look.parcel.variabel or ()]
    moved = kind == comparing.VARIABEL and in_order != [record[variabel.NAME] for record in look.stored.variabel]
    return moved or not comparing.is_nothing(found)


def _row(entry: Entry, before: Mapping[str, Any] | None) -> dict[str, Any]:
    return together(entry, before or {}) | ({"id": before["id"]} if before else {})


def _indicators(context: Any, mark: str, parcel: Parcel, stored: Stored, office: str, kegiatan_id: str | None) -> list[str]:
    ids: list[str] = []
    link = {KEGIATAN: kegiatan_id} if kegiatan_id else {}
    counterparts = Counterparts(stored.indikator, "title")
    for number, entry in enumerate(parcel.indikator or ()):
        before = counterparts.of(entry)
        if before is None:
            id_ = _created(context, INDIKATOR, entry, office, f"{mark}-{number}", **link)
        else:
            linked = Entry({**entry.answers, **link}, entry.places)
            id_ = _changed(context, linked, before)
        indah_rest.keep(id_, id_, entry.rest)
        ids.append(id_)
    return ids


def _index(package_id: str, is_last: bool) -> None:
    context: Any = {"ignore_auth": True, "user": "", "use_cache": False}
    both = ckan_logic.package_show_default_and_custom_schemas(context, package_id)
    cast(Any, ckan_logic.index_update_package_dicts)(both, not is_last)

