"""A PostgreSQL of our own: data folder, roles, databases. Never the machine's own cluster."""

import os
import pwd
import secrets
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devstack.folder import write_private
from devstack.profiles import HOST, PASSWORD, Profile
from devstack.say import Stop, step

SUPERUSER = "postgres"
OPTIONS = {
    # Quick and unsafe on a power cut: this data can be made again.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "300",
    "shared_buffers": "96MB",
    # A container's /dev/shm may be too small for parallel workers.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    # TCP only: the path of a socket inside a deep checkout can be too long.
    "unix_socket_directories": "",
}


def find_binaries() -> Path | None:
    """Folder with initdb and postgres: Debian's newest, or that of the PATH."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def binaries() -> Path:
    found = find_binaries()
    if found is None:
        raise Stop("PostgreSQL was not found: install the package postgresql.")
    return found


def account() -> pwd.struct_passwd:
    """Who runs the server: PostgreSQL refuses root, so root hands over to `postgres`."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def can_reach(folder: Path, uid: int) -> bool:
    """Whether this user may pass through all folders on the way to `folder`."""
    for parent in [folder, *folder.parents]:
        if parent.exists():
            facts = parent.stat()
            needed = stat.S_IXUSR if facts.st_uid == uid else stat.S_IXOTH
            if not facts.st_mode & needed:
                return False
    return True


def home(profile: Profile) -> Path:
    """Where the data lies: in the stack's folder, or, if `postgres` cannot go there (a checkout in /root), in its own home."""
    inside = profile.folder / "postgres"
    if can_reach(profile.folder, account().pw_uid):
        return inside
    return Path(account().pw_dir) / f"satudata-{profile.digest}"


def command(profile: Profile) -> list[str]:
    options = [word for key, value in OPTIONS.items() for word in ("-c", f"{key}={value}")]
    where = ["-D", str(home(profile) / "data"), "-h", HOST, "-p", str(profile.ports["postgres"])]
    return [str(binaries() / "postgres"), *where, *options]


def initialise(profile: Profile) -> None:
    """Makes the data folder, once."""
    data = home(profile) / "data"
    if (data / "PG_VERSION").exists():
        return
    user = account()
    with step("Creating the PostgreSQL data folder"):
        shutil.rmtree(home(profile), ignore_errors=True)
        home(profile).mkdir(mode=0o700, parents=True)
        password = home(profile) / "superuser-password"
        write_private(password, secrets.token_urlsafe(18))
        for path in (home(profile), password):
            os.chown(path, user.pw_uid, user.pw_gid)
        words = [binaries() / "initdb", "-D", data, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                 "--auth=scram-sha-256", f"--pwfile={password}"]  # fmt: skip
        done = run_as(user, [str(word) for word in words])
        if done.returncode:
            raise Stop(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def run_as(user: pwd.struct_passwd, command: list[str]) -> subprocess.CompletedProcess[str]:
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    return subprocess.run(command, capture_output=True, text=True, cwd="/")


def sql(profile: Profile, statements: str, database: str = "postgres") -> str:
    """Runs SQL as the superuser; rows come back as lines."""
    password = (home(profile) / "superuser-password").read_text()
    env = {**os.environ, "PGPASSWORD": password, "PGOPTIONS": "-c client_min_messages=warning"}
    words = ["psql", "-h", HOST, "-p", str(profile.ports["postgres"]), "-U", SUPERUSER, "-d", database]
    done = subprocess.run(
        [str(binaries() / words[0]), *words[1:], "-v", "ON_ERROR_STOP=1", "-XqAt", "-f", "-"],
        input=statements, env=env, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"PostgreSQL refused a statement of the set-up: {done.stderr.strip()}")
    return done.stdout


def is_ready(profile: Profile) -> bool:
    try:
        return sql(profile, "SELECT 1") == "1\n"
    except (Stop, OSError):
        return False


def ensure_databases(profile: Profile, databases: Sequence[str], may_create: bool = False) -> list[str]:
    """Makes the two roles and the databases that do not exist yet, and returns the new databases."""
    present = sql(profile, "SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database").split()
    statements = [
        f"CREATE ROLE {role} LOGIN {'CREATEDB' if may_create and role == 'ckan_default' else ''} PASSWORD '{PASSWORD}';"
        for role in ("ckan_default", "datastore_default")
        if role not in present
    ]
    new = [database for database in databases if database not in present]
    statements += [f"CREATE DATABASE {database} OWNER ckan_default ENCODING 'utf-8';" for database in new]
    if statements:
        sql(profile, "\n".join(statements))
    return new
