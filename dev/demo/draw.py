"""Renders the infographic to publications/populasi-ternak.png: `.venv/bin/python dev/demo/draw.py`.

The picture carries the hash of the drawing it was made from, so a test can tell when it is stale.
"""

import hashlib
import io
import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from demo import infographic
from demo.publications import FILES
from devstack.prerequisites import CHROMIUM


def draw(svg: str) -> bytes:
    """The drawing as a browser shows it."""
    with sync_playwright() as playwright:
        path = next(found for name in CHROMIUM if (found := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": infographic.WIDTH, "height": infographic.HEIGHT})
        page.set_content(f'<body style="margin:0">{svg}</body>')
        picture = page.screenshot()
        browser.close()
    return picture


def main() -> None:
    svg = infographic.svg()
    about = PngInfo()
    about.add_text(infographic.DRAWING, hashlib.sha256(svg.encode()).hexdigest())
    picture = Image.open(io.BytesIO(draw(svg))).convert("RGB").quantize(64)
    picture.save(FILES / infographic.FILE, pnginfo=about, optimize=True)


if __name__ == "__main__":
    main()
