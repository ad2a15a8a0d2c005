"""What people read about a JSON in BPS's format: the key, what is wrong, and what would be right."""

from __future__ import annotations

import pytest

from ckanext.satudata.metadata.indah import messages, problems
from ckanext.satudata.metadata.indah.problems import Problem

DETAILS = {
    "value": "1808", "vocabulary": "ya_tidak", "found": 3, "most": 2, "line": 4, "column": 5, "key": "nama",
    "expected": "text", "region": "Kabupaten Way Kanan, Lampung", "right": "1807", "name": "WAY KANAN",
}


@pytest.mark.parametrize("code", sorted(problems.CODES))
def test_each_code_has_a_sentence(test_request_context, code):
    details = {**DETAILS, "found": "variabel", "expected": "kegiatan"} if code == problems.OTHER_KIND else DETAILS
    with test_request_context():
        sentence = messages.of_problem(Problem("data.x", code, details))
    assert sentence.startswith("data.x: ") and sentence.endswith(".") and "{" not in sentence


def test_the_codes_are_all_there():
    written = {value for name, value in vars(problems).items() if name.isupper() and isinstance(value, str)}
    assert written == problems.CODES == set(messages.SENTENCES)


def test_a_number_of_kemendagri_names_the_code_of_bps(test_request_context):
    with test_request_context():
        sentence = messages.of_problem(Problem("data.x", problems.REGION_BY_KEMENDAGRI, DETAILS))
    assert "1807" in sentence and "Way Kanan" in sentence


@pytest.mark.parametrize("expected", ["text", "object", "yes_no", "json"])
def test_each_type_has_a_word(test_request_context, expected):
    with test_request_context():
        assert messages.of_problem(Problem("", problems.WRONG_TYPE, {"found": "list", "expected": expected}))
