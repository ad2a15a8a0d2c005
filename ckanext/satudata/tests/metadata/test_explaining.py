"""A table stands without its data dictionary: what could not be written is logged, and written with the next save."""

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.metadata import dictionary, jobs, service, shared

from .conftest import call, run_jobs, upload

pytestmark = pytest.mark.usefixtures("portal")
HEADINGS = "Kecamatan,Luas (ha)\nBatur,12\n"


@pytest.fixture
def resource(office):
    package = call("package_create", name="luas", owner_org=office["id"])
    return call("resource_create", package_id=package["id"], name="Luas", format="CSV", upload=upload(HEADINGS))


@pytest.fixture
def no_columns_can_be_kept(resource):
    """The database refuses every row of the dictionary, as it does when somebody else writes the same one."""
    table = "satudata_metadata_column"
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} ADD CONSTRAINT nothing CHECK (false)"))
    yield
    model.Session.rollback()
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS nothing"))


def status(resource):
    return call("satudata_metadata_table_show", resource_id=resource["id"])["status"]


def test_a_table_stands_without_its_dictionary_and_the_log_says_why(resource, no_columns_can_be_kept, caplog, monkeypatch):
    monkeypatch.setattr(jobs.log, "disabled", False)        # CKAN silences what it did not configure
    run_jobs()
    assert status(resource) == "loaded"
    (told,) = [record for record in caplog.records if record.name == jobs.log.name]
    assert resource["id"] in told.getMessage() and told.exc_info and issubclass(told.exc_info[0], sa.exc.IntegrityError)


def test_saving_the_dictionary_writes_what_the_job_could_not(resource, no_columns_can_be_kept):
    run_jobs()
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE satudata_metadata_column DROP CONSTRAINT nothing"))
    call("satudata_metadata_dictionary_update", resource_id=resource["id"],
         columns=[{"name": "Luas (ha)", "label": "Luas", "unit": "hektare"}])
    fields = call("datastore_info", id=resource["id"])["fields"]
    assert {field["id"]: field["info"] for field in fields}["Luas (ha)"] == {"label": "Luas", "unit": "hektare"}


def test_a_table_that_went_away_meanwhile_is_no_fault_of_the_job(resource, monkeypatch):
    run_jobs()
    call("satudata_metadata_dictionary_update", resource_id=resource["id"], columns=[{"name": "Luas (ha)", "unit": "hektare"}])
    call("satudata_metadata_table_load", resource_id=resource["id"])
    guess = dictionary.guess

    def guess_and_delete(id_):
        guess(id_)
        known = dictionary.fields_of(id_)
        call("datastore_delete", resource_id=id_, force=True)
        monkeypatch.setattr(dictionary, "fields_of", lambda _: [*known, dictionary.Field("Luas (ha)", "numeric", "again")])

    monkeypatch.setattr(dictionary, "guess", guess_and_delete)
    run_jobs()
    assert status(resource) == "loaded"


def test_a_fault_of_ours_is_not_hidden_and_nobody_waits_for_the_table(resource, monkeypatch):
    waiting = []
    monkeypatch.setattr(dictionary, "guess", lambda id_: {}["a bug"])
    monkeypatch.setattr(service, "resume_waiting", lambda: waiting.append("resumed"))
    with pytest.raises(KeyError, match="a bug"):
        run_jobs()
    assert status(resource) == "loaded" and waiting == ["resumed"]
    assert not shared.tables_pending(resource["package_id"])
