"""What somebody sent after the login had ended: kept for an hour under a key that cannot be guessed, for that person only.

A form carries a ticket, signed by the portal, that says for whom and for which form it was made. Without a valid ticket
nothing is stored, so a visitor can neither fill the store nor put words into somebody's form.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from itsdangerous import BadData, URLSafeTimedSerializer
from redis.exceptions import RedisError
from werkzeug.datastructures import MultiDict

log = logging.getLogger(__name__)
SECONDS = 3600
TICKET_SECONDS = 30 * 24 * 3600     # a form that lay open longer shows what was typed, and keeps nothing
MOST_CHARACTERS = 200_000           # of all that is kept of one form
_OWN = ("ticket", "kept")           # fields of the portal, which each form gets anew


@dataclass(frozen=True, slots=True)
class Ticket:
    """For whom a form was made: id of the account, and the form: its name, then the ids of what it is about."""

    user_id: str
    form: tuple[str, ...]


def issue(ticket: Ticket) -> str:
    """The ticket as text for the form."""
    return _serializer().dumps(_named(ticket))


def read(text: str | None, *form: str) -> Ticket | None:
    """The ticket that the portal has signed for a form whose name begins so; None for any other text."""
    try:
        said = _serializer().loads(text or "", max_age=TICKET_SECONDS)
    except BadData:
        return None
    if not isinstance(said, list) or said[1:len(form) + 1] != list(form):
        return None
    return Ticket(said[0], tuple(said[1:]))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(tk.config["SECRET_KEY"], salt="satudata-form")


def _named(ticket: Ticket) -> list[str]:
    return [ticket.user_id, *ticket.form]


def fields_of(sent: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Names and values of a form, without the token."""
    return ((name, value) for name, value in sent.items(multi=True) if not name.startswith("_"))


def keep(ticket: Ticket, sent: MultiDict[str, str]) -> str | None:
    """Keep a form for an hour; gives its key, or None if it is too long or the store cannot be reached."""
    fields = [entry for entry in fields_of(sent) if entry[0] not in _OWN]
    if sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return None
    key = secrets.token_urlsafe(32)
    try:
        connect_to_redis().setex(_name(key), SECONDS, json.dumps({"for": _named(ticket), "sent": fields}))
    except RedisError:
        log.exception("the text of a form could not be kept: its page shows it")
        return None
    return key


def find(key: str | None, ticket: Ticket) -> MultiDict[str, str] | None:
    """What is kept under a key, if it was kept for this person and this form."""
    if not key:
        return None
    try:
        found: Any = connect_to_redis().get(_name(key))
    except RedisError:
        log.exception("the text of a form could not be read")
        return None
    said = json.loads(found) if found else {}
    return MultiDict(tuple(entry) for entry in said["sent"]) if said.get("for") == _named(ticket) else None


def forget(key: str | None) -> None:
    """It was saved, or done."""
    if key:
        try:
            connect_to_redis().delete(_name(key))
        except RedisError:
            log.exception("the text of a form could not be removed; it ends by itself")


def _name(key: str) -> str:
    return f"{tk.config['ckan.site_id']}:satudata:typed:{key}"
