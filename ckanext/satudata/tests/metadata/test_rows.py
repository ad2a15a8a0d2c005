"""Rows of an answer: their buttons, cells of a spreadsheet, and how they travel through a form. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ckanext.satudata.metadata import answers, rows
from ckanext.satudata.metadata.rows import Press, pasted_rows, press_of, pressed

PARTS = [{"field_name": "nama", "label": {"id": "Nama Variabel (Karakteristik)", "en": "Name of the variable"}},
         {"field_name": "satuan", "label": {"id": "Satuan", "en": "Unit"}, "satudata_aliases": ["unit_ukur"]}]
FIELD = {"field_name": "var", "repeating_subfields": PARTS}
LINES = {"field_name": "konsep", "form_snippet": "multiple_text.html"}
LINKS = {"field_name": "dataset", "form_snippet": "multiple_text.html", "satudata_record_type": "dataset"}


def named(*names):
    return [{"nama": name, "satuan": ""} for name in names]


@pytest.mark.parametrize(("text", "press"), [
    ("add:var", Press("add", "var")), ("up:var:2", Press("up", "var", 2)), ("paste:var", Press("paste", "var")),
    ("drop:var:1", None), ("up", None), ("up::1", None), ("up:var:x", None), ("up:var:99999999999", None), (None, None)])
def test_a_button_is_read_from_its_value(text, press):
    assert press_of(text) == press


@pytest.mark.parametrize(("press", "after", "at"), [
    (Press("add", "var"), ["a", "b", "c", ""], 4),
    (Press("remove", "var", 2), ["a", "c"], 2),
    (Press("remove", "var", 3), ["a", "b"], 2),
    (Press("up", "var", 2), ["b", "a", "c"], 1),
    (Press("up", "var", 1), ["a", "b", "c"], 1),
    (Press("down", "var", 1), ["b", "a", "c"], 2),
    (Press("down", "var", 3), ["a", "b", "c"], 3),
    (Press("remove", "var", 9), ["a", "b", "c"], 0),        # the page was older than the rows
])
def test_what_a_button_does(press, after, at):
    found, focus = pressed(press, named("a", "b", "c"), PARTS)
    assert ([row["nama"] for row in found], focus) == (after, at)


def test_a_paste_goes_behind_the_rows_that_hold_something():
    found, at = pressed(Press("paste", "var"), named("a", ""), PARTS, named("x", "y"))
    assert ([row["nama"] for row in found], at) == (["a", "x", "y"], 2)


@pytest.mark.parametrize(("text", "expected", "unknown"), [
    ("Umur\ttahun\nLuas\tha", [("Umur", "tahun"), ("Luas", "ha")], ()),                     # in the order of the form
    ("Satuan\tNama Variabel\r\nha\tLuas\r\n", [("Luas", "ha")], ()),                        # a head says which is which
    ("UNIT_UKUR\tname of the variable\nha\tLuas", [("Luas", "ha")], ()),                    # by an alias, in English
    ("Nama Variabel (Karakteristik)*\tWarna\nLuas\tmerah", [("Luas", "")], ("Warna",)),      # of no field
    ("Umur\tSatuan\nLuas\tha", [("Umur", "Satuan"), ("Luas", "ha")], ()),                 # a unit that is called so by chance
    ('"Dua\nbaris"\ttahun', [("Dua\nbaris", "tahun")], ()),                                 # a cell with two lines
    ("Umur\ttahun\tlebih\n\n\t\n", [("Umur", "tahun")], ()),                                # cells and lines too many
    ("Nama Variabel\tSatuan", [], ()), ("", [], ()), ("\n \t \n", [], ()),
])
def test_cells_of_a_spreadsheet(text, expected, unknown):
    read = pasted_rows(text, PARTS)
    assert [(row["nama"], row["satuan"]) for row in read.rows] == expected and read.unknown == unknown


def test_a_cell_without_an_end_is_taken_as_it_stands():
    assert len(pasted_rows('"' + "x" * 140_000 + "\ny", PARTS).rows) == 2


def test_a_paste_has_a_limit():
    read = pasted_rows("x\n" * (rows.MOST + 5), PARTS)
    assert len(read.rows) == rows.MOST and read.is_cut


cell = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)
table = st.lists(st.fixed_dictionaries({"nama": cell, "satuan": cell}), max_size=5)


@given(table)
def test_rows_come_back_from_a_form_as_they_were(said):
    sent = MultiDict(answers.as_inputs(FIELD, said))
    assert answers.of_form([FIELD], sent) == {"var": said}
    assert answers.of_json([FIELD], {"var": said}) == {"var": said}


@given(st.text(max_size=200))
def test_no_paste_is_too_odd(text):
    pasted_rows(text, PARTS)


def test_a_form_without_rows_says_so_or_says_nothing():
    assert answers.of_form([FIELD], MultiDict([("rows", "var")])) == {"var": []}
    assert answers.of_form([FIELD], MultiDict([("rows", "lain")])) == {}
    odd = MultiDict([("var-2-nama", "b"), ("var-1-nama", "a"), ("var-x-nama", "c"), ("var-1-lain", "d")])
    assert answers.of_form([FIELD], odd) == {"var": [{"nama": "a", "satuan": ""}, {"nama": "b", "satuan": ""}]}


def test_lines_are_one_text_in_the_form_and_a_list_in_the_record():
    assert answers.of_record([LINES], {"konsep": ["a", "b"]}) == {"konsep": "a\nb"}
    assert answers.as_patch({"konsep": " a\r\n\n b "}, [LINES]) == {"konsep": ["a", "b"]}
    assert answers.of_json([LINES], {"konsep": ["a", "b"]}) == {"konsep": "a\nb"}
    assert answers.of_form([LINKS], MultiDict([("dataset", "x"), ("dataset", "y")])) == {"dataset": ["x", "y"]}


def test_empty_rows_say_nothing():
    assert answers.same([{"nama": "a", "satuan": " "}, {"nama": ""}], [{"nama": "a"}])
    assert not answers.same([{"nama": "a"}, {"nama": "b"}], [{"nama": "b"}, {"nama": "a"}])      # their order says something
    assert answers.as_patch({"var": named("a", "")}) == {"var": [{"nama": "a"}]}
    assert answers.without_empty_rows({"var": named("", "a"), "x": "y"}) == {"var": named("a"), "x": "y"}
