"""Sentences of the start page and of what becomes of the files that were sent there."""

from __future__ import annotations

from ckan.plugins.toolkit import _


def nothing_to_make() -> str:
    """A row without file and without title."""
    return _("There is neither a file nor a title. Choose a file, or write a title.")


def untitled() -> str:
    """The title of a record whose file has no words in its name."""
    return _("Without a title")


def same_period(period: str) -> str:
    """The new file is about the period of the old one."""
    return _("The file is about the same period as the record that was copied ({period}). Check that it is the right "
             "file.").format(period=period)


def not_made() -> str:
    """Three attempts, and still no record."""
    return _("The draft could not be made because others were saving at the same moment. Send the file again.")


def not_taken(label: str, value: str, sentence: str) -> str:
    """A value that the form does not take; it stays empty there."""
    return _("{label}: “{value}” was not filled in. {sentence}").format(label=label, value=value, sentence=sentence)


def too_many(most: int) -> str:
    """A file beyond the limit of one sending."""
    return _("At most {most} files are taken at once. Send this one again.").format(most=most)


def no_office() -> str:
    """A person who belongs to no office of the portal."""
    return _("You do not belong to an office (OPD) yet, so you cannot describe data. Ask the administrator of your office to "
             "add you.")


def not_your_office() -> str:
    """An office in which the person may not make records."""
    return _("You may not describe data for this office. Choose another one, or ask its administrator.")


def choose_office() -> str:
    """No office was chosen."""
    return _("Choose the office (OPD) that produces the data.")


def write_title() -> str:
    """A record without files begins with its title."""
    return _("Write the title.")


def title_too_long(most: int) -> str:
    """Of a record that begins without a file."""
    return _("A title has at most {most} characters.").format(most=most)


def choose_files() -> str:
    """Neither file nor list was sent."""
    return _("Choose at least one file, or a list that describes the data.")


def choose_file() -> str:
    """The copy has no file."""
    return _("Choose the file of the new period.")


def file_missing(name: str) -> str:
    """A row names a file that was not sent."""
    return _("The file {name} was not sent. The draft was made without it; add the file there.").format(name=name)


def named_twice(name: str, row: int) -> str:
    """Two rows name the same file."""
    return _("Row {row} names the file {name} once more. A draft without a file was made of it.").format(name=name, row=row)


def no_row(sheet: str) -> str:
    """A file that no row of the list names."""
    return _("No row of {sheet} names this file. It was described by what it says itself.").format(sheet=sheet)


def unknown_columns(names: str) -> str:
    """Columns of the list that are no fields."""
    return _("These columns of the list are no fields of the form and were not read: {names}.").format(names=names)


def list_unreadable(sentence: str) -> str:
    """The list is no table."""
    return _("The list could not be read. {sentence} The files were described by what they say themselves.").format(
        sentence=sentence)


def list_without_files() -> str:
    """The list has no column for the files and none for titles."""
    return _("The list has neither a column “Berkas” nor a column “Judul”. Use the template of this page.")


def list_too_long(most: int) -> str:
    """More rows than are read."""
    return _("Only the first {most} rows of the list were read.").format(most=most)


def empty_list() -> str:
    """Column names and no rows."""
    return _("The list has no rows.")
