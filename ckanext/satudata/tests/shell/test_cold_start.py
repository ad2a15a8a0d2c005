"""A web process that has just started: its first requests come at once, in several threads."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.logic as logic
import ckan.tests.helpers as helpers
import pytest


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked yet."""
    logic.clear_actions_cache()
    authz.clear_auth_functions_cache()


@pytest.mark.usefixtures("with_plugins", "cold")
def test_no_request_meets_core_without_us():
    """CKAN's tables are half filled while the first thread fills them, and a second one would take what is there."""
    helpers._get_test_app()
    known: Any = authz._AuthFunctions._functions
    assert "satudata_workflow_task_list" in known and "satudata_workflow_task_list" in logic._actions
    assert "satudata" in _origin(known["package_update"]), "ours, chained before core's"
    assert "satudata" in _origin(logic._actions["package_update"])


def _origin(function: Any) -> str:
    """The module in which a function of a chain is written."""
    while inner := getattr(function, "func", getattr(function, "__wrapped__", None)):
        function = inner
    return function.__module__
