"""The two portals that are compared: configuration, database, index, and a process for each."""

import configparser
import json
import os
import shutil
import subprocess
from typing import Any

import peer_schema
import redis

from devstack import postgres
from devstack.profiles import BENCH_SLOTS, HOST, ROOT, TEST, VENV, slot_environment
from devstack.say import Stop, last_lines, step

FOLDER = TEST.folder / "bench"
PEER, OURS = "peer", "ours"
# What test.ini says for pytest's own process, and a real portal must not have.
ONLY_FOR_PYTEST = ("testing", "SESSION_COOKIE_DOMAIN")


class Portal:
    """A portal in a process of its own, which does one operation after the other.

    `slot` is the name of the slot whose database, index and queue it takes, if that is not its own name.
    """

    def __init__(self, name: str, slot: str | None = None, program: str = "operations.py") -> None:
        self.name = name
        self.program = program
        self.ini = FOLDER / f"{name}.ini"
        self.log = FOLDER / f"{name}.log"
        self.slot = BENCH_SLOTS[slot or name]
        self.database = f"ckan_test_{self.slot}"
        self.environment = {**_without_slot(), **slot_environment(self.slot), "PYTHONPATH": str(ROOT / "dev")}
        self.process: subprocess.Popen[str] | None = None

    def ckan(self, *words: str) -> None:
        """CKAN's command line, as an administrator uses it."""
        with self.log.open("a") as log:
            done = subprocess.run([VENV / "bin/ckan", "-c", self.ini, *words], cwd=ROOT, env=self.environment,
                                  stdout=log, stderr=log)  # fmt: skip
        if done.returncode:
            raise Stop(f"`ckan {' '.join(words)}` failed: " + "\n".join(last_lines(self.log, 20)))

    def start(self) -> None:
        command = [VENV / "bin/python", ROOT / "benchmarks" / self.program, self.ini]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def do(self, operation: str, number: int) -> Any:
        """Has one operation done and waits for its answer.

        Raises:
            Stop: the process has ended; with its last words
        """
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([operation, number]) + "\n")
        self.process.stdin.flush()
        if not (answer := self.process.stdout.readline()):
            raise Stop(f"{operation} on {self.name} failed: " + "\n".join(last_lines(self.log, 30)))
        return json.loads(answer)

    def stop(self) -> None:
        if self.process is not None:
            self.process.communicate()
            self.process = None


def _without_slot() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("CKAN_")}


def prepared(count: int) -> tuple[Portal, Portal]:
    """Ours and the peer, running, with the same `count` public records.

    The records are made without us; our portal is a copy of that database, into which our plugins are installed as the
    README tells an administrator to. So both have the same rows, down to the ids.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    ours, peer = Portal(OURS), Portal(PEER)
    peer_schema.write(FOLDER / "peer.json")
    for portal in (ours, peer):
        portal.log.unlink(missing_ok=True)
        write_ini(portal)
        redis.Redis.from_url(portal.environment["CKAN_REDIS_URL"]).flushdb()
        shutil.rmtree(portal.environment["CKAN_STORAGE_PATH"], ignore_errors=True)
    with step(f"Making {count} records without our plugins"):
        new_database(peer.database, "template1")
        peer.ckan("db", "upgrade")
        peer.ckan("search-index", "clear")
        peer.start()
        peer.do("fill", count)
        peer.do("tables", 0)
        peer.stop()
    with step("Installing our plugins into a copy"):
        for kind in ("ckan", "datastore"):
            new_database(f"{kind}_test_{BENCH_SLOTS[OURS]}", f"{kind}_test_{BENCH_SLOTS[PEER]}")
        ours.ckan("db", "upgrade")
        ours.start()
        ours.do("take_over", count)
        ours.stop()
        ours.ckan("satudata-publication", "previews")
        ours.ckan("search-index", "clear")
        ours.ckan("search-index", "rebuild")
        ours.start()
        ours.do("work", 0)
        ours.stop()
    for portal in (ours, peer):
        portal.start()
    return ours, peer


def new_database(name: str, template: str) -> None:
    postgres.sql(TEST, f"""
        DROP DATABASE IF EXISTS {name} WITH (FORCE);
        CREATE DATABASE {name} OWNER ckan_default TEMPLATE {template};""")


def write_ini(portal: Portal, **options: str) -> None:
    """test.ini as a portal on the web has it, with these options; the peer's without anything of ours."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(ROOT / "test.ini")
    app = parser["app:main"]
    for option in ONLY_FOR_PYTEST:
        app.pop(option, None)
    app.update({
        "ckan.site_id": f"bench-{portal.name}", "ckan.site_url": f"http://{HOST}",
        "ckan.locale_default": "id", "ckan.locales_offered": "id en", "ckan.locale_order": "id en",
    })  # fmt: skip
    if portal.name == PEER:
        app["ckan.plugins"] = " ".join(word for word in app["ckan.plugins"].split() if not word.startswith("satudata"))
        app["scheming.dataset_schemas"] = f"file://{FOLDER / 'peer.json'}"
        app["scheming.presets"] = " ".join(word for word in app["scheming.presets"].split() if "satudata" not in word)
        for option in [option for option in app if option.startswith("ckanext.satudata")]:
            del app[option]
    app.update(options)
    with portal.ini.open("w") as file:
        parser.write(file)
