"""Reading a procedure file: what is refused and where, what the short forms mean, and the way to the database and back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.tests.workflow import files
from ckanext.satudata.workflow.government import shown, text_of
from ckanext.satudata.workflow.normalising import body_of
from ckanext.satudata.workflow.procedures import (
    KINDS,
    Actor,
    Decision,
    DocumentKind,
    Item,
    Name,
    Procedure,
    Segment,
    Signature,
    Starts,
    Step,
    SubCases,
    Topics,
    digest,
)
from ckanext.satudata.workflow.reading import read
from ckanext.satudata.workflow.times import Time, clock_of

HEAD = """\
procedure: uji
version: "1"
title: Uji
source: {document: uji}
kind: publication
"""
STEP = "steps:\n  - id: satu\n    text: Satu\n    type: task\n"

REFUSED = [
    # what is written, expected key or words in the sentence, code, line
    ("procedure: [uji\n", "line 2", "not_yaml", 2),
    ("- procedure: uji\n", "keys and values", "not_a_mapping", None),
    (HEAD + STEP + "    number: 6\n", '“number” in quotes: "6"', "no_quotes", 10),
    (HEAD.replace('"1"', "1.0") + STEP, '“version” in quotes: "1.0"', "no_quotes", 2),
    (HEAD.replace("{document: uji}", "{document: uji, effective: 2023-11-23}") + STEP, '“source.effective” in quotes',
     "no_quotes", 4),
    (HEAD + "kind: report\n" + STEP, "“kind” stands there twice", "key_twice", 6),
    (HEAD + STEP + "    nomor: \"6\"\n", "“nomor” is not known", "unknown_key", 10),
    (HEAD + STEP.replace("    text: Satu\n", ""), "“steps[1]” needs also: text", "missing_key", 7),
    (HEAD.replace("publication", "publikasi") + STEP, "one of: publication, dissemination", "not_one_of", 5),
    (HEAD.replace("procedure: uji", "procedure: Uji Coba") + STEP, "“Uji Coba” of “procedure”", "wrong_form", 1),
    (HEAD + STEP + "    time: {value: \"1\", unit: hours}\n", "“time” needs also: as_written", "missing_key", 10),
    (HEAD + STEP + "    printed: \"no\"\n", "“printed”", "wrong_type", 10),
    (HEAD + STEP + "    decisions: {}\n", "“decisions” is empty", "empty", 10),
    (HEAD + STEP + "    outputs: [{as_written: Surat}]\n", "“outputs[1]”", "wrong_item", 10),
    (HEAD + "topics: {type: dataset, min: \"satu\"}\n" + STEP, "“satu” of “topics.min”", "wrong_form", 6),
    (HEAD + "segments: {Bagian Satu: {from: satu, to: satu, kind: report, per: record}}\n" + STEP, "Bagian Satu", "wrong_form",
     6),
    (HEAD + STEP + STEP.removeprefix("steps:\n"), "two steps with the id “satu”", "step_twice", 10),
    (HEAD + STEP + "    next: end\n    decisions: {a: {verb: finish, to: end}}\n", "“next” or “decisions”",
     "next_and_decisions", 10),
    (HEAD.replace("procedure: uji", "procedure: coba") + STEP, "name of the file or folder is “uji”", "wrong_name", 1),
]


@pytest.mark.parametrize(("text", "words", "code", "line"), REFUSED)
def test_read__refuses(tmp_path: Path, text: str, words: str, code: str, line: int | None):
    home = files.write(tmp_path, files.government(bindings={}))
    (home / "procedures" / "uji.yaml").write_text(text)
    faults = files.load(tmp_path).faults
    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]
    assert words in faults[0].sentence
    assert faults[0].sentence.startswith("desa/procedures/uji.yaml")


def test_read__any_other_keyword_of_the_schema_has_a_sentence_too(tmp_path: Path):
    (tmp_path / "f.yaml").write_text("{}")
    found = read(tmp_path / "f.yaml", "f.yaml", "procedure.schema.json")
    found.faults.clear()
    found.refuse("not_as_described", ("steps",), reason="too long")
    assert found.faults[0].sentence == "f.yaml, line 1: “steps” is not as the format describes it: too long."


def test_read__names_the_step(tmp_path: Path):
    home = files.write(tmp_path, files.government(bindings={}))
    (home / "procedures" / "uji.yaml").write_text(HEAD + STEP + "    time: {value: null}\n")
    assert [fault.step for fault in files.load(tmp_path).faults] == ["satu"]


def test_read__yaml_1_2_leaves_words_alone(tmp_path: Path):
    """In YAML 1.1 `no`, `on` and `11:30` are False, True and 690."""
    (tmp_path / "f.yaml").write_text(HEAD + STEP + "    note: no\n    phase: on\n    next: end\n    remark: 11:30\n")
    found = read(tmp_path / "f.yaml", "f.yaml", "procedure.schema.json")
    assert found.faults == []
    step = found.data["steps"][0]
    assert (step["note"], step["phase"], step["remark"]) == ("no", "on", "11:30")


def test_read__every_key_of_the_schemas_is_described():
    def undescribed(node: object, place: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        found = [f"{place}.{key}" for key, value in node.get("properties", {}).items() if "description" not in value]
        return found + [name for key, value in node.items() for name in undescribed(value, f"{place}.{key}")]

    from importlib.resources import files as resource_files

    for name in ("procedure.schema.json", "government.schema.json"):
        schema = json.loads((resource_files("ckanext.satudata.schemas") / name).read_text())
        assert undescribed(schema, name) == []
        assert "description" in schema
        objects = [d for d in schema["$defs"].values() if "properties" in d] + [schema]
        assert all(d.get("additionalProperties") is False for d in objects)
    assert tuple(json.loads((resource_files("ckanext.satudata.schemas") / "procedure.schema.json").read_text())
                 ["$defs"]["kind"]["enum"]) == KINDS


@pytest.mark.parametrize(("written", "clock"), [
    ({"value": "30", "unit": "minutes"}, "work"),
    ({"value": "1", "unit": "hours"}, "work"),
    ({"value": "24", "unit": "hours"}, "work"),                       # office hours never make a day
    ({"value": "24", "unit": "hours", "elapsed": True}, "term"),      # wk-d: 24 Jam by the clock on the wall
    ({"value": "23", "unit": "hours", "elapsed": True}, "work"),
    ({"value": "1440", "unit": "minutes", "elapsed": True}, "term"),
    ({"value": "1", "unit": "working_days"}, "term"),
    ({"value": "5", "unit": "days"}, "term"),
    ({"value": "2", "unit": "weeks"}, "term"),
    ({"value": "3", "unit": "days", "every": "month"}, "term"),       # wk-i:18: the act takes 3 days, and comes each month
    ({"value": None, "by": "release"}, "window"),                     # sesuai frekuensi data
    ({"value": None, "every": "year"}, "window"),
    ({"value": None}, "work"),                                        # an empty cell: only the take-up counts
    ({"value": "5", "unit": "days", "clock": "work"}, "work"),        # what the file says comes first
    ({"value": "1", "unit": "hours", "clock": "term"}, "term"),
])
def test_clock_of(written: dict, clock: str):
    assert clock_of(written) == clock


def body(**step: object) -> dict:
    return body_of(files.procedure(steps=[{"id": "satu", "text": "Satu", "type": "task"} | step]), "desa")["steps"][0]


def test_normalising__next_becomes_the_decision_finish():
    assert body(next="end")["decisions"] == [{"key": "finish", "verb": "finish", "to": "end"}]


@pytest.mark.parametrize(("decision", "reason_required", "back"), [
    ({"verb": "return", "to": "satu"}, True, "resume"),
    ({"verb": "return", "to": "satu", "reason": "optional", "back": "restart"}, False, "restart"),
    ({"verb": "reject", "to": "end"}, True, None),
    ({"verb": "approve", "to": "end"}, False, None),
    ({"verb": "approve", "to": "end", "reason": "required"}, True, None),
])
def test_normalising__reasons(decision: dict, reason_required: bool, back: str | None):
    found = body(decisions={"a": decision})["decisions"][0]
    assert (found["reason_required"], found.get("back")) == (reason_required, back)


def test_normalising__numbers_items_and_topics():
    found = body(number="6",
        inputs=["Data", {"document": "surat"}, {"id": "Data", "en": "Data"}, {"text": "A {nama}", "as_written": "A"}])
    assert found["number"] == 6
    assert found["inputs"] == [
        {"text": "Data"}, {"document": "surat"}, {"text": {"id": "Data", "en": "Data"}},
         {"text": "A {nama}", "as_written": "A"}]
    assert body_of(files.procedure(topics={"type": "dataset", "min": "0"}), "desa")["topics"] == {
        "type": ["dataset"], "min": 0, "many": False}


def example() -> Procedure:
    return Procedure.from_body(body_of(files.procedure(), "desa"))


def test_segment_steps__both_ends_included():
    procedure = example()
    assert [step.id for step in procedure.segment_steps("rekaman")] == ["unggah", "periksa", "validasi", "terbit"]
    assert len(procedure.segment_steps()) == 6
    with pytest.raises(KeyError):
        procedure.segment_steps("semua")


def test_rows_of__a_task_does_the_rows_that_join_it():
    raw = files.procedure()
    raw["steps"].insert(0, {"id": "terima", "text": "Menerima", "type": "task", "joins": "periksa"})
    procedure = Procedure.from_body(body_of(raw, "desa"))
    assert [row.id for row in procedure.rows_of(procedure.steps["periksa"])] == ["terima", "periksa"]
    assert procedure.steps["terima"].is_row


@pytest.mark.parametrize(("verbs", "onward"), [
    (("return", "approve"), "approve"), (("choose", "finish"), "finish"), (("choose", "choose"), "choose"),
     (("return", "reject"), None),
])
def test_onward__the_way_of_a_skipped_step(verbs: tuple[str, ...], onward: str | None):
    decisions = {str(at): Decision(str(at), verb, str(at)) for at, verb in enumerate(verbs)}     # type: ignore[arg-type]
    found = Step("satu", "Satu", "task", decisions=decisions).onward
    assert (found.verb if found else None) == onward
    assert found is None or found.key == str(verbs.index(found.verb))        # the first of its kind


def test_text_of__the_government_s_own_name(tmp_path: Path):
    files.write(tmp_path, files.government(names={
        "daerah": {"id": "Kabupaten Desa", "en": "Desa Regency"}, "nama": "Desa", "portal": "Satu Data Desa"}),
            files.procedure())
    government = files.load(tmp_path).governments["desa"]
    step = Step("satu", {"id": "Portal {daerah} ({nama})", "en": "Portal of {daerah}"}, "task", text_as_written="Portal Kota")
    assert text_of(step, government) == "Portal Kabupaten Desa (Desa)"
    assert text_of(step, government, "en") == "Portal of Desa Regency"
    assert text_of(Step("satu", "Rapat di {daerah}", "task"), government, "en") == "Rapat di Desa Regency"
    assert shown("{portal} {siapa}", government) == "Satu Data Desa {siapa}"
    assert step.written == "Portal Kota"


@pytest.mark.parametrize(("written", "name", "optional", "room"), [
    ("quality.no_failure?", "quality.no_failure", True, "quality"),
     ("publication.seal", "publication.seal", False, "publication"),
    ("dataset", "dataset", False, "dataset"),
])
def test_name(written: str, name: str, optional: bool, room: str):
    found = Name.parse(written)
    assert (found.name, found.optional, found.room, str(found)) == (name, optional, room, written)


words = st.text(min_size=1, max_size=20)
texts = words | st.fixed_dictionaries({"id": words}, optional={"en": words})
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
names = st.builds(Name, keys, st.booleans())
periods = st.none() | st.sampled_from(["month", "year"])
times = st.builds(
    Time, value=st.none() | st.decimals(0, 1000, places=1), unit=st.none() | st.sampled_from(["hours", "days"]),
    clock=st.sampled_from(["work", "term", "window"]), as_written=st.text(max_size=9), kind=st.sampled_from(["max", "range"]),
    min=st.none() | st.decimals(0, 9, places=1), elapsed=st.booleans(), every=periods, per=st.none() | st.just("topic"),
    by=st.none() | st.just("release"))
starts = st.builds(Starts, st.sampled_from(["officer", "case"]), periods, st.none() | st.just("record"), st.none() | keys)
items = st.builds(Item, st.none() | texts, st.none() | keys, st.none() | words)


def few(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(tuple)


def by(attribute: str, strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(lambda found: {getattr(entry, attribute): entry for entry in found})


decisions = st.builds(
    Decision, keys, st.sampled_from(["approve", "return", "reject", "choose", "finish"]), keys, st.none() | texts,
        st.booleans(),
    few(keys), st.none() | keys, st.none() | st.sampled_from(["resume", "restart"]), st.booleans())
steps = st.builds(
    Step, keys, texts, st.sampled_from(["task", "review", "standing"]), st.none() | st.integers(0, 40), st.none() | words,
    st.none() | texts, few(st.builds(Actor, words, keys, st.booleans(), st.none() | words)), st.booleans(), st.none() | times,
    few(items), few(items), few(names), few(keys), by("key", decisions), st.none() | names, st.none() | keys, st.none() | keys,
    st.booleans(), few(st.builds(Signature, keys, st.sampled_from(["paraf", "signature"]), st.booleans(), st.none() | keys)),
    st.none() | names, st.none() | st.builds(SubCases, st.just("topic"), keys, choose=st.sampled_from([None, "required"])),
    st.booleans(), st.text(max_size=9), st.text(max_size=9))
segments = st.builds(
    Segment, keys, keys, keys, st.sampled_from(KINDS), st.sampled_from(["record", "government"]), st.none() | texts,
    st.none() | starts, st.none() | times)
documents = st.builds(DocumentKind, keys, texts, st.none() | words, st.booleans(), few(keys), words, st.booleans())
procedures = st.builds(
    Procedure, keys, keys, words, texts, st.sampled_from(KINDS), st.dictionaries(keys, words, max_size=2),
    st.builds(Topics, few(names), st.integers(0, 3), st.booleans()), st.none() | starts, st.none() | times,
    *[few(texts)] * 6, few(words), few(words), by("name", segments), by("id", steps), by("key", documents))


@settings(max_examples=150, deadline=None)
@given(procedures)
def test_body__to_the_database_and_back(procedure: Procedure):
    """A JSON column keeps neither the order of keys nor decimals; nothing may be lost by that."""
    stored = json.loads(json.dumps(procedure.body, sort_keys=True))
    again = Procedure.from_body(stored)
    assert again.body == procedure.body
    assert again == Procedure.from_body(again.body)
    assert list(again.steps) == list(procedure.steps)
    assert again.sha256 == digest(procedure.body)


def test_body__of_a_read_file_is_the_same_again():
    assert Procedure.from_body(example().body) == example()


def test_digest__changes_with_a_word_and_with_nothing_else():
    raw = files.procedure()
    same = Procedure.from_body(body_of(dict(reversed(raw.items())), "desa"))
    assert same.sha256 == example().sha256
    raw["steps"][0]["text"] = "Membina."
    assert Procedure.from_body(body_of(raw, "desa")).sha256 != example().sha256


def test_body__times_stay_exact():
    raw = files.procedure()
    raw["steps"][-1]["time"] = {"value": "0.1", "unit": "hours", "as_written": "6 menit"}
    time = Procedure.from_body(Procedure.from_body(body_of(raw, "desa")).body).steps["lapor"].time
    assert time is not None and time.value == Decimal("0.1")
