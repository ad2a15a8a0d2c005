"""A record's form as one list of answers, for whoever checks it before it is submitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from . import answers as texts
from . import conditions, contacts, forms, guesses, inputs, messages
from .completeness import RESOURCES, VARIABLES
from .sections import Section


@dataclass(frozen=True, slots=True)
class Answered:
    """A field with its answer in words (empty for none), where it is changed, and where the portal took it from."""

    field: str
    label: str
    text: str
    url: str
    is_asked: bool
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A section with its answers; the one of the files has none of its own."""

    name: str
    label: str
    url: str
    answers: tuple[Answered, ...]
    has_files: bool


def summary_of(package: Mapping[str, Any]) -> list[Summary]:
    """All sections of a record's form in order, with what is asked in them; none where its type is not one of ours.

    What is about the officer is in it for whoever may read that.
    """
    whole = forms.with_contact({}, dict(package))
    open_guesses = guesses.of_package(package["id"])
    left_out = conditions.hidden(package["type"], whole)
    if not forms.may_know_contact({}, package["id"]):
        left_out |= contacts.names(package["type"])
    found = [_summary(whole, section, open_guesses, left_out) for section in forms.sections_of(package["type"])]
    return [summary for summary in found if summary.answers or summary.has_files]


def _summary(package: Mapping[str, Any], section: Section, open_guesses: Mapping[str, Any],
             left_out: Collection[str]) -> Summary:
    fields = [field for field in forms.asked(section) if field["field_name"] not in left_out]
    said = texts.of_record(fields, package)
    return Summary(section.name, messages.in_language(section.label), _url(package, section), tuple(
        Answered(name, messages.in_language(field["label"]), inputs.shown(field, said[name]), _url(package, section, name),
                 inputs.is_asked(field), guesses.sentence(open_guesses[name]) if name in open_guesses else None)
        for field in fields for name in (field["field_name"],)), section.has_files)


def _url(package: Mapping[str, Any], section: Section, field: str | None = None) -> str:
    return tk.url_for("satudata_metadata_form.section", id=package["name"], section=section.name,
                      _anchor=f"field-{field}" if field else None)


def url_of(package: Mapping[str, Any], field: str | None) -> str:
    """Where a field is filled in, `resources` for the files, `variabel` for the variables of an activity.

    The form's first page where there is no such field.
    """
    for section in forms.sections_of(package["type"]):
        if field in section.field_names:
            return _url(package, section, field)
        if field == RESOURCES and section.has_files:
            return _url(package, section)
    if field == VARIABLES:
        return tk.url_for("satudata_metadata_variabel.index", id=package["name"])
    return form_url(package)


def form_url(package: Mapping[str, Any]) -> str:
    """The first page of a record's form; CKAN's own form where the type's schema is not one of ours."""
    if forms.sections_of(package["type"]):
        return tk.url_for("satudata_metadata_form.overview", id=package["name"])
    return tk.url_for(f"{package['type']}.edit", id=package["name"])


def named_in(package: Mapping[str, Any], text: str) -> list[tuple[str, str]]:
    """Sections and fields whose names stand in a text, as a reviewer writes them: label and address, in the form's order."""
    found, said = [], f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text).split()).casefold()} "
    for section in summary_of(package):
        for label, url in ((section.label, section.url), *((answer.label, answer.url) for answer in section.answers)):
            plain = " ".join("".join(c if c.isalnum() else " " for c in label).split()).casefold()
            if plain and f" {plain} " in said:
                found.append((label, url))
    return found
