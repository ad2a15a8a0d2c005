"""What stands in front of every page of the form: login, the form's token, the right to see the record and to change it."""

from __future__ import annotations

from typing import Any, TypeAlias

import ckan.plugins.toolkit as tk
from werkzeug.wrappers import Response

from ckanext.satudata.forms import token_is_valid

from .. import forms

Page: TypeAlias = Any           # what a view may answer: text, text with a status, or a response


def press_again() -> str:
    """What to do where the token has ended: nothing is lost, and a second press of the button saves."""
    return tk._("Your login has changed since you opened this page. Nothing is lost: check the fields, then save again.")


def login() -> Response:
    """To the login, and back to the page that was asked for."""
    came_from = tk.request.full_path if tk.request.method == "GET" else tk.request.referrer or "/"
    return tk.redirect_to("user.login", came_from=came_from)


def record(id_: str) -> dict[str, Any] | Response:
    """The record, for somebody who may see it; else the login, or "not found": a private record is nobody's to know of."""
    if tk.current_user.is_anonymous:
        return login()
    try:
        package = forms.stored({}, id_)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such record."))
    if package["state"] == "deleted" or not forms.sections_of(package["type"]):
        return tk.abort(404, tk._("There is no such record."))
    return package


def refusal(package: dict[str, Any]) -> str | None:
    """Why the reader cannot change the record now; None if he or she can."""
    user = tk.current_user
    try:
        tk.check_access("package_update", {"user": user.name, "auth_user_obj": user}, {"id": package["id"]})
    except tk.NotAuthorized as refused:
        return str(refused)
    return None


def for_change(id_: str) -> dict[str, Any] | Response:
    """As `record`, for a button that changes something without a text that could be lost."""
    if tk.current_user.is_anonymous:
        return login()
    if not token_is_valid():
        return tk.abort(400, press_again())
    return record(id_)
