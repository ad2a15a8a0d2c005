"""Codes as people write them, and sums as the paper form has them."""

from itertools import chain, combinations

import pytest

from ckanext.satudata.metadata import vocabularies
from ckanext.satudata.metadata.workbook import choices
from ckanext.satudata.metadata.workbook.choices import Choices, Option

SUMS = Choices("metode", "Metode", [
    Option("wawancara", ("Wawancara", "Interview"), 1), Option("observasi", ("Pengamatan",), 2),
    Option("lainnya", ("Lainnya",), 4)], {"tanya jawab": "wawancara"}, sums=True)
PLAIN = Choices("urusan", "Urusan", [Option("01", ("Pendidikan, seni; olahraga",)), Option("02", ("Kesehatan",)),
                                     Option("A", ("Kesehatan",))], {})


@pytest.mark.parametrize(("text", "value"), [
    ("wawancara", "wawancara"), ("INTERVIEW", "wawancara"), ("tanya  jawab", "wawancara"), ("1", "wawancara"),
    ("01", "wawancara"), ("1.0", "wawancara"), ("1. Wawancara", "wawancara"), ("1 - Wawancara", "wawancara"),
    ("1) wawancara", "wawancara"), ("2. Wawancara", None), ("3", None), ("", None), ("wawan", None),
])
def test_what_is_meant(text, value):
    found = SUMS.find(text)
    assert (found and found.value) == value


def test_zeros_that_a_spreadsheet_dropped():
    assert PLAIN.find("1") is PLAIN.options[0]


def test_the_list_shows_what_is_read_as_the_same_option():
    """A label with a semicolon would be two answers, and one that another option has would be that one."""
    assert PLAIN.texts == ["01", "Kesehatan", "A"]
    assert SUMS.texts == ["1. Wawancara", "2. Pengamatan", "4. Lainnya"]


@pytest.mark.parametrize("name", vocabularies.names())
def test_every_list_of_ours_can_be_shown_and_read(name):
    offered = choices.of_field({"field_name": "x", "preset": "satudata_code", "satudata_vocabulary": name})
    assert [offered.find(text) for text in offered.texts] == list(offered.options)


def test_every_sum_is_read_as_its_parts():
    values = [option.value for option in SUMS.options]
    subsets = chain.from_iterable(combinations(values, size) for size in range(1, 4))
    for subset in subsets:
        total = sum(option.number for option in SUMS.options if option.value in subset)
        assert SUMS.find_all(str(total)) == (list(subset), None)


@pytest.mark.parametrize(("text", "found"), [
    ("Lainnya; Wawancara", (["wawancara", "lainnya"], None)), ("Lainnya\nWawancara;", (["wawancara", "lainnya"], None)),
    ("wawancara, lainnya", (["wawancara", "lainnya"], None)), ("1+4", (["wawancara", "lainnya"], None)),
    ("8", ([], "8")), ("0", ([], "0")), ("Wawancara; telepati", ([], "telepati")),
])
def test_several_answers_in_one_cell(text, found):
    assert SUMS.find_all(text) == found


@pytest.mark.parametrize(("text", "like"), [("Wawancra", "1. Wawancara"), ("4. Lainya", "4. Lainnya"), ("telepati", "")])
def test_the_nearest_answer(text, like):
    assert SUMS.like(text) == like
