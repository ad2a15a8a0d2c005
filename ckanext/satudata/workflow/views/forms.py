"""What the pages of the room share: who may open them, and errors as the summary lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk

from ckanext.satudata import kept
from ckanext.satudata.forms import give_back, logged_out, typed_texts

from ..stepforms import PREFIX


def only_for_accounts(back: Callable[..., str], about: str, *chosen: str) -> Any:
    """Visitors log in first, and come back, with what they had typed if their login ended meanwhile. They do nothing here.

    Args:
        back: gives the address of the page on which the form of the request stands
        about: what the ticket of that form names beside its address
        chosen: names of boxes that are as good as something typed
    """
    tk.request.environ["__no_cache__"] = True       # else CKAN adds `public` to what is no page, such as a letter
    if not tk.current_user.is_anonymous:
        return None
    if tk.request.method != "POST":
        return tk.redirect_to("user.login", came_from=tk.request.full_path)
    ticket = kept.read(tk.request.form.get("ticket"), str(tk.request.endpoint), about)
    return logged_out(back, _texts(), ticket, *chosen)


def refuse(sentence: str) -> NoReturn:
    """Not for this reader: says why, and gives back what he or she had typed."""
    give_back(sentence, _texts())


def _texts() -> list[dict[str, str]]:
    return typed_texts({
        "reason": tk._("Reason"), "text": tk._("Comment"), "number_": tk._("Number of the letter"),
        "dated_on_": tk._("Date of the letter"), PREFIX: tk._("Form"),
    })


def typed(sent: Any) -> dict[str, Any]:
    """What the form of an answer said, as its page shows it again; `sent`: a MultiDict."""
    return {"answer": sent.get("answer"), "reason": sent.get("reason"), "numbers": sent, "seal": sent.get("seal", ""),
            "fields": sent.getlist("fields"), "assignee": sent.get("assignee"), "organizations": sent.getlist("organizations"),
            "form": {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX)}}


def summary(errors: dict[str, Any], links: dict[str, str] | None = None) -> list[dict[str, str | None]]:
    """CKAN's error dict as the error summary takes it; what has a field on the page leads there.

    Args:
        links: ids of fields by what the errors call them, beside those that are called so everywhere
    """
    fields = {name: f"field-{name}" for name in ("reason", "fields", "q", "assignee", "organizations")} | (links or {})
    found: list[dict[str, str | None]] = []
    for name, sentences in errors.items():
        many = sentences if isinstance(sentences, list) else [sentences]
        found += [{"field": fields.get(name), "sentence": str(sentence)} for sentence in many]
    return found


def to_letter(field: str) -> dict[str, str]:
    """Where errors about a letter lead: its file field on the page."""
    return dict.fromkeys(("upload", "dated_on", "signed"), field)
