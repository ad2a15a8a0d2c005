"""What somebody sent after the login had ended: kept for an hour under a key that cannot be guessed, for that person only.

A form carries a ticket, signed by the portal, that says for whom and for which section it was made. Without a valid ticket
nothing is stored, so a visitor can neither fill the store nor put words into somebody's form.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from itsdangerous import BadData, URLSafeTimedSerializer
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SECONDS = 3600
TICKET_SECONDS = 30 * 24 * 3600     # a form that lay open longer shows what was typed, and keeps nothing


@dataclass(frozen=True, slots=True)
class Ticket:
    """For whom a form was made: id and type of the record, name of the section, id of the account."""

    package_id: str
    package_type: str
    section: str
    user_id: str


def issue(ticket: Ticket) -> str:
    """The ticket as text for the form."""
    return _serializer().dumps(asdict(ticket))


def read(text: str | None) -> Ticket | None:
    """The ticket that the portal has signed; None for any other text."""
    try:
        return Ticket(**_serializer().loads(text or "", max_age=TICKET_SECONDS))
    except (BadData, TypeError):
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(tk.config["SECRET_KEY"], salt="satudata-form")


def keep(ticket: Ticket, typed: dict[str, Any], stamp: str) -> str | None:
    """Keep the text for an hour; gives its key, or None while the store cannot be reached."""
    key = secrets.token_urlsafe(32)
    try:
        connect_to_redis().setex(_name(key), SECONDS, json.dumps({"for": asdict(ticket), "typed": typed, "stamp": stamp}))
    except RedisError:
        log.exception("the text of a form could not be kept: its page shows it")
        return None
    return key


def find(key: str | None, ticket: Ticket) -> tuple[dict[str, Any], str] | None:
    """Text and stamp under a key, if they were kept for this person and this section."""
    if not key:
        return None
    try:
        found: Any = connect_to_redis().get(_name(key))
    except RedisError:
        log.exception("the text of a form could not be read")
        return None
    said = json.loads(found) if found else None
    return (said["typed"], said["stamp"]) if said and said["for"] == asdict(ticket) else None


def forget(key: str | None) -> None:
    """It stands in the form again, or was saved."""
    if key:
        try:
            connect_to_redis().delete(_name(key))
        except RedisError:
            log.exception("the text of a form could not be removed; it ends by itself")


def _name(key: str) -> str:
    return f"{tk.config['ckan.site_id']}:satudata:typed:{key}"
