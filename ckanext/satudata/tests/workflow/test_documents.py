"""Letters of a case: what is taken, for what they count, and who gets them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.common import config

from ckanext.satudata.tests.factories import JPEG, PDF, PNG, House, Record, errors_of, upload
from ckanext.satudata.workflow import documents

ADD = "satudata_workflow_document_add"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 48 + b"PE\x00\x00L\x01" + b"\x00" * 200


_WAITING: dict[str, Record] = {}


@pytest.fixture
def at_validation(house: House, under: Callable[[str], None]) -> Record:
    """A case that waits for the head of the OPD and the Surat Validasi."""
    under("way_kanan")
    record = house.linked()
    house.walk(record, "validasi")
    return record


@pytest.fixture
def waiting(house: House, under: Callable[[str], None]) -> Record:
    """One such case for all tests that do not move it."""
    under("way_kanan")
    key = house.org["id"]  # a house that was made anew has none yet
    if key not in _WAITING:
        _WAITING[key] = house.linked()
        house.walk(_WAITING[key], "validasi")
    return _WAITING[key]


def kept() -> set[Path]:
    """All files in the store of letters, unfinished ones too."""
    return {path for path in documents.store().folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        (b"", "surat.pdf", "empty"),
        (EXE, "surat.pdf", "of the type application/"),  # a program that says it is a letter
        (b"<html><script>alert(1)</script></html>", "surat.pdf", "of the type text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "surat.png", "of the type image/svg"),
        (b"PK\x03\x04\x14\x00\x06\x00", "surat.docx", "of the type application/"),
        (b"kecamatan,jumlah\n1,2\n", "surat.pdf", "of the type text/"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "surat.gif", "of the type image/gif"),
    ],
)
def test_what_is_no_letter_by_its_bytes_is_refused_and_not_kept(
    content: bytes, filename: str, sentence: str, waiting: Record, house: House
):
    before = kept()
    with pytest.raises(tk.ValidationError, match=sentence) as refused:
        house.letter("kepala", waiting, content=content, filename=filename)
    assert "upload" in refused.value.error_dict
    assert kept() == before
    assert filename not in [d["filename"] for d in house.case(waiting)["documents"] if d["size"] == len(content)]


@pytest.mark.parametrize(("size", "taken"), [(1 << 20, True), ((1 << 20) + 1, False)])
def test_a_letter_may_have_as_many_megabytes_as_the_option_says(
    size: int, taken: bool, waiting: Record, house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(config, "ckanext.satudata.workflow.document_limit_mb", 1)
    before, content = kept(), PDF + b"%" * (size - len(PDF) - 10) + hashlib.sha256(str(size).encode()).digest()[:10]
    if taken:
        assert house.letter("kepala", waiting, content=content)["size"] == 1 << 20
        return
    with pytest.raises(tk.ValidationError, match="larger than 1 MB"):
        house.letter("kepala", waiting, content=content)
    assert kept() == before, "nor half of it"


@pytest.mark.parametrize(
    ("content", "filename", "named", "mimetype"),
    [
        (PDF, "Surat Validasi.pdf", "Surat Validasi.pdf", "application/pdf"),
        (PDF, "SURAT.PDF", "SURAT.PDF", "application/pdf"),
        (PNG, "pindai.png", "pindai.png", "image/png"),
        (JPEG, "foto.jpeg", "foto.jpeg", "image/jpeg"),
        (PDF, "surat.exe", "surat.exe.pdf", "application/pdf"),  # the bytes say what it is, so does the name
        (PDF, "surat", "surat.pdf", "application/pdf"),
        (PDF, "C:\\Users\\Kepala\\surat.pdf", "surat.pdf", "application/pdf"),
        (PDF, "../../etc/surat.pdf", "surat.pdf", "application/pdf"),
        (PDF, "x" * 300 + ".pdf", "x" * 200 + ".pdf", "application/pdf"),
    ],
)
def test_a_letter_is_kept_under_a_plain_name_by_what_its_bytes_are(
    content: bytes, filename: str, named: str, mimetype: str, waiting: Record, house: House
):
    found = house.letter("kepala", waiting, content=content, filename=filename, number="800/17", dated_on="2026-03-12")
    assert (found["filename"], found["mimetype"], found["size"]) == (named, mimetype, len(content))
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert (found["number"], found["dated_on"]) == ("800/17", "2026-03-12")
    assert documents.store().path(found["sha256"]).read_bytes() == content


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"upload": None}, "upload"),
        ({"upload": "surat.pdf"}, "upload"),
        ({"upload": upload(PDF, "")}, "upload"),
        ({"dated_on": "12 Maret 2026"}, "dated_on"),
        ({"kind": ""}, "kind"),
        ({"task_id": ""}, "task_id"),
    ],
)
def test_a_form_that_is_not_filled_says_which_field(data: dict[str, Any], field: str, waiting: Record, house: House):
    sent = {"task_id": house.case(waiting)["task"]["id"], "kind": "surat_validasi", "upload": upload(PDF, "surat.pdf")}
    with pytest.raises(tk.ValidationError) as refused:
        house.act("kepala", ADD, **(sent | data))
    assert field in refused.value.error_dict


def test_only_a_kind_that_the_step_names_is_taken(waiting: Record, house: House):
    with pytest.raises(tk.ValidationError, match="berita_acara"):
        house.letter("kepala", waiting, kind="berita_acara")


def test_who_receives_a_letter_cannot_replace_it(at_validation: Record, house: House):
    """The Walidata publishes with the letter of the head; it is not his to write."""
    house.walk(at_validation, "terbit")
    with pytest.raises(tk.ValidationError, match="surat_validasi"):
        house.letter("walidata", at_validation)
    assert len(house.case(at_validation)["documents"]) == 1


@pytest.mark.parametrize("who", ["operator", "walidata", "verifikator", "kepala_elsewhere", "stranger", "admin", "site"])
def test_only_who_may_do_the_task_adds_its_letter(who: str, waiting: Record, house: House):
    with pytest.raises(tk.ValidationError, match="another office"):
        house.letter(who, waiting, filename=f"{who}.pdf")
    assert f"{who}.pdf" not in [d["filename"] for d in house.case(waiting)["documents"]]


def test_nothing_is_added_to_an_answered_task_or_a_closed_case(at_validation: Record, house: House):
    task = house.case(at_validation)["task"]["id"]
    house.letter("kepala", at_validation)
    house.answer("kepala", at_validation, "setuju")

    def add() -> None:
        house.act("kepala", ADD, task_id=task, kind="surat_validasi", upload=upload(PDF, "lagi.pdf"))

    with pytest.raises(tk.ValidationError, match="answered already"):
        add()
    house.act("operator", "satudata_workflow_case_cancel", id=at_validation.case_id, reason="Batal.")
    with pytest.raises(tk.ValidationError, match="answered already"):
        add()
    with pytest.raises(tk.ValidationError, match="no such task"):
        house.act("kepala", ADD, task_id="nothing", kind="surat_validasi", upload=upload(PDF, "lagi.pdf"))


def test_the_head_does_not_validate_without_the_letter(at_validation: Record, house: House):
    with pytest.raises(tk.ValidationError, match="document of this step is missing") as refused:
        house.answer("kepala", at_validation, "setuju")
    assert "surat_validasi" in errors_of(refused.value) or "Letter of validation" in errors_of(refused.value)
    house.letter("kepala", at_validation)
    house.answer("kepala", at_validation, "setuju")
    assert house.case(at_validation)["step"] == "terbit"


def test_a_return_needs_no_letter(at_validation: Record, house: House):
    house.answer("kepala", at_validation, "kembalikan", reason="Belum.")
    assert house.case(at_validation)["step"] == "unggah"


@pytest.mark.parametrize("changed", [True, False], ids=["changed", "unchanged"])
def test_a_letter_counts_only_for_the_content_for_which_it_was_given(changed: bool, at_validation: Record, house: House):
    house.letter("kepala", at_validation)
    house.answer("kepala", at_validation, "kembalikan", reason="Satu hal lagi.")
    if changed:
        house.edit("operator", at_validation, notes="Satu hal lagi.")
    house.answer("operator", at_validation, "finish")
    if changed:
        house.answer("walidata", at_validation, "sesuai")
        with pytest.raises(tk.ValidationError, match="document of this step is missing"):
            house.answer("kepala", at_validation, "setuju")
        house.letter("kepala", at_validation)
    house.answer("kepala", at_validation, "setuju")
    house.answer("walidata", at_validation, "finish")
    assert house.case(at_validation)["outcome"] == "completed"


def test_a_letter_of_the_case_before_does_not_count_in_the_next(at_validation: Record, house: House):
    house.letter("kepala", at_validation)
    house.act("operator", "satudata_workflow_case_cancel", id=at_validation.case_id, reason="Ulang.")
    opened = house.act("operator", "satudata_publication_case_open", id=at_validation.id)
    again = Record(at_validation.id, at_validation.name, opened["case_id"])
    house.answer("operator", again, "finish")
    house.answer("walidata", again, "sesuai")
    with pytest.raises(tk.ValidationError, match="document of this step is missing"):
        house.answer("kepala", again, "setuju")


def test_a_second_letter_supersedes_the_first_and_both_stay(at_validation: Record, house: House):
    first = house.letter("kepala", at_validation, filename="salah.pdf")
    second = house.letter("kepala", at_validation, content=PDF + b"\n%benar\n", filename="benar.pdf")
    assert (first["supersedes"], second["supersedes"]) == (None, first["id"])
    assert [d["filename"] for d in house.case(at_validation)["documents"]] == ["salah.pdf", "benar.pdf"]


PARTIES = ("operator", "operator_b", "verifikator", "kepala", "walidata", "kasi", "admin")
OTHERS = ("operator_elsewhere", "kepala_elsewhere", "kabid", "pembina", "stranger")


def test_the_file_is_served_to_the_parties_only(at_validation: Record, house: House, web: Any):
    letter = house.letter("kepala", at_validation, filename="Surat Validasi.pdf")
    path = f"/satudata/workflow/document/{letter['id']}"
    for who in PARTIES:
        answer = web.get(house.user(who), path)
        assert (answer.status_code, answer.data) == (200, PDF), who
        assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert house.act(who, "satudata_workflow_document_show", id=letter["id"])["sha256"] == letter["sha256"]
    for who in OTHERS:
        assert web.get(house.user(who), path).status_code == 403, who
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "satudata_workflow_document_show", id=letter["id"])
    assert "/user/login" in web.get("", path).headers["Location"]
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", "satudata_workflow_document_show", id=letter["id"])
    house.walk(at_validation)
    assert web.get(house.user("kepala"), path).data == PDF, "after the case has ended too"
    assert web.get(house.user("stranger"), path).status_code == 403, "a public record does not make its letters public"


def test_a_picture_is_downloaded_and_not_shown_by_the_portal(waiting: Record, house: House, web: Any):
    letter = house.letter("kepala", waiting, content=PNG, filename="pindai.png")
    answer = web.get(house.user("kepala"), f"/satudata/workflow/document/{letter['id']}")
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.data == PNG


@pytest.mark.parametrize("id_", ["nothing", "..%2F..%2Fetc%2Fpasswd", "00000000-0000-0000-0000-000000000000"])
def test_no_such_document_tells_nothing(id_: str, house: House, web: Any):
    assert web.get(house.user("operator"), f"/satudata/workflow/document/{id_}").status_code in (403, 404)
