"""CKAN's face of the room: actions, who may call them, and the form of what they are sent."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def all_actions() -> dict[str, Any]:
    """What the plugin registers, of every module of actions."""
    from . import action, clocks, documents, events, joining, notifications, officers, procedures, statistics, tasks

    own = _own(action, clocks, documents, events, joining, notifications, officers, procedures, statistics, tasks)
    return own | {"user_delete": tasks.user_delete}


def all_auth() -> dict[str, Any]:
    """Who may call them, of every module of rights."""
    from . import (
        auth,
        clocks_auth,
        documents_auth,
        events_auth,
        joining_auth,
        notifications_auth,
        officers_auth,
        procedures_auth,
        statistics_auth,
        tasks_auth,
    )

    return _own(auth, clocks_auth, documents_auth, events_auth, joining_auth, notifications_auth, officers_auth,
                procedures_auth, statistics_auth, tasks_auth)


def _own(*modules: ModuleType) -> dict[str, Any]:
    return {name: function for module in modules for name, function in vars(module).items()
            if name.startswith("satudata_workflow_") and function.__module__ == module.__name__}
