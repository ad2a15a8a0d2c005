"""An activity, an indicator and a publication go the same way to the public as a dataset."""

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

from . import kinds, portal


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_a_record_of_each_type_is_published_by_the_same_case(people, kind):
    record = kinds.published(people, kind)
    assert people.maker.does("satudata_publication_record_show", id=record.id)["visibility"] == "published"
    assert portal.ANYBODY.does("package_show", id=record.id)["type"] == kind


def page(people, path, who=portal.ANYBODY):
    answer = people.portal.get(path, headers=who.headers)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_every_page_of_a_type_opens(people, kind):
    record = kinds.published(people, kind)
    assert record.mark in page(people, f"/{kind}/{record.name}")
    assert record.mark in page(people, f"/{kind}/?q={record.mark}")


def test_the_page_of_an_activity_says_it_in_plain_words_and_under_the_official_numbers(people):
    record = kinds.published(people, "kegiatan")
    plain, _, official = page(people, f"/kegiatan/{record.name}").partition('id="istilah-resmi"')
    assert "How the data is collected" in plain and "4.7" not in plain
    assert "4.7" in official and "3.4" in official and f"Jumlah Sekolah {record.mark}" in official
    assert "Kabupaten Banjarnegara, Jawa Tengah" in official
    assert f"Jumlah Guru {record.mark}" in official        # its variables
    assert "There is no file yet" not in plain + official


def test_lainnya_is_said_with_what_it_is(people):
    record = kinds.published(people, "kegiatan", iv_sarana_pengumpulan_data=["mail", "lainnya"],
                             iv_sarana_pengumpulan_lainnya="Telegram")
    plain, _, official = page(people, f"/kegiatan/{record.name}").partition('id="istilah-resmi"')
    assert "Other: Telegram" in plain and "Other: Telegram" not in official and "Telegram" in official


def test_a_publication_has_two_days_and_each_is_named(people):
    record = kinds.published(people, "publikasi")
    text = page(people, f"/publikasi/{record.name}")
    terms = [term.text.strip() for term in BeautifulSoup(text, "html.parser").select("dt")]
    assert {"First published", "Date of release", "Published on this portal"} <= set(terms) and "Published" not in terms


def test_the_paragraphs_of_a_sealed_text_stay_apart(people):
    record = kinds.submitted(people, "kegiatan", iii_tujuan_kegiatan="Alinea satu.\n\nAlinea dua.")
    sealed = BeautifulSoup(page(people, f"/satudata/workflow/case/{record.case_id}", people.reviewer), "html.parser")
    assert "Alinea satu.\n\nAlinea dua." in [text.text for text in sealed.select("dl .sd-teks")]


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_makers_check_and_submit_and_reviewers_read_what_was_sealed(people, kind):
    record = kinds.draft(people.maker, people.office, kind)
    checked = page(people, f"/satudata/publication/{record.name}/check", people.maker)
    assert record.mark in checked and "this data was collected" not in checked
    portal.answer(people.maker, record, "finish")
    assert page(people, f"/satudata/publication/{record.name}/receipt", people.maker)
    case = page(people, f"/satudata/workflow/case/{record.case_id}", people.reviewer)
    assert record.mark in case and record.mark in page(people, "/satudata/workflow/desk", people.reviewer)
    region = "Kabupaten Banjarnegara"
    for words in {"kegiatan": (f"Jumlah Guru {record.mark}", f"Jumlah Sekolah {record.mark}", "Whole number", "4.7", region),
                  "indikator": (f"Jumlah Murid {record.mark}", "Dapodik"),
                  "publikasi": (f"Buku {record.mark}", "SHA-256")}[kind]:
        assert words in case
    assert "{&#39;" not in case and "{'" not in case        # nothing is shown as a program would write it


def test_what_changed_in_rows_and_variables_is_compared(people):
    record = kinds.submitted(people, "kegiatan")
    portal.answer(people.reviewer, record, "tidak_sesuai", "Periksa lagi.")
    rows = people.maker.does("satudata_metadata_variabel_list", kegiatan_id=record.id)["results"]
    people.maker.does("satudata_metadata_variabel_update", **rows[0] | {"definisi": "Murid yang terdaftar."})
    people.maker.does("package_patch", id=record.id, iii_variabel_yang_dikumpulkan=[
        {"nama": "Luas Lahan", "konsep": "Lahan", "definisi": "Luas.", "referensi_waktu": "2025"}])
    portal.answer(people.maker, record, "finish")
    case = page(people, f"/satudata/workflow/case/{record.case_id}", people.reviewer)
    compared = case.partition('id="sd-compared"')[2]
    assert "Murid yang terdaftar." in compared and "Luas Lahan" in compared
    assert "{&#39;" not in compared


@pytest.mark.parametrize("state", [kinds.submitted, kinds.published])
def test_the_variables_of_a_checked_activity_stay_as_they_were_approved(people, state):
    record = state(people, "kegiatan")
    (row, *_rest) = people.maker.does("satudata_metadata_variabel_list", kegiatan_id=record.id)["results"]
    for action, data in {"create": {"kegiatan_id": record.id, "nama": "Baru"}, "update": {"id": row["id"], "nama": "Lain"},
                         "delete": {"id": row["id"]}, "replace": {"kegiatan_id": record.id, "rows": []}}.items():
        for who in (people.maker, people.sysadmin):
            with pytest.raises((tk.NotAuthorized, tk.ValidationError)):
                who.does(f"satudata_metadata_variabel_{action}", **data)
    assert people.maker.does("satudata_metadata_variabel_list", kegiatan_id=record.id)["count"] == 2


@pytest.mark.parametrize("kind", ["kegiatan", "indikator"])
def test_a_record_without_files_begins_with_its_title(people, kind):
    assert people.portal.get(f"/{kind}/new", headers=people.maker.headers, follow_redirects=False).status_code == 302
    shown = page(people, f"/satudata/metadata/new?type={kind}", people.maker)
    assert 'name="title"' in shown and 'type="file"' not in shown
    title, attempt = portal.word("Judul"), portal.word("kali")
    sent = {"type": kind, "org": people.office, "title": title, "attempt": attempt}

    def send(**changed):
        return people.portal.post("/satudata/metadata/new", data=sent | changed, headers=people.maker.headers,
                                  follow_redirects=False)

    first, second = send(), send()
    assert first.status_code == second.status_code == 302 and first.location == second.location
    assert len(model.Session.query(model.Package).filter_by(title=title).all()) == 1
    assert model.Session.query(model.Package).filter_by(title=title).one().type == kind
    refused = send(title="  ", attempt="x")
    assert refused.status_code == 422 and "Write the title." in refused.get_data(as_text=True)
    assert send(title="x" * 1001, attempt="y").status_code == 422


def test_a_publication_begins_with_its_file(people):
    assert 'type="file"' in page(people, "/satudata/metadata/new?type=publikasi", people.maker)


def test_who_may_make_records_is_offered_to(people):
    for kind in kinds.TYPES:
        assert f"/{kind}/new" in page(people, f"/{kind}/", people.maker)
        assert f"/{kind}/new" not in page(people, f"/{kind}/")
