"""The development stack where it meets a person: each obstacle gives one sentence on what to do."""

import dataclasses
import os
import socket
import stat
import threading
import time

import pytest

from devstack import demo_ini, folder, ports, postgres, prerequisites, servers, solr, supervisor, venv
from devstack.prerequisites import Need
from devstack.profiles import DEMO, SLOTS, TEST, port, slot_environment
from devstack.say import Stop


@pytest.fixture
def profile(tmp_path):
    """A stack of its own, that never was started."""
    return dataclasses.replace(DEMO, folder=tmp_path / "demo")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a shell script first in PATH."""

    def make(name, script):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")
        return path

    return make


def test_port_in_use__names_port_service_and_way_out(profile):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        taken = dataclasses.replace(profile, ports={**profile.ports, "web": number})
        with pytest.raises(Stop) as stop:
            ports.check(taken, ["worker", "web"])
    text = str(stop.value)
    assert "\n" not in text
    assert text.startswith(f"Port {number}, which web needs, is used by another program: stop that program")
    assert f"SATUDATA_DEMO_WEB_PORT={number + 1} make demo" in text
    ports.check(taken, ["web"])  # free again


def test_ports__may_be_chosen_by_the_environment(monkeypatch):
    monkeypatch.setenv("SATUDATA_DEMO_WEB_PORT", "5001")
    assert port("demo", "web", 5000) == 5001
    assert port("demo", "solr", 28983) == 28983


def test_the_two_stacks_share_no_port_and_the_slots_share_nothing():
    numbers = [*DEMO.ports.values(), *TEST.ports.values()]
    assert len(set(numbers)) == len(numbers)
    values = [value for slot in SLOTS for value in slot_environment(slot).values()]
    assert len(set(values)) == len(values)
    assert not any(f":{number}/" in value for number in DEMO.ports.values() for value in values)


def test_reset__refuses_a_folder_without_our_marker(profile):
    precious = profile.folder / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("three years of work")
    with pytest.raises(Stop, match="was not made by this command: nothing was deleted"):
        servers.reset(profile)
    assert precious.read_text() == "three years of work"


def test_reset__deletes_a_folder_that_is_ours(profile):
    folder.claim(profile.folder)
    (profile.folder / "log").mkdir()
    servers.reset(profile)
    assert not profile.folder.exists()
    servers.reset(profile)  # nothing there: nothing to do


def test_up__takes_no_folder_that_holds_something_else(profile):
    profile.folder.mkdir()
    folder.claim(profile.folder)  # an empty one may be ours
    other = profile.folder.with_name("photos")
    other.mkdir()
    (other / "1.jpg").touch()
    with pytest.raises(Stop, match="was not made by this command"):
        folder.claim(other)


def test_missing_packages__without_root_one_apt_line(monkeypatch, program):
    program("apt-get", "echo must not be called; exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    needs = [Need("maven", lambda: False), Need("gcc", lambda: True), Need("libmagic1", lambda: False)]
    with pytest.raises(Stop) as stop:
        prerequisites.ensure(needs)
    lines = str(stop.value).splitlines()
    assert lines[1:] == ["  sudo apt-get install --no-install-recommends maven libmagic1"]


def test_missing_packages__as_root_they_are_installed(monkeypatch, tmp_path, program):
    installed = tmp_path / "installed"
    program("apt-get", f'[ "$1" = update ] || echo "$@" >> {installed}')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(prerequisites, "STACKS", tmp_path)
    prerequisites.ensure([Need("redis-server", installed.exists)])
    assert installed.read_text().split() == ["install", "-y", "--no-install-recommends", "redis-server"]


def test_missing_packages__apt_fails(monkeypatch, tmp_path, program):
    program("apt-get", "echo E: Unable to locate package; exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(prerequisites, "STACKS", tmp_path)
    with pytest.raises(Stop, match="apt-get could not install maven: E: Unable to locate package"):
        prerequisites.ensure([Need("maven", lambda: False)])


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_402"', 8),
        ("command not found", None),
    ],
)
def test_java_version(text, version):
    assert prerequisites.java_version(text) == version


def test_old_java(program):
    program("java", """echo 'openjdk version "11.0.2" 2019-01-15' >&2""")
    with pytest.raises(Stop, match="Solr needs Java 17 or newer, and the first `java` in PATH is Java 11"):
        prerequisites.check_java()


def test_broken_download_of_solr__one_sentence_and_nothing_left(monkeypatch, tmp_path, program):
    program("mvn", "echo '[ERROR] Could not transfer artifact: Connection refused'; exit 1")
    monkeypatch.setattr(solr, "LIB", tmp_path / "lib")
    monkeypatch.setattr(solr, "STACKS", tmp_path / "stacks")
    with pytest.raises(Stop) as stop:
        solr.ensure_jars()
    assert "\n" not in str(stop.value)
    assert "check that this machine reaches Maven Central" in str(stop.value)
    assert "Could not transfer artifact: Connection refused" in str(stop.value)
    assert not (tmp_path / "lib").exists()
    assert not (tmp_path / "lib.new").exists()


def test_broken_installation_with_pip__is_tried_again_the_next_time(monkeypatch, tmp_path, program):
    python = program("python", "echo 'ERROR: No matching distribution found for ckan'; exit 1")
    monkeypatch.setattr(venv, "PYTHON", python)
    monkeypatch.setattr(venv, "VENV", tmp_path)
    monkeypatch.setattr(venv, "STACKS", tmp_path)
    for _ in range(2):
        with pytest.raises(Stop, match="pip says: ERROR: No matching distribution found for ckan"):
            venv.ensure("demo")
    program("python", "exit 0")
    venv.ensure("demo")
    program("python", "exit 1")
    venv.ensure("demo")  # nothing has changed: pip is not asked


def test_second_command_waits_for_the_first(tmp_path):
    order = []

    def second():
        with folder.only_one(tmp_path / "lock"):
            order.append("second")

    with folder.only_one(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_postgres_data__lies_elsewhere_if_its_user_cannot_go_there(tmp_path, profile):
    tmp_path.chmod(0o755)
    closed = tmp_path / "root-home"
    closed.mkdir(mode=0o700)
    inside = closed / "checkout"
    inside.mkdir()
    stranger = os.geteuid() + 4711
    assert postgres.can_reach(inside, os.geteuid())
    assert not postgres.can_reach(inside, stranger)
    closed.chmod(0o711)
    assert postgres.can_reach(inside / "not-made-yet", stranger) == all(
        parent.stat().st_mode & stat.S_IXOTH for parent in tmp_path.parents
    )


def test_supervisor_reads_our_paths_as_they_are(tmp_path):
    odd = dataclasses.replace(DEMO, folder=tmp_path / "100 % mine")
    text = supervisor.configuration(odd, servers.programs(odd))
    assert "100 %% mine" in text
    assert "100 % mine" not in text


def test_supervisor_socket__a_deep_checkout(tmp_path):
    deep = dataclasses.replace(DEMO, folder=tmp_path / ("d" * 90) / "demo")
    assert len(os.fsencode(deep.socket)) < 100


def test_keys_of_the_demo_stay_and_are_private(profile):
    folder.claim(profile.folder)
    first = demo_ini.text(profile)
    assert demo_ini.text(profile) == first
    assert stat.S_IMODE((profile.folder / "keys.json").stat().st_mode) == 0o600


def test_the_demo_and_the_tests_run_the_same_plugins():
    ini = (postgres.Path(__file__).parents[4] / "test.ini").read_text()
    listed = ini.partition("ckan.plugins =")[2].partition("ckanext.satudata.government")[0]
    assert listed.split() == demo_ini.PLUGINS.split()
