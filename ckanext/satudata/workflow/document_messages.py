"""Codes about documents into sentences: what is refused, what happened, how a document stands."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from . import events

_ = tk._
Sentences = dict[str, Callable[[], str]]


def refusals() -> Sentences:
    """What stands against adding, numbering, signing or voiding a document."""
    return {
        "no_such_document": lambda: _("There is no such document. Open the case to see its documents."),
        "number_of_series": lambda: _("The portal gives this document its number. Leave the number empty."),
        "has_number": lambda: _("This document has a number already. Add a corrected document, which supersedes it."),
        "number_missing": lambda: _("Write the number that your office's agenda book gave to the letter."),
        "kind_not_uploaded": lambda: _("The portal writes this document itself. Press the button that makes it."),
        "kind_not_made": lambda: _("There is no template of this document. Upload it as a file."),
        "template_broken": lambda: _(
            "The template {template} cannot be filled in, so the letter was not written. Tell the administrator, and upload "
            "the letter meanwhile."),
        "file_not_accepted": lambda: _("This document has to be of the type {accepted}. Upload such a file."),
        "not_yours_to_void": lambda: _("Only the offices that bring about or sign this document can declare it void."),
        "document_void": lambda: _("This document is void. Add a new one."),
        "document_superseded": lambda: _("A newer document has taken the place of this one. Open the case to see it."),
        "document_changed": lambda: _("Somebody has signed this document since you opened it. Read it again, then sign."),
        "nothing_to_sign": lambda: _("This document waits for no signature now. Open the case to see where it stands."),
        "not_yours_to_sign": lambda: _("This document waits for the signature of {office}. Your own tasks are on your desk."),
        "signed_already": lambda: _(
            "You have signed this document already. The next signature has to be another person's."),
        "same_file": lambda: _("This is the file without your signature. Upload the scan of the signed paper."),
        "key_missing": lambda: _("Choose the file of your key (.p12 or .pfx), and type its passphrase."),
        "key_wrong": lambda: _("The key cannot be opened: the passphrase is wrong, or it is no PKCS#12 file. Try again."),
        "key_expired": lambda: _("The certificate of this key is not valid today. Use a valid one, or upload a signed scan."),
        "no_pdf": lambda: _("Only a PDF can be signed with a key. Upload a signed scan instead."),
        "pdf_broken": lambda: _("This PDF cannot be signed with a key: it is damaged or protected. Upload a signed scan."),
    }


def event_sentences() -> Sentences:
    return {
        events.DOCUMENT_NUMBERED: lambda: _("{who} wrote down the number of a document."),
        events.DOCUMENT_SIGNED: lambda: _("{who} signed a document."),
        events.DOCUMENT_VOIDED: lambda: _("{who} declared a document void."),
    }


def state(key: str) -> str:
    """How a document stands, in a word or two."""
    return {
        "valid": _("valid"), "void": _("void"), "superseded": _("superseded"), "unsigned": _("not signed by all yet"),
    }[key]


def unsigned() -> str:
    return _("“{kind}” waits for the signature of {office}.")
