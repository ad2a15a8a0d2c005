"""Builds the wheel and the sdist once, and an environment with CKAN and the wheel in it."""

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
# What lies where in the wheel.
MAPPED = {
    ROOT / "ckanext/satudata": "ckanext/satudata",
    ROOT / "schemas": "ckanext/satudata/schemas",
    ROOT / "i18n": "ckanext/satudata/i18n",
}
SOURCES = "setup.py setup.cfg pyproject.toml MANIFEST.in LICENSE README.md Makefile test.ini conftest.py".split()
FOLDERS = ("ckanext", "schemas", "i18n", "docs", "dev")
NOISE = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "lib", "lib.new", "data")


@dataclass(frozen=True)
class Built:
    """What came out of the build."""

    wheel: Path
    sdist: Path


def files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".pyo"}:
            yield path


def expected_in_wheel() -> set[str]:
    """Every file of the source tree that is not a test, under its name in the wheel."""
    names = set()
    for folder, name in MAPPED.items():
        for path in files_below(folder):
            inside = path.relative_to(folder).as_posix()
            if not inside.startswith("tests/"):
                names.add(f"{name}/{inside}")
    return names


def build(target: Path) -> Built:
    """sdist from a copy of the sources, wheel from the sdist; without network."""
    source = target / "source"
    source.mkdir()
    for name in SOURCES:
        shutil.copy(ROOT / name, source / name)
    for name in FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=NOISE)
    words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target / "dist"), str(source)]
    subprocess.run(words, check=True, capture_output=True)
    (wheel,), (sdist,) = (target / "dist").glob("*.whl"), (target / "dist").glob("*.tar.gz")
    return Built(wheel, sdist)


def environment(target: Path, wheel: Path) -> Path:
    """A virtual environment with everything of this one except our project, and the wheel installed in it.

    Each installed thing is linked, not put on the path: so the .pth files of CKAN and its extensions, which hold the
    folder `ckanext` together, are run by Python as in any portal.

    Returns:
        its Python
    """
    venv.create(target, with_pip=False, symlinks=True)
    (here,) = (Path(path) for path in sys.path if path.endswith("site-packages") and (Path(path) / "ckan").is_dir())
    (there,) = target.glob("lib/*/site-packages")
    link_all(here, there, skip={"ckanext"})
    (there / "ckanext").mkdir()
    link_all(here / "ckanext", there / "ckanext", skip=set())
    python = target / "bin" / "python"
    words = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "--quiet", str(wheel)]
    subprocess.run(words, check=True, capture_output=True)
    return python


def link_all(here: Path, there: Path, skip: set[str]) -> None:
    for path in here.iterdir():
        if path.name not in skip and "satudata" not in path.name and not (there / path.name).exists():
            (there / path.name).symlink_to(path)


def ask(python: Path, script: str, *words: str) -> dict:
    """Runs a script in that environment, far from our sources; its last line of output is JSON."""
    command = [str(python), "-I", "-c", script, *words]  # -I: neither PYTHONPATH nor the working folder counts
    done = subprocess.run(command, cwd=python.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.strip().splitlines()[-1])
