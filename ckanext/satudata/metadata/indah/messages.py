"""Sentences for people: what is wrong with a JSON in BPS's format, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckan.plugins.toolkit import _

from ckanext.satudata.metadata import messages, vocabularies

from . import problems
from .problems import Problem

Details = Mapping[str, Any]


def of_problem(problem: Problem) -> str:
    """The sentence for a problem, with its key in front."""
    sentence = SENTENCES[problem.code](problem.details)
    return f"{problem.path}: {sentence}" if problem.path else sentence


def _not_in_list(details: Details) -> str:
    vocabulary = vocabularies.load(details["vocabulary"])
    return messages.not_in_list(details["value"], vocabulary.title, (entry.value for entry in vocabulary.entries))


def _kept_as_written(details: Details) -> str:
    vocabulary = vocabularies.load(details["vocabulary"])
    return _("“{value}” is not in the list “{list}”. It is kept as it is written, and the field stays empty.").format(
        value=details["value"], list=messages.in_language(vocabulary.title))


def _wrong_type(details: Details) -> str:
    expected = {
        "text": _("a text"), "object": _("an object"), "yes_no": _("true or false"), "json": _("JSON"),
    }[details["expected"]]
    return _("Here should be {expected}.").format(expected=expected)


def _other_kind(details: Details) -> str:
    names = {"kegiatan": "MS-Keg", "variabel": "MS-Var", "indikator": "MS-Ind"}
    return _("This is {found}; choose a file with {expected}.").format(
        found=names[details["found"]], expected=names[details["expected"]])


def _by_kemendagri(details: Details) -> str:
    if details["right"]:
        return _("{value} is the Kemendagri number of {region}. Write the code of BPS: {right}.").format(**details)
    return _("{value} is the Kemendagri number of {region}. This format takes codes of BPS; ours for this region is not known. "
             "Write its name instead and leave the code empty.").format(**details)


SENTENCES: Mapping[str, Callable[[Details], str]] = {
    problems.NOT_JSON: lambda details: _("The file is not JSON: it cannot be read from line {line}, column {column} on.").format(
        **details),
    problems.NOT_TEXT: lambda details: _("The file is not a text in UTF-8. Save it as JSON with UTF-8."),
    problems.TOO_LARGE: lambda details: _("The file is too large. Split it into several files."),
    problems.TOO_DEEP: lambda details: _("The file is nested deeper than BPS's format ever is."),
    problems.TOO_MANY_ITEMS: lambda details: _("This list has {found} items; at most {most} are read.").format(**details),
    problems.TOO_LONG_TEXT: lambda details: _("This text has {found} characters; at most {most} are read.").format(**details),
    problems.SAME_KEY_TWICE: lambda details: _("The key “{key}” stands twice in one object. Delete one of them.").format(**details),
    problems.NO_DOCUMENT: lambda details: _("Nothing in the file looks like MS-Keg, MS-Var or MS-Ind of BPS."),
    problems.NO_DATA: lambda details: _("The answers are missing: they stand under the key “data”."),
    problems.OTHER_VERSION: lambda details: _("This is version “{found}” of the format; version “v2” is read.").format(**details),
    problems.OTHER_KIND: _other_kind,
    problems.WRONG_TYPE: _wrong_type,
    problems.NOT_IN_LIST: _not_in_list,
    problems.NOT_A_COUNT: lambda details: _("“{value}” is not a whole number. Write digits only, such as 12.").format(**details),
    problems.NOT_A_DAY: lambda details: _("“{value}” is not a day. Write year, month and day, such as 2025-12-31.").format(
        **details),
    problems.REGION_UNKNOWN: lambda details: _("“{value}” is no region that we know. Write a code of BPS, or the name.").format(
        **details),
    problems.REGION_BY_KEMENDAGRI: _by_kemendagri,
    problems.KEPT_AS_WRITTEN: _kept_as_written,
    problems.KEPT_ITEMS: lambda details: _("The form holds the first of {found}; the others are kept and exported again.").format(
        **details),
    problems.REGION_BY_NAME: lambda details: _("The code “{value}” is not known; by its name the region is {region}.").format(
        **details),
    problems.REGION_OTHER_NAME: lambda details: _("{value} is {region}; beside it stands “{name}”. The code was taken.").format(
        **details),
    problems.UNKNOWN_STATUS: lambda details: _("“{value}” is no status of BPS's service. It is kept as it is written.").format(
        **details),
}
