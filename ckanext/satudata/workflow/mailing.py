"""Sends what lies in the outbox: one mail for what is urgent, one a day for the rest (design §6).

Safe to run twice, at once, and after a crash. A mail is claimed in a transaction of its own: its rows get their `mail_id`
and the time of the next attempt. It is sent under the row locks, so nobody else sends it meanwhile, and marked before they
are let go. A worker that dies between sending and marking leaves it to the next attempt, which sends the same mail under
the same Message-ID: mail programs show that once.
"""

from __future__ import annotations

import logging
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import mailtext, notices
from .model import MailSetting, Notification, Outbox
from .model.base import new_id, now
from .notify import NONE

log = logging.getLogger(__name__)

WAITING, SENT, DROPPED, FAILED = "waiting", "sent", "dropped", "failed"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=12)
ATTEMPTS = 10                   # over some sixty hours: a mail server that stands still over a weekend loses nothing
IN_A_ROW = 3                    # after so many failures the mail server is taken to be down
TOO_OLD = timedelta(days=14)    # what the portal could not send so long is news no more; the page of notifications has it
LATE = timedelta(hours=1)      # since when a mail that nobody sends is worth a word of `doctor`
SOCKET_SECONDS = 30             # CKAN's mailer waits for a mail server without end


def send_job() -> None:
    """Job: send what is due."""
    send_due()


def send_due() -> Counter[str]:
    """Send what is due. Returns how many mails were `sent`, and how many rows `dropped`; `failed` counts attempts."""
    found: Counter[str] = Counter()
    if not can_send():
        return found
    in_a_row = 0
    while in_a_row < IN_A_ROW and (mail_id := _claim()) is not None:
        try:
            with _patience():
                found.update(_send(mail_id))
            in_a_row = 0
        except Exception as error:      # one bad address holds up nobody: it is noted, and tried again later
            model.Session.rollback()
            log.exception("mail %s could not be sent", mail_id)
            _note(mail_id, type(error).__name__)
            found["failed"] += 1
            in_a_row += 1
    return found


def can_send() -> bool:
    """Whether the portal has a way to send: a mail server, or a plugin that brings another one. CKAN says nothing if not."""
    return bool(tk.config.get("smtp.server")) or next(iter(p.PluginImplementations(p.INotifier)), None) is not None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts."""
    return min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)


def _claim() -> str | None:
    """Take the next mail that is due: id of the mail, or None. One claims at a time, so a digest is never torn in two."""
    session, at = model.Session, now()
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended('satudata_workflow_outbox', 0))"))
    is_due = sa.and_(Outbox.status == WAITING, Outbox.due_at <= at)
    locked = sa.select(Outbox).where(is_due).with_for_update(skip_locked=True)
    first = session.scalar(locked.order_by(Outbox.due_at, Outbox.id).limit(1))
    if first is None:
        session.rollback()
        return None
    if first.mail_id:
        rows = session.scalars(locked.where(Outbox.mail_id == first.mail_id)).all()
    elif first.is_digest:
        rows = session.scalars(locked.where(
            Outbox.recipient == first.recipient, Outbox.channel == first.channel, Outbox.is_digest, Outbox.mail_id.is_(None),
        )).all()
    else:
        rows = [first]
    mail_id = first.mail_id or new_id()
    for row in rows:
        row.mail_id, row.attempts = mail_id, row.attempts + 1
        row.due_at = at + pause_after(row.attempts)
        if row.attempts > ATTEMPTS:         # it killed the worker each time
            row.status, row.done_at, row.why = FAILED, at, row.why or "interrupted"
    session.commit()
    return mail_id


def _send(mail_id: str) -> Counter[str]:
    """Send one mail with those of its rows that still mean something to their reader, and mark all of them."""
    session = model.Session
    query = sa.select(Outbox, Notification).join(
        Notification, sa.and_(Notification.event_id == Outbox.event_id, Notification.recipient == Outbox.recipient))
    query = query.where(Outbox.mail_id == mail_id, Outbox.status == WAITING).order_by(Notification.at, Notification.id)
    found = session.execute(query.with_for_update(of=Outbox, skip_locked=True)).all()
    counted: Counter[str] = Counter()
    if not found:
        session.rollback()
        return counted
    user = session.get(model.User, found[0][0].recipient)
    setting = session.get(MailSetting, found[0][0].recipient)
    stands = notices.standing(user, [notification for _, notification in found])
    shown: list[Notification] = []
    for row, notification in found:
        row.why = _against(row, user, setting) or stands[notification.id]
        row.status, row.done_at = DROPPED if row.why else SENT, now()
        if row.why:
            counted[DROPPED] += 1
        else:
            shown.append(notification)
    session.flush()
    if shown and user is not None and user.email:
        _deliver(user, user.email, mailtext.compose(user, shown, setting.language if setting else None), mail_id)
        counted[SENT] += 1
    session.commit()
    return counted


def _against(row: Outbox, user: model.User | None, setting: MailSetting | None) -> str | None:
    """Why a person gets no mail of this now; None if nothing stands against it."""
    if user is None or user.state != model.State.ACTIVE:
        return "no_account"
    if not user.email:
        return "no_address"
    if setting is not None and setting.frequency == NONE:
        return "not_wanted"
    return "too_old" if now() - row.created_at > TOO_OLD else None


def _deliver(user: model.User, address: str, mail: mailtext.Mail, mail_id: str) -> None:
    """Through CKAN's mailer, under an id that stays the same however often it is tried."""
    host = urlsplit(tk.config["ckan.site_url"]).hostname or "localhost"
    headers = {"Message-ID": f"<satudata-{mail_id}@{host}>", "Auto-Submitted": "auto-generated",
               "X-Auto-Response-Suppress": "All"}
    tk.mail_recipient(mailtext.one_line(user.display_name), address, mail.subject, mail.text, mail.html, headers)


def _note(mail_id: str, why: str) -> None:
    """An attempt has failed. After the last one the mail is given up; `doctor` tells of it."""
    at, is_last = now(), Outbox.attempts >= ATTEMPTS
    model.Session.execute(
        sa.update(Outbox).where(Outbox.mail_id == mail_id, Outbox.status == WAITING)
        .values(why=why, status=sa.case((is_last, FAILED), else_=WAITING), done_at=sa.case((is_last, at), else_=None))
        .execution_options(synchronize_session=False))
    model.Session.commit()


def try_again() -> int:
    """Let what was given up wait again, for a mail server that works by now; gives the number of rows. Commits nothing."""
    again = sa.update(Outbox).where(Outbox.status == FAILED).values(status=WAITING, attempts=0, due_at=now(), done_at=None)
    return len(model.Session.scalars(again.returning(Outbox.id), execution_options={"synchronize_session": False}).all())


@contextmanager
def _patience() -> Iterator[None]:
    """A mail server that does not answer is given up: this is a process of its own, which nobody else waits in."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SOCKET_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def number_failed() -> int:
    """How many rows were given up."""
    return _number(Outbox.status == FAILED)


def number_late() -> int:
    """How many rows should have gone out an hour ago, and nobody has tried."""
    return _number(Outbox.status == WAITING, Outbox.due_at < now() - LATE)


def _number(*which: sa.ColumnElement[bool]) -> int:
    return model.Session.scalar(sa.select(sa.func.count()).select_from(Outbox).where(*which)) or 0
