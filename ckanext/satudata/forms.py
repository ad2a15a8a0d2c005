"""Forms that lose nothing: the check of the form's token, asked where the answer can give back what was typed, and what a
form brings through a login that had ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from flask import Blueprint, abort, current_app, g, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from . import kept

LOGGED_OUT, REFUSED, NO_TOKEN, TOO_LONG = 401, 403, 400, 413
LONG_FORM = 8_000_000           # bytes: 500,000 characters of any script as a browser writes them, and more to give back

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


def take_long_texts(blueprint: Blueprint) -> None:
    """Let the forms of these pages be longer than Flask's 500,000 bytes, which it refuses unread: the view that knows the
    form's own limit then answers with the text. What is longer than `LONG_FORM` still stands in the browser.
    """
    @blueprint.before_request
    def _allow() -> Any:        # pyright: ignore[reportUnusedFunction]
        request.max_form_memory_size = LONG_FORM
        if request.mimetype != "application/x-www-form-urlencoded" or (request.content_length or 0) <= LONG_FORM:
            return None
        sentence = tk._("This is more text than the portal takes at once, so nothing of it was saved. Go back in your "
                        "browser, where it still stands, and send it in parts.")
        if "HX-Request" in request.headers:
            return sentence
        return make_response(tk.render("satudata/given_back.html", {"sentence": sentence, "texts": []}), TOO_LONG)


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


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a form carries so that nothing of it is lost; printed by `satudata/macros/kept.html`."""

    ticket: str                             # for whom and for which form it was made
    key: str | None                         # under which is kept what was typed before the login had ended
    sent: MultiDict[str, str] | None        # that text, where it comes back to the form now


def keeping(*form: str) -> Keeping:
    """For the reader's form.

    Args:
        form: its name, then the ids of what it is about
    """
    ticket = kept.Ticket(tk.current_user.id, form)
    if request.method == "POST":
        return Keeping(kept.issue(ticket), request.form.get("kept"), None)
    sent = kept.find(key := request.args.get("kept"), ticket)
    return Keeping(kept.issue(ticket), None if sent is None else key, sent)


def done() -> None:
    """The form did what it is for: what was kept of it is needed no more."""
    kept.forget(request.form.get("kept"))


def had_file() -> bool:
    """Whether a file came with the form; no page can put it back into its field."""
    return any(file.filename for file in request.files.values())


def press_again() -> str:
    """What to do where the token of a decision has ended."""
    told = tk._("Your login has changed since you opened this page. Nothing was decided or submitted, and nothing that you "
                "typed is lost: check the page, then press the button once more.")
    return f"{told} {choose_again()}" if had_file() else told


def choose_again() -> str:
    """Of files, which no page can bring back."""
    return tk._("Files have to be chosen again.")


def typed_texts(labels: Mapping[str, str]) -> list[dict[str, str]]:
    """What somebody wrote into the form that was sent, as the page without a login shows it.

    Args:
        labels: by the beginning of the field's name; other fields hold what the page itself had put there
    """
    return [{"label": label, "text": value} for name, value in request.form.items(multi=True)
            for begin, label in labels.items() if name.startswith(begin) and value.strip()]


def logged_out(back: Callable[..., str], texts: list[dict[str, str]], ticket: kept.Ticket | None, *chosen: str) -> Any:
    """The login has ended while somebody filled in a form: nothing is done, and nothing of the form is lost.

    Nobody is told of the record here: the page says only what came with the request. Where that is nothing, the login
    follows at once.

    Args:
        back: gives the address of the form's page; takes the key as `kept`
        texts: what was typed, each with `label` and `text`
        ticket: of the form, as `kept.read` gives it
        chosen: names of boxes that are as good as something typed
    """
    is_shown = bool(texts) or had_file()
    is_worth = is_shown or any(name in request.form for name in chosen)
    key = kept.keep(ticket, request.form) if ticket and is_worth else None
    login = tk.url_for("user.login", came_from=back(**({"kept": key} if key else {})))
    if not is_shown:
        return tk.redirect_to(login)
    return tk.render("satudata/logged_out.html", {
        "login_url": login, "new_tab_url": tk.url_for("user.login"), "is_kept": bool(key), "texts": texts,
        "choose_again": choose_again() if had_file() else None, "sent": list(kept.fields_of(request.form)),
        "action": tk.url_for(str(request.endpoint), **(request.view_args or {})),
    }), LOGGED_OUT


def give_back(sentence: str, texts: list[dict[str, str]]) -> NoReturn:
    """End a request that the reader may not make; what was typed is given back."""
    if not texts:
        tk.abort(REFUSED, sentence)
    abort(make_response(tk.render("satudata/given_back.html", {"sentence": sentence, "texts": texts}), REFUSED))
