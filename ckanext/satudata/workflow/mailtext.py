"""The words of a mail: plain text and simple HTML, in the reader's language.

It names nobody but the reader, and repeats nothing that somebody wrote as reason or comment: it leads to the page, which
asks again who is looking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.config import middleware

from ckanext.satudata import config as shell
from ckanext.satudata import theme

from . import notices, notify_messages
from .model import Notification

LONGEST = 150                   # characters of a title in the subject
# what ends a line, or turns the direction of what follows, somewhere
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent."""

    subject: str
    text: str
    html: str


def one_line(words: str) -> str:
    """For the head of a mail, where a line break would begin another header."""
    return " ".join(_BREAKING.sub(" ", words).split())


def compose(user: model.User, found: Sequence[Notification], language: str | None) -> Mail:
    """One mail of one or more notifications.

    Args:
        language: `id` or `en`; None for the portal's own
    """
    with speaking(language or tk.config["ckan.locale_default"]):
        entries = notices.entries(user, found)
        for entry in entries:
            entry |= {key: one_line(entry[key] or "") for key in ("title", "number", "org_name", "detail")}
            entry["url"] = tk.url_for("satudata_workflow.case", id=entry["case_id"], qualified=True)
        more: dict[str, Any] = {
            "name": one_line(user.display_name), "entries": entries, "portal": one_line(tk.config["ckan.site_title"]),
            "ink": _ink(),
            "settings_url": tk.url_for("satudata_workflow_notifications.settings", qualified=True),
        }
        return Mail(
            one_line(_subject(entries, more["portal"])),
            tk.render("satudata_workflow/emails/notification.txt", more).strip() + "\n",
            tk.render("satudata_workflow/emails/notification.html", more),
        )


def _subject(entries: Sequence[dict[str, Any]], portal: str) -> str:
    if len(entries) > 1:
        return notify_messages.digest_subject(len(entries), portal)
    entry = entries[0]
    title = entry["title"]
    short = title if len(title) <= LONGEST else title[:LONGEST - 1].rstrip() + "…"
    return f"{entry['heading']}: {short}" + (f" ({entry['number']})" if entry["number"] else "")


def _ink() -> str:
    """The government's colour, as on its pages."""
    try:
        return theme.palette(shell.ink(), shell.accent())["--sd-nila"]
    except theme.NoColour:          # doctor says so
        return theme.INK


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """A worker has no request, and so no language and no templates: this is one for a while."""
    request = middleware._internal_test_request_context     # CKAN knows its application nowhere else outside a request
    assert request is not None, "CKAN has not been started"
    is_default = language == tk.config["ckan.locale_default"]
    with request.app.test_request_context(environ_overrides={"CKAN_LANG": language, "CKAN_LANG_IS_DEFAULT": is_default}):
        yield
