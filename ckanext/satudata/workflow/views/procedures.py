"""Alur SOP: every procedure in the official form, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response
from werkzeug.utils import secure_filename

from ckanext.satudata.language import language

from .. import flowchart_form, flowchart_words, governments, officers, printing
from ..government import Government, shown
from ..offices import all_keys
from ..procedures import Procedure, Step

procedures = Blueprint("satudata_workflow_procedures", __name__, url_prefix="/satudata/workflow/procedures")


@procedures.route("")
def index() -> str:
    """All SOPs by government, the portal's own first."""
    found = tk.get_action("satudata_workflow_procedure_list")({}, {})
    for entry in found:
        entry["kind_name"] = flowchart_words.kind_name(entry["kind"])
        entry["used_for"] = [flowchart_words.kind_name(use["kind"]) for use in entry["in_use"] if use["runs"]]
    groups = [(name, list(entries)) for name, entries in groupby(found, key=lambda entry: entry["government_name"])]
    return tk.render("satudata_workflow/procedures/index.html", {"groups": groups, "count": len(found)})


@procedures.route("/<government>/<key>")
def show(government: str, key: str) -> str:
    """One SOP: who does what when, drawn and in words, with the number of open cases."""
    found = _found(government, key)
    speaker = governments.of_case(government)
    running = frozenset(use["segment"] for use in found["in_use"] if use["runs"])
    form_of = flowchart_form.Shown(speaker.procedures[key], speaker, found["by_step"], _desk_url(_roles(speaker)), running)
    return tk.render("satudata_workflow/procedures/show.html", {
        "sop": found, "form": flowchart_form.form(form_of), "cover": _cover(found), "day": _day,
        "now": datetime.now(timezone.utc).isoformat(),
        "used_for": [flowchart_words.kind_name(use["kind"]) for use in found["in_use"] if use["runs"]],
        "elsewhere": sum(count for step, count in found["by_step"].items() if step not in speaker.procedures[key].steps),
        "older": [version for version in found["versions"] if not version["is_present"] and version["open_cases"]],
        "promised": _promised(speaker, speaker.procedures[key]),
        "present": next((version for version in found["versions"] if version["is_present"]), None),
    })


def _found(government: str, key: str) -> dict[str, Any]:
    try:
        return tk.get_action("satudata_workflow_procedure_show")({}, {"government": government, "key": key})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))


@procedures.route("/<government>/<key>/pdf")
def pdf(government: str, key: str) -> Response:
    """The SOP as paper: the same for everybody, so nothing of cases is on it."""
    found = _found(government, key)
    speaker = governments.of_case(government)
    form_of = flowchart_form.Shown(speaker.procedures[key], speaker, {}, lambda _step: None, frozenset())
    page = tk.render("satudata_workflow/procedures/paper.html", {
        "sop": found, "form": flowchart_form.paper(form_of), "cover": _cover(found), "day": _day, "lang": language(),
        "url": tk.h.url_for("satudata_workflow_procedures.show", government=government, key=key, qualified=True,
                              locale="default"),      # one paper for a language, under whatever address it was asked for
    })
    try:
        content = printing.pdf(f"{government}~{key}~{tk.h.lang()}", page)
    except printing.Busy:
        return tk.abort(503, tk._("The portal is making other PDFs at the moment. Try again in a few seconds."))
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="SOP-{secure_filename(f"{government}-{key}")}.pdf"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.set_etag(printing.digest(page))
    answer.make_conditional(tk.request.environ)
    return answer


def _day(written: str | None) -> str:
    """A date of the cover sheet: in words, or as it was printed where that is no full date."""
    try:
        return tk.h.satudata_date(written)
    except ValueError:
        return written or ""


def _roles(government: Government) -> frozenset[str]:
    """Roles for which the reader may act; none without an office."""
    user = tk.current_user
    if user.is_anonymous:
        return frozenset()
    actor = officers.actor_of({"user": user.name, "auth_user_obj": user})
    return frozenset(key.partition("@")[0] for key in all_keys(government, actor))


def _promised(government: Government, standard: Procedure) -> list[tuple[str, str]]:
    """Titles and addresses of the SOPs by which a government keeps its service standard; none for another SOP."""
    if not standard.components:
        return []
    keys = dict.fromkeys(binding.procedure for binding in government.bindings.values())
    found = [government.procedures[key] for key in keys if key != standard.key]
    return [
        (shown(one.title, government, language()),
         tk.h.url_for("satudata_workflow_procedures.show", government=government.slug, key=one.key))
        for one in found if one.government != governments.DEFAULT
    ]


def _desk_url(roles: frozenset[str]) -> Callable[[Step], str | None]:
    """The desk filtered to a step, for those who may do that step."""
    def url(step: Step) -> str | None:
        may_do = any(actor.role in roles for actor in step.actors)
        return tk.h.url_for("satudata_workflow.desk", step=step.id) if may_do else None
    return url


def _cover(found: dict[str, Any]) -> list[tuple[tuple[str, list[str]], tuple[str, list[str]]]]:
    """The lists of the identity sheet, two beside each other, in the official order."""
    return [
        ((tk._("Legal basis"), found["legal_basis"]), (tk._("Qualifications of the doers"), found["qualifications"])),
        ((tk._("Related SOPs"), found["related"]), (tk._("Equipment"), found["equipment"])),
        ((tk._("Warnings"), found["warnings"]), (tk._("Records"), found["records"])),
    ]
