"""Fixtures that all rooms share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from ckan.cli.db import _resolve_alembic_config
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import event

from devstack.prerequisites import CHROMIUM

# Nothing but the portal is asked while a browser runs.
BROWSER_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
                   "--no-first-run")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium (Playwright brings none): one in a process, for Playwright refuses to be started beside itself."""
    path = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def clean_db(with_plugins: None, reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Empties the database and migrates the plugins that are loaded.

    `with_plugins` comes first: a plugin is migrated only while it is loaded.
    """
    with maintenance():
        reset_db()
    for name, head in loaded_heads().items():
        if version_in_database(name) != head:
            migrate_db_for(name)


def loaded_heads() -> dict[str, str]:
    """Plugins that are loaded and have migrations, each with its newest one."""
    loaded = [name for name in tk.aslist(tk.config["ckan.plugins"]) if p.plugin_loaded(name)]
    return {name: head for name in loaded if (head := head_of(name))}


@cache
def head_of(plugin: str) -> str | None:
    ini = Path(_resolve_alembic_config(plugin))
    if not ini.exists():
        return None
    config = Config(str(ini))
    config.set_main_option("script_location", str(ini.parent))
    return ScriptDirectory.from_config(config).get_current_head()


def version_in_database(plugin: str) -> str | None:
    """The migration that this slot's database has, asked each time: a test may have migrated down."""
    table = f"{plugin}_alembic_version"
    with model.ensure_engine().connect() as connection:
        if not sa.inspect(connection).has_table(table):
            return None
        return connection.execute(sa.text(f"SELECT version_num FROM {table}")).scalar()


@contextmanager
def maintenance() -> Iterator[None]:
    """Lets the tables that only take INSERT be emptied: their trigger asks for this setting."""

    def allow(session, transaction, connection) -> None:
        connection.execute(sa.text("SET LOCAL satudata.maintenance = 'on'"))

    event.listen(model.Session, "after_begin", allow)
    try:
        yield
    finally:
        event.remove(model.Session, "after_begin", allow)
        model.Session.remove()
