"""Debian packages that must be there: each is looked for by what it brings, not by its name."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devstack.postgres import find_binaries
from devstack.profiles import STACKS
from devstack.say import Stop, last_lines, run_logged, step

JAVA_AT_LEAST = 17
FONTS = Path("/usr/share/fonts")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass(frozen=True)
class Need:
    """Something the machine must have, and the Debian package that brings it."""

    package: str
    is_there: Callable[[], bool]


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_command(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


def has_fonts() -> bool:
    """Without any a letter is a page of boxes."""
    return any(FONTS.rglob("*.ttf"))


def has_venv() -> bool:
    """Debian splits ensurepip off, and without it no virtual environment gets a pip."""
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


def has_python_headers() -> bool:
    return (Path(sysconfig.get_path("include")) / "Python.h").exists()


SERVERS = (
    Need("postgresql", lambda: find_binaries() is not None),
    Need("redis-server", lambda: has_command("redis-server")),
    Need("openjdk-17-jdk-headless", lambda: has_command("javac")),
    Need("maven", lambda: has_command("mvn")),
    Need("python3-venv", has_venv),
    Need("python3-dev", has_python_headers),
    Need("gcc", lambda: has_command("gcc")),
    Need("libpq-dev", lambda: has_command("pg_config")),
    Need("libmagic1", lambda: has_library("libmagic.so.1")),
    # what WeasyPrint writes letters with
    Need("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
    Need("fonts-dejavu-core", has_fonts),
)
BROWSER = (Need("chromium", lambda: has_command(*CHROMIUM)),)


def java_version(text: str) -> int | None:
    """The major version in the first line of `java -version`; 1.8 is 8."""
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(found[1]) if found else None


def check_java() -> None:
    """Raises Stop if the java that would run Solr is too old."""
    text = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    version = java_version(text)
    if version is None or version < JAVA_AT_LEAST:
        found = f"Java {version}" if version else "an unknown Java"
        raise Stop(f"Solr needs Java {JAVA_AT_LEAST} or newer, and the first `java` in PATH is {found}: install "
                   f"openjdk-17-jdk-headless and put its bin folder first in PATH.")  # fmt: skip


def missing(needs: Sequence[Need]) -> list[str]:
    return [need.package for need in needs if not need.is_there()]


def ensure(needs: Sequence[Need]) -> None:
    """Installs what is missing as root on Debian; otherwise says in one line what to install, and stops."""
    packages = missing(needs)
    if packages:
        if os.geteuid() != 0 or not has_command("apt-get"):
            raise Stop(how_to_install(packages))
        install(packages)
        if still := missing(needs):
            raise Stop(f"After the installation these are still not found: {' '.join(still)}. See {STACKS / 'log/apt.log'}.")
    check_java()


def how_to_install(packages: Sequence[str]) -> str:
    if has_command("apt-get"):
        return f"Please run this, then try again:\n  sudo apt-get install --no-install-recommends {' '.join(packages)}"
    return f"Please install what these Debian packages are called on your system, then try again: {' '.join(packages)}"


def install(packages: Sequence[str]) -> None:
    log = STACKS / "log" / "apt.log"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing Debian packages: {' '.join(packages)}"):
        done = run_logged(["apt-get", "update"], log, env) and run_logged(
            ["apt-get", "install", "-y", "--no-install-recommends", *packages], log, env
        )
        if not done:
            words = " ".join(last_lines(log))
            raise Stop(f"apt-get could not install {' '.join(packages)}: {words} Look at {log}, then try again.")
