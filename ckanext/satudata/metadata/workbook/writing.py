"""The workbook written: an empty template, or a kegiatan with everything that belongs to it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from .. import answers
from . import cells, fields, layout, problems
from .layout import Asked, Form, Layout, Table

# Headings that the reader knows again; see `questions.py` and `rows.py`
NUMBER, QUESTION, ANSWER, HINT, KEY, ID = "No.", "Pertanyaan", "Jawaban", "Petunjuk", "Kode isian", "ID"
MARKED, SUM, SUM_KEY = "Ya", "Jumlah kode", "#jumlah"
EMPTY_ROWS = 200                # of a template that offer drop-down lists and formats beyond the last filled one
_WIDE = {fields.TEXT: 30, fields.LINES: 34, fields.DAYS: 16, fields.CODES: 30, fields.CODE: 24, fields.DAY: 14,
         fields.COUNT: 12}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What is exported, as the API shows it. `contacts` None: the reader may not see them, and they get no rows."""

    kegiatan: Record = field(default_factory=dict)
    variabel: Sequence[Record] = ()
    indikator: Sequence[Record] = ()
    contacts: Record | None = field(default_factory=dict)

    def records(self, type_: str) -> Sequence[Record]:
        """All records of a type."""
        return {layout.KEGIATAN: [self.kegiatan], layout.VARIABEL: self.variabel, layout.INDIKATOR: self.indikator}[type_]


def write(schemas: layout.Schemas, words: Mapping[str, str], content: Content | None = None) -> bytes:
    """The workbook.

    Args:
        schemas: by type (`layout.of`)
        words: notes and hints in the reader's language (`workbook_messages.words`)
        content: none for the empty template
    Raises:
        CannotWrite: an answer is longer than a cell can be, or there are more records than a sheet takes back
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        writer = _Writer(book, layout.of(schemas), words, content or Content())
        writer.write()
    if writer.wrong:
        raise problems.CannotWrite(tuple(writer.wrong))
    return stream.getvalue()


class _Writer:
    """One workbook while it is written."""

    def __init__(self, book: Any, plan: Layout, words: Mapping[str, str], content: Content) -> None:
        self.book, self.plan, self.words, self.content = book, plan, words, content
        self.wrong: list[problems.Problem] = []
        self.head = book.add_format({"bold": True, "bg_color": "#1e2a5a", "font_color": "#ffffff", "text_wrap": True,
                                     "valign": "top", "border": 1})
        self.block = book.add_format({"bold": True, "bg_color": "#dfe3f2"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.hint = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#555555"})
        # as text: 01 stays 01, and what begins with = is no formula when somebody edits it
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 4})
        self.day = book.add_format({"num_format": "dd mmm yyyy", "align": "left", "valign": "top", "border": 4})
        self.count = book.add_format({"num_format": "0", "align": "left", "valign": "top", "border": 4})
        self.lists = {found.name: f"='{layout.CODES_SHEET}'!${column}$2:${column}${len(found.texts) + 1}"
                      for place, found in enumerate(plan.lists) for column in (xl_col_to_name(place),)}

    def write(self) -> None:
        form = self.plan.form
        if form:
            self._form(self.book.add_worksheet(form.sheet), form)
        for table in self.plan.tables:
            self._table(self.book.add_worksheet(table.sheet), table)
        self._codes(self.book.add_worksheet(layout.CODES_SHEET))

    # --- one question a row

    def _form(self, page: Any, form: Form) -> None:
        for column, width in enumerate((7, 48, 60, 60)):
            page.set_column(column, column, width)
        page.set_column(4, 4, 30, None, {"hidden": True})
        page.write_string(0, 0, self.words["form_title"], self.book.add_format({"bold": True, "font_size": 14}))
        page.write_string(1, 0, self.words["form_how"])
        page.write_row(2, 0, (NUMBER, QUESTION, ANSWER, HINT, KEY), self.head)
        page.freeze_panes(3, 0)
        row = 3
        for block in form.blocks:
            asked = [question for question in block.questions if not question.is_contact or self.content.contacts is not None]
            if block.label and asked:
                page.write_row(row, 0, (block.label, "", "", ""), self.block)
                row += 1
            for question in asked:
                row = self._question(page, row, question)

    def _question(self, page: Any, row: int, asked: Asked) -> int:
        """The row of a question, and those of its options; the number of the row after them."""
        page.write_string(row, 0, fields.number(asked.field), self.plain)
        page.write_string(row, 1, fields.label(asked.field) + (" *" if _is_required(asked) else ""), self.plain)
        page.write_string(row, 3, self._hint(asked), self.hint)
        page.write_string(row, 4, asked.name)
        answer = self._answer_of(asked)
        if asked.kind == fields.ROWS:
            return row + 1
        if not asked.has_rows or not asked.choices:
            self._answer(page, row, 2, asked, answer)
            self._offer(page, row, 2, row, asked)
            return row + 1
        chosen = list(answer) if isinstance(answer, list) else [answer] if answer else []
        known = {option.value for option in asked.choices.options}
        # what the list no longer has must not get lost: it stands where it will be reported
        self._answer(page, row, 2, asked, [] if known.issuperset(chosen) else chosen)
        for option in asked.choices.options:
            row += 1
            page.write_string(row, 1, asked.choices.shown(option.value), self.plain)
            page.write_string(row, 2, MARKED if option.value in chosen and known.issuperset(chosen) else "", self.text)
            page.data_validation(row, 2, row, 2, {"validate": "list", "source": [MARKED, "Tidak"], "error_type": "warning"})
            page.write_string(row, 4, f"{asked.name}={option.value}")
        return self._sum(page, row + 1, asked, answer) if asked.choices.sums else row + 1

    def _sum(self, page: Any, row: int, asked: Asked, answer: Any) -> int:
        """The number that the paper form has for the marked options; it follows them while they are being marked."""
        if not asked.choices or any(option.number is None for option in asked.choices.options):
            return row
        first = row - len(asked.choices.options)
        terms = [f'IF({xl_rowcol_to_cell(first + place, 2)}="{MARKED}",{option.number},0)'
                 for place, option in enumerate(asked.choices.options)]
        total = sum(option.number or 0 for option in asked.choices.options if option.value in (answer or ()))
        page.write_string(row, 1, SUM, self.hint)
        page.write_formula(row, 2, "=" + "+".join(terms), self.count, total)
        page.write_string(row, 4, f"{asked.name}{SUM_KEY}")
        return row + 1

    def _answer_of(self, asked: Asked) -> Any:
        source = (self.content.contacts or {}) if asked.is_contact else self.content.kegiatan
        return _value(asked, source)

    def _hint(self, asked: Asked) -> str:
        """What is meant, and how it is written down here."""
        said = [fields.in_indonesian(asked.field.get("help_text") or asked.field.get("satudata_help"))]
        if asked.kind == fields.ROWS:
            said.append(self.words["on_sheet"].format(sheet=asked.sheet))
        elif asked.has_rows and asked.choices:
            said.append(self.words["options_sum"] if asked.choices.sums else self.words["options"])
        elif asked.kind in (fields.CODES, fields.DAY, fields.DAYS, fields.LINES, fields.COUNT):
            said.append(self.words[asked.kind])
        return " ".join(part for part in said if part)

    # --- one record a row

    def _table(self, page: Any, table: Table) -> None:
        """Numbers of the questions if they have any, names of the columns, then the rows."""
        leading, head = _leading(table), _header_row(table)
        page.write_row(head, 0, [name for name, _ in leading], self.head)
        for place, (name, width) in enumerate(leading):
            page.set_column(place, place, width, self.plain if name == NUMBER else self.text,
                            {"hidden": name == ID})
        for place, column in enumerate(table.columns, start=len(leading)):
            page.set_column(place, place, _WIDE.get(column.kind, 24), self._format(column))
            if fields.number(column.field):
                page.write_string(0, place, fields.number(column.field), self.plain)
            page.write_string(head, place, column.header + (" *" if _is_required(column) else ""), self.head)
            if note := self._hint(column):
                page.write_comment(head, place, note, {"x_scale": 2})
        page.freeze_panes(head + 1, len(leading) + (1 if table.naming else 0))
        rows = self._rows_of(table)
        if len(rows) > table.most:
            self.wrong.append(problems.Problem(problems.TOO_MANY_ROWS, table.sheet, values={"most": table.most}))
            return
        for row, (lead, record) in enumerate(rows, start=head + 1):
            self._record(page, row, table, lead, record)
        last = head + len(rows) + EMPTY_ROWS
        for place, column in enumerate(table.columns, start=len(leading)):
            self._offer(page, head + 1, place, last, column)
        self._offer_names(page, table, last)

    def _record(self, page: Any, row: int, table: Table, lead: Sequence[Any], record: Record) -> None:
        for place, value in enumerate(lead):
            if isinstance(value, int):
                page.write_number(row, place, value, self.plain)
            else:
                page.write_string(row, place, value, self.text)
        for place, column in enumerate(table.columns, start=len(lead)):
            self._answer(page, row, place, column, _value(column, record))

    def _rows_of(self, table: Table) -> list[tuple[list[Any], Record]]:
        """The rows of a table, each with what stands in its leading columns."""
        records = self.content.records(table.type)
        if table.part_of is None:
            return [([number, str(record.get("id") or "")], record) for number, record in enumerate(records, start=1)]
        rows: list[tuple[list[Any], Record]] = []
        for number, record in enumerate(records, start=1):
            lead = [number, cells.text_of(record.get(layout.name_of(table.type)))] if table.parent else []
            parts = record.get(table.part_of["field_name"]) or ()
            rows += [(lead, part) for part in parts if isinstance(part, Mapping)]
        return rows

    def _offer_names(self, page: Any, table: Table, last: int) -> None:
        """The names of the variabel as the list of their parts' second column."""
        records = self.plan.records(table.type) if table.parent else None
        if records is None or records.naming is None:
            return
        column = xl_col_to_name(len(_leading(records)) + records.columns.index(records.naming))
        first = _header_row(records) + 2
        end = first + len(self.content.records(table.type)) + EMPTY_ROWS
        page.data_validation(_header_row(table) + 1, 1, last, 1, {
            "validate": "list", "source": f"='{records.sheet}'!${column}${first}:${column}${end}", "error_type": "warning"})

    # --- cells

    def _answer(self, page: Any, row: int, column: int, asked: Asked, answer: Any) -> None:
        value, form = cells.of_answer(asked, answer), self._format(asked)
        if isinstance(value, date):
            page.write_datetime(row, column, value, form)
        elif isinstance(value, int):
            page.write_number(row, column, value, form)
        elif cells.is_too_long(value):
            self.wrong.append(problems.Problem(
                problems.TOO_LONG, page.get_name(), xl_rowcol_to_cell(row, column),
                {"most": cells.MOST_CHARACTERS, "label": fields.label(asked.field)}, asked.name))
        elif value:
            page.write_string(row, column, value, form)
        else:
            page.write_blank(row, column, None, form)

    def _format(self, asked: Asked) -> Any:
        return {fields.DAY: self.day, fields.COUNT: self.count}.get(asked.kind, self.text)

    def _offer(self, page: Any, first: int, column: int, last: int, asked: Asked) -> None:
        """A drop-down list; another text is only warned of, as a paper code may be typed."""
        if asked.kind == fields.CODE and asked.choices and asked.choices.options:
            page.data_validation(first, column, last, column, {
                "validate": "list", "source": self.lists[asked.choices.name], "error_type": "warning"})

    def _codes(self, page: Any) -> None:
        """The lists, one a column: what the drop-down lists offer."""
        for place, found in enumerate(self.plan.lists):
            page.set_column(place, place, 40, self.text)
            page.write_string(0, place, found.title, self.head)
            for row, text in enumerate(found.texts, start=1):
                page.write_string(row, place, text, self.text)
        page.freeze_panes(1, 0)


def _header_row(table: Table) -> int:
    """The row of the columns' names, from 0."""
    return 1 if any(fields.number(column.field) for column in table.columns) else 0


def _leading(table: Table) -> list[tuple[str, int]]:
    """Columns before those of the schema, with their widths."""
    if table.part_of is None:
        return [(NUMBER, 6), (ID, 12)]
    return [(NUMBER, 6), (table.parent, 30)] if table.parent else []


def _value(asked: Asked, record: Record) -> Any:
    if asked.name == "tag_string" and "tag_string" not in record:
        return answers.of_record([asked.field], record)["tag_string"]
    return record.get(asked.name)


def _is_required(asked: Asked) -> bool:
    return bool(asked.field.get("satudata_required") or asked.field.get("required"))
