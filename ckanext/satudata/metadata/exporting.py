"""Records as files: the workbook of a kegiatan, and documents in BPS's format. Each reader gets what he or she may see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import config, indah_rest, portal_rules, regions, showing, variabel, workbook_messages
from .importing.current import INDIKATOR, KEGIATAN
from .importing.files import schemas_of_workbook
from .indah import status_of, to_indah
from .interfaces import IMetadata, Standing
from .model import Indah, Variabel
from .workbook import writing

VARIABEL = "variabel"
MOST_ROWS = 2_000               # variabel that are read at once
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
    yield from showing.indicators_of(context, [kegiatan_id]).get(kegiatan_id, ())


def contact(context: Any, package: Record) -> dict[str, Any] | None:
    """The officer; None where it is not for this reader."""
    if _is_nobody(context):
        return None
    try:
        return tk.get_action("satudata_metadata_contact_show")(tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return None


# --- BPS's format

def document(context: Any, package: Record) -> dict[str, Any]:
    """A kegiatan or an indikator."""
    return _documents([(package["type"], package, _shared(context, package))])[0]


def variables(context: Any, package: Record) -> list[dict[str, Any]]:
    """The variabel of a kegiatan."""
    shared = _shared(context, package)
    return _documents([(VARIABEL, variabel.as_dict(row), shared) for row in variabel.of(package["id"])])


def bundle(context: Any, package: Record) -> dict[str, Any]:
    """A kegiatan with its variabel and indikator."""
    return next(_bundles(context, [package]))


def bundles(context: Any, owner_org: str | None = None) -> Iterator[dict[str, Any]]:
    """Those of all kegiatan that the reader may see, of one office or of all."""
    for page in showing.pages(context, KEGIATAN, owner_org):
        for packages in _together(page):
            yield from _bundles(context, packages)


def seen(context: Any, owner_org: str | None = None) -> Iterator[dict[str, Any]]:
    """The kegiatan that the reader may see, one after the other."""
    for page in showing.pages(context, KEGIATAN, owner_org):
        yield from page


def _together(page: Sequence[Record]) -> Iterator[list[Record]]:
    """Kegiatan whose variabel are read at once: a page of small surveys, a census alone."""
    counts = _counts([package["id"] for package in page])
    group: list[Record] = []
    rows = 0
    for package in page:
        if group and rows + counts.get(package["id"], 0) > MOST_ROWS:
            yield group
            group, rows = [], 0
        group.append(package)
        rows += counts.get(package["id"], 0)
    if group:
        yield group


def _counts(ids: Sequence[str]) -> dict[str, int]:
    if not ids or not variabel.is_ready():
        return {}
    query = sa.select(Variabel.package_id, sa.func.count()).where(Variabel.package_id.in_(ids)).group_by(Variabel.package_id)
    return {package_id: number for package_id, number in model.Session.execute(query)}


def _rows_of(ids: Sequence[str]) -> dict[str, list[Record]]:
    """The variabel of several kegiatan, each in their order."""
    found: dict[str, list[Record]] = {}
    if variabel.is_ready():
        query = sa.select(Variabel).where(Variabel.package_id.in_(ids)).order_by(Variabel.position, Variabel.id)
        for row in model.Session.scalars(query):
            found.setdefault(row.package_id, []).append(variabel.as_dict(row))
    return found


def _bundles(context: Any, packages: Sequence[Record]) -> Iterator[dict[str, Any]]:
    ids = [package["id"] for package in packages]
    rows, indicator_of = _rows_of(ids), showing.indicators_of(context, ids)
    parts: list[Part] = []
    for package in packages:
        shared = _shared(context, package)
        parts.append((KEGIATAN, package, shared))
        parts += [(VARIABEL, row, shared) for row in rows.get(package["id"], ())]
        parts += [(INDIKATOR, one, _shared(context, one)) for one in indicator_of.get(package["id"], ())]
    documents = iter(_documents(parts))
    for package in packages:
        id_ = package["id"]
        yield {"id": id_, KEGIATAN: next(documents), VARIABEL: list(islice(documents, len(rows.get(id_, ())))),
               INDIKATOR: list(islice(documents, len(indicator_of.get(id_, ()))))}


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


@dataclass(frozen=True, slots=True)
class Shared:
    """What the documents of one package share. `around`: what the portal knows of the envelope."""

    officer: Record | None
    is_party: bool
    around: Record


Part = tuple[str, Record, Shared]       # kind, record, and that of its package


def _shared(context: Any, package: Record) -> Shared:
    officer = contact(context, package) if package["type"] == KEGIATAN else None
    is_party = officer is not None or (package["type"] != KEGIATAN and _may_change(context, package))
    return Shared(officer, is_party, _around(package, is_party))


def _documents(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """What an import has kept of records is asked for once; only for those who may see it."""
    kept = indah_rest.of([record["id"] for _, record, shared in parts if shared.is_party])
    return [_document(kind, record, shared, kept.get(record["id"])) for kind, record, shared in parts]


def _document(kind: str, record: Record, shared: Shared, rest: Indah | None) -> dict[str, Any]:
    own = {"id": record["id"]} | ({} if kind == KEGIATAN else {"ms_keg_id": _kegiatan_of(kind, record)})
    envelope = {**shared.around, **(rest.envelope if rest else own), "status": shared.around["status"]}
    return to_indah(kind, record, shared.officer if kind == KEGIATAN else None, envelope=envelope,
                    unknown=rest.unknown if rest else (), rules=portal_rules.of_type(kind))


def _kegiatan_of(kind: str, record: Record) -> Any:
    return record.get("kegiatan_id") if kind == VARIABEL else record.get(KEGIATAN) or None


def _is_nobody(context: Any) -> bool:
    return not context.get("user") and not context.get("ignore_auth")


def _may_change(context: Any, package: Record) -> bool:
    if _is_nobody(context):
        return False
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


