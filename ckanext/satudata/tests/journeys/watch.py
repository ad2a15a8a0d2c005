"""Listens whether a page runs what somebody has typed: dialogs, errors of scripts, a mark that only such a script leaves."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page

MARK = "satudataRan"
# What a hostile text tries: an element that runs at once, one that runs as its picture fails, one that ends an attribute.
SCRIPT = (f"<script>window.{MARK}=1;alert(1)</script><img src=x onerror=\"window.{MARK}=1;alert(2)\">"
          f"\"'><svg onload=\"window.{MARK}=1;alert(3)\"></svg>")
# The browser's own note of an answer with 4xx: of a page that refuses, or of a picture in somebody's Markdown.
NOT_THERE = "Failed to load resource"
# Markdown of a description may hold pictures, which CKAN leaves without their scripts.
MADE = f"""() => [...document.querySelectorAll("[onerror], [onload], img[src='x'], a[href^='javascript:' i]"),
                  ...document.querySelectorAll("script:not([type='application/ld+json'])")]
    .filter(element => !element.matches('script') || element.text.includes('window.{MARK}'))
    .filter(element => !(element.matches('img') && !element.hasAttribute('onerror') && element.closest('.sd-uraian')))
    .map(element => element.outerHTML.slice(0, 160))"""


class Watch:
    """Of all pages of one browser window; `faults` says what was heard."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("dialog", self._dialog)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.page and error.page.url}: {error.error}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NOT_THERE):
            self.faults.append(f"{message.page and message.page.url}: {message.text} ({message.location.get('url')})")

    def look(self, page: Page) -> None:
        """At the page as it stands: whether a script has run, and whether an element of the content was made."""
        if page.evaluate(f"window.{MARK}"):
            self.faults.append(f"{page.url}: a script of the content ran")
        self.faults += [f"{page.url}: made of the content: {html}" for html in page.evaluate(MADE)]
