"""What the columns of a table mean: guessed from headings, confirmed by a person, kept with the file, sealed."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from ckanext.satudata.metadata import dictionary
from ckanext.satudata.metadata.model import Column
from ckanext.satudata.publication import sealing

from . import portal

TABLE = b"kecamatan,Luas Panen (ha),catatan\nBatur,12.5,-\nKarangkobar,3.0,-\n"
SHOW, UPDATE = "satudata_metadata_dictionary_show", "satudata_metadata_dictionary_update"


@pytest.fixture(scope="module")
def kegiatan(people: Any) -> Any:
    made = people.maker.does("package_create", type="kegiatan", name=portal.word("keg").lower(), title="Survei Lahan",
                             owner_org=people.office)
    rows = [{"nama": "Luas Panen", "definisi": "Luas lahan yang dipanen.", "satuan": "hektare"}, {"nama": "Kecamatan"}]
    people.maker.does("satudata_metadata_variabel_replace", kegiatan_id=made["id"], rows=rows)
    found = people.maker.does("satudata_metadata_variabel_list", kegiatan_id=made["id"])["results"]
    return {"id": made["id"], "variabel": {row["nama"]: row["id"] for row in found}}


@pytest.fixture
def record(people: Any, kegiatan: Any) -> Any:
    return portal.draft(people.maker, people.office, table=TABLE, kegiatan=kegiatan["id"])


def shown(people: Any, record: Any) -> dict[str, Any]:
    return {row["name"]: row for row in people.maker.does(SHOW, resource_id=record.resource_id)}


def infos(record: Any) -> dict[str, Any]:
    """CKAN's own data dictionary."""
    fields = tk.get_action("datastore_info")({"ignore_auth": True}, {"id": record.resource_id})["fields"]
    return {field["id"]: field.get("info") or {} for field in fields}


def confirm(people: Any, record: Any, **said: Any) -> Any:
    return people.maker.does(UPDATE, resource_id=record.resource_id, columns=[{"name": "Luas Panen (ha)", **said}])


def test_headings_are_guessed_and_marked_as_guesses(people: Any, kegiatan: Any, record: Any):
    found = shown(people, record)
    area = found["Luas Panen (ha)"]
    assert area["variabel_id"] == kegiatan["variabel"]["Luas Panen"]
    assert (area["variabel"], area["unit"]) == ("Luas Panen", "hektare")
    assert area["notes"] == "Luas lahan yang dipanen." and area["is_guessed"] and area["type"] == "numeric"
    assert found["kecamatan"]["variabel"] == "Kecamatan" and not found["catatan"]["is_guessed"]
    assert infos(record)["Luas Panen (ha)"] == {"label": "Luas Panen (ha)"}, "what nobody has confirmed is not told"
    assert sealing.content_of(record.id)["resources"][0].get("dictionary") is None, "a guess is not sealed"


def test_what_a_person_says_is_kept_sealed_and_told_to_ckan(people: Any, kegiatan: Any, record: Any):
    before = sealing.digest(sealing.content_of(record.id))
    variable = kegiatan["variabel"]["Luas Panen"]
    confirm(people, record, label="Luas panen", notes="Menurut ubinan.", unit="ha", variabel_id=variable)
    assert not shown(people, record)["Luas Panen (ha)"]["is_guessed"]
    assert infos(record)["Luas Panen (ha)"] == {"label": "Luas panen", "notes": "Menurut ubinan.", "unit": "ha"}
    content = sealing.content_of(record.id)
    assert content["resources"][0]["dictionary"] == [
        {"name": "Luas Panen (ha)", "label": "Luas panen", "notes": "Menurut ubinan.", "unit": "ha",
         "variabel_id": variable}]
    assert sealing.digest(content) != before


def test_another_file_keeps_what_was_said_of_its_columns(people: Any, record: Any):
    confirm(people, record, label="Luas panen", notes="Menurut ubinan.", unit="ha")
    upload = portal.upload(TABLE.replace(b"12.5", b"13.5") + b"Wanayasa,1.0,-\n", "baru.csv")
    people.maker.does("resource_patch", id=record.resource_id, url="", upload=upload)
    portal.load_tables()
    assert infos(record)["Luas Panen (ha)"] == {"label": "Luas panen", "notes": "Menurut ubinan.", "unit": "ha"}
    assert shown(people, record)["Luas Panen (ha)"]["is_guessed"] is False


def test_ckans_own_data_dictionary_is_not_lost_either(people: Any, record: Any):
    fields = [{"id": "kecamatan", "info": {"label": "Kecamatan", "notes": "20 kecamatan."}}]
    people.maker.does("datastore_create", resource_id=record.resource_id, force=True, fields=fields)
    found = shown(people, record)["kecamatan"]
    assert (found["label"], found["notes"], found["is_guessed"]) == ("Kecamatan", "20 kecamatan.", False)
    assert found["variabel"] == "", "CKAN's form shows no variable, so nobody has confirmed the guess"


@pytest.mark.parametrize(("said", "field"), [
    ({"label": "x" * 201}, "label"), ({"notes": "x" * 5001}, "notes"), ({"unit": "x" * 61}, "unit"),
    ({"variabel_id": "tidak-ada"}, "variabel_id"), ({"name": "kolom lain"}, "name"),
])
def test_a_wrong_entry_is_refused_and_nothing_is_kept(said: dict[str, Any], field: str, people: Any, record: Any):
    good = {"name": "kecamatan", "label": "Baik"}
    with pytest.raises(tk.ValidationError) as refused:
        people.maker.does(UPDATE, resource_id=record.resource_id, columns=[good, {"name": "Luas Panen (ha)"} | said])
    (fault,) = refused.value.error_dict["columns"]
    assert isinstance(fault[field], list)
    assert shown(people, record)["kecamatan"]["label"] != "Baik"
    with pytest.raises(tk.ValidationError):
        people.maker.does(UPDATE, resource_id=record.resource_id, columns="x")


@pytest.mark.parametrize("who", ["stranger", "reviewer", "member"])
def test_only_its_office_explains_columns(who: str, people: Any, record: Any):
    person = getattr(people, who)
    with pytest.raises(tk.NotAuthorized):
        person.does(UPDATE, resource_id=record.resource_id, columns=[{"name": "kecamatan", "label": "X"}])
    with pytest.raises(tk.NotAuthorized):
        portal.ANYBODY.does(SHOW, resource_id=record.resource_id)
    with pytest.raises(tk.ObjectNotFound):
        person.does(UPDATE, resource_id="tidak-ada", columns=[])


def test_columns_of_what_is_checked_or_public_stay_as_they_are(people: Any, kegiatan: Any):
    record = portal.submitted(people, table=TABLE, kegiatan=kegiatan["id"])
    for who in (people.maker, people.sysadmin):
        with pytest.raises((tk.NotAuthorized, tk.ValidationError)):
            who.does(UPDATE, resource_id=record.resource_id, columns=[{"name": "kecamatan", "label": "X"}])
    assert shown(people, record)["kecamatan"]["label"] != "X"


def test_a_public_record_stays_whole_when_its_variable_gets_another_name(people: Any):
    made = people.maker.does("package_create", type="kegiatan", name=portal.word("keg").lower(), title="Survei Ternak",
                             owner_org=people.office)
    row = people.maker.does("satudata_metadata_variabel_create", kegiatan_id=made["id"], nama="Kecamatan")
    record = portal.draft(people.maker, people.office, table=TABLE, kegiatan=made["id"])
    people.maker.does(UPDATE, resource_id=record.resource_id, columns=[
        {"name": "kecamatan", "label": "Kecamatan", "variabel_id": row["id"]}])
    sealed = sealing.digest(sealing.content_of(record.id))
    people.maker.does("satudata_metadata_variabel_update", id=row["id"], nama="Nama kecamatan")
    assert sealing.digest(sealing.content_of(record.id)) == sealed
    assert shown(people, record)["kecamatan"]["variabel"] == "Nama kecamatan"


def test_an_activity_of_another_office_opens_none_of_its_variables(people: Any, kegiatan: Any):
    record = portal.draft(people.stranger, people.other_office, table=TABLE, kegiatan=kegiatan["id"])
    found = people.stranger.does(SHOW, resource_id=record.resource_id)
    assert [(row["variabel"], row["notes"]) for row in found] == [("", "")] * 3
    page = people.portal.get(
        f"/satudata/metadata/{record.name}/form/file/{record.resource_id}/columns", headers=people.stranger.headers)
    assert page.status_code == 200 and kegiatan["variabel"]["Luas Panen"] not in page.text
    with pytest.raises(tk.ValidationError):
        people.stranger.does(UPDATE, resource_id=record.resource_id, columns=[
            {"name": "kecamatan", "variabel_id": kegiatan["variabel"]["Kecamatan"]}])


def test_the_public_reads_what_was_sealed_and_no_variable_of_a_hidden_activity(people: Any, kegiatan: Any):
    record = portal.draft(people.maker, people.office, table=TABLE, kegiatan=kegiatan["id"])
    variable = kegiatan["variabel"]["Kecamatan"]
    people.maker.does(UPDATE, resource_id=record.resource_id, columns=[
        {"name": "kecamatan", "label": "Kecamatan", "notes": "Dua puluh.", "variabel_id": variable}])
    portal.answer(people.maker, record, "finish")
    portal.answer(people.reviewer, record, "sesuai")
    portal.answer(people.reviewer, record, "finish")
    public = {row["name"]: row for row in portal.ANYBODY.does(SHOW, resource_id=record.resource_id)}
    assert (public["kecamatan"]["notes"], public["kecamatan"]["variabel"]) == ("Dua puluh.", "")
    assert (public["Luas Panen (ha)"]["notes"], public["Luas Panen (ha)"]["unit"]) == ("", "")
    assert infos(record)["Luas Panen (ha)"] == {"label": "Luas Panen (ha)"}


def test_a_purged_record_takes_its_dictionary_along(people: Any, record: Any):
    assert dictionary.of(record.resource_id)
    people.sysadmin.does("dataset_purge", id=record.id)
    assert model.Session.scalar(sa.select(sa.func.count()).where(Column.package_id == record.id)) == 0


# the page


def page_of(people: Any, record: Any, who: Any = None) -> Any:
    address = f"/satudata/metadata/{record.name}/form/file/{record.resource_id}/columns"
    return people.portal.get(address, headers=(who or people.maker).headers), address


def test_the_page_asks_for_each_column_and_saves_them(people: Any, kegiatan: Any, record: Any):
    answer, address = page_of(people, record)
    soup = BeautifulSoup(answer.data, "html.parser")
    form = soup.select_one("form.sd-formulir")
    assert form is not None and [f.legend.text for f in form.select("fieldset")] == ["kecamatan", "Luas Panen (ha)", "catatan"]
    assert len(soup.select(".sd-asal")) == 2, "two are guessed"
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    sent |= {f"notes-{n}": "Uraian <b>saya</b>" for n in range(3)}
    sent["variabel_id-1"] = kegiatan["variabel"]["Luas Panen"]
    saved = people.portal.post(address, data=sent, headers=people.maker.headers, follow_redirects=False)
    assert saved.status_code == 302 and saved.location.endswith(f"#file-{record.resource_id}")
    found = shown(people, record)
    assert {row["notes"] for row in found.values()} == {"Uraian <b>saya</b>"}
    assert not any(row["is_guessed"] for row in found.values())
    sent["unit-0"] = "x" * 80
    wrong = people.portal.post(address, data=sent, headers=people.maker.headers)
    soup = BeautifulSoup(wrong.data, "html.parser")
    assert wrong.status_code == 422 and soup.select_one("a[href='#field-unit-0']")
    field = soup.select_one("#field-unit-0")
    assert field is not None and field["value"] == "x" * 80, "what was typed is kept"


def test_the_page_is_for_its_office(people: Any, record: Any):
    assert page_of(people, record, people.stranger)[0].status_code == 404
    answer = people.portal.get(page_of(people, record)[1], follow_redirects=False)
    assert answer.status_code == 302 and "/user/login" in answer.location
