"""The test stack: the three servers with their slots, and pytest on top."""

import subprocess
from collections.abc import Sequence

from devstack import postgres, servers
from devstack.profiles import ALL_SLOTS, ROOT, TEST, VENV
from devstack.say import step


def up() -> None:
    """Starts the servers and makes the databases of all slots; quick when nothing is missing."""
    servers.start(TEST)
    for slot in ALL_SLOTS:
        (TEST.folder / "storage" / str(slot)).mkdir(exist_ok=True)
    wanted = [f"{kind}_test_{slot}" for slot in ALL_SLOTS for kind in ("ckan", "datastore")]
    new = postgres.ensure_databases(TEST, wanted, may_create=True)
    rights = [slot for slot in ALL_SLOTS if f"datastore_test_{slot}" in new]
    if rights:
        with step("Setting the DataStore's permissions"):
            text = datastore_rights("ckan_test_0", "datastore_test_0")
            for slot in rights:
                postgres.sql(TEST, text.replace("_test_0", f"_test_{slot}"), f"datastore_test_{slot}")


def datastore_rights(main: str, datastore: str) -> str:
    words = [VENV / "bin/python", ROOT / "dev/devstack/datastore_rights.py", main, datastore]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def run_pytest(words: Sequence[str], workers: int) -> int:
    """Runs pytest and returns its exit code; conftest.py says which tests have to stay together on one worker."""
    command = [str(VENV / "bin/pytest"), "-n", str(workers), "--dist", "loadgroup", "--no-loadscope-reorder", *words]
    return subprocess.run(command, cwd=ROOT).returncode
