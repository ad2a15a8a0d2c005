"""Variables of a kegiatan: rows of it in order, sealed and frozen with it; its officer's contact for the parties only."""

from __future__ import annotations

import uuid
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.metadata import indexing, variabel
from ckanext.satudata.metadata.model import Contact, Variabel
from ckanext.satudata.publication import records, revisions, sealing
from ckanext.satudata.publication.comparing import compare
from ckanext.satudata.publication.topics import PackageTopic
from ckanext.satudata.tests.factories import House, Record, act, errors_of, unique

CREATE, UPDATE, DELETE = (f"satudata_metadata_variabel_{verb}" for verb in ("create", "update", "delete"))
REPLACE, LIST, SHOW, MOVE = (f"satudata_metadata_variabel_{verb}" for verb in ("replace", "list", "show", "move"))
CONTACT = {"ii_pj_nama": "Sri Wahyuni", "ii_pj_jabatan": "Kepala Bidang", "ii_pj_email": "sri@dinas.example.id"}


@pytest.fixture
def house(app: Any) -> House:
    return House()


@pytest.fixture
def kegiatan(house: House) -> Record:
    return house.record(content=None, type="kegiatan", name=unique("kegiatan"), title="Survei Lahan")


def names(kegiatan: Record, who: str = "operator", house: House | None = None) -> list[str]:
    user = house.user(who) if house else tk.config["ckan.site_id"]
    return [row["nama"] for row in act(user, LIST, kegiatan_id=kegiatan.id)["results"]]


def refused(house: House, who: str, action: str, **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as found:
        house.act(who, action, **data)
    return errors_of(found.value)


def test_a_variable_is_kept_as_it_was_described(house: House, kegiatan: Record):
    sent = {"nama": "Luas panen", "konsep": ["Lahan"], "definisi": "Luas yang dipanen.", "satuan": "hektare",
            "value_domain": [{"kode": "1", "nilai": "Sawah"}], "apakah_variabel_bisa_diakses_umum": "ya"}
    made = house.act("operator", CREATE, kegiatan_id=kegiatan.name, **sent)
    assert made == {"id": made["id"], "kegiatan_id": kegiatan.id, "position": 0, **sent}
    assert house.act("operator", SHOW, id=made["id"]) == made
    assert house.act("operator", LIST, kegiatan_id=kegiatan.id) == {"count": 1, "results": [made]}


def test_the_order_is_that_of_the_list_and_closes_up(house: House, kegiatan: Record):
    ids = [house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama=name)["id"] for name in ("A", "B", "C")]
    house.act("operator", DELETE, id=ids[1])
    assert [(row["nama"], row["position"]) for row in house.act("operator", LIST, kegiatan_id=kegiatan.id)["results"]] == [
        ("A", 0), ("C", 1)]
    rows = [{"id": ids[2], "nama": "C"}, {"nama": "D"}, {"id": ids[0], "nama": "A"}]
    house.act("operator", REPLACE, kegiatan_id=kegiatan.id, rows=rows)
    found = house.act("operator", LIST, kegiatan_id=kegiatan.id)["results"]
    assert [row["nama"] for row in found] == ["C", "D", "A"]
    assert (found[0]["id"], found[2]["id"]) == (ids[2], ids[0]), "a variable keeps its id"
    page = house.act("operator", LIST, kegiatan_id=kegiatan.id, limit=1, offset=1)
    assert (page["count"], [row["nama"] for row in page["results"]]) == (3, ["D"])


@pytest.mark.parametrize(("sent", "says"), [
    ({}, "has no name"),
    ({"nama": " "}, "has no name"),
    ({"nama": "luas  PANEN"}, "are called"),
    ({"nama": "X", "warna": "biru"}, "no field “warna”"),
    ({"nama": "X", "definisi": "x" * 30_000}, "at most 20000 characters"),
])
def test_a_wrong_row_is_refused_in_words(sent: dict[str, Any], says: str, house: House, kegiatan: Record):
    house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen")
    assert says in refused(house, "operator", CREATE, kegiatan_id=kegiatan.id, **sent)
    assert names(kegiatan) == ["Luas panen"]


def test_a_list_is_taken_whole_or_not_at_all(house: House, kegiatan: Record):
    house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen")
    with pytest.raises(tk.ValidationError) as found:
        house.act("operator", REPLACE, kegiatan_id=kegiatan.id, rows=[{"nama": "A"}, {"satuan": "ton"}, {"nama": "a"}])
    assert [(row["row"], set(row) - {"row"}) for row in found.value.error_dict["rows"]] == [(2, {"nama"}), (3, {"nama"})]
    assert names(kegiatan) == ["Luas panen"]
    too_many = [{"nama": str(number)} for number in range(variabel.MOST + 1)]
    assert "at most 2000" in refused(house, "operator", REPLACE, kegiatan_id=kegiatan.id, rows=too_many)
    assert "list of rows" in refused(house, "operator", REPLACE, kegiatan_id=kegiatan.id, rows="A")


def test_a_row_of_another_kegiatan_is_not_taken_over(house: House, kegiatan: Record):
    other = house.record(content=None, type="kegiatan", name=unique("kegiatan"), title="Lain")
    mine = house.act("operator", CREATE, kegiatan_id=other.id, nama="Milik lain")
    house.act("operator", REPLACE, kegiatan_id=kegiatan.id, rows=[{"id": mine["id"], "nama": "Direbut"}])
    assert (names(kegiatan), names(other)) == (["Direbut"], ["Milik lain"])


@pytest.mark.parametrize("who", ["anonymous", "stranger", "operator_elsewhere", "walidata"])
def test_only_its_office_writes(who: str, house: House, kegiatan: Record):
    row = house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen")
    for action, data in ((CREATE, {"kegiatan_id": kegiatan.id, "nama": "X"}), (UPDATE, {"id": row["id"], "nama": "X"}),
                         (MOVE, {"id": row["id"], "position": 0}), (DELETE, {"id": row["id"]}),
                         (REPLACE, {"kegiatan_id": kegiatan.id, "rows": []})):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, action, **data)
    if who != "walidata":
        for action, data in ((LIST, {"kegiatan_id": kegiatan.id}), (SHOW, {"id": row["id"]})):
            with pytest.raises(tk.NotAuthorized):
                house.act(who, action, **data)
    assert names(kegiatan) == ["Luas panen"]


def test_what_is_no_kegiatan_has_no_variables(house: House):
    record = house.linked()
    for id_ in (record.id, "tidak-ada", None, 7):
        with pytest.raises((tk.ObjectNotFound, tk.ValidationError)):
            house.act("operator", CREATE, kegiatan_id=id_, nama="X")


def test_variables_are_sealed_and_frozen_with_their_kegiatan(house: House, kegiatan: Record):
    row = house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen", definisi="Lama.")
    keeping = {"id": kegiatan.id, "section": f"variabel:{row['id']}", "typed": {"definisi": "Belum disimpan."}}
    house.act("operator", "satudata_metadata_autosave", **keeping)
    before = sealing.digest(sealing.content_of(kegiatan.id))
    house.act("operator", UPDATE, id=row["id"], nama="Luas panen", definisi="Baru.")
    content = sealing.content_of(kegiatan.id)
    assert content["variabel"] == [{"nama": "Luas panen", "definisi": "Baru."}] and sealing.digest(content) != before
    record = records.lock(kegiatan.id)
    assert record is not None
    record.frozen = True        # as while somebody checks it
    model.Session.commit()
    other = house.linked()
    for action, data in (
        (CREATE, {"kegiatan_id": kegiatan.id, "nama": "X"}),
        (CREATE, {"kegiatan_id": kegiatan.id, "nama": "X", "id": other.id}),
        (UPDATE, {"id": row["id"], "nama": "X"}), (UPDATE, {"id": row["id"], "nama": "X", "kegiatan_id": other.id}),
        (MOVE, {"id": row["id"], "position": 1}), (DELETE, {"id": row["id"]}),
        (REPLACE, {"kegiatan_id": kegiatan.id, "rows": []}),
    ):
        with pytest.raises(tk.NotAuthorized, match="being checked"):
            house.act("operator", action, **data)
        assert "being checked" in refused(house, "admin", action, **data)
    with pytest.raises(tk.NotAuthorized, match="being checked"):
        house.act("operator", "satudata_metadata_autosave", **keeping)
    assert sealing.content_of(kegiatan.id) == content and "Belum disimpan" not in str(content)


def test_a_number_is_no_way_around_the_gate(house: House):
    number = 20_000_000 + abs(hash(unique(""))) % 10_000_000
    record = house.record(content=None, type="kegiatan", name=str(number), title="Bernama angka")
    for action, data in ((CREATE, {"nama": "X"}), (REPLACE, {"rows": [{"nama": "X"}]})):
        with pytest.raises(tk.ObjectNotFound):
            house.act("operator", action, kegiatan_id=number, **data)
    assert names(record) == []


def test_whoever_changes_a_variable_is_a_maker(house: House, kegiatan: Record):
    house.act("operator_b", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen")
    assert house.user_id("operator_b") in PackageTopic("kegiatan").makers(kegiatan.id)


def test_a_comparison_names_the_variable_that_changed():
    before, after = (
        {"package": {"title": "S"}, "variabel": [{"nama": "Luas", "satuan": unit, "konsep": ["Lahan"]}, {"nama": "Hasil"}]}
        for unit in ("ha", "m2"))
    (change,) = compare(before, after).fields
    assert (change.name, change.before, change.after) == ("variabel.Luas", ["satuan: ha", "konsep: Lahan"],
                                                          ["satuan: m2", "konsep: Lahan"])
    assert revisions.label("kegiatan", change.name) == "Variable “Luas”"


def test_the_search_finds_a_kegiatan_by_its_variables(house: House, kegiatan: Record):
    word = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))      # Solr parts a word where digits begin
    house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama=word)
    indexing.index(kegiatan.id)
    found = house.act("operator", "package_search", q=word, fq="+type:kegiatan", include_private=True)
    assert [package["id"] for package in found["results"]] == [kegiatan.id]


# the officer


def test_the_contact_is_for_the_parties_only(house: House, kegiatan: Record):
    assert house.act("operator", "satudata_metadata_contact_update", id=kegiatan.name, **CONTACT, other="x") == CONTACT
    for who in ("operator", "kepala", "admin"):
        assert house.act(who, "satudata_metadata_contact_show", id=kegiatan.id) == CONTACT
    for who in ("anonymous", "stranger", "operator_elsewhere", "walidata"):     # not submitted yet: nothing for the Walidata
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "satudata_metadata_contact_show", id=kegiatan.id)
        with pytest.raises(tk.NotAuthorized):
            house.act(who, "satudata_metadata_contact_update", id=kegiatan.id, ii_pj_nama="X")
    shown = str(house.act("operator", "package_show", id=kegiatan.id))
    assert not any(value in shown for value in CONTACT.values())
    assert not any(value in str(sealing.content_of(kegiatan.id)) for value in CONTACT.values())


def test_a_wrong_contact_is_refused_and_the_old_one_stays(house: House, kegiatan: Record):
    house.act("operator", "satudata_metadata_contact_update", id=kegiatan.id, **CONTACT)
    assert refused(house, "operator", "satudata_metadata_contact_update", id=kegiatan.id, ii_pj_email="bukan surel")
    assert house.act("operator", "satudata_metadata_contact_show", id=kegiatan.id) == CONTACT


def test_a_purged_kegiatan_takes_its_rows_and_its_contact_along(house: House, kegiatan: Record):
    house.act("operator", CREATE, kegiatan_id=kegiatan.id, nama="Luas panen")
    house.act("operator", "satudata_metadata_contact_update", id=kegiatan.id, **CONTACT)
    house.act("admin", "dataset_purge", id=kegiatan.id)
    for table in (Variabel, Contact):
        assert model.Session.scalar(sa.select(sa.func.count()).where(table.package_id == kegiatan.id)) == 0
