"""Records and cases in each state that a page can show, made over the API by the people themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ckanext.satudata.tests.journeys import processes, shortcuts
from ckanext.satudata.tests.journeys.people import ADMIN, HEAD, OFFICE, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.portals import Portal
from ckanext.satudata.tests.journeys.records import GRANARIES, SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api

REASON = "Satuan kolom ketiga belum disebutkan. Lengkapi, lalu ajukan kembali."
SCRIPT = "<script>document.title='x'</script><img src=x onerror=alert(1)>"
# 300 characters, without a space for long stretches, with markup and a text that runs from right to left
WORD = "Pertanggungjawabanpenyelenggaraanpemerintahandaerah"
LONG = (f"Jumlah {SCRIPT} menurut kecamatan \u202e\u0639\u062f\u062f \u0627\u0644\u0633\u0643\u0627\u0646 "
        + WORD * 5)[:300]
LINKS = 40


@dataclass
class Scenes:
    """Names of records, and addresses that hold an id which is known only once the record is there."""

    addresses: dict[str, str] = field(default_factory=dict)

    def address(self, template: str) -> str:
        return template.format(**self.addresses)


def prepare(portal: Portal, letter: Path) -> Scenes:
    """All scenes of a portal; each record goes as far on its way as its name says."""
    operator, walidata, head = (Api(portal, account) for account in (OPERATOR, WALIDATA, HEAD))
    found = Scenes()

    def described(name: str, **fields: str) -> str:
        shortcuts.draft(operator, SCHOOL_FIELDS | {"title": name.replace("-", " ").capitalize()} | fields, name, GRANARIES)
        return name

    def submit(name: str) -> str:
        shortcuts.answer(operator, name, "finish")
        found.addresses[f"case_{name.removeprefix('adegan-')}"] = operator.case(name)["id"]
        return name

    def submitted(name: str, **fields: str) -> str:
        return submit(described(name, **fields))

    def checked(name: str, **fields: str) -> str:
        shortcuts.answer(walidata, submitted(name, **fields), "sesuai")
        return name

    def published(name: str, before: Callable[[], None] = lambda: None, **fields: str) -> str:
        described(name, **fields)
        before()
        submit(name)
        shortcuts.answer(walidata, name, "sesuai")
        validate(head, name, letter)
        shortcuts.answer(walidata, name, "finish")
        return name

    operator("package_create", name="adegan-kosong", title="Adegan kosong", owner_org=OFFICE)
    described("adegan-draf")
    submitted("adegan-menunggu")
    submitted("adegan-menunggu-kedua")
    returned(walidata, submitted("adegan-dikembalikan"))
    checked("adegan-kepala")
    checked("adegan-kepala-kedua")
    cancelled(operator, submitted("adegan-dibatalkan"))
    published("adegan-terbit")
    published("adegan-terbatas", accessRights="terbatas")
    hostile = {"title": LONG, "notes": f"<script>alert(1)</script> {WORD * 5}"}
    published("adegan-panjang", lambda: with_links(operator, "adegan-panjang"), **hostile)
    for name in ("terbit", "terbatas", "panjang", "draf"):
        shown = operator("package_show", id=f"adegan-{name}")
        found.addresses[f"file_{name}"] = shown["resources"][0]["id"]
    written = (entry["id"] for entry in operator.case("adegan-dikembalikan")["timeline"] if entry["reason"])
    found.addresses["words_dikembalikan"] = next(written)
    offices = Api(portal, ADMIN)("satudata_workflow_officer_search", role="walidata")["results"]
    found.addresses["office_walidata"] = offices[0]["id"]
    return found


def validate(head: Api, name: str, letter: Path) -> None:
    """The head of the OPD signs."""
    task = head.case(name)["task"]["id"]
    with letter.open("rb") as stream:
        head("satudata_workflow_document_add", {"upload": stream}, task_id=task, kind="surat_validasi", number="1/2026")
    shortcuts.answer(head, name, "setuju")


def returned(walidata: Api, name: str) -> None:
    case = walidata.case(name)
    seen = {"lock_version": case["lock_version"], "seal": case["topics"][0]["seal"] or ""}
    walidata("satudata_workflow_task_decide", id=case["task"]["id"], answer="tidak_sesuai", reason=REASON, **seen)


def cancelled(operator: Api, name: str) -> None:
    case = operator.case(name)
    operator("satudata_workflow_case_cancel", id=case["id"], lock_version=case["lock_version"], reason=REASON)


def with_links(operator: Api, name: str) -> None:
    """Many files of which only their addresses are known, with names as hostile as the title."""
    shown = operator("package_show", id=name)
    links = [{"name": f"{LONG[:200]} {number}", "url": f"https://example.org/{number}.csv", "format": "CSV"}
             for number in range(LINKS)]
    operator("package_patch", id=name, resources=[*shown["resources"], *links])
    resource = shown["resources"][0]["id"]

    def is_read() -> bool:
        return operator("satudata_metadata_table_show", resource_id=resource)["status"] == "loaded"

    assert processes.wait_until(is_read, processes.PATIENCE, 0.25)
