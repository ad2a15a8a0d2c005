"""For each rule of the checker a file that breaks it and nothing else."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ckanext.satudata.tests.workflow import files
from ckanext.satudata.tests.workflow.files import Raw, government, procedure, step
from ckanext.satudata.workflow import checker
from ckanext.satudata.workflow.checker_messages import SENTENCES, sentence

Change = Callable[[Raw], Any]


def actor(role: str) -> list[Raw]:
    return [{"title": role, "role": role}]


def added(raw: Raw, after: str, **new: Any) -> None:
    """Put a step of ours behind another."""
    at = [entry["id"] for entry in raw["steps"]].index(after) + 1
    raw["steps"].insert(at, {"text": "Tambahan", "type": "task", "printed": False, "actors": actor("walidata")} | new)


def to(raw: Raw, step_id: str, key: str, target: str) -> None:
    """Lead a decision (or `next`) elsewhere."""
    entry = step(raw, step_id)
    if key == "next":
        entry["next"] = target
    else:
        entry["decisions"][key]["to"] = target


def replaced(raw: Raw, step_id: str, **changes: Any) -> None:
    entry = step(raw, step_id)
    entry.update(changes)
    for key in [key for key, value in changes.items() if value is None]:
        del entry[key]


def a_row_that_joins(raw: Raw, **changes: Any) -> None:
    added(raw, "unggah", **({"id": "baris", "joins": "unggah"} | changes))


SEALS_NOTHING = [("resumes_without_seal", "periksa"), ("resumes_without_seal", "validasi")]


def skipped_steps(raw: Raw) -> None:
    """The Walidata's check and the head's may both be skipped, and then nobody has approved."""
    for step_id in ("periksa", "validasi"):
        step(raw, step_id)["when"] = "quality.rutin"


def a_way_past_the_seal(raw: Raw) -> None:
    replaced(raw, "unggah", next=None, does=None, decisions={
        "ajukan": {"verb": "choose", "to": "periksa", "does": ["publication.seal"]},
            "lewati": {"verb": "choose", "to": "periksa"}})


def a_circle_of_the_portal(raw: Raw) -> None:
    """The portal measures, and asks itself again; a person is asked only elsewhere."""
    to(raw, "unggah", "next", "ukur")
    added(raw, "unggah", id="ukur", type="portal", actors=actor("portal"), decisions={
        "ulang": {"verb": "choose", "to": "hitung"}, "lanjut": {"verb": "choose", "to": "periksa"}})
    added(raw, "ukur", id="hitung", type="portal", actors=actor("portal"), next="ukur")


def a_circle_round_a_skipped_person(raw: Raw) -> None:
    """Where the fact is false, nobody is asked in this circle."""
    to(raw, "unggah", "next", "ukur")
    added(raw, "unggah", id="ukur", type="portal", actors=actor("portal"), decisions={
        "ulang": {"verb": "choose", "to": "tanya"}, "lanjut": {"verb": "choose", "to": "periksa"}})
    added(raw, "ukur", id="tanya", when="quality.ragu", next="ukur")


def a_round_trip(raw: Raw) -> None:
    """periksa ↔ tunggu is left by no decision."""
    replaced(raw, "lapor", next="tunggu")
    raw["segments"]["laporan"]["to"] = "tunggu"
    added(raw, "lapor", id="tunggu", next="lapor")


def both_segments_as_one(raw: Raw) -> None:
    del raw["segments"]


PROCEDURES: list[tuple[str, Change, list[tuple[str, str | None]]]] = [
    ("in order", lambda raw: None, []),
    # rows
    ("nobody does it", lambda raw: replaced(raw, "lapor", actors=[]), [("no_actor", "lapor")]),
    ("an unknown role", lambda raw: replaced(raw, "lapor", actors=actor("lurah")), [("unknown_role", "lapor")]),
    ("an unknown signer", lambda raw: replaced(raw, "validasi", signs=[{"role": "lurah", "as": "paraf"}]),
     [("unknown_role", "validasi")]),
    ("a review nobody can approve", lambda raw: replaced(
        raw, "periksa", decisions={"lanjut": {"verb": "choose", "to": "validasi"}}), [("review_without_approve", "periksa")]),
    ("an approval that is no review", lambda raw: replaced(
        raw, "lapor", next=None, decisions={"ok": {"verb": "approve", "to": "end"}}),
     [("approve_outside_review", "lapor")]),
    ("an unknown document", lambda raw: replaced(raw, "lapor", outputs=[{"document": "nota"}]),
     [("unknown_document", "lapor")]),
    ("a document from nowhere", lambda raw: raw.update(documents={"nota": {"title": "Nota"}}),
     [("document_without_source", None)]),
    ("a document in two rows", lambda raw: replaced(raw, "terbit", inputs=[{"document": "surat"}]), []),
    ("a missing template", lambda raw: raw.update(documents={"nota": {"title": "Nota", "template": "nota.html"}}),
     [("template_missing", None)]),
    ("a signature on nothing", lambda raw: replaced(raw, "lapor", signs=[{"role": "walidata", "as": "signature"}]),
     [("signature_without_document", "lapor")]),
    ("a signature on the one document",
     lambda raw: replaced(raw, "validasi", signs=[{"role": "kepala_opd", "as": "signature"}]), []),
    ("an assignment of nothing", lambda raw: replaced(raw, "lapor", assigns="bina"), [("assigns_no_task", "lapor")]),
    ("auto alone", lambda raw: replaced(raw, "lapor", auto=True), [("auto_without_assigns", "lapor")]),
    ("cases without cases", lambda raw: replaced(raw, "lapor", type="cases"), [("cases_and_type", "lapor")]),
    ("cases of an unknown procedure", lambda raw: replaced(
        raw, "lapor", type="cases", cases={"each": "organization", "procedure": "tanya"}), [("cases_unknown", "lapor")]),
    ("cases of an unknown segment", lambda raw: replaced(
        raw, "lapor", type="cases", cases={"each": "organization", "procedure": "terbitkan#ya"}),
     [("cases_unknown", "lapor")]),
    ("cases of a known segment", lambda raw: replaced(
        raw, "lapor", type="cases", cases={"each": "topic", "procedure": "terbitkan#rekaman"}), []),
    ("a number without unit", lambda raw: replaced(raw, "lapor", time={"value": "3", "as_written": "3"}),
     [("time_without_unit", "lapor")]),
    ("a range without lower end", lambda raw: replaced(
        raw, "lapor", time={"value": "7", "unit": "days", "kind": "range", "as_written": "6-7 hari"}),
     [("time_range", "lapor")]),
    ("a range upside down", lambda raw: raw.update(
        limit={"min": "8", "value": "7", "unit": "days", "kind": "range", "as_written": "8-7 hari"}), [("time_range", None)]),
    ("numbers in disorder", lambda raw: replaced(raw, "terbit", number="3"), [("number_order", "terbit")]),
    ("a number twice", lambda raw: replaced(raw, "terbit", number="4"), [("number_order", "terbit")]),
    ("a gap in the numbers", lambda raw: replaced(raw, "lapor", number="9"), []),         # bl-n prints 1, 3, 4 …
    ("a number on a step of ours", lambda raw: replaced(raw, "lapor", printed=False), [("number_not_printed", "lapor")]),
    ("a placeholder in place of the print", lambda raw: replaced(raw, "lapor", text="Melapor kepada {daerah}"),
     [("as_written_missing", "lapor")]),
    ("a placeholder beside the print", lambda raw: replaced(
        raw, "lapor", text="Melapor kepada {daerah}", text_as_written="Melapor kepada Kota"), []),
    ("a placeholder in an output", lambda raw: replaced(raw, "lapor", outputs=["Laporan {nama}"]),
     [("as_written_missing", "lapor")]),
    ("an unknown placeholder", lambda raw: raw.update(warnings=["Sebut {alamat}"]), [("unknown_placeholder", None)]),
    # ways
    ("a dead end", lambda raw: replaced(raw, "lapor", next=None), [("no_way_on", "lapor")]),
    ("a duty that decides", lambda raw: replaced(raw, "bina", next="unggah"), [("row_decides", "bina")]),
    ("a joined row that decides", lambda raw: a_row_that_joins(raw, does=["publication.seal"]), [("row_decides", "baris")]),
    ("a joined row", a_row_that_joins, []),
    ("a way to nowhere", lambda raw: to(raw, "lapor", "next", "rapat"), [("unknown_target", "lapor")]),
    ("a way to a duty", lambda raw: to(raw, "periksa", "kembali", "bina"),
     [("target_is_row", "periksa"), ("leaves_segment", "periksa")]),
    ("a row that joins nothing", lambda raw: a_row_that_joins(raw, joins="rapat"), [("joins_no_task", "baris")]),
    ("a row that joins a duty", lambda raw: a_row_that_joins(raw, joins="bina"), [("joins_no_task", "baris")]),
    ("a row that joins another part", lambda raw: a_row_that_joins(raw, joins="lapor"), [("joins_other_segment", "baris")]),
    ("a segment of unknown steps", lambda raw: raw["segments"]["laporan"].update({"from": "rapat"}),
     [("segment_unknown_step", None)]),
    ("a segment upside down", lambda raw: raw["segments"]["rekaman"].update({"from": "terbit", "to": "unggah"}),
     [("segment_backwards", None)]),
    ("a segment that begins at a duty", lambda raw: raw["segments"]["rekaman"].update({"from": "bina"}),
     [("segment_starts_at_row", "bina")]),
    ("a correction before the step that seals", lambda raw: (
        added(raw, "unggah", id="perbaiki", next="unggah"), to(raw, "validasi", "kembali", "perbaiki")),
     [("resumes_without_seal", "validasi")]),
    ("a way out of the segment", lambda raw: to(raw, "terbit", "next", "lapor"), [("leaves_segment", "terbit")]),
    ("a way into another segment", lambda raw: to(raw, "lapor", "next", "terbit"), [("leaves_segment", "lapor")]),
    ("a start after nothing", lambda raw: raw["segments"]["laporan"].update(starts={"by": "case", "after": "rapat"}),
     [("unknown_segment", None)]),
    ("a step nobody comes to", lambda raw: added(raw, "validasi", id="rapat", next="terbit"), [("unreachable", "rapat")]),
    ("a step nobody leaves", a_round_trip, [("no_end", "lapor"), ("no_end", "tunggu")]),
    ("a circle of the portal", a_circle_of_the_portal, [("loop_without_person", "ukur"), ("loop_without_person", "hitung")]),
    ("a circle round a skipped person", a_circle_round_a_skipped_person,
     [("loop_without_person", "ukur"), ("loop_without_person", "tanya")]),
    ("a circle with a person", lambda raw: (a_circle_round_a_skipped_person(raw), step(raw, "tanya").pop("when")), []),
    # nothing gets out unchecked
    ("no seal", lambda raw: replaced(raw, "unggah", does=None), [("publish_without_seal", "terbit")]),
    ("a way past the seal", a_way_past_the_seal, [("publish_without_seal", "terbit")]),
    ("no approval", lambda raw: to(raw, "unggah", "next", "terbit"),
     [("unreachable", "periksa"), ("unreachable", "validasi"), ("publish_without_approval", "terbit")]),
    ("one check skipped", lambda raw: step(raw, "periksa").update(when="quality.rutin"), []),
    ("all checks skipped", skipped_steps, [("publish_without_approval", "terbit")]),
    ("an approval before the seal", lambda raw: (
        replaced(raw, "unggah", does=None), replaced(raw, "terbit", does=["publication.seal", "publication.publish"])),
     [*SEALS_NOTHING, ("publish_without_approval", "terbit")]),
    ("an approval of the office itself", lambda raw: (
        replaced(raw, "periksa", actors=actor("operator_opd")), replaced(raw, "validasi", actors=actor("operator_opd"))),
     [("publish_after_own_approval", "terbit")]),
    ("an approval that either office may give", lambda raw: (
        replaced(raw, "periksa", actors=actor("operator_opd")),
        replaced(raw, "validasi", actors=actor("operator_opd") + actor("kepala_opd"))),
     [("publish_after_own_approval", "terbit")]),
    ("the portal's approval", lambda raw: (
        replaced(raw, "periksa", actors=actor("portal")), replaced(raw, "validasi", actors=actor("portal"))),
     [("publish_after_own_approval", "terbit")]),
    ("returned after an approval, and then past the checks", lambda raw: (
        to(raw, "validasi", "kembali", "perbaiki"),
        added(raw, "validasi", id="perbaiki", next="terbit", actors=actor("operator_opd"))),
     [("resumes_without_seal", "validasi"), ("publish_without_approval", "terbit")]),
    ("submitted again after the approval",
     lambda raw: replaced(raw, "terbit", does=["publication.seal", "publication.publish"]),
     [("publish_without_approval", "terbit")]),
    ("a choice past the checks", lambda raw: (
        replaced(raw, "unggah", next=None, decisions={
            "ajukan": {"verb": "choose", "to": "periksa"}, "langsung": {"verb": "choose", "to": "terbit"}}),),
     [("publish_without_approval", "terbit")]),
    ("published by the last approval", lambda raw: (
        replaced(raw, "terbit", does=None), step(raw, "validasi")["decisions"]["setuju"].update(does=["publication.publish"])),
            []),
    ("published by the step of the last approval", lambda raw: (
        replaced(raw, "terbit", does=None), replaced(raw, "validasi", does=["publication.publish"])), []),
    ("published by a return", lambda raw: step(raw, "periksa")["decisions"]["kembali"].update(does=["publication.publish"]),
     [("publish_without_approval", "periksa")]),
    ("one procedure without segments", both_segments_as_one, [("unreachable", "lapor")]),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in PROCEDURES], ids=[row[0] for row in PROCEDURES])
def test_check__procedure(tmp_path: Path, change: Change, expected: list[tuple[str, str | None]]):
    raw = procedure()
    change(raw)
    bindings = {"publication": "terbitkan#rekaman"} if "segments" in raw else {"publication": "terbitkan"}
    files.write(tmp_path, government(bindings=bindings), raw)
    assert files.codes(tmp_path) == expected


GOVERNMENTS: list[tuple[str, Raw, list[str]]] = [
    ("in order", {}, []),
    ("bound to nothing", {"bindings": {"publication": "terbit"}}, ["binding_unknown"]),
    ("bound to an unknown part", {"bindings": {"publication": "terbitkan#semua"}}, ["binding_unknown_segment"]),
    ("bound to no part", {"bindings": {"publication": "terbitkan"}}, ["binding_needs_segment"]),
    ("bound to a cover sheet", {"bindings": {"report": "sampul"}}, ["binding_without_steps"]),
    ("an unknown superior", {"roles": files.GOVERNMENT["roles"] | {"walidata": {"titles": ["W"], "superior": "lurah"}}},
     ["role_names_unknown"]),
    ("an unknown role that counts", {"roles": files.GOVERNMENT["roles"] | {"walidata": {"titles": ["W"], "also": ["lurah"]}}},
     ["role_names_unknown"]),
    ("superiors in a circle", {"roles": files.GOVERNMENT["roles"] | {
        "kepala_opd": {"titles": ["K"], "held_in": "opd", "superior": "operator_opd"}}}, ["superior_loop", "superior_loop"]),
    ("a role without title", {"roles": files.GOVERNMENT["roles"] | {"walidata": {"held_in": "diskominfo"}}},
     ["role_without_title"]),
    ("one officer in an unknown role", {"single_officer": [{"organization": "dinas", "role": "lurah"}]},
     ["role_names_unknown"]),
    ("a document from nowhere", {"documents": {"surat": {"title": "Surat"}}}, ["document_without_source"]),
    ("a missing template", {"documents": {"surat": {"title": "Surat", "template": "surat.html"}}}, ["template_missing"]),
    ("a number that counts nothing", {"documents": {"surat": {"title": "Surat", "upload": True, "series": "800/{year}"}}},
     ["series_without_number"]),
    ("a number of unknown places", {"documents": {"surat": {"title": "Surat", "upload": True, "series": "{number}/{hari}"}}},
     ["series_place"]),
    ("an unknown placeholder", {"attribution": "Sumber: {alamat}"}, ["unknown_placeholder"]),
    ("closed before it opens", {"hours": {"source": "uji", "week": [{"days": ["mon"], "open": "16:00", "close": "08:00"}]}},
     ["hours_backwards"]),
    ("a break that ends early", {"hours": {"source": "uji", "week": [
        {"days": ["mon"], "open": "08:00", "close": "16:00", "breaks": [{"from": "13:00", "to": "12:00"}]}]}},
         ["hours_backwards"]),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in GOVERNMENTS], ids=[row[0] for row in GOVERNMENTS])
def test_check__government(tmp_path: Path, change: Raw, expected: list[str]):
    files.write(tmp_path, government(**change), procedure(), procedure(procedure="sampul", steps=[], segments={}))
    assert [code for code, _ in files.codes(tmp_path)] == expected


def test_check__roles_that_count_as_another_are_one_office(tmp_path: Path):
    """Whoever may seal as kepala_opd may not be the somebody else who approves as walidata."""
    roles = files.GOVERNMENT["roles"] | {"walidata": {"titles": ["W"], "also": ["kepala_opd"]}}
    raw = procedure()
    replaced(raw, "unggah", actors=actor("kepala_opd"))
    replaced(raw, "validasi", actors=actor("walidata"))
    files.write(tmp_path, government(roles=roles), raw)
    assert files.codes(tmp_path) == [("publish_after_own_approval", "terbit")]


def known(**tables: Any) -> SimpleNamespace:
    """A registry that knows what the procedure needs, and more if asked."""
    always: Raw = {
        "guards": {}, "effects": {"publication.seal": 1, "publication.publish": 1}, "facts": {}, "forms": {},
            "topics": {"dataset": 1},
        "rooms": frozenset({"workflow", "publication"}),
    }
    return SimpleNamespace(**always | tables)


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, []),
    ({"requires": ["publication.siap"]}, [("unknown_guard", "lapor")]),
    ({"requires": ["publication.siap?"]}, [("unknown_guard", "lapor")]),        # the room is there, the word is wrong
    ({"requires": ["quality.baik?"]}, []),                                      # the room is not there
    ({"requires": ["quality.baik"]}, [("unknown_guard", "lapor")]),
    ({"does": ["publication.cabut"]}, [("unknown_effect", "lapor")]),
    ({"does": ["quality.nilai?"]}, []),
    ({"when": "quality.ragu"}, [("unknown_fact", "lapor")]),
    ({"form": "quality.lembar"}, [("unknown_form", "lapor")]),
    ({"form": "quality.lembar?"}, []),
])
def test_check__names(tmp_path: Path, changes: Raw, expected: list[tuple[str, str | None]]):
    raw = procedure()
    step(raw, "lapor").update(changes)
    files.write(tmp_path, government(), raw)
    assert files.codes(tmp_path, known()) == expected


def test_check__effects_of_decisions_and_topics(tmp_path: Path):
    raw = procedure(topics={"type": ["dataset", "peta", "buku?"]})
    step(raw, "periksa")["decisions"]["kembali"]["does"] = ["publication.buka"]
    files.write(tmp_path, government(), raw)
    assert files.codes(tmp_path, known()) == [("unknown_topic", None), ("unknown_effect", "periksa")]


def test_sentence__says_file_line_step_and_what_to_do(tmp_path: Path):
    raw = procedure()
    to(raw, "lapor", "next", "rapat")
    files.write(tmp_path, government(), raw)
    loaded_before = checker.check_all(str(tmp_path))
    ours = [fault for fault in loaded_before if fault.file.startswith("desa/")]
    line = next(at for at, text in enumerate((tmp_path / "desa/procedures/terbitkan.yaml").read_text().splitlines(), 1)
                if '"lapor"' in text and '"id"' in text)
    assert [fault.sentence for fault in ours] == [
        f"desa/procedures/terbitkan.yaml, line {line - 1}, step lapor: “finish” leads to “rapat”, and there is no such step."]


def test_sentence__in_another_language(tmp_path: Path):
    files.write(tmp_path, government(bindings={"publication": "terbit"}), procedure())
    fault = files.faults(tmp_path)[0]
    assert sentence(fault, lambda message: "Tidak ada {procedure}." if "{procedure}" in message else message).endswith(
        "Tidak ada terbit.")


def test_a_template_that_cannot_be_read_is_found_before_it_is_printed(tmp_path: Path):
    home = files.write(tmp_path, government(documents={"surat": {"title": "Surat", "template": "surat.html"}}), procedure())
    (home / "documents").mkdir()
    (home / "documents" / "surat.html").write_text("{% if %}")
    assert files.codes(tmp_path) == [("template_broken", None)]
    (home / "documents" / "surat.html").write_text("<p>{{ title }}</p>")
    assert files.codes(tmp_path) == []


def test_every_code_has_a_test():
    """What the tables here and in test_procedures.py break is all that there is."""
    from ckanext.satudata.tests.workflow.test_governments import CHAINS
    from ckanext.satudata.tests.workflow.test_procedures import REFUSED

    here = {code for row in PROCEDURES for code, _ in row[2]} | {code for row in GOVERNMENTS for code in row[2]}
    named = {"unknown_guard", "unknown_effect", "unknown_fact", "unknown_form", "unknown_topic"}
    elsewhere = {row[2] for row in REFUSED} | {row[2] for row in CHAINS}
    alone = {"government_twice", "no_folder", "no_file", "no_such_government", "not_as_described", "template_broken"}
    assert here | named | elsewhere | alone == set(SENTENCES)


def test_shipped_governments_are_in_order():
    assert [fault.sentence for fault in checker.check_all()] == []
