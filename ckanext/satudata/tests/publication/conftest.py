"""One portal for all tests of the room: plugins are loaded and the database is emptied once."""

import ckan.lib.jobs as ckan_jobs
import ckan.lib.search as search
import ckan.plugins as p
import pytest
from ckan.common import config
from ckan.tests import helpers
from ckan.tests.pytest_ckan import ckan_setup

from ckanext.satudata.metadata import service
from ckanext.satudata.tests.conftest import loaded_heads, maintenance, version_in_database

from . import portal


@pytest.fixture(scope="package")
def app(reset_db, migrate_db_for, tmp_path_factory, monkeypatch_package):
    """The running portal, as an HTTP client."""
    config["ckanext.satudata.workflow.governments_folder"] = str(
        portal.write_government(tmp_path_factory.mktemp("governments")))
    config["ckanext.satudata.government"] = "uji"
    p.load_all()
    empty_database(reset_db, migrate_db_for)
    search.clear_all()
    ckan_jobs.get_queue(service.QUEUE).empty()
    client = helpers._get_test_app()
    # CKAN brings this configuration back before each test
    monkeypatch_package.setattr(ckan_setup, "_config", config.copy())
    yield client
    p.unload_all()


@pytest.fixture
def with_plugins(app):
    """The portal's plugins are there already, and stay: CKAN's own fixture would unload them for the tests that follow."""


@pytest.fixture(scope="package")
def monkeypatch_package():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def empty_database(reset_db, migrate_db_for):
    """As `clean_db`, for a scope that is longer than a test."""
    with maintenance():
        reset_db()
    for name, head in loaded_heads().items():
        if version_in_database(name) != head:
            migrate_db_for(name)


@pytest.fixture(scope="module")
def people(app):
    return portal.people(app)


@pytest.fixture(scope="module")
def people_alone(app, reset_db, migrate_db_for):
    """People of a portal in which nothing else is: for tests that count, or that look at lists with a first page."""
    empty_database(reset_db, migrate_db_for)
    search.clear_all()
    return portal.people(app)
