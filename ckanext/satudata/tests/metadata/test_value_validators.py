"""Form of the values of the new kinds: what is taken, how it is stored, and what is refused with a sentence."""

import json

import ckan.plugins.toolkit as tk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata import serial_numbers
from ckanext.satudata.metadata.logic import all_validators
from ckanext.satudata.metadata.logic import value_validators as v

KEY = ("field",)
pytestmark = pytest.mark.usefixtures("with_request_context")


def stored(validator, value):
    """What a validator of lists leaves: its list, None if it keeps nothing, or the sentence of the fault."""
    data, errors = {KEY: value}, {KEY: []}
    try:
        validator(KEY, data, errors, {})
    except tk.StopOnError:
        return errors[KEY][0] if errors[KEY] else data.get(KEY)
    return json.loads(data[KEY])


@pytest.mark.parametrize(("value", "kept"), [("0", "0"), ("12", "12"), ("007", "7"), ("999999999999999", "999999999999999")])
def test_counts(value, kept):
    assert v.satudata_metadata_count(value) == kept


@pytest.mark.parametrize("value", ["-1", "1.5", "1.000", "1 000", "dua", "True", "٣", "9" * 5000, "1e3"])
def test_what_is_no_count(value):
    with pytest.raises(tk.Invalid, match="whole number"):
        v.satudata_metadata_count(value)


@pytest.mark.parametrize("value", ["2025-12-31", "2024-02-29", "1900-01-01"])
def test_days(value):
    assert v.satudata_metadata_date(value) == value


@pytest.mark.parametrize("value", ["31-12-2025", "2025-13-01", "2023-02-29", "20251231", "2025-W01-1", "2025", "0001-01-01",
                                   "2025-12-31T00:00:00", "２025-12-31"])
def test_what_is_no_day(value):
    with pytest.raises(tk.Invalid, match="2025-12-31"):
        v.satudata_metadata_date(value)


@pytest.mark.parametrize(("value", "kept"), [
    ("satu", ["satu"]), ("satu\r\ndua\n\n tiga ", ["satu", "dua", "tiga"]), (["satu", " ", "dua"], ["satu", "dua"]),
    ('["satu", "dua"]', ["satu", "dua"]),       # as it is stored
    ("[x] wajib terisi", ["[x] wajib terisi"]),     # a line may begin with a bracket
    ([1, 2.5], ["1", "2.5"]), ("nol\0", ["nol"]), (["satu", "satu"], ["satu", "satu"]),
    ("", None), ([], None), ([" "], None), (None, None), (tk.missing, None),
])
def test_lines(value, kept):
    assert stored(v.satudata_metadata_lines, value) == kept


@pytest.mark.parametrize("value", [{"a": 1}, [["a"]], [None], [True], '[{"a": 1}]'])
def test_what_is_no_line(value):
    assert "one entry on each line" in stored(v.satudata_metadata_lines, value)


def test_more_lines_than_a_field_holds():
    assert str(v.MOST_LINES) in stored(v.satudata_metadata_lines, "x\n" * (v.MOST_LINES + 1))


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1), max_size=20))
def test_lines_survive_storing(lines):
    once = stored(v.satudata_metadata_lines, lines)
    assert once == (lines or None)
    assert stored(v.satudata_metadata_lines, json.dumps(lines)) == once


def test_lists_of_days():
    assert stored(v.satudata_metadata_dates, "2025-01-31\n2025-06-30") == ["2025-01-31", "2025-06-30"]
    assert "besok" in stored(v.satudata_metadata_dates, ["2025-01-31", "besok"])


@pytest.mark.parametrize("value", ["survei-kepuasan-2025", "7d0f3b1e-0c55-4c2e-9a38-0e3b8a7b4a11", "4411"])
def test_records(value):
    assert v.satudata_metadata_record(value) == value


@pytest.mark.parametrize("value", ["https://example.org/x", "dua kata", "é", "x" * 101, "a/b"])
def test_what_is_no_record(value):
    with pytest.raises(tk.Invalid, match="id or the address"):
        v.satudata_metadata_record(value)


@pytest.mark.parametrize(("value", "kept"), [
    (["a1", "b2", "a1"], ["a1", "b2"]), ('["a1"]', ["a1"]), ("a1\nb2", ["a1", "b2"]), ("", None), ([], None),
])
def test_several_records_each_once(value, kept):
    assert stored(v.satudata_metadata_records, value) == kept


@pytest.mark.parametrize(("check", "value", "kept"), [
    (v.satudata_metadata_issn, "20897367", "2089-7367"), (v.satudata_metadata_issn, "ISSN: 2089-7367", "2089-7367"),
    (v.satudata_metadata_issn, "2434-561x", "2434-561X"),
    (v.satudata_metadata_isbn, "978-602-438-148-6", "978-602-438-148-6"),
    (v.satudata_metadata_isbn, "ISBN 978 602 438 148 6", "978-602-438-148-6"),
    (v.satudata_metadata_isbn, "0-306-40615-2", "0-306-40615-2"),
])
def test_numbers_of_publications(check, value, kept):
    assert check(value) == kept


@pytest.mark.parametrize(("check", "value"), [
    (v.satudata_metadata_issn, "2089-7366"), (v.satudata_metadata_issn, "208-7367"), (v.satudata_metadata_issn, "X089-7367"),
    (v.satudata_metadata_isbn, "978-602-438-148-0"), (v.satudata_metadata_isbn, "0-306-40615-3"),
    (v.satudata_metadata_isbn, "978"), (v.satudata_metadata_isbn, "tidak ada"),
])
def test_numbers_whose_last_digit_does_not_fit(check, value):
    with pytest.raises(tk.Invalid, match="as printed"):
        check(value)


@given(st.text())
def test_any_text_is_a_number_of_a_publication_or_none(text):
    assert serial_numbers.issn(serial_numbers.issn(text) or "2089-7367")
    assert serial_numbers.isbn(serial_numbers.isbn(text) or "0-306-40615-2")


def test_both_modules_are_registered():
    names = set(all_validators())
    assert {"satudata_metadata_code", "satudata_metadata_count", "satudata_metadata_isbn"} <= names
    assert not {name for name in names if not name.startswith("satudata_metadata_")}
