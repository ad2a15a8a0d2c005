"""Whatever is sent, the answer names the place and what would be right, and nothing is half taken over."""

import io
import json
import zipfile

import ckan.model as model
import pytest

from ckanext.satudata.metadata import rules_file
from ckanext.satudata.tests.factories import act
from ckanext.satudata.tests.metadata.rule_cases import CASES
from ckanext.satudata.tests.metadata.workbook.examples import saved, values

from .conftest import INDIKATOR, KEGIATAN, VARIABEL, faults_of, workbook

SHEETS = {"kegiatan": "MS-Kegiatan", "variabel": "MS-Variabel", "indikator": "MS-Indikator"}


def without(sheet):
    sheets = values(workbook(KEGIATAN, VARIABEL))
    del sheets[sheet]
    return saved(sheets)


def bomb():
    good, stream = io.BytesIO(workbook(KEGIATAN)), io.BytesIO()
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name) if "sheet1" not in name else b" " * 300_000_000)
    return stream.getvalue()


def circle():
    rows = [{"title": one, "apakah_indikator_komposit": "ya", "indikator_pembangun": [{"nama": other}]}
            for one, other in (("Indeks A", "Indeks B"), ("Indeks B", "Indeks A"))]
    return workbook(KEGIATAN, (), rows)


def version(number):
    document = {"version": number, "data": {"judul_kegiatan": "Survei", "blok_i": {}}}
    return json.dumps(document).encode()


FILES = {
    "a workbook of somebody else": (lambda: saved({"Lembar1": [["a", "b"], [1, 2]]}), "x.xlsx", "", "not a metadata workbook"),
    "a missing sheet": (lambda: without("MS-Variabel"), "x.xlsx", "", "The sheet “MS-Variabel” is missing"),
    "letters of Windows": (lambda: "Nama Variabel;Satuan;Konsep\nÉtalase–1;café;x\n".encode("cp1252"), "x.csv", "",
                           "does not say to which activity"),
    "another version": (lambda: version("v9"), "x.json", "kegiatan.version", "version “v2” is read"),
    "no JSON": (lambda: b'{"data": ', "x.json", "", "is not JSON"),
    "too many rows": (lambda: workbook_of_rows(10_000), "x.xlsx", "MS-Variabel", "more than 2000 rows"),
    "a circle": (circle, "x.xlsx", "'Indikator Pembangun'!", "is built from itself"),
    "a bomb": (bomb, "x.xlsx", "", "too large"),
    "nothing": (lambda: b"", "x.xlsx", "", "empty"),
    "no name": (lambda: workbook({"tahun_kegiatan": "2025"}), "x.xlsx", "MS-Kegiatan", "has no name"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 100, "x.png", "", ""),
}


def workbook_of_rows(number):
    sheets = values(workbook(KEGIATAN))
    head = sheets["MS-Variabel"]
    at = [str(cell).removesuffix(" *") for cell in head[0]].index("Nama Variabel")
    sheets["MS-Variabel"] = [*head, *([""] * at + [f"Variabel {row}"] for row in range(number))]
    return saved(sheets)


def there():
    return model.Session.query(model.Package).count()


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file__is_explained_and_nothing_of_it_is_saved(sender, name):
    make, file_name, place, sentence = FILES[name]
    found = sender.send(make(), file_name)
    assert not found["may_be_taken"]
    told = faults_of(found)
    assert any(where.startswith(place) and sentence in said for where, said in told), told
    assert there() == 0


def test_a_sheet_with_letters_of_windows__is_taken_into_its_kegiatan(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL))
    sheet = "Nama Variabel;Satuan;Konsep\nÉtalase–1;café;x\n".encode("cp1252")
    sender.take(sheet, "variabel.csv", kegiatan["id"])
    assert [(row["nama"], row["satuan"]) for row in sender.variabel(kegiatan)] == [("Étalase–1", "café")]


def test_two_kegiatan_of_one_name_and_year(sender):
    document = {"version": "v2", "data": {"judul_kegiatan": "Survei Harga", "tahun": 2025, "blok_i": {}}}
    found = sender.send([document, document])
    assert [[said for _, said in faults_of({"problems": [], "kegiatan": [one]})] for one in found["kegiatan"]][0] == []
    assert "stands in the file twice" in faults_of(found)[0][1]
    done = sender.accept(found)
    assert ["refused" in result for result in done["results"]] == [False, True]
    assert there() == 1
    again = sender.send(document)
    assert "already has an activity" in faults_of(again)[0][1]
    other_year = sender.send({"version": "v2", "data": {**document["data"], "tahun": 2026}})
    assert faults_of(other_year) == []


ADVISES = {rule.id: rule.is_advice for written in rules_file.read(rules_file.folder_file()).values() for rule in written}
OWN = [name for name, case in CASES.items() if case.type in SHEETS]


def sent(case, record):
    """A workbook with the record of a case."""
    if case.type == "kegiatan":
        return workbook({"title": "Survei Harga", **record})
    named = {"title" if case.type == "indikator" else "nama": "Harga", **record}
    return workbook(KEGIATAN, **{case.type: [named]})


@pytest.mark.parametrize("name", OWN)
def test_every_rule_holds_for_files(sender, name):
    case = CASES[name]
    assert faults_of(sender.send(sent(case, case.valid))) == []
    found = sender.send(sent(case, case.invalid))
    if name == "probability_sample_described":
        assert faults_of(found) == [], "an answer that is missing is no contradiction"
        return
    if ADVISES[name]:
        assert found["may_be_taken"] and faults_of(found) == []
        (note,) = [fault for one in found["kegiatan"] for fault in one["problems"]]
        assert note["is_note"] and note["place"] and "leave it" in note["sentence"]
        return
    assert not found["may_be_taken"]
    assert faults_of(found), found
    assert all(place for place, _ in faults_of(found)), faults_of(found)
    assert there() == 0


def test_an_answer_that_no_field_takes__is_named_by_its_cell(sender):
    found = sender.send(workbook({**KEGIATAN, "i_email": "bukan alamat", "tahun_kegiatan": "dua ribu"}))
    places = {place.partition("!")[0] for place, _ in faults_of(found)}
    assert places == {"MS-Kegiatan"}
    assert len(faults_of(found)) == 2


def test_a_record_that_others_look_at_is_not_touched_by_a_refused_file(sender):
    kegiatan = sender.take(workbook(KEGIATAN, VARIABEL, INDIKATOR))
    before = act(sender.user["name"], "package_show", id=kegiatan["id"])
    found = sender.send(workbook({**KEGIATAN, "i_email": "bukan alamat"}, VARIABEL), kegiatan=kegiatan["id"])
    assert not found["may_be_taken"]
    assert act(sender.user["name"], "package_show", id=kegiatan["id"]) == before
