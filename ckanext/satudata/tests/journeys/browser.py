"""People at a browser: a person's own context, the pages of the way, and what they click."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from ckanext.satudata.tests.journeys import people, processes
from ckanext.satudata.tests.journeys.people import Account
from ckanext.satudata.tests.journeys.portals import Portal
from ckanext.satudata.tests.journeys.public import Known

DESKTOP = {"width": 1280, "height": 900}
MILLISECONDS = 60_000  # how long a click or a page may take, also where the machine has other work


class Person:
    """Somebody with a browser of his or her own; `account` is None for the public, `scripts` whether pages may run any."""

    def __init__(self, portal: Portal, browser: Browser, account: Account | None, scripts: bool = True) -> None:
        self.portal, self.account = portal, account
        cookies = portal.logged_in.get(account) if account else None
        self.context = browser.new_context(
            base_url=portal.url, locale="id-ID", viewport=DESKTOP, storage_state=cookies, java_script_enabled=scripts)
        self.context.set_default_timeout(MILLISECONDS)
        self.page = self.context.new_page()
        if account is not None and cookies is None:
            self.page.goto("/user/login")
            self.fill_in_login()
            portal.logged_in[account] = self.context.storage_state()

    def fill_in_login(self) -> None:
        """On the page of the login: type the account's name and password."""
        assert self.account is not None
        self.page.fill("#field-login", self.account.name)
        self.page.fill("#field-password", people.PASSWORD)
        self.click("#content form [type=submit]")
        assert self.page.locator(".account.authed").count(), self.text()

    def new_tab(self) -> Page:
        return self.context.new_page()

    def open(self, path: str) -> int:
        """Goes to a page; returns the status of its answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def click(self, selector: str) -> None:
        """Clicks and waits until the page that follows is there."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def download(self, selector: str) -> bytes:
        """Clicks on what the browser saves as a file; returns its content."""
        with self.page.expect_download() as began:
            self.page.click(selector)
        return began.value.path().read_bytes()

    def text(self) -> str:
        """The words of the page's own part, as a person sees them."""
        return self.page.inner_text("#content")

    def last_sight(self) -> str:
        """Where this person is, and the words that stand there; of a page that is not whole, what there is."""
        return f"{self.page.url}\n{self.page.evaluate('document.body ? document.body.innerText : document.URL')}"

    def reads(self, *words: str) -> None:
        """Fails unless all these words stand on the page."""
        seen = re.sub(r"\s+", " ", self.text())
        missing = [word for word in words if word not in seen]
        assert not missing, f"{missing} not on {self.page.url}:\n{seen}"

    def record(self, name: str) -> Known:
        """What this person knows of a record with one file."""
        shown = self.context.request.get(f"/api/3/action/package_show?id={name}").json()["result"]
        (resource,) = shown["resources"]
        filename = resource["url"].rpartition("/")[2]
        return Known(shown["id"], shown["name"], shown["title"], resource["id"], filename)

    def describe(self, fields: Mapping[str, str], form: str = "#dataset-edit") -> None:
        """Fills fields of a form by their names; a list takes the value, everything else the text."""
        for name, value in fields.items():
            control = self.page.locator(f"{form} [name='{name}']")
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    # CKAN's own form, which stays within reach

    def create(self, fields: dict[str, str]) -> None:
        """The first page of CKAN's form for a new dataset; the page for its file follows."""
        self.open("/dataset/new?manual=1")
        # CKAN starts its scripts once it has fetched their translations; from then on a title makes the address
        self.page.wait_for_selector(".slug-preview")
        self.describe(fields)
        self.click("#dataset-edit button[name=save]")

    def change(self, name: str, fields: dict[str, str]) -> None:
        self.open(f"/dataset/edit/{name}?manual=1")
        self.describe(fields)
        self.click("#dataset-edit button[name=save]:not([value])")

    def choose_file(self, file: Path | dict[str, Any]) -> None:
        """On the page for a file: chooses one, as CKAN's script then shows it."""
        self.page.set_input_files("#field-resource-upload", file)

    def save_draft(self) -> None:
        self.click("button[name=save][value=go-metadata]")

    # the desk and the case

    def open_case(self, title: str) -> None:
        """From the desk: looks for the case of the record of this title, and opens it."""
        self.open(f"/satudata/workflow/desk?q={quote(title)}")
        self.click(f"#content a:text-is('{title}')")

    def answer(self, key: str, reason: str | None = None, letter: Path | None = None, number: str | None = None,
               fields: Sequence[str] = ()) -> None:
        """Takes a decision on the page of the case, or on a page of its own to which the case leads.

        Args:
            fields: of the record that a return asks to correct
        """
        form = f"#answer-{key}"
        if self.page.locator(f"#to-{key}").count():
            self.click(f"#to-{key}")
        if reason is not None:
            self.page.fill(f"{form} textarea[name=reason]", reason)
        if fields:
            self.page.click(f"{form} details > summary")
        for name in fields:
            self.page.check(f"{form} input[name=fields][value={name}]")
        if letter is not None:
            self.page.set_input_files(f"{form} input[type=file]", letter)
        if number is not None:
            self.page.fill(f"{form} input[name^=number_]", number)
        self.click(f"{form} button[type=submit]")

    def wait_for_table(self, sentence: str) -> None:
        """On the page of a file: looks again until the portal has read the table."""

        def is_read() -> bool:
            self.page.reload()
            return sentence in self.page.inner_text(".sd-table-state")

        assert processes.wait_until(is_read, processes.PATIENCE, 0.5), self.page.inner_text(".sd-table-state")
