"""An operator describes a statistical activity: the branch of surveys, rows by keyboard alone, twenty variables at once on a
phone, and all of it without a script.
"""

import pytest

from ckanext.satudata.tests.journeys.people import OFFICE, OPERATOR
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "way_kanan"
PHONE = {"width": 390, "height": 844}
VARIABLES = "iii_variabel_yang_dikumpulkan"
REGIONS = "iv_sebagian_cakupan_wilayah"
CELLS = "Nama Variabel\tKonsep\tDefinisi\tSatuan\n" + "\n".join(
    f"Variabel {number}\tRumah tangga\tUraian {number}\torang" for number in range(1, 21))


@pytest.fixture
def kegiatan(portal, request):
    """A draft of which only the title is known; its address."""
    name = request.node.name.removeprefix("test_").replace("_", "-")[:60]
    Api(portal, OPERATOR)("package_create", type="kegiatan", name=name, title="Survei Kepuasan Masyarakat", owner_org=OFFICE)
    return name


def section(name, of):
    return f"/satudata/metadata/{name}/form/{of}"


def test_the_branch_of_surveys(enter, look, kegiatan):
    operator = enter(OPERATOR)
    page = operator.page
    operator.open(section(kegiatan, "sampul"))
    assert page.locator("#field-ada_rekomendasi_bps").count() == 0
    page.evaluate("window.stayed = true")
    page.select_option("[name=jenis_statistik]", "STATISTIK_SEKTORAL")
    page.select_option("[name=cara_pengumpulan_data]", "SURVEI")
    page.select_option("#field-ada_rekomendasi_bps", "ya")
    page.fill("#field-identitas_rekomendasi", "V-23.1600.004")
    page.select_option("#field-ada_rekomendasi_bps", "tidak")
    page.wait_for_selector("#field-identitas_rekomendasi", state="detached")
    page.select_option("#field-ada_rekomendasi_bps", "ya")
    assert page.input_value("#field-identitas_rekomendasi") == "V-23.1600.004"      # nothing typed is lost
    assert page.evaluate("window.stayed") is True                                   # and the page was never left
    page.fill("[name=tahun_kegiatan]", "2026")
    look(page, "kegiatan-sampul")
    operator.click("#sd-section .sd-tindakan button[name=next]")
    assert operator.page.url.endswith("/form/blok_i")
    operator.reads("tersimpan")
    operator.open(section(kegiatan, "blok_v"))
    page.select_option("[name=v_metode_pemilihan_sampel_tahap_terakhir]", "SAMPEL_NONPROBABILITAS")
    page.wait_for_selector("[name=v_metode_yang_digunakan] option[value=CLUSTER_SAMPLING]", state="detached")
    page.select_option("[name=v_metode_yang_digunakan]", "QUOTA_SAMPLING")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    operator.reads("Blok V")
    look(page, "kegiatan-overview")


def test_regions_are_looked_up_in_rows_that_came_later(enter, look, kegiatan):
    operator = enter(OPERATOR)
    page = operator.page
    operator.open(section(kegiatan, "blok_iv"))
    page.select_option("[name=iv_cakupan_wilayah_pengumpulan_data]", "SEBAGIAN_WILAYAH_INDONESIA")
    page.wait_for_selector(f"[name={REGIONS}-1-kode_wilayah]")
    page.click(f"button[value='add:{REGIONS}']")
    page.wait_for_selector(f"[name={REGIONS}-2-kode_wilayah]:focus")
    page.keyboard.type("banjarneg")
    page.click(".sd-temuan li:has-text('Kabupaten Banjarnegara')")
    assert page.input_value(f"[name={REGIONS}-2-kode_wilayah]") == "33.04"
    look(page, "kegiatan-regions")
    page.check("[name=iv_sarana_pengumpulan_data][value=lainnya]")
    page.fill("#field-iv_sarana_pengumpulan_lainnya", "Telegram")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    saved = page.context.request.get(f"/api/3/action/package_show?id={kegiatan}").json()["result"]
    assert saved[REGIONS] == [{"kode_wilayah": "33.04"}] and saved["iv_sarana_pengumpulan_lainnya"] == "Telegram"


def test_rows_by_the_keyboard_alone(enter, look, kegiatan):
    operator = enter(OPERATOR)
    page, keys = operator.page, operator.page.keyboard
    operator.open(section(kegiatan, "blok_iii"))
    page.focus(f"[name={VARIABLES}-1-nama]")
    keys.type("Umur")
    page.focus(f"button[value='add:{VARIABLES}']")
    keys.press("Enter")
    page.wait_for_selector(f"[name={VARIABLES}-2-nama]:focus")
    keys.type("Pendidikan")
    page.focus(f"#up-{VARIABLES}-2")
    keys.press("Enter")
    page.wait_for_selector(f"#down-{VARIABLES}-1:focus")
    assert [page.input_value(f"[name={VARIABLES}-{number}-nama]") for number in (1, 2)] == ["Pendidikan", "Umur"]
    look(page, "kegiatan-rows")
    page.focus(f"[name={VARIABLES}-1-konsep]")
    with page.expect_navigation():          # Enter saves, as in every form; it presses no button of a row
        keys.press("Enter")
    saved = page.context.request.get(f"/api/3/action/package_show?id={kegiatan}").json()["result"]
    assert [row["nama"] for row in saved[VARIABLES]] == ["Pendidikan", "Umur"]


def test_twenty_variables_on_a_phone(enter, look, kegiatan):
    operator = enter(OPERATOR)
    page = operator.page
    page.set_viewport_size(PHONE)
    operator.open(f"/kegiatan/{kegiatan}/variabel")
    operator.click("a[href$='/variabel/paste']")
    page.fill("#field-cells", CELLS + "\nvariabel 1\tx\tx\tx")
    operator.click("#content form button.btn-primary")
    operator.reads("21, Nama Variabel")
    look(page, "variabel-paste-refused")
    page.fill("#field-cells", CELLS)
    operator.click("#content form button.btn-primary")
    operator.reads("Variabel 20")
    assert page.locator("#content tbody tr").count() == 20
    look(page, "variabel-list")
    page.set_viewport_size(PHONE)
    operator.click("#content tbody tr:last-child a[href$='/edit']")
    look(page, "variabel-edit")
    operator.open(section(kegiatan, "blok_iii"))
    page.click(f"#field-{VARIABLES} details.sd-rinci summary")
    page.fill(f"[name=paste-{VARIABLES}]", "\n".join(f"Variabel {number}\tKonsep" for number in range(20)))
    page.click(f"button[value='paste:{VARIABLES}']")
    page.wait_for_selector(f"[name={VARIABLES}-20-nama]")
    look(page, "kegiatan-paste", (390,))


def test_a_closed_tab_loses_nothing_about_variables(enter, look, kegiatan):
    operator = enter(OPERATOR)
    page = operator.page
    page.set_viewport_size(PHONE)
    operator.open(f"/kegiatan/{kegiatan}/variabel/new")
    page.fill("[name=nama]", "Umur Kepala Rumah Tangga")
    page.wait_for_selector("#sd-saved:has-text('Ketikan diamankan')")
    operator.open(f"/kegiatan/{kegiatan}/variabel/paste")
    page.fill("#field-cells", CELLS)
    page.wait_for_selector("#sd-saved:has-text('Ketikan diamankan')")
    operator.open(f"/kegiatan/{kegiatan}/variabel")
    look(page, "variabel-unsaved")
    page.set_viewport_size(PHONE)
    page.focus("#content .sd-status a[href$='/new']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("[name=nama]") == "Umur Kepala Rumah Tangga"
    look(page, "variabel-restored")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    operator.reads("Umur Kepala Rumah Tangga")
    operator.open(f"/kegiatan/{kegiatan}/variabel/paste")
    assert page.input_value("#field-cells") == CELLS
    look(page, "variabel-paste-restored")
    operator.click(".sd-pulih button")
    assert page.locator("#content .sd-status a").count() == 0


def test_variables_without_a_script(enter, kegiatan):
    operator = enter(OPERATOR, scripts=False)
    page = operator.page
    operator.open(f"/kegiatan/{kegiatan}/variabel/new")
    page.fill("[name=nama]", "Umur")
    page.fill("[name=value_domain-1-kode]", "1")
    operator.click("button[value='add:value_domain']")
    page.fill("[name=value_domain-2-kode]", "1")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    assert page.input_value("[name=value_domain-2-kode]") == "1"            # refused: the code stands there twice
    operator.open(f"/kegiatan/{kegiatan}/variabel/new")
    assert page.input_value("[name=nama]") == "Umur"                        # what was refused is kept
    page.fill("[name=value_domain-1-nilai]", "tahun")
    page.fill("[name=value_domain-2-kode]", "2")
    page.fill("[name=value_domain-2-nilai]", "bulan")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    operator.reads("Umur")


def test_without_a_script(enter, kegiatan):
    operator = enter(OPERATOR, scripts=False)
    page = operator.page
    operator.open(section(kegiatan, "sampul"))
    page.select_option("[name=cara_pengumpulan_data]", "SURVEI")
    page.select_option("[name=jenis_statistik]", "STATISTIK_SEKTORAL")
    operator.click("noscript button, button[value=questions]")
    page.select_option("#field-ada_rekomendasi_bps", "tidak")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    operator.open(section(kegiatan, "blok_iii"))
    page.fill(f"[name={VARIABLES}-1-nama]", "Umur")
    operator.click(f"button[value='add:{VARIABLES}']")
    page.fill(f"[name={VARIABLES}-2-nama]", "Pendidikan")
    operator.click("#sd-section .sd-tindakan button[name=back]")
    operator.open(section(kegiatan, "blok_iii"))
    assert page.input_value(f"[name={VARIABLES}-2-nama]") == "Pendidikan"
