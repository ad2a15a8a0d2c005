"""What a file says of its indicators meets the same rule of circles as a save: together with each other and the portal's."""

import pytest
from ckan.tests import factories

from ckanext.satudata.tests.metadata.conftest import call

from .conftest import KEGIATAN, faults_of, workbook


def built_of(title, *parts):
    return {"title": title, "apakah_indikator_komposit": "ya", "indikator_pembangun": [{"nama": part} for part in parts]}


def stored(office, title, *parts, **more):
    return call("package_create", type="indikator", name=title.lower().replace(" ", "-"), owner_org=office["id"],
               **built_of(title, *parts), **more)


@pytest.mark.parametrize("called", [lambda one: one["title"], lambda one: one["name"], lambda one: one["id"]])
def test_a_circle_over_a_record_of_the_portal_is_told_at_its_row_whatever_it_is_called_by(sender, office, called):
    other = stored(office, "Indeks Dua", "Indeks Satu")
    found = sender.send(workbook(KEGIATAN, (), [built_of("Indeks Satu", "Lama Sekolah", called(other))]))
    (place, sentence), = faults_of(found)
    assert place == "'Indikator Pembangun'!C3" and "Indeks Dua" in sentence


def test_a_record_that_only_another_office_sees_is_not_told_of_but_a_public_one_is(sender):
    other = factories.Organization()
    stored(other, "Indeks Dua", "Indeks Satu", private=True)
    sent = workbook(KEGIATAN, (), [built_of("Indeks Satu", "Indeks Dua")])
    assert faults_of(sender.send(sent)) == []
    call("package_patch", id="indeks-dua", private=False)
    assert ["Indeks Dua" in sentence for _, sentence in faults_of(sender.send(sent))] == [True]


def test_an_indicator_that_names_itself_is_told_once(sender):
    faults = faults_of(sender.send(workbook(KEGIATAN, (), [built_of("Indeks Satu", "indeks satu")])))
    assert len(faults) == 1


def test_what_is_built_of_what_can_be_turned_round_by_one_file(sender):
    first, second = ({"title": f"Indeks {name}", "apakah_indikator_komposit": "tidak"} for name in "AB")
    kegiatan = sender.take(workbook(KEGIATAN, (), [first, built_of("Indeks B", "Indeks A")]))
    sender.take(workbook(KEGIATAN, (), [built_of("Indeks A", "Indeks B"), second]), kegiatan=kegiatan["id"])
    (again,) = [one["data"] for one in sender.act("indah_show", id=kegiatan["id"], what="indikator")
                if one["data"]["nama"] == "Indeks A"]
    assert "Indeks B" in str(again)
