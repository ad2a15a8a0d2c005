"""Sentences about workbooks: the hints that stand in them, and what is wrong in one that was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckan.plugins.toolkit import _

from .tables import refusals
from .workbook import fields, problems, sdi_sheet
from .workbook.problems import Problem
from .workbook.sdi_sheet import Said

Values = Mapping[str, Any]


def words() -> dict[str, str]:
    """What stands in a workbook beside the questions, for `writing.write`."""
    return {
        "form_title": _("Metadata of a statistical activity (MS-Kegiatan)"),
        "form_how": _("Fill in the column “Jawaban”. * is required when the metadata is submitted, if the question applies. "
                      "Keep the sheets and their column names."),
        "on_sheet": _("Fill this in on the sheet “{sheet}”."),
        "options": _("Choose Ya at each answer that applies, or write the answers here with semicolons between them."),
        "options_sum": _("Choose Ya at each answer that applies. Who has the paper form writes the sum of its codes instead."),
        fields.CODES: _("Write several answers with semicolons between them."),
        fields.DAY: _("Write day, month and year, for example 31/12/2026."),
        fields.DAYS: _("Write one day a line (Alt+Enter), for example 31/12/2026."),
        fields.LINES: _("Write one item a line (Alt+Enter)."),
        fields.COUNT: _("Write a whole number."),
    }


def sentence(problem: Problem) -> str:
    """What is wrong, and what to do about it; the cell is named beside it (`Problem.place`)."""
    worded = _SENTENCES.get(problem.code)
    return worded(problem.values) if worded else _("The file cannot be read. Save it again as XLSX and send that.")


def _like(values: Values) -> str:
    return " " + _("Is “{like}” meant?").format(like=values["like"]) if values.get("like") else ""


def _listed(items: Iterable[str], more: bool = False) -> str:
    return ", ".join(f"“{item}”" for item in items) + (", …" if more else "")


def _unknown_code(values: Values) -> str:
    said = _("“{value}” is not among the answers to “{title}”.").format(value=values["value"], title=values["title"])
    if values.get("like"):
        return said + _like(values)
    return said + " " + _("Choose one of: {choices}.").format(choices=_listed(values["choices"], values["more"]))


def _foreign(values: Values) -> str:
    return _("This is not a metadata workbook: it has the sheets {sheets}, and none of {expected}. Download the template, and "
             "fill in that one.").format(sheets=_listed(values["sheets"]) or "–", expected=_listed(values["expected"]))


_SENTENCES: dict[str, Callable[[Values], str]] = {
    problems.FOREIGN: _foreign,
    problems.MISSING_SHEET: lambda v: _("The sheet “{sheet}” is missing. Add it as in the template.").format(
        sheet=v["sheet"]) + _like(v),
    problems.TOO_MANY_ROWS: lambda v: _("The sheet has more than {most} rows, so nothing of it was read. Divide it.").format(
        most=v["most"]),
    problems.TOO_MANY: lambda v: _("There is more to correct than these {most} points. Correct them first, and send the file "
                                   "again.").format(most=v["most"]),
    problems.NO_HEADER: lambda v: _("There is no row with the names of the columns. Write {columns} next to each other in one "
                                    "row.").format(columns=_listed(v["columns"])),
    problems.MISSING_COLUMN: lambda v: _("“{name}” is not in the sheet, so it stays as it is in the portal.").format(
        name=v["name"]),
    problems.UNKNOWN_COLUMN: lambda v: _("The column “{value}” is not known and was not read.").format(
        value=v["value"]) + _like(v),
    problems.COLUMN_TWICE: lambda v: _("The column “{value}” stands there twice. Remove one of them.").format(
        value=v["value"]),
    problems.OUTSIDE: lambda v: _("“{value}” stands in a column without a name. Move it into the right column.").format(
        value=v["value"]),
    problems.MERGED: lambda v: _("The cells {cells} are merged over several rows. Divide them, and write the value into each "
                                 "row.").format(cells=v["cells"]),
    problems.UNKNOWN_QUESTION: lambda v: _("There is no question “{value}”, so this answer belongs nowhere.").format(
        value=v["value"]) + _like(v),
    problems.ASKED_TWICE: lambda v: _("The question “{question}” is answered a second time here. Keep one answer.").format(
        question=v["question"]),
    problems.BELONGS_TO_SHEET: lambda v: _("This is filled in on the sheet “{sheet}”. Move it there.").format(
        sheet=v["sheet"]),
    problems.NO_NAME: lambda v: _("Fill in “{name}”: a row without it cannot be kept.").format(name=v["name"]),
    problems.SAME_NAME: lambda v: _("“{value}” stands in row {row} already. Give each one a name of its own.").format(
        value=v["value"], row=v["row"]),
    problems.NO_PARENT: lambda v: _("“{value}” is not on the sheet “{sheet}”. Write a name from there.").format(
        value=v["value"] or v["number"], sheet=v["sheet"]),
    problems.PARENTS_DIFFER: lambda v: _("Number {number} on the sheet “{sheet}” is not “{value}”. Correct the number or the "
                                         "name.").format(number=v["number"], sheet=v["sheet"], value=v["value"]),
    problems.FORMULA: lambda v: _("This cell holds a formula. Its result was taken; check it."),
    problems.FORMULA_EMPTY: lambda v: _("This cell holds a formula that was never computed. Open the workbook in a "
                                        "spreadsheet, save it, and send it again."),
    problems.ERROR_VALUE: lambda v: _("The formula of this cell fails (such as #REF!). Write the answer instead."),
    problems.BAD_DAY: lambda v: _("“{value}” is not a day. Write day, month and year, such as 31/12/2026.").format(
        value=v["value"]),
    problems.SERIAL_DAY: lambda v: _("The number {value} was read as the day {day}. Check it.").format(
        value=v["value"], day=v["day"]),
    problems.BAD_COUNT: lambda v: _("“{value}” is not a whole number. Write digits only, such as 12.").format(
        value=v["value"]),
    problems.UNKNOWN_CODE: _unknown_code,
    problems.BAD_SUM: lambda v: _("{value} is not a sum of codes of this question. Choose Ya at each answer that "
                                  "applies.").format(value=v["value"]),
    problems.CODE_AS_NUMBER: lambda v: _("The spreadsheet keeps {value} as a number: if zeros at its beginning or end are "
                                         "missing, make the cell a text and write it again.").format(value=v["value"]),
    problems.TWO_ANSWERS: lambda v: _("Two answers stand here: {value}, and {marked}. Keep one of them.").format(
        value=v["value"], marked=v["marked"]),
    problems.TOO_LONG: lambda v: _("The text is longer than a cell can hold ({most} characters). Shorten it, or put it into a "
                                   "file.").format(most=v["most"]),
    refusals.UNSUPPORTED_FORMAT: lambda v: _("{format} files are not read here. Save the workbook as XLSX, or one sheet of it "
                                             "as CSV.").format(format=v.get("format", "")),
    refusals.NOT_A_TABLE: lambda v: _("The file is neither a workbook nor one of its sheets. Save it as XLSX or CSV."),
    refusals.EMPTY_FILE: lambda v: _("The file is empty. Fill in the template."),
    refusals.BROKEN_FILE: lambda v: _("The workbook cannot be opened. Save it again as XLSX."),
    refusals.BROKEN_ENCODING: lambda v: _('Some of its letters cannot be read. Save it as "CSV UTF-8".'),
    refusals.BROKEN_QUOTES: lambda v: _("The quotation marks near line {line} do not match. Save the sheet as XLSX.").format(
        line=v.get("line", "?")),
    refusals.TOO_LARGE: lambda v: _("The workbook is too large to be unpacked. Remove what is not metadata from it."),
}


def not_taken(said: Said) -> str:
    """Why a value of an older metadata sheet was not taken over."""
    worded = _NOT_TAKEN.get(said.reason)
    return worded() if worded else sentence(Problem(said.reason, values=said.values))


_NOT_TAKEN: dict[str, Callable[[], str]] = {
    sdi_sheet.NOTHING_SAID: lambda: _("Nothing is said there."),
    sdi_sheet.NO_FIELD: lambda: _("The form has no such question. Keep it in the description if readers need it."),
    sdi_sheet.CHOSEN: lambda: _("Choose it in the form: there it is a link to another record."),
    sdi_sheet.PORTAL: lambda: _("The portal keeps this by itself."),
    sdi_sheet.NO_LABEL: lambda: _("No label stands beside it, so it is not known what it means."),
    sdi_sheet.TWICE: lambda: _("The question is answered once more. The first answer was taken."),
}
