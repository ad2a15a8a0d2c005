"""What is exported and read again is the same, and so are the cells of a workbook that goes through the portal."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata.workbook import layout, problems
from ckanext.satudata.metadata.workbook.problems import CannotWrite
from ckanext.satudata.metadata.workbook.writing import Content
from ckanext.satudata.tests.metadata import strategies

from .examples import DOMAIN, EXAMPLE, SCHEMAS, content_of, edited, filled, read, values, workbook


def named(kind, name):
    """Several records of a kind, each with a name of its own."""
    names = st.lists(strategies.texts(), max_size=3, unique_by=lambda text: " ".join(text.split()).casefold())
    return names.flatmap(lambda found: st.tuples(*(
        strategies.records(kind, consistent=False).map(lambda record, text=text: record | {name: text}) for text in found)))


contents = st.builds(Content, strategies.records("kegiatan", consistent=False), named("variabel", "nama"),
                     named("indikator", "title"), strategies.contacts())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents)
def test_generated_metadata(content):
    written = workbook(content)
    found = read(written)
    assert [problem for problem in found.problems if not problem.is_note] == []
    assert filled(found.kegiatan.answers) == content.kegiatan
    assert filled(found.contacts.answers) == content.contacts
    assert [filled(record.answers) for record in found.variabel] == list(content.variabel)
    assert [filled(record.answers) for record in found.indikator] == list(content.indikator)
    assert values(workbook(content_of(found))) == values(written)


def test_the_sheets_of_a_workbook():
    assert list(values(workbook())) == [
        "MS-Kegiatan", "3.4 Variabel yang Dikumpulkan", "4.5 Jika sebagian, wilayah", "MS-Variabel", DOMAIN, "MS-Indikator",
        "Indikator Pembangun", "Variabel Pembangun", "Klasifikasi Penyajian", "Daftar Kode"]


def test_the_empty_template__holds_no_answer():
    found = read(workbook(None))
    assert (found.problems, found.variabel, found.indikator) == ((), (), ())
    assert not any(found.kegiatan.answers.values()) and not any(found.contacts.answers.values())


def test_every_question_of_the_schemas_stands_in_the_template():
    found = read(workbook(EXAMPLE))
    left_out = {"name", "owner_org"}
    assert {field["field_name"] for field in SCHEMAS["kegiatan"]["dataset_fields"]
            if not field.get("satudata_record_type")} - left_out == set(found.kegiatan.answers)
    assert {field["field_name"] for field in SCHEMAS["variabel"]["dataset_fields"]} == set(found.variabel[0].answers)


def test_another_schema_gives_another_workbook():
    schema = {"dataset_fields": [{"field_name": "title", "label": "Judul"},
                                 {"field_name": "warna", "label": {"id": "Warna"}, "preset": "satudata_code",
                                  "choices": [{"value": "m", "label": "Merah; tua"}]}]}
    book = values(workbook(Content({"title": "A", "warna": "m"}), {"kegiatan": schema}))
    assert list(book) == ["MS-Kegiatan", "Daftar Kode"]
    assert [row[1:3] for row in book["MS-Kegiatan"][3:]] == [["Judul", "A"], ["Warna", "m"]]


def test_contacts__who_may_not_see_them_exports_and_imports_without_them():
    found = read(workbook(Content(EXAMPLE.kegiatan, contacts=None)))
    assert found.contacts is None
    assert found.problems == ()


def test_ids_of_records_come_back__once():
    content = Content(variabel=[{"id": "a1", "nama": "A"}, {"nama": "B"}, {"id": "a1", "nama": "C"}])
    assert [record.answers.get("id") for record in read(workbook(content)).variabel] == ["a1", None, None]


def test_answers_know_their_cell():
    found = read(workbook())
    assert found.variabel[1].places["definisi"] == "MS-Variabel!F3"
    assert found.variabel[0].places["value_domain/1/nilai"] == "'Klasifikasi Isian'!D3"
    assert found.kegiatan.places["title"].startswith("MS-Kegiatan!C")


def test_a_text_that_no_cell_holds_is_refused():
    with pytest.raises(CannotWrite) as refused:
        workbook(Content(variabel=[{"nama": "A", "definisi": "x" * 32_768}]))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.field) == (problems.TOO_LONG, "MS-Variabel!F2", "definisi")
    assert read(workbook(Content(variabel=[{"nama": "A", "definisi": "x" * 32_767}]))).is_whole


def test_more_variables_than_are_read_are_not_written():
    with pytest.raises(CannotWrite) as refused:
        workbook(Content(variabel=[{"nama": str(number)} for number in range(layout.MOST_RECORDS + 1)]))
    assert refused.value.problems[0].code == problems.TOO_MANY_ROWS


@pytest.mark.parametrize("text", ["=1+1", "+62 286 591234", "-", "@SUM(A1)", "007", "1e5", "https://bps.go.id", "_x0041_",
                                  "a\nb", "\U0001f600", "TRUE", "2025-01-01"])
def test_texts_stay_texts(text):
    found = read(workbook(Content({"iii_latar_belakang_kegiatan": text}, [{"nama": "A", "satuan": text}])))
    assert found.kegiatan.answers["iii_latar_belakang_kegiatan"] == text
    assert found.variabel[0].answers["satuan"] == text
    assert found.problems == ()


def test_500_variables():
    content = Content(variabel=[{
        "nama": f"Variabel {number}", "konsep": ["a", "b"], "definisi": "Definisi\nyang panjang" * 20, "tipe_data": "INTEGER",
        "value_domain": [{"kode": str(code), "nilai": f"Nilai {code}"} for code in range(10)]} for number in range(500)])
    written = workbook(content)
    start = time.monotonic()
    found = read(written)
    assert time.monotonic() - start < 5
    assert found.problems == ()
    assert [filled(record.answers) for record in found.variabel] == list(content.variabel)


def test_a_workbook_that_somebody_saved_without_our_formats_reads_the_same():
    assert content_of(read(edited(lambda sheets: None))) == content_of(read(workbook()))
