#!/usr/bin/env python3
"""Pictures of every page type for the docs, at 1280 and 390 pixels: `.venv/bin/python dev/pictures.py [NAME …]`.

They show the demo (`make demo`) as it stands; nothing is changed in it.
"""

import base64
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from devstack.prerequisites import CHROMIUM
from devstack.profiles import DEMO, HOST, ROOT

FOLDER = ROOT / "docs" / "images"
URL = f"http://{HOST}:{DEMO.ports['web']}"
WIDTHS = (1280, 390)
TALLEST = 2600      # of a picture; what lies below says nothing new
DESK = "/satudata/workflow/desk"
OPERATOR, WALIDATA, HEAD, ANYBODY = "operator-pertanian", "walidata", "kepala-pertanian", ""
RICE = "/dataset/luas-panen-dan-produksi-padi"
ACTIVITY = "/kegiatan/pendataan-luas-panen-dan-produksi-tanaman-pangan"
DRAFT_ACTIVITY = "pendataan-perikanan-tangkap-perairan-umum"

# name → who looks, where to, and which links to follow from there (CSS selectors)
PAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "beranda": (ANYBODY, "/", ()),
    "pencarian": (ANYBODY, "/dataset?q=produksi", ()),
    "dataset": (ANYBODY, RICE, ()),
    "tabel": (ANYBODY, RICE, ("a[href*='/table/']:not([href$='csv']):not([href$='xlsx']):not([href$='json'])",)),
    "berkas": (ANYBODY, RICE, ("#berkas a",)),
    "perangkat-daerah": (ANYBODY, "/organization", ()),
    "opd": (ANYBODY, "/organization/dinas-pertanian-perikanan-dan-ketahanan-pangan", ()),
    "tentang": (ANYBODY, "/about", ()),
    "alur-sop": (ANYBODY, "/satudata/workflow/procedures", ()),
    "sop": (ANYBODY, "/satudata/workflow/procedures/way_kanan/penyelenggaraan_sistem_informasi", ()),
    "tambah-data": (OPERATOR, "/satudata/metadata/new", ()),
    "formulir": (OPERATOR, "/satudata/metadata/produksi-tanaman-hias/form", ()),
    "formulir-bagian": (OPERATOR, "/satudata/metadata/produksi-tanaman-hias/form", (".sd-tugas a >> nth=1",)),
    "periksa-dan-ajukan": (OPERATOR, "/satudata/publication/produksi-tanaman-hias/check", ()),
    "meja-kerja": (WALIDATA, DESK, ()),
    "kasus": (WALIDATA, DESK, ("td a[href*='/case/'] >> nth=0",)),
    "putuskan-bersama": (HEAD, DESK, ("a[href*='/together']",)),
    "kegiatan-cari": (ANYBODY, "/kegiatan", ()),
    "kegiatan": (ANYBODY, ACTIVITY, ()),
    "variabel": (ANYBODY, f"{ACTIVITY}/variabel", ()),
    "indikator": (ANYBODY, "/indikator?q=produktivitas+padi", ("[href^='/indikator/'] >> nth=0",)),
    "publikasi": (ANYBODY, "/publikasi/infografis-populasi-ternak", ()),
    "formulir-kegiatan": (OPERATOR, f"/satudata/metadata/{DRAFT_ACTIVITY}/form/blok_iv", ()),
    "impor": (OPERATOR, "/satudata/metadata/import", ()),
    "kolom": (OPERATOR, "/satudata/metadata/produksi-tanaman-hias/form/berkas", ("a[href$='/columns']",)),
    "masuk": (ANYBODY, "/user/login", ()),
}


@contextmanager
def looking(browser: Browser, user: str, width: int) -> Iterator[Page]:
    """Somebody's browser window of this width."""
    context = browser.new_context(base_url=URL, viewport={"width": width, "height": 900}, locale="id-ID")
    page = context.new_page()
    if user:
        people = yaml.safe_load((ROOT / "dev/demo/people.yaml").read_text())
        page.goto("/user/login")
        page.fill("#field-login", user)
        page.fill("#field-password", people["password"])
        page.press("#field-password", "Enter")
        page.wait_for_selector(".account.authed")
    yield page
    context.close()


def picture(page: Page, file: Path) -> None:
    """The whole page as WebP, which Chromium itself writes."""
    width, height = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST), "scale": 1}
    session = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": 50, "clip": clip, "captureBeyondViewport": True}
    shot = session.send("Page.captureScreenshot", options)
    file.write_bytes(base64.b64decode(shot["data"]))


def main(names: list[str]) -> None:
    path = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name in names or PAGES:
            user, address, links = PAGES[name]
            for width in WIDTHS:
                with looking(browser, user, width) as page:
                    page.goto(address)
                    for link in links:
                        with page.expect_navigation():
                            page.locator(f"#content {link}").first.click()
                    page.wait_for_load_state("networkidle")
                    picture(page, FOLDER / f"{name}-{width}.webp")
            print(name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
