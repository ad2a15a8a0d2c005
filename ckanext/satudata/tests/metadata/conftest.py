"""A portal with this room alone: CKAN, its DataStore, scheming and DCAT."""

import io
from unittest import mock

import ckan.lib.jobs as ckan_jobs
import ckan.tests.helpers as ckan_helpers
import pytest
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import jobs, service

ALONE = "satudata satudata_metadata datastore datatables_view scheming_datasets dcat"


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/metadata/" in str(item.path).replace("\\", "/"):
            item.add_marker(pytest.mark.ckan_config("ckan.plugins", ALONE), append=False)


@pytest.fixture
def portal(ckan_config, with_plugins, clean_db, clean_index):
    """Empty database, index and queue."""
    ckan_jobs.get_queue(service.QUEUE).empty()


@pytest.fixture
def office():
    return factories.Organization(title="Dinas Pendidikan, Kepemudaan dan Olahraga")


@pytest.fixture
def complete(office):
    """A dataset with everything that is asked for, as the operator types it."""
    return {
        "name": "jumlah-sekolah-sd", "title": "Jumlah Sekolah Dasar", "notes": "Sekolah, guru dan murid sekolah dasar.",
        "owner_org": office["id"], "theme": "RAB.06", "jenis": "statistik", "konsep": "Sekolah dasar",
        "definisi": "Sekolah dasar negeri dan swasta di bawah Dindikpora.", "klasifikasi": "Menurut kecamatan",
        "ukuran": "Jumlah", "satuan": "sekolah, guru, murid", "kode_wilayah": "33.04", "periode_awal": "2018/2019",
        "periode_akhir": "2024/2025", "accrualPeriodicity": "TAHUNAN", "sumber": "Dindikpora Kabupaten Banjarnegara",
        "accessRights": "terbuka", "license_id": "cc-by",
    }


@pytest.fixture
def checked(app):
    """The application with CKAN's check of tokens, as in production."""
    with mock.patch.dict(app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        yield app


@pytest.fixture
def record(complete):
    """A complete private record without a file."""
    return call("package_create", **complete, private=True)


@pytest.fixture
def editor(checked, office):
    """The browser of somebody who fills in the form."""
    from .form_browser import Browser, person

    return Browser(checked, person(office, fullname="Slamet Contoh"))


@pytest.fixture
def colleague(checked, office):
    """The browser of somebody else of the same office."""
    from .form_browser import Browser, person

    return Browser(checked, person(office, fullname="Wahyu Contoh"))


def call(action, **data):
    """An action as the system's user."""
    return ckan_helpers.call_action(action, **data)


def upload(content, name="tabel.csv"):
    """A file as a browser sends it."""
    data = content.encode() if isinstance(content, str) else content
    return FileStorage(io.BytesIO(data), filename=name)


def run_jobs():
    """Do what lies in our queue, as a worker would; gives the number of jobs."""
    queue = ckan_jobs.get_queue(service.QUEUE)
    work = [(job.func, job.args) for job in queue.jobs]
    queue.empty()
    for function, args in work:
        assert function is jobs.load_table
        function(*args)
    return len(work)
