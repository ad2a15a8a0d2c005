"""Portals and browser of the journeys: started once, when the first journey asks for them."""

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from ckanext.satudata.tests.journeys import portals
from ckanext.satudata.tests.journeys.browser import Person
from ckanext.satudata.tests.journeys.looks import SCREENSHOTS, Looks
from ckanext.satudata.tests.journeys.people import Account
from ckanext.satudata.tests.journeys.portals import Portal
from ckanext.satudata.tests.journeys.public import Public


class Enter:
    """Brings a person to the portal, logged in, in a browser window of his or her own; without an account: anybody."""

    def __init__(self, portal: Portal, chromium: Browser) -> None:
        self._bring = functools.partial(Person, portal, chromium)
        self._present: dict[tuple[Account | None, bool], Person] = {}

    def __call__(self, account: Account | None = None, scripts: bool = True) -> Person:
        if (account, scripts) not in self._present:
            self._present[account, scripts] = self._bring(account, scripts)
        return self._present[account, scripts]

    def present(self) -> list[Person]:
        return list(self._present.values())


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest) -> Iterator[dict[str, Portal]]:
    """The portals that the chosen tests name by `GOVERNMENT`, started side by side."""
    journeys = (item for item in request.session.items if "journeys" in item.path.parts)
    modules = (getattr(item, "module", None) for item in journeys)
    wanted = sorted({module.GOVERNMENT for module in modules if hasattr(module, "GOVERNMENT")})
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        for name in wanted:
            stack.enter_context(portals.reserved(name))
        yield dict(zip(wanted, pool.map(lambda name: stack.enter_context(portals.running(name)), wanted), strict=True))


@pytest.fixture
def portal(running: dict[str, Portal], request: pytest.FixtureRequest) -> Portal:
    return running[request.module.GOVERNMENT]


@pytest.fixture
def public(portal: Portal) -> Public:
    return Public(portal)


@pytest.fixture
def enter(portal: Portal, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Enter]:
    enter = Enter(portal, chromium)
    yield enter
    for person in enter.present():
        if getattr(request.node, "failed", False):
            name = f"failed-{request.node.name}-{person.account.name if person.account else 'public'}.png"
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            person.page.screenshot(path=SCREENSHOTS / name, full_page=True)
        person.context.close()


@pytest.fixture
def look() -> Iterator[Looks]:
    """Looks at pages; a page that is hard to use fails the journey at its end, so that all of them are named at once."""
    looks = Looks()
    yield looks
    looks.must_be_fine()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A journey that failed shows what its people saw last, and the end of its portal's logs."""
    report = yield
    known = getattr(item, "funcargs", {})
    if report.failed:
        item.failed = True
        for person in known["enter"].present() if "enter" in known and call.when == "call" else ():
            report.sections.append((f"page of {person.account or 'the public'}", person.last_sight()))
        if "portal" in known:
            report.sections.append(("logs of the portal", known["portal"].last_words()))
    return report
