"""Sums of the paper forms' codes: what was added can be read back, and no other sum is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata import sum_codes, vocabularies

SUMMED = [name for name in vocabularies.names() if vocabularies.raw(name).get("sum_codes")]
METHODS = sum_codes.weights_of(vocabularies.load("metode_pengumpulan_data"))


def test_the_questions_that_paper_answers_with_a_sum():
    """SDI 1.5, 1.7, 1.8: 4.6, 4.7, 4.8 and 7.3, 6.2, 7.4."""
    assert set(SUMMED) == {"metode_pengumpulan_data", "sarana_pengumpulan_data", "unit", "metode_pemeriksaan_kualitas",
                           "tingkat_penyajian"}


@pytest.mark.parametrize("name", SUMMED)
def test_the_numbers_are_powers_of_two_in_order(name):
    vocabulary = vocabularies.load(name)
    weights = sum_codes.weights_of(vocabulary)
    assert sum_codes.are_sums(weights)
    assert [*weights.values()] == [2 ** place for place in range(len(vocabulary.entries))]


@given(st.sampled_from(SUMMED), st.data())
def test_what_was_added_is_read_back(name, data):
    weights = sum_codes.weights_of(vocabularies.load(name))
    chosen = data.draw(st.sets(st.sampled_from([*weights])))
    total = sum_codes.sum_of(chosen, weights)
    assert total is not None
    assert sum_codes.codes_of(total, weights) == [code for code in weights if code in chosen]


@given(st.sampled_from(SUMMED), st.integers())
def test_a_sum_is_read_or_refused_and_never_changed(name, total):
    weights = sum_codes.weights_of(vocabularies.load(name))
    codes = sum_codes.codes_of(total, weights)
    assert (codes is None) == (not 0 <= total <= sum(weights.values()))
    assert codes is None or sum_codes.sum_of(codes, weights) == total


@pytest.mark.parametrize(("total", "codes"), [
    (0, []), (1, ["wawancara"]), (9, ["wawancara", "pengumpulan_data_sekunder"]), (31, [*METHODS]),
    (32, None), (-1, None), (10**30, None),
])
def test_sums_of_4_6(total, codes):
    assert sum_codes.codes_of(total, METHODS) == codes


@pytest.mark.parametrize("weights", [{}, {"a": 1, "b": 1}, {"a": 1, "b": 3}, {"a": 0}, {"a": -2}])
def test_numbers_that_make_no_sum(weights):
    assert sum_codes.codes_of(1, weights) is None


def test_a_gap_in_the_numbers_of_a_portals_own_list():
    assert sum_codes.codes_of(4, {"a": 1, "c": 4}) == ["c"]
    assert sum_codes.codes_of(2, {"a": 1, "c": 4}) is None


def test_a_code_without_a_number_has_no_sum():
    assert sum_codes.sum_of(["wawancara", "telepati"], METHODS) is None
    assert sum_codes.sum_of(["wawancara", "wawancara"], METHODS) == 1
