"""One portal for all tests of the room: plugins are loaded and the database is emptied once."""

import ckan.lib.jobs as ckan_jobs
import ckan.lib.search as search
import ckan.plugins as p
import pytest
from ckan.common import config
from ckan.tests import helpers

from ckanext.satudata.metadata import service
from ckanext.satudata.tests.conftest import loaded_heads, maintenance, version_in_database

from . import portal


@pytest.fixture(scope="package")
def running(reset_db, migrate_db_for, tmp_path_factory):
    """The portal: its HTTP client, and the configuration that it runs with."""
    config["ckanext.satudata.workflow.governments_folder"] = str(
        portal.write_government(tmp_path_factory.mktemp("governments")))
    config["ckanext.satudata.government"] = "uji"
    p.load_all()
    empty_database(reset_db, migrate_db_for)
    search.clear_all()
    ckan_jobs.get_queue(service.QUEUE).empty()
    client = helpers._get_test_app()
    yield client, dict(config)
    p.unload_all()


def empty_database(reset_db, migrate_db_for):
    """As `clean_db`, for a scope that is longer than a test."""
    with maintenance():
        reset_db()
    for name, head in loaded_heads().items():
        if version_in_database(name) != head:
            migrate_db_for(name)


@pytest.fixture(autouse=True)
def app(running):
    """The HTTP client. CKAN restores its configuration before each test; this one brings the portal's back."""
    client, settings = running
    config.clear()
    config.update(settings)
    return client


@pytest.fixture(scope="package")
def people(running):
    return portal.people(running[0])
