"""A browser without a screen: logs in, reads a page's form as it was sent, and sends it back. The tokens are checked."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

PASSWORD = "rahasia-sekali-2026"
HOSTILE = '"><script>alert(1)</script>\'{{7*7}}<img src=x onerror=alert(1)>‮مرحبا'


class Browser:
    """One person's browser with its own cookies."""

    def __init__(self, app: Any, user: dict[str, Any] | None = None) -> None:
        self.client = app.test_client()
        self.user = user
        if user:
            self.login()

    def login(self, came_from: str | None = None) -> Any:
        """As a person does it on the page of the login, in this browser."""
        path = "/user/login" + (f"?came_from={came_from}" if came_from else "")
        token = self.read(self.client.get("/user/login")).select_one("input[name=_csrf_token]")
        assert self.user is not None
        return self.client.post(path, data={"login": self.user["name"], "password": PASSWORD,
                                            "_csrf_token": token["value"] if token else ""}, follow_redirects=False)

    def forget_cookies(self) -> None:
        """The session has ended."""
        for cookie in list(self.client._cookies.values()):
            self.client.delete_cookie(cookie.key, domain=cookie.domain, path=cookie.path)

    def open(self, path: str, status: int = 200) -> BeautifulSoup:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.body
        return self.read(answer)

    def answer(self, path: str) -> Any:
        return self.client.get(path, follow_redirects=False)

    @staticmethod
    def read(answer: Any) -> BeautifulSoup:
        return BeautifulSoup(answer.body, "html.parser")

    def send(self, page: BeautifulSoup, changes: dict[str, Any] | None = None, *, form: str = "#sd-section",
             button: tuple[str, str] = ("back", "1"), path: str | None = None, **headers: str) -> Any:
        """Send a form as it stands on the page, with some answers changed and one button pressed."""
        found = page.select_one(form)
        assert found is not None, page.text
        data = filled(found) | {button[0]: button[1]} | (changes or {})
        return self.client.post(path or found.get("action") or "", data=data, headers=headers, follow_redirects=False)


def filled(form: Tag) -> dict[str, Any]:
    """What a browser would send of a form, without its buttons."""
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            data[name] = field.text.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[name] = chosen["value"] if chosen else ""
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data[name] = [*data.get(name, []), field["value"]] if field["type"] == "checkbox" else field["value"]
        elif field.get("type") == "hidden" and name in data:
            data[name] = [*(data[name] if isinstance(data[name], list) else [data[name]]), field.get("value", "")]
        elif field.get("type") != "file":
            data[name] = field.get("value", "")
    return data
