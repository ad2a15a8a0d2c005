"""Our own styles and scripts stay small enough for a phone on a slow line."""

from pathlib import Path

import ckanext.satudata

ASSETS = Path(ckanext.satudata.__file__).parent / "assets"
MOST = 60_000       # bytes, before compression


def test_styles_and_scripts_together_stay_under_sixty_kilobytes():
    files = [path for path in ASSETS.rglob("*") if path.suffix in (".css", ".js")]
    assert len(files) > 5
    assert sum(path.stat().st_size for path in files) < MOST


def test_no_style_and_no_script_comes_from_elsewhere():
    for path in ASSETS.rglob("*.css"):
        assert "@import" not in path.read_text() and "url(http" not in path.read_text(), path.name
