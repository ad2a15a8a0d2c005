"""Everybody can use every page in every state: axe, no sideways scrolling from 320 to 1,600 px, the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ckanext.satudata.tests.journeys import keyboard, scenes
from ckanext.satudata.tests.journeys.browser import Person
from ckanext.satudata.tests.journeys.letters import letter_of_validation
from ckanext.satudata.tests.journeys.looks import ALL_WIDTHS
from ckanext.satudata.tests.journeys.people import ADMIN, HEAD, NOBODY, OFFICE, OPERATOR, WALIDATA, Account

GOVERNMENT = "way_kanan"
FORM = "/satudata/metadata/{record}/form"
SOP = "/satudata/workflow/procedures"
MENU = "header nav a[href='/dataset/']"
ANSWER = "form[action$='/answer'] [type=submit]"
DESK = "/satudata/workflow/desk"
NOTIFICATIONS = "/satudata/workflow/notifications"
CASE = "/satudata/workflow/case/{case}"
OFFICES = "/satudata/workflow/officers"


@dataclass(frozen=True)
class Scene:
    """A page in one state: who sees it, where it lies, what is done there first."""

    name: str
    address: str
    who: Account | None = None
    status: int = 200
    do: Callable[[Person], None] | None = None


def press(selector: str, **fields: str) -> Callable[[Person], None]:
    """Fills fields by their names, then sends the form by a button."""

    def do(person: Person) -> None:
        for name, value in fields.items():
            person.page.fill(f"#content [name='{name}']", value)
        with person.page.expect_navigation():
            person.page.locator(selector).first.click()

    return do


def form(record: str, section: str = "") -> str:
    return FORM.format(record=record) + (f"/{section}" if section else "")


def case(name: str) -> str:
    return CASE.format(case="{case_" + name + "}")


def file_of(record: str) -> str:
    return f"/dataset/adegan-{record}/resource/{{file_{record}}}"


PUBLIC = [
    Scene("home", "/"),
    Scene("search", "/dataset/"),
    Scene("search-words", "/dataset/?q=adegan"),
    Scene("search-filtered", "/dataset/?q=adegan&jenis=statistik"),
    Scene("search-empty", "/dataset/?q=tidakadaapaapa"),
    Scene("search-sign", "/dataset/?q=%22%28"),
    Scene("dataset", "/dataset/adegan-terbit"),
    Scene("dataset-restricted", "/dataset/adegan-terbatas"),
    Scene("dataset-long", "/dataset/adegan-panjang"),
    Scene("file", file_of("terbit")),
    Scene("file-restricted", file_of("terbatas")),
    Scene("file-long", file_of("panjang")),
    Scene("table", "/satudata/publication/adegan-terbit/table/{file_terbit}"),
    Scene("table-no-rows", "/satudata/publication/adegan-terbit/table/{file_terbit}?q=tidakadaapaapa"),
    Scene("offices", "/organization/"),
    Scene("offices-empty", "/organization/?q=tidakadaapaapa"),
    Scene("office", f"/organization/{OFFICE}"),
    Scene("office-about", f"/organization/about/{OFFICE}"),
    Scene("about", "/about"),
    Scene("sops", SOP),
    Scene("sop", f"{SOP}/way_kanan/penyelenggaraan_sistem_informasi"),
    Scene("service-standard", f"{SOP}/magetan/standar_pelayanan"),
    Scene("statistics", "/satudata/workflow/statistics"),
    Scene("statistics-officer", "/satudata/workflow/statistics", WALIDATA),
    Scene("login", "/user/login"),
    Scene("login-refused", "/user/login", do=press("#content form [type=submit]", login="siapa", password="salah")),
    Scene("password-reset", "/user/reset"),
    Scene("not-there", "/dataset/tidak-ada", status=404),
    Scene("english", "/en/dataset/adegan-terbit"),
]
OFFICERS = [
    Scene("dataset-draft", "/dataset/adegan-draf", OPERATOR),
    Scene("dataset-without-file", "/dataset/adegan-kosong", OPERATOR),
    Scene("start", "/satudata/metadata/new", OPERATOR),
    Scene("start-refused", "/satudata/metadata/new", OPERATOR, do=press("#content form [type=submit]")),
    Scene("copy", "/satudata/metadata/adegan-terbit/copy", OPERATOR),
    Scene("form", form("adegan-draf"), OPERATOR),
    Scene("form-empty", form("adegan-kosong"), OPERATOR),
    Scene("form-section", form("adegan-draf", "dasar"), OPERATOR),
    Scene("form-section-refused", form("adegan-draf", "cakupan"), OPERATOR, 200,
          press("#sd-section .sd-tindakan button[name=back]", periode_awal="tahun lalu", kode_wilayah="Atlantis")),
    Scene("form-standard", form("adegan-kosong", "standar_data"), OPERATOR),
    Scene("core-form-kegiatan", "/kegiatan/new?manual=1", OPERATOR),
    Scene("core-form-indikator", "/indikator/new?manual=1", OPERATOR),
    Scene("core-form-publikasi", "/publikasi/new?manual=1", OPERATOR),
    Scene("form-files", form("adegan-draf", "berkas"), OPERATOR),
    Scene("form-no-files", form("adegan-kosong", "berkas"), OPERATOR),
    Scene("form-locked", form("adegan-menunggu", "dasar"), OPERATOR, 403),
    Scene("check", "/satudata/publication/adegan-draf/check", OPERATOR),
    Scene("check-incomplete", "/satudata/publication/adegan-kosong/check", OPERATOR),
    Scene("receipt", "/satudata/publication/adegan-menunggu/receipt", OPERATOR),
    Scene("desk", DESK, WALIDATA),
    Scene("desk-nothing-fits", f"{DESK}?q=tidakadaapaapa", WALIDATA),
    Scene("desk-others", f"{DESK}?tab=others", OPERATOR),
    Scene("desk-finished", f"{DESK}?tab=finished", OPERATOR),
    Scene("desk-empty", DESK, NOBODY),
    Scene("notifications", NOTIFICATIONS, WALIDATA),
    Scene("notifications-empty", NOTIFICATIONS, NOBODY),
    Scene("notifications-settings", f"{NOTIFICATIONS}/settings", WALIDATA),
    Scene("case-mine", case("menunggu"), WALIDATA),
    Scene("case-of-others", case("menunggu"), OPERATOR),
    Scene("case-returned", case("dikembalikan"), OPERATOR),
    Scene("case-with-a-letter", case("kepala"), HEAD),
    Scene("case-refused", case("kepala"), HEAD, do=press(ANSWER)),
    Scene("case-closed", case("terbit"), OPERATOR),
    Scene("case-cancelled", case("dibatalkan"), OPERATOR),
    Scene("case-long", case("panjang"), OPERATOR),
    Scene("case-not-there", CASE.format(case="tidak-ada"), OPERATOR, 404),
    Scene("decide", f"{case('menunggu')}/decide/tidak_sesuai", WALIDATA),
    Scene("decide-refused", f"{case('menunggu')}/decide/tidak_sesuai", WALIDATA, do=press(ANSWER)),
    Scene("cancel", f"{case('menunggu')}/cancel", OPERATOR),
    Scene("cancel-refused", f"{case('menunggu')}/cancel", OPERATOR, do=press("#content form [type=submit]")),
    Scene("escalate", f"{case('menunggu')}/task/escalate", OPERATOR),
    Scene("escalate-refused", f"{case('menunggu')}/task/escalate", OPERATOR, do=press("#sd-task-form [type=submit]")),
    Scene("comment-refused", f"{case('menunggu')}/comment", OPERATOR, do=press("#sd-comment [type=submit]")),
    Scene("case-of-administrator", case("dikembalikan"), ADMIN),
    Scene("erase", case("dikembalikan") + "/erase/{words_dikembalikan}", ADMIN),
    Scene("erase-refused", case("dikembalikan") + "/erase/{words_dikembalikan}", ADMIN, do=press("#sd-erase [type=submit]")),
    Scene("together", "/satudata/workflow/together?step=validasi", HEAD),
    Scene("together-refused", "/satudata/workflow/together?step=validasi", HEAD, do=press("#sd-together [type=submit]")),
    Scene("together-nothing", "/satudata/workflow/together?step=validasi", WALIDATA),
    Scene("officers", OFFICES, ADMIN),
    Scene("officers-nothing-fits", f"{OFFICES}?q=tidakadaapaapa", ADMIN),
    Scene("officers-vacant", f"{OFFICES}?tab=vacant", ADMIN),
    Scene("officers-not-for-all", OFFICES, WALIDATA, 403),
    Scene("officer-new", f"{OFFICES}/new", ADMIN),
    Scene("officer-refused", f"{OFFICES}/new", ADMIN, do=press("#sd-officer [type=submit]", user="tidak-ada")),
    Scene("office-of-walidata", f"{OFFICES}/office/walidata", ADMIN),
    Scene("office-end", OFFICES + "/{office_walidata}/end", ADMIN),
    Scene("office-end-refused", OFFICES + "/{office_walidata}/end", ADMIN, do=press("#sd-office-form [type=submit]")),
    Scene("office-prolong-refused", OFFICES + "/{office_walidata}/prolong", ADMIN, do=press("#sd-office-form [type=submit]")),
    Scene("own-page", f"/user/{OPERATOR.name}", OPERATOR),
    Scene("own-settings", "/user/edit", OPERATOR),
    Scene("own-datasets", "/dashboard/datasets", OPERATOR),
    Scene("activity", "/dataset/activity/adegan-terbit", ADMIN),
    Scene("office-members", f"/organization/members/{OFFICE}", ADMIN),
]
# Every page type in its usual state; all other states, and the rest of the pages, are looked at by `make test-long`.
EVERY_TIME = frozenset({
    "home", "search", "dataset", "login", "start", "form", "form-section-refused", "check", "desk", "case-mine", "together",
    "sop", "core-form-kegiatan", "core-form-indikator", "core-form-publikasi",
})
SCENES = [pytest.param(scene, id=scene.name, marks=[] if scene.name in EVERY_TIME else [pytest.mark.long])
          for scene in PUBLIC + OFFICERS]


@pytest.fixture(scope="module")
def places(running, chromium, tmp_path_factory):
    """All scenes, made once."""
    letter = letter_of_validation(chromium, tmp_path_factory.mktemp("letter"), "Adegan", "1/2026")
    return scenes.prepare(running[GOVERNMENT], letter)


@pytest.mark.parametrize("scene", SCENES)
def test_everybody_can_use_it(scene, places, enter, look):
    person = enter(scene.who)
    assert person.open(places.address(scene.address)) == scene.status
    if scene.do:
        scene.do(person)
    look(person.page, f"page-{scene.name}", ALL_WIDTHS)


@pytest.mark.long
@pytest.mark.parametrize("name", [scene.name for scene in PUBLIC + OFFICERS if scene.do])
def test_a_refusal_has_the_focus_and_links_to_its_fields(name, places, enter):
    """The summary says how many, takes the focus, and each of its links leads to a field that says the same."""
    scene = next(scene for scene in PUBLIC + OFFICERS if scene.name == name)
    person = enter(scene.who)
    person.open(places.address(scene.address))
    assert scene.do is not None
    scene.do(person)
    if name == "login-refused":     # CKAN's own page, with its own message
        person.reads("tidak cocok")
        return
    assert person.page.title().startswith("Kesalahan:")
    assert person.page.evaluate("document.activeElement.classList.contains('sd-galat')")
    for target in person.page.eval_on_selector_all(".sd-galat a[href^='#']", "all => all.map(a => a.getAttribute('href'))"):
        assert person.page.locator(target).count() == 1, f"{target} is not on the page"


@pytest.mark.parametrize(
    ("scene", "passes"),
    [
        (Scene("home", "/"), (MENU, "#content input[name=q]", "#content form button[type=submit]")),
        (Scene("search", "/dataset/"), (MENU, "#content input[name=q]", ".sd-hasil a")),
        (Scene("dataset", "/dataset/adegan-terbit"), (MENU, "#content .sd-tindakan a.btn-primary")),
        (Scene("login", "/user/login"), ("#field-login", "#field-password", "#content [type=submit]")),
        (Scene("form", form("adegan-draf", "dasar"), OPERATOR), ("#content [name=title]", "#sd-section button[type=submit]")),
        (Scene("desk", DESK, WALIDATA), (f".account-masthead a[href='{DESK}']", "#content table a, #content .sd-blok a")),
        (Scene("case", case("menunggu"), WALIDATA), ("form[action$='/answer'] button[type=submit]",)),
        (Scene("sops", SOP), (f"#content a[href^='{SOP}/']",)),
    ],
    ids=lambda value: value.name if isinstance(value, Scene) else "",
)
def test_the_keyboard_alone(scene, passes, places, enter):
    """Tab begins at the link to the content, passes menu, search and main action, and shows each time where it is."""
    person = enter(scene.who)
    person.open(places.address(scene.address))
    walk = keyboard.Walk(person.page)
    assert walk.first() == "#content", "the first Tab does not reach the link that skips the menu"
    missing = walk.passing(passes)
    assert not missing, f"Tab does not reach {missing}"
    assert not walk.faults, "\n".join(walk.faults)


def test_the_link_over_the_menu_leads_into_the_page(places, enter):
    anybody = enter()
    anybody.open("/dataset/adegan-terbit")
    keyboard.Walk(anybody.page).first()
    anybody.page.keyboard.press("Enter")
    anybody.page.keyboard.press("Tab")
    assert anybody.page.evaluate("document.activeElement.closest('#content') !== null")
