"""A portal with the engine and the gate, started once for each file, and one house that the tests share.

The tests of this room leave what they make: names are unique and nobody counts all rows, so the database is emptied only
when it does not hold the house (at the start, or after another room has emptied it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins as p
import ckan.tests.helpers as ckan_helpers
import pytest
from ckan.common import config
from sqlalchemy import event

from ckanext.satudata.tests.conftest import loaded_heads, maintenance, version_in_database
from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow import files, trial
from ckanext.satudata.workflow import registry

# An existing portal: its own schema, no room `metadata`. `harvest` is there for its tables: its model, once imported by the
# session, is asked whenever a package is purged.
PLUGINS = ["satudata", "satudata_publication", "satudata_workflow", "harvest"]
_KEPT: dict[str, Any] = {}  # of this process: the house


@pytest.fixture(scope="session")
def governments_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The administrator's own folder with the government `uji`; there in all tests, because its cases stay."""
    folder = tmp_path_factory.mktemp("governments")
    files.write(folder, trial.GOVERNMENT, *trial.PROCEDURES)
    for raw in trial.MORE_GOVERNMENTS:
        files.write(folder, raw)
    return str(folder)


@pytest.fixture(scope="module")
def portal(governments_folder: str, migrate_db_for: Callable[[str], None], reset_db: Callable[[], None]) -> Iterator[dict]:
    """Plugins loaded and tables made; gives the configuration of this portal."""
    before = dict(config)
    config["ckan.plugins"] = PLUGINS
    config["ckan.views.default_views"] = []
    config["ckan.search.solr_commit"] = False  # the engine reads nothing from the search index
    config["ckanext.satudata.workflow.governments_folder"] = governments_folder
    with trial.plugin() as name:
        config["ckan.plugins"] = [*PLUGINS, name]
        p.load_all()
        try:
            _tables(reset_db, migrate_db_for)
            yield dict(config)
        finally:
            model.Session.remove()
            p.unload_all()
            config.clear()
            config.update(before)


def _tables(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    house = _KEPT.get("house")
    heads = loaded_heads()
    if house is None or any(version_in_database(name) != head for name, head in heads.items()) or not _holds(house):
        with maintenance():
            reset_db()
        for name, head in heads.items():
            if version_in_database(name) != head:
                migrate_db_for(name)
        search.clear_all()
        _KEPT.pop("house", None)


def _holds(house: House) -> bool:
    return model.Session.get(model.Group, house.org["id"]) is not None


@pytest.fixture
def on_portal(portal: dict) -> Iterator[None]:
    """CKAN puts its configuration back before each test: this is the portal's again, with a fresh session."""
    config.clear()
    config.update(portal)
    model.Session.remove()
    yield
    trial.hooks.effect = trial.hooks.guard = None
    model.Session.rollback()
    model.Session.remove()


@pytest.fixture
def house(on_portal: None) -> House:
    """The house that all tests of the room share. Who ends an office or counts rows makes one of his own (`new_house`)."""
    if "house" not in _KEPT:
        _KEPT["house"] = House()
    return _KEPT["house"]


@pytest.fixture
def new_house(on_portal: None) -> House:
    return House()


@pytest.fixture
def under(on_portal: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Choose the government whose procedures open new cases in this test."""
    return lambda slug: monkeypatch.setitem(config, "ckanext.satudata.government", slug)


@pytest.fixture(scope="module")
def web_app(portal: dict) -> Any:
    config.clear()
    config.update(portal)
    return ckan_helpers._get_test_app()


@pytest.fixture
def web(web_app: Any, on_portal: None) -> Any:
    """Pages as a browser gets them: `web.get(user name or "", path)`, `web.post(…)`; redirects are not followed."""

    return _asking(lambda user: web_app.test_client(user=model.User.get(user) if user else None))


@pytest.fixture
def browsers(web_app: Any, on_portal: None) -> Any:
    """As `web`, where everybody keeps his cookies: a message is on the page that is asked for next."""
    return _asking(cache(lambda user: web_app.test_client(user=model.User.get(user) if user else None)))


def _asking(client_of: Callable[[str], Any]) -> Any:
    def ask(method: str) -> Callable[..., Any]:
        def answer(user: str, path: str, **more: Any) -> Any:
            answered = getattr(client_of(user), method)(path, follow_redirects=False, **more)
            model.Session.remove()
            return answered

        return answer

    return SimpleNamespace(get=ask("get"), post=ask("post"))


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements of the test so far; empty it (`clear`) to count from there."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(model.ensure_engine(), "before_cursor_execute", note)
    yield seen
    event.remove(model.ensure_engine(), "before_cursor_execute", note)


@pytest.fixture
def names() -> registry.Registry:
    return registry.registry()
