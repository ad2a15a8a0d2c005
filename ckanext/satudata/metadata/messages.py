"""Sentences for people: what is wrong with an answer and what would be right, and how a table stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckan.plugins.toolkit import _, ungettext

from ckanext.satudata.language import language

from .tables import refusals

Details = Mapping[str, Any]
MOST_NAMED = 12


def in_language(labels: Mapping[str, str] | str) -> str:
    """The label for the reader, else the Indonesian one."""
    if isinstance(labels, str):
        return labels
    return labels.get(language()) or labels.get("id") or next(iter(labels.values()), "")


def not_in_list(value: Any, title: Mapping[str, str], labels: Iterable[str]) -> str:
    """A code that its list does not have."""
    known = list(labels)
    named = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
    return _('"{value}" is not in the list "{list}". Choose one of: {choices}.').format(
        value=value, list=in_language(title), choices=named)


def bad_sds_code(value: str) -> str:
    """A code of the statistical data standard in another form."""
    return _('"{value}" is not a data standard code. Write one or two letters, five digits and twice two digits: '
             "SD00001.00.00.").format(value=value)


def bad_period(value: str) -> str:
    """A period in a form that we do not read."""
    return _('"{value}" is not a period. Write a year (2024), a month (2024-03), a day (2024-03-15) or a school year '
             "(2023/2024).").format(value=value)


def periods_reversed(start: str) -> str:
    """The last period lies before the first one."""
    return _("The last period must be the same as or later than the first period ({start}).").format(start=start)


def bad_year(value: str) -> str:
    """Not four digits."""
    return _('"{value}" is not a year. Write four digits, such as 2025.').format(value=value)


def too_long(most: int) -> str:
    """More characters than a list of sources can show."""
    return _("Write at most {most} characters; longer explanations belong in the description.").format(most=most)


def variables_lack(names: str, labels: str) -> str:
    """What one variable of an activity lacks."""
    return _("Variable “{name}”: {labels}").format(name=names, labels=labels)


def more_variables(n: int) -> str:
    """How many variables lack something beside those that were named."""
    return ungettext("one more variable", "{n} more variables", n).format(n=n)


def empty(label: str) -> str:
    """A field without which CKAN keeps no record."""
    return _("Fill in “{label}”.").format(label=label)


def bad_address() -> str:
    """An address that CKAN cannot use."""
    return _("Write the address with 2 to 100 small letters, digits or hyphens, such as jumlah-penduduk.")


def address_taken() -> str:
    """The address of another record."""
    return _("Another record has this address. Choose another one.")


def bad_keyword(word: str) -> str:
    """A keyword with other signs, or one letter, or a whole sentence."""
    return _('"{word}" cannot be a keyword. Write 2 to 100 letters or digits, and separate keywords with commas.').format(
        word=word[:40])


def bad_email() -> str:
    """No e-mail address."""
    return _("Write a whole e-mail address, such as data@dinas.go.id.")


def too_much(most: int) -> str:
    """More text than a form may send."""
    return _("This is more text than the form takes ({most} characters). Put long explanations into a file.").format(
        most=_number(most))


def too_many_unsaved(most: int) -> str:
    """One person left very many texts of one record unsaved."""
    return _("This is not kept: {most} unsaved texts of yours wait in this record already. Save it now, or save or throw away "
             "some of the others.").format(most=_number(most))


def changed_meanwhile() -> str:
    """Two people filled the same section."""
    return _("Somebody else has saved this section since you opened it. Compare both texts, then save again.")


def section_status(status: str) -> str:
    """How far a section of the form is."""
    return {"complete": _("Complete"), "started": _("Being filled in"), "empty": _("Not filled in yet"),
            "wrong": _("Something has to be corrected"), "closed": _("Cannot be filled in yet")}[status]


def fill_first(labels: Iterable[str]) -> str:
    """Why a section cannot be filled in yet."""
    return _("Fill in {fields} first.").format(fields=", ".join(f"“{label}”" for label in labels))


def set_aside(labels: Iterable[str]) -> str:
    """Answers that left the record because another answer took their question away."""
    return _("With this answer {fields} is not asked any more. What stood there left the record and is kept for you beside it "
             "for 30 days; it comes back if you change the answer again.").format(
        fields=", ".join(f"“{label}”" for label in labels))


def bad_list() -> str:
    """Something that is no list of codes."""
    return _("Send a list of codes.")


def table_state(status: str, rows: int | None, columns: int | None, reason: str | None, details: Details) -> str:
    """How the table of a file stands, in one sentence or two."""
    if status == "loaded":
        return _("Table: {rows} rows, {columns} columns.").format(rows=_number(rows), columns=columns)
    if status == "refused":
        return _("The file is kept and offered as it is, but not shown as a table. {reason}").format(
            reason=refusal(reason, details))
    if status == "failed":
        return _("The table could not be loaded because of a fault in the portal, not in the file. Load it again; if that "
                 "fails too, tell the administrator.")
    if status in ("waiting", "loading"):
        return _("The table is being loaded. That usually takes less than two minutes.")
    return _("There is no table.")


def refusal(code: str | None, details: Details) -> str:
    """Why a file is not loaded, and what to do about it."""
    sentence = _REFUSALS.get(code or "")
    return sentence(details) if sentence else _("The file is not a table that the portal reads.")


_REFUSALS: dict[str, Callable[[Details], str]] = {
    refusals.LINK: lambda d: _("It lies outside the portal. Upload the file to have it shown."),
    refusals.MISSING_FILE: lambda d: _("The file is not in the portal's storage. Upload it again."),
    refusals.UNSUPPORTED_FORMAT: lambda d: _("{format} files are not read as tables. Save the table as CSV or XLSX.").format(
        format=d.get("format", "")),
    refusals.NOT_A_TABLE: lambda d: _("Its content is not a table. Check that it is the right file, saved as CSV or XLSX."),
    refusals.EMPTY_FILE: lambda d: _("The file is empty. Upload one with data."),
    refusals.BROKEN_FILE: lambda d: _("The workbook cannot be opened. Save it again as XLSX or as CSV."),
    refusals.BROKEN_ENCODING: lambda d: _('Some of its letters cannot be read. Save it as "CSV UTF-8".'),
    refusals.BROKEN_QUOTES: lambda d: _("The quotation marks near line {line} do not match. Correct them and upload the "
                                       "file again.").format(line=d.get("line", "?")),
    refusals.RAGGED_ROWS: lambda d: _("Line {line} has {found} columns, the header has {expected}. Give every row as many cells "
                                     "as there are column names.").format(
        line=d.get("line", "?"), found=d.get("found", "?"), expected=d.get("expected", "?")),
    refusals.NO_HEADER: lambda d: _("Its first row does not hold the column names. Remove titles and put one row of column "
                                    "names on top."),
    refusals.NO_ROWS: lambda d: _("It has column names and no rows under them. Upload the file with its data."),
    refusals.TOO_MANY_COLUMNS: lambda d: _("It has {found} columns; at most {most} are loaded. Divide it into several tables.").format(
        found=d.get("found", "?"), most=d.get("most", "?")),
    refusals.MANY_SHEETS: lambda d: _("The workbook has {found} sheets with content. Upload each table as a file of its "
                                      "own.").format(found=d.get("found", "?")),
    refusals.MERGED_CELLS: lambda d: _('The sheet "{sheet}" has merged cells. Put one row of column names on top and '
                                       "nothing above it.").format(sheet=d.get("sheet", "")),
    refusals.TOO_LARGE: lambda d: _("The workbook is too large to be unpacked. Save the table as CSV."),
}


def _number(count: int | None) -> str:
    text = f"{count or 0:,}"
    return text.replace(",", ".") if language() == "id" else text


def at_most(most: int) -> str:
    """A number of a question to the API that is too large."""
    return _("At most {most} can be asked for at once. Ask for the rest with “offset”.").format(most=_number(most))


def rows_expected() -> str:
    """Something else was sent where rows are."""
    return _("Send a list of rows, each an object with the fields of one row.")


def plain_names() -> str:
    """A search asked for fields under names of its own, or for what a function makes of them."""
    return _("Name each field as the index calls it, without a name of your own before it and without functions.")
