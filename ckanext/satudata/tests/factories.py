"""People, offices and records for the tests of all rooms, made as users make them: through the actions, with their rights.

A `House` is an OPD with the officers around it. Accounts are made when a test first names them, so a test pays only for
the people of its story. Names are unique, so houses stand beside each other in one database.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from werkzeug.datastructures import FileStorage

CSV = b"kecamatan,jumlah\nBanjarmangu,41203\nKarangkobar,31125\n"
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"

# who holds which role; the others have none. A second person of a role ends in `_b`, somebody of another OPD in `_elsewhere`.
ROLES = {
    "operator": "operator_opd",
    "verifikator": "verifikator_instansi",
    "kepala": "kepala_opd",
    "walidata": "walidata",
    "kasi": "kasi_statistik",
    "kabid": "kabid_statistik",
    "pembina": "pembina_data",
    "ppid": "ppid_opd",
    "staf": "staf_statistik",
    "sekretaris": "sekretaris_dinas",
    "kepala_dinas": "kepala_dinas",
    "tim_aplikasi": "tim_aplikasi",
    "admin_portal": "admin_portal",
    "pengelola_ti": "pengelola_ti",
    "forum": "forum",
    "koordinator": "koordinator_forum",
    "sekretariat": "sekretariat_forum",
    "ppid_utama": "ppid_utama",
    "petugas": "ppid_petugas",
    "tim_pertimbangan": "tim_pertimbangan",
    "pimpinan": "pimpinan_daerah",
}
OF_AN_OPD = frozenset({"operator_opd", "verifikator_instansi", "kepala_opd", "ppid_opd"})

# the way to publication of each shipped procedure: step, who answers it, with what
WAYS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "way_kanan": (
        ("unggah", "operator", "finish"),
        ("periksa", "walidata", "sesuai"),
        ("validasi", "kepala", "setuju"),
        ("terbit", "walidata", "finish"),
    ),
    "bandar_lampung": (
        ("isi", "operator", "finish"),
        ("verifikasi_instansi", "verifikator", "sesuai"),
        ("periksa_walidata", "walidata", "sesuai"),
        ("terbit", "walidata", "finish"),
    ),
    "default": (("susun", "operator", "finish"), ("periksa", "walidata", "sesuai"), ("terbit", "walidata", "finish")),
}
LETTERS = {"validasi": "surat_validasi"}  # the document that a step asks for


def unique(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:10]}"


def upload(content: bytes = CSV, name: str = "tabel.csv") -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(content), filename=name)


def context_of(name: str | None) -> dict[str, Any]:
    """The context of a request of this user (None: of a visitor), without any shortcut."""
    user = model.User.get(name) if name else None
    return {"user": name or "", "auth_user_obj": user}


def act(user: str | None, action: str, /, **data: Any) -> Any:
    """Call an action as a user would."""
    return tk.get_action(action)(context_of(user), data)


@dataclass(frozen=True)
class Record:
    """A governed dataset and the case that was opened with it."""

    id: str
    name: str
    case_id: str


@dataclass
class House:
    """An OPD (`org`), the officers that its data meets, and an administrator who names them."""

    org: dict[str, Any] = field(default_factory=lambda: ckan_factories.Organization(name=unique("opd"), title="Dinas Uji"))
    elsewhere: dict[str, Any] = field(
        default_factory=lambda: ckan_factories.Organization(name=unique("opd-lain"), title="Dinas Lain")
    )
    accounts: dict[str, str] = field(default_factory=dict)

    def user(self, who: str) -> str:
        """Name of an account, with the office that its name says; made when first asked for.

        `admin` is a system administrator, `anonymous` nobody, `site` the portal itself, `stranger` has no office.
        """
        if who == "anonymous":
            return ""
        if who == "site":
            return tk.config["ckan.site_id"]
        if who not in self.accounts:
            name = unique(who.replace("_", "-"))
            ckan_factories.User(name=name, fullname=who.replace("_", " ").title(), sysadmin=who == "admin")
            self.accounts[who] = name
            base = who.removesuffix("_elsewhere").removesuffix("_b")
            if base in ROLES:
                self.name_officer(who, ROLES[base], self.elsewhere if who.endswith("_elsewhere") else self.org)
        return self.accounts[who]

    def user_id(self, who: str) -> str:
        found = model.User.get(self.user(who))
        assert found is not None
        return found.id

    def name_officer(self, who: str, role: str, org: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
        """Name somebody to an office, as the administrator does it; the house's own OPD where the role needs one."""
        if role in OF_AN_OPD:
            data["organization"] = (org or self.org)["id"]
        return self.act("admin", "satudata_workflow_officer_create", user=self.user(who), role=role, **data)

    def act(self, who: str, action: str, /, **data: Any) -> Any:
        return act(self.user(who), action, **data)

    # records and their cases

    def record(self, who: str = "operator", *, content: bytes | None = CSV, **fields: Any) -> Record:
        """A dataset as an operator makes it, with a small table; its case stands at the first step."""
        name = fields.pop("name", None) or unique("data")
        fields = {"title": f"Jumlah Penduduk {name[-10:]}", "owner_org": self.org["id"], "notes": "Uji."} | fields
        package = self.act(who, "package_create", name=name, **fields)
        if content is not None:
            self.act(who, "resource_create", package_id=package["id"], name="Tabel", upload=upload(content))
        case_id = self.act(who, "satudata_publication_record_show", id=package["id"])["case_id"]
        return Record(package["id"], name, case_id)

    def linked(self, who: str = "operator", **fields: Any) -> Record:
        """A dataset whose table lies on the OPD's own server: made faster, for stories in which the file does not matter."""
        link = {"name": "Tabel", "url": "https://opd.example.id/tabel.csv", "format": "CSV"}
        return self.record(who, content=None, resources=[link], **fields)

    def case(self, record: Record, who: str = "operator") -> dict[str, Any]:
        """The case as somebody sees it."""
        return self.act(who, "satudata_workflow_case_show", id=record.case_id)

    def sent(self, record: Record, key: str, reader: str = "operator", **data: Any) -> dict[str, Any]:
        """What the form of an answer sends: task, lock version and content hash as the page shows them to `reader`."""
        return self._form(self.case(record, reader), key, data)

    def _form(self, shown: dict[str, Any], key: str, data: dict[str, Any]) -> dict[str, Any]:
        assert shown["task"] is not None, f"the case is {shown['status']}"
        return {
            "id": shown["task"]["id"],
            "lock_version": shown["lock_version"],
            "answer": key,
            "seal": shown["topics"][0]["seal"],
            **data,
        }

    def answer(self, who: str, record: Record, key: str, *, reader: str | None = None, **data: Any) -> dict[str, Any]:
        """Answer the open task as somebody, who has read the page (or `reader` has, where `who` may not)."""
        return self.act(who, "satudata_workflow_task_decide", **self.sent(record, key, reader or who, **data))

    def letter(
        self,
        who: str,
        record: Record,
        *,
        kind: str = "surat_validasi",
        content: bytes = PDF,
        filename: str = "surat.pdf",
        **data: Any,
    ) -> dict[str, Any]:
        """Upload a letter to the open task."""
        return self._letter(who, self.case(record), kind, content, filename, data)

    def _letter(self, who: str, shown: dict[str, Any], kind: str, content: bytes, filename: str, data: dict[str, Any]) -> Any:
        task = shown["task"]["id"]
        return self.act(
            who, "satudata_workflow_document_add", task_id=task, kind=kind, upload=upload(content, filename), **data
        )

    def walk(self, record: Record, until: str = "end", **instead: str) -> dict[str, Any]:
        """Answer in favour until the case stands at a step, or is closed; gives the case as it then is.

        Args:
            instead: who acts in place of whom, `walidata="kasi"`
        """
        way = WAYS[tk.config["ckanext.satudata.government"]]
        while (shown := self.case(record))["status"] == "open" and shown["step"] != until:
            _, who, key = next(entry for entry in way if entry[0] == shown["step"])
            who = instead.get(who, who)
            if kind := LETTERS.get(shown["step"]):
                self._letter(who, shown, kind, PDF, "surat.pdf", {})
            self.act(who, "satudata_workflow_task_decide", **self._form(shown, key, {}))
        return shown

    def edit(self, who: str, record: Record, **changes: Any) -> dict[str, Any]:
        """Change the record as its form does."""
        return self.act(who, "package_patch", id=record.id, **changes)


def errors_of(refused: tk.ValidationError) -> str:
    """All sentences of a refusal in one line."""
    return " ".join(
        str(sentence) for found in refused.error_dict.values() for sentence in (found if isinstance(found, list) else [found])
    )
