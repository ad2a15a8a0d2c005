"""What an operator has typed stays: logins that end, closed windows, two people at one section, browsers without script."""

import shutil

import pytest

from ckanext.satudata.tests.journeys import operating, shortcuts
from ckanext.satudata.tests.journeys.operating import SECTION
from ckanext.satudata.tests.journeys.people import OPERATOR, SECOND_OPERATOR
from ckanext.satudata.tests.journeys.records import GRANARIES, SCHOOL_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api

GOVERNMENT = "way_kanan"
TYPED = "Bangunan milik kelompok tani untuk menyimpan gabah. Ketikan ini belum disimpan."
MORE = f"{TYPED} Termasuk gudang pangan kecamatan."
KEPT = "Ketikan diamankan"


@pytest.fixture
def name(portal, request):
    """A described draft of its own."""
    name = request.node.name.replace("_", "-")
    title = name.removeprefix("test-").replace("-", " ").capitalize()
    return shortcuts.draft(Api(portal, OPERATOR), SCHOOL_FIELDS | {"title": title}, name, GRANARIES)


def stored(portal, name):
    return Api(portal, OPERATOR)("package_show", id=name)


def save(person):
    person.click(f"{SECTION} .sd-tindakan button[name=back]")


def value(person, field):
    return person.page.input_value(f"{SECTION} [name={field}]")


def test_a_login_that_ends_in_the_middle_of_a_section(enter, portal, name, look):
    operator = enter(OPERATOR)
    operator.open(operating.section(name, "standar_data"))
    operator.describe({"definisi": MORE, "satuan": "unit, ton"}, SECTION)
    operator.context.clear_cookies()
    save(operator)
    operator.reads("Masuk kembali, isian Anda tidak hilang")
    assert MORE in operator.page.eval_on_selector_all("#content textarea", "all => all.map(field => field.value)")
    look(operator.page, "lost-login")
    operator.click("#content .sd-tindakan a.btn-primary")
    operator.fill_in_login()
    operator.reads("Anda sudah masuk kembali")
    assert (value(operator, "definisi"), value(operator, "satuan")) == (MORE, "unit, ton")
    assert stored(portal, name)["definisi"] == SCHOOL_FIELDS["definisi"]
    look(operator.page, "lost-login-back")
    save(operator)
    kept = stored(portal, name)
    assert (kept["definisi"], kept["satuan"]) == (MORE, "unit, ton")


def test_a_login_that_ends_and_another_tab(enter, portal, name):
    """The form of the section stays open; its text goes on after a login beside it."""
    operator = enter(OPERATOR)
    operator.open(operating.section(name, "standar_data"))
    operator.describe({"definisi": MORE}, SECTION)
    operator.context.clear_cookies()
    save(operator)
    page, operator.page = operator.page, operator.new_tab()
    operator.open("/user/login")
    operator.fill_in_login()
    operator.page = page
    operator.click("#content form [type=submit]")
    if operator.page.locator(SECTION).count():      # the token of that page was of the login that had ended
        assert value(operator, "definisi") == MORE
        save(operator)
    assert stored(portal, name)["definisi"] == MORE


def test_a_login_that_ends_before_the_submission(enter, name):
    operator = enter(OPERATOR)
    operator.open(operating.overview(name))
    operator.click("#content a[href$='/check']")
    operator.context.clear_cookies()
    operator.click("#content form [type=submit]")
    operator.fill_in_login()
    assert operator.page.url.endswith(f"/satudata/publication/{name}/check")
    operator.click("#content form [type=submit]")
    operator.reads("Tanda terima", "PUB-")


def test_a_window_that_is_closed(enter, portal, name, look):
    """What was typed is kept after two seconds, and offered in the next window, to this person only."""
    operator = enter(OPERATOR)
    operator.open(operating.section(name, "standar_data"))
    operator.describe({"definisi": TYPED}, SECTION)
    operator.page.wait_for_selector(f"#sd-saved:has-text('{KEPT}')")
    window = operator.page
    operator.page = operator.new_tab()
    window.close()
    assert stored(portal, name)["definisi"] == SCHOOL_FIELDS["definisi"]
    second = enter(SECOND_OPERATOR)
    second.open(operating.section(name, "standar_data"))
    second.reads("Siti Rahmawati sedang mengisi bagian ini")
    assert value(second, "definisi") == SCHOOL_FIELDS["definisi"]
    operator.open(operating.section(name, "standar_data"))
    operator.reads("dipulihkan")
    assert value(operator, "definisi") == TYPED
    look(operator.page, "lost-window")
    operator.click(".sd-pulih a")
    save(operator)
    assert stored(portal, name)["definisi"] == TYPED


def test_two_people_save_the_same_section(enter, portal, name, look):
    first, second = enter(OPERATOR), enter(SECOND_OPERATOR)
    for person in (first, second):
        person.open(operating.section(name, "standar_data"))
    first.describe({"definisi": MORE, "ukuran": "Jumlah; kapasitas"}, SECTION)
    save(first)
    mine = "Bangunan untuk menyimpan gabah, menurut catatan Budi."
    second.describe({"definisi": mine, "satuan": "unit, ton"}, SECTION)
    save(second)
    second.reads("Orang lain menyimpan bagian ini", "Siti Rahmawati menyimpannya", "Teks Anda tidak hilang", mine, MORE)
    look(second.page, "lost-two-people")
    saved = stored(portal, name)
    assert (saved["definisi"], saved["satuan"]) == (MORE, SCHOOL_FIELDS["satuan"])
    second.page.check("#pick-definisi-mine")
    second.click("#content form.sd-formulir .sd-tindakan button[name=back]")
    saved = stored(portal, name)
    assert (saved["definisi"], saved["satuan"], saved["ukuran"]) == (mine, "unit, ton", "Jumlah; kapasitas")


def test_without_a_script_from_the_file_to_the_receipt(enter, portal, public, tmp_path):
    title = "Lumbung Pangan Tanpa Skrip"
    file = shutil.copy(GRANARIES, tmp_path / "lumbung-pangan-tanpa-skrip.csv")
    operator = enter(OPERATOR, scripts=False)
    known = operating.begin(operator, file)
    operator.open(operating.section(known.name, "dasar"))
    operating.walk(operator, SCHOOL_FIELDS | {"title": title, "periode_awal": "2018", "periode_akhir": "2024"})
    operator.reads("Semua isian wajib sudah lengkap")
    number = operating.submit(operator)
    operator.reads(title, "Tanda terima")
    assert Api(portal, OPERATOR).case(known.name)["number"] == number
    public.sees_nothing(operator.record(known.name))
