"""Sentences about variables: what is wrong, and what to do next."""

from __future__ import annotations

from ckan.common import _

from ckanext.satudata.helpers import satudata_number


def name_missing() -> str:
    return _("A variable has no name. Write what is measured, for example: Luas panen.")


def name_twice(name: str) -> str:
    said = _("Two variables of this activity are called “{name}”. Give one of them another name, or remove it.")
    return said.format(name=name)


def no_such_field(name: str) -> str:
    said = _("A variable has no field “{name}”. Leave it out, or use one of the names of the field reference.")
    return said.format(name=name)


def too_many(most: int) -> str:
    return _("An activity can have at most {most} variables. Divide it into several activities.").format(most=most)


def too_long(most: int) -> str:
    return _("A variable can have at most {most} characters in all. Shorten its texts.").format(most=most)


def no_such_kegiatan() -> str:
    return _("There is no such statistical activity. Open the activity first, then add its variables there.")


def no_such_variable() -> str:
    return _("There is no such variable; it may have been removed. Open its activity to see those that there are.")


def removed_meanwhile() -> str:
    return _("Somebody has removed this variable. What you typed stands below; save, and it becomes a new variable at the end "
             "of the list.")


def paste_too_long(most: int, number: int) -> str:
    said = _("These are {number} characters; at most {most} can be pasted at once, so nothing was added. Add them in parts, "
             "or import the spreadsheet as a file.")
    return said.format(number=satudata_number(number), most=satudata_number(most))


def paste_too_many(most: int) -> str:
    return _("At most {most} variables can be pasted at once, so nothing was added. Paste them in parts.").format(
        most=satudata_number(most))


def contact_for_parties() -> str:
    return _("Only the office of this activity and those who check it may read who is responsible. Ask the office itself.")
