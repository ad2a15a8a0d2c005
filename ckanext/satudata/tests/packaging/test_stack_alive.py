"""The test stack is real: each server answers through CKAN itself."""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "activity datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis"),
]


def test_a_dataset_is_stored_found_and_its_table_read_by_anonymous():
    dataset = factories.Dataset(owner_org=factories.Organization()["id"], title="Jumlah penduduk per kecamatan")
    found = helpers.call_action("package_search", q="penduduk")
    assert [hit["id"] for hit in found["results"]] == [dataset["id"]]
    table = helpers.call_action(
        "datastore_create",
        {"user": factories.Sysadmin()["name"]},
        resource={"package_id": dataset["id"]},
        fields=[{"id": "kecamatan", "type": "text"}, {"id": "jiwa", "type": "int"}],
        records=[{"kecamatan": "Susukan", "jiwa": 57021}],
    )
    # As anonymous: the read role, whose rights the set-up has given.
    rows = helpers.call_action("datastore_search", {"user": "", "ignore_auth": False}, resource_id=table["resource_id"])
    assert rows["records"] == [{"_id": 1, "kecamatan": "Susukan", "jiwa": 57021}]


def test_each_slot_has_a_database_an_index_and_a_queue_of_its_own():
    slot = model.Session.get_bind().url.database.removeprefix("ckan_test_")
    assert tk.config["ckan.datastore.write_url"].endswith(f"/datastore_test_{slot}")
    assert tk.config["solr_url"].endswith(f"/ckan_test_{slot}")
    assert connect_to_redis().connection_pool.connection_kwargs["db"] == int(slot) + 2
    assert tk.config["ckan.storage_path"].endswith(f"/storage/{slot}")
