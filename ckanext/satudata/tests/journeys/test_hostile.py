"""A record whose every text is hostile walks the whole way: nothing of it runs, nothing of it breaks a page or is cut."""

import csv
import re
import shutil

import pytest

from ckanext.satudata.tests.journeys import operating
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.looks import sideways
from ckanext.satudata.tests.journeys.people import ADMIN, HEAD, OFFICE, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.watch import SCRIPT, Watch

GOVERNMENT = "way_kanan"
WIDTHS = (320, 390, 1280)
WORD = "Pertanggungjawabanpenyelenggaraanpemerintahandaerah"
ARABIC = "\u202e\u0639\u062f\u062f \u0627\u0644\u0633\u0643\u0627\u0646"      # turns the direction, and does not turn it back
TITLE = (f"Jumlah {SCRIPT} {ARABIC} " + WORD * 5)[:300]
HOSTILE = f"{ARABIC} {SCRIPT} {WORD * 2}"
FIELDS = SCHOOL_FIELDS | {
    "title": TITLE, "notes": f"{HOSTILE}\n\n[tautan](javascript:alert(4)) **tebal**",
    **{name: f"{name} {HOSTILE}" for name in ("konsep", "definisi", "klasifikasi", "ukuran", "satuan")},
    "sumber": f"{ARABIC} {SCRIPT}",
}
FILE = "<img src=x onerror=alert(5)> 'tabel'.csv"
LETTER = "<img src=x onerror=alert(6)> surat.pdf"
MENDED = f"Sudah diperbaiki {HOSTILE}"
# Whether the title stands somewhere whole: in one element that is neither cut nor outside the window.
WHOLE = """title => {
    const line = text => text.replace(/\\s+/g, ' ').trim();
    const holders = [...document.querySelectorAll('body *')].filter(e => line(e.textContent || '').includes(line(title)));
    const seen = holders.filter(element => {
        const box = element.getBoundingClientRect(), look = getComputedStyle(element);
        return box.width > 1 && box.height > 1 && box.left >= -1 && box.right <= innerWidth + 1
            && look.textOverflow !== 'ellipsis' && ['none', ''].includes(look.webkitLineClamp)
            && (look.overflow === 'visible' || element.scrollHeight <= element.clientHeight + 1);
    });
    return seen.some(element => ['H1', 'H2', 'H3', 'A', 'B', 'DD', 'P', 'SPAN'].includes(element.tagName));
}"""


class Round:
    """Goes to pages as one person and says what is wrong with them."""

    def __init__(self, person):
        self.person, self.watch, self.faults = person, Watch(person.context), []

    def opens(self, address, title=TITLE):
        assert self.person.open(address) == 200, address
        self.looks(title)

    def looks(self, title=TITLE):
        """The page as it stands, at each width; `title` is what it has to show whole."""
        page = self.person.page
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            where = f"{page.url} at {width} px: "
            self.faults += [where + fault for fault in sideways(page)]
            if title and not page.evaluate(WHOLE, title):
                self.faults.append(where + "the title is not shown whole")
        self.watch.look(page)

    def found(self):
        return self.faults + self.watch.faults


@pytest.fixture
def table(tmp_path):
    """Heads, cells and the name of the file are markup."""
    path = tmp_path / FILE
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([f"Kecamatan {SCRIPT}", f"Jumlah <b>{ARABIC}</b> (unit)", "Tahun", "=cmd|' /C calc'!A0"])
        for year in (2022, 2023, 2024):
            writer.writerows([f"{place} {SCRIPT}", number + year % 10, year, f"<script>{number}</script>"]
                             for number, place in enumerate(("Susukan", "Mandiraja", ARABIC, WORD * 2)))
    return path


@pytest.fixture
def letter(chromium, tmp_path):
    return shutil.copy(letter_of_validation(chromium, tmp_path, "judul", "1/2026"), tmp_path / LETTER)


def test_from_the_file_to_the_public(enter, table, letter):
    operator, walidata, head, anybody, administrator = (Round(enter(who)) for who in (OPERATOR, WALIDATA, HEAD, None, ADMIN))
    known = describe(operator, table)
    submit(operator, known)
    return_it(walidata)
    mend(operator, known)
    compare_and_approve(walidata)
    sign(head, letter)
    publish(walidata)
    read(anybody, known)
    administrator.opens(f"/dataset/activity/{known.name}", title=None)
    faults = [fault for person in (operator, walidata, head, anybody, administrator) for fault in person.found()]
    assert not faults, "\n".join(faults)


def describe(operator, table):
    """The draft, its overview, each section of its form."""
    person = operator.person
    name = operating.begin(person, table).name
    operator.opens(operating.section(name, "dasar"), title=None)
    operating.walk(person, FIELDS)
    operator.looks()
    for section in operating.FIELDS:
        operator.opens(operating.section(name, section))
    return person.record(name)


def submit(operator, known):
    operator.opens(f"/satudata/publication/{known.name}/check")
    operator.person.click("#content form [type=submit]")
    operator.looks()
    operator.opens(f"/dataset/{known.name}")
    operator.opens("/satudata/workflow/desk?tab=others")


def case_of(round_, tab="mine"):
    """The page of the case, from the desk."""
    round_.opens(f"/satudata/workflow/desk?tab={tab}")
    round_.person.page.set_viewport_size({"width": 1280, "height": 900})
    links = round_.person.page.locator("#content table a.fw-semibold")
    titles = [re.sub(r"\s+", " ", text) for text in links.all_inner_texts()]
    with round_.person.page.expect_navigation():
        links.nth(titles.index(re.sub(r"\s+", " ", TITLE))).click()
    round_.looks()


def return_it(walidata):
    case_of(walidata)
    walidata.person.click("#to-tidak_sesuai")
    walidata.looks()
    walidata.person.answer("tidak_sesuai", reason=f"Perbaiki {HOSTILE}", fields=("notes", "satuan"))
    walidata.looks()


def mend(operator, known):
    person = operator.person
    operator.opens(operating.overview(known.name))
    person.reads("Perbaiki", "Dikembalikan untuk diperbaiki")
    operator.opens(operating.section(known.name, "standar_data"))
    person.describe({"definisi": MENDED}, operating.SECTION)
    person.click(f"{operating.SECTION} .sd-tindakan button[name=back]")
    operating.submit(person)


def compare_and_approve(walidata):
    case_of(walidata)
    assert walidata.person.page.locator(".sd-beda ins").count()
    walidata.person.answer("sesuai")


def sign(head, letter):
    head.opens("/satudata/workflow/together?step=validasi")
    case_of(head)
    head.person.answer("setuju", letter=letter, number=f"1/{SCRIPT}"[:100])
    head.looks()
    head.person.reads("surat.pdf")


def publish(walidata):
    case_of(walidata)
    walidata.person.answer("finish")
    walidata.looks()
    walidata.person.reads("Ditutup")
    walidata.opens("/satudata/workflow/desk?tab=finished")


def read(anybody, known):
    anybody.opens("/")
    anybody.opens("/dataset/?q=Pertanggungjawabanpenyelenggaraanpemerintahandaerah*", title=None)
    anybody.opens("/dataset/?sort=metadata_modified+desc")
    anybody.opens(f"/organization/{OFFICE}?sort=metadata_modified+desc")
    anybody.opens(f"/dataset/{known.name}")
    assert anybody.person.page.locator(".sd-tabel").count()
    anybody.opens(f"/dataset/{known.name}/resource/{known.resource_id}")
    anybody.opens(known.table)
