"""Sentences about the event log: what `verify-events` finds, digests, and words that were erased."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from .model import Digest
from .verifying import Fault

_ = tk._


def fault(found: Fault) -> str:
    """What is wrong with the log, and where."""
    sentences: dict[str, Callable[[], str]] = {
        "gap": lambda: _("{stream}: an event before number {seq} is missing."),
        "chain": lambda: _("{stream}, event {seq}: it does not follow the one before it. One of the two was put in, or "
                           "written anew."),
        "changed": lambda: _("{stream}, event {seq}: it was changed after it was written."),
        "text": lambda: _("{stream}, event {seq}: its words are not those that were written."),
        "unsaid": lambda: _("{stream}, event {seq}: its words are gone, and nothing says who erased them."),
        "lost": lambda: _("{stream}: event {event} is gone, though a decision, a notification or words belong to it."),
        "gone": lambda: _("{stream}: the whole stream is gone. The digest of {day} lists it up to event {seq}."),
        "cut": lambda: _("{stream}: the newest events are gone. It ends with event {last}; the digest of {day} lists it up to "
                         "event {seq}."),
        "rewritten": lambda: _("{stream}, event {seq}: it is not the one that the digest of {day} lists. This event or "
                               "earlier ones were written anew."),
        "backdated": lambda: _("{stream}, event {seq}: by its date it is older than the digest of {day}, which did not find "
                               "it. It was put in later."),
        "digest_changed": lambda: _("Digest {no} of {day}: it was changed, or what it lists was."),
        "digest_chain": lambda: _("Digest {no} of {day}: it does not follow the one before it. One of the two was written "
                                  "anew."),
        "digest_missing": lambda: _("Digest {no} is missing."),
        "kept_unknown": lambda: _("The portal has no digest {hash}. Since it was kept outside, the event log and its digests "
                                  "were written anew, or it is of another portal."),
    }
    # a digest that is gone has no day
    day = found.day.isoformat() if found.day else _("(a digest that is missing)")
    return sentences[found.what]().format(
        stream=found.stream or _("(a stream that is not known)"), seq=found.seq, day=day, last=found.last, no=found.no,
        hash=found.hash, event=found.event)


def digest_taken(found: Digest) -> str:
    """What a digest stands for."""
    return tk.ungettext(
        "Digest {no} of {day}: one stream has moved; {streams} in all.",
        "Digest {no} of {day}: {moved} streams have moved; {streams} in all.", found.moved,
    ).format(no=found.no, day=found.day.isoformat(), moved=found.moved, streams=found.streams)
