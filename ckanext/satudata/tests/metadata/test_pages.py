"""What people see: form, dataset page, file page, search."""

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from .conftest import call, run_jobs, upload
from .test_plain_words import SCHEMA

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def editor(office):
    user = factories.UserWithToken()
    call("member_create", id=office["id"], object=user["id"], object_type="user", capacity="editor")
    return {"Authorization": user["token"]}


def page(app, address, headers=None, **kwargs):
    return BeautifulSoup(app.get(address, headers=headers, **kwargs).body, "html.parser")


@pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")
def test_the_form_has_sections_and_indonesian_labels(app, editor):
    form = page(app, "/id/dataset/new?manual=1", editor).find(id="dataset-edit")
    assert [legend.text for legend in form.find_all("legend")] == [
        "Judul dan ringkasan", "Standar Data", "Cakupan dan periode", "Sumber dan kontak", "Data Prioritas dan kode nasional",
        "Akses dan lisensi"]
    themes = form.find("select", attrs={"name": "theme"})
    assert "Pendidikan dan Tenaga Kerja" in [option.text.strip() for option in themes.find_all("option")]
    assert form.find("input", attrs={"name": "kode_wilayah"})["value"] == "33.04"
    assert form.find("select", attrs={"name": "accessRights"}).find("option", selected=True)["value"] == "terbuka"
    assert not form.find(attrs={"name": "attribution"})


def test_a_refused_form_keeps_what_was_typed(app, editor, complete):
    answer = app.post("/id/dataset/new", headers=editor, data={
        **complete, "name": "baru", "kode_wilayah": "1808", "kriteria_prioritas": ["sdgs", "kebutuhan_mendesak"], "save": ""})
    form = BeautifulSoup(answer.body, "html.parser").find(id="dataset-edit")
    assert "Kabupaten Tulang Bawang" in form.text
    assert form.find("input", attrs={"name": "kode_wilayah"})["value"] == "1808"
    assert form.find("textarea", attrs={"name": "definisi"}).text.strip() == complete["definisi"]
    ticked = form.find_all("input", attrs={"name": "kriteria_prioritas"}, checked=True)
    assert [box["value"] for box in ticked] == ["sdgs", "kebutuhan_mendesak"]


def test_the_form_saves(app, editor, complete):
    answer = app.post("/dataset/new", headers=editor, follow_redirects=False, data={
        **complete, "name": "baru", "kriteria_prioritas": ["sdgs"], "save": ""})
    assert answer.status_code == 302
    package = call("package_show", id="baru")
    assert (package["theme"], package["kriteria_prioritas"]) == ("RAB.06", ["sdgs"])


def facts(shown, where):
    """Pairs of a list: what it is called, and what is said."""
    return {pair.dt.text.strip(): " ".join(pair.dd.text.split()) for pair in shown.select(f"{where} .sd-fakta > div")}


def test_a_period_is_said_in_words_everywhere_on_the_page(app, complete):
    call("package_create", **complete | {"periode_awal": "2024-03", "periode_akhir": "2024-05"})
    shown = page(app, "/id/dataset/jumlah-sekolah-sd")
    assert "Maret 2024\u2060–\u2060Mei 2024" in [said.text for said in shown.select(".secondary .sd-fakta dd")]
    plain = {pair.dt.text.strip(): " ".join(pair.dd.text.split()) for pair in shown.select("#metadata > .sd-fakta > div")}
    assert plain["Tahun atau periode"] == "Maret 2024 – Mei 2024"
    assert "Maret 2024 2024-03" in facts(shown, "#istilah-resmi").values()


def test_the_dataset_page_speaks_plainly_and_keeps_the_official_terms(app, complete):
    call("package_create", **complete)
    shown = page(app, "/id/dataset/jumlah-sekolah-sd")
    assert [h1.text.strip() for h1 in shown.find_all("h1")] == ["Jumlah Sekolah Dasar"]
    assert shown.select_one(".sd-kepala .sd-pra").text == "Pendidikan dan Tenaga Kerja"
    assert [step.text.strip() for step in shown.select(".breadcrumb li")][1:] == ["Dataset", complete_office(complete)]
    plain = {pair.dt.text.strip(): " ".join(pair.dd.text.split()) for pair in shown.select("#metadata > .sd-fakta > div")}
    assert plain["Tahun atau periode"] == "2018/2019 – 2024/2025"
    assert plain["Seberapa sering diperbarui"] == "Tahunan"
    assert plain["Wilayah"] == "Kabupaten Banjarnegara, Jawa Tengah"
    official = facts(shown, "#istilah-resmi")
    assert official["Tema"] == "Pendidikan dan Tenaga Kerja RAB.06"
    assert official["Frekuensi pemutakhiran"] == "Tahunan TAHUNAN"
    assert official["Kode wilayah (Kemendagri)"] == "Kabupaten Banjarnegara, Jawa Tengah 33.04"
    assert official["Kode wilayah (BPS)"] == "3304"
    assert "Urusan pemerintahan" not in official            # nothing was said about it
    assert [heading.text for heading in shown.select("#istilah-resmi h3")] == [
        section["label"]["id"] for section in SCHEMA["satudata_sections"] if section["name"] not in ("prioritas", "berkas")]
    assert "http://test.ckan.net/dataset/jumlah-sekolah-sd" in shown.select_one(".sd-attribution").text


def complete_office(complete):
    return call("organization_show", id=complete["owner_org"])["title"]


def test_a_dataset_without_a_file_says_what_that_means(app, complete):
    call("package_create", **complete)
    shown = page(app, "/dataset/jumlah-sekolah-sd")
    assert "There is no file yet" in shown.select_one("#berkas").text
    assert not shown.select(".sd-tindakan a")


def test_the_file_page_says_how_the_table_stands(app, complete):
    package = call("package_create", **complete)
    resource = call("resource_create", package_id=package["id"], format="CSV", upload=upload("a,b\n1,2\n"))
    address = f"/dataset/{package['name']}/resource/{resource['id']}"
    assert "being loaded" in page(app, address).select_one(".sd-table-state").text
    run_jobs()
    loaded = page(app, address)
    assert "Table: 1 rows, 2 columns." in loaded.select_one(".sd-table-state").text
    assert {"Rows": "1", "Columns": "2"}.items() <= facts(loaded, ".secondary").items()
    assert [row.th.text.strip() for row in loaded.select("#kolom tbody tr")] == ["a", "b"]
    assert resource["id"] in loaded.select_one("#api details code").text
    call("resource_patch", id=resource["id"], upload=upload("a,b\n1,2,3\n"))
    run_jobs()
    assert "Line 2 has 3 columns, the header has 2." in page(app, address).select_one(".sd-table-state").text


def test_a_failed_table_is_loaded_again_by_a_button(app, editor, complete, monkeypatch):
    package = call("package_create", **complete)
    resource = call("resource_create", package_id=package["id"], format="CSV", upload=upload("a,b\n1,2\n"))
    with monkeypatch.context() as patch:
        patch.setattr("ckanext.satudata.metadata.loader.profile", lambda source: 1 / 0)
        run_jobs()
    address = f"/dataset/{package['name']}/resource/{resource['id']}"
    assert page(app, address).select_one(".sd-table-state form") is None
    form = page(app, address, editor).select_one(".sd-table-state form")
    assert app.post(form["action"], status=403, follow_redirects=False).status_code == 403
    app.post(form["action"], headers=editor)
    assert call("satudata_metadata_table_show", resource_id=resource["id"])["status"] == "waiting"
    assert app.post("/satudata/metadata/table/nothing/load", headers=editor, status=404)
