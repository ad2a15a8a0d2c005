"""SOPs of the government `uji` whose letters are numbered by the portal, signed in order, or written by it."""

from __future__ import annotations

from typing import Any

from .trial_kinds import _procedure, _step

Raw = dict[str, Any]

DOCUMENTS: Raw = {
    "nota_dinas": {"title": {"id": "Nota Dinas", "en": "Memorandum"}, "upload": True, "series": "800/{number:3}/UJI/{year}"},
    "keterangan": {"title": {"id": "Surat Keterangan", "en": "Statement"}, "template": "surat_validasi.html", "upload": True,
                   "series": "{number:3}/SK/{year}"},
    "tanda_terima": {"title": {"id": "Tanda Terima", "en": "Receipt"}, "template": "surat_validasi.html"},
    "piagam": {"title": {"id": "Piagam", "en": "Charter"}, "upload": True, "accept": ["pdf"]},
}

# the section writes, puts its paraf on it, the head of the division signs, the Walidata sends it
BERTANDA = _procedure(
    "bertanda",
    _step("konsep", "task", "kasi_statistik", outputs=[{"document": "nota_dinas"}], next="tanda_tangan"),
    _step("tanda_tangan", "document", "kasi_statistik", outputs=[{"document": "nota_dinas"}], signs=[
        {"role": "kasi_statistik", "as": "paraf"}, {"role": "kabid_statistik", "as": "signature"}], next="kirim"),
    _step("kirim", "task", "walidata", inputs=[{"document": "nota_dinas"}], decisions={
        "finish": {"verb": "finish", "to": "end"}, "kembali": {"verb": "return", "to": "konsep", "back": "restart"}}),
)
# every member of the team signs
BERSEMUA = _procedure(
    "bersemua",
    _step("tetapkan", "document", "kasi_statistik", outputs=[{"document": "piagam"}],
          signs=[{"role": "saksi_uji", "as": "signature", "all": True}], next="end"),
)
# the one who checks signs: never who made it
BERTINJAU = _procedure(
    "bertinjau",
    _step("usulkan", "task", "kasi_statistik", next="sahkan"),
    _step("sahkan", "review", "kabid_statistik", outputs=[{"document": "nota_dinas"}],
          signs=[{"role": "kabid_statistik", "as": "signature"}], decisions={
              "setuju": {"verb": "approve", "to": "end"},
              "kembali": {"verb": "return", "to": "usulkan", "back": "resume"}}),
)
# the portal writes both letters; the first has to be signed, the second is a receipt
TERTULIS = _procedure(
    "tertulis",
    _step("tulis", "task", "kasi_statistik", outputs=[{"document": "keterangan"}], next="terima"),
    _step("terima", "task", "kasi_statistik", outputs=[{"document": "tanda_terima"}], next="end"),
)
# its decree is for everybody, once it is decided
BERTERBUKA = _procedure(
    "berterbuka",
    _step("tetapkan", "document", "kasi_statistik", outputs=[{"document": "sk_uji"}],
          signs=[{"role": "kasi_statistik", "as": "signature"}], next="umumkan"),
    _step("umumkan", "task", "kasi_statistik", decisions={
        "finish": {"verb": "finish", "to": "end"}, "tolak": {"verb": "reject", "to": "end"}}),
    documents={"sk_uji": {"title": "Surat Keputusan Uji", "upload": True, "accept": ["pdf"], "series": "external",
                          "public": True}},
)
PROCEDURES = (BERTANDA, BERSEMUA, BERTINJAU, TERTULIS, BERTERBUKA)
