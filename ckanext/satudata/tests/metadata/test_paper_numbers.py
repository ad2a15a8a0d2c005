"""Answers as they stand on the paper form, sent to the API: numbers of codes, and sums of several."""

import json

import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.metadata.logic import validators as v

KEY = ("field",)
pytestmark = pytest.mark.usefixtures("with_request_context")


def several(vocabulary, value):
    """Codes that are stored, or the sentence of the fault."""
    data, errors = {KEY: value}, {KEY: []}
    try:
        v.satudata_metadata_codes({"satudata_vocabulary": vocabulary}, {})(KEY, data, errors, {})
    except tk.StopOnError:
        return errors[KEY][0]
    return json.loads(data[KEY])


@pytest.mark.parametrize(("vocabulary", "value", "codes"), [
    ("metode_pengumpulan_data", 5, ["wawancara", "pengamatan"]),                # 1 + 4
    ("metode_pengumpulan_data", "5", ["wawancara", "pengamatan"]),
    ("metode_pengumpulan_data", " 05 ", ["wawancara", "pengamatan"]),
    ("metode_pengumpulan_data", 5.0, ["wawancara", "pengamatan"]),              # as a spreadsheet has it
    ("metode_pengumpulan_data", ["8"], ["pengumpulan_data_sekunder"]),
    ("metode_pengumpulan_data", [1, "4"], ["wawancara", "pengamatan"]),         # the numbers one by one
    ("metode_pengumpulan_data", ["Wawancara", 2], ["wawancara", "mengisi_kuesioner_sendiri"]),
    ("sarana_pengumpulan_data", 63, ["papi", "capi", "cati", "cawi", "mail", "lainnya"]),
])
def test_sums_and_numbers_of_several_codes(vocabulary, value, codes):
    assert several(vocabulary, value) == codes


@pytest.mark.parametrize("value", [0, 32, -1, "1+4", True, 1.5, [3, 4], "9" * 400, {"a": 1}])
def test_what_is_no_sum_of_the_list(value):
    assert "is not in the list" in several("metode_pengumpulan_data", value)


def test_a_list_that_is_not_summed_knows_no_sums():
    assert "is not in the list" in several("cara_pengumpulan_data", 5)          # its codes are 1, 2, 3 and 4


@pytest.mark.parametrize(("vocabulary", "value", "code"), [
    ("cara_pengumpulan_data", "2", "SURVEI"), ("cara_pengumpulan_data", "02", "SURVEI"),
    ("cara_pengumpulan_data", "2.0", "SURVEI"), ("cara_pengumpulan_data", "Survei", "SURVEI"), ("ya_tidak", "2", "tidak"),
    ("ya_tidak", "false", "tidak"),
])
def test_numbers_and_other_spellings_of_one_code(vocabulary, value, code):
    assert v.satudata_metadata_code({"satudata_vocabulary": vocabulary}, {})(value) == code


@pytest.mark.parametrize("value", ["5", "0", "-1", "1,2", "٢"])
def test_what_is_no_number_of_the_list(value):
    with pytest.raises(tk.Invalid, match="is not in the list"):
        v.satudata_metadata_code({"satudata_vocabulary": "cara_pengumpulan_data"}, {})(value)
