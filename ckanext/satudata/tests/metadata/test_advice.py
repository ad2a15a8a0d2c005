"""Advice on names, and circles of indicators."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata import advice, advice_messages
from ckanext.satudata.metadata.circles import circle_through, circles


@pytest.mark.parametrize(("name", "codes"), [
    ("Angka Harapan Hidup", []),
    ("Penduduk Menurut Kecamatan dan Jenis Kelamin", []),       # small words may have a capital, and need none
    ("Penduduk menurut Kecamatan", []),
    ("Penduduk menurut kecamatan", ["capitals"]),
    ("LUAS PANEN PADI", ["capitals"]),                          # which of its words are abbreviations cannot be seen
    ("2 Anak atau Lebih", []),
    ("PDRB Atas Dasar Harga Berlaku", ["abbreviation"]),
    ("Murid SD/MI", ["abbreviation"]),
    ("Penduduk per Kec.", ["abbreviation"]),
    ("Golongan III", []),                                       # a Roman number
    ("Jumlah Penduduk", ["measure"]),
    ("Persentase Penduduk Miskin", ["measure"]),
    ("Rata-rata Lama Sekolah", ["measure"]),
    ("Jumlah", []),                                             # nothing would be left
    ("Jumlahan", []),
    ("Indeks Pembangunan Manusia", []),                         # an index is called by its measure
    ("Penduduk Miskin 2024", ["year"]),
    ("Penduduk Miskin 2019-2024", ["year"]),
    ("Penduduk Berumur 15 Tahun", []),
    ("Inflasi Triwulan II", ["period"]),
    ("Inflasi Desember", ["period"]),
    ("Inflasi per Triwulan", []),
    ("Penduduk Kabupaten Banjarnegara", ["region"]),
    ("Penduduk Banjarnegara", ["region"]),
    ("Penduduk Provinsi Jawa Tengah", ["region"]),
    ("Penduduk Kota Batu", ["region"]),
    ("Produksi Batu Bara", []),                                 # a regency, and coal
    ("Puskesmas Baliku", []),                                   # no Bali
    ("", []), ("   ", []), ("...", []),
])
def test_advice_on_the_name_of_an_indicator(name, codes):
    assert [found.code for found in advice.of_name(name, "indikator")] == codes


@pytest.mark.parametrize(("kind", "codes"), [
    ("indikator", ["measure", "year", "region"]), ("variabel", ["measure", "year", "region"]), ("dataset", ["year", "region"]),
    ("kegiatan", ["year"]), ("publikasi", []), ("lain", ["year", "region"]),
])
def test_each_kind_of_record_has_its_own_advice(kind, codes):
    assert [found.code for found in advice.of_name("Jumlah Penduduk Kabupaten Banjarnegara 2024", kind)] == codes


@pytest.mark.parametrize(("name", "words"), [
    ("LUAS panen", "LUAS Panen"), ("LUAS PANEN DI SAWAH", "Luas Panen di Sawah"), ("Jumlah penduduk", "Penduduk"),
    ("PDRB per Kapita", "PDRB"), ("Inflasi 2024", "(2024)"), ("Inflasi Mei", "(Mei)"), ("Inflasi Riau", "(Riau)"),
])
def test_advice_in_words_says_what_would_be_better(name, words):
    assert any(words in advice_messages.sentence(found) for found in advice.of_name(name, "indikator"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["dataset", "kegiatan", "indikator", "variabel", "publikasi"]))
def test_any_name_can_be_advised_on(name, kind):
    found = advice.of_name(name, kind)
    assert all(advice_messages.sentence(one) for one in found)
    for better in (one.better for one in found if one.code == advice.CAPITALS and not one.better.isupper()):
        assert advice.CAPITALS not in {one.code for one in advice.of_name(better, kind)}


@pytest.mark.parametrize(("components", "found"), [
    ({}, []),
    ({"a": ["b", "c"], "b": ["c"], "c": []}, []),
    ({"a": ["a"]}, [("a", "a")]),
    ({"a": ["b"], "b": ["a"]}, [("a", "b", "a")]),
    ({"d": ["a"], "a": ["b"], "b": ["c"], "c": ["x", "a"]}, [("a", "b", "c", "a")]),      # d leads to one and is in none
    ({"a": ["b", "c"], "b": ["a"], "c": ["a"]}, [("a", "b", "a"), ("c", "a", "c")]),
    ({"a": ["b"], "b": ["a"], "c": ["c"]}, [("a", "b", "a"), ("c", "c")]),
])
def test_circles_of_indicators(components, found):
    assert circles(components, components) == found


def test_a_long_circle():
    components = {str(n): [str((n + 1) % 5000)] for n in range(5000)}
    (circle,) = circles(components, components)
    assert len(circle) == 5001 and circle[0] == circle[-1]


@given(st.dictionaries(st.integers(0, 7).map(str), st.lists(st.integers(0, 7).map(str), max_size=3)))
def test_each_circle_can_be_walked_and_none_is_passed_over(components):
    found = circles(components, components)
    for circle in found:
        assert circle[0] == circle[-1]
        assert all(part in components[of] for of, part in zip(circle, circle[1:], strict=False))
    named = {id_ for circle in found for id_ in circle}
    assert named == {id_ for id_ in components if circle_through(id_, components)}
