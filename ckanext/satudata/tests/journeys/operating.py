"""The operator's own way: begins with the file, fills in the sections of the task list, checks everything, submits."""

from collections.abc import Mapping
from pathlib import Path

from ckanext.satudata.tests.journeys import processes
from ckanext.satudata.tests.journeys.browser import Person
from ckanext.satudata.tests.journeys.public import Known

START = "/satudata/metadata/new"
SECTION = "#sd-section"
# Each section of the form with the fields that an operator types there; `berkas` is the section of the files.
FIELDS = {
    "dasar": ("title", "notes", "theme", "jenis"),
    "cakupan": ("periode_awal", "periode_akhir", "accrualPeriodicity", "kode_wilayah"),
    "berkas": (),
    "standar_data": ("konsep", "definisi", "klasifikasi", "ukuran", "satuan"),
    "sumber": ("sumber",),
    "prioritas": (),
    "akses": ("accessRights", "license_id"),
}


def begin(operator: Person, file: Path) -> Known:
    """Brings the file to the start page; the overview of the draft follows, and the portal reads the table."""
    operator.open(START)
    operator.page.set_input_files("input[name=files]", file)
    operator.click("#content form [type=submit]")
    address = operator.page.url
    assert address.endswith("/form"), operator.text()
    name = address.split("/")[-2]
    assert processes.wait_until(lambda: is_read(operator, name), processes.PATIENCE, 0.25)
    return operator.record(name)


def is_read(operator: Person, name: str) -> bool:
    """Whether the portal has read the file of a record: its overview says it in numbers, and no more that it still reads."""
    operator.open(overview(name))
    reads_still = operator.page.locator("p.sd-status[role=status]").count()
    return "baris, " in operator.page.inner_text(".secondary") and not reads_still


def overview(name: str) -> str:
    return f"/satudata/metadata/{name}/form"


def section(name: str, key: str) -> str:
    return f"{overview(name)}/{key}"


def guessed(operator: Person) -> dict[str, str]:
    """On a section's page: what the portal has filled in, each marked as such."""
    marked = operator.page.locator(f"{SECTION} .sd-isian:has(.sd-asal) [name]")
    return dict(marked.evaluate_all("all => all.map(field => [field.name, field.value])"))


def walk(operator: Person, fields: Mapping[str, str]) -> None:
    """Through all sections, one "Simpan dan lanjut" after the other, as the buttons lead; the list follows at the end."""
    sections = list(FIELDS)
    for at, key in enumerate(sections):
        assert operator.page.url.endswith(f"/form/{key}"), operator.page.url
        if key == "berkas":
            operator.click(f"#content a[href$='/form/{sections[at + 1]}']")
            continue
        operator.describe({field: fields[field] for field in FIELDS[key] if field in fields}, SECTION)
        operator.click(f"{SECTION} .sd-tindakan button[name={'back' if key == sections[-1] else 'next'}]")


def submit(operator: Person) -> str:
    """From the overview of a complete record over the check page; returns the number on the receipt."""
    operator.click("#content a[href$='/check']")
    operator.click("#content form [type=submit]")
    assert operator.page.url.endswith("/receipt"), operator.text()
    return operator.page.inner_text(".sd-nomor")
