"""The demo portal: CKAN's processes on top of the servers, its set-up and its data."""

import secrets
import subprocess
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from devstack import demo_ini, postgres, servers, supervisor
from devstack.folder import digest, is_stamped, quick_digest, write_private
from devstack.profiles import DEMO, HOST, ROOT, VENV
from devstack.say import Stop, last_lines, line, run_logged, step
from devstack.supervisor import LATER, Program
from devstack.testing import datastore_rights

CKAN = VENV / "bin" / "ckan"
CODE = [ROOT / "ckanext", ROOT / "schemas", ROOT / "i18n"]
LOADER = ROOT / "dev" / "demo" / "load.py"
PROCESSES = ("web", "worker", "harvest_gather", "harvest_fetch")


def programs() -> list[Program]:
    ckan = [str(CKAN), "-c", str(DEMO.ini)]
    return [
        Program("web", web_command(), LATER, environment={"CKAN_INI": str(DEMO.ini), "PYTHONPATH": str(ROOT / "dev")}),
        Program("worker", [*ckan, "jobs", "worker", "default", "satudata"], LATER),
        Program("harvest_gather", [*ckan, "harvester", "gather-consumer"], LATER),
        Program("harvest_fetch", [*ckan, "harvester", "fetch-consumer"], LATER),
    ]


def web_command() -> list[str]:
    """gunicorn instead of `ckan run`: two processes, as in production, so that state kept in a process shows at once,
    and one slow page does not hold up the others."""
    words = ["--bind", f"{HOST}:{DEMO.ports['web']}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    return [str(VENV / "bin/gunicorn"), *words, "--timeout", "120", "devstack.wsgi:application"]


def up() -> None:
    """Starts everything and brings the database up to date; what is done already is not repeated."""
    new_index = servers.start(DEMO, programs())
    postgres.ensure_databases(DEMO, ["ckan_default", "datastore_default"])
    before = DEMO.ini.read_text() if DEMO.ini.exists() else ""
    write_private(DEMO.ini, demo_ini.text())
    set_up(new_index)
    ensure_admin()
    start_processes(before != DEMO.ini.read_text())


def set_up(new_index: bool) -> None:
    """Migrations and rights, again only after CKAN, an extension, a migration or the configuration has changed."""
    stamp = DEMO.folder / "set-up.stamp"
    installed = sorted(path.name for path in VENV.glob("lib/*/site-packages/ckan*.dist-info"))
    wanted = digest([DEMO.ini, ROOT / "ckanext/satudata/migration"], *installed)
    if is_stamped(stamp, wanted):
        return
    with step("Migrating the database of CKAN and of its plugins"):
        ckan("db", "upgrade")
    with step("Setting the DataStore's permissions"):
        postgres.sql(DEMO, datastore_rights("ckan_default", "datastore_default"), "datastore_default")
    if stamp.exists() and new_index:
        with step("Building the search index anew"):
            ckan("search-index", "rebuild")
    stamp.write_text(wanted)


def ckan(*words: str) -> None:
    log = DEMO.log / "ckan-cli.log"
    if not run_logged([CKAN, "-c", DEMO.ini, *words], log):
        raise Stop(f"`ckan {' '.join(words)}` failed; the last lines of {log}:\n  " + "\n  ".join(last_lines(log, 12)))


def admin_password() -> str:
    path = DEMO.folder / "admin-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(9))
    return path.read_text()


def ensure_admin() -> None:
    """The system administrator `admin`, with a password of its own for each installation."""
    if postgres.sql(DEMO, """SELECT 1 FROM "user" WHERE name = 'admin'""", "ckan_default").strip():
        return
    with step("Creating the administrator"):
        ckan("user", "add", "admin", "email=admin@example.org", f"password={admin_password()}")
        ckan("sysadmin", "add", "admin")


def start_processes(is_new: bool) -> None:
    """Starts web, worker and consumers; anew if configuration or code have changed since their start."""
    stamp = DEMO.folder / "code.stamp"
    code = quick_digest(CODE)
    states = supervisor.states(DEMO)
    stale = is_new or not is_stamped(stamp, code)
    names = [name for name in PROCESSES if stale or states.get(name) != "RUNNING"]
    if names:
        supervisor.restart(DEMO, names)
        stamp.write_text(code)
    with step("Waiting for the first page"):
        supervisor.wait(DEMO, "web", web_is_ready)


def web_is_ready() -> bool:
    try:
        with urllib.request.urlopen(f"{demo_ini.site_url()}/api/3/action/status_show", timeout=20) as answer:
            return answer.status == 200
    except OSError:
        return False


def load() -> None:
    """Runs the loader of the demo data, which changes nothing if all is there."""
    if not LOADER.exists():
        line("  There is no demo data to load yet: the portal is empty.")
        return
    run_in_venv(LOADER, "--ini", str(DEMO.ini))


def run_in_venv(script: Path, *words: str) -> None:
    done = subprocess.run([str(VENV / "bin/python"), str(script), *words], cwd=ROOT)
    if done.returncode:
        raise Stop(f"{script.relative_to(ROOT)} failed; what it says stands above.")


def tell() -> None:
    line()
    line(f"The portal is at {demo_ini.site_url()}")
    for row in users():
        line(f"  {row}")
    line("Stop it with `make stop`; `make status` and `make logs S=web` show what it does.")


def users() -> Sequence[str]:
    return [f"admin  password {admin_password()}  (system administrator)"]
