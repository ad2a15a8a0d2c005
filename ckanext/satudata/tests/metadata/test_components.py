"""Indicators that would be built from themselves are refused at the save, whoever saves; names mean records with care."""

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.satudata.metadata import components

from .conftest import call
from .form_browser import Browser, path, person, texts_of

pytestmark = pytest.mark.usefixtures("portal")


def indicator(office, name, *parts, **more):
    return call("package_create", type="indikator", name=name, title=name.replace("-", " ").title(), owner_org=office["id"],
                apakah_indikator_komposit="ya", indikator_pembangun=[{"nama": part} for part in parts], **more)


def refused(*args, **more):
    with pytest.raises(tk.ValidationError) as error:
        call(*args, **more)
    return error.value.error_dict


@pytest.mark.parametrize("called", [
    lambda record: record["title"], lambda record: record["name"], lambda record: record["id"],
    lambda record: f" {record['title'].upper()} ",
])
def test_a_circle_over_another_record_is_refused(office, called):
    first = indicator(office, "indeks-satu", "Indeks Dua", "Angka Harapan Hidup")
    said = refused("package_create", type="indikator", name="indeks-dua", title="Indeks Dua", owner_org=office["id"],
                   apakah_indikator_komposit="ya", indikator_pembangun=[{"nama": "Lama Sekolah"}, {"nama": called(first)}])
    sentence = said["indikator_pembangun"][1]["nama"][0]
    assert "Indeks Dua" in sentence and "Indeks Satu" in sentence


def test_a_long_way_and_an_update(office):
    indicator(office, "indeks-a", "Indeks B")
    indicator(office, "indeks-b", "Indeks C")
    last = indicator(office, "indeks-c", "Lama Sekolah")
    said = refused("package_patch", id=last["id"], indikator_pembangun=[{"nama": "Indeks A"}])
    assert "indikator_pembangun" in said
    call("package_patch", id=last["id"], indikator_pembangun=[{"nama": "Indeks D"}])
    call("package_patch", id=last["id"], satuan="persen")           # what is no circle is saved


def test_the_form_says_it_at_the_row_and_loses_nothing(office, checked):
    indicator(office, "indeks-satu", "Indeks Dua", private=True)
    second = indicator(office, "indeks-dua", "Lama Sekolah", private=True)
    editor = Browser(checked, person(office))
    answer = editor.send(editor.open(path(second, "pembangun")), {"indikator_pembangun-1-nama": "Indeks Satu"})
    page = editor.read(answer)
    assert answer.status_code == 422 and "Indeks Satu" in " ".join(texts_of(page, ".sd-galat"))
    assert page.select_one("[name=indikator_pembangun-1-nama]")["value"] == "Indeks Satu"


def test_records_that_nobody_of_the_office_sees_are_not_told_of(office):
    other = factories.Organization()
    indicator(other, "indeks-satu", "Indeks Dua", private=True)
    indicator(office, "indeks-dua", "Indeks Satu")


def test_of_two_records_with_one_title_that_of_the_office_is_meant(office):
    other = factories.Organization()
    indicator(other, "indeks-satu", "Indeks Dua")
    call("package_create", type="indikator", name="indeks-satu-kita", title="Indeks Satu", owner_org=office["id"],
         apakah_indikator_komposit="ya", indikator_pembangun=[{"nama": "Lama Sekolah"}])
    indicator(office, "indeks-dua", "Indeks Satu")                  # ours is no circle, theirs would be


@pytest.mark.parametrize("rows", [None, "", "[", "{}", [], ["a"], [{"nama": 3}], [{"lain": "x"}], [{"nama": "Tidak Ada"}]])
def test_what_names_no_record_is_no_circle(rows):
    assert components.circle_of({"title": "Indeks", components.FIELD: rows}) is None


def test_one_query_and_only_where_there_are_components(office):
    assert components.circle_of({"title": "Indeks Dua", "owner_org": office["id"], components.FIELD: []}, "x") is None
    indicator(office, "indeks-satu", "Indeks Dua")
    found = components.circle_of({"title": "Indeks Dua", "owner_org": office["id"],
                                  components.FIELD: [{"nama": "Lain"}, {"nama": "indeks-satu"}]})
    assert found is not None and (found.row, found.names) == (1, ("Indeks Dua", "Indeks Satu", "Indeks Dua"))
