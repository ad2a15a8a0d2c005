"""Names of other systems on input: for the field that they mean, without a second one beside it, and nothing gets lost."""

import copy

import ckan.model as model
import ckan.plugins.toolkit as tk
import ckan.tests.helpers as ckan_helpers
import pytest
from ckan.tests import factories

from ckanext.satudata.metadata import aliases, bps_numbers, indah_rest, schemas
from ckanext.satudata.metadata.aliases import Clash

from .conftest import call
from .form_browser import person

SCHEMA = {"dataset_type": "contoh", "dataset_fields": [
    {"field_name": "title", "satudata_section": "a", "satudata_aliases": ["judul"]},
    {"field_name": "isi", "satudata_section": "a", "satudata_aliases": ["misi", "isian"], "validators": "unicode_safe"},
    {"field_name": "jenis", "satudata_section": "a"},
    {"field_name": "misi", "satudata_section": "a"},                            # a field, and nobody's other name
    {"field_name": "hasil", "satudata_section": "a", "satudata_derived": True},
    {"field_name": "baris", "satudata_section": "a", "satudata_aliases": ["lajur"], "repeating_subfields": [
        {"field_name": "nama"}, {"field_name": "asal", "satudata_aliases": ["sumber"]}]},
]}
NAMES = aliases.of_schema(SCHEMA)
LAIN = {"key": "lain", "value": "x"}

TAKEN = {
    "another name": ({"judul": "A"}, {"title": "A"}),
    "beside its own name, blank": ({"judul": "A", "title": " "}, {"title": "A"}),
    "blank beside its own name": ({"judul": "", "title": "A"}, {"title": "A"}),
    "blank alone empties the field": ({"judul": ""}, {"title": ""}),
    "both, the same": ({"judul": "A ", "title": "A"}, {"title": "A"}),
    "two other names, the same": ({"isian": ["A"], "judul": "B"}, {"isi": "A", "title": "B"}),
    "a name that is a field": ({"misi": "A"}, {"misi": "A"}),
    "an extra": ({"extras": [{"key": "judul", "value": "A"}, LAIN]}, {"title": "A", "extras": [LAIN]}),
    "a column, beside an extra of somebody else": (
        {"extras": [LAIN], "baris": [{"sumber": "B"}]}, {"extras": [LAIN], "baris": [{"asal": "B"}]}),
    "an extra with our own name": ({"extras": [{"key": "jenis", "value": "A"}]}, {"jenis": "A", "extras": []}),
    "an extra that CKAN has a column for": ({"extras": [{"key": "title", "value": "A"}]}, None),
    "an extra that the portal works out": ({"extras": [{"key": "hasil", "value": "A"}]}, None),
    "an extra that is taken out": ({"extras": [{"key": "judul", "value": "A", "deleted": True}]}, None),
    "a column": ({"baris": [{"nama": "A", "sumber": "B"}]}, {"baris": [{"nama": "A", "asal": "B"}]}),
    "rows, and their column": ({"lajur": [{"sumber": "B"}]}, {"baris": [{"asal": "B"}]}),
    "a text for rows": ({"lajur": "Umur; Jenis Kelamin"}, {"baris": [{"nama": "Umur"}, {"nama": "Jenis Kelamin"}]}),
    "JSON for rows": ({"lajur": '[{"nama": "A", "sumber": "B"}]'}, {"baris": [{"nama": "A", "asal": "B"}]}),
    "names that nobody knows": ({"xyz": 1, "extras": "rusak", "baris": "rusak"}, None),
}


@pytest.mark.parametrize(("sent", "expected"), TAKEN.values(), ids=TAKEN)
def test_what_other_names_mean(sent, expected):
    before = copy.deepcopy(sent)
    found = aliases.taken(sent, NAMES)
    assert found.record == (before if expected is None else expected) and not found.clashes
    assert sent == before, "what was sent is not changed"
    assert aliases.is_named(sent, NAMES) is (expected is not None and sent != expected)


CLASHES = {
    "own name and another": ({"judul": "A", "title": "B"}, Clash("title", ("title", "judul"))),
    "a field and an extra": ({"jenis": "B", "extras": [{"key": "jenis", "value": "A"}]}, Clash("jenis", ("jenis", "jenis"))),
    "in a row": ({"baris": [{}, {"asal": "A", "sumber": "B"}]}, Clash("baris", ("asal", "sumber"), 2, "asal")),
}


@pytest.mark.parametrize(("sent", "clash"), CLASHES.values(), ids=CLASHES)
def test_one_field_under_two_names__with_two_contents(sent, clash):
    assert aliases.taken(sent, NAMES).clashes == (clash,)


# --- on a portal

def as_user(user, action, **data):
    return ckan_helpers.call_action(action, {"user": user["name"], "ignore_auth": False}, **data)


def kegiatan_of(office, name="survei", **more):
    return call("package_create", type="kegiatan", name=name, title=name, owner_org=office["id"], private=True, **more)


def refused(action, **data):
    with pytest.raises(tk.ValidationError) as found:
        call(action, **data)
    return found.value.error_dict


@pytest.mark.usefixtures("portal")
class TestWhateverTheWay:
    def test_an_activity_with_the_names_of_the_national_catalogue(self, office):
        made = call("package_create", type="kegiatan", name="survei", judul_kegiatan="Survei", owner_org=office["id"],
                    tahun="2025", i_instansi_penyelanggara="Dinas", extras=[{"key": "id_msk", "value": "4711"}, LAIN])
        assert (made["title"], made["tahun_kegiatan"], made["i_instansi_penyelenggara"]) == ("Survei", "2025", "Dinas")
        assert made["id_kegiatan_mms"] == "4711" and made["extras"] == [LAIN]
        call("package_patch", id=made["id"], i_instansi_penyelanggara="Badan")
        assert call("package_show", id=made["id"])["i_instansi_penyelenggara"] == "Badan"
        changed = {**call("package_show", id=made["id"]), "judul_kegiatan": "Survei Lain", "title": ""}
        assert call("package_update", **changed)["title"] == "Survei Lain"

    def test_an_indicator_with_other_names__in_its_rows_too(self, office):
        made = call("package_create", type="indikator", name="ipm", nama="Indeks", owner_org=office["id"], private=True,
                    indikator_komposit="ya", klasifikasi="Umur; Jenis Kelamin", id_sls="SD00001.00.00",
                    indikator_pembangun=[{"nama": "Umur Harapan Hidup", "sumber_publikasi": ["DDA", "Statistik"]}])
        assert made["title"] == "Indeks" and made["apakah_indikator_komposit"] == "ya" and made["id_sds"] == "SD00001.00.00"
        assert made["indikator_pembangun"][0]["ketersediaan_publikasi"] == "DDA\nStatistik"
        assert [row["nama"] for row in made["variabel_disaggregasi"]] == ["Umur", "Jenis Kelamin"]

    def test_two_contents_for_one_field__are_refused_with_both_names(self, office):
        said = refused("package_create", type="kegiatan", name="survei", title="Survei", judul_kegiatan="Sensus",
                       owner_org=office["id"])
        assert "judul_kegiatan" in said["title"][0] and "title" in said["title"][0]
        assert model.Package.get("survei") is None

    def test_a_dataset_without_other_names__is_passed_on_as_it_is(self, complete):
        """The room costs a save nothing there: no query, no copy."""
        from ckanext.satudata.metadata.logic import naming

        assert naming.as_ours(naming.CREATE, {}, complete) is complete          # an own `klasifikasi`, but no type
        typed = {**complete, "type": "dataset", "id": "tidak-ada"}
        assert naming.as_ours(naming.UPDATE, {}, typed) is typed

    def test_a_name_that_nobody_knows__stays_out_as_before(self, complete):
        assert "i_instansi_penyelanggara" not in call("package_create", **complete, i_instansi_penyelanggara="Dinas")


@pytest.mark.usefixtures("portal")
class TestLinks:
    @pytest.fixture
    def kegiatan(self, office):
        return kegiatan_of(office, id_kegiatan_mms="4711")

    @pytest.mark.parametrize("key", ["{id}", "survei", "4711", "https://sirusa.web.bps.go.id/metadata/kegiatan/4711",
                                     "{site}/kegiatan/survei", "{site}/en/kegiatan/{id}"])
    def test_a_key_that_means_an_activity_of_this_portal(self, complete, kegiatan, key):
        key = key.format(id=kegiatan["id"], site=tk.config["ckan.site_url"])
        made = call("package_create", **complete, id_mskeg=key)
        assert made["kegiatan"] == kegiatan["id"] and not made.get("kode_mskeg")

    @pytest.mark.parametrize("key", ["815", "https://sirusa.web.bps.go.id/metadata/kegiatan/815", "belum ada, menyusul",
                                     "https://data.example.org/kegiatan/survei", "https://[rusak/kegiatan/survei"])
    def test_a_key_that_means_none__is_kept_and_refuses_nothing(self, complete, kegiatan, key):
        made = call("package_create", **complete, id_mskeg=key, id_msind="99; 98")
        assert (made["kode_mskeg"], made["kode_msind"]) == (key, "99; 98")
        assert not made.get("kegiatan") and not made.get("indikator")
        assert call("package_update", **made)["kode_mskeg"] == key, "what is shown says the same when it is sent back"

    def test_a_new_key_by_a_patch__takes_the_place_of_the_old_one(self, complete, kegiatan):
        made = call("package_create", **complete, id_mskeg="815")
        made = call("package_patch", id=made["id"], id_mskeg="4711")
        assert made["kegiatan"] == kegiatan["id"] and not made.get("kode_mskeg")
        made = call("package_patch", id=made["id"], id_msk="815")
        assert not made.get("kegiatan") and made["kode_mskeg"] == "815"
        made = call("package_patch", id=made["id"], id_mskeg="")
        assert not made.get("kegiatan") and not made.get("kode_mskeg")

    def test_indicators_are_linked_all_or_none(self, complete, office):
        ids = [call("package_create", type="indikator", name=f"i-{number}", title="I", owner_org=office["id"], private=True,
                    id_msind=number)["id"] for number in ("7", "8")]
        made = call("package_create", **complete, id_msind="7, i-8")
        assert made["indikator"] == ids
        made = call("package_patch", id=made["id"], id_msi="7, 9")
        assert not made.get("indikator") and made["kode_msind"] == "7, 9"

    def test_a_link_and_another_record__are_refused(self, complete, kegiatan, office):
        other = kegiatan_of(office, "lain")
        said = refused("package_create", **complete, kegiatan=other["name"], id_mskeg="4711")
        assert "id_mskeg" in said["kegiatan"][0] and "kegiatan" in said["kegiatan"][0]
        both = call("package_create", **complete, kegiatan="survei", id_mskeg="4711")     # one record, said twice
        assert both["kegiatan"] == "survei"

    def test_a_document_of_bps__says_the_number_of_its_activity(self, complete, office):
        first, second = kegiatan_of(office, "satu"), kegiatan_of(office, "dua")
        indah_rest.keep(first["id"], first["id"], {"envelope": {"id": 5001, "base_id": 5000}})
        indah_rest.keep("variabel-1", second["id"], {"envelope": {"ms_keg_id": 6001, "id": 1}})
        model.Session.commit()
        for number, meant in (("5001", first), ("5000", first), ("6001", second)):
            assert bps_numbers.ids_of([number], "kegiatan", office["id"]) == {number: meant["id"]}
        assert bps_numbers.ids_of(["1"], "kegiatan", office["id"]) == {}, "the number of a variable"
        assert bps_numbers.of_records({first["id"], second["id"]}, "kegiatan") == {first["id"]: "5001", second["id"]: "6001"}
        assert call("package_create", **complete, id_mskeg=6001)["kegiatan"] == second["id"]

    def test_records_of_others__are_not_told_of(self, complete, office, kegiatan):
        other = factories.Organization()
        theirs = kegiatan_of(other, "rahasia", id_kegiatan_mms="333")
        begun = kegiatan_of(other, "baru", state="draft")
        call("package_patch", id=begun["id"], private=False)
        for key in ("rahasia", "333", theirs["id"], "baru"):
            assert bps_numbers.ids_of([key], "kegiatan", office["id"]) == {}
        with pytest.raises(tk.NotAuthorized):       # and a stranger learns nothing at all
            as_user(person(other), "package_create", **complete, id_mskeg="4711", kegiatan="lain")

    def test_an_office_that_is_only_sent__opens_nothing(self, complete, office, kegiatan):
        """What stands against a change must not say whether another office has such a record."""
        other = factories.Organization()
        theirs = kegiatan_of(other, "rahasia", id_kegiatan_mms="333")
        own = call("package_create", **complete)
        said = []
        for key in ("333", "rahasia", "334", "tidak-ada"):
            with pytest.raises(tk.ValidationError) as found:
                as_user(person(office), "package_patch", id=own["id"], owner_org=other["id"], id_mskeg=key, kegiatan="survei")
            said.append(found.value.error_dict)
        assert said == [said[0]] * 4 and "kegiatan" not in said[0]
        assert theirs["id"] not in str(said)

    def test_a_number_that_two_records_bear__means_none(self, office, kegiatan):
        kegiatan_of(office, "kembar", id_kegiatan_mms="4711")
        assert bps_numbers.ids_of(["4711"], "kegiatan", office["id"]) == {}


@pytest.mark.usefixtures("with_plugins")
def test_every_other_name_of_our_schemas_is_taken():
    for name in ("dataset", "kegiatan", "indikator"):
        names = aliases.of_schema(schemas.of_type(name))
        written = {alias for field in schemas.of_type(name)["dataset_fields"] for alias in field.get("satudata_aliases", ())}
        assert names.meant.keys() == written
        assert aliases.of_schema(schemas.of_type(name)) is names, "worked out once"
