"""When a column is numeric: tables of real defects, and properties over generated figures."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata.tables.numbers import Evidence, Form, canonical, read


def verdict(*cells, commas=False):
    evidence = Evidence(written_with_commas=commas)
    for cell in cells:
        evidence.add(cell)
    return evidence.verdict()


@pytest.mark.parametrize(("cells", "form"), [
    (["2018", "2019"], Form.PLAIN),
    ([" 49 ", " - ", "352"], Form.PLAIN),                     # T5: padded, with a missing mark
    (["-364", "12"], Form.PLAIN),                             # T4: a negative catch, as it was published
    (["1,234,567", "8"], Form.COMMA_GROUPS),
    (["1.234.567", "8", "1.234"], Form.DOT_GROUPS),           # the first proves what the last means
    (["11.3", "37.7", "8"], Form.POINT),
    (["3204551.0", "-"], Form.POINT),                         # T13: rupiah as floats
    (["14.23", "12.64", "..."], Form.POINT),                  # BPS: missing
    (["93,93", "89,3", "100"], Form.COMMA),                   # T16
    ([" 2,000.0 ", " 37.0 ", " - "], Form.COMMA_GROUPS_POINT),  # T5: one value shows both signs
    (["1.234,5", "1.234", "0,5"], Form.DOT_GROUPS_COMMA),
    (["9.176", "0.5"], Form.POINT),                           # 0.5 cannot be thousands without their zeros
    (["9,176", "1234,5"], Form.COMMA),
    ([Decimal("28390.0008269457"), Decimal("5.0"), "270"], Form.PLAIN),    # T8: a workbook's cells
])
def test_numeric(cells, form):
    assert verdict(*cells) is form


@pytest.mark.parametrize("cells", [
    ["1.234"],                              # one and a bit, or more than a thousand
    ["1,234"],
    ["167.228", "106.373", "50.36"],        # T10: dots for thousands, and the last zeros lost: 50.36 is 50,360
    ["9.176", "11.3"],                      # the same figures could be that
    ["1,234", "50,36"],
    ["(65)", "1,234"],                      # T4
    ["12", "(4)"],
    ["1,234", "37.0"],                      # two forms in one column
    ["1,5", "1.5"],
    ["1.234.567", "1,234,567"],
    ["0001", "0002"],                       # a code
    ["3304011234567890"],                   # a NIK
    ["12 345"], ["1.23.456"], ["1,5%"], ["Rp 1.000"], ["1e5"], ["+5"], ["٣"],
    ["-", "...", ""],                       # nothing that says what it is
    [Decimal("3.25"), "1,5"],               # a number and a text that means one
    ["2023/2024"],
])
def test_text(cells):
    assert verdict(*cells) is None


def test_thousands_with_commas_where_the_file_is_written_with_commas():
    """Its writer has the point as decimal sign, so a quoted "1,234" is a thousand and more."""
    assert verdict("5,469", "729", commas=True) is Form.COMMA_GROUPS
    assert verdict("5,469", "729", commas=False) is None
    assert verdict("1.234", "729", commas=True) is None
    assert verdict("1,234", "50,36", commas=True) is None


@pytest.mark.parametrize(("cell", "form", "number"), [
    (" 5,469 ", Form.COMMA_GROUPS, "5469"),
    ("1.234.567", Form.DOT_GROUPS, "1234567"),
    ("93,93", Form.COMMA, "93.93"),
    ("2,000.0", Form.COMMA_GROUPS_POINT, "2000.0"),
    ("1.234,5", Form.DOT_GROUPS_COMMA, "1234.5"),
    ("-1,234", Form.COMMA_GROUPS, "-1234"),
    (" - ", Form.PLAIN, None),
    (None, Form.PLAIN, None),
    (Decimal("777572.0"), Form.PLAIN, "777572"),      # as calamine gives whole numbers
    (Decimal("1E+20"), Form.PLAIN, "100000000000000000000"),
])
def test_canonical(cell, form, number):
    assert canonical(cell, form) == number


patient = settings(deadline=None)        # a busy machine is no fault of the figures
amounts = st.decimals(min_value=-10**9, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
SIGNS = {
    Form.COMMA_GROUPS_POINT: (",", "."), Form.DOT_GROUPS_COMMA: (".", ","), Form.POINT: ("", "."), Form.COMMA: ("", ","),
}


def written(number: Decimal, form: Form) -> str:
    groups, point = SIGNS[form]
    whole, places = f"{number:,.2f}".split(".")
    return whole.replace(",", groups) + point + places


@pytest.mark.parametrize("form", SIGNS)
@patient
@given(numbers=st.lists(amounts, min_size=1, max_size=20))
def test_what_is_numeric_has_the_right_value(form, numbers):
    """Text is always allowed; a number that is not the one that was written never is."""
    cells = [written(number, form) for number in numbers]
    found = verdict(*cells)
    if found:
        assert [Decimal(canonical(cell, found)) for cell in cells] == numbers


@patient
@given(numbers=st.lists(st.integers(-10**9, 10**9), min_size=1, max_size=20), sign=st.sampled_from(".,"))
def test_grouped_integers_are_never_read_as_fractions(numbers, sign):
    cells = [f"{number:,}".replace(",", sign) for number in numbers]
    for commas in (False, True):
        if found := verdict(*cells, commas=commas):
            assert [int(canonical(cell, found)) for cell in cells] == numbers


@patient
@given(numbers=st.lists(st.integers(1, 999_999), min_size=1, max_size=20))
def test_thousands_without_their_last_zeros_are_never_numbers(numbers):
    """T10: 50,360 became 50.36. As long as one of them shows a group of three, nothing may be read from the column."""
    cells = [str(Decimal(number).scaleb(-3).normalize()) for number in (*numbers, 123_456)]
    plain = all(cell.isdigit() for cell in cells)
    if all("e" not in cell.lower() for cell in cells) and not any(cell.startswith("0.") for cell in cells):
        assert plain or verdict(*cells) is None


@patient
@given(st.text(max_size=12))
def test_any_text_is_read_without_an_error(text):
    assert read(text.strip()).forms <= frozenset(Form)
