"""The table of rules is read strictly; a portal's own file that is broken stops nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata import doctor, portal_rules, rules, rules_file
from ckanext.satudata.metadata.rules_file import RulesError

GOOD = "kegiatan:\n- {rule: a, kind: asked_if, fields: [x], when: {y: [ya]}, source: s}\n"
SECOND = "- {rule: b, kind: asked_if, fields: [%s], when: {%s: [ya]}, source: s}\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "rules.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path
    return write


def test_the_shipped_table_has_sources():
    for written in rules_file.read(rules_file.folder_file()).values():
        assert all(len(rule.source) > 10 for rule in written)


@pytest.mark.parametrize(("text", "complaint"), [
    ("", "write record types"),
    ("[]", "write record types"),
    ("kegiatan: x", "kegiatan: write a list of rules"),
    ("kegiatan: [x]", "kegiatan, rule 1: write rule, kind, fields and source"),
    ("kegiatan: [", "is not YAML"),
    ("kegiatan: 2026-99-99", "is not YAML"),
    ("a: 1\na: 2", "is not YAML"),
    ("!!python/object:os.system {}", "is not YAML"),
    (b"\xff\xfe\xfa", "is not YAML"),
    ("[" * 5000, "is not YAML"),
    ("# " + "x" * rules_file.MOST_BYTES, "larger"),
    (GOOD.replace("asked_if", "asked_unless"), "rule 1 (a): kind: there is no kind 'asked_unless'"),
    (GOOD.replace("asked_if", "[a]"), "there is no kind"),
    (GOOD.replace(", source: s", ""), "source: is missing"),
    (GOOD.replace("source: s", "source: 1"), "source: write a text"),
    (GOOD.replace("fields", "field"), "fields: is missing"),
    (GOOD.replace("fields", "field"), "field: a rule of kind asked_if has no such key"),
    (GOOD.replace("[x]", "x"), "fields: write a list of names"),
    (GOOD.replace("[x]", "[]"), "fields: name at least 1"),
    (GOOD.replace("[x]", "[x, x]"), "twice"),
    (GOOD.replace("[ya]", "[true]"), "in quotation marks where one is a number or a yes or no"),
    (GOOD.replace("{y: [ya]}", "y"), "when: write {name: [codes]}"),
    (GOOD + SECOND.replace("rule: b", "rule: a") % ("z", "y"), "rule 2 (a): rule: another one has this name"),
    (GOOD + SECOND % ("x", "z"), "x stands in two rules"),
    (GOOD + SECOND % ("y", "x"), "x, y can never be asked"),
    (GOOD + SECOND % ("z", "z"), "z can never be asked"),
    ("dataset:\n- {rule: a, kind: year, fields: [x], first: '1945', ahead: 5, source: s}", "first: write a whole number"),
    ("dataset:\n- {rule: a, kind: year, fields: [x], first: 1945, ahead: true, source: s}", "ahead: write a whole number"),
    ("dataset:\n- {rule: a, kind: in_order, fields: [x], source: s}", "name at least 2"),
    (GOOD.replace("source: s", "source: s, advice: true"), "advice: a rule of kind asked_if has no such key"),
    ("dataset:\n- {rule: a, kind: days, fields: [x], source: s, advice: ya}", "advice: write true or false"),
    ("dataset:\n- {rule: a, kind: region, fields: [x], keys: [k, l], levels: [kota], source: s}", "keys: name exactly 1"),
    ("dataset:\n- {rule: a, kind: region, fields: [x], keys: [k], levels: [kota], source: s}", "levels: choose among"),
])
def test_a_broken_table_says_where_and_what(written, text, complaint):
    with pytest.raises(RulesError) as error:
        rules_file.read(written(text))
    assert complaint in str(error.value)


def test_all_faults_are_told_at_once(written):
    with pytest.raises(RulesError) as error:
        rules_file.read(written(GOOD.replace("[x]", "x").replace("[ya]", "ya") + "dataset: x\n"))
    assert len(error.value.faults) == 3


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(RulesError, match="cannot be read"):
        rules.load("kegiatan", tmp_path / "none.yaml")


def test_a_portals_own_table_holds_for_the_types_it_names(written):
    own = written(GOOD)
    assert [rule.id for rule in rules.load("kegiatan", own)] == ["a"]
    assert rules.load("indikator", own) == rules.load("indikator") != ()


@settings(max_examples=150, deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([*rules_file.KINDS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["kegiatan", "rule", "kind", "fields", "source", "when", "keys", "first"]), inner, max_size=8), max_leaves=20))
def test_no_content_makes_the_reader_fail(content):
    assert all(isinstance(fault, str) for fault in rules_file._faults(content))


def test_while_the_portals_table_is_broken_ours_holds_and_the_doctor_says_so(written, ckan_config, monkeypatch, caplog):
    path = written("kegiatan: x")
    monkeypatch.setitem(ckan_config, "ckanext.satudata.metadata.rules", str(path))
    monkeypatch.setattr(portal_rules.log, "disabled", False)      # CKAN's logging silences what was imported before it
    assert portal_rules.of_type("kegiatan") == rules.load("kegiatan")
    assert portal_rules.of_type("kegiatan")
    assert len([entry for entry in caplog.records if entry.name == portal_rules.__name__]) == 1     # once, not at each save
    (finding,) = doctor.own_rules()
    assert finding.level == "problem" and "kegiatan: write a list of rules" in finding.sentence


def test_the_portals_own_table_is_used(written, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.satudata.metadata.rules", str(written(GOOD)))
    assert [rule.id for rule in portal_rules.of_type("kegiatan")] == ["a"]
    assert list(doctor.own_rules()) == []


def test_without_a_table_of_its_own_a_portal_has_ours():
    assert portal_rules.of_type("kegiatan") == rules.load("kegiatan") and portal_rules.faults() == ()
