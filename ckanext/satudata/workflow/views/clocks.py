"""Pages of the clocks: stop, let go on or extend those of a case; the working days of the government."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from .. import governments
from ..pausing import UNITS, WHOSE
from . import forms

blueprint = Blueprint("satudata_workflow_clock", __name__, url_prefix="/satudata/workflow")
without_core_check(blueprint, *(f"{__name__}.{view}" for view in ("clock", "days")))
CLOCK, DAYS = "satudata_workflow_clock.clock", "satudata_workflow_clock.days"
ACTIONS = {name: f"satudata_workflow_case_{name}" for name in ("pause", "resume", "extend")}


@blueprint.before_request
def _only_for_accounts() -> Any:
    """The working days are for everybody to read."""
    if tk.request.endpoint == DAYS and tk.request.method == "GET":
        return None
    return forms.only_for_accounts(_comes_back_to, (tk.request.view_args or {}).get("id", ""), "whose", "unit", "do")


def _comes_back_to(**more: Any) -> str:
    return tk.url_for(str(tk.request.endpoint), **(tk.request.view_args or {}), **more)


@blueprint.route("/case/<id>/clock", methods=["GET", "POST"])
def clock(id: str) -> Any:
    """When a case is due, how that was computed, and what an officer of its step can do about it."""
    if tk.request.method == "GET":
        return _clock_page(id, {})
    if not token_is_valid():
        return _clock_page(id, {"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    action = ACTIONS.get(form.get("do", ""))
    if action is None:
        return tk.abort(400, tk._("This page has no such button. Load it again."))
    sent = {key: form.get(key) for key in ("whose", "reason", "value", "unit", "lock_version") if form.get(key)}
    try:
        tk.get_action(action)({}, {"id": id, "whole": form.get("whole") == "1", **sent})
    except tk.ValidationError as refused:
        return _clock_page(id, refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    done()
    tk.h.flash_success({
        "pause": tk._("The clock stands still. An answer, or the button here, lets it go on."),
        "resume": tk._("The clock goes on."),
        "extend": tk._("There is more time now. The reason stands in the case."),
    }[form["do"]])
    return tk.redirect_to(CLOCK, id=id)


def _clock_page(case_id: str, errors: dict[str, Any]) -> str:
    try:
        case = tk.get_action("satudata_workflow_case_show")({}, {"id": case_id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    keeps = keeping(CLOCK, case_id)
    return tk.render("satudata_workflow/clock.html", {
        "case": case, "errors": forms.summary(errors, {key: f"field-{key}" for key in ("whose", "value", "unit")}),
        "keeping": keeps, "typed": keeps.sent or tk.request.form, "whose": WHOSE, "units": UNITS,
    })


@blueprint.route("/days", methods=["GET", "POST"])
def days() -> Any:
    """The days on which the clocks stand still, by year; administrators add and remove the government's own."""
    if tk.request.method == "GET":
        return _days_page({})
    if not token_is_valid():
        return _days_page({"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    try:
        if form.get("remove"):
            changed = tk.get_action("satudata_workflow_holiday_delete")({}, {"id": form["remove"]})
        else:
            sent = {key: form.get(key) or None for key in ("day", "name", "source", "kind", "opens", "closes")}
            changed = tk.get_action("satudata_workflow_holiday_create")({}, sent | {"is_open": form.get("is_open") == "1"})
    except tk.ValidationError as refused:
        return _days_page(refused.error_dict)
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    except tk.ObjectNotFound as missing:
        return _days_page({"day": [str(missing)]})
    done()
    if changed.get("replaces"):
        tk.h.flash_notice(tk._("Something had been said of that day already; this takes its place."))
    tk.h.flash_success(tk._("The working days are changed. What is due is computed anew in a few minutes."))
    return tk.redirect_to(DAYS, year=changed["day"][:4])


def _days_page(errors: dict[str, Any]) -> str:
    government = governments.current()
    asked = tk.request.args.get("year") or tk.request.form.get("day", "")[:4] or str(government.today().year)
    show = tk.get_action("satudata_workflow_holiday_list")
    try:
        found = show({}, {"year": asked})
    except tk.ValidationError as refused:
        errors, found = errors or refused.error_dict, show({}, {"year": str(government.today().year)})
    keeps = keeping(DAYS, "")
    links = {key: f"field-{key}" for key in ("day", "name", "source", "opens", "closes")}
    return tk.render("satudata_workflow/days.html", {
        "found": found, "errors": forms.summary(errors, links), "keeping": keeps, "typed": keeps.sent or tk.request.form,
        "may_change": tk.h.check_access("satudata_workflow_holiday_create"), "zone": government.zone,
        "week": [
            {"day": number, "spans": [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in government.hours.get(number, ())]}
            for number in range(7)
        ],
    })
