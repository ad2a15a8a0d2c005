"""Actions that read the SOPs: open to everybody, because SOPs are public."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.language import language

from .. import desk, export, flowchart_counts, governments, officers, statistics, support
from ..flowchart import row_refs
from ..government import Government, filled, shown, text_of
from ..procedures import Procedure, in_language


@tk.side_effect_free
def satudata_workflow_procedure_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """All procedures: those of the portal's own government first, then each of the others under who wrote it.

    Returns:
        entries with `government` and `key` (its address), `written_by`, `title`, `kind`, `version`, `rows` (printed steps),
        `source`, `in_use` (kinds of cases that it opens in this portal) and `open_cases` (no drafts; null: not of this portal)
    Example:
        `curl "$PORTAL/api/action/satudata_workflow_procedure_list"`
    """
    tk.check_access("satudata_workflow_procedure_list", context, data_dict)
    own = governments.current()
    known = governments.configured()
    counts = flowchart_counts.open_by_procedure(own.slug) if desk.is_ready() else {}
    is_officer = officers.is_officer(context)
    others = [government for slug, government in sorted(known.items()) if slug != own.slug]
    return [
        *(_entry(procedure, own, True, counts.get((procedure.government, procedure.key), 0)
                 if statistics.may_count(procedure, is_officer) else None) for procedure in _adopted(own)),
        *(_entry(procedure, other, False, None) for other in others for procedure in other.own_procedures),
    ]


def _adopted(own: Government) -> list[Procedure]:
    """What the portal's government wrote or took over; of the software's own only what it uses."""
    bound = {binding.procedure for binding in own.bindings.values()}
    found = [p for p in own.procedures.values() if p.government != governments.DEFAULT or p.key in bound]
    return sorted(found, key=lambda procedure: (procedure.kind, procedure.key))


def _entry(procedure: Procedure, government: Government, is_own: bool, open_cases: int | None) -> dict[str, Any]:
    return {
        "government": government.slug,
        "government_name": _name(government),
        "is_own": is_own,
        "key": procedure.key,
        "written_by": procedure.government,
        "written_by_name": _name(governments.of_case(procedure.government)),
        "title": shown(procedure.title, government, language()),
        "kind": procedure.kind,
        "version": procedure.version,
        "rows": sum(step.printed for step in procedure.steps.values()),
        "source": procedure.source,
        "in_use": _in_use(procedure, government) if is_own else [],
        "open_cases": open_cases,
    }


def _name(government: Government) -> str:
    name = shown(government.names.get("daerah"), government, language())
    return tk._("Comes with the software") if government.slug == governments.DEFAULT else name


def _in_use(procedure: Procedure, government: Government) -> list[dict[str, Any]]:
    """Kinds of cases that a government opens by a procedure, and whether the portal runs them today."""
    return [
        {"kind": kind, "segment": binding.segment, "runs": not support.unsupported(procedure, binding.segment)}
        for kind, binding in government.bindings.items() if government.procedures[binding.procedure] is procedure
    ]


@tk.side_effect_free
def satudata_workflow_procedure_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A procedure as a government shows it, with the open cases at each step if it is the portal's own government.

    Args:
        government: slug of the government that wrote it or took it over
        key: of the procedure
    Returns:
        what `ckan satudata-workflow procedures --format json` prints of it, the cover sheet, `components` (the rows of a
        service standard: title, text, steps), and
        `versions` (stored texts, newest first, each with its open cases), `by_step` (open cases by step id; no drafts); of
        kinds of which a single case could show whom it is about, they are told to officers only (null, empty)
    Example:
        `curl "$PORTAL/api/action/satudata_workflow_procedure_show?government=way_kanan&key=layanan_permintaan_data"`
    """
    slug, key = map(str, tk.get_or_bust(data_dict, ["government", "key"]))
    tk.check_access("satudata_workflow_procedure_show", context, data_dict)
    government = governments.configured().get(slug)
    procedure = government.procedures.get(key) if government else None
    if government is None or procedure is None:
        raise tk.ObjectNotFound(tk._("There is no such SOP. The list shows all of them."))
    is_own = government.slug == governments.current().slug
    is_counted = is_own and statistics.may_count(procedure, officers.is_officer(context))
    lang = language()
    return {
        **export.procedure_json(procedure, government),
        **_entry(procedure, government, is_own, None),
        **_cover(procedure, government, lang),
        **_counts(procedure, government, is_own, is_counted),
    }


def _cover(procedure: Procedure, government: Government, lang: str) -> dict[str, Any]:
    spoken = government.words(lang, tk.config["ckan.site_url"])
    lists = ("legal_basis", "related", "qualifications", "equipment", "warnings", "records")
    return {
        "authority": shown(government.names.get("pemerintah"), government, lang) or _name(government),
        "office": shown(government.offices.get("diskominfo"), government, lang),
        "remarks": list(procedure.remarks),
        "components": _components(procedure, government, lang),
        **{name: [filled(in_language(text, lang), spoken) for text in getattr(procedure, name)] for name in lists},
    }


def _components(procedure: Procedure, government: Government, lang: str) -> list[dict[str, Any]]:
    """Rows of a service standard: words, or the steps of the procedure where the standard prints those."""
    refs = row_refs(procedure)
    steps = [{"id": step.id, "no": refs[step.id], "text": text_of(step, government, lang),
              "actors": list(dict.fromkeys(actor.title for actor in step.actors))}
             for step in procedure.steps.values() if step.printed]
    return [
        {
            "title": shown(part.title, government, lang),
            "text": [] if part.shows == "steps" else
                    [shown(text, government, lang) for text in part.text or getattr(procedure, part.shows or "", ())],
            "steps": steps if part.shows == "steps" else [],
        }
        for part in procedure.components
    ]


def _counts(procedure: Procedure, government: Government, is_own: bool, is_counted: bool) -> dict[str, Any]:
    found = flowchart_counts.versions_of(procedure, government.slug) if is_own and desk.is_ready() else []
    by_step: dict[str, int] = {}
    for version in found:
        for step, count in version.by_step.items():
            by_step[step] = by_step.get(step, 0) + count
    return {
        "sha256": procedure.sha256,
        "versions": [
            {"version": v.version, "sha256": v.sha256, "active_from": v.active_from.isoformat(),
             "is_present": v.sha256 == procedure.sha256, "open_cases": v.open_cases}
            for v in (found if is_counted else ())      # a version is stored with the first case
        ],
        "open_cases": sum(by_step.values()) if is_counted else None,
        "by_step": by_step if is_counted else {},
    }
