"""The virtual environment in .venv: made once, and installed again only when what it is made of has changed."""

import subprocess
import sys
from pathlib import Path

from devstack.folder import digest, is_stamped
from devstack.profiles import ROOT, STACKS, VENV
from devstack.say import Stop, last_lines, run_logged, step

PYTHON = VENV / "bin" / "python"
CONSTRAINTS = ROOT / "dev" / "constraints.txt"
DEFINITIONS = [ROOT / "setup.cfg", ROOT / "setup.py", CONSTRAINTS]


def ensure(extra: str) -> None:
    """Installs the project with an extra, `demo` or `dev`; `dev` holds all of `demo`."""
    if not PYTHON.exists():
        with step("Making the virtual environment .venv"):
            done = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
            if done.returncode:
                raise Stop(f"Python could not make a virtual environment: {done.stdout.strip() or done.stderr.strip()}")
    if any(is_stamped(stamp(name), wanted(name)) for name in {extra, "dev"}):
        return
    log = STACKS / "log" / "pip.log"
    with step(f"Installing CKAN, this project and what they need (extra {extra!r}) with pip"):
        what = ["-c", CONSTRAINTS, "-e", f"{ROOT}[{extra}]"]
        words = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *what]
        if not run_logged(words, log):
            reason = next((text for text in reversed(last_lines(log, 200)) if text.startswith("ERROR")), "no reason given")
            raise Stop(
                "pip could not install the project: check that this machine reaches PyPI, then run the same command again. "
                f"pip says: {reason[:300]} (all of it: {log})"
            )
    stamp(extra).write_text(wanted(extra))


def stamp(extra: str) -> Path:
    return VENV / f".satudata-{extra}"


def wanted(extra: str) -> str:
    """Changes when the definition of the package or the Python of the environment does."""
    return digest(DEFINITIONS, extra, str((VENV / "bin/python3").resolve()))
