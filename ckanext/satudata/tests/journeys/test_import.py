"""An operator fills in the workbook off-line, sends it with mistakes, reads what is wrong, sends the mended one and accepts
it: on a desk, on a phone, and without a script.
"""

import pytest

from ckanext.satudata.tests.journeys.people import OPERATOR
from ckanext.satudata.tests.metadata.workbook.examples import Sheets, answer_row, saved, values

GOVERNMENT = "way_kanan"
PHONE = {"width": 390, "height": 844}
START = "/satudata/metadata/new?type=kegiatan"
ACCEPT, CELLS = "form[action$='/accept'] button", "#content th[scope=row]"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(template: bytes, title: str, wrong: bool = False) -> bytes:
    """The workbook as somebody fills it in."""
    sheets: Sheets = values(template)
    told = {"title": title, "tahun_kegiatan": "2026", "i_email": "bukan alamat" if wrong else "dinas@example.go.id",
            "cara_pengumpulan_data": "Bertanya" if wrong else "Survei"}
    for name, answer in told.items():
        answer_row(sheets, name)[2] = answer
    head = [str(cell).removesuffix(" *") for cell in sheets["MS-Variabel"][0]]
    for number in range(1, 4):
        row = [""] * len(head)
        row[head.index("Nama Variabel")] = "Umur" if wrong and number > 1 else f"Variabel {number}"
        sheets["MS-Variabel"].append(row)
    return saved(sheets)


def send(operator, content: bytes, name: str = "metadata-kegiatan.xlsx") -> None:
    operator.page.set_input_files("#field-upload", {"name": name, "mimeType": TYPE, "buffer": content})
    operator.click("form.sd-formulir button.btn-primary")


@pytest.mark.parametrize("way", ["desk", "phone", "plain"])
def test_a_workbook_with_mistakes__then_the_mended_one(enter, look, way):
    operator = enter(OPERATOR, scripts=way != "plain")
    page, title = operator.page, f"Survei Kepuasan Masyarakat {way}"
    if way == "phone":
        page.set_viewport_size(PHONE)
    operator.open(START)
    template = operator.download("#content a[href$='/satudata/metadata/workbook.xlsx']")
    operator.click("#content a[href$='/satudata/metadata/import']")
    if way == "desk":
        look(page, "import-new")
    send(operator, filled(template, title, wrong=True))
    operator.reads("MS-Kegiatan!C", "MS-Variabel!", "“Umur”")
    assert page.locator(ACCEPT).count() == 0
    assert page.locator(CELLS).count() >= 2
    if way == "desk":
        look(page, "import-wrong")
    operator.click("#content .sd-tindakan a.btn-primary")
    send(operator, filled(template, title))
    assert page.locator("#content .sd-bagian th[scope=row]").count() == 0
    if way == "desk":
        look(page, "import-preview")
    operator.click(ACCEPT)
    operator.reads(title)
    if way == "desk":
        look(page, "import-done")
    operator.click("#content .sd-tindakan a.btn-primary")
    assert page.url.endswith("/form")
    operator.reads(title)
    exported = operator.download("#content a[href$='/workbook.xlsx']")
    assert [row[head_of(exported)] for row in values(exported)["MS-Variabel"][1:]] == [
        f"Variabel {number}" for number in range(1, 4)]


def head_of(content: bytes) -> int:
    return [str(cell).removesuffix(" *") for cell in values(content)["MS-Variabel"][0]].index("Nama Variabel")
