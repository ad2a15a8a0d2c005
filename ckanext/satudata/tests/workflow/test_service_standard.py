"""The service standard of Magetan: its twelve components in printed order, on the page, on paper and in the action."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.common import config

from ckanext.satudata.tests.factories import act
from ckanext.satudata.tests.workflow import files
from ckanext.satudata.workflow import export, governments, rendering
from ckanext.satudata.workflow.flowchart import row_refs
from ckanext.satudata.workflow.procedures import Procedure

Under = Callable[[str], None]
KEY = "standar_pelayanan"
PAGE = f"/id/satudata/workflow/procedures/magetan/{KEY}"
# Read again from 001_a9073a696656668d.txt, No / Komponen / first words of Uraian
PRINTED = [
    ("Dasar Hukum", "PERATURAN PRESIDEN NOMOR 39 TAHUN 2019"), ("Jam Pelayanan", "Hari Senin s/d Kamis jam 08.00 - 15.00 WIB"),
    ("Persyaratan", "Template data sektoral masing-masing OPD"), ("Sistem, Mekanisme dan Prosedur", "1. Kesepakatan Daftar"),
    ("Durasi Waktu Pengerjaan", "3 minggu pada hari kerja (tergantung banyaknya data)"), ("Biaya / Tarif", "-"),
    ("Produk Pelayanan", "Penyimpanan, dan Publikasi Data Sektoral OPD"),
    ("Sarana, Prasarana dan/atau Fasilitas Pelayanan", "Data Base untuk Penyimpanan Data Sektoral OPD dan Media"),
    ("Kompetensi dan Jumlah Pelaksana", "Statistisi (3 orang)"),
    ("Pengawasan", "Tim Data dan Statistik Seksi Data dan Statistik"),
    ("Penanganan Pengaduan", "Bidang Statistik dan Persandian, Dinas Komunikasi"),
    ("Jaminan Pelayanan", "Data Sektoral OPD terdokumentasi dan terpublikasi"),
]


def rows(page: BeautifulSoup) -> list[tuple[str, str, str]]:
    found = []
    for tr in page.select(".standar tbody tr"):
        no, title, text = (" ".join(cell.get_text(" ").split()) for cell in tr.find_all(["td", "th"]))
        found.append((no, title, text))
    return found


def standard() -> Procedure:
    return governments.load_all()["magetan"].procedures[KEY]


def says_what_is_printed(page: BeautifulSoup) -> None:
    found = rows(page)
    assert [(no, title) for no, title, _text in found] == [(str(at), title) for at, (title, _) in enumerate(PRINTED, 1)]
    for (_, title, text), (_, words) in zip(found, PRINTED, strict=True):
        assert text.startswith(words), title


def test_its_page_has_all_components_in_printed_order(web: Any, under: Under):
    under("magetan")
    page = BeautifulSoup(web.get("", PAGE).data, "html.parser")
    says_what_is_printed(page)
    steps = page.select(".standar a")
    assert len(steps) == 7 and all(page.select(str(link["href"])) for link in steps), "each leads to its row in the flow"
    promised = [str(a["href"]) for a in page.select(".sd-sop a") if "penyelenggaraan_statistik_sektoral" in str(a["href"])]
    assert promised == ["/id/satudata/workflow/procedures/magetan/penyelenggaraan_statistik_sektoral"]


def test_its_pdf_says_the_same(web: Any, under: Under, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    under("magetan")
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    papers: list[str] = []
    monkeypatch.setattr(rendering, "printed", lambda page: papers.append(page) or b"%PDF-")
    web.get("", f"{PAGE}/pdf")
    says_what_is_printed(BeautifulSoup(papers[0], "html.parser"))


def test_another_sop_has_none(web: Any, under: Under):
    under("magetan")
    page = BeautifulSoup(web.get("", PAGE.replace(KEY, "penyelenggaraan_statistik_sektoral")).data, "html.parser")
    assert page.select(".sd-sop") and not page.select(".standar")


def test_the_action_gives_them_and_the_json_document_stays_as_it_was(on_portal: None):
    shown = act(None, "satudata_workflow_procedure_show", government="magetan", key=KEY)
    assert [part["title"] for part in shown["components"]] == [title for title, _ in PRINTED]
    assert [step["no"] for step in shown["components"][3]["steps"]] == ["1", "2", "3", "4", "5a", "5b", "6"]
    printed = export.procedure_json(standard(), governments.load_all()["magetan"])
    assert "components" not in printed and [step["no"] for step in printed["steps"]] == [1, 2, 3, 4, 5, None, 6]


def test_printed_numbers_that_are_more_than_a_number():
    assert list(row_refs(standard()).values()) == ["1", "2", "3", "4", "5a", "5b", "6"]


def test_a_standard_is_stored_and_read_back():
    assert Procedure.from_body(standard().body) == standard()


def test_an_older_body_without_components_has_the_digest_that_it_had():
    other = governments.load_all()["way_kanan"].procedures["penyelenggaraan_sistem_informasi"]
    assert "components" not in other.body and "number_as_written" not in other.body["steps"][0]


@pytest.mark.parametrize("part", [
    {"title": "Biaya"}, {"title": "Biaya", "text": []}, {"title": "Biaya", "text": ["-"], "shows": "steps"},
    {"title": "Biaya", "shows": "remarks"}, {"text": ["-"]},
])
def test_a_component_says_something_once(part: dict[str, Any], tmp_path: Path):
    bare = {"procedure": "sampul", "version": "1", "title": "Sampul", "kind": "service_standard", "source": {"document": "x"},
            "components": [part], "steps": []}
    raw = {"government": "uji2", "zone": "WIB", "names": {key: "Uji" for key in ("daerah", "nama", "portal")}}
    files.write(tmp_path, raw, bare)
    assert governments.load(str(tmp_path)).faults


@pytest.mark.parametrize(("government", "key", "approved"), [
    ("magetan", "penyelenggaraan_statistik_sektoral", "2024-10"), ("banyuwangi", "diseminasi_data_sektoral", "2022-10-24"),
    ("banyuwangi", "layanan_permintaan_data", "2022-10-24"),
])
def test_the_day_of_approval_stands_on_the_identity_sheet(government: str, key: str, approved: str, web: Any, under: Under):
    under("way_kanan")
    assert governments.load_all()[government].procedures[key].source["approved"] == approved
    page = BeautifulSoup(web.get("", f"/id/satudata/workflow/procedures/{government}/{key}").data, "html.parser")
    words = {"2024-10": "2024-10", "2022-10-24": "24 Oktober 2022"}[approved]
    assert page.select(".sd-sampul .sah")[0].get_text().strip().endswith(words)
