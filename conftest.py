"""Chooses the test slot before CKAN reads its configuration (CKAN does so when the pytest session starts)."""

import os

from devstack.profiles import slot_environment


def slot() -> int:
    """Of pytest-xdist's worker gw3 the 3, else SATUDATA_TEST_SLOT, else 0."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(worker.removeprefix("gw")) if worker else int(os.environ.get("SATUDATA_TEST_SLOT", "0"))


os.environ.update(slot_environment(slot()))
