"""A small government that is in order, for tests to break; written as the files that a government would write."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from ckanext.satudata.workflow import checker
from ckanext.satudata.workflow.faults import Fault
from ckanext.satudata.workflow.loading import Loaded, read_folders

Raw = dict[str, Any]

GOVERNMENT: Raw = {
    "government": "desa",
    "names": {"daerah": "Kabupaten Desa", "nama": "Desa", "portal": "Satu Data Desa"},
    "zone": "WITA",
    "roles": {
        "operator_opd": {"titles": ["Operator"], "held_in": "opd", "superior": "kepala_opd"},
        "kepala_opd": {"titles": ["Kepala OPD"], "held_in": "opd", "superior": None},
        "walidata": {"titles": ["Walidata"], "held_in": "diskominfo"},
        "pembina_data": {"titles": ["BPS"], "held_in": "bps"},
        "portal": {"titles": ["Portal"], "held_in": "system"},
    },
    "bindings": {"publication": "terbitkan#rekaman"},
    "documents": {"surat": {"title": "Surat", "upload": True}},
}

PROCEDURE: Raw = {
    "procedure": "terbitkan", "version": "1", "title": "Menerbitkan", "source": {"document": "uji"}, "kind": "publication",
    "topics": {"type": "dataset"},
    "segments": {
        "rekaman": {"from": "unggah", "to": "terbit", "kind": "publication", "per": "record"},
        "laporan": {"from": "lapor", "to": "lapor", "kind": "report", "per": "government"},
    },
    "steps": [
        {"id": "bina", "number": "1", "text": "Membina", "type": "standing",
         "actors": [{"title": "BPS", "role": "pembina_data"}]},
        {"id": "unggah", "number": "2", "text": "Mengunggah", "type": "task", "does": ["publication.seal"], "next": "periksa",
         "actors": [{"title": "Operator", "role": "operator_opd"}]},
        {"id": "periksa", "number": "3", "text": "Memeriksa", "type": "review",
         "actors": [{"title": "Walidata", "role": "walidata"}],
         "decisions": {"sesuai": {"verb": "approve", "to": "validasi"}, "kembali": {"verb": "return", "to": "unggah"}}},
        {"id": "validasi", "number": "4", "text": "Mengesahkan", "type": "review", "outputs": [{"document": "surat"}],
         "actors": [{"title": "Kepala OPD", "role": "kepala_opd"}],
         "decisions": {"setuju": {"verb": "approve", "to": "terbit"}, "kembali": {"verb": "return", "to": "unggah"}}},
        {"id": "terbit", "number": "5", "text": "Menerbitkan", "type": "task", "does": ["publication.publish"], "next": "end",
         "actors": [{"title": "Walidata", "role": "walidata"}]},
        {"id": "lapor", "number": "6", "text": "Melaporkan", "type": "task", "next": "end",
         "actors": [{"title": "Walidata", "role": "walidata"}]},
    ],
}


def government(**changes: Any) -> Raw:
    """The government, with other values for some keys; None removes a key."""
    raw = copy.deepcopy(GOVERNMENT) | changes
    return {key: value for key, value in raw.items() if value is not None}


def procedure(**changes: Any) -> Raw:
    """The procedure, with other values for some keys."""
    return copy.deepcopy(PROCEDURE) | changes


def step(raw: Raw, step_id: str) -> Raw:
    """A step of a procedure, to be changed in place."""
    return next(entry for entry in raw["steps"] if entry["id"] == step_id)


def write(folder: Path, raw_government: Raw, *procedures: Raw) -> Path:
    """Write a government's folder; JSON is YAML in which everything is quoted."""
    home = folder / raw_government["government"]
    (home / "procedures").mkdir(parents=True)
    (home / "government.yaml").write_text(json.dumps(raw_government, indent=1))
    for raw in procedures:
        (home / "procedures" / f"{raw['procedure']}.yaml").write_text(json.dumps(raw, indent=1))
    return home


def load(folder: Path) -> Loaded:
    """Read the folder alone, without the governments that are shipped."""
    return read_folders([folder])


def faults(folder: Path, names: checker.KnownNames | None = None) -> list[Fault]:
    """All that is wrong with the governments of a folder."""
    loaded = load(folder)
    return [*loaded.faults, *checker.check(loaded.governments, names)]


def codes(folder: Path, names: checker.KnownNames | None = None) -> list[tuple[str, str | None]]:
    """Code and step of each fault."""
    return [(fault.code, fault.step) for fault in faults(folder, names)]
