"""Whatever is sent, the reader reports and does not fail; and for everything it reports there is a sentence."""

import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata import workbook_messages
from ckanext.satudata.metadata.tables import refusals
from ckanext.satudata.metadata.tables.refusals import Refused
from ckanext.satudata.metadata.workbook import problems, sdi_sheet, writing
from ckanext.satudata.metadata.workbook.problems import Problem
from ckanext.satudata.tests.metadata import strategies

from .examples import EXAMPLE, SCHEMAS, WORDS, read, saved, values, workbook

WRITTEN = workbook()
SHEETS = values(WRITTEN)
NAMES = st.sampled_from([*SHEETS, "Metadata"])
CELLS = (st.sampled_from([cell for rows in SHEETS.values() for row in rows for cell in row]) | st.text(max_size=8)
         | st.integers(-5, 60_000) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans())
RELAXED = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def check(content, label="xlsx"):
    found = read(content, label)
    for problem in found.problems:
        assert workbook_messages.sentence(problem).endswith((".", "?"))
    return found


@settings(max_examples=50, **RELAXED)
@given(st.dictionaries(NAMES, st.lists(st.lists(CELLS, max_size=6), max_size=8), min_size=1, max_size=4))
def test_sheets_with_anything_in_them(sheets):
    check(saved(sheets))


@settings(max_examples=50, **RELAXED)
@given(st.sampled_from(list(SHEETS)), st.integers(0, 40), st.integers(0, 12), CELLS)
def test_our_workbook_with_one_cell_changed(name, row, place, cell):
    sheets = {sheet: [list(cells) for cells in rows] for sheet, rows in SHEETS.items()}
    if row < len(sheets[name]) and place < len(sheets[name][row]):
        sheets[name][row][place] = cell
    check(saved(sheets))


@settings(max_examples=50, **RELAXED)
@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 255))
def test_our_workbook_with_one_byte_changed(place, byte):
    check(WRITTEN[:place] + bytes([byte]) + WRITTEN[place + 1:])


@settings(max_examples=50, **RELAXED)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.sampled_from(["csv", "xlsx", "", "xls"]))
def test_any_bytes(content, label):
    check(content, label)
    try:
        sdi_sheet.read(io.BytesIO(content), label, strategies.schema("dataset"))
    except Refused as refused:
        assert refused.code in refusals.CODES


def test_every_problem_has_a_sentence_of_its_own():
    values = dict.fromkeys(("sheet", "like", "most", "name", "value", "cells", "question", "row", "number", "day", "marked",
                            "title", "format", "line"), "x") | {
        "sheets": ["a"], "expected": ["b"], "columns": ["c"], "choices": ["d"], "more": True}
    said = [workbook_messages.sentence(Problem(code, values=values)) for code in problems.CODES]
    assert len(set(said)) == len(problems.CODES)
    reasons = [workbook_messages.not_taken(sdi_sheet.Said("x", "y", "z", reason=reason)) for reason in (
        sdi_sheet.NOTHING_SAID, sdi_sheet.NO_FIELD, sdi_sheet.CHOSEN, sdi_sheet.PORTAL, sdi_sheet.NO_LABEL, sdi_sheet.TWICE)]
    assert len(set(reasons)) == 6


def test_the_words_of_the_room_fill_a_workbook(app):
    with app.flask_app.test_request_context():
        words = workbook_messages.words()
    assert words.keys() == WORDS.keys()
    assert read(writing.write(SCHEMAS, words, EXAMPLE)).is_whole
