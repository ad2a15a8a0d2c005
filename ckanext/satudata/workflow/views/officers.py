"""Pages for administrators of the portal: who holds which office; naming, ending and prolonging one; what happened to it."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.satudata.forms import NO_TOKEN, done, keeping, press_again, token_is_valid, without_core_check

from .. import governments
from . import forms

blueprint = Blueprint("satudata_workflow_officer", __name__, url_prefix="/satudata/workflow/officers")
without_core_check(blueprint, *(f"{__name__}.{view}" for view in ("name", "end", "prolong")))
LIST, NAME, OFFICE = (f"satudata_workflow_officer.{view}" for view in ("index", "name", "office"))
END, PROLONG = "satudata_workflow_officer.end", "satudata_workflow_officer.prolong"
PAGE = 20
LEAST = 3           # letters before accounts are proposed
SENT = ("user", "role", "organization", "valid_from", "valid_until", "acting_as", "acting_for", "decree", "decree_on")
# a field whose name begins so is never kept for later, and no page shows it again
NIP = "_nip"


@blueprint.before_request
def _only_for_administrators() -> Any:
    answer = forms.only_for_accounts(_comes_back_to, (tk.request.view_args or {}).get("id", ""), "role", "user")
    if answer is not None:
        return answer
    try:
        tk.check_access("satudata_workflow_officer_list", {"user": tk.current_user.name, "auth_user_obj": tk.current_user})
    except tk.NotAuthorized as refused:
        return forms.refuse(str(refused))
    return None


def _comes_back_to(**more: Any) -> str:
    return tk.url_for(str(tk.request.endpoint), **(tk.request.view_args or {}), **more)


def _page_number() -> int:
    number = tk.request.args.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 5 and int(number) else 1


@blueprint.route("")
def index() -> str:
    """Offices with filters, or those that are vacant."""
    sent, page = tk.request.args, _page_number()
    is_vacant = sent.get("tab") == "vacant"
    wanted = {key: sent[key] for key in ("state", "role", "org", "acting", "q") if sent.get(key, "").strip()}
    part = {"limit": PAGE, "offset": (page - 1) * PAGE}
    vacant = tk.get_action("satudata_workflow_vacancy_list")({}, part if is_vacant else {"limit": 1})
    errors: dict[str, Any] = {}
    found = vacant
    if not is_vacant:
        show = tk.get_action("satudata_workflow_officer_search")
        try:
            found = show({}, part | wanted)
        except (tk.ValidationError, tk.ObjectNotFound) as refused:
            errors = getattr(refused, "error_dict", None) or {"org": [str(refused)]}
            found, page, wanted = show({}, part | {"offset": 0}), 1, {}
    return tk.render("satudata_workflow/officers/index.html", {
        "found": found, "vacant": vacant, "is_vacant": is_vacant, "wanted": wanted, "page": page,
        "pages": -(-found["count"] // PAGE), "errors": forms.summary(errors, {"org": "field-org", "q": "field-q"}),
        "roles": _roles(), "organizations": _organizations(),
    })


def _roles() -> list[dict[str, Any]]:
    """Roles that have officers, by their titles."""
    found = [{"key": role.key, "title": governments.current().role_title(role.key), "per_organization": role.per_organization}
             for role in governments.current().roles.values() if role.has_officers]
    return sorted(found, key=lambda one: (one["per_organization"], one["title"].casefold()))


def _organizations() -> list[tuple[str, str]]:
    rows = model.Session.query(model.Group.id, model.Group.name, model.Group.title).filter(
        model.Group.is_organization, model.Group.state == model.State.ACTIVE)
    return sorted(((id_, title or name) for id_, name, title in rows), key=lambda one: one[1].casefold())


@blueprint.route("/new", methods=["GET", "POST"])
def name() -> Any:
    """Name a person to an office."""
    if tk.request.method == "GET":
        return _name_page({})
    if not token_is_valid():
        return _name_page({"token": [press_again()]}), NO_TOKEN
    form = tk.request.form
    sent = {key: form[key].strip() for key in SENT if form.get(key, "").strip()}
    if form.get(NIP, "").strip():
        sent["nip"] = form[NIP]
    missing = {key: [words] for key, words in (("user", tk._("Write the account of the person.")),
                                               ("role", tk._("Choose the office."))) if key not in sent}
    if missing:
        return _name_page(missing)
    try:
        named = tk.get_action("satudata_workflow_officer_create")({}, sent)
    except tk.ValidationError as refused:
        return _name_page(refused.error_dict)
    except tk.ObjectNotFound as unknown:
        return _name_page({_missing_field(sent): [str(unknown)]})
    done()
    office = tk.get_action("satudata_workflow_officer_show")({}, {"id": named["id"]})
    tk.h.flash_success(tk._("{person} is named: {office}.").format(person=office["person"], office=_titled(office)))
    if office["others"]:
        names = ", ".join(other["person"] for other in office["others"])
        tk.h.flash_notice(tk._("The office is held today by {names} too. End that office if it was only one person's.").format(
            names=names))
    return tk.redirect_to(_office_url(office))


@blueprint.route("/accounts")
def accounts() -> str:
    """Accounts whose names are like what is being typed, as choices of its field."""
    words = (tk.request.args.get("user") or tk.request.args.get("acting_for") or "").strip()
    found = tk.get_action("user_autocomplete")({}, {"q": words, "limit": 10}) if len(words) >= LEAST else []
    return tk.render("satudata_workflow/officers/snippets/accounts.html", {"accounts": found})


def _missing_field(sent: dict[str, Any]) -> str:
    """Which of the named things does not exist."""
    known = {"user": model.User, "acting_for": model.User, "organization": model.Group}
    for field, entity in known.items():
        found = entity.get(sent[field]) if sent.get(field) else None
        if sent.get(field) and (found is None or found.state == "deleted"):
            return field
    return "organization"


def _titled(office: dict[str, Any]) -> str:
    return f"{office['role_title']}, {office['org_name']}" if office["org_name"] else office["role_title"]


def _office_url(office: dict[str, Any]) -> str:
    return tk.url_for(OFFICE, role=office["role"], **({"organization": office["org_id"]} if office["org_id"] else {}))


def _name_page(errors: dict[str, Any]) -> str:
    keeps = keeping(NAME, "")
    links = {key: f"field-{key}" for key in (*SENT, "nip")}
    typed = keeps.sent or (tk.request.form if tk.request.method == "POST" else tk.request.args)
    return tk.render("satudata_workflow/officers/new.html", {
        "errors": forms.summary(errors, links), "keeping": keeps, "typed": typed, "roles": _roles(),
        "organizations": _organizations(), "today": governments.current().today().isoformat(), "nip": NIP,
        "had_nip": bool(tk.request.form.get(NIP)) or keeps.sent is not None,
    })


@blueprint.route("/<id>/end", methods=["GET", "POST"])
def end(id: str) -> Any:
    """End an office: what that brings stands above the button."""
    if tk.request.method == "GET":
        return _change_page(id, "end", {})
    if not token_is_valid():
        return _change_page(id, "end", {"token": [press_again()]}), NO_TOKEN
    form, office = tk.request.form, _shown(id)
    sent = {"id": id, "last_day": form.get("last_day") or None, "reason": form.get("reason", "")}
    if not sent["reason"].strip():
        return _change_page(id, "end", {"reason": [tk._("Write the reason; it stands in the history of the office.")]})
    try:
        tk.get_action("satudata_workflow_officer_end")({}, sent)
    except tk.ValidationError as refused:
        return _change_page(id, "end", refused.error_dict)
    done()
    tk.h.flash_success(tk._("The office of {person} ends: {office}.").format(person=office["person"], office=_titled(office)))
    return tk.redirect_to(_office_url(office))


@blueprint.route("/<id>/prolong", methods=["GET", "POST"])
def prolong(id: str) -> Any:
    """Let an office last longer."""
    if tk.request.method == "GET":
        return _change_page(id, "prolong", {})
    if not token_is_valid():
        return _change_page(id, "prolong", {"token": [press_again()]}), NO_TOKEN
    form, office = tk.request.form, _shown(id)
    sent = {"id": id, "valid_until": form.get("valid_until") or None, "reason": form.get("reason", "")}
    if not sent["valid_until"] and form.get("without_end") != "1":
        told = tk._("Write the new last day, or tick that the office has none.")
        return _change_page(id, "prolong", {"valid_until": [told]})
    try:
        tk.get_action("satudata_workflow_officer_prolong")({}, sent)
    except tk.ValidationError as refused:
        return _change_page(id, "prolong", refused.error_dict)
    done()
    tk.h.flash_success(tk._("The office of {person} lasts longer: {office}.").format(
        person=office["person"], office=_titled(office)))
    return tk.redirect_to(_office_url(office))


def _shown(officer_id: str) -> dict[str, Any]:
    try:
        return tk.get_action("satudata_workflow_officer_show")({}, {"id": officer_id})
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))


def _change_page(officer_id: str, verb: str, errors: dict[str, Any]) -> str:
    office, keeps = _shown(officer_id), keeping(END if verb == "end" else PROLONG, officer_id)
    links = {key: f"field-{key}" for key in ("last_day", "valid_until", "reason")}
    return tk.render("satudata_workflow/officers/change.html", {
        "office": office, "verb": verb, "titled": _titled(office), "office_url": _office_url(office),
        "errors": forms.summary(errors, links), "keeping": keeps, "typed": keeps.sent or tk.request.form,
        "today": governments.current().today().isoformat(),
    })


@blueprint.route("/office/<role>")
def office(role: str) -> Any:
    """One office: who held, holds and will hold it, and what happened to it."""
    page, org = _page_number(), tk.request.args.get("organization", "")
    asked = {"role": role, "limit": PAGE, "offset": (page - 1) * PAGE} | ({"organization": org} if org else {})
    try:
        history = tk.get_action("satudata_workflow_officer_history")({}, asked)
        search = {"role": role, "state": "all", "limit": 100} | ({"org": history["org_id"]} if org else {})
        holders = tk.get_action("satudata_workflow_officer_search")({}, search)["results"]
    except (tk.ObjectNotFound, tk.ValidationError) as missing:
        return tk.abort(404, str(missing))
    return tk.render("satudata_workflow/officers/office.html", {
        "history": history, "titled": _titled(history), "page": page, "pages": -(-history["count"] // PAGE),
        "holders": [one for one in holders if one["org_id"] == history["org_id"]],
    })
