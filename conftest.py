"""Chooses the test slot before CKAN reads its configuration (CKAN does so when the pytest session starts)."""

import os

import pytest

from devstack.profiles import SLOTS, slot_environment


def slot(config: pytest.Config) -> int:
    """Of pytest-xdist's worker gw3 the 3; without workers SATUDATA_TEST_SLOT, else 0.

    The process that only hands tests out takes the last slot: it starts a CKAN too, and would disturb worker 0.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        return int(worker.removeprefix("gw"))
    if config.getoption("numprocesses", None):
        return SLOTS[-1]
    return int(os.environ.get("SATUDATA_TEST_SLOT", "0"))


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist, which reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of a file go to one worker: they share what the file sets up.

    All journeys share two running portals; they take longest, so they begin, and the other worker does the rest.
    """
    items.sort(key=lambda item: not is_journey(item))
    for item in items:
        item.add_marker(pytest.mark.xdist_group("journeys" if is_journey(item) else item.nodeid.partition("::")[0]))


def is_journey(item: pytest.Item) -> bool:
    return "journeys" in item.path.parts


def pytest_configure(config: pytest.Config) -> None:
    os.environ.update(slot_environment(slot(config)))


def pytest_make_parametrize_id(val: object) -> str | None:
    """A test is called by what it is given; a file is not its own name, nor the same in every process that makes it."""
    if isinstance(val, bytes) and len(val) > 60:
        return "a file"
    return f"{val[:40]} …" if isinstance(val, str) and len(val) > 100 else None
