"""SOPs of the government `uji` whose cases may be about many records."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]
MANY: Raw = {"type": "dataset", "many": True}


def _step(id_: str, type_: str, *roles: str, **more: Any) -> Raw:
    actors = [{"title": role, "role": role} for role in roles]
    return {"id": id_, "text": f"Langkah {id_}", "type": type_, "actors": actors} | more


def _procedure(key: str, *steps: Raw, **more: Any) -> Raw:
    return {"procedure": key, "version": "1", "title": key.title(), "source": {"document": "uji"}, "kind": "publication",
            "topics": MANY, "steps": list(steps)} | more


def _back(key: str, **more: Any) -> Raw:
    return {"verb": "return", "to": "siapkan", "back": key} | more


# two reviews, a letter between them, an answer that ends it and one that goes another way
BERBANYAK = _procedure(
    "berbanyak",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], requires=["uji.siap"], next="periksa"),
    _step("periksa", "review", "walidata", decisions={
        "sesuai": {"verb": "approve", "to": "nilai"},
        "perbaiki": _back("resume", reason="required"),
        "ulangi": _back("restart"),
        "tolak": {"verb": "reject", "to": "end"}},
        time={"value": "3", "unit": "working_days", "as_written": "3 hari kerja"}),
    _step("nilai", "task", "kabid_statistik", outputs=[{"document": "berita_acara"}], decisions={
        "tersedia": {"verb": "choose", "to": "sahkan"},
        "tidak": {"verb": "choose", "to": "end", "outcome": "not_available"}}),
    _step("sahkan", "review", "kepala_opd", decisions={
        "setuju": {"verb": "approve", "to": "terbit"}, "perbaiki": _back("resume", reason="required")}),
    _step("terbit", "task", "walidata", does=["publication.publish"], next="end"),
    limit={"value": "10", "unit": "working_days", "as_written": "10 hari kerja"},
)
# two offices look at it together; the last approval publishes at once
BERAMAI = _procedure(
    "beramai",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], next="setujui"),
    _step("setujui", "review", "kasi_statistik", "kepala_dinas", together=True, decisions={
        "setuju": {"verb": "approve", "to": "terbit"}, "perbaiki": _back("resume")}),
    _step("terbit", "task", "walidata", does=["publication.publish"], next="end"),
)
PROCEDURES = (BERBANYAK, BERAMAI)
