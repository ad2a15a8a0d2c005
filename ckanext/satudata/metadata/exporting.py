"""Records as files: the workbook of a kegiatan, and documents in BPS's format. Each reader gets what he or she may see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import config, indah_rest, portal_rules, regions, types, variabel, workbook_messages
from .importing.current import INDIKATOR, KEGIATAN
from .importing.files import schemas_of_workbook
from .indah import status_of, to_indah
from .interfaces import IMetadata, Standing
from .workbook import writing

VARIABEL = "variabel"
PAGE = 100                      # records that are looked for at once
APPROVED = Standing(is_public=True)

Record = Mapping[str, Any]


def template() -> bytes:
    """The empty workbook."""
    return writing.write(schemas_of_workbook(), workbook_messages.words())


def workbook(context: Any, package: Record) -> bytes:
    """A kegiatan with its variabel and indikator; the officer only for whoever may read the contact.

    Raises:
        CannotWrite: an answer is longer than a cell can be
    """
    rows = [variabel.as_dict(row) for row in variabel.of(package["id"])]
    content = writing.Content(package, rows, list(indicators(context, package["id"])), contact(context, package))
    return writing.write(schemas_of_workbook(), workbook_messages.words(), content)


def indicators(context: Any, kegiatan_id: str) -> Iterator[dict[str, Any]]:
    """The indikator of a kegiatan that the reader may see."""
    query = model.Session.query(model.Package.id).filter(
        model.Package.type == INDIKATOR, model.Package.state != "deleted",
        model.Package.extras[KEGIATAN].astext == kegiatan_id).order_by(model.Package.metadata_created, model.Package.id)
    for (id_,) in query.all():
        try:
            yield tk.get_action("package_show")(tk.fresh_context(context), {"id": id_})
        except (tk.NotAuthorized, tk.ObjectNotFound):
            continue


def contact(context: Any, package: Record) -> dict[str, Any] | None:
    """The officer; None where it is not for this reader."""
    try:
        return tk.get_action("satudata_metadata_contact_show")(tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return None


# --- BPS's format

def document(context: Any, package: Record) -> dict[str, Any]:
    """A kegiatan or an indikator."""
    return _documents(context, package, [(package["type"], package)])[0]


def variables(context: Any, package: Record) -> list[dict[str, Any]]:
    """The variabel of a kegiatan."""
    rows = [(VARIABEL, variabel.as_dict(row)) for row in variabel.of(package["id"])]
    return _documents(context, package, rows)


def bundle(context: Any, package: Record) -> dict[str, Any]:
    """A kegiatan with its variabel and indikator."""
    return {"id": package["id"], KEGIATAN: document(context, package), VARIABEL: variables(context, package),
            INDIKATOR: [document(context, indicator) for indicator in indicators(context, package["id"])]}


def bundles(context: Any, owner_org: str | None = None) -> Iterator[dict[str, Any]]:
    """Those of all kegiatan that the reader may see, of one office or of all."""
    for package in seen(context, owner_org):
        yield bundle(context, package)


def seen(context: Any, owner_org: str | None = None) -> Iterator[dict[str, Any]]:
    """The kegiatan that the reader may see, one after the other."""
    asked: dict[str, Any] = {
        "q": "*:*", "fq_list": [types.only((KEGIATAN,)), *([f'+owner_org:"{owner_org}"'] if owner_org else [])],
        "rows": PAGE, "include_private": True, "include_drafts": True, "facet": False, "sort": "id asc", "fl": ["id"]}
    start, found = 0, True
    while found:
        found = tk.get_action("package_search")(tk.fresh_context(context), {**asked, "start": start})["results"]
        start += PAGE
        for row in found:
            try:
                yield tk.get_action("package_show")(tk.fresh_context(context), {"id": row["id"]})
            except (tk.NotAuthorized, tk.ObjectNotFound):
                continue
        model.Session.expunge_all()     # what was shown is not needed any more: memory stays flat


def written(found: Any) -> bytes:
    """One document as a file."""
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def as_json(context: Any, owner_org: str | None = None) -> Iterator[str]:
    """One JSON list of all bundles, piece by piece."""
    before = "[\n"
    for one in bundles(context, owner_org):
        yield before + json.dumps(one, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _documents(context: Any, package: Record, records: Sequence[tuple[str, Record]]) -> list[dict[str, Any]]:
    """Records of one package, which share its standing and its rights."""
    officer = contact(context, package) if package["type"] == KEGIATAN else None
    is_party = officer is not None or (package["type"] != KEGIATAN and _may_change(context, package))
    kept = indah_rest.of([record["id"] for _, record in records]) if is_party else {}
    around = _around(package, is_party)
    found: list[dict[str, Any]] = []
    for kind, record in records:
        rest = kept.get(record["id"])
        own = {"id": record["id"]} | ({} if kind == KEGIATAN else {"ms_keg_id": _kegiatan_of(kind, record)})
        envelope = {**around, **(rest.envelope if rest else own), "status": around["status"]}
        found.append(to_indah(kind, record, officer if kind == KEGIATAN else None, envelope=envelope,
                              unknown=rest.unknown if rest else (), rules=portal_rules.of_type(kind)))
    return found


def _kegiatan_of(kind: str, record: Record) -> Any:
    return record.get("kegiatan_id") if kind == VARIABEL else record.get(KEGIATAN) or None


def _may_change(context: Any, package: Record) -> bool:
    try:
        tk.check_access("package_update", tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return False
    return True


def _around(package: Record, is_party: bool) -> dict[str, Any]:
    """What the portal knows of the envelope."""
    office = package.get("organization") or {}
    code = regions.bps_code(config.region()) or ""
    year = str(package.get("tahun_kegiatan") or "")
    return {
        **({"submission_period": int(year)} if len(year) == 4 and year.isdecimal() else {}),
        "produsen_data": {"id": None, "name": office.get("title") or office.get("name"),
                          "province_code": code[:2] or None, "city_code": code[2:4] or None},
        "status": status_of(**_standing(package, is_party)),
    }


def _standing(package: Record, is_party: bool) -> dict[str, Any]:
    """The public sees what is published, whatever is being checked meanwhile."""
    known = next((found for plugin in p.PluginImplementations(IMetadata) if (found := plugin.standing(package["id"]))), None)
    if known is None:
        known = Standing(is_public=not package.get("private"))
    if not is_party and known.is_public:
        known = APPROVED
    return {"is_public": known.is_public, "is_open": known.is_open, "round": known.round, "outcome": known.outcome,
            "waiting_for": known.waiting_for, "is_taken": known.is_taken}


