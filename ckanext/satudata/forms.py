"""Forms that lose nothing: the check of the form's token, asked where the answer can give back what was typed."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, current_app, g, request
from flask_wtf.csrf import CSRFError

ROOMS = "satudata_"             # what the names of our blueprints begin with
_asking: set[str] = set()       # views that ask for the token themselves


def without_core_check(blueprint: Blueprint, *views: str) -> None:
    """Take CKAN's check of the token away from these views: it answers with a bare error page, and what was typed is lost.

    They ask `token_is_valid` themselves.
    """
    def exempt(state: Any) -> None:
        from ckan.config.middleware.flask_app import csrf

        for view in views:
            csrf.exempt(view)
        _asking.update(views)

    blueprint.record_once(exempt)


def token_is_valid() -> bool:
    """Whether the request comes from a page of the portal that was made for this login; a token of the API needs none."""
    if not _needs_token():
        return True
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _needs_token() -> bool:
    by_header = g.get("login_via_auth_header") and not tk.current_user.is_anonymous
    return bool(current_app.config["WTF_CSRF_ENABLED"] and not by_header)


def keep_core_check() -> None:
    """Before each request: ask for the token at those views of ours that leave it to CKAN.

    CKAN 2.12 ends its own check of a view, for everybody and as long as the process lives, once a visitor without login has
    asked for it (`ckan_before_request`). Visitors themselves are sent to the login, or refused, by the views.

    Raises:
        CSRFError: as CKAN's own check
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or not (request.blueprint or "").startswith(ROOMS) or f"{view.__module__}.{view.__name__}" in _asking:
        return
    if not tk.current_user.is_anonymous and _needs_token():
        current_app.extensions["csrf"].protect()
