"""What the pages of the room share: who may open them, and errors as the summary lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response


def only_for_accounts(comes_back_to: Callable[[], str]) -> Response | None:
    """Visitors log in first, and come back.

    Args:
        comes_back_to: address of a page that can be read again, where the request itself was a form
    """
    tk.request.environ["__no_cache__"] = True       # else CKAN adds `public` to what is no page, such as a letter
    if tk.current_user.is_anonymous:
        back = tk.request.full_path if tk.request.method == "GET" else comes_back_to()
        return tk.redirect_to("user.login", came_from=back)
    return None


def summary(errors: dict[str, Any], links: dict[str, str] | None = None) -> list[dict[str, str | None]]:
    """CKAN's error dict as the error summary takes it; what has a field on the page leads there.

    Args:
        links: ids of fields by what the errors call them, beside those that are called so everywhere
    """
    fields = {name: f"field-{name}" for name in ("reason", "fields", "q")} | (links or {})
    found: list[dict[str, str | None]] = []
    for name, sentences in errors.items():
        many = sentences if isinstance(sentences, list) else [sentences]
        found += [{"field": fields.get(name), "sentence": str(sentence)} for sentence in many]
    return found


def to_letter(field: str) -> dict[str, str]:
    """Where errors about a letter lead: its file field on the page."""
    return dict.fromkeys(("upload", "dated_on"), field)
