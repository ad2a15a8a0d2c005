"""The two stacks, demo and test: where their files lie and which ports they use."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STACKS = ROOT / ".stack"
SLOTS = range(8)
# The portals of the browser journeys have slots of their own, which no worker of pytest takes.
JOURNEY_SLOTS = {"way_kanan": 8, "bandar_lampung": 9}
# So have the two portals that the benchmarks compare.
BENCH_SLOTS = {"ours": 10, "peer": 11}
ALL_SLOTS = (*SLOTS, *JOURNEY_SLOTS.values(), *BENCH_SLOTS.values())
HOST = "127.0.0.1"
# The servers listen on 127.0.0.1 only, and the data can be made again: no secret is needed here.
PASSWORD = "pass"


@dataclass(frozen=True)
class Profile:
    """One stack."""

    name: str
    folder: Path
    ports: dict[str, int]
    cores: tuple[str, ...]

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def ini(self) -> Path:
        return self.folder / "ckan.ini"

    @property
    def digest(self) -> str:
        """Tells this checkout's stack from that of another one on the same machine."""
        return hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]

    @property
    def socket(self) -> Path:
        """supervisord's socket; its path may have 107 bytes at most."""
        inside = self.folder / "supervisor.sock"
        return inside if len(os.fsencode(inside)) < 90 else Path(tempfile.gettempdir()) / f"satudata-{self.digest}.sock"

    def url(self, database: str, user: str = "ckan_default") -> str:
        return f"postgresql://{user}:{PASSWORD}@{HOST}:{self.ports['postgres']}/{database}"

    def solr_url(self, core: str) -> str:
        return f"http://{HOST}:{self.ports['solr']}/solr/{core}"


def port(profile: str, service: str, default: int) -> int:
    """A port, which the environment may change: SATUDATA_DEMO_WEB_PORT=5001."""
    return int(os.environ.get(port_variable(profile, service), default))


def port_variable(profile: str, service: str) -> str:
    return f"SATUDATA_{profile}_{service}_PORT".upper()


def _profile(name: str, ports: dict[str, int], cores: tuple[str, ...]) -> Profile:
    return Profile(name, STACKS / name, {service: port(name, service, number) for service, number in ports.items()}, cores)


# Below 32768: from there on the system gives ports to clients, and one that has just closed would block a server.
DEMO = _profile("demo", {"postgres": 25432, "redis": 26379, "solr": 28983, "web": 5000}, ("ckan",))
TEST = _profile("test", {"postgres": 25442, "redis": 26389, "solr": 28993}, tuple(f"ckan_test_{slot}" for slot in ALL_SLOTS))
PROFILES = {profile.name: profile for profile in (DEMO, TEST)}


def slot_environment(slot: int, profile: Profile = TEST) -> dict[str, str]:
    """The variables by which CKAN takes the databases, index, queue and files of one test slot."""
    return {
        "CKAN_SQLALCHEMY_URL": profile.url(f"ckan_test_{slot}"),
        "CKAN_DATASTORE_WRITE_URL": profile.url(f"datastore_test_{slot}"),
        "CKAN_DATASTORE_READ_URL": profile.url(f"datastore_test_{slot}", "datastore_default"),
        "CKAN_SOLR_URL": profile.solr_url(f"ckan_test_{slot}"),
        # Redis 0 is the default of everybody, 1 the demo's.
        "CKAN_REDIS_URL": f"redis://{HOST}:{profile.ports['redis']}/{slot + 2}",
        "CKAN_STORAGE_PATH": str(profile.folder / "storage" / str(slot)),
    }
