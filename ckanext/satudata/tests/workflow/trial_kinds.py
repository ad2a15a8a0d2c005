"""More SOPs of the government `uji`: cases about no record, and each part of the format that waits, skips, shares or asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ckanext.satudata.workflow.rules import Problem
from ckanext.satudata.workflow.stepforms import Field, Form

Raw = dict[str, Any]

LEMBAR = Form(
    lambda: "Lembar kunjungan",
    lambda situation: [
        Field("catatan", "Catatan", required=True, limit=50),
        Field("hasil", "Hasil", "choice", options=(("baik", "Baik"), ("kurang", "Kurang"))),
        Field("jumlah", "Jumlah", "number", least=Decimal(1), most=Decimal(100)),
        Field("tanggal", "Tanggal", "date"),
        Field("hadir", "Hadir", "check", required=True),
    ],
    lambda situation, values: [Problem("uji.kurang", "form_jumlah", {"apa": "jumlah"})]
    if values.get("hasil") == "kurang" and "jumlah" not in values else [],
)


def _step(id_: str, type_: str, *roles: str, **more: Any) -> Raw:
    actors = [{"title": role, "role": role} for role in roles]
    return {"id": id_, "text": f"Langkah {id_}", "type": type_, "actors": actors} | more


def _procedure(key: str, *steps: Raw, kind: str = "generic", **more: Any) -> Raw:
    return {"procedure": key, "version": "1", "title": key.title(), "source": {"document": "uji"}, "kind": kind,
            "starts": {"by": "officer"}, "steps": list(steps)} | more


# bps is asked where `uji.prioritas` holds; the portal files; the answer comes by letter from outside
MINTA_PENDAPAT = _procedure(
    "minta_pendapat",
    _step("susun", "task", "kasi_statistik", next="saring"),
    _step("saring", "task", "pembina_data", when="uji.prioritas", next="catat"),
    _step("catat", "portal", "portal", does=["uji.lalu"], requires=["uji.siap"], next="tunggu"),
    _step("tunggu", "wait", "pimpinan_daerah", decisions={
        "diterima": {"verb": "choose", "to": "periksa"}, "ditolak": {"verb": "reject", "to": "end"}}),
    _step("periksa", "review", "kabid_statistik", decisions={
        "setuju": {"verb": "approve", "to": "end"},
        "kembali": {"verb": "return", "to": "susun", "reason": "required", "back": "resume"}}),
)
# the head of the section and the head of the division both have to agree
BERSAMA = _procedure(
    "bersama",
    _step("usulkan", "task", "walidata", next="setujui"),
    _step("setujui", "review", "kasi_statistik", "kabid_statistik", together=True, decisions={
        "setuju": {"verb": "approve", "to": "arsipkan"},
        "kembali": {"verb": "return", "to": "usulkan", "back": "resume"}}),
    _step("arsipkan", "task", "walidata", next="end"),
)
DISPOSISI = _procedure(
    "disposisi",
    _step("terima", "task", "kabid_statistik", assigns="kerjakan", next="kerjakan"),
    _step("kerjakan", "task", "kasi_statistik", next="bagi"),
    _step("bagi", "task", "kabid_statistik", assigns="ulangi", auto=True, next="ulangi"),
    _step("ulangi", "task", "kasi_statistik", next="end"),
)
# the head of the division says who checks what the section wrote
TUNJUK_PEMERIKSA = _procedure(
    "tunjuk_pemeriksa",
    _step("susun", "task", "kasi_statistik", next="tunjuk"),
    _step("tunjuk", "task", "kabid_statistik", assigns="periksa", next="periksa"),
    _step("periksa", "review", "kasi_statistik", decisions={
        "setuju": {"verb": "approve", "to": "end"}, "kembali": {"verb": "return", "to": "susun", "back": "restart"}}),
)
TUNJUK_DULU = _procedure(
    "tunjuk_dulu",
    _step("tunjuk", "task", "kabid_statistik", assigns="periksa", next="susun"),
    _step("susun", "task", "kasi_statistik", next="periksa"),
    _step("periksa", "review", "kasi_statistik", decisions={
        "setuju": {"verb": "approve", "to": "end"}, "kembali": {"verb": "return", "to": "susun", "back": "restart"}}),
)
# a visit with a form; then three rows of the SOP in one sitting, each ticked or remarked
KUNJUNGAN = _procedure(
    "kunjungan",
    _step("kunjungi", "task", "kasi_statistik", form="uji.lembar", next="periksa"),
    _step("periksa", "task", "kabid_statistik", form="satudata.checklist", number="2", decisions={
        "cukup": {"verb": "choose", "to": "end"},
        "kembali": {"verb": "return", "to": "kunjungi", "back": "restart"}}),
    _step("periksa_kedua", "task", "kabid_statistik", joins="periksa", number="3"),
    _step("periksa_ketiga", "task", "kabid_statistik", joins="periksa", number="4"),
)
TANYA_BERSAMA = _procedure(
    "tanya_bersama",
    _step("terima", "task", "walidata", next="jawab"),
    _step("jawab", "task", "kasi_statistik", "kabid_statistik", together=True, decisions={
        "ada": {"verb": "choose", "to": "siapkan"},
        "tidak_ada": {"verb": "choose", "to": "end", "outcome": "not_available"}}),
    _step("siapkan", "task", "walidata", next="end"),
)
TANYA_OPD = _procedure(
    "tanya_opd",
    _step("siapkan", "task", "walidata", next="tanya"),
    _step("tanya", "cases", "walidata", cases={"each": "organization", "procedure": "jawab", "wait": "all"}, next="rangkum"),
    _step("rangkum", "task", "walidata", next="end"),
)
JAWAB = _procedure("jawab", _step("isi", "task", "operator_opd", next="end"), starts={"by": "case"}, kind="collection")
KABARI_OPD = _procedure(
    "kabari_opd",
    _step("siapkan", "task", "walidata", next="kabari"),
    _step("kabari", "cases", "walidata", cases={"each": "organization", "procedure": "jawab", "wait": "none"}, next="tutup"),
    _step("tutup", "task", "walidata", next="end"),
)
TAHUNAN = _procedure(
    "tahunan",
    _step("usul", "task", "operator_opd", next="end"),
    _step("lapor", "task", "kabid_statistik", next="end"),
    segments={
        "usulan": {"from": "usul", "to": "usul", "kind": "collection", "per": "organization", "starts": {"by": "officer"}},
        "laporan": {"from": "lapor", "to": "lapor", "kind": "report", "per": "government",
                    "title": {"id": "Laporan Tahunan", "en": "Yearly report"},
                    "starts": {"by": "schedule", "every": "year"}},
    },
)
# ends with the answers of the OPDs; the records are looked at in cases of their own
TAMPUNG = _procedure(
    "tampung",
    _step("siapkan", "task", "walidata", next="tanya"),
    _step("tanya", "cases", "walidata", cases={"each": "organization", "procedure": "jawab", "wait": "all"}, next="end"),
)
# the portal goes on by itself when the OPDs have answered, if it can
CATAT_JAWABAN = _procedure(
    "catat_jawaban",
    _step("siapkan", "task", "walidata", next="tanya"),
    _step("tanya", "cases", "walidata", cases={"each": "organization", "procedure": "jawab", "wait": "all"}, next="catat"),
    _step("catat", "portal", "portal", requires=["uji.siap"], does=["uji.lalu"], next="end"),
)
# two parts follow the end of the first; the portal begins one of them by itself
BERLANJUT = _procedure(
    "berlanjut",
    _step("usul", "task", "walidata", next="end"),
    _step("catat", "portal", "portal", requires=["uji.siap"], next="simpan"),
    _step("simpan", "task", "walidata", next="end"),
    _step("umumkan", "task", "walidata", next="end"),
    segments={
        "usulan": {"from": "usul", "to": "usul", "kind": "generic", "per": "government", "starts": {"by": "officer"}},
        "catatan": {"from": "catat", "to": "simpan", "kind": "generic", "per": "government",
                    "starts": {"by": "case", "after": "usulan"}},
        "pengumuman": {"from": "umumkan", "to": "umumkan", "kind": "generic", "per": "government",
                       "starts": {"by": "case", "after": "usulan"}},
    },
)
PANTAU = _procedure(
    "pantau",
    _step("pilih", "task", "walidata", next="lihat"),
    _step("lihat", "cases", "walidata", cases={"each": "topic", "procedure": "lihat", "wait": "all"}, next="end"),
    kind="quality", topics={"type": "dataset", "min": "1", "many": True},
)
LIHAT = _procedure(
    "lihat",
    _step("baca", "task", "kasi_statistik", next="end",
          time={"value": "3", "unit": "working_days", "as_written": "3 hari kerja"}),
    kind="verification", topics={"type": "dataset", "min": "1", "many": True}, starts={"by": "case"},
    limit={"value": "10", "unit": "working_days", "as_written": "10 hari kerja"},
)
AJUKAN = _procedure(
    "ajukan",
    _step("pilih", "task", "walidata", next="ajukan"),
    _step("ajukan", "cases", "walidata", cases={"each": "topic", "procedure": "terbitkan", "wait": "all"}, next="end"),
    kind="quality", topics={"type": "dataset", "min": "1", "many": True},
)
BERTEMPO = _procedure(
    "bertempo",
    _step("kerjakan", "task", "kasi_statistik", next="sahkan",
          time={"value": "3", "unit": "working_days", "as_written": "3 hari kerja"}),
    _step("sahkan", "task", "kasi_statistik", next="end", time={"value": "10", "unit": "minutes", "as_written": "10 menit"}),
    limit={"value": "10", "unit": "working_days", "as_written": "10 hari kerja"},
)
# nobody holds these roles but whom a test names
ROLES = {
    "juru_uji": {"titles": ["Juru Uji"], "held_in": "diskominfo", "superior": "lurah_uji"},
    "lurah_uji": {"titles": ["Lurah Uji"], "held_in": "diskominfo", "superior": "camat_uji"},
    "camat_uji": {"titles": ["Camat Uji"], "held_in": "government", "superior": None},
    "saksi_uji": {"titles": ["Saksi Uji"], "held_in": "government", "superior": None},     # all of them sign; no house has one
}
SEPI = _procedure(
    "sepi",
    _step("susun", "task", "walidata", next="jaga"),
    _step("jaga", "task", "juru_uji", next="end"),
)
PROCEDURES = (SEPI, BERTEMPO, MINTA_PENDAPAT, BERSAMA, DISPOSISI, TANYA_OPD, JAWAB, KABARI_OPD, TAHUNAN, TAMPUNG,
              PANTAU, LIHAT, AJUKAN, CATAT_JAWABAN, BERLANJUT, TUNJUK_PEMERIKSA,
              TUNJUK_DULU, TANYA_BERSAMA, KUNJUNGAN)
