"""What goes wrong at a browser: a clear sentence in Indonesian, nothing typed is lost, and the work goes on."""

import pytest

from ckanext.satudata.tests.journeys import shortcuts
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import HEAD, NOBODY, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.portals import LIMIT_MB
from ckanext.satudata.tests.journeys.records import GRANARIES, SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "way_kanan"
REASON = "Kolom kapasitas tidak bersatuan, dan lima kecamatan ditulis dengan spasi di antara huruf."


@pytest.fixture
def submitted(portal, request):
    """A record that waits for the Walidata; its title."""
    return submit(portal, f"Lumbung Pangan {request.node.name.removeprefix('test_').replace('_', ' ')}")


def submit(portal, title):
    operator, name = Api(portal, OPERATOR), title.lower().replace(" ", "-")
    shortcuts.draft(operator, SCHOOL_FIELDS | {"title": title}, name, GRANARIES)
    shortcuts.answer(operator, name, "finish")
    return title


def name_of(title):
    return title.lower().replace(" ", "-")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kosong.csv", b"", "Berkas kosong (0 byte)"),
        ("besar.csv", b"a,b\n" + b"1,2\n" * (LIMIT_MB * 300_000), f"lebih dari {LIMIT_MB} MB"),
    ],
    ids=["empty", "too-large"],
)
def test_a_file_that_is_not_taken__the_form_keeps_the_rest(enter, look, name, content, sentence):
    operator, title = enter(OPERATOR), f"Berkas {name.removesuffix('.csv')}"
    operator.create({"title": title})
    operator.choose_file({"name": name, "mimeType": "text/csv", "buffer": content})
    operator.page.fill("#field-name", "Lumbung pangan 2018-2024")
    operator.page.fill("#field-description", "Satuan kapasitas: ton.")
    operator.click("button[name=save][value=go-metadata]")
    operator.reads(sentence)
    look(operator.page, f"bad-file-{name.removesuffix('.csv')}")
    assert operator.page.input_value("#field-name") == "Lumbung pangan 2018-2024"
    assert operator.page.input_value("#field-description") == "Satuan kapasitas: ton."
    operator.choose_file(GRANARIES)
    operator.save_draft()
    operator.reads(title, "Lumbung pangan 2018-2024", "Belum terbit")


def test_a_draft_that_lacks_fields__is_kept_and_says_which(enter, look):
    operator = enter(OPERATOR)
    operator.create({"title": "Draf Tanpa Keterangan"})
    operator.choose_file(GRANARIES)
    operator.save_draft()
    operator.click(".sd-standing a")
    operator.reads("Langkah ini belum dapat diselesaikan", "“Deskripsi”", "“Definisi”")
    operator.page.click("#answer-finish details summary")
    operator.reads("“Lisensi”")
    operator.answer("finish")
    operator.reads("Langkah ini belum dapat diselesaikan", "Menunggu Operator Data")
    look(operator.page, "bad-draft")


def test_a_letter_of_another_type__is_refused_and_the_number_stays(enter, portal, chromium, tmp_path, submitted, look):
    shortcuts.answer(Api(portal, WALIDATA), name_of(submitted), "sesuai")
    head, number = enter(HEAD), "400.3/118/Disdik/2026"
    head.open_case(submitted)
    text = tmp_path / "surat-validasi.pdf"
    text.write_text("Setuju.\nHadi Purnomo")
    head.answer("setuju", letter=text, number=number)
    head.reads("Unggah PDF, JPEG, atau PNG", "Menunggu Kepala OPD")
    look(head.page, "bad-letter")
    assert head.page.input_value("#answer-setuju input[name^=number_]") == number
    empty = tmp_path / "kosong.pdf"
    empty.touch()
    head.answer("setuju", letter=empty, number=number)
    head.reads("0 byte", "Menunggu Kepala OPD")
    large = tmp_path / "besar.pdf"
    large.write_bytes(b"%PDF-1.4\n" + b"0" * (LIMIT_MB << 20))
    head.answer("setuju", letter=large, number=number)
    head.reads(f"{LIMIT_MB} MB", "Menunggu Kepala OPD")
    head.answer("setuju", letter=letter_of_validation(chromium, tmp_path, submitted, number))
    head.reads("Menunggu Walidata", number)


def test_a_double_click_on_approve__counts_once(enter, portal, submitted):
    walidata = enter(WALIDATA)
    walidata.open_case(submitted)
    second = walidata.new_tab()
    second.goto(walidata.page.url)
    submits = "form => { form.submit(); }"
    second.locator("#answer-sesuai").evaluate(submits)
    walidata.page.locator("#answer-sesuai").evaluate(submits)
    for page in (walidata.page, second):
        page.wait_for_selector("text=Menunggu Kepala OPD")
        assert not page.locator("#sd-errors").count()
    case = Api(portal, WALIDATA).case(name_of(submitted))
    assert [entry["type"] for entry in case["timeline"]].count("satudata.workflow.step_approved") == 1
    (checked,) = (step for step in case["steps"] if step["id"] == "periksa")
    assert len(checked["attempts"]) == 1


def test_a_return_without_reason__is_refused_and_can_be_repeated(enter, submitted, look):
    walidata = enter(WALIDATA)
    walidata.open_case(submitted)
    walidata.answer("tidak_sesuai", reason="   ")
    walidata.reads("Tulis alasannya", "memperbaiki data lalu mengajukannya lagi")
    look(walidata.page, "bad-return")
    walidata.answer("tidak_sesuai", reason=REASON)
    walidata.reads(REASON, "Menunggu Operator Data")


def test_a_return_that_comes_too_late__keeps_its_reason(enter, portal, submitted, look):
    walidata = enter(WALIDATA)
    walidata.open_case(submitted)
    walidata.click("#to-tidak_sesuai")
    shortcuts.answer(Api(portal, WALIDATA), name_of(submitted), "sesuai")
    walidata.answer("tidak_sesuai", reason=REASON)
    walidata.reads("Tugas ini sudah diputuskan", "Menunggu Kepala OPD")
    assert walidata.page.input_value("#sd-kept") == REASON
    look(walidata.page, "bad-late")


def test_a_person_without_office(enter, portal, submitted, look):
    case_id = Api(portal, OPERATOR).case(name_of(submitted))["id"]
    nobody = enter(NOBODY)
    nobody.open("/satudata/workflow/desk")
    nobody.reads("Tidak ada tugas", "belum ditunjuk")
    look(nobody.page, "bad-nobody-desk")
    assert nobody.open(f"/satudata/workflow/case/{case_id}") == 403
    nobody.reads("hanya dapat dibaca instansi yang mengerjakannya")
    assert nobody.open(f"/dataset/{name_of(submitted)}") in (403, 404)
    assert nobody.open("/satudata/workflow/case/tidak-ada") == 404


def test_somebody_who_is_not_logged_in__logs_in_and_comes_back(enter, look):
    anybody = enter()
    anybody.open("/satudata/workflow/desk?tab=finished")
    assert "/user/login" in anybody.page.url
    look(anybody.page, "login")
    assert not anybody.page.locator("a[href*='/satudata/workflow/desk']").count()
    anybody.account = WALIDATA
    anybody.fill_in_login()
    assert anybody.page.url.endswith("/satudata/workflow/desk?tab=finished")
    anybody.reads("Meja Kerja")
