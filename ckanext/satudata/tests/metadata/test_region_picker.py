"""The region picker in a real browser: by keyboard, by pointer, and when the portal finds nothing or does not answer.

The browser's requests are answered by the application itself, in this process: no server is needed.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import call
from .form_browser import path

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")]
FIELD, LIST = "#field-kode_wilayah", "#field-kode_wilayah-list"
BASE = "http://test.ckan.net"


@pytest.fixture
def page(editor, record, chromium):
    """The section with the region, open in a browser; `page.failing` makes the look-up fail."""
    def answer(route):
        asked = urlsplit(route.request.url)
        if page.failing and "region_search" in asked.path:
            return route.abort()
        headers = {key: value for key, value in route.request.headers.items() if key != "cookie"}
        sent = editor.client.open(f"{asked.path}?{asked.query}", method=route.request.method, headers=headers,
                                  data=route.request.post_data_buffer)     # follows to the next section
        return route.fulfill(status=sent.status_code, headers=dict(sent.headers), body=sent.data)

    page = chromium.new_page(locale="id")
    page.failing = False
    page.route("**/*", answer)
    page.goto(BASE + "/id" + path(record, "cakupan"))
    page.wait_for_selector(f"{FIELD}[role=combobox]")
    yield page
    page.close()


def options(page):
    page.wait_for_selector(f"{LIST} > li")
    return [option.inner_text() for option in page.query_selector_all(f"{LIST} > li")]


def test_by_keyboard(page, editor, record):
    page.fill(FIELD, "")
    page.type(FIELD, "susukan, banjarnegara")
    assert options(page)[:2] == ["Susukan, Kabupaten Banjarnegara, Jawa Tengah 33.04.01",
                                 "Susukan, Susukan, Kabupaten Banjarnegara, Jawa Tengah 33.04.01.2012"]
    assert page.get_attribute(FIELD, "aria-expanded") == "true"
    assert "3" in page.inner_text(f"{FIELD} + [role=status]")
    found = Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"] if FIELD[1:] in str(violation)] == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = page.get_attribute(FIELD, "aria-activedescendant")
    assert page.get_attribute(f"#{marked}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.input_value(FIELD) == "33.04.01.2012" and not page.is_visible(LIST)
    assert page.inner_text(f"{FIELD}-means").startswith("Susukan, Susukan,")
    assert page.get_attribute(FIELD, "aria-activedescendant") is None
    page.keyboard.press("Enter")                # the list is closed: now it sends the form
    page.wait_for_selector(FIELD, state="detached")
    assert call("package_show", id=record["id"])["kode_wilayah"] == "33.04.01.2012"


def test_closing_without_choosing_keeps_what_was_typed(page):
    page.fill(FIELD, "banjar")
    options(page)
    page.keyboard.press("ArrowUp")              # from the field to the last one
    page.keyboard.press("Escape")
    assert page.input_value(FIELD) == "banjar" and not page.is_visible(LIST)
    page.keyboard.press("ArrowDown")            # opens it again
    assert options(page)
    page.keyboard.press("Tab")
    assert not page.is_visible(LIST) and page.input_value(FIELD) == "banjar"


def test_by_pointer(page):
    page.fill(FIELD, "1808")
    assert [option.split(",")[0] for option in options(page)] == ["Kabupaten Way Kanan", "Kabupaten Tulang Bawang"]
    page.click(f"{LIST} > li:nth-child(2)")
    assert page.input_value(FIELD) == "18.05"
    assert page.evaluate("document.activeElement.id") == FIELD[1:]


def test_nothing_found_and_no_answer(page):
    page.fill(FIELD, "wakanda")
    page.wait_for_function(f"document.querySelector('{FIELD} + [role=status]').textContent")
    assert not page.is_visible(LIST)
    page.failing = True
    with page.expect_event("requestfailed"):
        page.fill(FIELD, "banjar")
    assert not page.is_visible(LIST) and page.input_value(FIELD) == "banjar"
