"""The engine of rules: one pair of records for every rule of the shipped table, and what holds for any record."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata import rules, rules_file, rules_messages, vocabularies
from ckanext.satudata.metadata.completeness import completeness
from ckanext.satudata.tests.metadata.rule_cases import CASES, COMPILED, SURVEY

TODAY = date(2026, 11, 21)
TABLE = rules_file.read(rules_file.folder_file())
SHIPPED = {rule.id: (kind, rule) for kind, written in TABLE.items() for rule in written}
ASKED = [(kind, rule, name) for kind, rule in SHIPPED.values() if rule.kind == "asked_if" for name in rule.fields]


def schema_of(kind):
    return YAML(typ="safe", pure=True).load((Path(schemas.__file__).parent / f"{kind}.yaml").read_text(encoding="utf-8"))


SCHEMAS = {kind: schema_of(kind) for kind in TABLE}


def broken_ids(kind, record):
    return {fault.rule.id for fault in told(kind, record)}


def told(kind, record):
    """All that the rules say: what is refused, and what is only advised."""
    return [*rules.broken(TABLE[kind], record, TODAY), *rules.advised(TABLE[kind], record, TODAY)]


def lacking(kind, record):
    return {missing.field for missing in completeness(record, SCHEMAS[kind], TABLE[kind]).missing}


def test_every_rule_has_its_pair_of_records():
    assert list(CASES) == list(SHIPPED)
    assert {rule_id: case.type for rule_id, case in CASES.items()} == {rule_id: kind for rule_id, (kind, _) in SHIPPED.items()}


def test_every_kind_has_a_check_and_a_sentence_and_is_used():
    used = {rule.kind for _, rule in SHIPPED.values()}
    assert used == set(rules_file.KINDS) == set(rules.CHECKS) == {*rules_messages._SENTENCES, "required_if"}


@pytest.mark.parametrize("rule_id", CASES)
def test_a_record_that_keeps_the_rule_breaks_none(rule_id):
    assert broken_ids(CASES[rule_id].type, CASES[rule_id].valid) == set()


@pytest.mark.parametrize("rule_id", CASES)
def test_a_record_that_breaks_the_rule(rule_id):
    case, (kind, rule) = CASES[rule_id], SHIPPED[rule_id]
    if rule.kind == "required_if":
        assert broken_ids(kind, case.invalid) == set()
        assert (case.field in lacking(kind, case.invalid), case.field in lacking(kind, case.valid)) == (True, False)
        assert rules.missing([rule], case.invalid, SCHEMAS[kind]) == {case.field: rule}
        return
    found = (rules.advised if rule.is_advice else rules.broken)(TABLE[kind], case.invalid, TODAY)
    assert [(fault.rule.id, fault.field, fault.row) for fault in found] == [(rule_id, case.field, case.row)]
    assert len(told(kind, case.invalid)) == 1


def test_what_bps_has_not_written_and_may_happen_is_only_advised():
    assert {rule_id for rule_id, (_, rule) in SHIPPED.items() if rule.is_advice} == {
        "tahun_kegiatan_plausible", "phases_in_order", "part_of_country_unique"}


@pytest.mark.parametrize("rule_id", CASES)
def test_the_table_names_fields_that_the_schemas_have(rule_id):
    kind, rule = SHIPPED[rule_id]
    fields = {field["field_name"]: field for field in SCHEMAS[kind]["dataset_fields"]}
    others = [rule.options[key] for key in ("by", "other") if key in rule.options]
    assert {*rule.fields, *rule.when, *others} <= set(fields)
    for name in rule.fields if "keys" in rule.options else ():
        assert {*rule.options["keys"]} <= {subfield["field_name"] for subfield in fields[name]["repeating_subfields"]}


@pytest.mark.parametrize("rule_id", CASES)
def test_the_table_names_codes_that_the_lists_have(rule_id):
    kind, rule = SHIPPED[rule_id]
    fields = {field["field_name"]: field for field in SCHEMAS[kind]["dataset_fields"]}
    choices = rule.options.get("choices", {}).values()
    named = [*rule.when.items(), *((name, codes) for name in rule.fields for codes in choices)]
    if "by" in rule.options:
        named.append((rule.options["by"], tuple(rule.options["choices"])))
    for name, codes in named:
        known = {entry.value for entry in vocabularies.load(fields[name]["satudata_vocabulary"]).entries}
        assert {*codes} <= known, name


@pytest.mark.parametrize(("kind", "rule", "name"), ASKED, ids=[name for _, _, name in ASKED])
def test_a_question_that_is_not_asked_is_neither_missing_nor_answered(kind, rule, name):
    met = CASES[rule.id].valid | {name: None}
    assert name not in rules.not_asked(TABLE[kind], met)
    optional = {field for rule in TABLE[kind] if rule.kind == "required_if" for field in rule.fields}
    assert (name in lacking(kind, met)) == (name not in optional)           # the schema requires it where it is asked
    unmet = {on: answer for on, answer in CASES[rule.id].invalid.items() if on not in rule.fields}
    assert rules.not_asked(TABLE[kind], unmet)[name] == rule
    assert name not in lacking(kind, unmet)
    assert rule.id in broken_ids(kind, unmet | {name: ["x"]})
    assert broken_ids(kind, unmet | {name: "-"}) == broken_ids(kind, unmet | {name: [{"nama": " "}]}) == set()
    # while nobody has answered the question before it, it is not asked yet; but nothing contradicts its answer
    assert name in rules.not_asked(TABLE[kind], {}) and name not in lacking(kind, {})
    assert rule.id not in broken_ids(kind, {name: "x"})


@pytest.mark.parametrize(("record", "asked", "because"), [
    ({**SURVEY, "ada_rekomendasi_bps": "ya"}, True, None),
    ({**SURVEY, "ada_rekomendasi_bps": ""}, False, None),
    ({**SURVEY, "ada_rekomendasi_bps": "tidak"}, False, "recommendation_identity_asked"),
    # what somebody answered before it became a compilation does not count
    ({**COMPILED, "ada_rekomendasi_bps": "ya"}, False, "recommendation_asked"),
    ({"ada_rekomendasi_bps": "ya"}, False, None),
])
def test_a_question_after_a_question_that_is_not_asked(record, asked, because):
    name = "identitas_rekomendasi"
    assert (name not in rules.not_asked(TABLE["kegiatan"], record)) == asked
    faults = [f for f in rules.broken(TABLE["kegiatan"], record | {name: "V-23.1600.004"}, TODAY) if f.field == name]
    assert [fault.values["because"].id for fault in faults] == ([because] if because else [])


def test_codes_stored_as_json_are_read_like_a_list():
    for sent in (["papi", "mail"], '["papi", "mail"]', ("papi",), "papi"):
        assert "vi_petugas_pengumpulan_data" not in rules.not_asked(TABLE["kegiatan"], {"iv_sarana_pengumpulan_data": sent})


@pytest.mark.parametrize(("answer", "number"), [
    ("SAMPEL_PROBABILITAS", 5), ("SAMPEL_NONPROBABILITAS", 5), ("", None), ("?", None)])
def test_choices_that_another_answer_leaves(answer, number):
    record = {**SURVEY, "v_metode_pemilihan_sampel_tahap_terakhir": answer}
    left = rules.choices(TABLE["kegiatan"], record, "v_metode_yang_digunakan")
    assert (left and len(left)) == number
    assert rules.choices(TABLE["kegiatan"], record, "v_unit_sampel") is None


@pytest.mark.parametrize(("value", "ok"), [
    ("1945", True), ("1944", False), ("2031", True), ("2032", False), (2026, True), ("26", False), ("2026/2027", False),
    ("", True), ("dua ribu", False), ("２０２６", False),
])
def test_years_of_an_activity(value, ok):
    assert (broken_ids("kegiatan", {"tahun_kegiatan": value}) == set()) == ok


@pytest.mark.parametrize(("value", "problem"), [
    ("33.04", None), ("33", None), ("33.04.01", "level"), ("1808", "unknown"), ("3304", "unknown"), ("99.99", "unknown"),
    ("Banjarnegara", "unknown"), ("", None),
])
def test_regions_of_an_activity(value, problem):
    record = CASES["part_of_country_known"].valid | {"iv_sebagian_cakupan_wilayah": [{"kode_wilayah": value}]}
    problems = [fault.values["problem"] for fault in rules.broken(TABLE["kegiatan"], record, TODAY)]
    assert problems == ([problem] if problem else [])


# --- any record ---------------------------------------------------------------------------------------------------------

NAMES = sorted({name for _, rule in SHIPPED.values() for name in (*rule.fields, *rule.when)} | {"title"})
CODES = sorted({code for _, rule in SHIPPED.values() for codes in (
    *rule.when.values(), *rule.options.get("choices", {}).values()) for code in codes} | {"tidak", "-", "2026-01-01", "33.04"})
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(CODES)
keys = st.sampled_from(["nama", "kode", "kode_wilayah", "nilai"]) | st.text(max_size=4)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=3), max_leaves=9)
records = st.dictionaries(st.sampled_from(NAMES), anything, max_size=20)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TABLE)), records)
def test_no_record_makes_the_engine_fail(kind, record):
    for fault in told(kind, record):
        assert fault.field in fault.rule.fields
        assert "{" not in rules_messages.sentence(fault, {})[:1]
    required = rules.required(TABLE[kind], record)
    assert not required.keys() & rules.not_asked(TABLE[kind], record).keys()
    assert rules.missing(TABLE[kind], record, SCHEMAS[kind]).keys() <= required.keys()
    assert 0 <= completeness(record, SCHEMAS[kind], TABLE[kind]).score <= 100


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TABLE)), records)
def test_without_the_answers_to_what_is_not_asked_nothing_of_that_kind_is_wrong(kind, record):
    left = {name: answer for name, answer in record.items() if name not in rules.not_asked(TABLE[kind], record)}
    assert not [fault for fault in rules.broken(TABLE[kind], left, TODAY) if fault.rule.kind == "asked_if"]
    # and the other questions stay as they are: taking an answer away that does not count changes nothing
    asked = set(NAMES) - rules.not_asked(TABLE[kind], record).keys()
    assert set(NAMES) - rules.not_asked(TABLE[kind], left).keys() == asked


@pytest.mark.parametrize("kind", TABLE)
def test_without_rules_nothing_changes(kind):
    assert rules.broken((), {"tahun_kegiatan": "x"}) == [] and rules.not_asked((), {}) == {}
    every = {field["field_name"] for field in SCHEMAS[kind]["dataset_fields"] if field.get("satudata_required")}
    assert {missing.field for missing in completeness({}, SCHEMAS[kind]).missing} - {"resources"} == every


def test_a_type_that_the_table_does_not_name_has_no_rules():
    assert rules.load("publikasi") == ()
