"""A government made up for the tests: what the shipped procedures do not have (restart, rejection, choices, guards).

`uji` runs `terbitkan`; `uji_sekali` publishes with the approval itself; `uji_belum` is bound to a procedure that needs
parts which cannot be run yet. The plugin gives the names that they use; a test sets in `hooks` what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import ckan.plugins as p
from ckan.plugins import core

from ckanext.satudata.tests.factories import LETTERS, WAYS
from ckanext.satudata.tests.workflow import trial_batches, trial_documents, trial_kinds
from ckanext.satudata.workflow.interfaces import IProcedures
from ckanext.satudata.workflow.rules import Problem
from ckanext.satudata.workflow.situation import Situation

Raw = dict[str, Any]
PLUGIN = "satudata_uji"
hooks = SimpleNamespace(effect=None, guard=None, fact=None)


def _step(id_: str, type_: str, role: str, **more: Any) -> Raw:
    return {"id": id_, "text": f"Langkah {id_}", "type": type_, "actors": [{"title": role, "role": role}]} | more


def _back(key: str) -> Raw:
    return {"verb": "return", "to": "siapkan", "back": key}


def _procedure(key: str, kind: str, *steps: Raw) -> Raw:
    return {
        "procedure": key,
        "version": "1",
        "title": key.title(),
        "source": {"document": "uji"},
        "kind": kind,
        "topics": {"type": "dataset"},
        "steps": list(steps),
    }


GOVERNMENT: Raw = {
    "government": "uji",
    "extends": "default",
    "zone": "WIT",
    "names": {"daerah": "Kabupaten Uji", "nama": "Uji", "portal": "Satu Data Uji"},
    "bindings": {"publication": "terbitkan", "verification": "belum", "withdrawal": "tarik"},
    "roles": trial_kinds.ROLES,
    "documents": {"berita_acara": {"title": {"id": "Berita Acara", "en": "Minutes"}, "upload": True}}
    | trial_documents.DOCUMENTS,
}

TERBITKAN = _procedure(
    "terbitkan",
    "publication",
    _step("siapkan", "task", "operator_opd", does=["publication.seal", "uji.lalu"], requires=["uji.siap"], next="periksa"),
    _step(
        "periksa",
        "review",
        "walidata",
        decisions={
            "sesuai": {"verb": "approve", "to": "nilai"},
            "perbaiki": _back("resume"),
            "ulangi": _back("restart"),
            "tolak": {"verb": "reject", "to": "end"},
            "tidak_layak": {"verb": "reject", "to": "end", "outcome": "lapsed"},
        },
    ),
    _step(
        "nilai",
        "task",
        "kabid_statistik",
        outputs=[{"document": "berita_acara"}],
        decisions={
            "tersedia": {"verb": "choose", "to": "sahkan"},
            "tidak": {"verb": "choose", "to": "end", "outcome": "not_available"},
            "kembali": _back("resume"),
        },
    ),
    _step(
        "sahkan",
        "review",
        "kepala_opd",
        decisions={
            "setuju": {"verb": "approve", "to": "terbit"},
            "perbaiki": _back("resume"),
            "ulangi": _back("restart"),
        },
    ),
    _step("terbit", "task", "walidata", does=["publication.publish", "uji.lalu", "hilang.apa_saja?"], next="end"),
)
SEKALI = _procedure(
    "sekali",
    "publication",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], next="sahkan"),
    _step(
        "sahkan",
        "review",
        "walidata",
        decisions={
            "setuju": {"verb": "approve", "to": "end", "does": ["publication.publish"], "outcome": "published"},
            "perbaiki": _back("resume"),
        },
    ),
)
BELUM = _procedure(
    "belum",
    "verification",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], next="tunggu"),
    _step("tunggu", "wait", "pembina_data", next="periksa", when="uji.prioritas", form="uji.lembar"),
    _step(
        "periksa", "review", "walidata", decisions={"sesuai": {"verb": "approve", "to": "end"}, "perbaiki": _back("resume")}
    ),
)
TARIK = _procedure(
    "tarik",
    "withdrawal",
    _step("usulkan", "task", "operator_opd", next="putuskan"),
    _step("putuskan", "task", "walidata", next="end"),
)
BERSURAT = _procedure(
    "bersurat",
    "publication",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], outputs=[{"document": "berita_acara"}], next="sahkan"),
    _step(
        "sahkan",
        "review",
        "walidata",
        decisions={"setuju": {"verb": "approve", "to": "terbit"}, "perbaiki": _back("resume")},
    ),
    _step("terbit", "task", "walidata", does=["publication.publish"], next="end"),
)
# Pembina Data checks too what is prioritas, and nothing else
DISARING = _procedure(
    "disaring",
    "publication",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], next="telaah"),
    _step("telaah", "review", "pembina_data", when="uji.prioritas",
          decisions={"setuju": {"verb": "approve", "to": "sahkan"}, "perbaiki": _back("resume")}),
    _step("sahkan", "review", "walidata",
          decisions={"setuju": {"verb": "approve", "to": "terbit"}, "perbaiki": _back("resume")}),
    _step("terbit", "task", "walidata", does=["publication.publish"], next="end"),
)
BERDUA = _procedure(
    "berdua",
    "publication",
    _step("siapkan", "task", "operator_opd", does=["publication.seal"], next="setujui"),
    _step("setujui", "review", "kasi_statistik", together=True,
          decisions={"setuju": {"verb": "approve", "to": "terbit"}, "perbaiki": _back("resume")})
    | {"actors": [{"title": role, "role": role} for role in ("kasi_statistik", "kepala_dinas")]},
    _step("terbit", "task", "walidata", does=["publication.publish"], next="end"),
)
PROCEDURES = (TERBITKAN, SEKALI, BELUM, TARIK, BERSURAT, DISARING, BERDUA,
              *trial_kinds.PROCEDURES, *trial_documents.PROCEDURES, *trial_batches.PROCEDURES)
MORE_GOVERNMENTS = tuple(
    {key: GOVERNMENT[key] for key in ("names", "zone")}
    | {"government": f"uji_{key}", "extends": "uji", "bindings": {"publication": key}}
    for key in ("sekali", "belum", "bersurat", "disaring", "berdua", "berbanyak", "beramai")
)

WAYS["uji"] = (
    ("siapkan", "operator", "finish"),
    ("periksa", "walidata", "sesuai"),
    ("nilai", "kabid", "tersedia"),
    ("sahkan", "kepala", "setuju"),
    ("terbit", "walidata", "finish"),
)
LETTERS["nilai"] = "berita_acara"


class TrialPlugin(p.SingletonPlugin):
    """Names for the procedures above."""

    p.implements(IProcedures, inherit=True)

    def procedure_guards(self) -> dict[str, Any]:
        return {"uji.siap": _guard}

    def procedure_effects(self) -> dict[str, Any]:
        return {"uji.lalu": _effect}

    def procedure_facts(self) -> dict[str, Any]:
        return {"uji.prioritas": _fact}

    def procedure_forms(self) -> dict[str, Any]:
        return {"uji.lembar": trial_kinds.LEMBAR}

    def procedure_problem_sentences(self) -> dict[str, Callable[[], str]]:
        return {"uji.kurang": lambda: "Isi {apa}."}


def _guard(situation: Situation) -> list[Problem]:
    return hooks.guard(situation) if hooks.guard else []


def _fact(situation: Situation) -> bool:
    return bool(hooks.fact and hooks.fact(situation))


def _effect(situation: Situation) -> None:
    if hooks.effect:
        hooks.effect(situation)


@contextmanager
def plugin() -> Iterator[str]:
    """The plugin can be loaded by its name, as if it were installed."""
    shipped = core._get_service

    def service(name: str) -> Any:
        return TrialPlugin() if name == PLUGIN else shipped(name)

    with mock.patch.object(core, "_get_service", service):
        yield PLUGIN
