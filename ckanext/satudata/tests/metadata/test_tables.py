"""Files become tables in the DataStore: by the job, once, whatever happens in between."""

import hashlib
import os
from datetime import timedelta

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib import uploader
from ckan.tests import factories

from ckanext.datastore.backend.postgres import get_write_engine, identifier
from ckanext.satudata.metadata import jobs, service, shared
from ckanext.satudata.metadata.model import Table

from .conftest import call, run_jobs, upload

pytestmark = pytest.mark.usefixtures("portal")

# Kab. Banjarnegara, Distankan KP, jumlah-unggas…csv: thousands with commas, a bracketed value (T4, T5)
UNGGAS = """Kecamatan,Ayam Kampung,Itik Biasa,"Harga (Rp):satuan %",Tahun
Susukan," 16,592 ", 1 , 37.5 ,2022
Karangkobar," 20,043 ", (65) , 2.0 ,2022
 Batur,-,-,-,2022
"""


@pytest.fixture
def package(office):
    return call("package_create", name="unggas", owner_org=office["id"])


@pytest.fixture
def resource(package):
    return call("resource_create", package_id=package["id"], name="Unggas", format="CSV", upload=upload(UNGGAS))


def state(resource):
    return call("satudata_metadata_table_show", resource_id=resource["id"])


def rows(resource):
    return call("datastore_search", resource_id=resource["id"], sort="_id")


def number_of(resource):
    """PostgreSQL's own number of a table: another one after it was dropped and made again."""
    with get_write_engine().begin() as connection:
        return connection.execute(
            sa.text("SELECT CAST(CAST(:name AS regclass) AS oid)"), {"name": identifier(resource["id"])}).scalar()


def test_a_table_is_loaded(resource):
    assert state(resource)["status"] == "waiting"
    assert run_jobs() == 1
    found = state(resource)
    assert (found["status"], found["rows"], found["columns"]) == ("loaded", 3, 5)
    assert found["sha256"] == hashlib.sha256(UNGGAS.encode()).hexdigest()
    assert found["sentence"] == "Table: 3 rows, 5 columns."
    answer = rows(resource)
    assert [(field["id"], field["type"]) for field in answer["fields"][1:]] == [
        ("Kecamatan", "text"), ("Ayam Kampung", "numeric"), ("Itik Biasa", "text"), ("Harga (Rp): satuan %", "numeric"),
        ("Tahun", "numeric")]
    assert [record["Ayam Kampung"] for record in answer["records"]] == [16592, 20043, None]
    assert [record["Itik Biasa"] for record in answer["records"]] == [" 1 ", " (65) ", "-"]
    assert answer["records"][2]["Kecamatan"] == " Batur"
    assert answer["total"] == 3


def test_labels_are_the_data_dictionary(package):
    table = upload('"Luas :ha","Luas :ha",_x\n1,2,3\n')
    resource = call("resource_create", package_id=package["id"], format="CSV", upload=table)
    run_jobs()
    fields = call("datastore_info", id=resource["id"], resource_id=resource["id"])["fields"]
    assert [(field["id"], field["info"]["label"]) for field in fields] == [
        ("Luas : ha", "Luas :ha"), ("Luas : ha_2", "Luas :ha"), ("x", "_x")]


def test_ckan_knows_that_there_is_a_table(resource):
    run_jobs()
    assert call("resource_show", id=resource["id"])["datastore_active"] is True
    path = uploader.get_resource_uploader(dict(resource)).get_path(resource["id"])
    assert open(path, "rb").read() == UNGGAS.encode()


@pytest.mark.ckan_config("ckan.views.default_views", "datatables_view")
def test_a_table_can_be_looked_at(package, resource):
    def views():
        return [view["view_type"] for view in call("resource_view_list", id=resource["id"])]

    assert views() == []
    run_jobs()
    assert views() == ["datatables_view"]
    call("resource_patch", id=resource["id"], upload=upload("a,b\n1,2\n"))
    run_jobs()
    assert (state(resource)["rows"], views()) == (1, ["datatables_view"])


def test_loading_twice_changes_nothing(resource):
    run_jobs()
    before = rows(resource)["records"]
    row = model.Session.get(Table, resource["id"])
    jobs.load_table(resource["id"], row.attempt)
    assert rows(resource)["records"] == before
    assert run_jobs() == 0


def test_saving_other_fields_asks_for_nothing(package, resource):
    run_jobs()
    call("package_patch", id=package["id"], title="Judul lain")
    call("resource_patch", id=resource["id"], description="Keterangan")
    assert run_jobs() == 0
    assert state(resource)["status"] == "loaded"


def test_another_file_replaces_the_table(resource):
    run_jobs()
    first = state(resource)
    call("resource_patch", id=resource["id"], upload=upload("a,b\n1,2\n"))
    assert state(resource)["status"] == "waiting"
    run_jobs()
    second = state(resource)
    assert (second["status"], second["rows"], second["columns"]) == ("loaded", 1, 2)
    assert second["checksum"] != first["checksum"]


def test_a_file_that_comes_while_another_is_loaded(resource, monkeypatch):
    """The older job's result is dropped; the newer job says how the table stands."""
    load = jobs.loader.load

    def change_meanwhile(resource_id, before):
        monkeypatch.setattr(jobs.loader, "load", load)
        result = load(resource_id, before)
        call("resource_patch", id=resource_id, upload=upload("a,b\n1,2\n"))
        return result

    monkeypatch.setattr(jobs.loader, "load", change_meanwhile)
    run_jobs()
    assert state(resource)["status"] == "waiting"
    run_jobs()
    assert state(resource)["columns"] == 2


@pytest.mark.parametrize(("content", "format", "code"), [
    (b"%PDF-1.7 bukan tabel", "PDF", "unsupported_format"),
    (b"\x89PNG\r\n\x1a\n1234", "CSV", "not_a_table"),
    (b"a,b\n1,2,3\n", "CSV", "ragged_rows"),
    (b" ", "CSV", "empty_file"),
])
def test_what_is_no_table_is_refused_plainly(resource, content, format, code):
    """The file stays; the old table, which is not that file's, goes."""
    run_jobs()
    call("resource_patch", id=resource["id"], upload=upload(content), format=format)
    run_jobs()
    found = state(resource)
    assert (found["status"], found["reason"], found["rows"]) == ("refused", code, None)
    assert found["sentence"].startswith("The file is kept and offered as it is")
    with pytest.raises(tk.ObjectNotFound):
        rows(resource)


def test_a_link_is_not_fetched(package):
    link = call("resource_create", package_id=package["id"], url="http://example.org/data.csv", format="CSV")
    assert (state(link)["status"], state(link)["reason"]) == ("refused", "link")
    assert run_jobs() == 0


def test_a_file_becomes_a_link(resource):
    run_jobs()
    call("resource_update", **{**resource, "url": "http://example.org/data.csv", "url_type": "", "clear_upload": "true"})
    run_jobs()
    assert (state(resource)["status"], state(resource)["reason"]) == ("refused", "link")
    with pytest.raises(tk.ObjectNotFound):
        rows(resource)


def test_a_file_that_is_gone(resource):
    os.remove(uploader.get_resource_uploader(dict(resource)).get_path(resource["id"]))
    run_jobs()
    assert state(resource)["reason"] == "missing_file"


def test_a_deleted_resource_leaves_nothing(package, resource):
    call("resource_delete", id=resource["id"])
    assert shared.tables_of(package["id"]) == []
    run_jobs()
    assert shared.tables_of(package["id"]) == []


def test_tables_that_the_api_writes_are_left_alone(package):
    made = call("datastore_create", resource={"package_id": package["id"]}, fields=[{"id": "a", "type": "text"}],
                records=[{"a": "x"}])
    call("package_patch", id=package["id"], title="Judul lain")
    assert run_jobs() == 0
    assert state({"id": made["resource_id"]})["status"] == "none"


def test_other_types_are_not_loaded(resource, package):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service.config, "table_types", lambda: ["kegiatan"])
        call("resource_patch", id=resource["id"], upload=upload("a,b\n1,2\n"))
        with pytest.raises(tk.ObjectNotFound):
            call("satudata_metadata_table_load", resource_id=resource["id"])


def test_redis_is_down(package, monkeypatch):
    """The save goes through, the row waits, and the next job or the administrator picks it up."""
    def refuse(*args, **kwargs):
        raise ConnectionError("no Redis")

    with monkeypatch.context() as patch:
        patch.setattr(ckan_jobs, "get_queue", refuse)
        resource = call("resource_create", package_id=package["id"], format="CSV", upload=upload(UNGGAS))
    assert state(resource)["status"] == "waiting"
    assert run_jobs() == 0
    assert service.resume_waiting() == 1
    assert service.resume_waiting() == 0        # it lies in the queue already
    run_jobs()
    assert state(resource)["status"] == "loaded"


def test_a_rolled_back_save_leaves_no_job(package):
    with pytest.raises(tk.ValidationError):
        call("package_update", **{**package, "theme": "tidak ada", "resources": [{"upload": upload(UNGGAS), "url": "x.csv"}]})
    assert run_jobs() == 0
    assert shared.tables_of(package["id"]) == []


def test_a_worker_that_died(resource):
    ckan_jobs.get_queue(service.QUEUE).empty()
    row = service.begin(resource["id"], 1)
    assert row.status == "loading"
    assert service.resume_waiting() == 0
    row.updated_at -= timedelta(hours=2)
    model.Session.commit()
    assert service.resume_waiting() == 1
    run_jobs()
    assert state(resource)["status"] == "loaded"


def test_a_fault_is_said_and_can_be_repeated(resource, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(jobs.loader, "profile", lambda source: 1 / 0)
        run_jobs()
    assert state(resource)["status"] == "failed"
    assert not shared.tables_pending(resource["package_id"])
    call("satudata_metadata_table_load", resource_id=resource["id"])
    assert shared.tables_pending(resource["package_id"]) == [resource["id"]]
    run_jobs()
    assert state(resource)["status"] == "loaded"


def test_asking_again_for_a_table_that_stands_changes_nothing(resource):
    """The public would miss it meanwhile. A table that somebody changed by hand is made again."""
    run_jobs()
    born = number_of(resource)
    call("satudata_metadata_table_load", resource_id=resource["id"])
    run_jobs()
    assert number_of(resource) == born
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(f'DELETE FROM {identifier(resource["id"])} WHERE _id = 2'))
    call("satudata_metadata_table_load", resource_id=resource["id"])
    run_jobs()
    assert rows(resource)["total"] == 3


def test_only_editors_ask_again(resource):
    stranger = factories.User()
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("satudata_metadata_table_load")({"user": stranger["name"], "ignore_auth": False},
                                                      {"resource_id": resource["id"]})


def test_the_checksum_is_of_what_is_read_back(package, resource):
    """Equal for the same table elsewhere; different when one value, one order or one name differs."""
    run_jobs()
    twin = call("resource_create", package_id=package["id"], format="CSV", upload=upload(UNGGAS, "salinan.csv"))
    run_jobs()
    number, checksum = shared.checksum(resource["id"])
    assert (number, checksum) == (3, state(resource)["checksum"])
    assert shared.checksum(twin["id"]) == (number, checksum)
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(f'UPDATE {identifier(twin["id"])} SET "Tahun" = 2023 WHERE _id = 2'))
    assert shared.checksum(twin["id"])[1] != checksum
    assert shared.checksum("nama-lain", table=resource["id"]) == (number, checksum)
    with pytest.raises(LookupError):
        shared.checksum("tidak-ada")


def test_signs_that_copy_could_mistake(package):
    cells = ["a\\b", "tab\there", '"kutip"', "\\N", "baris\nbaru", "é…"]
    lines = "teks,no\n" + "".join('"{}",{}\n'.format(cell.replace('"', '""'), number) for number, cell in enumerate(cells))
    resource = call("resource_create", package_id=package["id"], format="CSV", upload=upload(lines))
    run_jobs()
    assert [record["teks"] for record in rows(resource)["records"]] == cells
    assert shared.checksum(resource["id"])[0] == len(cells)


def test_only_our_own_context_is_the_loaders():
    assert not shared.is_loader({shared.LOADER_KEY: "x", "ignore_auth": True})
    assert shared.is_loader({shared.LOADER_KEY: shared.LOADER})


def test_the_command_line(cli, resource):
    from ckanext.satudata.metadata.cli import satudata_metadata
    assert "waiting: 1" in cli.invoke(satudata_metadata, ["tables", "status"]).output
    ckan_jobs.get_queue(service.QUEUE).empty()
    assert "1 tables enqueued" in cli.invoke(satudata_metadata, ["tables", "resume"]).output
    run_jobs()
    assert "loaded: 1" in cli.invoke(satudata_metadata, ["tables", "status"]).output
    assert "in order" in cli.invoke(satudata_metadata, ["vocabularies", "check"]).output
