"""The document of everything: what it asks of database and index hardly grows with it, and each reader gets his own part."""

import json
from unittest import mock

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import pysolr
import pytest
from ckan.tests import factories
from sqlalchemy import event

from ckanext.satudata.metadata import exporting, showing
from ckanext.satudata.tests.metadata.conftest import call
from ckanext.satudata.tests.metadata.form_browser import Browser

from .conftest import INDIKATOR, KEGIATAN, OFFICER, VARIABEL, Sender, workbook

EACH = 12           # statements for an activity with two indicators: its contact, and the reader's rights on three records


def survey(sender, number):
    indicators = [{**INDIKATOR[0], "title": f"Indeks {number} {part}"} for part in "AB"]
    return sender.take(workbook({**KEGIATAN, "title": f"Survei {number}"}, VARIABEL, indicators, OFFICER))


def counted(work):
    """What `work` gives, with the number of statements and of searches it took."""
    statements, searches, solr = [], [], pysolr.Solr.search

    def search_counted(self, *args, **kwargs):
        searches.append(kwargs)
        return solr(self, *args, **kwargs)

    def listen(*args):
        statements.append(args[2])

    model.Session.remove()
    event.listen(model.meta.engine, "before_cursor_execute", listen)
    try:
        with mock.patch.object(pysolr.Solr, "search", search_counted):
            found = work()
    finally:
        event.remove(model.meta.engine, "before_cursor_execute", listen)
    return found, len(statements), len(searches)


def test_what_is_asked_for_ten_activities_is_little_more_than_for_one(sender, checked):
    editor, one = Browser(checked, sender.user), survey(sender, 0)

    def document():
        return json.loads(editor.answer("/satudata/metadata/export.json").body)

    document()                                                  # what is read once in the life of a process
    first, few, searched = counted(document)
    assert [bundle["id"] for bundle in first] == [one["id"]]
    for number in range(1, 10):
        survey(sender, number)
    every, many, searched_again = counted(document)
    assert len(every) == 10 and all(len(one["indikator"]) == 2 == len(one["variabel"]) for one in every)
    assert searched_again == searched
    assert many - few <= 9 * EACH, (few, many)


def test_many_are_read_in_pieces_and_each_keeps_its_own_parts(sender, monkeypatch):
    made = {survey(sender, number)["id"]: number for number in range(3)}
    whole = json.loads("".join(exporting.as_json({"user": sender.user["name"]})))
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)              # two variables each: one activity at a time
    monkeypatch.setattr(exporting.showing, "PAGE", 2)
    pieces = json.loads("".join(exporting.as_json({"user": sender.user["name"]})))
    assert pieces == whole and {one["id"] for one in whole} == set(made)
    for one in whole:
        number = made[one["id"]]
        assert one["kegiatan"]["data"]["judul_kegiatan"] == f"Survei {number}"
        assert [part["data"]["nama"] for part in one["indikator"]] == [f"Indeks {number} A", f"Indeks {number} B"]
        assert {part["ms_keg_id"] for part in [*one["variabel"], *one["indikator"]]} == {one["id"]}
        assert one == call("satudata_metadata_indah_show", id=one["id"])


def test_what_the_index_does_not_know_yet_is_read_from_the_database(sender, monkeypatch):
    """Also the other way round: what the index still calls public is shown to nobody who may not see it now."""
    kegiatan = survey(sender, 1)
    for record in (kegiatan, {"id": indicator_ids()[0]}):
        call("package_patch", id=record["id"], private=False, state="active")
    stranger = {"user": Sender(factories.Organization(title="Dinas Lain")).user["name"]}
    (seen,) = exporting.bundles(stranger)
    assert len(seen["indikator"]) == 1
    monkeypatch.setattr(search.index.PackageSearchIndex, "index_package", lambda *args: None)
    call("package_patch", id=indicator_ids()[0], private=True)
    assert next(exporting.bundles(stranger))["indikator"] == []
    call("package_patch", id=kegiatan["id"], title="Survei Lain")
    assert next(exporting.bundles(stranger))["kegiatan"]["data"]["judul_kegiatan"] == "Survei Lain"
    call("package_patch", id=kegiatan["id"], private=True)
    assert list(exporting.bundles(stranger)) == []


def test_a_link_to_what_the_reader_may_not_see_is_not_exported(sender):
    """As `package_show` tells it too; whoever may write the record is told all of it."""
    kegiatan = survey(sender, 1)
    for id_ in (kegiatan["id"], *indicator_ids()):
        call("package_patch", id=id_, private=False, state="active")
    hidden = survey(sender, 2)
    (indicator, _) = indicator_ids()[:2]
    call("package_patch", id=indicator, kegiatan=hidden["id"])
    assert "kegiatan" not in next(showing.shown({"user": ""}, [indicator]))
    own = {"user": sender.user["name"]}
    assert next(showing.shown(own, [indicator]))["kegiatan"] == hidden["id"]
    shown = tk.get_action("package_show")({"user": ""}, {"id": indicator})
    assert next(showing.shown({"user": ""}, [indicator])) == shown


def indicator_ids():
    query = model.Session.query(model.Package.id).filter_by(type="indikator").order_by(model.Package.metadata_created)
    return [id_ for (id_,) in query]


@pytest.mark.parametrize("who", ["", "member", "sysadmin"])
def test_each_reader_gets_what_he_may_see(sender, who):
    survey(sender, 1)
    call("package_patch", id=survey(sender, 2)["id"], private=False, state="active")
    user = {"": "", "member": Sender(sender.office, "member").user["name"], "sysadmin": factories.Sysadmin()["name"]}[who]
    found = list(exporting.bundles({"user": user}))
    assert len(found) == (2 if who else 1)
    assert (OFFICER["ii_pj_nama"] in json.dumps(found)) is (who == "sysadmin")


def test_without_its_index_a_record_is_still_exported(sender):
    kegiatan = survey(sender, 1)
    solr = pysolr.Solr.search

    def broken(self, *args, **kwargs):
        if "validated_data_dict" in str(kwargs.get("fl")):
            raise pysolr.SolrError("no answer")
        return solr(self, *args, **kwargs)

    with mock.patch.object(pysolr.Solr, "search", broken):
        found = sender.act("indah_show", id=kegiatan["id"])
    assert [one["data"]["nama"] for one in found["indikator"]] == ["Indeks 1 A", "Indeks 1 B"]
