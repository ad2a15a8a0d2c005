"""The form of a statistical activity: questions that come and go, rows, the officer's contact, on the real application."""

import io

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.common import login_user
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import contacts, forms, variabel
from ckanext.satudata.metadata.model import Autosave
from ckanext.satudata.metadata.summary import summary_of

from ..factories import PNG
from .conftest import call
from .form_browser import HOSTILE, Browser, filled, path, person, stored, texts_of

pytestmark = pytest.mark.usefixtures("portal")

SURVEY = {"jenis_statistik": "STATISTIK_SEKTORAL", "cara_pengumpulan_data": "SURVEI"}
SAMPLE = {"v_unit_sampel": "Rumah tangga", "v_unit_observasi": "Anggota rumah tangga"}
ROWS = [{"nama": "Umur", "konsep": "Waktu"}, {"nama": "Pendidikan", "konsep": "Ijazah"}, {"nama": "Pekerjaan"}]
VARIABLES = "iii_variabel_yang_dikumpulkan"


@pytest.fixture
def kegiatan(office):
    return call("package_create", type="kegiatan", name="survei", title="Survei Kepuasan Masyarakat", owner_org=office["id"],
                private=True, **SURVEY, **SAMPLE, **{VARIABLES: ROWS})


def ask(browser, page, changes, trigger=None, **button):
    """What htmx sends after a change, or after a button of the rows."""
    form = page.select_one("#sd-section")
    token = page.select_one("meta[name=_csrf_token]")["content"]
    headers = {"X-CSRFToken": token, "HX-Request": "true", **({"HX-Trigger": f"q-{trigger}"} if trigger else {})}
    answer = browser.client.post(form["action"] + "/ask", data=filled(form) | changes | button, headers=headers)
    return BeautifulSoup(answer.body, "html.parser"), answer


def ids(fragment):
    return [tag["id"] for tag in fragment.select("[hx-swap-oob]")]


# questions


def test_questions_come_and_go_and_keep_what_was_typed(editor, kegiatan):
    page = editor.open(path(kegiatan, "sampul"))
    assert page.select_one("select[name=ada_rekomendasi_bps]") and not page.select_one("#field-identitas_rekomendasi")
    came, answer = ask(editor, page, {"ada_rekomendasi_bps": "ya"}, "ada_rekomendasi_bps")
    assert ids(came) == ["q-identitas_rekomendasi"] and came.select_one("#field-identitas_rekomendasi")
    assert answer.headers["HX-Trigger"] == "sd-kept" and stored(kegiatan).get("ada_rekomendasi_bps") is None
    typed = {"ada_rekomendasi_bps": "tidak", "identitas_rekomendasi": HOSTILE}
    gone, answer = ask(editor, editor.open(path(kegiatan, "sampul")), typed, "ada_rekomendasi_bps")
    assert ids(gone) == ["q-identitas_rekomendasi"] and "<script>alert" not in answer.body
    assert gone.select_one("input[type=hidden][name=identitas_rekomendasi]")["value"] == HOSTILE
    assert gone.select_one("input[name=aside]")["value"] == "identitas_rekomendasi"


def test_a_whole_group_comes_at_once(editor, kegiatan):
    call("package_patch", id=kegiatan["id"], cara_pengumpulan_data="PENCACAHAN_LENGKAP", **dict.fromkeys(SAMPLE, ""))
    page = editor.open(path(kegiatan, "blok_v"))
    assert "nothing is asked in this section" in page.text and page.select("#sd-section fieldset[hidden]")
    assert not page.select("#sd-section fieldset:not([hidden])")


def test_choices_follow_the_answer_before_them(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_v"))
    changed, _ = ask(editor, page, {"v_metode_pemilihan_sampel_tahap_terakhir": "SAMPEL_NONPROBABILITAS"},
                     "v_metode_pemilihan_sampel_tahap_terakhir")
    assert "q-v_metode_yang_digunakan" in ids(changed)
    offered = {option["value"] for option in changed.select("select[name=v_metode_yang_digunakan] option")}
    assert "QUOTA_SAMPLING" in offered and "CLUSTER_SAMPLING" not in offered


def test_without_a_script_a_button_asks_again(editor, kegiatan):
    page = editor.open(path(kegiatan, "sampul"))
    answer = editor.send(page, {"ada_rekomendasi_bps": "ya", "title": "Belum disimpan"}, button=("do", "questions"),
                         path=path(kegiatan, "sampul/ask"))
    again = editor.read(answer)
    assert answer.status_code == 200 and again.select_one("#field-identitas_rekomendasi")
    assert again.select_one("[name=title]")["value"] == "Belum disimpan" and stored(kegiatan)["title"] != "Belum disimpan"
    assert again.select_one("noscript")


def test_what_loses_its_question_waits_and_comes_back(editor, kegiatan, colleague):
    answer = editor.send(editor.open(path(kegiatan, "sampul")), {"cara_pengumpulan_data": "PENCACAHAN_LENGKAP"})
    assert answer.status_code == 302
    saved = stored(kegiatan)
    assert saved["cara_pengumpulan_data"] == "PENCACAHAN_LENGKAP" and not saved.get("v_unit_sampel")
    overview = editor.open(path(kegiatan))
    assert "Blok V" not in " ".join(texts_of(overview, ".sd-tugas a")) and "is not asked any more" in overview.text
    assert not editor.open(path(kegiatan, "sampul")).select(".sd-pulih")
    colleague.send(colleague.open(path(kegiatan, "sampul")), {"cara_pengumpulan_data": "SURVEI"})
    back = editor.open(path(kegiatan, "blok_v"))
    assert back.select_one("[name=v_unit_sampel]")["value"] == "Rumah tangga" and back.select(".sd-pulih")
    assert colleague.open(path(kegiatan, "blok_v")).select_one("[name=v_unit_sampel]")["value"] == ""
    assert editor.send(back).status_code == 302 and stored(kegiatan)["v_unit_sampel"] == "Rumah tangga"


# rows


def test_rows_are_added_moved_and_removed_by_buttons(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_iii"))
    assert [legend.text for legend in page.select(".sd-larik > legend")] == ["Row 1", "Row 2", "Row 3"]
    assert page.select_one("#q-iii_variabel_yang_dikumpulkan .sd-no").text == "3.4"
    moved, _ = ask(editor, page, {}, do=f"up:{VARIABLES}:2")
    assert [field["value"] for field in moved.select("input[name$=-nama]")] == ["Pendidikan", "Umur", "Pekerjaan"]
    assert moved.select_one("[autofocus]")["id"] == f"down-{VARIABLES}-1"
    removed, _ = ask(editor, page, {}, do=f"remove:{VARIABLES}:1")
    assert [field["value"] for field in removed.select("input[name$=-nama]")] == ["Pendidikan", "Pekerjaan"]
    added, _ = ask(editor, page, {}, do=f"add:{VARIABLES}")
    assert added.select_one("[autofocus]")["name"] == f"{VARIABLES}-4-nama"
    assert stored(kegiatan)[VARIABLES] == [{"nama": "Umur", "konsep": "Waktu"}, {"nama": "Pendidikan", "konsep": "Ijazah"},
                                           {"nama": "Pekerjaan"}]
    again = editor.open(path(kegiatan, "blok_iii"))         # an empty row more is nothing that waits to be saved
    assert not again.select(".sd-pulih") and len(again.select(".sd-larik")) == 3


def test_rows_are_saved_in_their_order_and_empty_ones_are_none(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_iii"))
    swapped = {f"{VARIABLES}-1-nama": "Pekerjaan", f"{VARIABLES}-3-nama": "Umur", f"{VARIABLES}-4-nama": " "}
    assert editor.send(page, swapped).status_code == 302
    assert [row["nama"] for row in stored(kegiatan)[VARIABLES]] == ["Pekerjaan", "Pendidikan", "Umur"]
    page = editor.open(path(kegiatan, "blok_iii"))
    none = {field["name"]: "" for field in page.select("#sd-section [name^=iii_variabel_yang_dikumpulkan-]")}
    assert editor.send(page, none).status_code == 302 and not stored(kegiatan).get(VARIABLES)


def test_twenty_variables_are_pasted(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_iii"))
    cells = "Konsep\tNama Variabel (Karakteristik)\tWarna\n" + "\n".join(f"Konsep {n}\tVariabel {n}\tx" for n in range(20))
    pasted, _ = ask(editor, page, {f"paste-{VARIABLES}": cells}, do=f"paste:{VARIABLES}")
    assert len(pasted.select(".sd-larik")) == 23 and "20 rows were added" in pasted.text and "“Warna”" in pasted.text
    answer = editor.send(page, {f"paste-{VARIABLES}": " "}, button=("do", f"paste:{VARIABLES}"),
                         path=path(kegiatan, "blok_iii/ask"))
    assert "Nothing was read" in editor.read(answer).text
    data = filled(BeautifulSoup(f"<form id=f>{pasted}</form>", "html.parser").select_one("form"))
    sent = filled(page.select_one("#sd-section")) | data | {"back": "1"}
    assert editor.client.post(path(kegiatan, "blok_iii"), data=sent, follow_redirects=False).status_code == 302
    saved = stored(kegiatan)[VARIABLES]
    assert len(saved) == 23 and saved[-1] == {"nama": "Variabel 19", "konsep": "Konsep 19"}


def test_two_people_change_the_same_rows(editor, colleague, kegiatan):
    mine, theirs = editor.open(path(kegiatan, "blok_iii")), colleague.open(path(kegiatan, "blok_iii"))
    colleague.send(theirs, {f"{VARIABLES}-1-nama": "Usia"})
    answer = editor.send(mine, {f"{VARIABLES}-2-nama": "Sekolah"})
    page = editor.read(answer)
    assert answer.status_code == 409 and "Usia" in page.text and "Sekolah" in page.text
    assert editor.send(page, form=".sd-formulir").status_code == 302
    assert [row["nama"] for row in stored(kegiatan)[VARIABLES]] == ["Umur", "Sekolah", "Pekerjaan"]


def test_a_save_of_another_section_leaves_rows_as_they_are(editor, kegiatan):
    before = model.Package.get(kegiatan["id"]).extras[VARIABLES]
    assert editor.send(editor.open(path(kegiatan, "blok_i")), {"i_alamat": "Jalan Dipayuda"}).status_code == 302
    model.Session.expire_all()
    assert model.Package.get(kegiatan["id"]).extras[VARIABLES] == before and stored(kegiatan)["i_alamat"] == "Jalan Dipayuda"


def test_an_expired_login_keeps_rows(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_iii"))
    editor.forget_cookies()
    answer = editor.send(page, {f"{VARIABLES}-1-nama": "Usia sekarang"})
    shown = editor.read(answer)
    assert answer.status_code == 401 and "Usia sekarang" in shown.text
    answer = editor.login(shown.select_one(".btn-primary")["href"].split("came_from=")[1])
    again = editor.open(answer.location)
    assert again.select_one(f"[name={VARIABLES}-1-nama]")["value"] == "Usia sekarang"


def test_the_name_is_advised_and_saved_all_the_same(editor, kegiatan):
    assert editor.send(editor.open(path(kegiatan, "sampul")), {"title": "survei kepuasan 2025"}).status_code == 302
    page = editor.open(path(kegiatan, "sampul"))
    assert len(page.select(".sd-saran")) == 2 and not page.select(".sd-galat")


def test_what_is_missing_stands_beside_the_fields(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_iv"))
    side = page.select_one("nav.sd-daftar")
    assert "Blo" in side.select_one("[aria-current=page]").text
    sections = editor.open(path(kegiatan)).select(".sd-tugas > li > a[href*='/form/']")
    assert "Missing:" in side.text and len(side.select("li")) == len(sections)


def test_every_section_can_be_used_by_its_labels(editor, kegiatan):
    for section in forms.sections_of("kegiatan"):
        page = editor.open(path(kegiatan, section.name))
        known = {tag["id"] for tag in page.select("[id]")}
        assert len(known) == len(page.select("[id]")), section.name
        for field in page.select("#sd-section [name]"):
            if field.name == "button" or field.get("type") in ("hidden", "checkbox"):
                continue
            assert page.select_one(f"label[for='{field['id']}']"), field
            assert set(field.get("aria-describedby", "").split()) <= known


# the officer


def test_the_contact_is_asked_for_and_never_becomes_part_of_the_record(editor, kegiatan):
    page = editor.open(path(kegiatan, "blok_ii"))
    sent = {"ii_pj_nama": "Sri Contoh", "ii_pj_email": "sri@contoh.go.id", "ii_unit_eselon2": "Kepala Dinas"}
    assert editor.send(page, sent).status_code == 302
    assert contacts.of(kegiatan["id"]) == {"ii_pj_nama": "Sri Contoh", "ii_pj_email": "sri@contoh.go.id"}
    assert "Sri Contoh" not in str(stored(kegiatan)) and stored(kegiatan)["ii_unit_eselon2"] == "Kepala Dinas"
    page = editor.open(path(kegiatan, "blok_ii"))
    assert page.select_one("[name=ii_pj_nama]")["value"] == "Sri Contoh"
    assert editor.send(page, {"ii_pj_email": "bukan"}).status_code == 422
    assert editor.send(page, {"ii_pj_nama": "Sri Lain"}).status_code == 302
    assert contacts.of(kegiatan["id"]) == {"ii_pj_nama": "Sri Lain", "ii_pj_email": "sri@contoh.go.id"}


def test_a_contact_of_two_people_conflicts_like_any_answer(editor, colleague, kegiatan):
    mine, theirs = editor.open(path(kegiatan, "blok_ii")), colleague.open(path(kegiatan, "blok_ii"))
    colleague.send(theirs, {"ii_pj_nama": "Budi"})
    assert editor.send(mine, {"ii_pj_nama": "Sri"}).status_code == 409
    assert contacts.of(kegiatan["id"]) == {"ii_pj_nama": "Budi"}


# links


def test_a_link_is_chosen_among_what_the_reader_sees(checked, office, kegiatan):
    indikator = call("package_create", type="indikator", name="ikm", title="Indeks Kepuasan", owner_org=office["id"],
                     private=True)
    section = next(s.name for s in forms.sections_of("indikator") if "kegiatan" in s.field_names)
    editor = Browser(checked, person(office))
    page = editor.open(path(indikator, section))
    offered = {option["value"]: option.text for option in page.select("select[name=kegiatan] option")}
    assert offered == {"": "Choose …", kegiatan["id"]: "Survei Kepuasan Masyarakat"}
    assert editor.send(page, {"kegiatan": kegiatan["id"]}).status_code == 302
    assert stored(indikator)["kegiatan"] == kegiatan["id"]


def test_several_links_are_chosen_and_taken_back(editor, office, record, complete):
    other = call("package_create", **{**complete, "name": "lain", "title": "Data lain"}, private=True)
    book = call("package_create", type="publikasi", name="buku", title="Buku", owner_org=office["id"], private=True)
    section = next(s.name for s in forms.sections_of("publikasi") if "dataset" in s.field_names)
    page = editor.open(path(book, section))
    assert page.select_one("select[name=dataset][multiple]") and not page.select("select[name=dataset] option[selected]")
    assert editor.send(page, {"dataset": [record["id"], other["id"]]}).status_code == 302
    assert sorted(stored(book)["dataset"]) == sorted([record["id"], other["id"]])
    page = editor.open(path(book, section))
    assert len(page.select("select[name=dataset] option[selected]")) == 2
    assert editor.send(page, {"dataset": []}).status_code == 302 and not stored(book).get("dataset")


def test_an_infographic_is_looked_at_on_its_page(checked, office):
    book = call("package_create", type="publikasi", name="lembar", title="Lembar", owner_org=office["id"], private=True)
    upload = FileStorage(io.BytesIO(PNG), filename="lembar.png")
    image = call("resource_create", package_id=book["id"], name="Lembar populasi", format="PNG", upload=upload)
    page = Browser(checked, person(office)).open("/publikasi/lembar")
    assert page.select_one("figure img")["alt"] == "Lembar populasi" and image["id"] in page.select_one("figure img")["src"]
    call("package_patch", id=book["id"], accessRights="terbatas")
    assert page.select_one("figure") and not Browser(checked, person(office)).open("/publikasi/lembar").select_one("figure")


def test_unsaved_text_of_a_question_that_is_not_asked_does_not_begin_a_section(editor, kegiatan):
    editor.send(editor.open(path(kegiatan, "sampul")), {"cara_pengumpulan_data": "PENCACAHAN_LENGKAP"})
    assert model.Session.query(Autosave).count() == 1
    with pytest.raises(tk.ValidationError):
        call("package_patch", id=kegiatan["id"], v_unit_sampel="x")
    assert "restored" not in editor.open(path(kegiatan, "blok_v")).text


# the next round


def test_the_next_round_is_a_copy_with_variables_and_officer(editor, office, kegiatan):
    call("package_patch", id=kegiatan["id"], tahun_kegiatan="2025", kode_kegiatan="25.1", ii_pj_nama="Sri Contoh",
         iii_jadwal_desain_awal="2025-02-01")
    call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama="Umur", konsep=["Waktu"])
    page = editor.open(f"/satudata/metadata/{kegiatan['name']}/copy")
    assert not page.select("#content input[type=file]")
    answer = editor.send(page, form=".sd-formulir", path=f"/satudata/metadata/{kegiatan['name']}/copy")
    assert answer.status_code == 302
    again = editor.send(page, form=".sd-formulir", path=f"/satudata/metadata/{kegiatan['name']}/copy")
    assert again.location == answer.location                    # a second click makes no second draft
    made = call("package_show", id=answer.location.split("/metadata/")[1].split("/")[0])
    assert made["id"] != kegiatan["id"] and made["title"] == kegiatan["title"] and made[VARIABLES] == ROWS
    assert not made.get("tahun_kegiatan") and not made.get("kode_kegiatan") and not made.get("iii_jadwal_desain_awal")
    assert variabel.content_of(made["id"]) == variabel.content_of(kegiatan["id"]) != []
    assert contacts.of(made["id"]) == {"ii_pj_nama": "Sri Contoh"}


def summary_seen_by(checked, user, record):
    with checked.flask_app.test_request_context():
        login_user(model.User.get(user["name"]))
        tk.g.user = user["name"]
        return {answer.field: answer.text for summary in summary_of(stored(record)) for answer in summary.answers}


def test_the_check_page_lists_what_is_asked(editor, checked, office, kegiatan):
    call("satudata_metadata_contact_update", id=kegiatan["id"], ii_pj_nama="Sri Contoh")
    found = summary_seen_by(checked, editor.user, kegiatan)
    assert found["ii_pj_nama"] == "Sri Contoh" and found["v_unit_sampel"] == "Rumah tangga"
    assert found[VARIABLES].splitlines()[0].endswith("Waktu") and "identitas_rekomendasi" not in found
    found = summary_seen_by(checked, person(office, "member"), kegiatan)
    assert "ii_pj_nama" not in found and "v_unit_sampel" in found
