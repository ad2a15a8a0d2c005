"""What is sent of the technical officer with a record: into the contact table, and nowhere else."""

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import ckan.tests.helpers as ckan_helpers
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.satudata.metadata import contacts, forms
from ckanext.satudata.metadata.logic.officers import taken_out
from ckanext.satudata.metadata.model import Contact

from .conftest import ALONE, call
from .form_browser import person

pytestmark = pytest.mark.usefixtures("portal")

OFFICER = {"ii_pj_nama": "Sri Rahasia", "ii_pj_telepon": "0811000111"}
EXTRAS = [{"key": "ii_pj_jabatan", "value": "Kepala Bidang Rahasia"}, {"key": "lain", "value": "tetap"}]


def as_user(user, action, **data):
    return ckan_helpers.call_action(action, {"user": user["name"], "ignore_auth": False}, **data)


@pytest.fixture
def kegiatan(office):
    return as_user(person(office), "package_create", type="kegiatan", name="survei", title="Survei", owner_org=office["id"],
                   private=True, **OFFICER)


def everywhere(id_):
    """All of CKAN's tables, the index, and what the API shows."""
    found = [str(call("package_show", id=id_)), str(search.show(id_))]
    for table in model.meta.metadata.sorted_tables:
        if table.name != Contact.__tablename__ and sa.inspect(model.meta.engine).has_table(table.name):
            found.append(str(model.Session.execute(sa.select(table)).all()))
    return " ".join(found)


@pytest.mark.ckan_config("ckan.plugins", f"{ALONE} activity")
def test_an_officer_is_in_no_table_of_ckan_and_not_in_the_index(kegiatan, office):
    kept = {**OFFICER, "ii_pj_jabatan": "Kepala Bidang Rahasia"}
    as_user(person(office), "package_update", **{**kegiatan, "extras": EXTRAS})
    assert contacts.of(kegiatan["id"]) == kept
    said = everywhere(kegiatan["id"])
    assert "Rahasia" not in said and "0811000111" not in said and "tetap" in said


def test_what_is_not_sent_stays_and_what_is_sent_empty_goes(kegiatan):
    call("package_patch", id=kegiatan["id"], tahun_kegiatan="2025")
    assert contacts.of(kegiatan["id"]) == OFFICER
    call("package_patch", id=kegiatan["id"], ii_pj_telepon="")          # nothing of the record itself changes
    assert contacts.of(kegiatan["id"]) == {"ii_pj_nama": "Sri Rahasia"}


def test_a_wrong_address_refuses_the_record(office, kegiatan):
    with pytest.raises(tk.ValidationError) as refused:
        call("package_patch", id=kegiatan["id"], title="Lain", ii_pj_email="bukan alamat")
    assert "ii_pj_email" in refused.value.error_dict
    assert call("package_show", id=kegiatan["id"])["title"] == "Survei" and contacts.of(kegiatan["id"]) == OFFICER


def test_whoever_may_not_say_who_is_responsible_leaves_it_as_it_is(kegiatan, office):
    """A collaborator may change the record, not the personal data that its office keeps."""
    other = factories.User()
    assert model.Session.get(Contact, kegiatan["id"])
    with pytest.raises(tk.NotAuthorized):
        as_user(other, "package_patch", id=kegiatan["id"], ii_pj_nama="Orang Lain")
    assert contacts.of(kegiatan["id"]) == OFFICER
    package = forms.with_contact({"user": other["name"], "ignore_auth": False}, call("package_show", id=kegiatan["id"]))
    assert "ii_pj_nama" not in package


def test_a_dataset_keeps_none_either(complete):
    made = call("package_create", **complete, extras=EXTRAS, **OFFICER)
    assert "Rahasia" not in everywhere(made["id"]) and contacts.of(made["id"]) == {}


@pytest.mark.parametrize(("sent", "rest", "personal"), [
    ({"title": "x"}, {"title": "x"}, {}),
    ({"title": "x", "ii_pj_nama": "y"}, {"title": "x"}, {"ii_pj_nama": "y"}),
    ({"extras": EXTRAS}, {"extras": EXTRAS[1:]}, {"ii_pj_jabatan": "Kepala Bidang Rahasia"}),
    ({"extras": ["aneh", {"value": 1}, {"key": 3}]}, {"extras": ["aneh", {"value": 1}, {"key": 3}]}, {}),
    ({"extras": "aneh"}, {"extras": "aneh"}, {}),
])
def test_what_is_taken_out(sent, rest, personal):
    assert taken_out(sent) == (rest, personal)


def test_a_field_of_the_portals_own_schema_is_the_portals():
    sent = {"title": "x", "ii_pj_nama": "y", "extras": [{"key": "ii_pj_email", "value": "z"}]}
    assert taken_out(sent, {"title", "ii_pj_nama"}) == (
        {"title": "x", "ii_pj_nama": "y", "extras": []}, {"ii_pj_email": "z"})
