"""Which variable a column holds: by its heading, as offices write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata.guessing import columns

VARIABLES = [
    {"id": "1", "nama": "Luas Panen", "satuan": "ha"}, {"id": "2", "nama": "Jumlah Produksi", "alias": "produksi_ton"},
    {"id": "3", "nama": "Kecamatan"}, {"id": "4", "nama": "Murid Laki-laki"}, {"id": "5", "nama": "Murid Perempuan"},
    {"id": "6", "nama": "Tahun 2023"}, {"id": "7", "nama": "Sapi"},
]


@pytest.mark.parametrize(("heading", "expected"), [
    (("luas_panen", "Luas Panen (ha)"), "1"),
    (("c2", "LUAS  PANEN"), "1"),
    (("produksi_ton", "Produksi (ton)"), "2"),
    (("murid_laki_laki", "Murid Laki - Laki"), "4"),
    (("x", "Murid Perempuann"), "5"),
    (("x", "Tahun 2024"), None),
    (("x", "Sapu"), None),
    (("x", "Murid"), None),
    (("x", ""), None),
    (("ひ", "()"), None),
])
def test_a_heading_names_a_variable(heading, expected):
    assert columns.matches([heading], VARIABLES).get(heading[0]) == expected


def test_a_heading_that_two_variables_have_names_none():
    assert columns.matches([("jumlah", "Jumlah")], [{"id": "1", "nama": "Jumlah"}, {"id": "2", "nama": "JUMLAH"}]) == {}


def test_a_variable_is_given_once_and_to_the_exact_heading():
    found = columns.matches([("a", "Luas Panenn"), ("b", "Luas Panen")], VARIABLES)
    assert found == {"b": "1"}


WORDS = st.text(max_size=12)
MADE = st.builds(lambda number, nama: {"id": str(number), "nama": nama}, st.integers(), WORDS)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8), st.lists(MADE, max_size=8))
def test_no_variable_is_given_twice_whatever_the_headings(headings, variables):
    found = columns.matches(headings, variables)
    assert set(found) <= {name for name, _ in headings} and len(set(found.values())) == len(found)
