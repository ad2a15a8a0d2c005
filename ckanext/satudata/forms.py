"""Forms that lose nothing: the check of the form's token, asked where the answer can give back what was typed."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, current_app, g
from flask_wtf.csrf import CSRFError


def without_core_check(blueprint: Blueprint, *views: str) -> None:
    """Take CKAN's check of the token away from these views: it answers with a bare error page, and what was typed is lost.

    They ask `token_is_valid` themselves. CKAN 2.12 also ends its own check of a view, for everybody and as long as the
    process lives, once a visitor without login has asked for it (`ckan_before_request`); ours does not end.
    """
    def exempt(state: Any) -> None:
        from ckan.config.middleware.flask_app import csrf

        for view in views:
            csrf.exempt(view)

    blueprint.record_once(exempt)


def token_is_valid() -> bool:
    """Whether the request comes from a page of the portal that was made for this login; a token of the API needs none."""
    if not current_app.config["WTF_CSRF_ENABLED"] or (g.get("login_via_auth_header") and not tk.current_user.is_anonymous):
        return True
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True
