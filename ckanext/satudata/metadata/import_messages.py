"""Sentences about files with metadata that are taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckan.plugins.toolkit import _, ungettext

from . import workbook_messages
from .importing.files import INDAH
from .indah import messages as indah_messages
from .indah.problems import Problem as IndahProblem
from .workbook.problems import Problem

Fault = Mapping[str, Any]


def of_reader(fault: Fault) -> str:
    """What the reader of a file did not understand, or merely notes; its place is shown beside it."""
    if fault["by"] == INDAH:
        return indah_messages.of_problem(IndahProblem("", fault["code"], fault["values"]))
    return workbook_messages.sentence(Problem(fault["code"], values=fault["values"]))


def no_kegiatan() -> str:
    return _("The file does not say to which activity this belongs. Choose the activity and send the file again, or add the "
             "sheet “MS-Kegiatan”.")


def no_title() -> str:
    return _("The activity has no name. Fill in its title.")


def no_name() -> str:
    return _("An indicator has no name. Fill it in.")


def taken(title: str, year: str) -> str:
    said = _("Your office already has an activity “{title}” ({year}).") if year else _(
        "Your office already has an activity “{title}”.")
    return said.format(title=title, year=year) + " " + _(
        "To change it, choose it and send the file again; for another activity write another name or year.")


def twice_in_file(title: str, place: str) -> str:
    return _("“{title}” stands in the file twice with the same year, first at {place}. Keep one of the two.").format(
        title=title, place=place)


def named_twice(name: str, place: str) -> str:
    return _("“{name}” stands in the file twice, first at {place}. Give each one a name of its own.").format(
        name=name, place=place)


def one_kegiatan() -> str:
    return _("Another part of the file is about the same activity. Send the two one after the other.")


def not_there() -> str:
    return _("The activity that the file is about is not there, or not for you to see. Choose another one.")


def refused(sentence: str) -> str:
    return _("It cannot be taken over: {reason}").format(reason=sentence.rstrip(".") + ".")


def not_taken() -> str:
    return _("The portal could not take this over. Nothing of it was saved. Try again, or ask the Walidata.")


def changed_meanwhile() -> str:
    return _("Somebody has changed this activity since you looked at the preview. Nothing was saved. Look at the preview "
             "again: it shows what your file would change now.")


def choose_file() -> str:
    return _("Choose a file: XLSX, CSV or JSON.")


def choose_office() -> str:
    return _("Choose the office that the metadata belongs to.")


def no_such_kegiatan() -> str:
    return _("There is no such activity in an office of yours. Choose one from the list.")


def too_large(most: int) -> str:
    return _("The file is larger than {most} MB. Divide it.").format(most=most)


def no_import() -> str:
    return _("There is no such file. Files that were sent and not taken over are forgotten after seven days; only who sent "
             "one can see it.")


def unready() -> str:
    return _("This portal has not been upgraded yet. Ask its administrator to run: ckan db upgrade -p satudata_metadata")


def stamp_needed() -> str:
    return _("Say which preview you have seen: send its “stamp”.")


def nothing_to_take() -> str:
    return _("There is nothing in this file that can be taken over. Correct it and send it again.")


def no_worker() -> str:
    return _("So much is written by a job, and jobs cannot be started now. Nothing was saved. Try again in a few minutes.")


def draft_made() -> str:
    return _("The file is the table of a dataset with its metadata sheet: a draft of the dataset was made of it. Only you and "
             "your office see it.")


def sdi_not_taken(label: str, value: str, place: str, sentence: str) -> str:
    return _("“{label}” ({place}): “{value}” was not taken over. {sentence}").format(
        label=label or "–", value=value, place=place, sentence=sentence)


def summary(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """What was written, or would be, kind by kind."""
    return [_of_kind(kind, what, number) for kind, whats in counts.items() for what, number in whats.items()
            if what in _WHAT and kind in _WHAT[what]]


def _of_kind(kind: str, what: str, number: int) -> str:
    return _WHAT[what][kind](number).format(n=number)


_WHAT: dict[str, dict[str, Any]] = {
    "new": {
        "kegiatan": lambda n: ungettext("{n} new activity", "{n} new activities", n),
        "contact": lambda n: _("the officer is new"),
        "variabel": lambda n: ungettext("{n} new variable", "{n} new variables", n),
        "indikator": lambda n: ungettext("{n} new indicator", "{n} new indicators", n),
    },
    "changed": {
        "kegiatan": lambda n: _("the activity changes"),
        "contact": lambda n: _("the officer changes"),
        "variabel": lambda n: ungettext("{n} variable changes", "{n} variables change", n),
        "indikator": lambda n: ungettext("{n} indicator changes", "{n} indicators change", n),
    },
    "same": {
        "variabel": lambda n: ungettext("{n} variable stays the same", "{n} variables stay the same", n),
        "indikator": lambda n: ungettext("{n} indicator stays the same", "{n} indicators stay the same", n),
    },
    "removed": {"variabel": lambda n: ungettext("{n} variable is removed", "{n} variables are removed", n)},
    "left": {"indikator": lambda n: ungettext(
        "{n} indicator is not in the file and stays", "{n} indicators are not in the file and stay", n)},
}


def what(change: str) -> str:
    """What becomes of a record, in one word."""
    return {"new": _("new"), "changed": _("changed"), "same": _("the same"), "removed": _("is removed"),
            "left": _("not in the file, stays")}[change]


def kind(name: str) -> str:
    """What a record is."""
    return {"kegiatan": _("Statistical activity"), "contact": _("Technical officer"), "variabel": _("Variable"),
            "indikator": _("Indicator")}[name]


def shown(value: Any) -> str:
    """An answer in a table of changes."""
    if isinstance(value, Mapping):
        return " · ".join(str(part) for part in value.values() if part)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(shown(item) for item in value)
    return "" if value is None else str(value)
