"""A portal with one small procedure and the people who act in it. Acting is done by CKAN's actions, as these people."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import service

GOVERNMENT = """\
government: uji
extends: default
names: {daerah: Kabupaten Uji, nama: Uji, portal: Portal Uji}
zone: WIB
bindings: {publication: publikasi_uji, dissemination: rilis_uji}
"""
# as `default`, and with an end that rejects: no SOP that is shipped has one
PROCEDURE = """\
procedure: publikasi_uji
version: "1"
title: Publikasi
source: {document: uji}
kind: publication
topics: {type: [dataset, kegiatan?, indikator?, publikasi?], min: "1", many: true}
starts: {by: officer, per: record}
steps:
  - id: susun
    number: "1"
    text: Menyusun data
    actors: [{title: Operator, role: operator_opd}]
    type: task
    requires: [publication.content_ready, metadata.complete?, publication.tables_ready]
    does: [publication.seal]
    next: periksa
  - id: periksa
    number: "2"
    text: Memeriksa data
    actors: [{title: Walidata, role: walidata}]
    type: review
    decisions:
      sesuai: {verb: approve, to: terbit}
      tidak_sesuai: {verb: return, to: susun, back: resume}
      tolak: {verb: reject, to: end}
  - id: terbit
    number: "3"
    text: Menerbitkan data
    actors: [{title: Walidata, role: walidata}]
    type: task
    does: [publication.publish]
    next: end
"""
# of the statistics office's own products: somebody else than an OPD acts before the seal
DISSEMINATION = """\
procedure: rilis_uji
version: "1"
title: Rilis
source: {document: uji}
kind: dissemination
topics: {type: [dataset, kegiatan?, indikator?, publikasi?], min: "1", many: true}
starts: {by: officer, per: record}
steps:
  - id: konsep
    number: "1"
    text: Membuat konsep
    actors: [{title: Subkoordinator, role: kasi_statistik}]
    type: task
    next: buat
  - id: buat
    number: "2"
    text: Membuat infografis
    actors: [{title: Staf Statistik, role: staf_statistik}]
    type: task
    requires: [publication.content_ready]
    does: [publication.seal]
    next: periksa
  - id: periksa
    number: "3"
    text: Memeriksa
    actors: [{title: Kepala Bidang, role: kabid_statistik}]
    type: review
    decisions:
      sesuai: {verb: approve, to: terbit}
      tidak_sesuai: {verb: return, to: buat, back: resume}
  - id: terbit
    number: "4"
    text: Menerbitkan
    actors: [{title: Staf Statistik, role: staf_statistik}]
    type: task
    does: [publication.publish]
    next: end
"""
TABLE = b"kecamatan,jumlah\nBatur,12\nPagentan,7\n"
_numbers = count(1)


def write_government(folder: Path) -> Path:
    """The government `uji` in a folder of governments, as an administrator keeps one."""
    own = folder / "uji"
    (own / "procedures").mkdir(parents=True)
    (own / "government.yaml").write_text(GOVERNMENT)
    (own / "procedures/publikasi_uji.yaml").write_text(PROCEDURE)
    (own / "procedures/rilis_uji.yaml").write_text(DISSEMINATION)
    return folder


def word(start: str) -> str:
    """A word that stands nowhere else: what is searched for on the surfaces."""
    return f"{start}{next(_numbers):04d}q"


@dataclass
class Person:
    """An account; `token` is None for whoever is not logged in."""

    id: str
    name: str
    token: str | None

    @property
    def context(self) -> Any:
        """What CKAN's API gives to actions for this person: nothing that a caller chose."""
        return {"user": self.name, "auth_user_obj": model.User.get(self.id) if self.id else None, "ignore_auth": False}

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.token} if self.token else {}

    def does(self, action: str, /, **data: Any) -> Any:
        """Call an action as this person."""
        return tk.get_action(action)(self.context, data)


ANYBODY = Person("", "", None)


def person(*, sysadmin: bool = False) -> Person:
    user = factories.SysadminWithToken() if sysadmin else factories.UserWithToken()
    return Person(user["id"], user["name"], user["token"])


@dataclass
class People:
    """Two offices and everybody who may look at a record of the first one."""

    office: str                 # id of the organisation whose record it is
    other_office: str
    maker: Person               # operator_opd of the office
    colleague: Person           # operator_opd of the office too
    reviewer: Person            # walidata
    member: Person              # of the organisation, without an office
    org_admin: Person           # CKAN's administrator of the organisation, without an office
    stranger: Person            # operator_opd of the other office
    sysadmin: Person
    portal: Any                 # CKANTestApp
    readers: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.readers = {"anonymous": ANYBODY, "stranger": self.stranger, "member": self.member, "reviewer": self.reviewer,
                        "maker": self.maker, "sysadmin": self.sysadmin}


def people(app: Any) -> People:
    office, other = factories.Organization(title=word("Dinas")), factories.Organization(title=word("Dinas"))
    names = ("maker", "colleague", "reviewer", "member", "org_admin", "stranger")
    who = {name: person() for name in names} | {"sysadmin": person(sysadmin=True)}
    for name, role, org in (("maker", "operator_opd", office), ("colleague", "operator_opd", office),
                            ("reviewer", "walidata", None), ("stranger", "operator_opd", other)):
        who["sysadmin"].does("satudata_workflow_officer_create", user=who[name].id, role=role,
                             organization=org["id"] if org else None)
    for name, capacity in (("member", "member"), ("org_admin", "admin")):
        who["sysadmin"].does("organization_member_create", id=office["id"], username=who[name].name, role=capacity)
    return People(office["id"], other["id"], portal=app, **who)


def content(mark: str, **more: Any) -> dict[str, Any]:
    """A record with everything that is asked for at the seal; `mark` stands in its title, notes and tag."""
    return {
        "name": mark.lower(), "title": f"Jumlah Sekolah {mark}", "notes": f"Catatan {mark}", "theme": "RAB.06",
        "jenis": "statistik", "konsep": "Sekolah dasar", "definisi": "Sekolah negeri dan swasta.",
        "klasifikasi": "Menurut kecamatan", "ukuran": "Jumlah", "satuan": "sekolah", "kode_wilayah": "33.04",
        "periode_awal": "2018", "periode_akhir": "2024", "accrualPeriodicity": "TAHUNAN", "sumber": "Dindikpora",
        "accessRights": "terbuka", "license_id": "cc-by", "tags": [{"name": mark.lower()}], **more,
    }


def upload(data: bytes = TABLE, name: str = "tabel.csv") -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(data), filename=name)


def load_tables() -> None:
    """Do what lies in the queue of tables, as a worker would."""
    queue = ckan_jobs.get_queue(service.QUEUE)
    work = [(job.func, job.args) for job in queue.jobs]
    queue.empty()
    for function, args in work:
        function(*args)


@dataclass
class Made:
    """A record on its way: its ids and its mark."""

    id: str
    name: str
    resource_id: str
    mark: str
    case_id: str | None = None


def draft(who: Person, office: str, mark: str | None = None, *, table: bytes = TABLE, **more: Any) -> Made:
    """A record with one file and its table, as its maker has just saved it."""
    mark = mark or word("zmark")
    package = who.does("package_create", owner_org=office, **content(mark, **more))
    resource = who.does("resource_create", package_id=package["id"], name=f"Tabel {mark}", url="", format="CSV",
                        upload=upload(table, f"{mark.lower()}.csv"))
    load_tables()
    made = Made(package["id"], package["name"], resource["id"], mark)
    made.case_id = case_of(who, made)
    return made


def case_of(who: Person, record: Made) -> str | None:
    return who.does("satudata_publication_record_show", id=record.id)["case_id"]


def answer(who: Person, record: Made, key: str, reason: str | None = None, **more: Any) -> Any:
    """Answer the task at which the record's case stands, having read what is sealed."""
    case = who.does("satudata_workflow_case_show", id=record.case_id)
    return who.does("satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"], answer=key,
                    seal=case["topics"][0]["seal"], reason=reason, **more)


def submitted(people: People, **more: Any) -> Made:
    record = draft(people.maker, people.office, **more)
    answer(people.maker, record, "finish")
    return record


def approved(people: People, **more: Any) -> Made:
    record = submitted(people, **more)
    answer(people.reviewer, record, "sesuai")
    return record


def published(people: People, **more: Any) -> Made:
    record = approved(people, **more)
    answer(people.reviewer, record, "finish")
    return record


def returned(people: People, **more: Any) -> Made:
    record = submitted(people, **more)
    answer(people.reviewer, record, "tidak_sesuai", "Periksa lagi.")
    return record
