"""The desk and the case as people get them: what stands there for whom, and the forms of the answers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from ckanext.satudata.tests.factories import PDF, WAYS, House, Record

Under = Callable[[str], None]
DESK = "/satudata/workflow/desk"
ROLES = (
    "operator",
    "verifikator",
    "kepala",
    "walidata",
    "kasi",
    "kabid",
    "pembina",
    "operator_elsewhere",
    "stranger",
    "admin",
)


def case_path(record: Record, more: str = "") -> str:
    return f"/satudata/workflow/case/{record.case_id}{more}"


def words(answer: Any) -> str:
    """The visible text of a page."""
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


def form_of(page: Any, key: str) -> MultiDict:
    """What the browser would send of the form of an answer, as the page prints it."""
    form = BeautifulSoup(page.data, "html.parser").find("form", id=f"answer-{key}")
    assert form is not None, f"the page offers no “{key}”"
    return MultiDict(
        (field["name"], field.get("value", ""))
        for field in form.find_all("input")
        if field.get("name") and field.get("type") != "file"
    )


def typed_in(page: Any, field: str) -> list[str]:
    """What stands in all text areas of a name (or id)."""
    soup = BeautifulSoup(page.data, "html.parser")
    return [area.get_text() for area in soup.find_all("textarea") if field in (area.get("name"), area.get("id"))]


def page_of(house: House, web: Any, who: str, record: Record, key: str) -> Any:
    """The page on which an answer is given: the case itself, or one of its own, which the case leads to."""
    page = web.get(house.user(who), case_path(record))
    link = BeautifulSoup(page.data, "html.parser").find("a", id=f"to-{key}")
    return web.get(house.user(who), link["href"]) if link else page


def send(house: House, web: Any, who: str, record: Record, key: str, page: Any = None, **typed: Any) -> Any:
    """Fill the form of an answer, as it stands on the page, and send it."""
    page = page or page_of(house, web, who, record, key)
    return web.post(
        house.user(who), case_path(record, "/answer"), data={**form_of(page, key), **typed}, content_type="multipart/form-data"
    )


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    """A case that waits for the Walidata."""
    under("way_kanan")
    record = house.linked(title="Jumlah Guru")
    house.walk(record, "periksa")
    return record


def test_a_visitor_is_led_to_the_login_and_back(at_check: Record, web: Any):
    for path in (DESK, f"{DESK}?tab=others", case_path(at_check), case_path(at_check, "/cancel")):
        answer = web.get("", path)
        assert answer.status_code == 302 and "/user/login" in answer.headers["Location"], path
        assert "came_from" in answer.headers["Location"]
    for form, page in (("/answer", ""), ("/cancel", "/cancel")):
        answer = web.post("", case_path(at_check, form), data={"reason": " "})
        assert answer.status_code == 302 and "/user/login" in answer.headers["Location"], form
        back = parse_qs(urlsplit(answer.headers["Location"]).query)["came_from"][0]
        assert back.endswith(case_path(at_check, page)), "to a page that can be read"


@pytest.mark.parametrize("who", ROLES)
def test_everybody_with_an_account_has_a_desk(who: str, house: House, web: Any):
    for tab, heading in (
        ("mine", "Waiting for my decision"),
        ("others", "Waiting for others"),
        ("finished", "Finished"),
        ("nonsense", "Waiting for my decision"),
    ):
        answer = web.get(house.user(who), f"{DESK}?tab={tab}")
        assert answer.status_code == 200
        current = BeautifulSoup(answer.data, "html.parser").select_one(".sd-tab a[aria-current=page]")
        assert current is not None and current.get_text().startswith(heading)
    assert "private" in answer.headers["Cache-Control"]


def test_an_empty_desk_says_so_and_why(new_house: House, web: Any):
    page = words(web.get(new_house.user("stranger"), DESK))
    assert "No task waits for you." in page
    assert "You have not been named to an office yet" in page
    assert "None of your cases waits" in words(web.get(new_house.user("stranger"), f"{DESK}?tab=others"))
    assert "not finished a case" in words(web.get(new_house.user("stranger"), f"{DESK}?tab=finished"))


def test_the_desk_leads_to_the_case_in_one_click(new_house: House, web: Any, under: Under):
    under("bandar_lampung")
    record = new_house.record(title="Jumlah <b>Guru</b>")
    new_house.walk(record, "verifikasi_instansi")
    answer = web.get(new_house.user("verifikator"), DESK)
    row = BeautifulSoup(answer.data, "html.parser").select_one("tbody tr")
    assert row is not None
    assert "Jumlah <b>Guru</b>" in row.get_text()
    case = web.get(new_house.user("verifikator"), case_path(record))
    assert b"<b>Guru</b>" not in answer.data + case.data, "a title is text, not markup"
    assert "Dinas Uji" in words(answer) and "Verifikator Instansi" in row.get_text() and "PUB-" in row.get_text()
    assert row.select_one("a.btn")["href"].endswith(case_path(record))
    assert "(1)" in words(answer)


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "99999999999999999999999"])
def test_any_page_number_is_answered(page: str, house: House, web: Any):
    assert web.get(house.user("operator"), f"{DESK}?page={page}").status_code in (200, 400, 404)


def test_the_pages_speak_indonesian_to_who_asks_for_it(at_check: Record, house: House, web: Any):
    assert "Meja Kerja" in words(web.get(house.user("walidata"), f"/id{DESK}"))
    page = words(web.get(house.user("walidata"), f"/id{case_path(at_check)}"))
    assert "Tidak Sesuai" in page and "Jumlah Guru" in page and "Kabupaten Way Kanan" in page
    assert "What you can do now" not in page


@pytest.mark.parametrize(
    ("who", "status", "says"),
    [
        ("walidata", 200, "What you can do now"),
        ("kasi", 200, "Not in order"),
        ("operator", 200, "This step belongs to Walidata"),
        ("verifikator", 200, "You can read the case"),
        ("kepala", 200, "This step belongs to Walidata"),
        ("admin", 200, "You can read the case"),
        ("stranger", 403, "Only the offices that work on this case"),
        ("operator_elsewhere", 403, "Only the offices"),
        ("kabid", 200, "This step belongs to Walidata"),       # stands above the Walidata, for whom it waits
        ("pembina", 403, "Only the offices"),
    ],
)
def test_who_reads_the_case_page_and_what_it_says(who: str, status: int, says: str, at_check: Record, house: House, web: Any):
    answer = web.get(house.user(who), case_path(at_check))
    page = words(answer)
    assert answer.status_code == status and says in page
    assert ("Jumlah Guru" in page) == (status == 200)
    soup = BeautifulSoup(answer.data, "html.parser")
    offered = [tag["id"] for tag in soup.select("form[id^=answer-], a[id^=to-]")]
    assert offered == (["answer-sesuai", "to-tidak_sesuai"] if who in ("walidata", "kasi") else [])


def test_the_case_page_says_where_it_stands_who_is_next_and_what_happened(at_check: Record, house: House, web: Any):
    page = words(web.get(house.user("walidata"), case_path(at_check)))
    shown = house.case(at_check)
    for part in (
        shown["number"],
        "Dinas Uji",
        "Waiting for Walidata: Memeriksa Kesesuaian Data.",
        "What happened",
        "submitted the data as revision 1",
        shown["topics"][0]["seal"],
        "No documents yet",
    ):
        assert part in page, part


def test_a_maker_reads_why_he_may_not_approve(house: House, web: Any, under: Under):
    under("default")
    house.name_officer("walidata_maker", "walidata")
    house.name_officer("walidata_maker", "operator_opd")
    record = house.linked("walidata_maker")
    house.walk(record, "periksa")
    answer = web.get(house.user("walidata_maker"), case_path(record))
    assert "You helped to make this data. Another officer has to check it." in words(answer)
    assert BeautifulSoup(answer.data, "html.parser").find("form", id="answer-sesuai") is None
    form_of(page_of(house, web, "walidata_maker", record, "tidak_sesuai"), "tidak_sesuai")


def test_the_whole_way_through_the_forms(house: House, web: Any, under: Under):
    under("way_kanan")
    record = house.record(title="Lewat Formulir")
    for step, who, key in WAYS["way_kanan"]:
        assert house.case(record)["step"] == step
        letter = {"document_surat_validasi": (io.BytesIO(PDF), "surat.pdf"), "number_surat_validasi": "800/17"}
        answer = send(house, web, who, record, key, **(letter if step == "validasi" else {}))
        assert answer.status_code == 302 and answer.headers["Location"].endswith(case_path(record)), step
    shown = house.case(record)
    assert (shown["outcome"], shown["documents"][0]["number"]) == ("completed", "800/17")
    page = words(web.get(house.user("operator"), case_path(record)))
    assert "Closed on" in page and "surat.pdf" in page and "What you can do now" not in page


def test_a_step_that_asks_a_question_takes_its_document_in_the_form(house: House, web: Any, under: Under):
    under("uji")
    record = house.linked()
    house.walk(record, "nilai")
    page = web.get(house.user("kabid"), case_path(record))
    assert "document_berita_acara" in [
        f.get("name") for f in BeautifulSoup(page.data, "html.parser").select("#answer-tersedia input[type=file]")
    ]
    answer = send(house, web, "kabid", record, "tersedia", document_berita_acara=(io.BytesIO(PDF), "ba.pdf"))
    assert answer.status_code == 302 and house.case(record)["step"] == "sahkan"


# refused forms: a sentence, nothing lost, nothing moved


def test_a_refused_return_keeps_what_was_typed(at_check: Record, house: House, web: Any):
    answer = send(house, web, "walidata", at_check, "tidak_sesuai", reason="Kolom satuan " + "panjang " * 1300)
    assert answer.status_code == 200 and "more than 10000 characters" in words(answer)
    assert typed_in(answer, "reason")[0].startswith("Kolom satuan panjang")
    assert house.case(at_check)["step"] == "periksa"
    answer = send(house, web, "walidata", at_check, "tidak_sesuai", reason="  ")
    assert "Write the reason" in words(answer)


@pytest.mark.parametrize("meanwhile", ["approved", "returned", "cancelled"])
def test_a_reason_typed_while_another_decided_is_not_lost(meanwhile: str, at_check: Record, house: House, web: Any):
    page = page_of(house, web, "walidata_b", at_check, "tidak_sesuai")
    if meanwhile == "cancelled":
        house.act("operator", "satudata_workflow_case_cancel", id=at_check.case_id, reason="Batal.")
    else:
        house.answer(
            "walidata", at_check, *(["sesuai"] if meanwhile == "approved" else ["tidak_sesuai"]), reason="Lebih dulu."
        )
    answer = send(house, web, "walidata_b", at_check, "tidak_sesuai", page, reason="Satuan kosong, periode salah.")
    assert answer.status_code == 200
    assert "closed" in words(answer) if meanwhile == "cancelled" else "answered already" in words(answer)
    assert "Satuan kosong, periode salah." in typed_in(answer, "sd-kept") + typed_in(answer, "reason")


def test_a_letter_sent_with_a_refused_decision_is_kept_and_not_asked_again(house: House, web: Any, under: Under):
    """The case has moved since the page was read: the decision waits, the letter is there."""
    under("way_kanan")
    record = house.linked()
    house.walk(record, "validasi")
    page = web.get(house.user("kepala"), case_path(record))
    answer = send(
        house,
        web,
        "kepala",
        record,
        "setuju",
        page,
        lock_version="77",
        document_surat_validasi=(io.BytesIO(PDF), "surat.pdf"),
        number_surat_validasi="800/18",
    )
    assert answer.status_code == 200 and "moved on" in words(answer)
    assert [(d["filename"], d["number"]) for d in house.case(record)["documents"]] == [("surat.pdf", "800/18")]
    assert "document_surat_validasi" not in form_of(answer, "setuju")
    assert BeautifulSoup(answer.data, "html.parser").select("#answer-setuju input[type=file]") == []
    assert send(house, web, "kepala", record, "setuju", answer).status_code == 302
    assert house.case(record)["step"] == "terbit"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "surat.pdf", "empty (0 bytes)"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 60, "surat.pdf", "Upload a PDF, JPEG or PNG"),
    ],
    ids=["empty", "a program"],
)
def test_a_refused_letter_keeps_its_number_and_decides_nothing(
    content: bytes, name: str, says: str, house: House, web: Any, under: Under
):
    under("way_kanan")
    record = house.linked()
    house.walk(record, "validasi")
    answer = send(
        house,
        web,
        "kepala",
        record,
        "setuju",
        document_surat_validasi=(io.BytesIO(content), name),
        number_surat_validasi="800/19",
    )
    assert answer.status_code == 200 and says in words(answer)
    assert form_of(answer, "setuju")["number_surat_validasi"] == "800/19"
    link = BeautifulSoup(answer.data, "html.parser").select_one("#sd-errors a")
    assert link is not None and BeautifulSoup(answer.data, "html.parser").find("input", id=link["href"][1:])["type"] == "file"
    assert (house.case(record)["step"], house.case(record)["documents"]) == ("validasi", [])


def test_a_form_sent_twice_decides_once_and_says_so_both_times(at_check: Record, house: House, web: Any):
    page = web.get(house.user("walidata"), case_path(at_check))
    answers = [send(house, web, "walidata", at_check, "sesuai", page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len([e for e in house.case(at_check)["timeline"] if e["type"].endswith("step_approved")]) == 1


@pytest.mark.parametrize("who", ["operator", "kepala", "kabid", "stranger", "admin"])
def test_the_form_of_another_office_sent_by_somebody_else_is_refused(who: str, at_check: Record, house: House, web: Any):
    page = web.get(house.user("walidata"), case_path(at_check))
    answer = send(house, web, who, at_check, "sesuai", page)
    assert answer.status_code == 403 or "another office" in words(answer)
    assert house.case(at_check)["step"] == "periksa"


def test_a_form_without_its_hidden_fields_is_refused_without_a_crash(at_check: Record, house: House, web: Any):
    for data in ({}, {"task": "nothing"}, {"answer": "sesuai"}, {"task": "x", "lock_version": "1", "answer": "sesuai"}):
        answer = web.post(house.user("walidata"), case_path(at_check, "/answer"), data=data)
        assert answer.status_code == 200 and "This could not be done" in words(answer)
    assert house.case(at_check)["step"] == "periksa"


def test_an_answer_is_posted_never_fetched(at_check: Record, house: House, web: Any):
    """CKAN's static files take every GET that no page takes, so it is a 404 where Flask alone would say 405."""
    query = "&".join(f"{key}={value}" for key, value in house.sent(at_check, "sesuai").items())
    assert web.get(house.user("walidata"), f"{case_path(at_check, '/answer')}?{query}").status_code in (404, 405)
    assert house.case(at_check)["step"] == "periksa"


def test_no_such_case_is_said_on_the_page(house: House, web: Any):
    answer = web.get(house.user("operator"), "/satudata/workflow/case/nothing")
    assert answer.status_code == 404 and "no such case" in words(answer)


# cancelling


def test_a_case_is_cancelled_through_its_form_with_a_reason(house: House, web: Any, under: Under):
    under("way_kanan")
    record = house.linked(title="Dibatalkan")
    assert "Cancel the case" in words(web.get(house.user("operator"), case_path(record)))
    page = web.get(house.user("operator"), case_path(record, "/cancel"))
    assert page.status_code == 200 and "stay invisible to the public" in words(page)
    answer = web.post(house.user("operator"), case_path(record, "/cancel"), data={"reason": ""})
    assert answer.status_code == 200 and house.case(record)["status"] == "open"
    answer = web.post(house.user("operator"), case_path(record, "/cancel"), data={"reason": "Salah tabel."})
    assert answer.status_code == 302
    page = words(web.get(house.user("operator"), case_path(record)))
    assert "cancelled" in page and "Salah tabel." in page and "Cancel the case" not in page


@pytest.mark.parametrize("who", ["pembina", "stranger", "operator_elsewhere"])
def test_who_may_not_read_a_case_may_not_cancel_it(who: str, at_check: Record, house: House, web: Any):
    assert web.get(house.user(who), case_path(at_check, "/cancel")).status_code == 403
    assert web.post(house.user(who), case_path(at_check, "/cancel"), data={"reason": "Batal."}).status_code == 403
    assert house.case(at_check)["status"] == "open"


def test_a_long_reason_to_cancel_is_kept_in_the_form(house: House, web: Any):
    record = house.linked()
    answer = web.post(house.user("operator"), case_path(record, "/cancel"), data={"reason": "Karena " * 2000})
    assert answer.status_code == 200 and typed_in(answer, "reason")[0].startswith("Karena Karena")
    assert house.case(record)["status"] == "open"
