"""A walk through a page with the Tab key: what is reached, and whether one sees where one is."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

MOST = 250  # steps: the longest list of filters is shorter

HERE = """selectors => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    // select2 draws the ring around its box, not around the field in it
    const box2 = element.closest('.select2-selection');
    const label = element.type === 'checkbox' || element.type === 'radio' ? element.closest('label') : null;
    const ringed = [element, label, box2].filter(Boolean).some(one => {
        const look = getComputedStyle(one);
        return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none';
    });
    const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height, 20) / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const same = top && (element.contains(top) || top.contains(element) || (label && label.contains(top)));
    return {
        html: element.outerHTML.slice(0, 140),
        href: element.getAttribute('href'),
        ringed,
        seen: box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && box.top < innerHeight && box.bottom > 0,
        covered: !same && !(element.getClientRects().length > 1),
        matches: selectors.filter(selector => element.matches(selector)),
    };
}"""


class Walk:
    """Steps through a page; `faults` collects where the focus cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.emulate_media(reduced_motion="reduce")     # Bootstrap scrolls and draws rings smoothly, which takes a moment
        self.faults: list[str] = []

    def first(self) -> str | None:
        """Where the first step leads; CKAN's field for a search must not have taken the focus."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press("Tab")
        here = self.page.evaluate(HERE, [])
        return here and here["href"]

    def passing(self, selectors: Sequence[str]) -> list[str]:
        """Walks on until all are passed, in this order; returns those that were not reached."""
        waiting = list(selectors)
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(HERE, waiting[:1])
            if here is None:
                break
            self._judge(here)
            if waiting and waiting[0] in here["matches"]:
                waiting.pop(0)
            if not waiting:
                break
        return waiting

    def _judge(self, here: dict[str, object]) -> None:
        for fault in ("not seen" if not here["seen"] else "", "no ring" if not here["ringed"] else "",
                      "covered" if here["covered"] else ""):
            if fault:
                self.faults.append(f"{fault}: {here['html']}")
