"""SOPs as PDF: whole, with every line drawn; made once, the same for everybody; nobody keeps others waiting by them."""

from __future__ import annotations

import dataclasses
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.common import config
from weasyprint import HTML

from ckanext.satudata.tests.factories import House
from ckanext.satudata.workflow import governments, printing, rendering
from ckanext.satudata.workflow.flowchart import drawn
from ckanext.satudata.workflow.flowchart_pages import pages

Under = Callable[[str], None]
WAY_KANAN = "/satudata/workflow/procedures/way_kanan/penyelenggaraan_sistem_informasi/pdf"
SHIPPED = [
    (slug, procedure.key) for slug, government in governments.load_all().items() for procedure in government.own_procedures
]


def boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", None) or ():
        yield from boxes(child)


@pytest.fixture
def shelf(on_portal: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty shelf for what is printed."""
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    return tmp_path / "satudata" / "printed"


@pytest.fixture
def presses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pages that went to the printer, which gives back no PDF but is quick."""
    found: list[str] = []
    monkeypatch.setattr(rendering, "printed", lambda page: found.append(page) or b"%PDF-1.7 " + str(len(found)).encode())
    return found


@pytest.mark.parametrize(("slug", "key"), SHIPPED)
def test_every_shipped_sop_fits_its_paper(slug: str, key: str, web: Any, under: Under, shelf: Path, presses: list[str]):
    under("way_kanan")
    assert web.get("", f"/id/satudata/workflow/procedures/{slug}/{key}/pdf").status_code == 200
    sheets = HTML(string=presses[0]).render().pages
    procedure = governments.load_all()[slug].procedures[key]
    rows = [box for page in sheets for box in boxes(page._page_box)
            if type(box).__name__ == "TableRowBox" and any(cell.element.get("class") == "gambar" for cell in box.children)]
    assert len(rows) == len(procedure.steps)
    for row in rows:
        drawing = next(cell.element[0] for cell in row.children if cell.element.get("class") == "gambar")
        assert abs(row.height - float(drawing.get("height"))) < 2, "the words are higher than the drawing: its lines have gaps"
    for sheet in sheets:
        for box in boxes(sheet._page_box):
            if type(box).__name__ == "TextBox":
                assert box.position_x + box.width <= sheet.width and box.position_y + box.height <= sheet.height, box.text
    asked = presses[0].count('class="putus"') + bool(rows) + bool(procedure.components)
    assert len(sheets) - 1 == asked, "a page breaks where no line says so"


def test_the_drawing_has_every_line_of_the_page(web: Any, under: Under, shelf: Path, presses: list[str]):
    under("way_kanan")
    web.get("", "/id" + WAY_KANAN)
    chart = drawn(governments.load_all()["way_kanan"].procedures["penyelenggaraan_sistem_informasi"])
    pieces = sum(len(cell.pieces) for row in chart.rows for cell in row.cells)
    assert len(pages(chart)) == 1, "no break is set before the words are known"
    page = presses[0]
    assert page.count("<svg") == len(chart.rows) and page.count('stroke="#000"') >= pieces > 20
    assert "Tidak" in page and "Kembalikan" in page and page.count("stroke-dasharray=\"5 3\"") >= 6


def test_anybody_gets_the_pdf_with_a_name_and_a_mark_to_ask_again(web: Any, house: House, under: Under, shelf: Path):
    under("way_kanan")
    answer = web.get("", "/id" + WAY_KANAN)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-") and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="SOP-way_kanan-penyelenggaraan_sistem_informasi.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = web.get(house.user("operator"), "/id" + WAY_KANAN, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_it_is_made_once_and_is_the_same_for_everybody(web: Any, house: House, under: Under, shelf: Path, presses: list[str]):
    under("way_kanan")
    first = web.get("", WAY_KANAN).data
    at_check = house.linked(title="Rahasia Sekali")
    house.walk(at_check, "periksa")
    for who in ("", house.user("operator"), house.user("admin")):
        assert web.get(who, WAY_KANAN).data == first
    assert len(presses) == 1 and "open case" not in presses[0]
    assert web.get("", "/id" + WAY_KANAN).data != first and len(presses) == 2, "another language is another paper"
    assert len(list(shelf.glob("*.pdf"))) == 2


def test_a_changed_page_is_another_pdf_and_the_old_one_goes(shelf: Path, presses: list[str]):
    old, new = printing.pdf("a~b~id", "lama"), printing.pdf("a~b~id", "baru")
    other = printing.pdf("a~bc~id", "lama")
    assert len({old, new, other}) == 3 and len(presses) == 3
    assert printing.pdf("a~b~id", "baru") == new and len(presses) == 3
    assert {path.name.rpartition("~")[0] for path in shelf.glob("*.pdf")} == {"a~b~id", "a~bc~id"}


def test_one_is_made_at_a_time__who_waits_too_long_is_told(web: Any, under: Under, shelf: Path, presses: list[str],
                                                          monkeypatch: pytest.MonkeyPatch):
    under("way_kanan")
    monkeypatch.setattr(printing, "WAIT_S", 0.2)
    shelf.mkdir(parents=True)
    with (shelf / ".turn").open("w") as other_process:
        fcntl.flock(other_process, fcntl.LOCK_EX)
        answer = web.get("", WAY_KANAN)
    assert answer.status_code == 503 and b"Try again in a few seconds" in answer.data and not presses
    assert web.get("", WAY_KANAN).status_code == 200


def test_a_printer_that_fails_leaves_nothing_behind(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(page: str) -> bytes:
        raise OSError("no space")

    monkeypatch.setattr(rendering, "printed", fails)
    with pytest.raises(OSError, match="no space"):
        printing.pdf("a~b~id", "lama")
    assert [path.name for path in shelf.iterdir()] == [".turn"]


def test_an_unknown_sop_has_no_pdf(web: Any, under: Under, shelf: Path):
    under("way_kanan")
    assert web.get("", WAY_KANAN.replace("way_kanan", "nobody")).status_code == 404
    assert not shelf.exists()


def test_markup_in_a_procedure_is_text_on_paper(web: Any, under: Under, shelf: Path, presses: list[str]):
    under("way_kanan")
    step = governments.configured()["way_kanan"].procedures["penyelenggaraan_sistem_informasi"].steps["periksa"]
    kept = step.decisions["sesuai"]
    step.decisions["sesuai"] = dataclasses.replace(kept, label="<svg onload=alert(1)>")
    try:
        web.get("", WAY_KANAN)
    finally:
        step.decisions["sesuai"] = kept
    assert "<svg onload" not in presses[0] and "&lt;svg" in presses[0]


def test_the_page_of_an_sop_leads_to_its_pdf(web: Any, under: Under):
    under("way_kanan")
    assert f'href="{WAY_KANAN}"'.encode() in web.get("", WAY_KANAN.removesuffix("/pdf")).data


def test_a_paper_sees_nothing_of_the_server():
    page = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:25442/x"><p>Isi</p>'
    assert rendering.printed(page).startswith(b"%PDF-")
