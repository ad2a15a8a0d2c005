"""What the doctor says about metadata."""

from datetime import timedelta

import ckan.model as model
import pytest

from ckanext.satudata.metadata import doctor
from ckanext.satudata.metadata.model import Table
from ckanext.satudata.metadata.model.table import now

pytestmark = pytest.mark.usefixtures("portal")


def sentences():
    return [finding.sentence for check in doctor.checks() for finding in check()]


def test_all_is_well():
    assert sentences() == []


def test_tables_that_failed_or_wait():
    model.Session.add(Table(resource_id="a", package_id="p", source="x", attempt=1, status="failed", details={}))
    model.Session.add(Table(resource_id="b", package_id="p", source="x", attempt=1, status="waiting", details={},
                            updated_at=now() - timedelta(hours=1)))
    model.Session.commit()
    assert sentences() == ["1 tables could not be loaded.", "1 tables have been waiting for more than ten minutes."]


@pytest.mark.ckan_config("ckanext.satudata.metadata.region", "3304")
def test_a_region_that_is_none():
    assert sentences() == ["1 things are wrong with the code lists."]


@pytest.mark.ckan_config("scheming.dataset_schemas", "ckanext.scheming:ckan_dataset.yaml")
def test_a_portal_with_its_own_schema():
    assert "schema of the portal's own" in sentences()[0]


@pytest.mark.ckan_config("scheming.dataset_schemas",
                         "ckanext.satudata.schemas:dataset.yaml ckanext.satudata.schemas:kegiatan.yaml")
def test_a_portal_from_before_the_other_types():
    assert "indikator, publikasi" in sentences()[0]
