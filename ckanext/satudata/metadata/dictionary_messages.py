"""Sentences about the columns of a table: what is wrong, and what to do next."""

from __future__ import annotations

from ckan.common import _


def no_such_column(name: str) -> str:
    said = _("The table has no column “{name}”. Load the page again: the file may have been replaced meanwhile.")
    return said.format(name=name)


def too_long(most: int) -> str:
    return _("Write at most {most} characters here.").format(most=most)


def no_such_variable() -> str:
    return _("This variable does not belong to the activity of the dataset. Choose one of the list, or none.")


def no_table() -> str:
    return _("This file has no table yet, so it has no columns to explain. Wait until it is read, or upload a CSV or XLSX.")


def columns_expected() -> str:
    return _("Send a list of columns, each an object with its name.")


def no_such_file() -> str:
    return _("There is no such file; it may have been removed. Open its dataset to see those that there are.")
