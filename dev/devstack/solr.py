"""Solr: its jars from Maven Central, its home with CKAN's own schema, one core or one for each test slot."""

import os
import shutil
import subprocess
import urllib.request
from pathlib import Path

from devstack.folder import digest, is_stamped
from devstack.profiles import ROOT, STACKS, VENV, Profile
from devstack.say import Stop, last_lines, run_logged, step

SOURCE = ROOT / "dev" / "solr"
LIB = SOURCE / "lib"
MEMORY = Path("/dev/shm")
MEMORY_AT_LEAST = 300 * 1024 * 1024


def ensure_jars() -> None:
    """Downloads the jars once for each state of pom.xml; a broken download leaves nothing behind."""
    wanted = digest([SOURCE / "pom.xml"])
    if is_stamped(LIB / ".stamp", wanted):
        return
    fresh = SOURCE / "lib.new"
    shutil.rmtree(fresh, ignore_errors=True)
    log = STACKS / "log" / "maven.log"
    with step("Downloading Solr's jars (about 60 MB) with Maven"):
        if not run_logged(["mvn", "-B", "-ntp", "-f", SOURCE / "pom.xml", f"-Dlib={fresh}", "package"], log):
            shutil.rmtree(fresh, ignore_errors=True)
            raise Stop(maven_failed(log))
    shutil.rmtree(LIB, ignore_errors=True)
    fresh.rename(LIB)
    (LIB / ".stamp").write_text(wanted)


def maven_failed(log: Path) -> str:
    errors = [text for text in last_lines(log, 400) if text.startswith("[ERROR]")]
    reason = errors[0][8:200] if errors else "no reason given"
    return (
        "Maven could not get Solr's jars: check that this machine reaches Maven Central (a proxy stands in "
        f"~/.m2/settings.xml), then run the same command again. Maven says: {reason} (all of it: {log})"
    )


def ckan_schema() -> Path:
    """schema.xml of the CKAN that is installed: copied at each start, so it never drifts."""
    words = [str(VENV / "bin/python"), "-c", "import ckan; print(ckan.__file__)"]
    folder = Path(subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()).parent
    return folder / "config" / "solr" / "schema.xml"


def write_home(profile: Profile) -> bool:
    """Writes Solr's home.

    Returns:
        whether anything differs from the last time, so that a running Solr must be restarted
    """
    home = profile.folder / "solr"
    conf = home / "configsets" / "ckan" / "conf"
    schema = ckan_schema()
    wanted = digest([SOURCE / "conf", SOURCE / "solr.xml", SOURCE / "SolrServer.java", SOURCE / "pom.xml", schema])
    changed = not is_stamped(home / ".stamp", wanted)
    new_cores = [core for core in profile.cores if not (home / core / "core.properties").exists()]
    if changed:
        shutil.copytree(SOURCE / "conf", conf, dirs_exist_ok=True)
        shutil.copy(schema, conf / "schema.xml")
        shutil.copy(SOURCE / "solr.xml", home / "solr.xml")
    for core in profile.cores:
        write_core(profile, home / core)
    (home / ".stamp").write_text(wanted)
    return changed or bool(new_cores)


def write_core(profile: Profile, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "core.properties").write_text(f"name={folder.name}\nconfigSet=ckan\n")
    data = folder / "data"
    if profile.name != "test":
        return
    if memory := memory_folder(profile):
        # A commit costs 6 ms in memory and about 30 ms on a disk.
        target = memory / folder.name
        target.mkdir(parents=True, exist_ok=True)
        if not data.is_symlink():
            shutil.rmtree(data, ignore_errors=True)
            data.symlink_to(target)
    elif data.is_symlink():
        data.unlink()


def memory_folder(profile: Profile) -> Path | None:
    """Where the test index lies in memory, if there is room."""
    folder = MEMORY / f"satudata-{profile.digest}"
    if folder.exists():
        return folder
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return folder if usable and shutil.disk_usage(MEMORY).free > MEMORY_AT_LEAST else None


def forget_memory(profile: Profile) -> None:
    shutil.rmtree(MEMORY / f"satudata-{profile.digest}", ignore_errors=True)


def command(profile: Profile) -> list[str]:
    options = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", f"-Dlog4j2.configurationFile={SOURCE / 'log4j2.xml'}"]
    if profile.name == "test":
        options.append("-XX:TieredStopAtLevel=1")  # many cold starts, short lives
    where = ["--home", str(profile.folder / "solr"), "--port", str(profile.ports["solr"])]
    return ["java", *options, "-cp", f"{LIB}/*", str(SOURCE / "SolrServer.java"), *where]


def is_ready(profile: Profile) -> bool:
    try:
        for core in profile.cores:
            with urllib.request.urlopen(f"{profile.solr_url(core)}/admin/ping?wt=json", timeout=5) as answer:
                if answer.status != 200:
                    return False
    except OSError:
        return False
    return True
