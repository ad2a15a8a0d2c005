"""Drafts that begin with a file: who may make them, what stands in them, and that a second click makes no second one."""

import io

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import draft_jobs, drafts, guesses, guessing, service
from ckanext.satudata.metadata.model import Guess, Table

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")]

CSV = "Kecamatan,Sapi (ekor),Tahun\nSusukan,12,2023\nMandiraja,4,2023\nSusukan,13,2024\nMandiraja,5,2024\n"
NAME = "jumlah-ternak-besar-menurut-kecamatan.csv"


def upload(content=CSV, name=NAME):
    return FileStorage(io.BytesIO(content.encode() if isinstance(content, str) else content), filename=name)


@pytest.fixture
def operator():
    return factories.User()


@pytest.fixture
def opd(operator):
    return factories.Organization(title="Dinas Peternakan", users=[{"name": operator["name"], "capacity": "editor"}])


def as_user(user, action, **data):
    context = {"user": user["name"] if user else "", "auth_user_obj": model.User.get(user["id"]) if user else None}
    return tk.get_action(action)(context, data)


def create(user, org, **data):
    return as_user(user, "satudata_metadata_draft_create", owner_org=org["id"], **{"upload": upload(), **data})


def shown(made):
    return call_action("package_show", id=made["id"])


def test_a_draft__holds_what_the_file_says(operator, opd):
    made = create(operator, opd)
    package = shown(made)
    assert (package["title"], package["name"]) == (
        "Jumlah Ternak Besar Menurut Kecamatan", "jumlah-ternak-besar-menurut-kecamatan")
    assert (package["private"], package["state"], package["owner_org"]) == (True, "draft", opd["id"])
    assert (package["periode_awal"], package["periode_akhir"], package["accrualPeriodicity"]) == ("2023", "2024", "TAHUNAN")
    assert (package["kode_wilayah"], package["level_penyajian"], package["satuan"]) == ("33.04", "kecamatan", "ekor")
    assert package["creator_user_id"] == operator["id"]
    (resource,) = package["resources"]
    assert (resource["format"], resource["url_type"]) == ("CSV", "upload")
    assert resource["name"] == "Jumlah Ternak Besar Menurut Kecamatan, 2023 – 2024" and resource["url"].endswith(f"/{NAME}")
    assert set(made["guessed"]) == set(guesses.of_package(made["id"]))


def test_a_draft__its_guesses_say_where_they_were_found(operator, opd):
    found = guesses.of_package(create(operator, opd)["id"])
    assert guesses.sentence(found["periode_awal"]) == "Read from column Tahun of the file. Please check."
    assert guesses.sentence(found["title"]) == "Read from the name of the file. Please check."
    guesses.confirm(found["title"].package_id, ["title", "notes"])
    model.Session.commit()
    assert "title" not in guesses.of_package(found["periode_awal"].package_id)


def test_a_draft__its_table_is_loaded_by_the_job_that_loads_all(operator, opd):
    made = create(operator, opd)
    (row,) = model.Session.query(Table).filter_by(package_id=made["id"])
    assert row.status == "waiting"
    assert len(ckan_jobs.get_queue(service.QUEUE).jobs) == 1


def test_a_draft__is_in_its_makers_list(operator, opd):
    made = create(operator, opd)
    found = as_user(operator, "package_search", include_drafts=True, include_private=True)
    assert [package["id"] for package in found["results"]] == [made["id"]]
    assert as_user(None, "package_search", include_drafts=True)["count"] == 0


@pytest.mark.parametrize("capacity", [None, "member"])
def test_rights__not_for_members_and_strangers(capacity, opd):
    other = factories.User()
    if capacity:
        call_action("organization_member_create", id=opd["id"], username=other["name"], role=capacity)
    with pytest.raises(tk.NotAuthorized):
        create(other, opd)
    assert not model.Session.query(model.Package).count()


def test_rights__not_for_the_editor_of_another_office(opd):
    other = factories.User()
    factories.Organization(users=[{"name": other["name"], "capacity": "admin"}])
    with pytest.raises(tk.NotAuthorized):
        create(other, opd)


def test_rights__not_for_visitors(opd):
    with pytest.raises(tk.NotAuthorized):
        create(None, opd)


def test_the_same_file_twice__is_one_draft(operator, opd):
    first, second = create(operator, opd, attempt="a1"), create(operator, opd, attempt="a1")
    assert (first["existed"], second["existed"]) == (False, True)
    assert first["id"] == second["id"]
    assert model.Session.query(model.Package).count() == 1


def test_the_same_file_twice__of_somebody_else_is_not_shown(operator, opd):
    other = factories.User()
    call_action("organization_member_create", id=opd["id"], username=other["name"], role="editor")
    assert create(operator, opd, attempt="a1")["id"] != create(other, opd, attempt="a1")["id"]


def test_the_same_title_twice__gets_another_address(operator, opd):
    names = [create(operator, opd)["name"] for _ in range(3)]
    first = "jumlah-ternak-besar-menurut-kecamatan"
    assert names == [first, f"{first}-2024", f"{first}-2024-2"]


def test_an_address_that_was_taken_meanwhile(operator, opd, monkeypatch):
    first = create(operator, opd)
    monkeypatch.setattr(drafts, "_address", lambda title, period: first["name"])
    assert create(operator, opd)["name"].startswith(f"{first['name']}-")


def test_an_upload_that_fails__leaves_no_half_record(operator, opd, monkeypatch):
    class Broken:
        mimetype, filesize = "text/csv", 5

        def upload(self, *args):
            raise tk.ValidationError({"upload": ["full"]})

    monkeypatch.setattr(drafts.uploader, "get_resource_uploader", lambda resource: resource.pop("upload") and Broken())
    with pytest.raises(tk.ValidationError):
        create(operator, opd)
    for table in (model.Package, model.Resource, Guess, Table):
        assert not model.Session.query(table).count()
    assert not ckan_jobs.get_queue(service.QUEUE).jobs


@pytest.mark.parametrize("name", [
    "../../etc/passwd", "new.csv", "x" * 500 + ".csv", "<script>alert(1)</script>.csv", "‮txt.csv", "🙂.csv", "....csv",
    "a\x00b.csv", "C:\\Users\\a\\data 2024.csv", "'; DROP TABLE package; --.csv",
])
def test_hostile_names(operator, opd, name):
    package = shown(create(operator, opd, upload=upload(name=name)))
    assert package["title"] and len(package["name"]) <= 100
    assert "/" not in package["resources"][0]["url"].split("/download/")[1]


@pytest.mark.parametrize("content", [b"x", b"\x00" * 200, b"%PDF-1.4", b"PK\x03\x04", b"a,b\n\"1,2\n"])
def test_files_that_are_no_tables__are_kept_as_they_are(operator, opd, content):
    package = shown(create(operator, opd, upload=upload(content, "jumlah ternak 2024.csv")))
    assert (package["title"], package["periode_awal"]) == ("Jumlah Ternak", "2024")


def test_a_row__goes_before_what_the_file_says(operator, opd):
    made = create(operator, opd, fields={"title": "Ternak", "theme": "RAB.04", "periode_awal": "2020", "name": "x",
                                         "owner_org": "y"}, place={"sheet": "daftar.xlsx", "row": "3"})
    package = shown(made)
    assert (package["title"], package["theme"], package["periode_awal"], package["periode_akhir"]) == (
        "Ternak", "RAB.04", "2020", "2024")
    assert package["owner_org"] == opd["id"]
    assert guesses.sentence(guesses.of_package(made["id"])["theme"]) == "Filled in from row 3 of daftar.xlsx. Please check."


def test_a_row__what_the_form_does_not_take_is_said_and_left_out(operator, opd):
    made = create(operator, opd, fields={"theme": "Tema Tidak Ada", "tag_string": "a?b", "maintainer_email": "x",
                                         "sumber": "SIM"}, place={"sheet": "d.xlsx", "row": "2"})
    assert {note["field"] for note in made["notes"]} == {"theme", "tag_string", "maintainer_email"}
    package = shown(made)
    assert package["sumber"] == "SIM" and not package.get("theme")
    assert "theme" not in guesses.of_package(made["id"])


def test_a_row_without_file(operator, opd):
    made = create(operator, opd, upload=None, fields={"title": "Ternak"}, place={"sheet": "d.xlsx", "row": "2"})
    assert shown(made)["resources"] == []
    with pytest.raises(tk.ValidationError):
        create(operator, opd, upload=None, fields={"sumber": "SIM"})


@pytest.mark.parametrize("fields", ["text", ["a"], {"title": ["a"], "x": 1},
                                    {"__extras": "x", "private": "false", "state": "active"}])
def test_a_row__of_anything_else_is_ignored(operator, opd, fields):
    package = shown(create(operator, opd, fields=fields))
    assert (package["private"], package["state"]) == (True, "draft")


def test_a_large_file__is_read_by_a_job(operator, opd, monkeypatch):
    monkeypatch.setattr(drafts, "SMALL", 10)
    made = create(operator, opd)
    assert made["is_reading"] and guesses.is_reading(made["id"])
    assert not shown(made).get("periode_awal") and shown(made)["title"] == "Jumlah Ternak Besar Menurut Kecamatan"
    call_action("package_patch", id=made["id"], satuan="kuda")           # somebody types meanwhile
    job = next(job for job in ckan_jobs.get_queue(service.QUEUE).jobs if job.func is draft_jobs.read_file)
    draft_jobs.read_file(*job.args)
    package = shown(made)
    assert (package["periode_akhir"], package["level_penyajian"], package["satuan"]) == ("2024", "kecamatan", "kuda")
    assert not guesses.is_reading(made["id"])
    assert {"periode_akhir", "title"} <= set(guesses.of_package(made["id"])) and "satuan" not in guesses.of_package(made["id"])
    draft_jobs.read_file(*job.args)


def test_a_large_file__that_is_gone_when_the_job_comes(operator, opd, monkeypatch):
    monkeypatch.setattr(drafts, "SMALL", 10)
    made = create(operator, opd)
    draft_jobs.read_file(made["id"], "00000000-0000-0000-0000-000000000000", ["periode_awal"])
    assert not guesses.is_reading(made["id"])


def test_a_workbook_that_unpacks_into_much__is_not_read_in_the_request():
    assert drafts.is_small(io.BytesIO(b"a,b"))
    assert not drafts.is_small(io.BytesIO(b"0" * (drafts.SMALL + 1)))


# copying

NEW = CSV + "Susukan,14,2025\nMandiraja,6,2025\n"


@pytest.fixture
def last_period(operator, opd, complete):
    wanted = complete | {
        "owner_org": opd["id"], "title": "Jumlah Ternak", "name": "jumlah-ternak", "id_dds": "D1", "id_sds": "SD00001.00.00",
        "id_indikator_mms": "9", "prioritas_tahun": "2020", "tag_string": "sapi,ternak", "periode_awal": "2022",
        "periode_akhir": "2024", "kriteria_prioritas": [],
    }
    return as_user(operator, "package_create", **wanted)


def copy(user, source, **data):
    return as_user(user, "satudata_metadata_draft_copy", id=source["name"], **{"upload": upload(NEW), **data})


def test_a_copy__has_everything_but_what_belongs_to_the_record(operator, last_period):
    package = shown(copy(operator, last_period))
    for name in ("title", "notes", "theme", "konsep", "definisi", "satuan", "sumber", "license_id", "id_sds", "accessRights"):
        assert package[name] == last_period[name], name
    assert [tag["name"] for tag in package["tags"]] == ["sapi", "ternak"]
    assert (package["periode_awal"], package["periode_akhir"]) == ("2023", "2025")
    assert not {package.get(name) for name in ("id_dds", "id_indikator_mms", "prioritas_tahun")} - {None, ""}
    assert (package["private"], package["state"]) == (True, "draft")
    assert (package["id"], package["name"]) != (last_period["id"], last_period["name"])
    assert package["name"] == "jumlah-ternak-2025"


def test_a_copy__is_complete_where_its_source_was(operator, last_period):
    made = copy(operator, last_period)
    assert call_action("satudata_metadata_completeness_show", id=made["id"])["missing"] == []


def test_a_copy__says_so_of_each_field(operator, last_period):
    found = guesses.of_package(copy(operator, last_period)["id"])
    assert guesses.sentence(found["definisi"]) == "Copied from Jumlah Ternak. Please check."
    assert found["periode_akhir"].origin == guessing.COLUMN


def test_a_copy__of_the_old_file_says_that(operator, last_period):
    call_action("package_patch", id=last_period["id"], periode_awal="2023", periode_akhir="2024")
    made = copy(operator, last_period, upload=upload(CSV))
    assert [note["field"] for note in made["notes"]] == ["periode_akhir"]


def test_a_copy__of_a_file_without_period_leaves_it_open(operator, last_period):
    package = shown(copy(operator, last_period, upload=upload("Kecamatan,Sapi\nSusukan,2\n")))
    assert not package.get("periode_awal") and not package.get("periode_akhir")


def test_a_copy__needs_a_file(operator, last_period):
    with pytest.raises(tk.ValidationError):
        copy(operator, last_period, upload=None)


def test_a_copy__of_a_large_file_takes_its_period_only(operator, last_period, monkeypatch):
    monkeypatch.setattr(drafts, "SMALL", 10)
    made = copy(operator, last_period)
    draft_jobs.read_file(made["id"], shown(made)["resources"][0]["id"], drafts.OF_THE_FILE)
    package = shown(made)
    assert (package["periode_akhir"], package["satuan"]) == ("2025", last_period["satuan"])


def test_rights_of_a_copy__not_where_one_may_not_create(opd, last_period):
    reader, stranger, elsewhere = factories.User(), factories.User(), factories.User()
    call_action("organization_member_create", id=opd["id"], username=reader["name"], role="member")
    factories.Organization(users=[{"name": elsewhere["name"], "capacity": "editor"}])
    for user in (reader, stranger, elsewhere, None):
        with pytest.raises(tk.NotAuthorized):
            copy(user, last_period)


def test_rights_of_a_copy__a_private_record_of_another_office(operator, complete):
    other = factories.Organization()
    hidden = call_action("package_create", **(complete | {"owner_org": other["id"], "private": True}))
    with pytest.raises(tk.NotAuthorized):
        copy(operator, hidden)


def test_a_copy__of_what_is_not_there(operator):
    with pytest.raises(tk.ObjectNotFound):
        copy(operator, {"name": "tidak-ada"})
