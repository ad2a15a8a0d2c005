"""How a page looks and whether everybody can use it: screenshots, sideways scrolling, axe."""

from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from devstack.profiles import TEST

SCREENSHOTS = TEST.folder / "screenshots"
WIDTHS = (1280, 390)
# From the smallest that WCAG 2.2 (1.4.10) asks for to a large screen.
ALL_WIDTHS = (320, 390, 768, 1280, 1600)
HEIGHT = 900
# Two frames later the page stands as the new width wants it.
LAID_OUT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
AXE = next(iter(axe_playwright_python.__path__)) + "/axe.min.js"
GRAVE = ("serious", "critical")
# Parts of CKAN's own pages, and the rule of axe that they break; ours stand beside them and are looked at.
CORE_PARTS = {
    ".select2-selection__placeholder": "color-contrast",
    ".select2-selection--multiple": "aria-input-field-name",
}


# What a thumb has to hit (ui.md 10): a box counts with its label.
THUMB = 44
SMALL = """least => [...document.querySelectorAll(
        "#content :is(a.btn, button, summary, select, textarea, input:not([type=hidden]))")]
    .filter(element => element.checkVisibility({visibilityProperty: true}))
    .map(element => ['checkbox', 'radio'].includes(element.type) ? element.closest('label, .form-check') || element : element)
    .filter(element => { const box = element.getBoundingClientRect(); return box.height < least || box.width < least; })
    .map(element => `${element.outerHTML.slice(0, 120)} ${JSON.stringify(element.getBoundingClientRect())}`)"""


class Looks:
    """Looks at the pages of a journey as it passes them, and says at its end what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def __call__(self, page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
        """Notes the faults of a page as it stands, at each width, with screenshots `<name>-1280.png` and `<name>-390.png`."""
        page.evaluate("document.fonts.ready")
        before = page.viewport_size
        self.faults += [f"{name}: {fault}" for fault in axe_faults(page)]
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate(LAID_OUT)
            if width in WIDTHS:
                page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True, animations="disabled")
            self.faults += [f"{name} at {width} px: {fault}" for fault in sideways(page)]
        if before:
            page.set_viewport_size(before)

    def must_be_fine(self) -> None:
        assert not self.faults, "\n".join(["pages that are hard to use:", *self.faults])


def axe_faults(page: Page) -> list[str]:
    """Serious and critical findings of axe outside CKAN's own parts."""
    page.add_script_tag(path=AXE)
    excluded = [[selector] for selector in CORE_PARTS]
    found: dict[str, Any] = page.evaluate("excluded => axe.run({exclude: excluded}, {resultTypes: ['violations']})", excluded)
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def too_small(page: Page) -> list[str]:
    """Controls of the page's own part that a thumb does not hit, as it stands on a phone."""
    return [f"too small for a thumb: {found}" for found in page.evaluate(SMALL, THUMB)]


def sideways(page: Page) -> list[str]:
    """What is wider than the window, if the page scrolls sideways."""
    script = """() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const isWide = element => element.getBoundingClientRect().right > root.clientWidth + 1;
        const wide = [...document.querySelectorAll('body *')].filter(isWide);
        return [`scrolls sideways: ${root.scrollWidth} px wide`, ...wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120))];
    }"""
    return page.evaluate(script)
