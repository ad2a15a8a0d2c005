"""The one list of units: read as agencies write them, the same for the form and for charts."""

import pytest

from ckanext.satudata.metadata import units


@pytest.mark.parametrize(("written", "name", "printed", "kind"), [
    ("Ha", "hektare", "ha", units.AREA), ("M 2", "meter persegi", "m²", units.AREA), ("kg.", "kilogram", "kg", units.MASS),
    ("KW", "kuintal", "kuintal", units.MASS), ("kW", "kilowatt", "kW", units.OTHER), ("Rp.000", "ribu rupiah", "ribu rupiah",
                                                                                  units.MONEY),
    ("Milyar Rp", "miliar rupiah", "miliar rupiah", units.MONEY), ("KK", "kepala keluarga", "kk", units.HEADS),
    ("mm", "milimeter", "mm", ""), ("Ku/Ha", "kuintal per hektare", "kw/ha", ""),
    ("per 1.000 kelahiran hidup", "per 1.000 kelahiran hidup", "per 1.000 kelahiran hidup", ""),
])
def test_a_unit_as_it_is_written(written, name, printed, kind):
    found = units.find(written)
    assert (found.name, found.printed, found.kind) == (name, printed, kind)


def test_what_never_adds_up_has_no_kind():
    every = units._known().values()
    assert any(unit.is_ratio for unit in every) and not [unit for unit in every if unit.is_ratio and unit.kind]


@pytest.mark.parametrize("written", ["", " ", "L", "Negeri", "tidak disebut"])
def test_what_is_no_unit(written):
    assert units.find(written) is None


@pytest.mark.parametrize(("words", "label", "name"), [
    ("M", "Murid (M)", None), ("m", "murid (m)", None), ("m", "Panjang jalan (m)", "meter"), ("%", "Miskin (%)", "persen"),
    ("KW", "Daya Terpasang (KW)", "kilowatt"), ("KW", "Produksi (KW)", "kuintal"),
])
def test_what_stands_in_brackets_is_read_with_the_words_beside_it(words, label, name):
    found = units.in_brackets(words, label)
    assert (found.name if found else None) == name
