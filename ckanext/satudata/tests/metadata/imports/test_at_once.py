"""Files that bring the same at the same moment, and files with very many variables."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import ckan.model as model
import pytest

from ckanext.satudata.metadata.importing.current import Counterparts
from ckanext.satudata.metadata.importing.parcel import Entry

from .conftest import KEGIATAN, Sender, workbook


def accepted_at_once(app, found):
    """What becomes of files that two people accept at the same moment."""
    start = Barrier(len(found))

    def accept(one):
        sender, file = one
        with app.flask_app.test_request_context():
            start.wait()
            try:
                return sender.accept(file)["results"][0]
            finally:
                model.Session.remove()

    model.Session.remove()
    with ThreadPoolExecutor(len(found)) as pool:
        return list(pool.map(accept, found))


def test_of_two_files_with_one_new_activity_the_second_is_refused(app, sender, office):
    colleague = Sender(office)
    files = [(one, one.send(workbook({**KEGIATAN, "title": title})))
             for one, title in ((sender, KEGIATAN["title"]), (colleague, f" {KEGIATAN['title'].upper()}"))]
    assert all(file["may_be_taken"] for _, file in files)
    results = accepted_at_once(app, files)
    (refused,) = [result["refused"] for result in results if "refused" in result]
    assert KEGIATAN["title"].casefold() in refused[0].casefold()
    assert model.Session.query(model.Package).filter_by(type="kegiatan").count() == 1


def test_the_same_name_in_another_office_or_year_waits_and_is_taken(app, sender, office):
    files = [(sender, sender.send(workbook(KEGIATAN))),
             (sender, sender.send(workbook({**KEGIATAN, "tahun_kegiatan": "2026"})))]
    assert [result["is_new"] for result in accepted_at_once(app, files)] == [True, True]


# whom a row is about

STORED = [{"id": "a", "nama": "Umur"}, {"id": "b", "nama": "umur "}, {"id": "c", "nama": "Jenis  Kelamin"}, {"id": "d"}]


@pytest.mark.parametrize(("answers", "id_"), [
    ({"id": "b", "nama": "Jenis Kelamin"}, "b"),        # the id says it, whatever the name is now
    ({"id": "x", "nama": "Umur"}, "a"),                 # an id of another portal; of two names the first
    ({"nama": " JENIS kelamin"}, "c"),
    ({"nama": "Pekerjaan"}, None), ({"nama": ""}, None), ({}, None),
    ({"id": ["a"], "nama": "Umur"}, "a"), ({"id": ""}, None),
])
def test_a_row_is_about_the_record_of_its_id_or_else_of_its_name(answers, id_):
    found = Counterparts(STORED, "nama").of(Entry(answers))
    assert (found and found["id"]) == id_


def test_two_thousand_rows_are_compared_with_as_many_names():
    read = []

    class Counted(dict):
        def get(self, name, default=None):
            read.append(name)
            return super().get(name, default)

    stored = [Counted(id=str(n), nama=f"V{n}") for n in range(2000)]
    counterparts = Counterparts(stored, "nama")
    assert [counterparts.of(Entry({"nama": f"v{n}"}))["id"] for n in range(2000)] == [str(n) for n in range(2000)]
    assert len(read) == 2000
