"""What the pages of the room share: who may open them, errors as the summary lists them, links that other rooms give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, current_app

PROCEDURE_PAGE = "satudata_workflow_procedures.show"


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


def summary(errors: dict[str, Any], answer: str | None) -> list[dict[str, str | None]]:
    """CKAN's error dict as the error summary takes it; what has a field on the page leads there.

    Args:
        answer: key of the answer whose form was sent
    """
    fields = {"reason": "field-reason", "fields": "field-fields", "upload": f"document-{answer}" if answer else None}
    found: list[dict[str, str | None]] = []
    for name, sentences in errors.items():
        many = sentences if isinstance(sentences, list) else [sentences]
        found += [{"field": fields.get(name), "sentence": str(sentence)} for sentence in many]
    return found


def procedure_url(procedure: dict[str, Any]) -> str | None:
    """The page that shows the procedure as an SOP."""
    if PROCEDURE_PAGE not in current_app.view_functions:
        return None
    return tk.url_for(PROCEDURE_PAGE, government=procedure["government"], key=procedure["key"])
