"""Sentences about rules name the question as the official form does, and say what would be right."""

import re

import pytest

from ckanext.satudata.metadata import rules, rules_messages
from ckanext.satudata.tests.metadata.rule_cases import CASES
from ckanext.satudata.tests.metadata.test_rules import SCHEMAS, SHIPPED, TABLE, TODAY


def told(rule_id, record=None):
    kind = CASES[rule_id].type
    known = record or CASES[rule_id].invalid
    faults = [*rules.broken(TABLE[kind], known, TODAY), *rules.advised(TABLE[kind], known, TODAY)]
    return [rules_messages.sentence(fault, SCHEMAS[kind]) for fault in faults]


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, (_, rule) in SHIPPED.items() if rule.kind != "required_if"])
def test_one_sentence_names_the_field_by_label_and_number(rule_id):
    (sentence,) = told(rule_id)
    case = CASES[rule_id]
    field = next(field for field in SCHEMAS[case.type]["dataset_fields"] if field["field_name"] == case.field)
    assert f"“{field['label']['en']}”" in sentence
    assert not field.get("satudata_number") or f"(question {field['satudata_number']})" in sentence
    assert not re.search(r"[{}]|None|_", sentence) and sentence.endswith(".")


@pytest.mark.parametrize(("rule_id", "words"), [
    ("frequency_asked", ["“Repeatedly”", "question 4.1", "Empty it, or correct"]),
    ("recommendation_asked", ["“Sectoral statistics”", " and ", "“Sample survey”"]),
    ("staff_asked", ["includes", " or ", "question 4.7"]),
    ("method_fits_its_class", ["question 5.2", "Choose one of"]),
    ("collection_in_order", ["2026-03-01 lies before 2026-03-02"]),
    ("phases_in_order", ["2025-06-01 lies before 2026-01-05", "If it is right, leave it"]),
    ("part_of_country_known", ["row 2", "33.04.01", "Kabupaten Banjarnegara", "a province or a regency or city"]),
    ("value_domain_unique", ["row 2: “1” already stands in row 1"]),
    ("releases_are_days", ["line 2: “31 Maret”", "2026-03-31"]),
    ("tahun_kegiatan_plausible", ["from 1945 to 2031"]),
    ("indicator_sds_code", ["SD00001.00.00"]),
    ("components_of_one_kind", ["Only one of"]),
])
def test_words(rule_id, words):
    (sentence,) = told(rule_id)
    assert [word for word in words if word not in sentence] == [], sentence


def test_a_code_that_means_two_places_names_both():
    record = CASES["part_of_country_known"].valid | {"iv_sebagian_cakupan_wilayah": [{"kode_wilayah": "1808"}]}
    (sentence,) = told("part_of_country_known", record)
    assert all(word in sentence for word in ("Way Kanan", "Tulang Bawang", "18.08", "18.05", "row 1"))


def test_what_another_answer_requires():
    case, (_, rule) = CASES["probability_sample_described"], SHIPPED["probability_sample_described"]
    sentence = rules_messages.to_fill_in(case.field, rule, SCHEMAS["kegiatan"])
    assert sentence.startswith("Fill in “") and "question 5.5" in sentence and "question 5.2" in sentence


def test_a_circle_names_the_way_round():
    assert "A → B → A" in rules_messages.circular(["A", "B", "A"])
