"""Way Kanan: operator → walidata → kepala OPD with the Surat Validasi → walidata publishes; once returned and mended."""

import pytest

from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import HEAD, OPERATOR, SECOND_OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import SCHOOL_FIELDS, SCHOOLS

GOVERNMENT = "way_kanan"
NAME = "jumlah-sekolah-dasar-menurut-kecamatan"
TITLE = SCHOOL_FIELDS["title"]
REASON = "Tahun ajaran 2024/2025: murid swasta di Susukan 6.661, tahun sebelumnya 217. Jelaskan di deskripsi."
EXPLAINED = "Murid swasta tahun ajaran 2024/2025 dihitung menurut domisili, tidak menurut sekolah."
NUMBER = "400.3/117/Disdik/2026"


@pytest.fixture
def letter(chromium, tmp_path):
    return letter_of_validation(chromium, tmp_path, TITLE, NUMBER)


def test_from_the_operators_form_to_the_public(enter, public, look, letter):
    operator = enter(OPERATOR)
    known = draft(operator, look)
    public.sees_nothing(known)
    submit(operator, look)
    public.sees_nothing(known)
    return_it(enter(WALIDATA), look)
    public.sees_nothing(known)
    mend_and_submit(enter(SECOND_OPERATOR), look)
    public.sees_nothing(known)
    approve(enter(WALIDATA))
    public.sees_nothing(known)
    validate(enter(HEAD), letter, look)
    public.sees_nothing(known)
    publish(enter(WALIDATA), look)
    public.sees_everything(known, SCHOOLS.read_bytes(), rows=140)
    read_as_anybody(enter(), known, look)


def draft(operator, look):
    """Describes the data, uploads the table and waits until the portal has read it."""
    operator.create(SCHOOL_FIELDS)
    operator.choose_file(SCHOOLS)
    operator.save_draft()
    operator.reads(TITLE, "Belum terbit")
    look(operator.page, "way-kanan-1-draft")
    known = operator.record(NAME)
    operator.open(f"/dataset/{NAME}/resource/{known.resource_id}")
    operator.wait_for_table("140 baris, 8 kolom")
    look(operator.page, "way-kanan-2-file")
    return known


def submit(operator, look):
    operator.open(f"/dataset/{NAME}")
    operator.click(".sd-standing a")
    operator.reads("Menunggu Operator Data")
    look(operator.page, "way-kanan-3-submit")
    operator.answer("finish")
    operator.reads("Menunggu Walidata")
    assert operator.open(f"/dataset/edit/{NAME}") == 403
    operator.open(f"/dataset/{NAME}")
    operator.reads("sedang diperiksa")
    assert not operator.page.locator("#content a[href*='/dataset/edit/']").count()


def return_it(walidata, look):
    walidata.open_case(TITLE)
    walidata.reads("Menunggu Walidata", "140 baris")
    look(walidata.page, "way-kanan-4-review")
    walidata.answer("tidak_sesuai", reason=REASON)
    walidata.reads(REASON, "Menunggu Operator Data")


def mend_and_submit(operator, look):
    operator.open_case(TITLE)
    operator.reads(REASON, "putaran ke-2")
    look(operator.page, "way-kanan-5-returned")
    operator.change(NAME, {"notes": f"{SCHOOL_FIELDS['notes']} {EXPLAINED}"})
    operator.open_case(TITLE)
    operator.answer("finish")
    operator.reads("Menunggu Walidata")


def approve(walidata):
    walidata.open_case(TITLE)
    walidata.reads(EXPLAINED)
    walidata.answer("sesuai")
    walidata.reads("Menunggu Kepala OPD")


def validate(head, letter, look):
    head.open_case(TITLE)
    look(head.page, "way-kanan-6-validation")
    head.answer("setuju")
    head.reads("Surat Validasi")
    head.answer("setuju", letter=letter, number=NUMBER)
    head.reads("Menunggu Walidata", NUMBER, "surat-validasi.pdf")


def publish(walidata, look):
    walidata.open("/satudata/workflow/desk")
    look(walidata.page, "way-kanan-7-desk")
    walidata.open_case(TITLE)
    look(walidata.page, "way-kanan-8-publish")
    walidata.answer("finish")
    walidata.reads("Ditutup")
    look(walidata.page, "way-kanan-9-closed")


def read_as_anybody(anybody, known, look):
    anybody.open(f"/dataset/{NAME}")
    anybody.reads(TITLE, EXPLAINED, "Cara mencantumkan sumber")
    assert "Buka kasusnya" not in anybody.text()
    look(anybody.page, "way-kanan-10-public")
    assert anybody.open(f"/dataset/{NAME}/resource/{known.resource_id}") == 200
