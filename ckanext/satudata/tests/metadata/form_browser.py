"""People and pages of the form of a record, for a browser without a screen."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.satudata.tests.form_browser import HOSTILE, PASSWORD, Browser, filled

from .conftest import call

__all__ = ["HOSTILE", "Browser", "autosave", "filled", "path", "person", "stored", "texts_of"]


def person(office: dict[str, Any] | None = None, capacity: str = "editor", **more: Any) -> dict[str, Any]:
    """An account, of an office if one is named."""
    user = factories.User(password=PASSWORD, **more)
    if office:
        call("member_create", id=office["id"], object=user["id"], object_type="user", capacity=capacity)
    return user


def path(record: dict[str, Any], section: str | None = None) -> str:
    return f"/satudata/metadata/{record['name']}/form" + (f"/{section}" if section else "")


def stored(record: dict[str, Any]) -> dict[str, Any]:
    return call("package_show", id=record["id"])


def texts_of(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.text.split()) for found in page.select(selector)]


def autosave(browser: Browser, page: BeautifulSoup, changes: dict[str, Any], **headers: str) -> Any:
    """What htmx sends while somebody types."""
    form = page.select_one("#sd-section")
    data = {name: value for name, value in filled(form).items() if not name.startswith("_")} | changes
    token = page.select_one("meta[name=_csrf_token]")["content"]
    return browser.client.post(form["hx-post"], data=data, headers={"X-CSRFToken": token, "HX-Request": "true", **headers})
