"""Letters that officers upload: a real PDF, printed by the browser, and files that are none."""

from pathlib import Path

from playwright.sync_api import Browser

TEXT = """<html lang="id"><body style="font: 12pt serif; margin: 2cm">
<p>Dinas Pendidikan dan Kebudayaan</p><h1 style="font-size: 14pt; text-align: center">SURAT VALIDASI</h1>
<p>Nomor: {number}</p><p>Data “{title}” telah diperiksa dan dinyatakan sesuai untuk dipublikasikan.</p>
<p>Kepala Dinas,</p><p>Hadi Purnomo</p></body></html>"""


def letter_of_validation(browser: Browser, folder: Path, title: str, number: str) -> Path:
    page = browser.new_page()
    page.set_content(TEXT.format(title=title, number=number))
    path = folder / "surat-validasi.pdf"
    page.pdf(path=path)
    page.close()
    return path
