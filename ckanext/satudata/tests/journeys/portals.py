"""A portal of its own for the journeys: configuration, database, web processes and worker."""

import configparser
import io
import json
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ckanext.satudata.tests.journeys import people, processes
from ckanext.satudata.tests.journeys.processes import Program
from devstack.folder import only_one
from devstack.ports import is_free
from devstack.profiles import HOST, JOURNEY_SLOTS, ROOT, TEST, VENV, slot_environment

FOLDER = TEST.folder / "journeys"
PORTS = range(5101, 5200)
LIMIT_MB = 1  # of an uploaded file: small, so that a file over it is quickly sent
# What test.ini says for pytest's own process, and a portal that people use must not have.
ONLY_FOR_PYTEST = ("testing", "SESSION_COOKIE_DOMAIN")
TITLES = {"way_kanan": "Satu Data Way Kanan", "bandar_lampung": "Satu Data Bandar Lampung"}


@dataclass
class Portal:
    """A running portal of one government."""

    government: str
    port: int
    programs: dict[str, Program]
    # Cookies of those who have logged in once: the next test need not do it again.
    logged_in: dict[people.Account, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def token(self, account: people.Account) -> str:
        """An API token of this person."""
        return json.loads((FOLDER / f"{self.government}.tokens").read_text())[account.name]

    def last_words(self) -> str:
        return "\n".join(program.last_words() for program in self.programs.values())


@contextmanager
def reserved(government: str) -> Iterator[None]:
    """Keeps other test processes from this portal. Whoever wants several asks for them in the order of their names:
    two processes that each held what the other wants would wait for ever.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with only_one(FOLDER / f"{government}.lock"):
        yield


@contextmanager
def running(government: str) -> Iterator[Portal]:
    """A portal with an empty database and the people of `people.py`; stopped at the end. It has to be reserved.

    Raises:
        RuntimeError: it did not start; with the end of its logs
    """
    processes.end_left_behind(government)
    portal = _described(government)
    try:
        _start(portal)
        yield portal
    finally:
        for program in portal.programs.values():
            program.stop()


def _described(government: str) -> Portal:
    slot = JOURNEY_SLOTS[government]
    port = next(number for number in PORTS[slot * 10 :] if is_free(number))
    ini = FOLDER / f"{government}.ini"
    ini.write_text(configuration(government, port))
    environment = processes.environment(government, CKAN_INI=str(ini), **slot_environment(slot))

    def program(name: str, *command: str | Path) -> Program:
        return Program(name, [str(word) for word in command], environment, FOLDER / f"{government}-{name}.log")

    # Two processes, as in production: state that is kept in a process shows at once.
    web = ("--bind", f"{HOST}:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "60")
    programs = (
        program("prepare", sys.executable, Path(__file__).with_name("prepare.py"), ini, government),
        program("web", VENV / "bin/gunicorn", *web, "devstack.wsgi:application"),
        program("worker", VENV / "bin/ckan", "-c", ini, "jobs", "worker", "default", "satudata"),
    )
    return Portal(government, port, {one.name: one for one in programs})


def configuration(government: str, port: int) -> str:
    """test.ini, as a portal on the web has it: address, cookies and protection against forged forms."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(ROOT / "test.ini")
    app = parser["app:main"]
    for option in ONLY_FOR_PYTEST:
        app.pop(option, None)
    app["WTF_CSRF_ENABLED"] = "true"
    app["SESSION_COOKIE_NAME"] = f"satudata_{government}"
    app["REMEMBER_COOKIE_NAME"] = f"satudata_{government}_remember"
    app["ckan.site_id"] = f"journey-{government.replace('_', '-')}"
    app["ckan.site_url"] = f"http://{HOST}:{port}"
    app["ckan.site_title"] = TITLES[government]
    app["ckanext.satudata.government"] = government
    app["ckan.max_resource_size"] = app["ckanext.satudata.workflow.document_limit_mb"] = str(LIMIT_MB)
    app["ckan.gravatar_default"] = "disabled"  # pictures of accounts would come from the network
    app.update({"ckan.locale_default": "id", "ckan.locales_offered": "id en", "ckan.locale_order": "id en"})
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def _start(portal: Portal) -> None:
    prepare, web, worker = (portal.programs[name] for name in ("prepare", "web", "worker"))
    prepare.start()
    if not processes.wait_until(prepare.has_ended, processes.PATIENCE) or prepare.exit_code != 0:
        raise RuntimeError(f"The database of {portal.government} could not be filled; {prepare.last_words()}")
    web.start()
    worker.start()
    if not processes.wait_until(lambda: web.has_ended() or _answers(portal), processes.PATIENCE, 0.25) or web.has_ended():
        raise RuntimeError(f"The portal of {portal.government} did not start; {web.last_words()}")


def _answers(portal: Portal) -> bool:
    try:
        with urllib.request.urlopen(f"{portal.url}/api/3/action/status_show", timeout=20) as answer:
            return answer.status == 200
    except OSError:
        return False
