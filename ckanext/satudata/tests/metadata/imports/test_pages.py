"""The pages of a file: sent with a form, looked at, accepted, followed while a job writes it. Tokens are checked."""

import io

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import pytest

from ckanext.satudata.metadata import service
from ckanext.satudata.metadata.importing import jobs, storing
from ckanext.satudata.metadata.model import Imported
from ckanext.satudata.tests.factories import act
from ckanext.satudata.tests.metadata.workbook.test_sdi_sheet import CELLS, sheet

from .conftest import INDIKATOR, KEGIATAN, VARIABEL, workbook

IMPORT = "/satudata/metadata/import"
PLACES = "th[scope=row]"


def sent(browser, content, name="metadata.xlsx", path=IMPORT, **changes):
    """The answer to a file sent with the page's form."""
    page = browser.open(path)
    return browser.send(page, {"upload": (io.BytesIO(content), name), **changes}, form="form.sd-formulir", button=("x", ""))


def preview(browser, content, **more):
    answer = sent(browser, content, **more)
    assert answer.status_code == 302, answer.body
    return browser.open(answer.headers["Location"].replace("http://test.ckan.net", ""))


def pressed(browser, page, what):
    return browser.send(page, form=f"form[action$={what}]", button=("x", ""))


def drafts():
    return [package.title for package in model.Session.query(model.Package).filter_by(state="draft")]


def test_a_workbook_with_errors__then_the_mended_one(portal, editor):
    page = preview(editor, workbook({**KEGIATAN, "i_email": "bukan alamat"}, VARIABEL))
    assert page.title.text.startswith("Error:")
    assert "MS-Kegiatan!C" in page.select_one(PLACES).text
    assert page.select_one("form[action$=accept]") is None
    page = preview(editor, workbook(KEGIATAN, VARIABEL, INDIKATOR))
    assert "1 new activity; 2 new variables; 1 new indicator" in page.text
    answer = pressed(editor, page, "accept")
    assert answer.status_code == 302
    done = editor.open(answer.headers["Location"].replace("http://test.ckan.net", ""))
    assert done.h1.text == "One activity is taken over"
    assert sorted(drafts()) == ["Indeks Kepuasan", KEGIATAN["title"]]
    assert pressed(editor, page, "accept").status_code == 302, "a second press does nothing"
    assert len(drafts()) == 2


def test_nobody_else_sees_the_page(portal, editor, colleague):
    page = preview(editor, workbook(KEGIATAN))
    address = page.select_one("form[action$=accept]")["action"].removesuffix("/accept").replace("http://test.ckan.net", "")
    colleague.open(address, 404)
    assert pressed(colleague, page, "accept").status_code in (400, 404)
    assert drafts() == []


def test_a_file_without_a_token__is_not_read_and_the_page_says_so(portal, editor):
    answer = sent(editor, workbook(KEGIATAN), _csrf_token="")
    assert answer.status_code == 400
    assert model.Session.query(Imported).count() == 0


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"upload": (io.BytesIO(b""), "")}, "Choose a file"), ({"kegiatan": "tidak-ada"}, "no such activity")])
def test_a_form_that_lacks_something(portal, editor, changes, sentence):
    answer = sent(editor, workbook(KEGIATAN), **changes)
    assert answer.status_code == 422
    assert sentence in editor.read(answer).select_one("#sd-errors").text


def test_a_kegiatan_that_changed_since__is_told_with_the_new_preview(portal, editor):
    pressed(editor, preview(editor, workbook(KEGIATAN, VARIABEL)), "accept")
    kegiatan = model.Session.query(model.Package).filter_by(type="kegiatan").one()
    page = preview(editor, workbook({**KEGIATAN, "tahun_kegiatan": "2026"}), path=f"{IMPORT}?kegiatan={kegiatan.name}")
    act(editor.user["name"], "package_patch", id=kegiatan.id, iii_tujuan_kegiatan="Menilai layanan")
    answer = pressed(editor, page, "accept")
    assert answer.status_code == 409
    fresh = editor.read(answer)
    assert "Somebody has changed this activity" in fresh.select_one("#sd-errors").text
    assert pressed(editor, fresh, "accept").status_code == 302
    assert act(editor.user["name"], "package_show", id=kegiatan.id)["tahun_kegiatan"] == "2026"


def test_much_is_written_by_a_job(portal, editor):
    rows = [{"nama": f"Variabel {number}"} for number in range(150)]
    page = preview(editor, workbook(KEGIATAN, rows))
    address = page.select_one("form[action$=accept]")["action"].removesuffix("/accept").replace("http://test.ckan.net", "")
    for _ in range(2):
        pressed(editor, page, "accept")
    assert "Being taken over" in editor.open(address).text
    queue = ckan_jobs.get_queue(service.QUEUE)
    waiting = [job for job in queue.jobs if job.func is jobs.take]
    assert len(waiting) == 1, "pressed twice, asked for once"
    for _ in range(2):
        jobs.take(*waiting[0].args)         # a job that runs again does nothing
    queue.empty()
    assert jobs.progress(waiting[0].args[0])[0] > 0
    assert editor.open(address).h1.text == "One activity is taken over"
    kegiatan = model.Session.query(model.Package).filter_by(type="kegiatan").one()
    assert act(editor.user["name"], "satudata_metadata_variabel_list", kegiatan_id=kegiatan.id)["count"] == 150
    refreshed = editor.client.get(address, headers={"HX-Request": "true"})
    assert refreshed.headers["HX-Redirect"].endswith(address)


def test_a_file_can_be_forgotten_and_is_after_a_week(portal, editor):
    page = preview(editor, workbook(KEGIATAN))
    assert pressed(editor, page, "discard").status_code == 302
    assert model.Session.query(Imported).count() == 0
    preview(editor, workbook(KEGIATAN))
    row = model.Session.query(Imported).one()
    row.created_at = row.created_at.replace(year=row.created_at.year - 1)
    model.Session.commit()
    assert storing.tidy() == 1


def test_the_sheet_of_kabupaten_bandung__becomes_a_draft_of_a_dataset(portal, editor):
    answer = sent(editor, sheet().getvalue(), "penduduk3204.xlsx")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/form")
    package = model.Session.query(model.Package).one()
    shown = act(editor.user["name"], "package_show", id=package.id)
    expected = {"type": "dataset", "title": CELLS["A1"], "accrualPeriodicity": "TAHUNAN", "konsep": "Data Penduduk",
                "definisi": CELLS["H12"], "ukuran": "Jumlah", "satuan": "Data", "private": True}
    assert {name: shown[name] for name in expected} == expected
    assert [resource["format"] for resource in shown["resources"]] == ["XLSX"]
    page = editor.open(f"/satudata/metadata/{package.name}/form")
    assert "Produsen Data" in page.text, "what was not taken is named"
    assert model.Session.query(Imported).count() == 0


def test_the_sheet_alone__describes_a_dataset_without_a_file(portal, editor):
    from ckanext.satudata.tests.metadata.workbook.examples import saved

    rows = [["Kode", ":  DISDUKCAPIL/074"], ["Konsep", ": Data Penduduk"], ["Ukuran", ": Jumlah"], ["Satuan", ": Orang"],
            ["Judul", ": Jumlah Penduduk"]]
    assert sent(editor, saved({"Metadata": rows}), "metadata.xlsx").status_code == 302
    shown = act(editor.user["name"], "package_show", id=model.Session.query(model.Package).one().id)
    assert (shown["title"], shown["satuan"], shown["resources"]) == ("Jumlah Penduduk", "Orang", [])


def test_downloads(portal, editor, checked):
    pressed(editor, preview(editor, workbook(KEGIATAN, VARIABEL, INDIKATOR)), "accept")
    kegiatan = model.Session.query(model.Package).filter_by(type="kegiatan").one()
    base = f"/satudata/metadata/{kegiatan.name}"
    for path, begin in ((f"{base}/workbook.xlsx", b"P"), ("/satudata/metadata/workbook.xlsx", b"P"),
                        (f"{base}/bundle.json", b"{"), (f"{base}/kegiatan.json", b"{"), (f"{base}/variabel.json", b"["),
                        (f"{base}/indikator.json", b"["), ("/satudata/metadata/export.json", b"[")):
        answer = editor.answer(path)
        assert (answer.status_code, answer.data[:1]) == (200, begin), path
        assert "attachment" in answer.headers["Content-Disposition"]
    stranger = checked.test_client()
    assert stranger.get(f"{base}/workbook.xlsx").status_code == 404
    assert "/user/login" in stranger.get("/satudata/metadata/export.json", follow_redirects=False).headers["Location"]
    page = editor.open(f"/satudata/metadata/{kegiatan.name}/form")
    assert page.select_one(f'a[href="{base}/workbook.xlsx"]')
    assert page.select_one(f'a[href^="{IMPORT}?kegiatan="]')
    assert editor.open("/satudata/metadata/new?type=kegiatan").select_one('a[href="/satudata/metadata/workbook.xlsx"]')


def test_a_job_that_was_killed__can_be_taken_up_again(portal, editor):
    rows = [{"nama": f"Variabel {number}"} for number in range(150)]
    page = preview(editor, workbook(KEGIATAN, rows))
    address = page.select_one("form[action$=accept]")["action"].removesuffix("/accept").replace("http://test.ckan.net", "")
    pressed(editor, page, "accept")
    ckan_jobs.get_queue(service.QUEUE).empty()
    assert editor.open(address).select_one("form[action$=again]") is None
    row = model.Session.query(Imported).one()
    row.moved_at = row.moved_at - 2 * storing.DEAD
    model.Session.commit()
    assert pressed(editor, editor.open(address), "again").status_code == 302
    assert editor.open(address).select_one("form[action$=accept]")
    assert drafts() == []
