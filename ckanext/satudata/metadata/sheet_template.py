"""The empty list, as a workbook: a column for each field of the form, its help as a note, its choices to pick from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from . import sheet

CHOICES_SHEET = "Pilihan"
_ROWS = 50                      # that offer the choices
_WIDE = {"notes", "definisi", "klasifikasi", "title"}


def write(schema: Mapping[str, Any], choices: Mapping[str, Sequence[str]], words: Mapping[str, str]) -> bytes:
    """The workbook.

    Args:
        choices: field → labels to pick from
        words: `file`, `required`, `optional`: in the reader's language, for the notes
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        rows, lists = book.add_worksheet(sheet.LIST_SHEET), book.add_worksheet(CHOICES_SHEET)
        head = book.add_format({"bold": True, "bg_color": "#1e2a5a", "font_color": "#ffffff", "text_wrap": True})
        text = book.add_format({"num_format": "@"})         # 2024-03 stays what was typed
        rows.freeze_panes(1, 1)
        rows.set_row(0, 32)
        rows.set_column(0, 0, 40, text)
        rows.write(0, 0, "Berkas", head)
        rows.write_comment(0, 0, words["file"])
        for place, field in enumerate(sheet.fields_of(schema), start=1):
            name = field["field_name"]
            rows.set_column(place, place, 40 if name in _WIDE else 22, text)
            rows.write(0, place, _label(field), head)
            rows.write_comment(0, place, _note(field, words))
            if name in choices:
                _offer(rows, lists, place, _label(field), choices[name], head)
    return stream.getvalue()


def _label(field: Mapping[str, Any]) -> str:
    label = field.get("label") or field["field_name"]
    return label["id"] if isinstance(label, Mapping) else str(label)


def _note(field: Mapping[str, Any], words: Mapping[str, str]) -> str:
    told = field.get("help_text") or ""
    told = told.get("id", "") if isinstance(told, Mapping) else str(told)
    return f"{words['required' if field.get('satudata_required') else 'optional']} {told}".strip()


def _offer(rows: Any, lists: Any, place: int, label: str, entries: Sequence[str], head: Any) -> None:
    """The choices as a column of the second sheet, and as what a cell of the first may be."""
    lists.set_column(place - 1, place - 1, 40)
    lists.write(0, place - 1, label, head)
    for number, entry in enumerate(entries, start=1):
        lists.write_string(number, place - 1, entry)
    column = xl_col_to_name(place - 1)
    source = f"='{CHOICES_SHEET}'!${column}$2:${column}${len(entries) + 1}"
    rows.data_validation(1, place, _ROWS, place, {"validate": "list", "source": source, "error_type": "warning"})
