"""Way Kanan: operator → walidata → kepala OPD with the Surat Validasi → walidata publishes; once returned and mended.

The operator begins with the file and walks the form of the task list; Bandar Lampung's walks CKAN's own form.
"""

import csv
import io
import shutil

import pytest
from python_calamine import CalamineWorkbook

from ckanext.satudata.tests.journeys import operating, processes
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.people import HEAD, OPERATOR, SECOND_OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import SCHOOL_FIELDS, SCHOOLS

GOVERNMENT = "way_kanan"
TITLE = "Jumlah Sekolah Dasar di Way Kanan"
FIELDS = SCHOOL_FIELDS | {"title": TITLE}
# What the file says: it is shown as a guess, and not typed.
GUESSED = {"periode_awal": "2018/2019", "periode_akhir": "2024/2025", "accrualPeriodicity": "TAHUNAN"}
REASON = "Tahun ajaran 2024/2025: murid swasta di Susukan 6.661, tahun sebelumnya 217. Jelaskan di deskripsi."
EXPLAINED = "Murid swasta tahun ajaran 2024/2025 dihitung menurut domisili, tidak menurut sekolah."
NUMBER = "400.3/117/Disdik/2026"
ROWS = 140


@pytest.fixture
def letter(chromium, tmp_path):
    return letter_of_validation(chromium, tmp_path, TITLE, NUMBER)


@pytest.fixture
def table(tmp_path):
    """The file under a name that no other record of the portal has."""
    return shutil.copy(SCHOOLS, tmp_path / "sekolah-dasar-di-way-kanan.csv")


def test_from_the_operators_file_to_the_public(enter, public, look, table, letter):
    operator = enter(OPERATOR)
    public.sees_nothing(operating.begin(operator, table))
    known = describe(operator, look)
    public.sees_nothing(known)
    submit(operator, known, look)
    public.sees_nothing(known)
    return_it(enter(WALIDATA), look)
    public.sees_nothing(known)
    mend_and_submit(enter(SECOND_OPERATOR), look)
    public.sees_nothing(known)
    approve(enter(WALIDATA), look)
    public.sees_nothing(known)
    validate(enter(HEAD), letter, look)
    public.sees_nothing(known)
    publish(enter(WALIDATA), look)
    public.sees_everything(known, SCHOOLS.read_bytes(), ROWS)
    read_as_anybody(enter(), known, look)


def describe(operator, look):
    """From the overview through all sections; what the file has told is there, and marked."""
    name = operator.page.url.split("/")[-2]
    operator.reads("isian diisi oleh portal. Periksa kembali.", f"{ROWS} baris, 8 kolom")
    look(operator.page, "way-kanan-1-overview")
    operator.click("#content a.btn-primary")
    operator.open(operating.section(name, "cakupan"))
    look(operator.page, "way-kanan-2-guesses")
    guessed = operating.guessed(operator)
    assert guessed.items() >= GUESSED.items(), guessed
    operator.open(operating.section(name, "dasar"))
    operating.walk(operator, {field: text for field, text in FIELDS.items() if field not in GUESSED})
    operator.reads(TITLE, "Semua isian wajib sudah lengkap")
    look(operator.page, "way-kanan-3-complete")
    return operator.record(name)


def submit(operator, known, look):
    operator.click("#content a[href$='/check']")
    operator.reads(TITLE, FIELDS["definisi"], "sekolah-dasar-di-way-kanan", "Pernyataan")
    look(operator.page, "way-kanan-4-check")
    operator.click("#content form [type=submit]")
    assert operator.page.url.endswith(f"/satudata/publication/{known.name}/receipt")
    operator.reads("Tanda terima", "PUB-", TITLE, "Walidata")
    look(operator.page, "way-kanan-5-receipt")
    assert operator.open(f"/dataset/edit/{known.name}?manual=1") == 403
    assert operator.open(operating.section(known.name, "dasar")) == 403
    operator.open(f"/dataset/{known.name}")
    operator.reads("sedang diperiksa")
    assert not operator.page.locator("#content a[href*='/dataset/edit/']").count()


def return_it(walidata, look):
    walidata.open_case(TITLE)
    walidata.reads("Menunggu Walidata", f"{ROWS} baris")
    look(walidata.page, "way-kanan-6-review")
    walidata.answer("tidak_sesuai", reason=REASON, fields=("notes",))
    walidata.reads(REASON, "Menunggu Operator Data", "Isian yang perlu diperbaiki: Deskripsi")


def mend_and_submit(operator, look):
    """The reason stands on the case and on the form, and leads to the field that it names."""
    operator.open_case(TITLE)
    operator.reads(REASON, "putaran ke-2")
    look(operator.page, "way-kanan-7-returned")
    operator.click("#content .sd-putusan a.btn-primary")
    operator.reads("Dikembalikan untuk diperbaiki", REASON)
    look(operator.page, "way-kanan-8-mending")
    operator.click("#content .sd-status a[href$='/form/dasar#field-notes']")
    operator.describe({"notes": f"{FIELDS['notes']} {EXPLAINED}"}, operating.SECTION)
    operator.click(f"{operating.SECTION} .sd-tindakan button[name=back]")
    assert operating.submit(operator).startswith("PUB-")
    operator.reads("Walidata")


def approve(walidata, look):
    walidata.open_case(TITLE)
    walidata.reads("Revisi 2 dibandingkan dengan revisi 1", EXPLAINED)
    assert EXPLAINED in walidata.page.inner_text(".sd-beda ins")
    look(walidata.page, "way-kanan-9-compared")
    walidata.answer("sesuai")
    walidata.reads("Menunggu Kepala OPD")


def validate(head, letter, look):
    head.open_case(TITLE)
    look(head.page, "way-kanan-10-validation")
    head.answer("setuju")
    head.reads("Surat Validasi")
    head.answer("setuju", letter=letter, number=NUMBER)
    head.reads("Menunggu Walidata", NUMBER, "surat-validasi.pdf")


def publish(walidata, look):
    walidata.open("/satudata/workflow/desk")
    look(walidata.page, "way-kanan-11-desk")
    walidata.open_case(TITLE)
    look(walidata.page, "way-kanan-12-publish")
    walidata.answer("finish")
    walidata.reads("Ditutup")
    look(walidata.page, "way-kanan-13-closed")


def has_chart(anybody):
    """Whether the page of a record shows the chart, which a worker draws."""
    anybody.page.reload()
    return bool(anybody.page.locator("svg.sd-grafik").count())


def read_as_anybody(anybody, known, look):
    """Found from the home page by words, read as chart and table, taken away as CSV and XLSX."""
    anybody.open("/")
    anybody.page.fill("#content input[name=q]", "sekolah dasar way kanan")
    anybody.click("#content form[role=search] [type=submit]")
    anybody.click(f"#content a:text-is('{TITLE}')")
    anybody.reads(TITLE, EXPLAINED, "Cara mencantumkan sumber", "Susukan")
    assert "Buka kasusnya" not in anybody.text()
    assert processes.wait_until(lambda: has_chart(anybody), processes.PATIENCE, 0.5), "no worker has drawn the chart"
    look(anybody.page, "way-kanan-14-public")
    rows = list(csv.reader(io.StringIO(anybody.download(f"#content a[href='{known.table}.csv']").decode())))
    assert (len(rows), rows[0][0], rows[1][0]) == (ROWS + 1, "Kecamatan", "Susukan")
    book = CalamineWorkbook.from_filelike(io.BytesIO(anybody.download(f"#content a[href='{known.table}.xlsx']")))
    assert book.get_sheet_by_index(0).to_python()[0] == rows[0]
    assert anybody.open(f"/dataset/{known.name}/resource/{known.resource_id}") == 200
    anybody.click(f"#content a[href$='/table/{known.resource_id}']")
    anybody.reads("Baris 1 sampai 100 dari 140")
    look(anybody.page, "way-kanan-15-rows")
