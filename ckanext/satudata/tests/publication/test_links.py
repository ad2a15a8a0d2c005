"""What belongs together is linked both ways, and a link names nothing that its reader may not see."""

import ckan.model as model
import pytest

from ckanext.satudata.metadata import indexing, links

from . import kinds, portal

ANYBODY = portal.ANYBODY


def page(people, record, kind, who=ANYBODY):
    answer = people.portal.get(f"/{kind}/{record.name}", headers=who.headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def related(people, record, kind, who=ANYBODY):
    """The part of the page that lists what belongs to the record."""
    return page(people, record, kind, who).partition('id="terkait"')[2].partition("</section>")[0]


@pytest.fixture(scope="module")
def family(people):
    """An activity, its indicator, a dataset of both, and a publication that rests on the dataset: all public."""
    kegiatan = kinds.published(people, "kegiatan")
    indikator = kinds.published(people, "indikator", kegiatan=kegiatan.id)
    dataset = portal.published(people, kegiatan=kegiatan.id, indikator=[indikator.id])
    publikasi = kinds.published(people, "publikasi", dataset=[dataset.id])
    return {"kegiatan": kegiatan, "indikator": indikator, "dataset": dataset, "publikasi": publikasi}


NEIGHBOURS = {"kegiatan": {"indikator", "dataset"}, "indikator": {"kegiatan", "dataset"},
              "dataset": {"kegiatan", "indikator", "publikasi"}, "publikasi": {"dataset"}}


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_a_page_links_what_belongs_to_its_record_in_both_directions(people, family, kind):
    shown = related(people, family[kind], kind)
    assert {name for name, record in family.items() if f"/{name}/{record.name}" in shown} == NEIGHBOURS[kind]
    assert {name for name, record in family.items() if record.mark in shown} == NEIGHBOURS[kind]


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_all_links_of_a_page_are_found_by_one_search(people, family, kind, monkeypatch):
    asked = []
    original = links._search
    monkeypatch.setattr(links, "_search", lambda *args: asked.append(args) or original(*args))
    page(people, family[kind], kind)
    assert len(asked) == 1


def test_a_link_by_name_is_a_link(people):
    kegiatan = kinds.published(people, "kegiatan")
    dataset = portal.published(people, kegiatan=kegiatan.name)
    assert kegiatan.mark in related(people, dataset, "dataset")
    assert dataset.mark in related(people, kegiatan, "kegiatan")


@pytest.mark.parametrize("make", [kinds.draft, None], ids=["draft", "submitted"])
def test_what_is_not_public_is_named_to_its_makers_only(people, make):
    hidden = make(people.maker, people.office, "kegiatan") if make else kinds.submitted(people, "kegiatan")
    dataset = portal.published(people, kegiatan=hidden.id)
    assert hidden.mark not in page(people, dataset, "dataset") and hidden.id not in page(people, dataset, "dataset")
    shown = related(people, dataset, "dataset", people.maker)
    assert hidden.mark in shown and "Not published" in shown
    assert dataset.mark in related(people, hidden, "kegiatan", people.maker)


def test_a_public_record_does_not_tell_of_a_draft_that_points_to_it(people):
    kegiatan = kinds.published(people, "kegiatan")
    draft = portal.draft(people.maker, people.office, kegiatan=kegiatan.id)
    assert draft.mark not in page(people, kegiatan, "kegiatan")
    assert draft.mark in related(people, kegiatan, "kegiatan", people.maker)
    # nor does the search for the id find more than the record itself
    found = people.portal.post("/api/3/action/package_search", json={"q": f'"{kegiatan.id}"', "fq": "dataset_type:*"})
    assert draft.id not in found.body


def test_many_links_are_folded(people):
    kegiatan = kinds.published(people, "kegiatan")
    for _number in range(links.SHOWN + 2):
        portal.draft(people.maker, people.office, kegiatan=kegiatan.id)
    (group,) = links_of(people.maker, kegiatan)
    assert (len(group.first), len(group.more)) == (links.SHOWN, 2)
    assert "Show 2 more" in related(people, kegiatan, "kegiatan", people.maker)


def links_of(who, record):
    import ckan.tests.helpers as helpers
    from flask_login import login_user

    with helpers._get_test_app().flask_app.test_request_context():
        login_user(model.User.get(who.id))
        return links.of_package({"id": record.id, "name": record.name, "type": "kegiatan"})


def test_an_activity_is_found_by_the_names_of_its_variables(people):
    kegiatan = kinds.published(people, "kegiatan")
    draft = kinds.draft(people.maker, people.office, "kegiatan")
    word = portal.word("variabel")
    people.maker.does("satudata_metadata_variabel_create", kegiatan_id=draft.id, nama=f"Luas {word}", alias=f"l{word}")
    indexing.index(draft.id)

    def found(who, q):
        answer = people.portal.post("/api/3/action/package_search", headers=who.headers, json={
            "q": f'"{q}"', "fq": "dataset_type:kegiatan", "include_private": True})
        return [record["name"] for record in answer.json["result"]["results"]]

    assert found(people.maker, word) == found(people.maker, f"l{word}") == [draft.name]
    assert found(ANYBODY, word) == []
    assert kegiatan.name in found(ANYBODY, f"Jumlah Guru {kegiatan.mark}")


def test_the_search_pages_have_facets_of_their_own(people, family):
    shown = {kind: people.portal.get(f"/{kind}/").get_data(as_text=True) for kind in kinds.TYPES}
    for kind, words in {"kegiatan": ("Sector", "How the data is collected", "Kind of statistics"),
                        "indikator": ("Composite indicator", "Lowest level of area", "Measure"),
                        "publikasi": ("Kind of publication", "Year of release", "Theme")}.items():
        assert all(word in shown[kind] for word in words), kind
    answer = people.portal.get("/kegiatan/?sektor_kegiatan=PENDIDIKAN_DAN_PELATIHAN&vocab_tahun=2025").get_data(as_text=True)
    assert family["kegiatan"].mark in answer
    assert family["kegiatan"].mark not in people.portal.get("/kegiatan/?vocab_tahun=1999").get_data(as_text=True)
