"""The loader acts as people do, changes nothing the second time, and goes on after a break."""

import dataclasses
from datetime import date

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.datastore.backend.postgres import get_write_engine
from demo import journeys, letter, loading, records, staff
from demo.acting import act
from demo.description import people
from devstack.say import Stop

HEALTH, RICE, HERBS = "tempat-pelayanan-kesehatan", "luas-panen-dan-produksi-padi", "produksi-biofarmaka"
CROPS, YIELD, BOOKLET = (
    "pendataan-luas-panen-dan-produksi-tanaman-pangan", "produktivitas-padi-sawah", "tanaman-pangan-dalam-angka",
)  # fmt: skip


class Broken(Exception):
    """What a power cut looks like to the loader."""


def named(*names):
    found = {record.name: record for record in loading.everything()}
    return [found[name] for name in names]


@pytest.fixture
def portal(with_plugins, clean_db, clean_index, app):
    """An empty portal with its administrator; gives what opens a request."""
    factories.Sysadmin(name="admin")
    model.Session.remove()
    return app.flask_app.test_request_context


@pytest.fixture
def crew():
    """The people that two datasets need: an account takes a second to make."""
    wanted = {"operator-kesehatan", "kepala-kesehatan", "operator-pertanian", "kepala-pertanian", "walidata"}
    every = people()
    return dataclasses.replace(every, people=tuple(person for person in every.people if person.name in wanted))


def contents():
    """Each row of each table of both databases, as text."""
    found = {}
    for engine in (model.ensure_engine(), get_write_engine()):
        with engine.connect() as connection:
            for table in sa.inspect(connection).get_table_names():
                rows = connection.execute(sa.text(f'SELECT CAST(x AS text) FROM "{table}" x'))
                found[engine.url.database, table] = sorted(row[0] for row in rows)
    return found


def answers(dataset):
    """The answers of the case of a dataset, in their order."""
    found = model.Session.execute(sa.text(
        "SELECT d.step, d.key FROM satudata_workflow_decision d JOIN package p ON p.id = d.topic_id "
        "WHERE p.name = :name ORDER BY d.at"), {"name": dataset.name})
    return [(row.step, row.key) for row in found]


def test_loading_twice_changes_nothing(portal, crew):
    what = named(HEALTH, HERBS)
    assert loading.load(portal, crew, what) > 0
    before = contents()
    assert any(table == "satudata_workflow_event" and rows for (_, table), rows in before.items())
    assert loading.load(portal, crew, what) == 0
    after = contents()
    assert {name for name in after if after[name] != before.get(name)} == set()
    with portal():
        published, returned = what
        assert answers(published) == list(journeys.WAYS["corrected"])
        assert answers(returned) == list(journeys.WAYS["returned_by_head"])
        _is_public_as_described(published)
        with pytest.raises(tk.NotAuthorized):
            act("", "package_show", id=returned.name)
        case = act("kepala-pertanian", "satudata_publication_record_show", id=returned.name)["case_id"]
        timeline = act("kepala-pertanian", "satudata_workflow_case_show", id=case)["timeline"]
        assert returned.reason in [entry["reason"] for entry in timeline]


def _is_public_as_described(dataset):
    shown = act("", "package_show", id=dataset.name)
    assert {name: shown[name] for name in dataset.fields} == dataset.fields
    assert {tag["name"] for tag in shown["tags"]} == set(dataset.tags)
    (resource,) = shown["resources"]
    columns = act("", "datastore_info", id=resource["id"])["fields"]
    assert {c["id"]: c["info"]["label"] for c in columns} == {name: c.label for name, c in dataset.columns.items()}
    assert columns[1]["info"]["notes"] == "Banyaknya rumah sakit umum. Satuan: unit."
    assert act("", "satudata_metadata_table_show", resource_id=resource["id"])["sha256"] == dataset.source.sha256


def test_an_activity_comes_with_its_variables_and_links(portal, crew):
    what = named(CROPS, YIELD, RICE, BOOKLET)
    assert loading.load(portal, crew, what) > 0
    before = contents()
    assert loading.load(portal, crew, what) == 0
    after = contents()
    assert {name for name in after if after[name] != before.get(name)} == set()
    with portal():
        shown = {record.name: act("", "package_show", id=record.name) for record in what}
        activity, indicator, rice, booklet = (shown[record.name] for record in what)
        assert all(activity[name] == value for name, value in what[0].fields.items())
        assert all(indicator[name] == value for name, value in what[1].fields.items())
        assert (indicator["kegiatan"], rice["kegiatan"], booklet["kegiatan"]) == (activity["id"],) * 3
        # the others of the lists were not loaded
        assert (rice["indikator"], booklet["dataset"]) == ([indicator["id"]], [rice["id"]])
        assert [resource["url"].rsplit("/", 1)[1] for resource in booklet["resources"]] == ["tanaman-pangan.pdf"]
        _has_variables_and_an_officer(what[0], activity)


def _has_variables_and_an_officer(record, shown):
    listed = act("", "satudata_metadata_variabel_list", kegiatan_id=shown["id"])["results"]
    assert [{name: row[name] for name in variable} for row, variable in zip(listed, record.variables, strict=True)] == list(
        record.variables)
    assert act(record.maker, "satudata_metadata_contact_show", id=shown["id"]) == record.contact
    assert record.contact["ii_pj_nama"] not in str(shown)
    with pytest.raises(tk.NotAuthorized):
        act("", "satudata_metadata_contact_show", id=shown["id"])


def test_a_broken_load_of_an_activity_goes_on(portal, crew, monkeypatch):
    """Broken before its variables, and before a publication has its file."""
    what = named(CROPS, BOOKLET)
    real = records.act
    for action in ("satudata_metadata_contact_update", "satudata_metadata_variabel_replace", "resource_create"):
        def breaking(user, name, /, action=action, **data):
            if name == action:
                raise Broken
            return real(user, name, **data)

        with monkeypatch.context() as patch, pytest.raises(Broken):
            patch.setattr(records, "act", breaking)
            loading.load(portal, crew, what)
        model.Session.remove()
    loading.load(portal, crew, what)
    with portal():
        activity, booklet = what
        assert act("", "satudata_metadata_variabel_list", kegiatan_id=activity.name)["count"] == len(activity.variables)
        assert len(act("", "package_show", id=booklet.name)["resources"]) == 1


def test_a_broken_load_goes_on(portal, crew, monkeypatch):
    """Broken at each of its steps in turn, and run to the end at last."""
    def broken(*words):
        raise Broken

    what = named(RICE)
    for module, name in (
        (staff, "_office"), (records, "_upload"), (records, "_table"), (records, "_dictionary"), (journeys, "_take"),
        (journeys, "_add_letter"),
    ):
        with monkeypatch.context() as patch, pytest.raises(Broken):
            patch.setattr(module, name, broken)
            loading.load(portal, crew, what)
        model.Session.remove()
    loading.load(portal, crew, what)
    with portal():
        assert answers(what[0]) == list(journeys.WAYS["published"])
        shown = act("", "package_show", id=RICE)
        assert len(shown["resources"]) == 1
        letters = model.Session.execute(sa.text("SELECT count(*) FROM satudata_workflow_document")).scalar()
        assert letters == 1
    assert loading.load(portal, crew, what) == 0


def test_what_people_do_is_left_alone(portal, crew):
    (dataset,) = named(RICE)
    dataset = dataclasses.replace(dataset, state="submitted")
    loading.load(portal, crew, [dataset])
    with portal():
        case_id = act("walidata", "satudata_publication_record_show", id=RICE)["case_id"]
        act("walidata", "satudata_workflow_case_cancel", id=case_id, reason="Dicoba oleh pengunjung.")
    assert loading.load(portal, crew, [dataclasses.replace(dataset, state="published")]) == 0
    with portal():
        act("operator-pertanian", "package_patch", id=RICE, notes="Diubah oleh pengunjung.")
        act("admin", "package_delete", id=RICE)
    assert loading.load(portal, crew, [dataset]) == 0


def test_a_portal_without_administrator(with_plugins, clean_db, clean_index, app, crew):
    with pytest.raises(Stop, match="admin"):
        loading.load(app.flask_app.test_request_context, crew, [])


def test_the_letter_is_a_pdf_that_says_it_is_none():
    content = letter.surat_validasi("Dinas Kesehatan", "Anwar Contoh", "Judul (dengan kurung)", "ab" * 32, date(2026, 3, 12))
    assert b"Banjarnegara, 12 Maret 2026" in content
    assert content.startswith(b"%PDF-1.4")
    assert content.rstrip().endswith(b"%%EOF")
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    for words in (b"CONTOH - BUKAN SURAT RESMI", b"Judul \\(dengan kurung\\)", b"ab" * 16, b"Dinas Kesehatan"):
        assert words in content
